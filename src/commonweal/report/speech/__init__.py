"""
Sentences in several languages.

In: an English sentence with blanks, and the language in which it is to be said. Out: the sentence.
Neighbours: every module of this room that makes words; `terms.explain`, whose months and marks are used.
"""
