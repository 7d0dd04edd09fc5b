"""What is missing: who owes which proof by when, and what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.engines.protocol import Finding, Missing, Payable
from commonweal.ground.numbers import add, sub
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, join, link
from commonweal.report.page.drawing.tables import Row, folded, table
from commonweal.report.page.promises import MOST, left_out
from commonweal.report.page.view import Chapter

LONG: Final = 20
_LINKS: Final = 3


@dataclass
class Wanted:
    """
    One kind of proof that is missing, for one or several periods.

    Attributes
    ----------
    hangs : findings and payables that wait for it
    """

    measure: str
    level: str
    owed_by: str
    why: str
    by: date | None
    periods: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    hangs: list[Finding | Payable] = field(default_factory=list)


def wanted(chapter: Chapter) -> list[Wanted]:
    """Return what is missing, the longest overdue first; the same proof for several periods is one row."""
    found: dict[tuple[object, ...], Wanted] = {}
    for row, missing in _all(chapter):
        key = (missing.measure, missing.level, missing.owed_by, missing.why, missing.by)
        if key not in found:
            found[key] = Wanted(missing.measure, missing.level, missing.owed_by, missing.why, missing.by)
        entry = found[key]
        _once(entry.periods, _when(chapter, missing))
        if missing.subject:
            _once(entry.subjects, missing.subject)
        if not any(row is other for other in entry.hangs):
            entry.hangs.append(row)
    return sorted(found.values(), key=lambda w: (w.by or date.max, w.measure, w.owed_by, w.level))


def _all(chapter: Chapter) -> Iterable[tuple[Finding | Payable, Missing]]:
    rows: list[Finding | Payable] = [*chapter.findings, *chapter.payables]
    for row in rows:
        for missing in row.missing:
            yield row, missing


def _once(found: list[str], value: str) -> None:
    if value not in found:
        found.append(value)


def _when(chapter: Chapter, missing: Missing) -> str:
    if missing.period is not None:
        return chapter.period(missing.period)
    if missing.through is not None:
        return f"a statement that nothing is left out up to {words.day(missing.through)}"
    return ""


def missing_table(chapter: Chapter, labelled_by: str) -> Markup:
    """Return the table of what is missing."""
    rows = [_row(chapter, w) for w in wanted(chapter)]
    heads = ("Who owes it", "What", "By", "What hangs on it")
    first, rest = rows[:LONG], rows[LONG:MOST]
    made = table(heads, first, labelled_by=labelled_by)
    if not rest:
        return made
    more = table(heads, rest, labelled_by=labelled_by)
    left = left_out(chapter, max(0, len(rows) - MOST))
    return join(made, folded(words.counted(len(rest), "further row"), more), left)


def _row(chapter: Chapter, entry: Wanted) -> Row:
    late = entry.by is not None and entry.by < chapter.run.as_of
    by = words.day(entry.by) if entry.by else "no day is set"
    of = f" of {words.periods(entry.subjects)}" if entry.subjects else ""
    need = "" if entry.why == "missing" else f" ({words.REASONS.get(entry.why, words.named(entry.why))})"
    what = f"{words.capital(chapter.measure_label(entry.measure))}{of}, {words.periods(entry.periods)}"
    cells = (
        words.capital(chapter.who(entry.owed_by)),
        join(what, el("span", f" {entry.level} evidence{need}", class_="note")),
        join(by, el("span", " passed", class_="note late") if late else None),
        _hangs(chapter, entry.hangs),
    )
    return Row(cells)


def _hangs(chapter: Chapter, rows: Sequence[Finding | Payable]) -> Markup:
    """Return links to what waits, and how much money that is."""
    links = [
        link(chapter.row_anchor(r), f"{chapter.clause_label(r.clause, r.window)}, {chapter.period(r.window)}")
        for r in rows[:_LINKS]
    ]
    more = f" and {len(rows) - _LINKS:,} more" if len(rows) > _LINKS else ""
    money = silence([r for r in rows if isinstance(r, Payable)])
    said = el("span", f" {words.listed(money)}", class_="note") if money else None
    return join(join(*links, by="; "), more, said)


def silence(payables: Iterable[Payable]) -> list[str]:
    """Return the money that hangs on an unknown: the sum of highest less lowest amounts, by currency."""
    totals: dict[str, Decimal | None] = {}
    for p in payables:
        if p.interval is None:
            continue
        lo, hi = p.interval
        before = totals.get(p.currency, Decimal(0))
        totals[p.currency] = None if hi is None or before is None else add(before, sub(hi, lo))
    return [
        f"no upper limit in {words.named(currency)}" if x is None else f"up to {words.headline(x, currency)}"
        for currency, x in sorted(totals.items())
    ]
