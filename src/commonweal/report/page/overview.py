"""The first screen: how much was tested, what is broken or late, what is owed now, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.engines.protocol import Finding, Payable, Power
from commonweal.ground.numbers import add
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, join, link
from commonweal.report.page.drawing.shapes import shape, status
from commonweal.report.page.drawing.tables import Row, folded, table
from commonweal.report.page.promises import compared
from commonweal.report.page.sums.owed import OWED, by_side, outstanding
from commonweal.report.page.view import UP_FOR_TEST, Chapter, Run, status_of

FIRST: Final = 6
"""Entries of a list on the first screen; the rest is folded below it."""
MOST: Final = 60
"""Entries of a list in all."""
URGENCY: Final = {"breached": 0, "late": 1, "curing": 2, "overdue": 3, "available": 4, "undetermined": 5}


# ---- four figures -----------------------------------------------------------------------------------


def figures(chapters: Sequence[Chapter]) -> Markup:
    """Return coverage, breached, overdue and money owed now, without what public bodies owe one another."""
    findings = [f for c in chapters for f in c.findings]
    payables = [p for c in chapters for name, part in by_side(c).items() if name != "among" for p in part]
    return el(
        "dl",
        _coverage(chapters, findings),
        _broken(findings),
        _overdue(findings),
        _owed(payables),
        class_="facts",
    )


def _figure(term: str, figure: object, *said: object) -> Markup:
    return el("div", el("dt", term), el("dd", el("b", figure), *(el("span", s) for s in said if s)))


def _coverage(chapters: Sequence[Chapter], findings: Sequence[Finding]) -> Markup:
    expected = sum(c.assessment.facts_expected for c in chapters)
    present = sum(c.assessment.facts_present for c in chapters)
    secret = sum(c.assessment.undisclosed for c in chapters)
    figure = f"{present:,} of {expected:,} facts" if expected else "no facts yet"
    decided = sum(
        status_of(f) not in ("open", "not_due", "overdue", "not_public", "suspended") for f in findings
    )
    hidden = f"{words.counted(secret, 'figure is', 'figures are')} not public" if secret else ""
    return _figure(
        "Evidence",
        figure,
        "expected by now are here" if expected else "",
        f"{decided:,} of {words.counted(len(findings), 'tested period')} decided",
        hidden,
    )


def _broken(findings: Sequence[Finding]) -> Markup:
    broken = [f for f in findings if f.status in ("breached", "curing")]
    curing = sum(f.status == "curing" for f in broken)
    up = sum(status_of(f) in UP_FOR_TEST for f in findings)
    more = f"{curing:,} can still be mended" if curing else ""
    figure = join(status_shape("breached"), f"{len(broken):,}") if broken else "none"
    return _figure(
        "Breached",
        figure,
        f"of {words.counted(up, 'test')} that came up" if up else "nothing up for test yet",
        more,
    )


def _overdue(findings: Sequence[Finding]) -> Markup:
    late = [f for f in findings if status_of(f) == "overdue"]
    since = f"the first since {words.day(min(f.due for f in late))}" if late else "no proof is late"
    figure = join(status_shape("overdue"), f"{len(late):,}") if late else "none"
    return _figure("Proof overdue", figure, since)


def status_shape(code: str) -> Markup:
    """Return the shape of a status in its colour, to stand before a figure."""
    word = words.word_of(code, words.STATUSES)
    return el("span", shape(word.shape), class_=word.hue)


def _owed(payables: Sequence[Payable]) -> Markup:
    by_currency: dict[str, tuple[Decimal, Decimal]] = {}
    for p in payables:
        rest = outstanding(p)
        if rest:
            total, behind = by_currency.get(p.currency, (Decimal(0), Decimal(0)))
            by_currency[p.currency] = (add(total, rest), add(behind, rest) if p.state == "late" else behind)
    hanging = sum(p.state == "undetermined" for p in payables)
    unknown = f"{words.counted(hanging, 'amount')} cannot be worked out yet" if hanging else ""
    if not by_currency:
        return _figure("Owed now", "nothing certain" if hanging else "nothing", unknown)
    sums = [words.headline(total, currency) for currency, (total, _) in sorted(by_currency.items())]
    late = [words.headline(x, currency) for currency, (_, x) in sorted(by_currency.items()) if x]
    figure = join(*sums, by=" + ")
    said = f"of it late: {words.listed(late)}" if late else "none of it late"
    if all(total == x for total, x in by_currency.values()):
        said = "all of it late"
    return _figure("Owed now", figure, said, unknown)


# ---- what needs attention ---------------------------------------------------------------------------


@dataclass
class Concern:
    """Results of one clause, called alike, that need attention for one reason."""

    chapter: Chapter
    clause: str
    code: str
    rows: list[Finding | Payable | Power]


def concerns(chapters: Iterable[Chapter]) -> list[Concern]:
    """Return what needs attention, the most urgent first; periods of one promise stand together."""
    found: dict[tuple[str, str, str, str], Concern] = {}
    for chapter in chapters:
        for code, row in _concerning(chapter):
            key = (chapter.id, row.clause, chapter.clause_label(row.clause, row.window), code)
            found.setdefault(key, Concern(chapter, row.clause, code, [])).rows.append(row)
    return sorted(
        found.values(),
        key=lambda c: (
            URGENCY[c.code],
            -max(r.window.end.toordinal() for r in c.rows),
            c.chapter.id,
            c.clause,
        ),
    )


def _concerning(chapter: Chapter) -> Iterator[tuple[str, Finding | Payable | Power]]:
    for finding in chapter.findings:
        if status_of(finding) in ("breached", "curing", "overdue"):
            yield finding.status, finding
    for payable in chapter.payables:
        if payable.state in ("late", "undetermined"):
            yield payable.state, payable
    for power in chapter.assessment.powers:
        if power.state == "available":
            yield power.state, power


def attention(chapters: Sequence[Chapter]) -> Markup:
    """Return the list of what needs attention."""
    found = concerns(chapters)
    if not found:
        return el("p", "Nothing is breached, late or in doubt.")
    items = [_concern(c) for c in found[:MOST]]
    more = f"and {len(found) - MOST:,} more below" if len(found) > MOST else None
    return _list(items, more)


def _list(items: Sequence[Markup], more: str | None = None) -> Markup:
    first = el("ul", items[:FIRST], class_="plain pairs")
    if len(items) <= FIRST:
        return first
    rest = [*items[FIRST:], *([el("li", more)] if more else [])]
    return join(first, folded(f"{len(items) - FIRST:,} more", el("ul", rest, class_="plain pairs")))


def _pair(left: object, *right: object) -> Markup:
    return el("li", el("div", left), el("div", right))


def _concern(concern: Concern) -> Markup:
    chapter, row = concern.chapter, concern.rows[-1]
    table_of = (
        words.POWERS
        if isinstance(row, Power)
        else words.STATES
        if isinstance(row, Payable)
        else words.STATUSES
    )
    shown = status(words.word_of(concern.code, table_of), concern.code)
    anchor = chapter.clause_anchor(row.clause) if isinstance(row, Power) else chapter.row_anchor(row)
    what = link(anchor, chapter.clause_label(concern.clause, row.window))
    when = words.periods([chapter.period(r.window) for r in concern.rows])
    return _pair(
        shown,
        what,
        f", {when}{_beside(chapter, row)}",
        el("div", f"{chapter.title} · {chapter.id}", class_="src"),
    )


def _beside(chapter: Chapter, row: Finding | Payable | Power) -> str:
    if isinstance(row, Power):
        return f": {chapter.who(row.holder)} may {words.named(row.act)}"
    if isinstance(row, Payable):
        rest = outstanding(row)
        return f": {words.amount(rest, row.currency)}" if rest else ""
    numbers = compared(row)
    if row.status in ("breached", "curing") and numbers and numbers.gap:
        return f": {numbers.verified}, {numbers.promised} promised"
    return ""


# ---- what comes next --------------------------------------------------------------------------------


@dataclass
class Deadline:
    """A day by which proof, a cure or money is owed under an agreement, with what it is."""

    day: date
    chapter: Chapter
    rows: list[Finding | Payable]


def deadlines(chapters: Iterable[Chapter], as_of: date) -> list[Deadline]:
    """Return the days to come by which proof, a cure or money is owed, the nearest first."""
    found: dict[tuple[date, str], Deadline] = {}
    for chapter in chapters:
        for day, row in _days_ahead(chapter, as_of):
            found.setdefault((day, chapter.id), Deadline(day, chapter, [])).rows.append(row)
    return [found[key] for key in sorted(found)]


def _days_ahead(chapter: Chapter, as_of: date) -> Iterator[tuple[date, Finding | Payable]]:
    for f in chapter.findings:
        if f.status in ("open", "not_due") and f.due >= as_of:
            yield f.due, f
        if f.cure_until is not None and f.cure_until >= as_of:
            yield f.cure_until, f
    for p in chapter.payables:
        waits = p.state in (*OWED, "not_due", "undetermined")
        if waits and p.due is not None and p.due >= as_of:
            yield p.due, p


def coming(chapters: Sequence[Chapter], run: Run) -> Markup:
    """Return the list of what comes next."""
    found = deadlines(chapters, run.as_of)
    if not found:
        return el("p", "No deadline lies ahead.")
    items = [_deadline(d) for d in found[:MOST]]
    more = f"and {len(found) - MOST:,} more" if len(found) > MOST else None
    return _list(items, more)


def _deadline(deadline: Deadline) -> Markup:
    chapter = deadline.chapter
    asked: dict[tuple[str, str], list[Markup]] = {}
    money: list[Markup] = []
    for row in deadline.rows:
        what = link(chapter.row_anchor(row), chapter.clause_label(row.clause, row.window))
        when = f" ({chapter.period(row.window)})"
        if isinstance(row, Finding):
            led = "Proof from" if row.cure_until is None else "Last day to cure, for"
            asked.setdefault((led, chapter.debtor(row.clause)), []).append(join(what, when))
        else:
            money.append(el("div", what, when, f": {_sum(row)} from {chapter.who(row.payer)}"))
    lines = [
        el("div", f"{led} {chapter.who(who)}: ", join(*rows, by="; ")) for (led, who), rows in asked.items()
    ]
    return _pair(
        el("b", words.day(deadline.day)),
        lines,
        money,
        el("div", f"{chapter.title} · {chapter.id}", class_="src"),
    )


def _sum(payable: Payable) -> str:
    rest = outstanding(payable)
    return words.amount(rest, payable.currency) if rest else "an amount not known yet"


# ---- the agreements ---------------------------------------------------------------------------------


def agreements(chapters: Sequence[Chapter], labelled_by: str) -> Markup:
    """Return the table of agreements, each with a link to its section."""
    heads = ("Agreement", "Up for test", "Met", "Breached", "Overdue", "Still open", "Owed now")
    return table(heads, [_agreement(c) for c in chapters], numeric=range(1, 7), labelled_by=labelled_by)


def _agreement(chapter: Chapter) -> Row:
    codes = [status_of(f) for f in chapter.findings]
    sums: dict[str, Decimal] = {}
    for p in chapter.payables:
        sums[p.currency] = add(sums.get(p.currency, Decimal(0)), outstanding(p))
    owed = [words.headline(x, currency) for currency, x in sorted(sums.items()) if x]
    hanging = any(p.state == "undetermined" for p in chapter.payables)
    cells = (
        join(link(chapter.anchor, chapter.title), el("span", f" {chapter.id}", class_="src")),
        f"{sum(c in UP_FOR_TEST for c in codes):,}",
        f"{codes.count('met'):,}",
        _alarm("breached", codes.count("breached") + codes.count("curing")),
        _alarm("overdue", codes.count("overdue")),
        f"{codes.count('open') + codes.count('not_due'):,}",
        words.listed(owed) or ("nothing certain" if hanging else "nothing"),
    )
    return Row(cells)


def _alarm(code: str, n: int) -> Markup | str:
    """Return a number of findings that need attention, with the shape of their status."""
    return join(status_shape(code), el("b", f"{n:,}")) if n else "0"
