"""
What a page is made from: a run, and one agreement of it with its names, days and links resolved.

`Run` says what `commonweal.workspace.run` gives, so that a page can be made from anything of that shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property
from typing import Final, Protocol

from commonweal.engines.protocol import AccountRow, Assessment, Finding, Payable, Trace
from commonweal.ground.diagnostics import Diagnostic
from commonweal.ground.numbers import sub
from commonweal.ground.period import Period, show_period
from commonweal.report.page import words
from commonweal.report.speech.phrases import is_english, phrase
from commonweal.terms.core.agreements import Plan, Version
from commonweal.terms.core.clauses import Clause, Condition, Measure, Parameter, Party, Terms
from commonweal.workspace.signed.parties import PartyRow

UP_FOR_TEST: Final = (
    "met", "vacuous", "breached", "curing", "cured", "overdue", "not_public", "waived", "suspended",
)  # fmt: skip
"""Statuses of promises that came up for test: the time of proof came, or the proof did."""
SHORT_NAME: Final = 48
"""Letters of a party's name beyond which its name in the text stands for it."""
_ODD: Final = re.compile(r"[^\w./:+-]+")


class Workspace(Protocol):
    """The folder that was judged."""

    @property
    def name(self) -> str:
        """Return what the workspace calls itself."""
        ...

    @property
    def zone(self) -> tzinfo:
        """Return the zone in which its days end."""
        ...

    @property
    def parties(self) -> Sequence[PartyRow]:
        """Return the rows of `parties.csv`."""
        ...


class Run(Protocol):
    """Everything an engine said about a workspace, with what it was judged from."""

    @property
    def workspace(self) -> Workspace:
        """Return the folder that was judged."""
        ...

    @property
    def as_of(self) -> date:
        """Return the day as of whose end was judged."""
        ...

    @property
    def known_at(self) -> datetime:
        """Return the instant after which nothing recorded counts."""
        ...

    @property
    def engine(self) -> str:
        """Return the name of the engine."""
        ...

    @property
    def plans(self) -> Mapping[str, Plan]:
        """Return the plans, by agreement."""
        ...

    @property
    def assessments(self) -> Sequence[Assessment]:
        """Return what was found, agreement by agreement."""
        ...

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """Return what is wrong or doubtful in the texts and tables."""
        ...


def status_of(finding: Finding) -> str:
    """
    Return the status as a page shows it.

    A promise that nothing could break is never plainly met (`vacuous`). None is called overdue whose figures
    exist and are not public (`not_public`): the engine names that reason where nothing is missing.
    """
    if finding.status == "met" and finding.vacuous:
        return "vacuous"
    hidden = finding.status == "overdue" and finding.reason.endswith(" unknown:undisclosed")
    return "not_public" if hidden else finding.status


def days_late(finding: Finding, zone: tzinfo) -> int:
    """
    Return how many days after its proof was due it was known that a promise was kept, 0 for in time.

    Parameters
    ----------
    zone : of the workspace, in which days end
    """
    if status_of(finding) != "met" or finding.known_since is None:
        return 0
    return max((finding.known_since.astimezone(zone).date() - finding.due).days, 0)


def released(payable: Payable) -> Decimal | None:
    """Return how much of an amount a decision let go unpaid, 0 for nothing, None where that is not known."""
    if payable.freed is None:
        return Decimal(0)
    return None if payable.let_go is None else max(sub(payable.let_go, payable.paid), Decimal(0))


def state_of(payable: Payable) -> str:
    """
    Return the state of an amount as a page shows it.

    What was let go unpaid (`released`) is not called nothing due, as if nothing had ever been.
    """
    return payable.state if released(payable) == 0 else "released"


def walk(trace: Trace) -> Iterable[Trace]:
    """Return a trace and all below it, parents first."""
    yield trace
    for part in trace.because:
        yield from walk(part)


@dataclass
class Anchors:
    """Ids of one page: readable, valid, each given once."""

    taken: dict[str, object] = field(default_factory=dict)

    def give(self, name: str, owner: object = None) -> str:
        """Return the id of an owner (or of nobody), like `WI-FXC/jobs/2020`."""
        base = _ODD.sub("_", name).strip("_") or "part"
        made, n = base, 2
        while made in self.taken:
            made, n = f"{base}~{n}", n + 1
        self.taken[made] = owner
        return made


