"""Programmes and places as their pages show them: what was promised here, what came, who pays, who to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement
from commonweal.web.assessment import queries as judged
from commonweal.web.missions.queries import Missions, Row
from commonweal.web.publication import showing
from commonweal.web.publication.steering import answering, came
from commonweal.web.publication.steering.missions import STAGES, drawn, glance, money, served


def programme(found: Missions, row: Row, agreements: Sequence[Agreement]) -> dict[str, Any]:
    """Return what the page of a programme shows."""
    mine = {a["agreement"] for a in found.of("agreements", programme=row["id"])}
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
        "agreements": _entries(found, (one for one in agreements if one.agreement in mine)),
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
    beyond = [m for p in around for m in found.of("missions", place=p["id"])]
    located = len(_concerned(found, _placed(found, "missions"), _placed(found, "bodies"), agreements))
    listed = _entries(found, _concerned(found, promised, signing, agreements))
    beside = _beside(found, listed, promised)
    return {
        "place": row,
        "around": around,
        "within": within,
        "missions": (own := _glances(found, here)),
        "beside": (others := _glances(found, beside)),
        "classes": _classes([*own, *others]),
        "above": _glances(found, (m for m in beyond if m not in beside)),
        "below": _glances(found, (m for m in promised if m not in here)),
        "agreements": listed,
        "located": located,
        "elsewhere": len(agreements) - located,
        **_signed(found, listed, promised, [*(here or promised), *beside], bodies),
    }


def _signed(
    found: Missions,
    listed: Sequence[Mapping[str, Any]],
    promised: Sequence[Row],
    answered: Sequence[Row],
    bodies: Sequence[Row],
) -> dict[str, Any]:
    """
    Return what came of the agreements of a place, who pays and who can be asked.

    Parameters
    ----------
    promised : missions for which somebody pays; answered : missions whose leads can be asked
    """
    by_id = {one["agreement"].agreement: (one["agreement"], one["title"]) for one in listed}
    signed = {id_: one for id_, (one, _) in by_id.items()}
    payables = list(judged.payables().filter(agreement__in=by_id).defer("reason"))
    counts = sum((Counter(one["found"]) for one in listed), Counter[str]())
    names = register.names(r.party for one in signed.values() for r in one.roles.all())
    return {
        "came": came.sentence(counts, signed, payables) if listed else "",
        "pays": answering.shown(answering.payers(found, promised, by_id, payables, names)),
        "ask": answering.shown(answering.to_ask(found, answered, bodies, by_id, names)),
    }


def _beside(found: Missions, listed: Sequence[Mapping[str, Any]], promised: Sequence[Row]) -> list[Row]:
    """Return the missions that agreements of a place serve beside those of the place itself."""
    ids = dict.fromkeys(s["mission"] for one in listed for s in one["row"]["serves"])
    rows = [m for id_ in ids if (m := found.one("missions", id_)) is not None]
    return [m for m in rows if m not in promised]


def _glances(found: Missions, missions: Iterable[Row]) -> list[dict[str, Any]]:
    """Return missions as lists show them."""
    return [{**glance(found, m), "depth": 0} for m in missions]


def _classes(glances: Iterable[Mapping[str, Any]]) -> list[tuple[SafeString, int]]:
    """Return how many missions stand in each class, the urgent ones first."""
    counted = Counter(one["class"] for one in glances)
    return [(drawn(name), counted[name]) for name in STAGES if counted[name]]


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


def _concerned(
    found: Missions, missions: Iterable[Row], bodies: Iterable[Row], agreements: Sequence[Agreement]
) -> list[Agreement]:
    """Return agreements that serve missions of a place, or that a body of the place is a party to."""
    serving = {m["id"] for m in missions}
    parties = {b["party"] for b in bodies if b["party"]}
    rows = {a["agreement"]: a for a in found.every("agreements")}
    serves = {id_ for id_, row in rows.items() if any(s["mission"] in serving for s in row["serves"])}
    return [
        one
        for one in agreements
        if one.agreement in rows
        and (one.agreement in serves or parties & {role.party for role in one.roles.all()})
    ]


def _entries(found: Missions, agreements: Iterable[Agreement]) -> list[dict[str, Any]]:
    """Return agreements as lists show them, each with its programme and its amounts."""
    rows = {a["agreement"]: a for a in found.every("agreements")}
    return [
        {**entry, **served(found, rows[entry["agreement"].agreement])}
        for entry in showing.entries(agreements)
    ]


def _placed(found: Missions, kind: str) -> list[Row]:
    """Return the rows of a kind of which a place is recorded."""
    return [row for row in found.every(kind) if row["place"]]
