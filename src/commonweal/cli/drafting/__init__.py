"""Commands on texts: reading, printing, testing what is drafted."""
