"""How the site runs: what is always so, in production and in tests."""
