"""
What comes next under an agreement: windows that end, proof, cures and money that are due, rights that run
out.

In: an agreement's plan and what an engine found. Out: one list of entries, as rows and as a table.
Neighbours: the command `calendar` and the site show the same list.
"""
