"""
The lint of missions: what a mission ought to say and does not, each with its line.

Nothing here is an error: a mission without a target is a mission, and everybody should see that it has none.
What only a day can tell is in `ageing`. A mission within another relies on the board, the ministries and the
routes of those above it.

Source
------
Mazzucato, Mission-Oriented Research & Innovation in the European Union (European Commission, 2018), criteria
for missions: targeted, measurable, time-bound, across sectors and actors, several solutions from below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from commonweal.cycle.missions.money import Texts
from commonweal.cycle.missions.records import Board, Mission, Target
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Agreement
from commonweal.ground.diagnostics import Diagnostic, Span, diagnose, in_order

LEAST_MINISTRIES = 2
LEAST_ROUTES = 2


def lint(strategy: Strategy, agreements: Mapping[str, Agreement], texts: Texts) -> tuple[Diagnostic, ...]:
    """
    Return what missions, targets, boards, programmes, agreements and aims lack, whatever the day.

    Parameters
    ----------
    agreements : all agreements of the workspace; each should serve a mission

    Source
    ------
    docs/reference/missions.md, lint
    """
    if not strategy:
        return ()
    out: list[Diagnostic] = []
    for mission in strategy.missions.values():
        out += _mission(strategy, mission)
    for target in strategy.targets.values():
        out += _target(strategy, target)
    for board in strategy.boards.values():
        out += _board(board)
    out += _indicators(strategy)
    out += _programmes(strategy)
    out += _agreements(strategy, agreements, texts)
    out += _aims(strategy)
    answered = {mission.challenge for mission in strategy.missions.values()}
    for challenge in strategy.challenges.values():
        if challenge.id not in answered:
            out.append(diagnose("CW7116", challenge.at, id=challenge.id))
    return in_order(out)


def _mission(strategy: Strategy, mission: Mission) -> Iterator[Diagnostic]:
    if not strategy.targets_of(mission.id):
        yield diagnose("CW7101", mission.at, id=mission.id)
    upward = (mission.id, *strategy.above(mission.id))
    ministries = {body.id for id_ in upward for body in strategy.ministries_of(id_)}
    if len(ministries) < LEAST_MINISTRIES:
        yield diagnose("CW7105", mission.where("contributors"), id=mission.id, n=len(ministries))
    routes = {route.id for id_ in upward for route in strategy.routes_of(id_)}
    if len(routes) < LEAST_ROUTES:
        yield diagnose("CW7106", mission.where("routes"), id=mission.id, n=len(routes))
    if not any(strategy.boards_of(id_) for id_ in upward):
        yield diagnose("CW7107.none", mission.at, id=mission.id)


def _target(strategy: Strategy, target: Target) -> Iterator[Diagnostic]:
    indicator = strategy.indicators.get(target.indicator)
    lacks = {
        "CW7102.indicator": indicator is None,
        "CW7102.baseline": target.baseline is None,
        "CW7102.value": target.value is None,
        "CW7102.date": target.by is None,
        "CW7102.owner": not target.owner,
    }
    yield from (diagnose(key, target.at, id=target.id) for key, lacking in lacks.items() if lacking)
    if indicator is not None:
        at = indicator.at
        if not indicator.unit:
            yield diagnose("CW7102.unit", at, id=target.id, indicator=indicator.id)
        if not indicator.better:
            yield diagnose("CW7102.better", at, id=target.id, indicator=indicator.id)
        if target.headline and indicator.kind in ("input", "output"):
            place = target.where("indicator")
            yield diagnose("CW7104", place, id=target.id, indicator=indicator.id, kind=indicator.kind)
    if target.baseline is not None and target.by is not None and target.by <= target.baseline.period.last:
        yield diagnose("CW7108.order", target.where("by"), id=target.id, by=target.by)


def _board(board: Board) -> Iterator[Diagnostic]:
    if not board.mandate:
        yield diagnose("CW7107.mandate", board.at, id=board.id)
    if not board.chair and not any(seat.role == "chair" for seat in board.members):
        yield diagnose("CW7107.chair", board.at, id=board.id)
    if board.quorum is None:
        yield diagnose("CW7107.quorum", board.at, id=board.id)


def _indicators(strategy: Strategy) -> Iterator[Diagnostic]:
    """An indicator that is neither summed nor observed says nothing."""
    for indicator in strategy.indicators.values():
        rows = strategy.observations.get(indicator.id, ())
        if not indicator.sums and not any(row.version == indicator.version for row in rows):
            yield diagnose("CW7103.none", indicator.at, id=indicator.id)


def _programmes(strategy: Strategy) -> Iterator[Diagnostic]:
    for programme in strategy.programmes.values():
        if not programme.terms:
            yield diagnose("CW7109", programme.at, id=programme.id)


def _agreements(
    strategy: Strategy, agreements: Mapping[str, Agreement], texts: Texts
) -> Iterator[Diagnostic]:
    """One finding for all agreements under one text that fail in one way: there may be thousands."""
    failing: dict[tuple[str, str], list[Agreement]] = defaultdict(list)
    for _, agreement in sorted(agreements.items()):
        text = texts.get((agreement.terms, agreement.version))
        programme = strategy.programme_of(agreement.terms)
        claims = agreement.serves or (text.serves if text is not None else None) or ""
        shares = programme is not None and bool(programme.serves)
        if claims not in strategy.missions and (claims or not shares):
            failing[agreement.terms, claims].append(agreement)
    for (terms, claims), found in sorted(failing.items()):
        key = "CW7110.unknown" if claims else "CW7110.none"
        values = {"terms": terms, "mission": claims, "n": len(found), "first": found[0].id}
        yield diagnose(key, _place(found[0], claims, texts), values=values)


def _place(agreement: Agreement, claims: str, texts: Texts) -> Span | None:
    """Return where a claim stands: the text, unless the agreement makes it itself."""
    text = texts.get((agreement.terms, agreement.version))
    if text is not None and (not agreement.serves or not claims):
        return text.at
    file, *numbers = agreement.place.split(":")
    if not numbers or not all(n.isdecimal() for n in numbers):
        return None
    line, column = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 1
    return Span(file, line, column, line, column + 1)


def _aims(strategy: Strategy) -> Iterator[Diagnostic]:
    for aim in strategy.aims:
        said = aim.text if len(aim.text) <= 60 else aim.text[:59] + "…"
        if not aim.targets and not aim.clauses:
            yield diagnose("CW7111.nothing", aim.at, text=said)
        elif not aim.targets:
            yield diagnose("CW7111.target", aim.at, text=said)
        elif not aim.clauses:
            yield diagnose("CW7111.clause", aim.at, text=said)
