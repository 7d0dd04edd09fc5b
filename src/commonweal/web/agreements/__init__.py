"""On what terms: the register of agreements as the public may see it."""
