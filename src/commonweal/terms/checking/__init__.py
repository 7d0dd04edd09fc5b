"""Is the text well-formed? Names, types, units, dates: syntax tree in, typed core tree or diagnostics out."""
