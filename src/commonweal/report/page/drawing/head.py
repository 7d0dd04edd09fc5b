"""
The head of a page: its title, its one style sheet, and what a browser may do with it.

Source of the policy: W3C, Content Security Policy Level 3.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from importlib import resources

from commonweal import __version__
from commonweal.report.page.drawing.markup import Markup, el, join, style


def head(title: str, sheet: str) -> Markup:
    """Return the head of a page titled so, in the dress of a style sheet of this package (``page.css``)."""
    css = _css(sheet)
    return join(
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_policy(css)),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="generator", content=f"commonweal {__version__}"),
        el("link", rel="icon", href="data:,"),
        el("title", title),
        style(css),
        by="\n",
    )


@cache
def _css(sheet: str) -> str:
    return resources.files("commonweal.report").joinpath(sheet).read_text("utf-8")


@cache
def _policy(css: str) -> str:
    """Return what a browser may do with the page: show its own style, and nothing else."""
    digest = b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
