"""
Search: one word or several in the names of what the site shows, grouped, ranked plainly.

All words must be found, case and accents folded. First stands what is called exactly so, then what begins so,
then what has a word that begins so, then the rest; within a rank by name. A database need not know accents,
so names are compared here; they are few beside the rows of evidence.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.urls import reverse

from commonweal.web.agreements import queries as register
from commonweal.web.missions.queries import Missions
from commonweal.web.portfolio.queries import called

LONGEST: Final = 100
"""Letters of a question that are read."""
WORDS: Final = 8
RECIPIENTS: Final = 200
"""Recipients of support that are ranked: there may be a million."""
_FOLDED: Final = 1 << 16
"""Names that are kept folded: the same are asked again with every question."""
MOST: Final = 20
"""Hits of a group that are shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that is called as was asked: `rank` 0 is best; `note` says what else tells it apart."""

    rank: int
    name: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind, the best first; `total` counts those that are not shown too."""

    kind: str
    hits: Sequence[Hit]
    total: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """What can be found: its name, other words for it, and its address."""

    name: str
    route: str
    ids: tuple[str, ...]
    also: tuple[str, ...] = ()
    note: str = ""


@lru_cache(_FOLDED)
def folded(text: str) -> str:
    """
    Return a text without case and accents, its spaces single.

    Letters are taken apart before case is folded and again after it: a bold capital has no small letter until
    it is a plain one, and the small letter of a capital may have an accent that the capital had not.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def asked(text: str) -> list[str]:
    """Return the words of a question."""
    return folded(text[:LONGEST].replace("\x00", "")).split()[:WORDS]


def search(text: str, found: Missions) -> list[Group]:
    """Return what is called as was asked, in groups; nothing for an empty question."""
    words = asked(text)
    if not words:
        return []
    made = []
    for kind, entries in (*_entries(found), ("Recipients of support", _recipients(words))):
        ranked = [(rank, e) for e in entries if (rank := _rank(e, words)) is not None]
        ranked.sort(key=lambda found: (found[0], folded(found[1].name), found[1].ids))
        hits = [Hit(rank, e.name, reverse(e.route, args=e.ids), e.note) for rank, e in ranked[:MOST]]
        if hits:
            made.append(Group(kind, hits, len(ranked)))
    return sorted(made, key=lambda group: group.hits[0].rank)


def _rank(entry: _Entry, words: Sequence[str]) -> int | None:
    """Return how well an entry answers, None if a word is not in it."""
    names, every = _names((entry.name, *entry.also))
    phrase = " ".join(words)
    if _is_postcode(phrase, names):
        return 0
    if not all(word in every for word in words):
        return None
    if phrase in names:
        return 0
    if any(name.startswith(phrase) for name in names):
        return 1
    starts = {w for name in names for w in name.replace("-", " ").split()}
    return 2 if all(any(start.startswith(word) for start in starts) for word in words) else 3


@lru_cache(_FOLDED)
def _names(called: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Return what something is called, folded, and all of it in one."""
    names = tuple(folded(name) for name in called if name)
    return names, " ".join(names)


def _is_postcode(phrase: str, names: Iterable[str]) -> bool:
    """Say whether a question is a full postcode whose first half is a code of a place: "nw1 2db" of nw1."""
    first, _, rest = phrase.partition(" ")
    whole = len(rest) == 3 and rest[:1].isdigit() and any(c.isdigit() for c in first)
    return whole and first in names


def _entries(found: Missions) -> Iterable[tuple[str, list[_Entry]]]:
    yield (
        "Places",
        [
            _Entry(p["title"], "place", (p["id"],), (p["id"], *p["codes"]), p["kind"])
            for p in found.every("places")
        ],
    )
    yield (
        "Missions",
        [
            _Entry(
                m["title"], "mission", (m["id"],), (m["id"], *m["sectors"]), found.title("places", m["place"])
            )
            for m in found.every("missions")
        ],
    )
    yield (
        "Programmes",
        [
            _Entry(p["title"], "programme", (p["id"],), (p["id"],), found.title("bodies", p["owner"]))
            for p in found.every("programmes")
        ],
    )
    yield (
        "Firms and other parties",
        [
            _Entry(p.name or p.party, "firm", (p.party,), (p.party,), p.kind)
            for p in {row.party: row for row in register.parties()}.values()
        ],
    )
    yield "Public bodies", _bodies(found)
    yield (
        "Agreements",
        [
            _Entry(title, "agreement", (id_,), (id_, terms, instrument), id_)
            for id_, title, terms, instrument in register.agreements().values_list(
                "agreement", "title", "terms", "instrument"
            )
        ],
    )
    yield (
        "Clauses",
        [
            _Entry(label, "clause", (id_, name), (name,), id_)
            for (id_, name), label in register.labels().items()
        ],
    )


def _recipients(words: Sequence[str]) -> list[_Entry]:
    """Return those that received support and are no party of the register, which is found already."""
    parties = {row.party for row in register.parties()}
    groups = [group for group in called(" ".join(words))[:RECIPIENTS] if group.group not in parties]
    return [_recipient(group.group, json.loads(group.data)) for group in groups]


def _recipient(address: str, row: Mapping[str, Any]) -> _Entry:
    return _Entry(row["name"], "support_group", (address,), tuple(row["members"]), ", ".join(row["sources"]))


def _bodies(found: Missions) -> list[_Entry]:
    """Return public bodies; each leads to what it answers for: its party, a mission it leads, its place."""
    made = []
    for body in found.every("bodies"):
        leads = found.of("missions", lead=body["id"])
        owns = found.of("programmes", owner=body["id"])
        to = (
            ("firm", body["party"]) if body["party"]
            else ("mission", leads[0]["id"]) if leads
            else ("programme", owns[0]["id"]) if owns
            else ("place", body["place"]) if body["place"]
            else None
        )  # fmt: skip
        if to is not None:
            made.append(_Entry(body["title"], to[0], (to[1],), (body["id"],), body["kind"]))
    return made
