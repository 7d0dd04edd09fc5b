"""The history of the tables of accounts."""