@dataclass
class Chapter:
    """
    One agreement of a page.

    Attributes
    ----------
    anchor : id of its section; rows and reasons hang below it
    """

    run: Run
    assessment: Assessment
    plan: Plan
    anchor: str
    anchors: Anchors
    _given: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the agreement's id."""
        return self.assessment.agreement

    @property
    def terms(self) -> Terms:
        """Return the text that was judged."""
        return self.plan.terms

    @property
    def title(self) -> str:
        """Return what the agreement is called."""
        return self.plan.agreement.label or self.terms.label or words.capital(words.named(self.terms.name))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the findings."""
        return self.assessment.findings

    @property
    def payables(self) -> tuple[Payable, ...]:
        """Return the payables."""
        return self.assessment.payables

    @cached_property
    def _rows(self) -> dict[str, PartyRow]:
        return {row.party: row for row in self.run.workspace.parties if row.covers(self.run.as_of)}

    @cached_property
    def _roles(self) -> dict[str, str]:
        return {id_: name for name, id_ in self.plan.agreement.parties.items()}

    def role(self, who: str) -> Party | None:
        """Return the party of the text that a name of the text or an id of `parties.csv` means."""
        return self.terms.party(who) or self.terms.party(self._roles.get(who, ""))

    def side(self, who: str) -> str:
        """Return the side of a party, "" if it is none of the text's."""
        party = self.role(who)
        return party.side if party else ""

    def official(self, who: str) -> str:
        """Return a party's name in `parties.csv`, or what it is called here."""
        id_ = self.plan.agreement.parties.get(who, who)
        row = self._rows.get(id_)
        return row.name if row else id_

    def short(self, who: str) -> str:
        """Return a party as tables name it: its name in the text."""
        party = self.role(who)
        return words.named(party.name) if party else self.official(who)

    def who(self, who: str) -> str:
        """Return a party as sentences name it: its label or official name if short, else its role."""
        party = self.role(who)
        for name in (party.label if party else "", self.official(party.name if party else who)):
            if name and len(name) <= SHORT_NAME:
                article = is_english() and name.startswith("The ")
                return f"the {name[4:]}" if article else name
        return phrase("the {party}", party=self.short(who)) if party else self.short(who)

    @cached_property
    def _governing(self) -> dict[tuple[str, Period], Version]:
        versions = self.plan.versions
        every = self.plan.windows.items()
        return {(name, w.period): versions[w.version] for name, windows in every for w in windows}

    def version_at(self, name: str, window: Period) -> Version:
        """Return the version that governs a window of a clause, account or right."""
        found = self._governing.get((name, window))
        return found if found is not None else self.plan.version_on(window.first)

    def clause_label(self, name: str, window: Period | None = None) -> str:
        """Return what a clause is called: in a window, by the text that governs it; else by the last one."""
        terms = self.text_with(name, window)
        clause = terms.clause(name) or terms.account(name) or terms.right(name)
        return (clause.label if clause else "") or words.capital(words.named(name))

    def text_with(self, name: str, window: Period | None = None) -> Terms:
        """
        Return a text of the agreement that has a clause, account or right of a name.

        Parameters
        ----------
        window : of the clause, whose governing text is asked for; None asks for the last text that has it
        """
        asked = [] if window is None else [self.version_at(name, window)]
        for version in (*asked, *reversed(self.plan.versions)):
            terms = version.terms
            if terms.clause(name) or terms.account(name) or terms.right(name):
                return terms
        return self.terms

    def clause_in(self, row: Finding | Payable) -> Clause | None:
        """Return the condition or payment of a result as the text words it that governs its window."""
        return self.text_with(row.clause, row.window).clause(row.clause)

    def debtor(self, name: str) -> str:
        """Return the party that a clause binds."""
        clause = self.plan.clause(name)
        if clause is None:
            return ""
        return clause.party if isinstance(clause, Condition) else clause.payer

    def measure(self, name: str) -> Measure | None:
        """Return a measure that some text of the agreement names."""
        found = (version.terms.measure(name) for version in reversed(self.plan.versions))
        return next((measure for measure in found if measure is not None), None)

    def parameter(self, name: str) -> Parameter | None:
        """Return a parameter of the last text that has it."""
        found = (version.terms.parameter(name) for version in reversed(self.plan.versions))
        return next((parameter for parameter in found if parameter is not None), None)

    def measure_label(self, name: str) -> str:
        """Return what a measure is called."""
        measure = self.measure(name)
        return (measure.label if measure else "") or words.named(name)

    def period(self, period: Period) -> str:
        """Return a period in words, by this agreement's fiscal year."""
        return words.period(period, self.terms.fiscal_end)

    def notation(self, period: Period) -> str:
        """Return a period as commands take it."""
        return show_period(period, self.terms.fiscal_end)

    def _anchor(self, *path: str) -> str:
        if path not in self._given:
            self._given[path] = self.anchors.give("/".join((self.anchor, *path)))
        return self._given[path]

    def row_anchor(self, row: Finding | Payable) -> str:
        """Return the id of a finding's or payable's row."""
        path: tuple[str, ...] = (row.clause, self.notation(row.window))
        if isinstance(row, Payable) and row.kind != "payment":
            path = (*path, f"{row.kind}-{row.item}")
        return self._anchor(*path)

    def account_anchor(self, row: AccountRow) -> str:
        """Return the id of a row of an account."""
        return self._anchor(row.account, self.notation(row.window))

    def why_anchor(self, row: Finding | Payable) -> str:
        """Return the id of the reasons of a finding or payable."""
        return self._anchor(*self.row_anchor(row)[len(self.anchor) + 1 :].split("/"), "why")

    def clause_anchor(self, name: str) -> str:
        """Return the id of a clause's text."""
        return self._anchor(name)

    def part_anchor(self, name: str) -> str:
        """Return the id of a part of the section that is no clause."""
        return self._anchor(f":{name}")


def chapters(
    run: Run, anchors: Anchors, keep: Callable[[Assessment], bool] = lambda _: True
) -> list[Chapter]:
    """Return the agreements of a run, in its order; one whose plan is not there is left out."""
    return [
        Chapter(run, assessment, run.plans[assessment.agreement], anchors.give(assessment.agreement), anchors)
        for assessment in run.assessments
        if assessment.agreement in run.plans and keep(assessment)
    ]
