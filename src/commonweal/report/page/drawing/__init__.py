"""How pages are drawn: elements, shapes, tables, pictures."""
