"""What each table of `missions/*.toml` becomes: one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from commonweal.cycle.missions.records import (
    BOARD_KINDS,
    CHANGES,
    DIRECTIONS,
    INDICATOR_KINDS,
    ROLES,
    SEATS,
    STAGES,
    Aim,
    Baseline,
    Board,
    Body,
    Challenge,
    ClauseRef,
    Commitment,
    Event,
    Indicator,
    Link,
    Mission,
    Place,
    Programme,
    Route,
    Seat,
    Serving,
    Stated,
    Target,
)
from commonweal.workspace.forms.rows import shown
from commonweal.workspace.missions.keys import ID, Keys, clause_named, identified

NODES: Final = ("body", "board", "programme", "mission")
"""Kinds that a link may join: an id names one record of all of them."""


def _challenge(k: Keys) -> Challenge:
    return Challenge(k.id, k.text("title", must=True), k.text("text"), k.text("source"), **k.placed())


def _place(k: Keys) -> Place:
    return Place(
        k.id, k.text("title", must=True), k.text("kind"), k.ref("within", "place"), k.texts("codes"),
        k.text("source"), **k.placed(),
    )  # fmt: skip


def _mission(k: Keys) -> Mission:
    since, until = k.day("since"), k.day("until")
    if since is not None and until is not None and until < since:
        k.blame("until", "CW7011", first=since, last=until)
    return Mission(
        k.id, k.text("title", must=True), k.ref("challenge", "challenge"), k.ref("place", "place"),
        k.ref("within", "mission"), k.ref("lead", "body"), k.refs("contributors", "body"),
        k.refs("routes", "route"), k.texts("sectors"), since, until, k.text("text"), k.text("basis"),
        k.text("source"), **k.placed(),
    )  # fmt: skip


def _indicator(k: Keys) -> Indicator:
    return Indicator(
        k.id, k.text("title", must=True), k.word("kind", INDICATOR_KINDS), k.text("unit"),
        k.word("better", DIRECTIONS), k.ref("place", "place"), k.text("definition"), k.text("source"),
        k.count("version") or 1, k.refs("sums", "indicator"), k.ref("part_of", "indicator"), **k.placed(),
    )  # fmt: skip


def _target(k: Keys) -> Target:
    baseline = None
    if (table := k.table("baseline")) is not None:
        period, value = table.period("period"), table.number("value")
        table.close()
        baseline = None if period is None else Baseline(period, value)
    return Target(
        k.id, k.ref("mission", "mission", must=True), k.text("title"), k.ref("indicator", "indicator"),
        baseline, k.number("value"), k.day("by"), k.ref("owner", "body"), k.yes("headline"), k.text("source"),
        **k.placed(),
    )  # fmt: skip


def _route(k: Keys) -> Route:
    return Route(
        k.id, k.ref("mission", "mission", must=True), k.text("title", must=True), k.word("stage", STAGES),
        k.text("source"), **k.placed(),
    )  # fmt: skip


def _programme(k: Keys) -> Programme:
    serves = [_serving(table) for table in k.tables("serves")]
    return Programme(
        k.id, k.text("title", must=True), k.ref("owner", "body"), k.refs("terms", "terms"),
        tuple(s for s in serves if s is not None), k.ref("route", "route"), k.refs("delivers", "body"),
        k.text("source"), **k.placed(),
    )  # fmt: skip


def _serving(k: Keys) -> Serving | None:
    mission = k.ref("mission", "mission", must=True)
    share = k.number("share") if k.has("share") else Decimal(1)
    if share is not None and not 0 < share <= 1:
        k.blame("share", "CW7008.share")
        share = None
    k.close()
    return Serving(mission, share) if mission and share is not None else None


def _body(k: Keys) -> Body:
    return Body(
        k.id, k.text("title", must=True), k.text("kind"), k.ref("place", "place"),
        k.ref("party", "party", parse=identified), k.word("stage", STAGES), k.ref("within", "body"),
        k.day("until"), k.ref("successor", "body"), k.text("source"), **k.placed(),
    )  # fmt: skip


def _board(k: Keys) -> Board:
    seats = [_seat(table) for table in k.tables("members")]
    return Board(
        k.id, k.ref("mission", "mission", must=True), k.text("title", must=True), k.text("mandate"),
        k.ref("chair", "body"), k.count("quorum"), tuple(s for s in seats if s is not None), k.text("source"),
        k.word("kind", BOARD_KINDS), **k.placed(),
    )  # fmt: skip


def _seat(k: Keys) -> Seat | None:
    body, role = k.ref("body", "body", must=True), k.word("role", SEATS)
    start, end = k.day("from"), k.day("until")
    if start is not None and end is not None and end < start:
        k.blame("until", "CW7011", first=start, last=end)
    k.close()
    return Seat(body, role or "member", start, end, k.here) if body else None


def _link(k: Keys) -> Link:
    return Link(
        k.ref("from", *NODES, must=True), k.ref("to", *NODES, must=True), k.word("role", ROLES, must=True),
        k.text("source"), **k.placed(),
    )  # fmt: skip


def _commitment(k: Keys) -> Commitment:
    return Commitment(
        k.ref("body", "body", must=True), k.ref("to", "body", must=True),
        k.ref("agreement", "agreement", must=True, parse=identified),
        k.ref("mission", "mission"), k.text("text"), k.text("source"), **k.placed(),
    )  # fmt: skip


def _aim(k: Keys) -> Aim:
    clauses = [ClauseRef(*name.rsplit("/", 1)) for name in k.refs("clauses", "clause", parse=clause_named)]
    return Aim(
        k.ref("mission", "mission", must=True), k.text("text", must=True), k.text("source"),
        k.refs("targets", "target"), tuple(clauses), **k.placed(),
    )  # fmt: skip


def _event(k: Keys) -> Event | None:
    on, what, of = k.day("on", must=True), k.word("what", CHANGES, must=True), k.text("of", must=True)
    kind, _, id_ = of.partition(".")
    if of and (kind not in NAMED or not ID.fullmatch(id_)):
        k.blame("of", "CW7003.of", cell=shown(of), kinds=", ".join(NAMED))
    author, reason = k.text("author", must=True), k.text("reason", must=True)
    before, after = k.text("before"), k.text("after")
    mission, source = k.ref("mission", "mission"), k.text("source")
    if on is None:
        return None
    return Event(on, what, of, author, reason, before, after, mission, source, **k.placed())


NAMED: Final[Mapping[str, Callable[[Keys], Stated]]] = {
    "challenge": _challenge, "place": _place, "mission": _mission, "indicator": _indicator,
    "target": _target, "route": _route, "programme": _programme, "body": _body, "board": _board,
}  # fmt: skip
"""Tables with an id, `[mission.warm_homes]`: how each becomes a record."""

LISTED: Final[Mapping[str, Callable[[Keys], Stated | None]]] = {
    "link": _link, "commitment": _commitment, "aim": _aim, "event": _event,
}  # fmt: skip
"""Tables without an id, `[[link]]`."""
