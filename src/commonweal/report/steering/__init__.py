"""
Where missions stand, for people and programs.

In: what `cycle.missions` worked out. Out: rows, terminal text, one sentence a mission. Neighbours: the
command `missions` and the site read the same rows.
"""
