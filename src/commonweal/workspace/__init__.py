"""A folder of texts and tables: load, run, report all faults."""
