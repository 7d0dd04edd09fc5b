"""Commands about the record: import, export, verify."""
