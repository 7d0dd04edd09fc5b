"""
Why a finding or an amount is what it is, as indented text.

The first line gives the result; below it stand the comparison with its two sides, the rows that were read
with their sources and places, the rows that were set aside and why, and what is missing. Long lists are cut,
with the parts that decided the result first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import singledispatch
from typing import Any, Final

from commonweal.engines.protocol import (
    WHY,
    AccountRow,
    Closing,
    Decision,
    Fact,
    Finding,
    Ignored,
    Member,
    Missing,
    Payable,
    PaymentMade,
    Plan,
    Power,
    RegisterClosing,
    SeriesEntry,
    Setting,
    Trace,
    Undisclosed,
    why_of,
)
from commonweal.ground.numbers import divide, mul
from commonweal.ground.period import FiscalEnd, Period, show_period
from commonweal.report import words
from commonweal.terms.core.clauses import Condition
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import PERCENT, Type, ratio
from commonweal.terms.explain.phrases import source

MOST_SHOWN: Final = 12
"""Parts, rows and ignored rows that are shown of one node."""
LONGEST_PHRASE: Final = 100
"""Characters of an expression whose parts stand below it."""

COMPARED: Final = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than", "eq": "equals"}
"""What a comparison says between its two sides."""

_TRUTHS: Final = {"T": "yes", "F": "no", "U": "unknown"}
_SILENT: Final = frozenset(("literal", "truth", "words"))
_AMOUNTS: Final = frozenset(("payable", "step", "account", "payments"))
_RESULTS: Final = frozenset(("payable",))
_SIDES: Final = 2
_STEP: Final = "  "


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a trace is told with: currency and fiscal year of the terms, and the unit of the result itself."""

    currency: str | None = None
    fiscal: FiscalEnd | None = None
    unit: str = ""
    define: str | None = None

    def inside(self, trace: Trace) -> _Scene:
        """Return the scene of the parts of a node: the define that they belong to has been named."""
        origin = trace.node.origin if trace.node is not None else None
        return replace(self, define=origin) if origin is not None else self

    def phrase(self, trace: Trace) -> str:
        """Return what a node is: the name of the define it came from, else its text, cut where it is long."""
        if trace.node is None:
            return ""
        origin = trace.node.origin
        if origin is not None and origin != self.define:
            return origin
        text = source(trace.node)
        return text if len(text) <= LONGEST_PHRASE or not trace.because else text[: LONGEST_PHRASE - 1] + "…"

    def period(self, period: Period) -> str:
        return show_period(period, self.fiscal)

    def value(self, trace: Trace) -> str:
        """Return what a node came to, as far as it is known."""
        kind = self.type_of(trace)
        unit = trace.currency or (self.unit if trace.op in _AMOUNTS else "")
        if kind is None and unit:
            kind = ratio(unit, None)
        if trace.value is not None:
            return words.typed_text(trace.value, kind)
        if trace.interval is not None:
            low, high = (None if end is None else words.typed_text(end, kind) for end in trace.interval)
            return words.between(low, high)
        return _TRUTHS.get(trace.truth or "", "unknown")

    def type_of(self, trace: Trace) -> Type | None:
        kind = trace.node.type if trace.node is not None else None
        if kind is not None and kind.kind == "money" and kind.of is None and self.currency:
            return Type("money", self.currency, kind.per)
        return kind


def trace_lines(
    result: Finding | Payable | AccountRow | Power,
    *,
    plan: Plan | None = None,
    following: Iterable[Payable] = (),
) -> list[str]:
    """
    Return why a result is what it is.

    Parameters
    ----------
    plan : the agreement bound to its terms: gives the level of evidence, the acts of remedies, fiscal years
    following : payables of the same clause and window, shown as what follows from a finding
    """
    unit = "" if isinstance(result, Finding | Power) else result.currency
    terms = plan.terms if plan is not None else None
    scene = _Scene(terms.currency, terms.fiscal_end, unit) if terms is not None else _Scene(unit=unit)
    lines = [_head(result, scene, plan)]
    if isinstance(result, Payable):
        lines += [_STEP + line for line in _done(result, scene)]
    if result.trace is not None:
        lines += [_STEP + line for line in _node(result.trace, scene)]
    lines += [_STEP + line for line in missing_lines(result.missing, fiscal=scene.fiscal)]
    lines += [f"{_STEP}→ {_following(payable, plan)}" for payable in following]
    return lines


