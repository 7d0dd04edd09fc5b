"""Who pays for what was promised at a place, and who can be asked: bodies of missions and parties as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext

from commonweal.web.agreements.models import Agreement
from commonweal.web.assessment.models import Payable
from commonweal.web.missions.queries import Missions, Row

_PAYS: Final = ("pays", "owns")
_PUBLIC: Final = "public"


@dataclass(slots=True)
class Answering:
    """
    Somebody at a place with what makes them answer there.

    Attributes
    ----------
    address : id of the party whose page is theirs, "" for none; note : what they are, in words
    leads, programmes : missions that they lead, programmes that they own
    signed : titles of agreements by id, in which they pay or which they signed for the public
    """

    title: str
    address: str = ""
    note: str = ""
    source: str = ""
    leads: list[Row] = field(default_factory=list)
    programmes: list[Row] = field(default_factory=list)
    signed: dict[str, str] = field(default_factory=dict)


class Directory:
    """Bodies and parties by one key: who is both is one of them."""

    def __init__(self, found: Missions, names: Mapping[str, str]) -> None:
        self._found, self._names = found, names
        self._by_party = {b["party"]: b for b in found.every("bodies") if b["party"]}
        self.listed: dict[str, Answering] = {}

    def body(self, id_: str) -> Answering | None:
        """Return the entry of a body, None where nobody is called so."""
        row = self._found.one("bodies", id_)
        return None if row is None else self._of_body(row)

    def party(self, party: str, label: str) -> Answering:
        """Return the entry of a party to an agreement, which may be a body of the missions too."""
        row = self._by_party.get(party)
        if row is not None:
            return self._of_body(row)
        key = f"party {party or label}"
        return self.listed.setdefault(key, Answering(self._names.get(party) or label or party, party))

    def successor(self, party: str, label: str) -> Answering:
        """Return the entry of a party, or of the body that took over from one that has ended."""
        row = self._by_party.get(party)
        after = None if row is None else self.body(_successor(self._found, row["id"]))
        return after or self.party(party, label)

    def _of_body(self, row: Row) -> Answering:
        kind = gettext(row["kind"]) if row["kind"] else ""
        ended = f"({gettext('ended')})" if row["ended"] else ""
        note = " ".join(part for part in (kind, ended) if part)
        made = Answering(row["title"], row["party"] or "", note, row["source"])
        return self.listed.setdefault(f"body {row['id']}", made)


def payers(
    found: Missions,
    missions: Sequence[Row],
    agreements: Mapping[str, tuple[Agreement, str]],
    payables: Iterable[Payable],
    names: Mapping[str, str],
) -> list[Answering]:
    """
    Return who pays: owners of programmes, bodies that are said to pay, then who pays under agreements.

    Parameters
    ----------
    missions : that were promised at the place
    agreements : those of the place with their titles, by id; payables : theirs; names : of parties
    """
    book = Directory(found, names)
    ids = {m["id"] for m in missions}
    bound = {row["programme"] for row in found.every("agreements") if row["agreement"] in agreements}
    programmes = [
        row
        for row in found.every("programmes")
        if row["id"] in bound or any(s["mission"] in ids for s in row["serves"])
    ]
    for row in programmes:
        if (owner := book.body(row["owner"] or "")) is not None:
            owner.programmes.append(row)
    wanted = ids | {row["id"] for row in programmes}
    for link in found.every("links"):
        if link["role"] in _PAYS and link["to"] in wanted:
            book.body(link["from"])
    roles = {(one.agreement, r.name): r for one, _ in agreements.values() for r in one.roles.all()}
    for owed in payables:
        role = roles.get((owed.agreement_id, owed.row["payer"]))
        if role is not None and owed.state != "none_due":
            who = book.party(role.party, role.label)
            who.signed[owed.agreement_id] = agreements[owed.agreement_id][1]
            if role.side != _PUBLIC and not who.note:
                who.note = gettext(role.side)
    return list(book.listed.values())


def to_ask(
    found: Missions,
    missions: Sequence[Row],
    bodies: Sequence[Row],
    agreements: Mapping[str, tuple[Agreement, str]],
    names: Mapping[str, str],
) -> list[Answering]:
    """Return who answers: who leads a mission, bodies of the place, and who signed for the public."""
    book = Directory(found, names)
    for mission in missions:
        lead = book.body(_successor(found, mission["lead"] or ""))
        if lead is not None:
            lead.leads.append(mission)
    for body in bodies:
        if _answers(found, body):
            book.body(body["id"])
    for id_, (one, title) in agreements.items():
        for role in one.roles.all():
            if role.side == _PUBLIC:
                book.successor(role.party, role.label).signed[id_] = title
    return list(book.listed.values())


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


def shown(listed: Iterable[Answering]) -> list[dict[str, Any]]:
    """Return entries as a template lists them."""
    return [
        {
            "title": one.title,
            "party": one.address,
            "note": one.note,
            "source": one.source,
            "leads": one.leads,
            "programmes": one.programmes,
            "signed": sorted(one.signed.items()),
        }
        for one in listed
    ]
