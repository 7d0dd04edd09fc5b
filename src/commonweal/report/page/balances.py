"""Accounts: what each row opens with, what comes and goes, and a picture of the balance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from commonweal.engines.protocol import AccountRow
from commonweal.ground.numbers import add, divide, mul
from commonweal.ground.period import Period
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, framed, join, link
from commonweal.report.page.drawing.tables import Row, folded, table
from commonweal.report.page.view import Chapter
from commonweal.report.rows import ACCOUNT_PARTS, moving

HEADS: Final = ("Period", "Opens with", "Interest", "Added", "Taken off", "Closes with")
LONG: Final = 24
"""Rows beyond which the earlier ones are folded."""
FEWEST, MOST_BARS = 4, 120
"""Rows from which on a picture says more than the table, and beyond which it says less."""
HEIGHT: Final = 110
"""Height of the picture, in tenths of a letter."""


def balances(chapter: Chapter, labelled_by: str) -> Markup:
    """Return every account with its rows up to the day, the latest in view."""
    begun = [r for r in chapter.assessment.accounts if r.window.first <= chapter.run.as_of]
    ordered = sorted(begun, key=lambda r: (r.account, r.window))
    parts: list[object] = []
    for name, found in groupby(ordered, key=lambda r: r.account):
        whole = list(found)
        rows = moving(whole)
        parts.append(el("h4", chapter.clause_label(name)))
        parts.append(_picture(chapter, name, rows))
        first, rest = rows[-LONG:], rows[:-LONG]
        parts.append(_table(chapter, first, labelled_by))
        if rest:
            earlier = f"The {words.counted(len(rest), 'earlier row')}"
            parts.append(folded(earlier, _table(chapter, rest, labelled_by)))
        if len(whole) > len(rows):
            said = f"{words.counted(len(whole) - len(rows), 'further row')}: nothing held, nothing moved."
            parts.append(el("p", said, class_="src"))
    return join(*parts) if parts else el("p", "No account has opened yet.")


@dataclass(frozen=True, slots=True)
class Held:
    """
    What an account held when a window of it was over.

    Attributes
    ----------
    day : last day of that window
    gone, left : what was taken off until then, and what it held
    since : first day of the window of which that is not known, None where it is known of all that are over
    """

    day: date
    gone: Decimal
    left: Decimal
    since: date | None


Move = tuple[Period, Decimal | None, Decimal | None]
"""A window of an account, what was taken off in it, and what it closed with; None: not known."""


def last_known(moves: Iterable[Move], as_of: date) -> Held | None:
    """
    Return what an account held at the end of the last window of which that is known; None: of none.

    A window that is not over yet tells nothing: nobody can know today what a month will close with.
    """
    found: Held | None = None
    gone = Decimal(0)
    for window, off, closing in sorted(moves, key=lambda move: move[0]):
        if window.last > as_of:
            break
        if off is None or closing is None:
            return None if found is None else replace(found, since=window.first)
        gone = add(gone, off)
        found = Held(window.last, gone, closing, None)
    return found


def held(chapter: Chapter) -> Markup | None:
    """Return what was taken off each account so far, and what is left: repayments may be no clause."""
    begun: dict[str, list[AccountRow]] = {}
    for row in chapter.assessment.accounts:
        if row.window.first <= chapter.run.as_of:
            begun.setdefault(row.account, []).append(row)
    return join(*(_balance(chapter, name, rows) for name, rows in begun.items())) if begun else None


def _balance(chapter: Chapter, name: str, rows: Sequence[AccountRow]) -> Markup:
    found = last_known(((r.window, r.reductions, r.closing) for r in rows), chapter.run.as_of)
    label = link(chapter.clause_anchor(name), chapter.clause_label(name))
    if found is None:
        return el("p", framed("{account}: not known", account=label))
    gone, left = (words.headline(x, rows[-1].currency) for x in (found.gone, found.left))
    told = {"account": label, "gone": gone, "left": left, "day": words.day(found.day)}
    if found.since is None:
        return el("p", framed("{account}: {gone} taken off by {day}, {left} left", **told))
    told["since"] = words.day(found.since)
    return el(
        "p",
        framed("{account}: {gone} taken off by {day}, {left} left; not known from {since} on", **told),
    )


def _table(chapter: Chapter, rows: Sequence[AccountRow], labelled_by: str) -> Markup:
    made = [
        Row(
            (chapter.period(row.window), *(cell(row, name) for name in ACCOUNT_PARTS)),
            chapter.account_anchor(row),
        )
        for row in rows
    ]
    return table(HEADS, made, numeric=range(1, len(HEADS)), labelled_by=labelled_by)


def cell(row: AccountRow, name: str) -> str:
    """Return one part of a row, or what it may be."""
    value: Decimal | None = getattr(row, name)
    if value is not None:
        return words.amount(value, row.currency) if value or name == "closing" else "–"
    low, high = dict(row.between).get(name, (None, None))
    return words.between(low, high, row.currency)


def _picture(chapter: Chapter, name: str, rows: Sequence[AccountRow]) -> Markup | None:
    known = [r for r in rows if r.closing is not None and r.closing >= 0]
    top = max((r.closing for r in known if r.closing is not None), default=Decimal(0))
    if not FEWEST <= len(rows) <= MOST_BARS or top <= 0:
        return None
    ids = (chapter.part_anchor(f"balance-{name}"), chapter.part_anchor(f"balance-{name}-text"))
    title = f"{chapter.clause_label(name)}: balance at the end of each period"
    said = f"From {cell(rows[0], 'closing')} in {chapter.period(rows[0].window)} "
    said += f"to {cell(rows[-1], 'closing')} in {chapter.period(rows[-1].window)}; "
    said += f"at most {words.amount(top, rows[0].currency)}. The table below has every row."
    inner = [el("title", title, id=ids[0]), el("desc", said, id=ids[1]), *_bars(rows, top)]
    drawn = el(
        "svg", inner, class_="timeline", role="img", aria_labelledby=ids[0], aria_describedby=ids[1],
        width="100%", height=_em(HEIGHT + 16),
    )  # fmt: skip
    return el("figure", drawn, el("figcaption", said))


def _bars(rows: Sequence[AccountRow], top: Decimal) -> Iterator[Markup]:
    """Yield a bar for each row: as high as its closing balance, a dashed outline where that is not known."""
    wide = 10_000 // len(rows)
    for i, row in enumerate(rows):
        x, width = _at(i * wide), _at(max(wide - max(wide // 8, 1), 1))
        if row.closing is None or row.closing < 0:
            yield el(
                "rect",
                x=x,
                y="0",
                width=width,
                height=_em(HEIGHT),
                class_="bar still",
                stroke_dasharray="4 3",
            )
            continue
        share = divide(mul(row.closing, Decimal(HEIGHT)), top) or Decimal(0)
        height = max(int(share), 1 if row.closing else 0)
        yield el("rect", x=x, y=_em(HEIGHT - height), width=width, height=_em(height), class_="bar open")
    for i in (0, len(rows) - 1):
        anchor = "start" if i == 0 else "end"
        x = "0" if i == 0 else "100%"
        year = str(rows[i].window.last.year)
        yield el("text", year, x=x, y=_em(HEIGHT + 13), text_anchor=anchor, class_="asof")


def _em(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}em"


def _at(share: int) -> str:
    return f"{share // 100}.{share % 100:02d}%"
