"""What a careful reader finds in the core tree: circles, toothless clauses, what is never used."""
