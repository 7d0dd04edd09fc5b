"""Tables of missions, as they came to be."""
