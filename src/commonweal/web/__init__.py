"""
What everyone may see, as a site: the record in a database, judged again when it changes, and pages about it.

In come workspaces; out go pages, JSON and files that say the same. The web imports every room below it; no
room imports the web. Its apps keep the order of the mission cycle.
"""
