"""
With what? Every kind of support to every recipient, by corporate group, as the public may see it.

In: the files of support in the record, the agreements and the register of parties. Out: rows of support with
their places, groups, and an account of every source. Neighbours: `assessment` calls `operations` in every
pass; `publication` reads `queries`; `adding` takes files into the record.
"""
