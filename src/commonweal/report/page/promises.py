"""
What was promised, and did it happen? One row for each promise in each period, the picture above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from commonweal.engines.protocol import Decision, Finding, Trace, unknowns
from commonweal.ground.currencies import minor_digits
from commonweal.ground.numbers import divide, mul, neg, sub
from commonweal.ground.rounding import Rounding, round_places
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, join, link
from commonweal.report.page.drawing.shapes import status
from commonweal.report.page.drawing.tables import Row, folded, table
from commonweal.report.page.view import Chapter, days_late, status_of, walk
from commonweal.report.speech.phrases import filled, marked, phrase, plural, translated
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import Type

COMPARED: Final = {
    "ge": marked("at least {value}"), "le": marked("at most {value}"), "gt": marked("more than {value}"),
    "lt": marked("less than {value}"), "eq": marked("exactly {value}"),
}  # fmt: skip
ADVERSE: Final = ("breached", "curing", "overdue", "suspended", "vacuous")
"""Statuses whose rows are never folded away."""
LONG: Final = 24
"""Rows beyond which a table folds those that need no attention."""
MOST: Final = 120
"""Rows of a table, and rows folded below it, that a page holds."""


# ---- numbers of a promise ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """
    A duty that compares two numbers: what was promised, what is verified ("" if it is not known).

    Attributes
    ----------
    gap : in words, how far the verified number is from what was promised; "" if it is not known
    plain : no numbers are compared, and "yes" is what was promised
    """

    promised: str
    verified: str
    gap: str
    plain: bool = False


def duty_of(finding: Finding) -> Trace | None:
    """Return the part of a finding's trace that judges the duty itself."""
    steps = finding.trace.because if finding.trace is not None else ()
    return next((t for t in steps if t.node is not None and t.op not in ("decision", "guard", "cure")), None)


def compared(finding: Finding) -> Compared | None:
    """
    Return the numbers of a duty that is one comparison; of others "yes" is what was promised.

    None where the engine gave no trace.
    """
    duty = duty_of(finding)
    if duty is None:
        return None
    if duty.op not in COMPARED or len(duty.because) != 2 or not _is_amount(duty.because[0]):
        found = {"T": phrase("yes"), "F": phrase("no")}.get(duty.truth or "", "")
        return Compared(phrase("yes"), found, "", plain=True)
    left, right = duty.because
    unit, cut = _unit(duty), _to_the_unit(duty)
    wanted = value(right, unit, cut.promised) or phrase("a figure that is not known yet")
    promised = filled(translated(COMPARED[duty.op]), {"value": wanted})
    return Compared(promised, value(left, unit, cut.verified), gap(duty, cut.apart))


def beside(numbers: Compared) -> str:
    """Return what is verified beside what was promised: "1,120 jobs, at least 2,080 jobs promised"."""
    return phrase("{verified}, {promised} promised", verified=numbers.verified, promised=numbers.promised)


def _is_amount(trace: Trace) -> bool:
    return trace.node is not None and trace.node.type.is_amount


def type_of(trace: Trace) -> Type:
    """Return the type of a number; where the node has no unit (a plain count), that of a part that has."""
    node: Expr | None = trace.node
    return node.type if node is not None else Type("number")


def _unit(duty: Trace) -> Type | None:
    """Return the unit in which both sides are shown: a quotient beside a percentage is one too."""
    types = [type_of(side) for side in duty.because]
    return next((t for t in types if t.kind == "percent"), None)


def value(trace: Trace, unit: Type | None = None, cut: Decimal | None = None) -> str:
    """
    Return the value of a part of a trace in words, in its unit or another; "" if it is not one.

    Parameters
    ----------
    cut : the value as people are told it, where it is not told exactly
    """
    x = words.decimal(trace.value)
    if x is None:
        return trace.value or ""
    return _told(x, cut, unit or type_of(trace))


def _told(x: Decimal, cut: Decimal | None, type_: Type) -> str:
    """Return a value in words; one that is cut says so, as numbers of the language do (3.2)."""
    shown = words.typed(x if cut is None else cut, type_)
    return shown if cut is None or cut == x else f"≈{words.FIXED}{shown}"


@dataclass(frozen=True, slots=True)
class _Cut:
    """The two sides of a comparison and their distance as people are told them; None: exactly as they are."""

    verified: Decimal | None = None
    promised: Decimal | None = None
    apart: Decimal | None = None


