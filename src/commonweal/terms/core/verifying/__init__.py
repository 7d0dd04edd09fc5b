"""The invariants of the core tree, part by part; `commonweal.terms.core.verify` asks for all of them."""
