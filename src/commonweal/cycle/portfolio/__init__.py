"""
With what? Every kind of public support to every recipient, by corporate group.

In come supports as sources wrote them, parties with their dated ownership, and reviewed decisions on names;
out come organisations, groups with their totals, and the account of every row that was read. Its neighbour
below is missions; `exchange` fills it from other people's files.
"""