def _head(result: Finding | Payable | AccountRow | Power, scene: _Scene, plan: Plan | None) -> str:
    if isinstance(result, Finding):
        return _finding_head(result, scene, plan)
    if isinstance(result, Power):
        until = f" until {result.until.isoformat()}" if result.until is not None else ""
        state = words.state_look(result.state).word.upper()
        return f"{result.clause}: {state} ({result.holder} may {result.act}{until})"
    return _account_head(result, scene) if isinstance(result, AccountRow) else _payable_head(result, scene)


def _account_head(row: AccountRow, scene: _Scene) -> str:
    between = dict(row.between)
    low, high = between.get("closing", (None, None))
    closing = (
        words.amount(row.closing, row.currency)
        if row.closing is not None
        else words.interval(low, high, row.currency)
    )
    known = f" (known since {words.day_of(row.known_since)})" if row.known_since else ""
    return f"{row.account} {scene.period(row.window)}: closes with {closing}{known}"


def _finding_head(finding: Finding, scene: _Scene, plan: Plan | None) -> str:
    look = words.status_look(finding.status, vacuous=finding.vacuous)
    decided = finding.known_since is not None and finding.status not in ("not_due", "open", "overdue")
    notes = [f"known since {words.day_of(finding.known_since)}"] if decided and finding.known_since else []
    notes += [f"to be cured by {finding.cure_until}"] if finding.cure_until is not None else []
    why = why_of(finding.reason, finding.missing)
    clause = plan.clause(finding.clause) if plan is not None else None
    level = f"{clause.evidence.level}, " if isinstance(clause, Condition) and clause.evidence else ""
    evidence = f"evidence {level}due {finding.due.isoformat()}"
    said = "; ".join([*notes, *([why] if why else []), evidence])
    return f"{finding.clause} {scene.period(finding.window)}: {look.word.upper()} ({said})"


def _payable_head(payable: Payable, scene: _Scene) -> str:
    notes = [f"amount known since {words.day_of(payable.known_since)}"] if payable.known_since else []
    if payable.fired_by:
        notes.insert(0, f"if {payable.fired_by}")
    said = f" ({'; '.join(notes)})" if notes else ""
    head = f"{payable.clause} {scene.period(payable.window)}: {words.state_look(payable.state).word.upper()}"
    return f"{head} {_owed(payable)}{said}"


def _done(payable: Payable, scene: _Scene) -> Iterator[str]:
    """Yield what people did with an amount: the payments that settle it, the decision that holds it back."""
    for part in payable.settled[:MOST_SHOWN]:
        all_ = part.amount == part.payment.amount
        of_it = "" if all_ else f": {words.amount(part.amount, part.payment.currency)} of it"
        yield f"settled by {row_words(part.payment, scene.fiscal)}{of_it}"
    if len(payable.settled) > MOST_SHOWN:
        yield f"… and {len(payable.settled) - MOST_SHOWN:,} more payments"
    if payable.held is not None:
        yield f"held back: {row_words(payable.held, scene.fiscal)}"


def _owed(payable: Payable) -> str:
    """Return who owes whom what, by when."""
    by = f" by {payable.due.isoformat()}" if payable.due else ""
    paid = f", {words.amount(payable.paid, payable.currency)} paid" if payable.paid else ""
    open_ = payable.state == "not_due" and payable.amount is None
    amount = "an amount not known yet" if open_ else payable_amount(payable)
    return f"{amount} from {payable.payer} to {payable.payee}{by}{paid}"


def payable_amount(payable: Payable) -> str:
    """Return the amount of a payable, or what it may still be."""
    if payable.amount is not None:
        return words.amount(payable.amount, payable.currency)
    low, high = payable.interval or (None, None)
    return words.interval(low, high, payable.currency)


def _following(payable: Payable, plan: Plan | None) -> str:
    clause = plan.clause(payable.clause) if plan is not None else None
    remedies = clause.remedies if clause is not None else ()
    act = remedies[payable.item - 1].act if 0 < payable.item <= len(remedies) else "pay"
    by = f" by {payable.due.isoformat()}" if payable.due else ""
    fired = f"if {payable.fired_by}: " if payable.fired_by else ""
    state = words.state_look(payable.state).word
    return f"{fired}{payable.payer} must {act} {payable.payee} {payable_amount(payable)}{by} ({state})"


