"""
How long a test lets something work before it calls it hung.

A hostile text is refused within a second of processor time on a quiet machine: `bench/hostile.py` measures
that. A test cannot: the same work takes four times as long beside a second worker, under a tracing coverage
tool, or in a process whose heap six thousand tests have filled. What a test can tell is growth that has no
end, and that is minutes, not seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

HUNG_SECONDS = 10.0 if sys.gettrace() is None else 100.0
"""Seconds of processor time."""


@contextmanager
def soon() -> Iterator[None]:
    """Fail when what is done inside takes so long that it must be called hung."""
    begun = time.process_time()
    yield
    taken = time.process_time() - begun
    assert taken < HUNG_SECONDS, f"took {taken:.1f} s of processor time"
