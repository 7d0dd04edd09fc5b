"""
commonweal: the terms of public money, written so that a lawyer can sign and a machine can run them.

`import commonweal as cw` offers the few names below; each is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "load": "commonweal.workspace.load",
    "check": "commonweal.workspace.check",
    "assess": "commonweal.workspace.run",
    "why": "commonweal.workspace.run",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its room."""
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(_WHERE[name]), name)
