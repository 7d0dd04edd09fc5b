"""
The shapes of statuses: drawn once, used in tables and timelines, told apart without colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commonweal.report.page.drawing.markup import Markup, el, join
from commonweal.report.page.words import Word

_RING: Final = {"fill": "none", "stroke": "currentColor", "stroke_width": "2.2"}


def _path(d: str, **more: str) -> Markup:
    return el("path", d=d, **more)


def _ring(**more: str) -> Markup:
    return el("circle", cx="8", cy="8", r="5.9", **{**_RING, **more})


_SHAPES: Final[Mapping[str, tuple[Markup, ...]]] = {
    "disc": (el("circle", cx="8", cy="8", r="7"),),
    "ring": (_ring(),),
    "dots": (_ring(stroke_dasharray="2.1 2.52"),),
    "half-disc": (_ring(), _path("M8 2v12A6 6 0 0 1 8 2z")),
    "diamond": (_path("M8 0 16 8 8 16 0 8z"),),
    "half-diamond": (_path("M8 1.6 14.4 8 8 14.4 1.6 8z", **_RING), _path("M1.6 8h12.8L8 14.4z")),
    "triangle": (_path("M8 1 16 15H0z"),),
    "empty": (_ring(), _path("M3 13 13 3", **_RING)),
    "mended": (_ring(), _path("M5 8.2 7.2 10.4 11 6", **_RING)),
    "half-square": (_path("M2 2h12v12H2z", **_RING), _path("M2 2h12L2 14z")),
    "square": (_path("M2.5 2.5h11v11h-11z", **_RING),),
    "bars": (_path("M3 2h3.5v12H3zM9.5 2H13v12H9.5z"),),
    "dash": (_path("M2 6.5h12v3H2z"),),
    "plus": (_path("M6.4 1h3.2v5.4H15v3.2H9.6V15H6.4V9.6H1V6.4h5.4z"),),
    "question": (
        _path("M5 5.6A3 3 0 1 1 9.4 8.2C8.3 8.9 8 9.3 8 10.6", **_RING),
        el("circle", cx="8", cy="13.8", r="1.5"),
    ),
}


def sprite() -> Markup:
    """Return the drawings, to stand once on a page; `shape` and timelines point to them."""
    symbols = [el("symbol", *parts, id=f"s-{name}", viewBox="0 0 16 16") for name, parts in _SHAPES.items()]
    return el("svg", *symbols, class_="sprite", aria_hidden="true", focusable="false")


def shape(name: str) -> Markup:
    """Return a drawing as it stands before a word; readers of screens hear the word only."""
    return el("svg", el("use", href=f"#s-{name}"), class_="i", aria_hidden="true")


def status(word: Word, code: str) -> Markup:
    """Return a status: shape and word in its colour; its class is its code."""
    return el("span", join(shape(word.shape), word.word), class_=f"st {word.hue} is-{code.replace('_', '-')}")
