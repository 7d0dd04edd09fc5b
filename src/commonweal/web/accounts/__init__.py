"""Who acts: keys that events name, and the names behind them, which can be erased."""
