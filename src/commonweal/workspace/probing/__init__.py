"""What if: one number of the record varied, everything else as it is, and what the money does then."""