# ---- one node ---------------------------------------------------------------------------------------


def _node(trace: Trace, scene: _Scene) -> Iterator[str]:
    """Yield a node and all below it; a step that says nothing gives way to its parts."""
    if trace.op in COMPARED and len(trace.because) == _SIDES:
        yield _comparison(trace, scene)
        for side in trace.because:
            if side.op not in _SILENT:
                yield from (_STEP + line for line in _node(side, scene.inside(trace)))
        return
    said = _said(trace, scene)
    if not said or trace.op in _RESULTS:
        for part in _most_telling(trace):
            yield from _node(part, scene)
        yield from [*_rows(trace, scene), *([said] if said else [])]
        return
    if trace.op == "neg" and len(trace.because) == 1:
        first, *more = _node(trace.because[0], scene.inside(trace))
        yield from (f"less {first}", *more)
        return
    trace = _merged(trace, scene)
    rows = list(_rows(trace, scene))
    if len(rows) == 1 and not trace.because:
        yield f"{said}; {rows[0]}"
        return
    yield said
    yield from (_STEP + row for row in rows)
    yield from _parts(trace, scene)


def _said(trace: Trace, scene: _Scene) -> str:
    """Return what a node is and what it came to, empty for a step that only holds others together."""
    if trace.op == "status" and trace.node is None:
        return ""
    if trace.op in _RESULTS:
        return f"{trace.text}: {scene.value(trace)}"
    known = trace.value is not None or trace.interval is not None or trace.truth is not None
    if trace.node is not None:
        return f"{scene.value(trace)}: {scene.phrase(trace)}"
    if not known:
        return trace.text
    whole = _merged(trace, scene)
    inner = f": {scene.phrase(whole)}" if whole is not trace else ""
    return f"{trace.text or words.spaced(trace.op)}: {scene.value(trace)}{inner}"


def _merged(trace: Trace, scene: _Scene) -> Trace:
    """Return the only part of a step instead of the step, where both came to the same."""
    part = trace.because[0] if trace.node is None and len(trace.because) == 1 else None
    if part is None or part.node is None or part.op in COMPARED or scene.value(part) != scene.value(trace):
        return trace
    return part


def _parts(trace: Trace, scene: _Scene) -> Iterator[str]:
    shown = _most_telling(trace)
    for part in shown:
        if part.op not in _SILENT:
            yield from (_STEP + line for line in _node(part, scene.inside(trace)))
    if len(shown) < len(trace.because):
        yield f"{_STEP}… and {len(trace.because) - len(shown):,} more"


def _most_telling(trace: Trace) -> Sequence[Trace]:
    """Return the parts to show: of too many, those that decided the result first."""
    if len(trace.because) <= MOST_SHOWN:
        return trace.because
    first = {"T": "T", "F": "F"}.get(trace.truth or "", "U")
    return sorted(trace.because, key=lambda part: (part.truth != first, part.truth != "U"))[:MOST_SHOWN]


def _comparison(trace: Trace, scene: _Scene) -> str:
    left, right = (scene.value(side) for side in trace.because)
    gap = f": {gap}" if (gap := _gap(trace, scene)) else ""
    return f"{left}  {COMPARED[trace.op]}  {right}  → {_TRUTHS.get(trace.truth or 'U', 'unknown')}{gap}"


def _gap(trace: Trace, scene: _Scene) -> str:
    """Return the change of the left side that would make a false comparison true."""
    if trace.gap is None or trace.truth != "F":
        return ""
    left, right = trace.because
    kind = scene.type_of(left)
    size = trace.gap.copy_abs()
    if not size:
        return f"anything {'more' if trace.op == 'gt' else 'less'} would meet it"
    said = f"{words.typed(size, kind) if kind else words.number(size)} {'more' if trace.gap > 0 else 'less'}"
    if kind is not None and kind.kind == "quantity" and kind.of and not kind.per:
        said = f"{words.number(size)} {'more' if trace.gap > 0 else 'fewer'} {kind.of}"
        # A unit's name has no singular.
        said = said if size != 1 else f"one {'more' if trace.gap > 0 else 'less'}"
    beyond = "more than " if trace.op in ("gt", "lt") else ""
    if kind is not None and kind.kind == "percent":
        # So many per cent of a percentage would confuse.
        points = words.number(mul(size, Decimal(100)))
        return f"{beyond}{points} percentage points {'more' if trace.gap > 0 else 'less'} would meet it"
    return f"{beyond}{said} would meet it{_share(trace.gap, right)}"


