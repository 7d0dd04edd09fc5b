"""
Examples run: rows read top down, each expectation judged by the engine (language, section 12).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from commonweal.engines.protocol import (
    WHY,
    AccountRow,
    Assessment,
    Closing,
    Decision,
    Engine,
    Fact,
    Finding,
    Member,
    Missing,
    Payable,
    PaymentMade,
    Record,
    RegisterClosing,
    why_of,
)
from commonweal.engines.registry import load
from commonweal.ground.currencies import minor_digits
from commonweal.ground.diagnostics import Diagnostic, Note, diagnose, in_order
from commonweal.ground.money import Money
from commonweal.ground.numbers import add, plain
from commonweal.ground.period import FiscalEnd, Period, show_period
from commonweal.ground.rounding import round_places
from commonweal.terms.core.agreements import Agreement, Plan, named_window
from commonweal.terms.core.clauses import LEVELS, Clause, Condition, Payment
from commonweal.terms.core.examples import (
    AsOfLine,
    ClosedLine,
    DecisionLine,
    Example,
    Expect,
    FactLine,
    PaidLine,
)
from commonweal.terms.driver import Compiled, utc_end
from commonweal.terms.lowering.bind import bind
from commonweal.workspace.reach import Reached, note
from commonweal.workspace.signed.affiliates import AFFILIATE

MOST_UNTOLD: Final = 6
"""Facts that are named where an expectation fails because nobody told them."""


@dataclass
class Tested:
    """What running examples found."""

    examples: int = 0
    expectations: int = 0
    failures: tuple[Diagnostic, ...] = ()
    reached: dict[tuple[str, str], Reached] = field(default_factory=dict)


@dataclass
class _Rows:
    """The rows of an example so far."""

    facts: list[Fact] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    registers: list[RegisterClosing] = field(default_factory=list)
    payments: list[PaymentMade] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def run_examples(
    compiled: Compiled,
    *,
    engine: str = "reference",
    progress: Callable[[str], None] | None = None,
    reach: bool = True,
) -> Tested:
    """
    Return how many examples and expectations ran, and a CW6001 or CW6002 for each that failed.

    Parameters
    ----------
    reach : also find out what the examples reach of the text, which takes several times as long
    """
    judge = load(engine)
    tested = Tested()
    failures: list[Diagnostic] = []
    for example in compiled.examples:
        if progress is not None:
            progress(example.label)
        tested.examples += 1
        _Run(example, compiled, judge, tested, failures, reach=reach).read()
    tested.failures = in_order(failures)
    return tested


@dataclass(frozen=True, slots=True)
class Told:
    """An example as it stands after its last line: what was agreed and what is on record."""

    label: str
    plan: Plan
    record: Record
    as_of: date
    known: datetime


def told(compiled: Compiled) -> Iterator[Told]:
    """Yield every example that has an `as of`, told to its end."""
    judge = load("reference")
    for example in compiled.examples:
        run = _Run(example, compiled, judge, Tested(), [])
        for line in example.lines:
            if not isinstance(line, Expect):
                run.take(line)
        if run.plan is not None and run.as_of is not None and run.known is not None:
            yield Told(example.label, run.plan, run.record(), run.as_of, run.known)


class _Run:
    """One example, read top down; judged anew when a row or an `as of` has come since."""

    def __init__(
        self,
        example: Example,
        compiled: Compiled,
        engine: Engine,
        tested: Tested,
        failures: list[Diagnostic],
        *,
        reach: bool = True,
    ) -> None:
        self.example, self.engine, self.tested, self.failures = example, engine, tested, failures
        self.reach = reach
        self.texts = compiled.texts
        self.agreement = self._agreement(compiled)
        self.plan: Plan | None = self._bound(None)
        self.rows = _Rows()
        self.as_of: date | None = None
        self.known: datetime | None = None
        self.judged: Assessment | None = None

    def _bound(self, known: datetime | None) -> Plan | None:
        """Return the plan with the amendments known at an instant, None if binding is at fault."""
        amendments = tuple(a for a in self.agreement.amendments if known is None or a.recorded_at <= known)
        result = bind(self.texts, replace(self.agreement, amendments=amendments), example=True)
        self.failures += [d for d in result.diagnostics if d.is_error]
        return result.value

    def _agreement(self, compiled: Compiled) -> Agreement:
        example = self.example
        if example.agreement is not None:
            base = next(a for a in compiled.agreements if a.id == example.agreement)
            names = {s.name for s in example.settings}
            kept = tuple(s for s in base.settings if s.name not in names)
            replaced = {e.name for e in example.series}
            series = tuple(e for e in base.series if e.name not in replaced)
            return replace(base, settings=kept + example.settings, series=series + example.series)
        terms = compiled.terms[example.terms]
        parties = {p.name: p.name for p in terms.parties}
        return Agreement(
            "example", *example.terms, parties, example.settings, example.series, place=str(example.at)
        )

    def read(self) -> None:
        """Read every line; without a plan there is nothing to expect of."""
        if self.plan is None:
            return
        for line in self.example.lines:
            if isinstance(line, Expect):
                self.tested.expectations += 1
                self._expect(line)
            else:
                self.take(line)

    def take(self, line: AsOfLine | FactLine | ClosedLine | PaidLine | DecisionLine) -> None:
        """Take in a line that is no expectation."""
        self.judged = None
        if isinstance(line, AsOfLine):
            self.as_of = line.day
            self.known = utc_end(line.known or line.day)
            if self.agreement.amendments:
                self.plan = self._bound(self.known) or self.plan
        else:
            self._row(line)

    def _row(self, line: FactLine | ClosedLine | PaidLine | DecisionLine) -> None:
        place = str(line.at)
        at = utc_end(line.recorded)
        if isinstance(line, FactLine):
            self.rows.facts.append(
                Fact(
                    "",
                    line.kind,
                    line.subject,
                    line.measure,
                    line.period,
                    line.value,
                    line.level,
                    at,
                    line.event,
                    id=f"{len(self.rows.facts):09}",
                    place=place,
                )
            )
        elif isinstance(line, ClosedLine) and line.register:
            self.rows.registers.append(RegisterClosing("", line.name, line.through, at, line.count, place))
        elif isinstance(line, ClosedLine):
            self.rows.closings.append(
                Closing(
                    "",
                    "",
                    line.subject,
                    line.name,
                    line.through,
                    line.level,
                    at,
                    line.count,
                    line.total,
                    "",
                    place,
                )
            )
        elif isinstance(line, PaidLine):
            self.rows.payments.append(
                PaymentMade("", line.clause, line.on, line.amount, line.currency, at, place=place)
            )
        else:
            by = self.agreement.parties.get(line.by, line.by) if line.by else self._entitled(line)
            self.rows.decisions.append(
                Decision(
                    "",
                    line.clause,
                    line.kind,
                    by,
                    line.recorded,
                    at,
                    line.period,
                    line.period.first,
                    line.period.last,
                    line.quantity,
                    place=place,
                )
            )

    def _entitled(self, line: DecisionLine) -> str:
        """Return the party entitled to a decision, where the example names none."""
        assert self.plan is not None
        right = self.plan.right(line.clause)
        if right is not None:
            return self.agreement.parties.get(right.holder, right.holder)
        clause = self.plan.clause(line.clause)
        if clause is None:
            return ""
        if line.kind in ("waived", "suspended"):
            name = clause.waivable_by or ""
        elif line.kind == "notice":
            debtor = clause.party if isinstance(clause, Condition) else clause.payer
            sides = {p.name: p.side for v in self.plan.versions for p in v.terms.parties}
            # Where all stand on one side, who may waive the duty may also call it in (decision 26).
            name = next((p for p, side in sides.items() if side != sides[debtor]), clause.waivable_by or "")
        else:
            powers = [r for r in clause.remedies if r.power or r.act in ("withhold", "suspend", "terminate")]
            name = next((r.actor for r in powers), "")
        return self.agreement.parties.get(name, name)

    def record(self, as_of: date | None = None) -> Record:
        """Return the rows so far, with the defaults of examples: closed through the day that is judged."""
        as_of = as_of or self.as_of
        assert as_of is not None
        closed = {c.measure for c in self.rows.closings}
        now = utc_end(date(1, 1, 2))
        closings = list(self.rows.closings)
        for measure in self._vocabulary("measures"):
            if measure.grain == "event" and measure.name not in closed:
                subjects = sorted({f.subject for f in self.rows.facts if f.measure == measure.name} | {""})
                for s in subjects:
                    level = self._told_at(measure.name, s)
                    closings.append(Closing("", "", s, measure.name, as_of, level, now))
        members, registers = self._registers(now, as_of)
        return Record(
            tuple(self.rows.facts),
            tuple(closings),
            members,
            registers,
            tuple(self.rows.payments),
            tuple(self.rows.decisions),
        )

    def _told_at(self, measure: str, subject: str) -> str:
        """
        Return the level at which all events that an example tells are known; none: `confirmed`.

        A closing that the example does not write must not prove more than its facts do: an event told as
        `documented` is not nothing for a clause that asks for `audited`.
        """
        best: dict[tuple[Period, str], int] = {}
        for fact in self.rows.facts:
            if (fact.measure, fact.subject) == (measure, subject):
                key = (fact.period, fact.event)
                best[key] = max(best.get(key, 0), LEVELS.index(fact.level))
        return LEVELS[min(best.values(), default=len(LEVELS) - 1)]

    def _registers(
        self, now: datetime, as_of: date
    ) -> tuple[tuple[Member, ...], tuple[RegisterClosing, ...]]:
        """Return the registers: the subjects with facts; empty is unknown unless closed."""
        stated = {r.kind for r in self.rows.registers}
        members: list[Member] = []
        registers = list(self.rows.registers)
        for kind in (*(subject.name for subject in self._vocabulary("subjects")), AFFILIATE):
            known: dict[str, datetime] = {}
            for fact in self.rows.facts:
                if fact.kind == kind:
                    known[fact.subject] = min(known.get(fact.subject, fact.recorded_at), fact.recorded_at)
            members += [Member("", kind, s, known[s]) for s in sorted(known)]
            if known and kind not in stated:
                registers.append(RegisterClosing("", kind, as_of, now))
        return tuple(members), tuple(registers)

    def _vocabulary(self, kind: str) -> list[Any]:
        """Return the measures or subjects of all texts of the agreement, each once, by name."""
        assert self.plan is not None
        found = {entry.name: entry for v in self.plan.versions for entry in getattr(v.terms, kind)}
        return [found[name] for name in sorted(found)]

    def _assessed(self) -> Assessment:
        assert self.plan is not None and self.as_of is not None and self.known is not None
        if self.judged is None:
            self.judged = self.engine.assess(
                self.plan, record=self.record(), as_of=self.as_of, known_at=self.known, explain=self.reach
            )
            if self.reach:
                note(self.judged, self.tested.reached)
        return self.judged

    # ---- expectations -----------------------------------------------------------------------------

    def _expect(self, line: Expect) -> None:
        assert self.plan is not None
        if line.what == "equals":
            self._expect_value(line)
            return
        if line.what == "is" and self.plan.right(line.name) is not None:
            self._expect_right(line)
            return
        windows = self.plan.windows.get(line.name, ())
        window = named_window([w.period for w in windows], line.period)
        if window is None:
            shown = show_period(line.period, self.plan.terms.fiscal_end)
            n = len([w for w in windows if w.period.within(line.period)])
            self.failures.append(diagnose("CW6001", line.at, name=line.name, period=shown, n=n))
            return
        if line.what == "balance":
            self._expect_balance(line, window)
            return
        clause = self.plan.clause(line.name)
        (self._expect_word if line.what == "is" else self._expect_pays)(line, clause, window)

    def _expect_right(self, line: Expect) -> None:
        """The state of a right on a day, from what is known under the last `as of`."""
        assert self.plan is not None and self.known is not None
        judged = self.engine.assess(
            self.plan, record=self.record(line.period.last), as_of=line.period.last, known_at=self.known
        )
        power = next((p for p in judged.powers if p.clause == line.name), None)
        state = power.state if power is not None else "not there"
        if state != line.word:
            self._failed(line, line.word, f"it is {state}")

    def _expect_balance(self, line: Expect, window: Period) -> None:
        judged = self._assessed()
        row = next(r for r in judged.accounts if r.account == line.name and r.window == window)
        if row.closing != line.amount:
            wanted, got = _shown(line.amount, line.currency), _shown(row.closing, line.currency)
            known = f"it is {got}" if row.closing is not None else "it is not known"
            self._failed(line, wanted, known, row)

    def _expect_word(self, line: Expect, clause: Clause | None, window: Period) -> None:
        judged = self._assessed()
        if isinstance(clause, Condition):
            finding = next(f for f in judged.findings if f.clause == clause.name and f.window == window)
            if finding.status != line.word:
                self._failed(line, line.word.replace("_", " "), _status(finding.status), finding)
            return
        payable = next(
            p for p in judged.payables if p.clause == line.name and p.window == window and p.kind == "payment"
        )
        if line.word not in (payable.state, payable.status):
            states = dict.fromkeys((payable.state, payable.status or payable.state))
            self._failed(line, line.word.replace("_", " "), _status(" and ".join(states)), payable)

    def _expect_pays(self, line: Expect, clause: Clause | None, window: Period) -> None:
        judged = self._assessed()
        wanted_kind = ("payment",) if isinstance(clause, Payment) else ("consequence", "exercise", "delivery")
        rows = [
            p
            for p in judged.payables
            if p.clause == line.name
            and p.kind in wanted_kind
            and p.currency == line.currency
            and (p.window == window if clause is not None else p.window.within(window))
        ]
        total: Decimal | None = Decimal(0)
        for row in rows:
            total = None if total is None or row.amount is None else add(total, row.amount)
        if total != line.amount:
            wanted, got = _shown(line.amount, line.currency), _shown(total, line.currency)
            verb = line.what
            known = f"it {verb} {got}" if total is not None else f"what it {verb} is not known"
            self._failed(line, f"{verb} {wanted}", known, *rows)

    def _expect_value(self, line: Expect) -> None:
        assert self.plan is not None and self.as_of is not None and self.known is not None
        terms = self.plan.terms
        define = next(d for d in terms.defines if d.name == line.name)
        got = self.engine.value(
            self.plan,
            define.value,
            record=self.record(),
            window=line.period,
            as_of=self.as_of,
            known_at=self.known,
        )
        digits = minor_digits(line.currency) if line.currency.isupper() else None
        if got is not None and digits is not None:
            got = round_places(got, digits, terms.rounding)
        if got is not None and line.currency and digits is None and got != line.amount:
            got = round_places(got, 0, terms.rounding)
        if got is None or line.amount is None or got != line.amount:
            wanted = "unknown" if line.amount is None else plain(line.amount)
            self._failed(line, wanted, "it is not known" if got is None else f"it is {plain(got)}")

    def _failed(self, line: Expect, wanted: str, got: str, *rows: Finding | Payable | AccountRow) -> None:
        """Say that an expectation failed; of what is not known, which facts the example does not tell."""
        assert self.plan is not None
        fiscal = self.plan.terms.fiscal_end
        missing = dict.fromkeys(m for row in self._explained(rows) for m in row.missing)
        why = dict.fromkeys(WHY.get(m.why, m.why) for m in missing)
        why = why or dict.fromkeys(
            w for row in rows if isinstance(row, Finding) and (w := why_of(row.reason, row.missing))
        )
        notes = [Note(f"the example does not tell {_untold(m, fiscal)}") for m in list(missing)[:MOST_UNTOLD]]
        shown = show_period(line.period, fiscal)
        got = f"{got}: {'; '.join(why)}" if why else got
        self.failures.append(
            diagnose("CW6002", line.at, notes=notes, name=line.name, period=shown, wanted=wanted, got=got)
        )

    def _explained(
        self, rows: Sequence[Finding | Payable | AccountRow]
    ) -> Iterator[Finding | Payable | AccountRow]:
        """Yield the same results with what they wait for."""
        if not rows:
            return
        assert self.plan is not None and self.as_of is not None and self.known is not None
        judged = self.engine.assess(
            self.plan, record=self.record(), as_of=self.as_of, known_at=self.known, explain=True
        )
        yield from (row for row in judged.findings if row in rows)
        yield from (row for row in judged.payables if row in rows)
        yield from (row for row in judged.accounts if row in rows)


def _status(states: str) -> str:
    return f"it is {states.replace('_', ' ')}"


def _untold(missing: Missing, fiscal: FiscalEnd | None) -> str:
    """Return a fact or a closing statement that an example lacks."""
    whose = f" of {missing.subject}" if missing.subject else ""
    if missing.period is None:
        return f"that {missing.measure}{whose} is closed through {missing.through}, {missing.level}"
    return f"{missing.measure}{whose} for {show_period(missing.period, fiscal)}, {missing.level}"


def _shown(amount: Decimal | None, currency: str) -> str:
    """Return an amount of money, or of things, as a message says it."""
    if amount is None:
        return "unknown"
    return (
        Money(amount, currency).show()
        if minor_digits(currency) is not None
        else f"{plain(amount)} {currency}"
    )
