"""
An assessment as one self-contained page: no script, no request, nothing that is not escaped.

The first screen answers; then each agreement says its sentence, its tables, its text and its reasons. A page
stays under `LIMIT` bytes: the least urgent reasons are left out first, then sections of agreements where
nothing is wrong; the page says what was left out, with the command that prints it.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

from commonweal import __version__
from commonweal.report.page import words
from commonweal.report.page.agreement import section
from commonweal.report.page.clauses import choose
from commonweal.report.page.drawing.markup import Markup, el, join, page, style, with_sound_links
from commonweal.report.page.drawing.shapes import sprite, status
from commonweal.report.page.drawing.tables import Row, folded, table
from commonweal.report.page.lead import whole
from commonweal.report.page.overview import agreements, attention, coming, concerns, figures
from commonweal.report.page.view import Anchors, Chapter, Run, chapters

LIMIT: Final = 300_000
"""Bytes of a page."""
SPARE: Final = 6_000
"""Bytes kept free for what is said about what was left out."""
MISFITS: Final = 4
"""Agreements that did not fit after which no further one is tried."""
ROWS: Final = 200
"""Agreements that the table of agreements names."""


def assessment_page(run: Run) -> str:
    """
    Return an assessment as a page of HTML.

    The same run gives the same bytes.
    """
    anchors = Anchors(dict.fromkeys(("top", "attention", "next", "agreements", "words", "warnings")))
    every = chapters(run, anchors)
    frame = len(_page(run, every, [], {}).encode())
    shown, used = _fitting(every, LIMIT - SPARE - frame)
    reasons = choose(shown, LIMIT - SPARE - frame - used)
    return _page(run, every, shown, reasons)


def _fitting(every: Sequence[Chapter], room: int) -> tuple[list[Chapter], int]:
    """Return the agreements whose sections fit, those with most concerns first, and the bytes they take."""
    ranked = sorted(every, key=lambda c: -len(concerns([c])))
    kept: set[str] = set()
    used = 0
    misfits = 0
    for chapter in ranked:
        size = len(section(chapter, {}).encode())
        if used + size > room:
            misfits += 1
            if misfits > MISFITS:
                break
            continue
        kept.add(chapter.id)
        used += size
    return [c for c in every if c.id in kept], used


def _page(run: Run, every: Sequence[Chapter], shown: Sequence[Chapter], reasons: dict[str, Markup]) -> str:
    main = el(
        "main",
        _opening(run, every),
        _agreements(every, shown),
        [join("\n", section(chapter, reasons)) for chapter in shown],
        _warnings(run),
        _legend(),
        class_="wrap",
    )
    body = with_sound_links(join(sprite(), _header(run), main, _footer(run), by="\n"))
    return page(_head(run), body, language="en")


# ---- head and foot ----------------------------------------------------------------------------------


@cache
def _css() -> str:
    return resources.files("commonweal.report").joinpath("page.css").read_text("utf-8")


@cache
def _policy() -> str:
    """Return what a browser may do with the page: show its own style, and nothing else."""
    digest = b64encode(hashlib.sha256(_css().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _head(run: Run) -> Markup:
    title = f"{run.workspace.name}, judged as of {words.day(run.as_of)}"
    return join(
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_policy()),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="generator", content=f"commonweal {__version__}"),
        el("link", rel="icon", href="data:,"),
        el("title", title),
        style(_css()),
        by="\n",
    )


def _header(run: Run) -> Markup:
    links = [
        el("a", "Needs attention", href="#attention"),
        el("a", "What comes next", href="#next"),
        el("a", "Agreements", href="#agreements"),
        el("a", "What the words mean", href="#words"),
    ]
    nav = el("nav", links, aria_label="On this page")
    return el("header", el("div", el("b", "commonweal"), nav, class_="wrap"))


def _footer(run: Run) -> Markup:
    known = words.instant(run.known_at, run.workspace.zone)
    said = (
        f"Judged as of the end of {words.day(run.as_of)} from what was recorded up to {known}, in the time "
        f"zone {run.workspace.zone}, by the engine {run.engine} of commonweal {__version__}. The same texts "
        "and tables give the same page. This page asks nothing of any other place and runs no program."
    )
    paper = "On paper, what is folded stays folded: open it before printing."
    return el("footer", el("div", el("p", said), el("p", paper), class_="wrap"))


# ---- the first screen -------------------------------------------------------------------------------


def _opening(run: Run, every: Sequence[Chapter]) -> Markup:
    known = words.instant(run.known_at, run.workspace.zone)
    then = "by then" if known == f"the end of {words.day(run.as_of)}" else f"at {known}"
    kicker = f"Judged as of the end of {words.day(run.as_of)}, from what was known {then}"
    attend = el("section", el("h2", "Needs attention", id="attention"), attention(every))
    ahead = el("section", el("h2", "What comes next", id="next"), coming(every, run))
    return join(
        el("p", kicker, class_="kicker"),
        el("h1", run.workspace.name, id="top"),
        el("p", whole(every), class_="lead"),
        figures(every),
        el("div", attend, ahead, class_="sides"),
        by="\n",
    )


def _agreements(every: Sequence[Chapter], shown: Sequence[Chapter]) -> Markup | None:
    if not every:
        return None
    ids = frozenset(c.id for c in shown)
    first = sorted(every, key=lambda c: (c.id not in ids,))[:ROWS] if len(every) > ROWS else every
    left = len(every) - len(shown)
    said = None
    if left:
        told = f"{len(shown):,} of {words.counted(len(every), 'agreement')} have a section below"
        text = f"{told}, those with most to attend to; a page has room for no more. This gives all: "
        said = el(
            "p", text, el("code", "commonweal assess WORKSPACE --format csv", class_="cmd"), class_="src"
        )
    heading = el("h2", "The agreements", id="agreements")
    return join(heading, said, agreements(first, "agreements"), by="\n")


# ---- the end ----------------------------------------------------------------------------------------


def _warnings(run: Run) -> Markup | None:
    if not run.diagnostics:
        return None
    rows = [
        Row(
            (
                d.code,
                join(d.message, [el("span", f" {h}.", class_="note") for h in d.help[:1]]),
                str(d.span or ""),
            )
        )
        for d in run.diagnostics[:100]
    ]
    n = len(run.diagnostics)
    more = el("p", f"and {n - 100:,} more") if n > 100 else None
    heading = el("h2", "Doubts about texts and tables", id="warnings")
    shown = table(("Code", "What is doubtful, and what mends it", "Place"), rows, labelled_by="warnings")
    return join(heading, folded(words.counted(n, "remark"), shown, more))


def _legend() -> Markup:
    """Return what every word for a status means."""
    parts = [el("h2", "What the words mean", id="words")]
    parts.append(el("p", "A promise is counted once for each period in which it is tested."))
    for title, table_of in (("Of promises", words.STATUSES), ("Of amounts", words.STATES)):
        entries = [_meaning(code, word) for code, word in table_of.items()]
        parts.append(folded(title, el("dl", entries, class_="legend")))
    return join(*parts)


def _meaning(code: str, word: words.Word) -> Markup:
    named = words.named(code)
    other = f" In commands and data: {code}." if named != word.word and code != "vacuous" else ""
    return el("div", el("dt", status(word, code)), el("dd", word.means, other))
