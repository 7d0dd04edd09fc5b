"""How far long work is, for whoever watches the terminal."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from typing import Any, Final

SLOW_SECONDS: Final = 1.0
"""Work that takes longer shows how far it is."""


class Progress:
    """
    How far long work is, on standard error, once it has taken more than a second; nothing if nobody watches.

    An instance is called with what comes next, how much is done and how much there is.
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._start = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, name: str, done: int, total: int) -> None:
        """Show how far the work is."""
        if self._bar is None:
            if time.monotonic() - self._start < SLOW_SECONDS or not sys.stderr.isatty():
                return
            self._bar = _bar()
            self._task = self._bar.add_task(self._doing, total=total)
            self._bar.start()
        self._bar.update(self._task, completed=done, total=total, description=f"{self._doing} {name}")

    def each(self, total: int) -> Callable[[str], None]:
        """Return what is called with the name of each of so many things as its turn comes."""
        done = itertools.count()
        return lambda name: self(name, next(done), total)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _bar() -> Any:
    """Return a bar that takes names as they are: a bracket in one is no style."""
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TimeRemainingColumn(),
    )
    return progress.Progress(*columns, console=Console(file=sys.stderr, highlight=False), transient=True)
