"""The language: text to syntax tree to core tree."""
