"""
Texts as paper: the page that is signed, and the redline of two texts.

In: a compiled text, or two. Out: one self-contained HTML page.
"""
