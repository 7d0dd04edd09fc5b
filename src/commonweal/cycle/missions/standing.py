"""
Where all missions stand as of a day: money, network, aims and lint, worked out once and held together.

A page, a command and an export read the same `Standing`, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from commonweal.cycle.missions.ageing import lint_on
from commonweal.cycle.missions.aims import Judged, Ratio, ratio
from commonweal.cycle.missions.money import Flows, Texts, flows
from commonweal.cycle.missions.network import Network, network
from commonweal.cycle.missions.records import Commitment
from commonweal.cycle.missions.rules import lint
from commonweal.cycle.missions.series import Series, series_of
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Agreement, Assessment, Finding, Record
from commonweal.ground.diagnostics import Diagnostic, in_order


@dataclass(frozen=True, slots=True)
class Promised:
    """A commitment between bodies with what an engine found of its clauses; nothing before it is signed."""

    commitment: Commitment
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """
    All missions as of a day, from what was known at an instant.

    Attributes
    ----------
    series : what is known of each indicator, by id
    commitments : what ministries promised one another, in the order of the strategy
    findings : of the lint, in the order of their places
    """

    strategy: Strategy
    as_of: date
    known_at: datetime
    series: Mapping[str, Series]
    money: Flows
    network: Network
    ratio: Ratio
    commitments: tuple[Promised, ...]
    findings: tuple[Diagnostic, ...]

    def findings_of(self, mission: str) -> tuple[Diagnostic, ...]:
        """Return the findings at the records of a mission: itself, its targets, boards, aims, indicators."""
        strategy = self.strategy
        targets = strategy.targets_of(mission)
        records = [
            strategy.missions[mission],
            *targets,
            *strategy.boards_of(mission),
            *strategy.aims_of(mission),
        ]
        records += [strategy.indicators[t.indicator] for t in targets if t.indicator in strategy.indicators]
        places = {
            span for record in records for span in (record.at, *record.keys.values()) if span is not None
        }
        return tuple(finding for finding in self.findings if finding.span in places)


def standing(
    strategy: Strategy,
    agreements: Mapping[str, Agreement],
    texts: Texts,
    records: Mapping[str, Record],
    assessments: Iterable[Assessment],
    *,
    as_of: date,
    known_at: datetime,
) -> Standing:
    """
    Return where all missions stand.

    Parameters
    ----------
    records : by id of the agreement: its facts and payments
    assessments : what an engine said as of the day, at least of the agreements that aims and commitments name
    """
    assessments = tuple(assessments)
    payments = {id_: record.payments for id_, record in records.items()}
    money = flows(strategy, agreements, texts, payments, as_of=as_of, known_at=known_at)
    drawn = network(strategy, money, as_of=as_of)
    found = [*lint(strategy, agreements, texts)]
    if strategy:
        found += lint_on(strategy, drawn, as_of=as_of, known_at=known_at)
    return Standing(
        strategy,
        as_of,
        known_at,
        {id_: series_of(strategy, id_, as_of=as_of, known_at=known_at) for id_ in strategy.indicators},
        money,
        drawn,
        ratio(strategy, agreements, texts, records, judged_of(assessments), as_of=as_of, known_at=known_at),
        _promised(strategy, assessments),
        in_order(found),
    )


def _promised(strategy: Strategy, assessments: Iterable[Assessment]) -> tuple[Promised, ...]:
    found = {one.agreement: one.findings for one in assessments}
    return tuple(Promised(one, found.get(one.agreement, ())) for one in strategy.commitments)


def judged_of(assessments: Iterable[Assessment]) -> tuple[Judged, ...]:
    """Return what an engine said, clause by clause: statuses of findings, states of payments."""
    said: dict[tuple[str, str], list[str]] = {}
    for one in assessments:
        for finding in one.findings:
            said.setdefault((one.agreement, finding.clause), []).append(finding.status)
        for payable in one.payables:
            if payable.kind == "payment":
                said.setdefault((one.agreement, payable.clause), []).append(payable.state)
    return tuple(
        Judged(agreement, clause, tuple(words)) for (agreement, clause), words in sorted(said.items())
    )


def judged_agreements(strategy: Strategy) -> tuple[str, ...]:
    """Return the agreements that have to be judged for the words-to-terms ratio and for commitments."""
    named = {ref.agreement for aim in strategy.aims for ref in aim.clauses}
    return tuple(sorted(named | {commitment.agreement for commitment in strategy.commitments}))
