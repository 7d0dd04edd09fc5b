"""Returns of dated cash flows; the level instalment of a loan."""
