"""How a text is written: limits, parser, syntax tree, formatter."""
