"""What a text means, as a typed tree that engines read. It does not know that text exists."""
