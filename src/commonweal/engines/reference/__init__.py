"""The semantics: exact, plain, explains itself."""
