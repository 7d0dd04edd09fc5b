"""The root of the exceptions about our own world; faults of the user's world are diagnostics."""

from __future__ import annotations


class CommonwealError(Exception):
    """Something that the caller should have prevented, or a limit of the machine."""
