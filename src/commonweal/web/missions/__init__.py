"""
What are we for, and do we get there? Missions as the public may see them, made anew from the record.

In: the record's missions and indicators, and what was found of the clauses that aims rest on. Out: one
document, from which pages, the API and files are shown. Neighbours: `assessment` calls `operations` in every
pass; `publication` reads `queries`.
"""