def _to_the_unit(duty: Trace) -> _Cut:
    """
    Return a comparison of money in whole minor units: nobody pays an eighth of a cent.

    A limit is cut to its stricter side and a distance towards nothing, so that whoever keeps what is shown
    keeps what was promised. Nothing is cut where that would hide on which side of the limit a figure lies;
    the steps below tell every figure with two digits more.
    """
    type_ = type_of(duty.because[0])
    digits = minor_digits(type_.of) if type_.kind == "money" and type_.of and not type_.per else None
    if digits is None or duty.op == "eq":
        return _Cut()
    left, right = (words.decimal(side.value) for side in duty.because)
    verified = None if left is None else round_places(left, digits, Rounding.HALF_EVEN)
    promised = None if right is None else _stricter(right, digits, floor=duty.op in ("ge", "gt"))
    if left is None or right is None or verified is None or promised is None:
        return _Cut(verified, promised)
    more, shown = sub(left, right), sub(verified, promised)
    apart = round_places(neg(more) if more < 0 else more, digits, Rounding.DOWN)
    same_side = (more > 0, more < 0) == (shown > 0, shown < 0) and (apart > 0) == (more != 0)
    return _Cut(verified, promised, apart) if same_side else _Cut()


def _stricter(limit: Decimal, digits: int, *, floor: bool) -> Decimal:
    """Return a limit in whole units: a least amount not below it, a greatest amount not above it."""
    outward = floor if limit >= 0 else not floor
    return round_places(limit, digits, Rounding.UP if outward else Rounding.DOWN)


def _ends(duty: Trace) -> tuple[Decimal, Decimal] | None:
    left, right = (words.decimal(t.value) for t in duty.because)
    return (left, right) if left is not None and right is not None else None


def gap(duty: Trace, cut: Decimal | None = None) -> str:
    """
    Return how far the two sides of a comparison are from each other: "239 jobs short, 46 %".

    Parameters
    ----------
    cut : the distance as people are told it, where it is not told exactly
    """
    ends = _ends(duty)
    if ends is None or duty.truth not in ("T", "F"):
        return ""
    more = sub(ends[0], ends[1])
    size = neg(more) if more < 0 else more
    figure = _told(size, cut, _unit(duty) or type_of(duty.because[0]))
    share = divide(mul(size, Decimal(100)), ends[1]) if ends[1] > 0 and duty.truth == "F" else None
    of = words.number(share, 1).replace(f"≈{words.FIXED}", "") if share is not None else ""
    return _gap(duty, more, figure, words.percent(of) if of else "")


def _gap(duty: Trace, more: Decimal, figure: str, percent: str) -> str:
    holds, floor = duty.truth == "T", duty.op in ("ge", "gt")
    if duty.op == "eq":
        if holds:
            return phrase("exactly that")
        if percent:
            return phrase("off by {figure}, {percent}", figure=figure, percent=percent)
        return phrase("off by {figure}", figure=figure)
    if more == 0:
        if not holds:
            return phrase("exactly that, which does not do")
        return phrase("just enough") if floor else phrase("exactly the limit")
    if holds:
        if floor:
            return phrase("{figure} more than needed", figure=figure)
        return phrase("{figure} below the limit", figure=figure)
    if floor:
        if percent:
            return phrase("{figure} short, {percent}", figure=figure, percent=percent)
        return phrase("{figure} short", figure=figure)
    if percent:
        return phrase("{figure} too much, {percent}", figure=figure, percent=percent)
    return phrase("{figure} too much", figure=figure)


# ---- what a row says beside its status --------------------------------------------------------------


def _decision(finding: Finding, kind: str) -> Decision | None:
    if finding.trace is None:
        return None
    rows = (row for part in walk(finding.trace) for row in part.facts)
    return next((row for row in rows if isinstance(row, Decision) and row.kind == kind), None)


def waits_for(finding: Finding) -> str:
    """Return why a finding is not known, by its code; "" if it does not say."""
    found = unknowns(finding.reason, finding.missing)
    return words.reason_of(found[0]) if found else ""


