"""Pages that lead through the register: firms, acts, search, methods, and what is new."""
