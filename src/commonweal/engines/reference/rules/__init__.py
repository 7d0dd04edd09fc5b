"""What each operation of the core tree means: one function an operation, one table of them all."""
