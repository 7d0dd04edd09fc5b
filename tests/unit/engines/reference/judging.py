"""Small texts judged through the Python API: rows in short, one assessment out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from commonweal.engines.protocol import (
    AccountRow,
    Assessment,
    Closing,
    Decision,
    Fact,
    Payable,
    PaymentMade,
    Power,
    Record,
)
from commonweal.engines.reference.engine import ReferenceEngine
from commonweal.ground.period import Period, parse_period
from commonweal.terms.core.agreements import Agreement, Plan, Setting
from commonweal.terms.driver import compile_sources, utc_end
from commonweal.terms.lowering.bind import bind

EARLY = datetime(2000, 1, 1, tzinfo=UTC)


def day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """Return the end of a day, as rows are recorded."""
    return utc_end(day(text))


def span(text: str) -> Period:
    """Read a period."""
    found = parse_period(text)
    assert found is not None
    return found


def planned(text: str, *, known: str = "2099-12-31", **settings: Decimal | date) -> Plan:
    """Compile a text and bind its only agreement, or its terms as an example does."""
    compiled = compile_sources([("t.terms", "language 1\n" + text)])
    assert compiled.ok, [d.message for d in compiled.diagnostics if d.is_error]
    given = tuple(Setting(n, v, EARLY) for n, v in settings.items())
    if compiled.agreements:
        agreement = compiled.agreements[0]
    else:
        terms = next(iter(compiled.terms.values()))
        parties = {p.name: p.name for p in terms.parties}
        agreement = Agreement("A", terms.name, terms.version, parties)
    agreement = replace(agreement, settings=agreement.settings + given)
    bound = bind(compiled.texts, agreement, known_at=at(known), example=True)
    assert bound.value is not None, [d.message for d in bound.diagnostics]
    return bound.value


def fact(measure: str, period: str, value: str, recorded: str = "", event: str = "") -> Fact:
    """Report a figure of the award, confirmed."""
    days = span(period)
    when = at(recorded) if recorded else utc_end(days.last)
    return Fact(
        "A", "", "", measure, days, Decimal(value), "confirmed", when, event, id=f"{measure}{period}{event}"
    )


def closed(measure: str, through: str) -> Closing:
    """Say that nothing else happened."""
    return Closing("A", "", "", measure, day(through), "confirmed", at(through))


def paid(clause: str, on: str, amount: str, currency: str = "EUR", recorded: str = "") -> PaymentMade:
    """Record a payment made, or a delivery."""
    return PaymentMade("A", clause, day(on), Decimal(amount), currency, at(recorded or on))


def decided(
    clause: str,
    on: str,
    by: str,
    kind: str = "exercised",
    quantity: str | None = None,
    period: str = "",
    recorded: str = "",
) -> Decision:
    """Record a decision."""
    return Decision(
        "A",
        clause,
        kind,
        by,
        day(on),
        at(recorded or on),
        span(period) if period else None,
        quantity=Decimal(quantity) if quantity is not None else None,
        place="decisions.csv:2",
    )


def judged(
    plan: Plan,
    as_of: str,
    *rows: Fact | Closing | PaymentMade | Decision,
    known: str = "",
    explain: bool = True,
) -> Assessment:
    """Judge a plan on a day, from what was known by then."""

    def of(kind: type) -> tuple:  # type: ignore[type-arg]
        return tuple(r for r in rows if isinstance(r, kind))

    record = Record(of(Fact), of(Closing), (), (), of(PaymentMade), of(Decision))
    return ReferenceEngine().assess(
        plan, record=record, as_of=day(as_of), known_at=at(known or as_of), explain=explain
    )


def row(found: Assessment, account: str, window: str) -> AccountRow:
    """Return a row of an account."""
    return next(r for r in found.accounts if r.account == account and r.window == span(window))


def owed(found: Assessment, clause: str, window: str, kind: str = "payment") -> Payable:
    """Return what is owed in a window."""
    return next(p for p in found.payables if (p.clause, p.window, p.kind) == (clause, span(window), kind))


def power(found: Assessment, name: str) -> Power:
    """Return a right."""
    return next(p for p in found.powers if p.clause == name)


def codes(found: Assessment) -> Sequence[str]:
    """Return the codes of the warnings."""
    return [d.code for d in found.diagnostics]
