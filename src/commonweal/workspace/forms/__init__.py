"""The forms in which a table may lie in a file: CSV and Parquet, both read into the same rows."""
