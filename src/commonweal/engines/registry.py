"""Engines by name, loaded by entry point, so that nothing imports an engine it does not use."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import cast

from commonweal.engines.protocol import Engine
from commonweal.ground.errors import CommonwealError

GROUP = "commonweal.engines"


class UnknownEngine(CommonwealError):
    """No engine of this name is installed; `names` are those that are."""

    def __init__(self, name: str, names: list[str]) -> None:
        super().__init__(f"no engine {name!r}; there are: {', '.join(names)}")
        self.name, self.names = name, names


def names() -> list[str]:
    """Return the names of the engines installed, sorted."""
    return sorted({e.name for e in entry_points(group=GROUP)})


def load(name: str) -> Engine:
    """
    Return an engine by name.

    Raises
    ------
    UnknownEngine : none of that name is installed
    """
    for entry in entry_points(group=GROUP):
        if entry.name == name:
            return cast(Engine, entry.load()())
    raise UnknownEngine(name, names())