def _share(gap: Decimal, right: Trace) -> str:
    """Return by how much of what was promised a figure is short or over."""
    try:
        promised = Decimal(right.value or "0")
    except ArithmeticError:
        return ""
    share = divide(mul(gap.copy_abs(), Decimal(100)), promised.copy_abs())
    if share is None:
        return ""
    return f" ({format(share, '.1f')}% {'short' if gap > 0 else 'over'})"


def compares(finding: Finding) -> bool:
    """Say whether a finding rests on a comparison of two figures that its trace tells."""
    steps = finding.trace.because if finding.trace is not None else ()
    return any(step.op in COMPARED and len(step.because) == _SIDES for step in steps)


def in_short(finding: Finding) -> str:
    """Return the comparison or the decision that a finding rests on in a few words, if its trace has one."""
    steps = finding.trace.because if finding.trace is not None else ()
    decision = next((step for step in steps if step.op == "decision"), None)
    if decision is not None:
        return decision.text
    guard = next((step for step in steps if step.op == "guard" and step.truth == "F"), None)
    if guard is not None and guard.because:
        return f"not so: {_Scene().phrase(guard.because[0])}"
    duty = next((step for step in steps if step.node is not None), None)
    if duty is None:
        return ""
    scene = _Scene()
    if duty.op not in COMPARED or len(duty.because) != _SIDES:
        return f"{scene.phrase(duty)}: {scene.value(duty)}"
    left, right = (scene.value(side) for side in duty.because)
    gap = f": {gap}" if (gap := _gap(duty, scene)) else ""
    return f"{left}, {COMPARED[duty.op]} {right} promised{gap}"


# ---- rows -------------------------------------------------------------------------------------------


def _rows(trace: Trace, scene: _Scene) -> Iterator[str]:
    for row in trace.facts[:MOST_SHOWN]:
        yield row_words(row, scene.fiscal, trace.node)
    if len(trace.facts) > MOST_SHOWN:
        yield f"… and {len(trace.facts) - MOST_SHOWN:,} more rows"
    for ignored in trace.ignored[:MOST_SHOWN]:
        yield ignored_words(ignored)
    if len(trace.ignored) > MOST_SHOWN:
        yield f"… and {len(trace.ignored) - MOST_SHOWN:,} more rows set aside"


def ignored_words(ignored: Ignored) -> str:
    """Return a row that was set aside, and why."""
    return f"set aside: {ignored.text} ({ignored.why}){_at(ignored.place)}"


def row_words(row: Any, fiscal: FiscalEnd | None = None, node: Expr | None = None) -> str:
    """
    Return a row of the record in words: what it says, its source, when it was recorded, its place.

    Parameters
    ----------
    node : the node under which the row stands: its measure, or the name of its parameter, is not said again
    """
    if isinstance(row, Fact) and isinstance(row.value, Decimal) and node is not None and not row.unit:
        # A share of one, as percentages are kept: rounded like a number it might read as what it missed.
        row = replace(row, unit="%") if node.type.kind == "percent" else row
    name, said = _row(row, fiscal)
    known = dict(node.attrs) if node is not None else {}
    told = [said[0] if name in (known.get("measure"), known.get("name")) else f"{name} {said[0]}", *said[1:]]
    recorded = f"recorded {words.day_of(row.recorded_at)}"
    return ", ".join([*(part.strip() for part in told if part.strip()), recorded]) + _at(row.place)


def _at(place: str) -> str:
    return f" [{place}]" if place else ""


def _value(value: Any, unit: str = "") -> str:
    if isinstance(value, Undisclosed):
        return f'undisclosed ("{value.source}")'
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal) and unit == "%":
        return words.typed(value, PERCENT)
    if isinstance(value, Decimal):
        return words.amount(value, unit) if unit else words.number(value)
    return "" if value is None else str(value)


