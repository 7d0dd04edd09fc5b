"""
What a strategy states beside its missions: places, bodies, boards, programmes, routes, forecasts in full.

`missions` beside this says where missions stand; a page that shows one needs these rows too. Every row is
data, the same for pages, the API and files.
"""

from __future__ import annotations

from collections.abc import Mapping

from commonweal.cycle.missions.money import Sums, by_programme
from commonweal.cycle.missions.records import Board, Body, Programme
from commonweal.cycle.missions.standing import Standing
from commonweal.cycle.missions.track import Track
from commonweal.cycle.missions.word import doubts_of
from commonweal.ground.numbers import plain
from commonweal.methods.forecast.back_test import BackTest
from commonweal.methods.forecast.outlook import Outlook
from commonweal.report import words
from commonweal.report.rows import Row
from commonweal.report.steering.lead import late_in, lead


def stated(standing: Standing, tracks: Mapping[str, Track]) -> Row:
    """Return rows by kind: leads, places, bodies, boards, programmes, routes, links, outlooks, lint …"""
    strategy = standing.strategy
    sums = by_programme(standing.money)
    return {
        "places": [
            {"id": p.id, "title": p.title, "kind": p.kind, "within": p.within or None, "codes": list(p.codes),
             "source": p.source}
            for p in strategy.places.values()
        ],
        "bodies": [_body(standing, body) for body in strategy.bodies.values()],
        "boards": [_board(standing, board) for board in strategy.boards.values()],
        "programmes": [
            _programme(p, money_rows(sums.get(p.id, {}))) for p in strategy.programmes.values()
        ],
        "routes": [
            {"id": r.id, "mission": r.mission, "title": r.title, "stage": r.stage or None, "source": r.source}
            for r in strategy.routes.values()
        ],
        "links": [
            {"from": link.origin, "to": link.to, "role": link.role, "source": link.source}
            for link in strategy.links
        ],
        "commitments": [
            {"body": c.body, "to": c.to, "mission": c.mission or None, "agreement": c.agreement,
             "text": c.text, "source": c.source}
            for c in strategy.commitments
        ],
        "outlooks": [
            {"target": id_, **_outlook(track.outlook)}
            for id_, track in tracks.items()
            if isinstance(track.outlook, Outlook)
        ],
        "leads": [
            {"mission": id_, "target": track.target.id if track is not None else None,
             "sentence": lead(standing, track),
             "late_in": late_in(standing, track) if track is not None else None}
            for id_ in strategy.missions
            for track in [_headline(standing, tracks, id_)]
        ],
        "lint": [
            {"mission": id_, "code": f.code, "message": f.message, "help": f.help,
             "file": f.span.file if f.span else None, "line": f.span.line if f.span else None}
            for id_ in strategy.missions
            for f in standing.findings_of(id_)
        ],
    }  # fmt: skip


def _headline(standing: Standing, tracks: Mapping[str, Track], mission: str) -> Track | None:
    """Return the first of the targets by which a mission wants to be judged."""
    own = standing.strategy.headlines_of(mission)
    return tracks[own[0].id] if own else None


def money_rows(sums: Sums) -> list[Row]:
    """Return an amount for each currency."""
    return [{"currency": currency, "amount": words.exact(n, currency)} for currency, n in sums.items()]


def _body(standing: Standing, body: Body) -> Row:
    return {
        "id": body.id, "title": body.title, "kind": body.kind, "place": body.place or None,
        "party": body.party or None, "stage": body.stage or None, "within": body.within or None,
        "until": None if body.until is None else body.until.isoformat(),
        "ended": body.ended(standing.as_of), "successor": body.successor or None, "source": body.source,
    }  # fmt: skip


def _board(standing: Standing, board: Board) -> Row:
    return {
        "id": board.id, "mission": board.mission, "title": board.title, "kind": board.kind or None,
        "mandate": board.mandate,
        "chair": board.chair or None, "quorum": board.quorum, "source": board.source,
        "members": [
            {"body": seat.body, "role": seat.role,
             "from": None if seat.start is None else seat.start.isoformat(),
             "until": None if seat.end is None else seat.end.isoformat(),
             "lasts": seat.lasts_on(standing.as_of), "held": seat.held_on(standing.as_of)}
            for seat in board.members
        ],
    }  # fmt: skip


def _programme(programme: Programme, money: list[Row]) -> Row:
    return {
        "id": programme.id, "title": programme.title, "owner": programme.owner or None,
        "terms": list(programme.terms), "route": programme.route or None,
        "serves": [{"mission": s.mission, "share": plain(s.share)} for s in programme.serves],
        "delivers": list(programme.delivers), "money": money, "source": programme.source,
    }  # fmt: skip


def _outlook(found: Outlook) -> Row:
    return {
        "model": found.model, "why": found.why, "points": found.points, "year": found.target_year,
        "goal": found.target, "probability": found.probability, "median": found.median,
        "doubts": list(doubts_of(found)),
        "intervals": [
            {"share": i.share, "low": i.low, "high": i.high, "adapted_low": i.adapted_low,
             "adapted_high": i.adapted_high}
            for i in found.intervals
        ],
        "back_test": None if found.back_test is None else _back_test(found.back_test),
        "sentence": found.sentence,
    }  # fmt: skip


def _back_test(past: BackTest) -> Row:
    return {
        "origins": past.origins, "horizon": past.horizon, "brier": past.brier,
        "benchmark_brier": past.benchmark_brier, "crps": past.crps, "benchmark_crps": past.benchmark_crps,
        "coverage_80": past.coverage_80, "coverage_95": past.coverage_95,
    }  # fmt: skip
