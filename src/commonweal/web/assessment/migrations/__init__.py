"""The history of the tables of assessment."""
