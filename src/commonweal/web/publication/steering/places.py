"""Programmes and places as their pages show them: what was promised here, what came, who pays, who to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from commonweal.web.agreements.models import Agreement
from commonweal.web.missions.queries import Missions, Row
from commonweal.web.publication import showing
from commonweal.web.publication.steering.missions import glance, money, served

_PAYS: Final = ("pays", "owns")


def programme(found: Missions, row: Row, agreements: Sequence[Agreement]) -> dict[str, Any]:
    """Return what the page of a programme shows."""
    by_id = {one.agreement: one for one in agreements}
    mine = found.of("agreements", programme=row["id"])
    return {
        "programme": row,
        "owner": found.one("bodies", row["owner"]),
        "delivers": [b for id_ in row["delivers"] if (b := found.one("bodies", id_))],
        "serves": [
            {**glance(found, m), "share": _percent(s["share"]), "depth": 0}
            for s in row["serves"]
            if (m := found.one("missions", s["mission"]))
        ],
        "route": found.one("routes", row["route"]),
        "money": money(row["money"]),
        "agreements": [
            {**showing.entry(by_id[a["agreement"]]), **served(found, a)}
            for a in mine
            if a["agreement"] in by_id
        ],
        "orphan": row["id"] in found.rows["network"]["orphans"],
    }


def _percent(share: str) -> str:
    """Return a share of one as per cent: "0.5" is 50."""
    return f"{float(share) * 100:.3g}"  # for reading only; money was divided exactly before


def place(found: Missions, row: Row, agreements: Sequence[Agreement]) -> dict[str, Any]:
    """Return what the page of a place shows: missions here, around it and within it, money, people."""
    around, within = _around(found, row), _within(found, row)
    here = found.of("missions", place=row["id"])
    bodies = found.of("bodies", place=row["id"])
    signing = [b for p in (row, *within) for b in found.of("bodies", place=p["id"])]
    promised = [m for p in (row, *within) for m in found.of("missions", place=p["id"])]
    located = len(_agreements(found, _placed(found, "missions"), _placed(found, "bodies"), agreements))
    return {
        "place": row,
        "around": around,
        "within": within,
        "missions": _glances(found, [row]),
        "above": _glances(found, around),
        "below": _glances(found, within),
        "agreements": _agreements(found, promised, signing, agreements),
        "located": located,
        "elsewhere": len(agreements) - located,
        "pays": _payers(found, promised),
        "ask": _to_ask(found, here or promised, bodies),
    }


def _glances(found: Missions, places: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the missions of places as lists show them."""
    return [{**glance(found, m), "depth": 0} for p in places for m in found.of("missions", place=p["id"])]


def _around(found: Missions, row: Row) -> list[Row]:
    """Return the places that a place is within, the nearest first."""
    made: list[Row] = []
    at = found.one("places", row["within"])
    while at is not None and at not in made:
        made.append(at)
        at = found.one("places", at["within"])
    return made


def _within(found: Missions, row: Row) -> list[Row]:
    """Return every place within a place."""
    made = found.of("places", within=row["id"])
    for at in made:  # grows while it is read; circles are refused when a workspace is taken in
        made += [p for p in found.of("places", within=at["id"]) if p not in made]
    return made


def _agreements(
    found: Missions, missions: Iterable[Row], bodies: Iterable[Row], agreements: Sequence[Agreement]
) -> list[dict[str, Any]]:
    """Return agreements that serve missions of a place, or that a body of the place is a party to."""
    serving = {m["id"] for m in missions}
    parties = {b["party"] for b in bodies if b["party"]}
    money_of = {a["agreement"]: a for a in found.every("agreements")}
    made = []
    for one in agreements:
        row = money_of.get(one.agreement)
        serves = row is not None and any(s["mission"] in serving for s in row["serves"])
        if row is not None and (serves or parties & {role.party for role in one.roles.all()}):
            made.append({**showing.entry(one), **served(found, row)})
    return made


def _placed(found: Missions, kind: str) -> list[Row]:
    """Return the rows of a kind of which a place is recorded."""
    return [row for row in found.every(kind) if row["place"]]


def _payers(found: Missions, missions: Sequence[Row]) -> list[dict[str, Any]]:
    """Return who pays for the missions of a place: owners of programmes, and bodies that are said to pay."""
    ids = {m["id"] for m in missions}
    made: dict[str, list[str]] = {}
    for row in found.every("programmes"):
        if row["owner"] and any(s["mission"] in ids for s in row["serves"]):
            made.setdefault(row["owner"], []).append(row["id"])
    programmes = {id_ for several in made.values() for id_ in several}
    for link in found.every("links"):
        if link["role"] in _PAYS and link["to"] in ids | programmes:
            made.setdefault(link["from"], [])
    return [
        {"body": body, "programmes": [p for p in found.every("programmes") if p["id"] in several]}
        for id_, several in made.items()
        if (body := found.one("bodies", id_))
    ]


def _to_ask(found: Missions, missions: Sequence[Row], bodies: Sequence[Row]) -> list[dict[str, Any]]:
    """Return who answers here: bodies that lead a mission, and bodies of the place, with what each leads."""
    leads: dict[str, list[Row]] = {}
    for mission in missions:
        if mission["lead"]:
            leads.setdefault(_successor(found, mission["lead"]), []).append(mission)
    ids = dict.fromkeys([*leads, *(b["id"] for b in bodies if _answers(found, b))])
    return [{"body": b, "leads": leads.get(id_, [])} for id_ in ids if (b := found.one("bodies", id_))]


def _successor(found: Missions, id_: str) -> str:
    """Return the body that took over from one that has ended, the same where nobody is said to have."""
    seen = {id_}
    while (body := found.one("bodies", id_)) is not None and body["ended"] and body["successor"]:
        if body["successor"] in seen:
            break
        id_ = body["successor"]
        seen.add(id_)
    return id_


def _answers(found: Missions, body: Row) -> bool:
    """Say whether a body can be asked: it is there, and is more than one that once had a seat on a board."""
    sat = any(seat["body"] == body["id"] for board in found.every("boards") for seat in board["members"])
    acts = any(edge["from"] == body["id"] for edge in found.rows["network"]["edges"])
    return not body["ended"] and (acts or not sat)
