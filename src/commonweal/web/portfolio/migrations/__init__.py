"""Tables of the portfolio, as they came to be."""
