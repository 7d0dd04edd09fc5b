"""
What was done, as rows: decisions and amendments of agreements, and what was changed about missions.

Only what was decided and recorded by the day of the account is told, the newest first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from commonweal.cycle.missions.records import Event, Target
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Decision, Record
from commonweal.ground.period import show_period
from commonweal.report.rows import Row
from commonweal.report.words import instant
from commonweal.terms.core.agreements import Agreement
from commonweal.workspace.planning import numbered


def decision_rows(records: Sequence[Record], *, as_of: date, known_at: datetime) -> list[Row]:
    """Return the decisions of agreements that are public, the newest first."""
    known = [
        d
        for record in records
        for d in record.decisions
        if d.public and d.decided_on <= as_of and d.recorded_at <= known_at
    ]
    return newest_first(_decision(d) for d in known)


def newest_first(decisions: Iterable[Row]) -> list[Row]:
    """Return rows of decisions in the order in which they are told."""
    return sorted(
        decisions, key=lambda row: (row["decided_on"], row["recorded_at"], row["place"]), reverse=True
    )


def _decision(decision: Decision) -> Row:
    return {
        "agreement": decision.agreement, "clause": decision.clause, "kind": decision.kind,
        "authority": decision.authority, "decided_on": decision.decided_on.isoformat(),
        "recorded_at": instant(decision.recorded_at),
        "period": None if decision.period is None else show_period(decision.period),
        "reason": decision.reason, "place": decision.place,
    }  # fmt: skip


def amendment_rows(agreements: Sequence[Agreement], *, as_of: date, known_at: datetime) -> list[Row]:
    """Return the amendments that were signed, with what each released, the newest first."""
    rows = [row for agreement in agreements for row in _amendments(agreement, as_of, known_at)]
    return sorted(rows, key=lambda row: (row["signed"], row["agreement"], row["number"]), reverse=True)


def _amendments(agreement: Agreement, as_of: date, known_at: datetime) -> Iterator[Row]:
    """Yield an agreement's amendments in the order of their signature; what they changed, `amended` says."""
    for number, amendment in enumerate(numbered(agreement), 1):
        if amendment.signed > as_of or amendment.recorded_at > known_at:
            continue
        yield {
            "agreement": agreement.id, "number": number, "label": amendment.label,
            "signed": amendment.signed.isoformat(), "effective": amendment.effective.isoformat(),
            "recorded_at": instant(amendment.recorded_at), "released": list(amendment.ended),
            "moves_to": None if amendment.terms is None else f"{amendment.terms}@{amendment.version}",
            "parties": dict(sorted(amendment.parties.items())), "place": amendment.place,
        }  # fmt: skip


def event_rows(strategy: Strategy, *, as_of: date) -> list[Row]:
    """
    Return what was changed about missions by a day, the newest first, each with its object in words.

    `nth` tells apart what was done to one thing on one day in the same word; it counts in the order of the
    files. `mission` is None where the mission is gone.
    """
    before: Counter[tuple[str, str, date]] = Counter()
    rows = []
    for event in strategy.events:
        if event.on > as_of:
            continue
        before[event.of, event.what, event.on] += 1
        mission = strategy.missions.get(event.mission or _mission_of(strategy, event))
        rows.append({
            "mission": None if mission is None else mission.id,
            "mission_title": None if mission is None else mission.title,
            "on": event.on.isoformat(), "what": event.what, "of": event.of,
            "title": _title_of(strategy, event), "before": event.before, "after": event.after,
            "author": event.author, "reason": event.reason, "source": event.source,
            "nth": before[event.of, event.what, event.on],
            "place": f"{event.at.file}:{event.at.line}" if event.at is not None else "",
        })  # fmt: skip
    return sorted(rows, key=lambda row: (row["on"], row["of"], row["nth"]), reverse=True)


def _stated(strategy: Strategy, kind: str) -> Mapping[str, object]:
    """Return what a strategy states of the kind that an event names."""
    return {
        "challenge": strategy.challenges, "place": strategy.places, "mission": strategy.missions,
        "indicator": strategy.indicators, "target": strategy.targets, "route": strategy.routes,
        "programme": strategy.programmes, "body": strategy.bodies, "board": strategy.boards,
    }.get(kind, {})  # fmt: skip


def _title_of(strategy: Strategy, event: Event) -> str:
    """
    Return what an event is about in words; of what is gone or has no title, its id is spelt out.

    A target is told by what it measures: its own title names the value that it has now.
    """
    kind, _, id_ = event.of.partition(".")
    stated = _stated(strategy, kind).get(id_)
    measured = strategy.indicators.get(stated.indicator) if isinstance(stated, Target) else None
    named = (getattr(one, "title", "") for one in (measured, stated))
    return next((title for title in named if title), id_.replace("_", " "))


def _mission_of(strategy: Strategy, event: Event) -> str:
    """Return the mission that what an event is about belongs to, "" for none."""
    kind, _, id_ = event.of.partition(".")
    return id_ if kind == "mission" else getattr(_stated(strategy, kind).get(id_), "mission", "") or ""
