"""Core tree and findings in plain sentences: prose for signature, traces for findings."""
