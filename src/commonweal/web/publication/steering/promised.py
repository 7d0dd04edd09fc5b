"""What bodies promised one another for a mission: who to whom, and what was found of each promise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.models import Finding
from commonweal.web.missions.queries import Missions, Row
from commonweal.web.publication import showing

_PENDING: Final = ("open", "not_due")
"""Words of tests whose time has not come: the next of them is named with its day."""


def commitments(found: Missions, mission: Row) -> list[dict[str, Any]]:
    """Return the commitments for a mission and those within it, each with the clauses that hold it."""
    ids = {m["id"] for m in found.below(mission)}
    rows = [row for row in found.every("commitments") if row["mission"] in ids]
    agreements = dict.fromkeys(row["agreement"] for row in rows)
    titles = register.titles(agreements)
    held = _held(titles)
    return [
        {
            "row": row,
            "body": _body(found, row["body"]),
            "to": _body(found, row["to"]),
            "of": None if row["mission"] == mission["id"] else found.one("missions", row["mission"]),
            "title": titles.get(row["agreement"], ""),
            "clauses": held.get(row["agreement"], []),
        }
        for row in rows
    ]


def _body(found: Missions, id_: str) -> Mapping[str, Any]:
    """Return title and party of a body; its id is its title where nothing else is said of it."""
    row = found.one("bodies", id_)
    return {"title": id_, "party": ""} if row is None else row


def _held(agreements: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the conditions of agreements with how each stands, by agreement."""
    ids = list(agreements)
    of: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in judged.findings().filter(agreement__in=ids).defer("reason").order_by("end", "id"):
        of[one.agreement_id, one.clause].append(one)
    held: dict[str, list[dict[str, Any]]] = {}
    for clause in register.clauses_of(ids, kind="condition"):
        standing = _standing(of[clause.agreement_id, clause.name])
        held.setdefault(clause.agreement_id, []).append({"clause": clause, **standing})
    return held


def _standing(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return how a clause stands by its findings in their order: the last tested, the next to come."""
    tested = [one for one in findings if one.shown in showing.TESTED]
    pending = [one for one in findings if one.shown in _PENDING]
    due = pending[0].row["due"] if pending else None
    return {
        "counts": showing.counted(Counter(one.shown for one in findings)),
        "latest": showing.finding(tested[-1]) if tested else None,
        "next": showing.finding(pending[0]) if pending else None,
        "due": date.fromisoformat(due) if due else None,
    }
