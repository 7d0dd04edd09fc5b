"""
The mission cycle, one room a stage: what we are for, with what, on what terms, what happened, what we do.

Records and rules; nothing is read or written here.
"""
