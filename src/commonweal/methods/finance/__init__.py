"""Returns of dated cash flows."""
