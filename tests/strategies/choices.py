"""Choices read from drawn bytes, and how many examples a law gets."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st


class Choices:
    """
    Choices read from bytes, one byte each; when they are used up, every choice is the first.

    Bytes are drawn at once and shrink to zeros, so the first option of every choice is the simplest.
    """

    def __init__(self, data: bytes) -> None:
        self.data, self.next = data, 0

    def between(self, low: int, high: int) -> int:
        """Return a whole number, both ends counted."""
        byte = self.data[self.next] if self.next < len(self.data) else 0
        self.next += 1
        return low + byte % (high - low + 1)

    def pick(self, *options: Any) -> Any:
        """Return one of several."""
        return options[self.between(0, len(options) - 1)]

    def block(self, n: int) -> Choices:
        """Return the next `n` bytes as choices of their own, so that a change in them moves nothing else."""
        part = Choices(self.data[self.next : self.next + n])
        self.next += n
        return part


def drawn_bytes(n: int) -> st.SearchStrategy[bytes]:
    """Return a strategy of so many bytes."""
    return st.binary(min_size=n, max_size=n)


def sample(n: int, **more: Any) -> settings:
    """Return Hypothesis settings with `n` examples, in `make laws` with as many as its profile says."""
    short = settings.get_current_profile_name() == "default"
    return settings(max_examples=n if short else settings.default.max_examples, **more)
