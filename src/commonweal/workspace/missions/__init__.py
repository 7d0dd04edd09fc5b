"""`missions/*.toml` and `indicators/*`: read into records, every fault with its line and column."""
