"""
How do bytes become rows and trees, within bounds? CSV, spreadsheets, JSON, and numbers as people write them.

Nothing here knows what a support is.
"""
