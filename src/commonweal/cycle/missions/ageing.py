"""
What time does to a strategy: figures that grow old, dates that pass, bodies that end, networks that thin out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from commonweal.cycle.missions.network import Network
from commonweal.cycle.missions.records import Board, Indicator, Mission, Stated, Target
from commonweal.cycle.missions.series import divisions, series_of
from commonweal.cycle.missions.strategy import Strategy
from commonweal.ground.diagnostics import Diagnostic, Span, diagnose, in_order
from commonweal.ground.period import add_months

OLD_YEARS: Final = 3
"""Years after the end of its last period from which an indicator is told to be old."""


def lint_on(
    strategy: Strategy, drawn: Network, *, as_of: date, known_at: datetime, old_years: int = OLD_YEARS
) -> tuple[Diagnostic, ...]:
    """
    Return what a day shows of missions: to be read after `rules.lint`, which needs none.

    Parameters
    ----------
    drawn : the delivery network of that day
    old_years : an indicator whose last known period ended longer ago is old
    """
    out: list[Diagnostic] = []
    for indicator in strategy.indicators.values():
        out += _indicator(strategy, indicator, as_of, known_at, old_years)
    for target in strategy.targets.values():
        out += _target(strategy, target, as_of, known_at)
    for mission in strategy.missions.values():
        out += _passed(strategy, mission, as_of)
    for board in strategy.boards.values():
        out += _seats(board, as_of)
    out += _ended(strategy, as_of)
    for id_ in drawn.orphans:
        programme = strategy.programmes[id_]
        out.append(diagnose("CW7112", programme.where("delivers"), id=id_))
    for point in drawn.single_points:
        if point.kind == "body":
            at, missions = strategy.bodies[point.node].at, ", ".join(point.missions)
            out.append(diagnose("CW7113", at, id=point.node, missions=missions))
    return in_order(out)


def _indicator(
    strategy: Strategy, indicator: Indicator, as_of: date, known_at: datetime, old_years: int
) -> Iterator[Diagnostic]:
    series = series_of(strategy, indicator.id, as_of=as_of, known_at=known_at)
    latest = series.latest
    if latest is not None and add_months(latest.period.last, 12 * old_years) < as_of:
        values = {"id": indicator.id, "last": latest.period.last, "years": old_years}
        yield diagnose("CW7103.old", indicator.at, values=values)
    if series.points and series.points[-1].state == "incomplete":
        last = series.points[-1]
        missing = ", ".join(last.missing)
        values = {
            "id": indicator.id,
            "first": last.period.first,
            "last": last.period.last,
            "missing": missing,
        }
        yield diagnose("CW7115.incomplete", indicator.where("sums"), values=values)
    over = [d for d in divisions(strategy, indicator.id, as_of=as_of, known_at=known_at) if d.exceeded]
    if over:
        values = {"id": indicator.id, "first": over[-1].period.first, "last": over[-1].period.last}
        yield diagnose("CW7115.exceeded", indicator.at, values=values)


def _target(strategy: Strategy, target: Target, as_of: date, known_at: datetime) -> Iterator[Diagnostic]:
    """A target whose day has passed needs the figure of that day: else nobody can say if it was reached."""
    if target.by is None or target.by >= as_of or target.indicator not in strategy.indicators:
        return
    series = series_of(strategy, target.indicator, as_of=as_of, known_at=known_at)
    if not any(point.period.last >= target.by for point in series.valued()):
        yield diagnose("CW7108.past", target.where("by"), id=target.id, by=target.by)


def _passed(strategy: Strategy, mission: Mission, as_of: date) -> Iterator[Diagnostic]:
    ended = any(e.what == "dropped" for e in strategy.history(mission.id, through=as_of))
    if mission.until is not None and mission.until < as_of and not ended:
        yield diagnose("CW7108.mission", mission.where("until"), id=mission.id, until=mission.until)


def _seats(board: Board, as_of: date) -> Iterator[Diagnostic]:
    votes = {seat.body for seat in board.members if seat.held_on(as_of)}
    if board.quorum is not None and board.members and len(votes) < board.quorum:
        values = {"id": board.id, "n": len(votes), "quorum": board.quorum}
        yield diagnose("CW7107.seats", board.where("members"), values=values)


def _ended(strategy: Strategy, as_of: date) -> Iterator[Diagnostic]:
    """Return each place where a body that is gone still leads, owns, delivers or sits."""
    for role, record, key, ids, at in _roles(strategy, as_of):
        for id_ in ids:
            body = strategy.bodies.get(id_)
            if body is not None and body.ended(as_of):
                after = f"; {body.successor} took over" if body.successor else ""
                values = {"body": id_, "role": role, "what": record, "until": body.until, "after": after}
                yield diagnose("CW7114", at if at is not None else key, values=values)


_Role = tuple[str, str, Span | None, tuple[str, ...], Span | None]


def _roles(strategy: Strategy, as_of: date) -> Iterator[_Role]:
    def role(verb: str, record: Stated, id_: str, key: str, *bodies: str) -> _Role:
        return verb, id_, record.where(key), bodies, None

    for mission in strategy.missions.values():
        if mission.until is None or mission.until >= as_of:
            yield role("leads", mission, mission.id, "lead", mission.lead)
            yield role("contributes to", mission, mission.id, "contributors", *mission.contributors)
    for target in strategy.targets.values():
        if target.by is None or target.by >= as_of:
            yield role("answers for", target, target.id, "owner", target.owner)
    for programme in strategy.programmes.values():
        yield role("owns", programme, programme.id, "owner", programme.owner)
        yield role("delivers", programme, programme.id, "delivers", *programme.delivers)
    for link in strategy.links:
        yield role(link.role, link, link.to, "from", link.origin)
    for board in strategy.boards.values():
        yield role("chairs", board, board.id, "chair", board.chair)
        for seat in board.members:
            if seat.lasts_on(as_of):
                yield "sits on", board.id, board.at, (seat.body,), seat.at