def note(chapter: Chapter, finding: Finding) -> str:
    """Return what a row says beside its status; "" for nothing."""
    code = status_of(finding)
    if code in ("waived", "suspended"):
        by = _decision(finding, code)
        if by is None:
            return ""
        return phrase("by {who}, {day}", who=chapter.who(by.authority), day=words.day(by.decided_on))
    due = words.day(finding.due)
    if code == "not_public":
        return phrase("proof was due by {day}", day=due)
    if code == "overdue":
        why = waits_for(finding)
        if why:
            return phrase("no proof in this register since {day}: {why}", day=due, why=why)
        return phrase("no proof in this register since {day}", day=due)
    if code == "open":
        return phrase("until {day}", day=due)
    if code == "not_due":
        return phrase("proof by {day}", day=due)
    if code == "inapplicable":
        return phrase("its condition does not hold")
    if code in ("breached", "curing", "met"):
        numbers = compared(finding)
        far = numbers.gap if numbers else ""
        late = days_late(finding, chapter.run.workspace.zone)
        if late:
            said = plural("{n} day after proof was due", "{n} days after proof was due", late)
            far = f"{far}; {said}" if far else said
        if finding.cure_until is None:
            return far
        until = words.day(finding.cure_until)
        if far:
            return phrase("{gap}; to be mended by {day}", gap=far, day=until)
        return phrase("to be mended by {day}", day=until)
    return ""


# ---- the table --------------------------------------------------------------------------------------


def promises(chapter: Chapter, reasons: frozenset[str], labelled_by: str) -> Markup:
    """
    Return the table of promises; of a long one the rows that need attention, and the rest folded.

    Parameters
    ----------
    reasons : ids of the reasons that the page holds; a row leads there, else to its clause
    """
    rows = in_order(chapter.findings)
    shown = set(_attention(rows)) if len(rows) > LONG else {id(f) for f in rows}
    first = [f for f in rows if id(f) in shown]
    rest = [f for f in rows if id(f) not in shown]
    text = plural(
        "The other {n}\u00a0row: {tally}", "The other {n}\u00a0rows: {tally}", len(rest), tally=_tally(rest)
    )

    def made(part: Sequence[Finding]) -> Markup:
        heads = (
            phrase("Promise"), phrase("Period"), phrase("Promised"), phrase("Verified"), phrase("Finding"),
        )  # fmt: skip
        cells = [_row(chapter, f, reasons) for f in part[:MOST]]
        return table(heads, cells, numeric=(2, 3), labelled_by=labelled_by)

    return join(
        made(first) if first else None,
        folded(text, made(rest)) if rest else None,
        left_out(chapter, max(0, len(first) - MOST) + max(0, len(rest) - MOST)),
    )


def left_out(chapter: Chapter, n: int) -> Markup | None:
    """Return that so many rows are not on the page, with the command that gives them; None for none."""
    if n == 0:
        return None
    command = (
        f"commonweal assess WORKSPACE --agreement {chapter.id} --as-of {chapter.run.as_of.isoformat()} "
        "--format csv"
    )
    said = plural(
        "{n}\u00a0further row are not on this page, for want of room. This gives them:",
        "{n}\u00a0further rows are not on this page, for want of room. This gives them:",
        n,
    )
    return el("p", said, " ", el("code", command, class_="cmd"), class_="src")


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings by clause, then by period."""
    return sorted(findings, key=lambda f: (f.clause, f.window))


def _attention(rows: Sequence[Finding]) -> Iterator[int]:
    """Return the rows that are never folded: what needs attention, each clause's latest and next."""
    by_clause: dict[str, list[Finding]] = {}
    for row in rows:
        by_clause.setdefault(row.clause, []).append(row)
    for found in by_clause.values():
        yield from (id(f) for f in found if status_of(f) in ADVERSE)
        done = [f for f in found if f.status in ("met", "cured", "waived")]
        ahead = [f for f in found if f.status in ("open", "not_due")]
        yield from (id(f) for f in (*done[-1:], *ahead[:1]))


def _tally(rows: Sequence[Finding]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        word = words.word_of(status_of(row), words.STATUSES).word
        counts[word] = counts.get(word, 0) + 1
    ordered = sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    return words.listed(f"{words.number(Decimal(n))} {word}" for word, n in ordered)


def _row(chapter: Chapter, finding: Finding, reasons: frozenset[str]) -> Row:
    why = chapter.why_anchor(finding)
    target = why if why in reasons else chapter.clause_anchor(finding.clause)
    numbers = compared(finding)
    cells = (
        link(target, chapter.clause_label(finding.clause, finding.window)),
        chapter.period(finding.window),
        numbers.promised if numbers else "",
        (numbers.verified or "–") if numbers else "",
        finding_cell(chapter, finding),
    )
    return Row(cells, chapter.row_anchor(finding))


def finding_cell(chapter: Chapter, finding: Finding) -> Markup:
    """Return a status with what stands beside it."""
    code = status_of(finding)
    said = note(chapter, finding)
    shown = status(words.word_of(code, words.STATUSES), code)
    return join(shown, " ", el("span", said, class_="note")) if said else shown