@singledispatch
def _row(row: Any, fiscal: FiscalEnd | None) -> tuple[str, Sequence[str]]:
    """Return what a row is about, and what it says."""
    return type(row).__name__, ("",)


@_row.register
def _(row: Fact, fiscal: FiscalEnd | None) -> tuple[str, Sequence[str]]:
    whose = f"of {row.subject} " if row.subject else ""
    event = f" ({row.event})" if row.event else ""
    said = f"{whose}{show_period(row.period, fiscal)}{event}: {_value(row.value, row.unit)}"
    return row.measure, (said, row.level, row.source)


@_row.register
def _(row: Closing, fiscal: FiscalEnd | None) -> tuple[str, Sequence[str]]:
    totals = [f"count {row.count}"] if row.count is not None else []
    totals += [f"total {words.number(row.total)}"] if row.total is not None else []
    whose = f"of {row.subject} " if row.subject else ""
    return row.measure, (f"{whose}closed through {row.through}", " ".join(totals), row.level, row.source)


@_row.register
def _(row: Member, fiscal: FiscalEnd | None) -> tuple[str, Sequence[str]]:
    return row.kind, (f"{row.subject} in the register", row.label)


@_row.register
def _(row: RegisterClosing, fiscal: FiscalEnd | None) -> tuple[str, Sequence[str]]:
    count = f"count {row.count}" if row.count is not None else ""
    return f"register of {row.kind}", (f"closed through {row.through}", count)


@_row.register
def _(row: PaymentMade, fiscal: FiscalEnd | None) -> tuple[str, Sequence[str]]:
    return words.amount(row.amount, row.currency), (f"paid on {row.paid_on} under {row.clause}", row.source)


@_row.register
def _(row: Decision, fiscal: FiscalEnd | None) -> tuple[str, Sequence[str]]:
    of = f"of {show_period(row.period, fiscal)} " if row.period is not None else ""
    return row.kind, (f"{of}decided by {row.authority} on {row.decided_on}", row.reason)


@_row.register
def _(row: Setting, fiscal: FiscalEnd | None) -> tuple[str, Sequence[str]]:
    return row.name, (f"as signed{_secret(row.value)}",)


@_row.register
def _(row: SeriesEntry, fiscal: FiscalEnd | None) -> tuple[str, Sequence[str]]:
    return row.name, (f"for {show_period(row.period, fiscal)} as signed{_secret(row.value)}",)


def _secret(value: Any) -> str:
    return f": {_value(value)}" if isinstance(value, Undisclosed) else ""


# ---- what is missing --------------------------------------------------------------------------------


def missing_lines(missing: Sequence[Missing], *, fiscal: FiscalEnd | None = None) -> list[str]:
    """Return what an unknown waits for, one line each; what two clauses ask for, by the earlier day."""
    missing = _once(missing)
    lines = [f"waits for: {missing_words(item, fiscal)}" for item in missing[:MOST_SHOWN]]
    if len(missing) > MOST_SHOWN:
        lines.append(f"… and {len(missing) - MOST_SHOWN:,} more")
    return lines


def _once(missing: Sequence[Missing]) -> list[Missing]:
    """Return each missing item once, by the earliest day on which it is owed."""
    found: dict[Missing, Missing] = {}
    for item in missing:
        same = replace(item, by=None)
        known = found.get(same, item)
        found[same] = min(known, item, key=lambda m: m.by or date.max)
    return list(found.values())


def missing_words(missing: Missing, fiscal: FiscalEnd | None = None) -> str:
    """Return one missing item: measure, subject, period or closing date, level, from whom, by when."""
    whose = f" of {missing.subject}" if missing.subject else ""
    when = f" {show_period(missing.period, fiscal)}" if missing.period is not None else ""
    through = f" closed through {missing.through}" if missing.through is not None else ""
    by = f" by {missing.by}" if missing.by is not None else ""
    why = f" ({WHY.get(missing.why, words.spaced(missing.why))})"
    return f"{missing.measure}{whose}{when}{through}, {missing.level}, from {missing.owed_by}{by}{why}"
