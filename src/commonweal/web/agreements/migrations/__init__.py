"""The history of the tables of agreements."""
