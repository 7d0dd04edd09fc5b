"""Pure numerics, each with its source; strangers to one another."""
