"""What did an amendment do? A sentence that can be quoted, rows for programs, and what changed in words."""
