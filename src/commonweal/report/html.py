"""
An assessment as one self-contained page: no script, no request, nothing that is not escaped.

The first screen answers; then each agreement says its sentence, its tables, its text and its reasons. A page
stays under `LIMIT` bytes: the least urgent reasons are left out first, then sections of agreements where
nothing is wrong; the page says what was left out, with the command that prints it. Where each agreement has a
page of its own, that page holds the whole of it, however long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from commonweal import __version__
from commonweal.engines.protocol import Assessment
from commonweal.ground.diagnostics import Diagnostic
from commonweal.report.page import words
from commonweal.report.page.agreement import section
from commonweal.report.page.clauses import choose
from commonweal.report.page.drawing.head import head
from commonweal.report.page.drawing.markup import (
    Markup,
    Page,
    el,
    ids_of,
    join,
    page,
    with_sound_links,
)
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
INDEX: Final = "index.html"
"""The page that leads to those of the agreements."""
_OWN: Final = ("top", "attention", "next", "agreements", "words", "warnings")
ROWS: Final = 200
"""Agreements that the table of agreements names."""


def assessment_page(run: Run) -> str:
    """
    Return an assessment as a page of HTML.

    The same run gives the same bytes.
    """
    anchors = Anchors(dict.fromkeys(_OWN))
    every = chapters(run, anchors)
    frame = len(_page(run, every, [], {}).encode())
    shown, used = _fitting(every, LIMIT - SPARE - frame)
    reasons = choose(shown, LIMIT - SPARE - frame - used)
    return _page(run, every, shown, reasons)


def register_pages(run: Run) -> dict[str, str]:
    """
    Return an assessment as pages by file name: `index.html` leads to one page for each agreement.

    Each page is whole by itself; links between them need no server.
    """
    anchors = Anchors(dict.fromkeys(_OWN))
    every = chapters(run, anchors)
    names = _file_names(every)
    pages: dict[str, str] = {}
    beside: dict[str, Page] = {}
    for chapter in every:
        one = _Alone(run, chapter.assessment)
        (alone,) = chapters(one, Anchors(dict.fromkeys(_OWN)))
        frame = len(_page(one, [alone], [alone], {}, alone=True).encode())
        reasons = choose([alone], LIMIT - SPARE - frame)
        name = names[chapter.id]
        pages[name] = _page(one, [alone], [alone], reasons, alone=True)
        beside[chapter.anchor] = Page(name, ids_of(pages[name]))
    return {INDEX: _page(run, every, [], {}, files=beside), **pages}


def _file_names(every: Sequence[Chapter]) -> dict[str, str]:
    """Return a plain file name for each agreement, no two the same on any file system."""
    given: dict[str, str] = {}
    taken = {INDEX}
    for chapter in every:
        base = re.sub(r"[^A-Za-z0-9.-]+", "-", chapter.id).strip(".-") or "agreement"
        name, n = f"{base}.html", 2
        while name.lower() in taken:
            name, n = f"{base}-{n}.html", n + 1
        taken.add(name.lower())
        given[chapter.id] = name
    return given


class _Alone:
    """A run as one of its agreements sees it."""

    def __init__(self, run: Run, assessment: Assessment) -> None:
        self.workspace, self.as_of, self.known_at = run.workspace, run.as_of, run.known_at
        self.engine, self.plans = run.engine, run.plans
        self.assessments: Sequence[Assessment] = (assessment,)
        self.diagnostics: Sequence[Diagnostic] = ()


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


def _page(
    run: Run,
    every: Sequence[Chapter],
    shown: Sequence[Chapter],
    reasons: dict[str, Markup],
    *,
    files: Mapping[str, Page] | None = None,
    alone: bool = False,
) -> str:
    main = el(
        "main",
        _opening(run, every, alone=alone),
        None if alone else _agreements(every, shown, apart=files is not None),
        [join("\n", section(chapter, reasons)) for chapter in shown],
        _warnings(run),
        _legend(),
        class_="wrap",
    )
    title = f"{every[0].title}, {every[0].id}" if alone else run.workspace.name
    body = with_sound_links(join(sprite(), _header(run, alone), main, _footer(run), by="\n"), files)
    return page(head(f"{title}, judged as of {words.day(run.as_of)}", "page.css"), body, language="en")


# ---- head and foot ----------------------------------------------------------------------------------


def _header(run: Run, alone: bool) -> Markup:
    links = [
        el("a", "All agreements", href=INDEX) if alone else None,
        *(() if alone else (_to("Needs attention", "attention"), _to("What comes next", "next"))),
        None if alone else _to("Agreements", "agreements"),
        _to("What the words mean", "words"),
    ]
    nav = el("nav", links, aria_label="On this page")
    return el("header", el("div", el("b", "commonweal"), nav, class_="wrap"))


def _to(said: str, anchor: str) -> Markup:
    return el("a", said, href=f"#{anchor}")


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


def _opening(run: Run, every: Sequence[Chapter], *, alone: bool) -> Markup:
    known = words.instant(run.known_at, run.workspace.zone)
    then = "by then" if known == f"the end of {words.day(run.as_of)}" else f"at {known}"
    kicker = f"Judged as of the end of {words.day(run.as_of)}, from what was known {then}"
    if alone:
        return join(el("p", kicker, class_="kicker"), el("h1", run.workspace.name, id="top", class_="quiet"))
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


def _agreements(every: Sequence[Chapter], shown: Sequence[Chapter], *, apart: bool) -> Markup | None:
    if not every:
        return None
    ids = frozenset(c.id for c in shown)
    first = sorted(every, key=lambda c: (c.id not in ids,))[:ROWS] if len(every) > ROWS else every
    left = 0 if apart else len(every) - len(shown)
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
