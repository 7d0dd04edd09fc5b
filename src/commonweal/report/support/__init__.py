"""
The table of support as people and programs see it: one document, one flat table, one text.

A portfolio's `Table` comes in with the files it was made from; rows, or what a terminal shows, go out.
"""
