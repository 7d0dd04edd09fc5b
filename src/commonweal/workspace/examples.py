"""
Examples run: rows read top down, each expectation judged by the engine (language, section 12).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import (
    Assessment,
    Closing,
    Decision,
    Engine,
    Fact,
    Finding,
    Member,
    Payable,
    PaymentMade,
    Record,
    RegisterClosing,
)
from commonweal.engines.registry import load
from commonweal.ground.currencies import minor_digits
from commonweal.ground.diagnostics import Diagnostic, Note, diagnose, in_order
from commonweal.ground.money import Money
from commonweal.ground.numbers import add, plain
from commonweal.ground.period import Period, show_period
from commonweal.ground.rounding import round_places
from commonweal.terms.core.agreements import Agreement, Plan, named_window
from commonweal.terms.core.clauses import Clause, Condition, Terms
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
    compiled: Compiled, *, engine: str = "reference", progress: Callable[[str], None] | None = None
) -> Tested:
    """
    Return how many examples and expectations ran, and a CW6001 or CW6002 for each that failed.
    """
    judge = load(engine)
    tested = Tested()
    failures: list[Diagnostic] = []
    for example in compiled.examples:
        if progress is not None:
            progress(example.label)
        tested.examples += 1
        _Run(example, compiled, judge, tested, failures).read()
    tested.failures = in_order(failures)
    return tested


class _Run:
    """One example, read top down; judged anew when a row or an `as of` has come since."""

    def __init__(
        self, example: Example, compiled: Compiled, engine: Engine, tested: Tested, failures: list[Diagnostic]
    ) -> None:
        self.example, self.engine, self.tested, self.failures = example, engine, tested, failures
        self.terms: Terms = compiled.terms[example.terms]
        self.agreement = self._agreement(compiled)
        result = bind(compiled.texts, self.agreement, example=True)
        self.plan: Plan | None = result.value
        failures += [d for d in result.diagnostics if d.is_error]
        self.rows = _Rows()
        self.as_of: date | None = None
        self.known: datetime | None = None
        self.judged: Assessment | None = None

    def _agreement(self, compiled: Compiled) -> Agreement:
        example = self.example
        if example.agreement is not None:
            base = next(a for a in compiled.agreements if a.id == example.agreement)
            names = {s.name for s in example.settings}
            kept = tuple(s for s in base.settings if s.name not in names)
            replaced = {e.name for e in example.series}
            series = tuple(e for e in base.series if e.name not in replaced)
            return Agreement(
                base.id,
                base.terms,
                base.version,
                base.parties,
                kept + example.settings,
                series + example.series,
                base.signed,
                base.recorded_at,
                place=base.place,
            )
        parties = {p.name: p.name for p in self.terms.parties}
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
                continue
            self.judged = None
            if isinstance(line, AsOfLine):
                self.as_of = line.day
                self.known = utc_end(line.known or line.day)
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
        clause = self.terms.clause(line.clause)
        if clause is None:
            return ""
        if line.kind in ("waived", "suspended"):
            name = clause.waivable_by or ""
        elif line.kind == "notice":
            debtor = clause.party if isinstance(clause, Condition) else clause.payer
            side = next(p.side for p in self.terms.parties if p.name == debtor)
            name = next((p.name for p in self.terms.parties if p.side != side), "")
        else:
            powers = [r for r in clause.remedies if r.power or r.act in ("withhold", "suspend", "terminate")]
            name = next((r.actor for r in powers), "")
        return self.agreement.parties.get(name, name)

    def record(self) -> Record:
        """Return the rows so far, with the defaults of examples: closed through the as-of date."""
        assert self.as_of is not None
        closed = {c.measure for c in self.rows.closings}
        now = utc_end(date(1, 1, 2))
        closings = list(self.rows.closings)
        for measure in self.terms.measures:
            if measure.grain == "event" and measure.name not in closed:
                subjects = sorted({f.subject for f in self.rows.facts if f.measure == measure.name} | {""})
                closings += [Closing("", "", s, measure.name, self.as_of, "confirmed", now) for s in subjects]
        members, registers = self._registers(now)
        return Record(
            tuple(self.rows.facts),
            tuple(closings),
            members,
            registers,
            tuple(self.rows.payments),
            tuple(self.rows.decisions),
        )

    def _registers(self, now: datetime) -> tuple[tuple[Member, ...], tuple[RegisterClosing, ...]]:
        """Return the registers: the subjects with facts; empty is unknown unless closed."""
        assert self.as_of is not None
        stated = {r.kind for r in self.rows.registers}
        members: list[Member] = []
        registers = list(self.rows.registers)
        for subject in self.terms.subjects:
            known: dict[str, datetime] = {}
            for fact in self.rows.facts:
                if fact.kind == subject.name:
                    known[fact.subject] = min(known.get(fact.subject, fact.recorded_at), fact.recorded_at)
            members += [Member("", subject.name, s, known[s]) for s in sorted(known)]
            if known and subject.name not in stated:
                registers.append(RegisterClosing("", subject.name, self.as_of, now))
        return tuple(members), tuple(registers)

    def _assessed(self) -> Assessment:
        assert self.plan is not None and self.as_of is not None and self.known is not None
        if self.judged is None:
            self.judged = self.engine.assess(
                self.plan, record=self.record(), as_of=self.as_of, known_at=self.known, explain=True
            )
            note(self.judged, self.terms, self.tested.reached)
        return self.judged

    # ---- expectations -----------------------------------------------------------------------------

    def _expect(self, line: Expect) -> None:
        if line.what == "equals":
            self._expect_value(line)
            return
        assert self.plan is not None
        windows = self.plan.windows.get(line.name, ())
        window = named_window([w.period for w in windows], line.period)
        if window is None:
            shown = show_period(line.period, self.terms.fiscal_end)
            n = len([w for w in windows if w.period.within(line.period)])
            self.failures.append(diagnose("CW6001", line.at, name=line.name, period=shown, n=n))
            return
        clause = self.terms.clause(line.name)
        assert clause is not None
        (self._expect_word if line.what == "is" else self._expect_pays)(line, clause, window)

    def _expect_word(self, line: Expect, clause: Clause, window: Period) -> None:
        judged = self._assessed()
        if isinstance(clause, Condition):
            finding = next(f for f in judged.findings if f.clause == clause.name and f.window == window)
            if finding.status != line.word:
                self._failed(line, line.word, finding.status, finding)
            return
        payable = next(
            p
            for p in judged.payables
            if p.clause == clause.name and p.window == window and p.kind == "payment"
        )
        if line.word not in (payable.state, payable.status):
            self._failed(line, line.word, f"{payable.state} ({payable.status})", payable)

    def _expect_pays(self, line: Expect, clause: Clause, window: Period) -> None:
        judged = self._assessed()
        wanted_kind = ("consequence", "exercise") if isinstance(clause, Condition) else ("payment",)
        rows = [
            p
            for p in judged.payables
            if p.clause == clause.name and p.window == window and p.kind in wanted_kind
        ]
        total: Decimal | None = Decimal(0)
        for row in rows:
            total = None if total is None or row.amount is None else add(total, row.amount)
        if total != line.amount:
            wanted = "unknown" if line.amount is None else Money(line.amount, line.currency).show()
            got = "unknown" if total is None else Money(total, line.currency).show()
            self._failed(line, f"pays {wanted}", f"pays {got}", rows[0] if rows else None)

    def _expect_value(self, line: Expect) -> None:
        assert self.plan is not None and self.as_of is not None and self.known is not None
        define = next(d for d in self.terms.defines if d.name == line.name)
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
            got = round_places(got, digits, self.terms.rounding)
        if got is not None and line.currency and digits is None and got != line.amount:
            got = round_places(got, 0, self.terms.rounding)
        if got is None or line.amount is None or got != line.amount:
            wanted = "unknown" if line.amount is None else plain(line.amount)
            self._failed(line, f"equals {wanted}", "unknown" if got is None else plain(got), None)

    def _failed(self, line: Expect, wanted: str, got: str, row: Finding | Payable | None) -> None:
        notes: Sequence[Note] = ()
        if row is not None:
            reason = row.reason if isinstance(row, Finding) else row.state
            notes = [Note(f"it is {got}: {reason}")]
        shown = show_period(line.period, self.terms.fiscal_end)
        self.failures.append(
            diagnose("CW6002", line.at, notes=notes, name=line.name, period=shown, wanted=wanted, got=got)
        )
