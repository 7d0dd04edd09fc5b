"""
Search: one word or several in the names of what the site shows, grouped, ranked plainly.

All words must be found, case and accents folded. First stands what is called exactly so, then what begins so,
then what has a word that begins so, then the rest; within a rank by name. Of a promise and an agreement some
of the words may be the name of a party, or of the agreement: these come last.

Of the register, and of what is stated of missions, where names are many, the database does it
(`agreements.names`); missions, places and bodies are few and are compared here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from commonweal.web.agreements import queries as register
from commonweal.web.agreements.names import Found, folded, named
from commonweal.web.agreements.stated import KINDS
from commonweal.web.missions.queries import Missions
from commonweal.web.portfolio.queries import called

LONGEST: Final = 100
"""Letters of a question that are read."""
WORDS: Final = 8
RECIPIENTS: Final = 200
"""Recipients of support that are ranked: there may be a million."""
MOST: Final = 20
"""Hits of a group that are shown."""
REGISTERED: Final = (
    (gettext_noop("Targets"), "target"),
    (gettext_noop("Indicators"), "indicator"),
    (gettext_noop("Stated aims"), "aim"),
    (gettext_noop("Firms and other parties"), "party"),
    (gettext_noop("Agreements"), "agreement"),
    (gettext_noop("Clauses"), "clause"),
)
"""What is looked for in the table of names, as pages and as the table call it."""


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
class Entry:
    """What can be found: its name, other words for it, and its address."""

    name: str
    route: str
    ids: tuple[str, ...]
    also: tuple[str, ...] = ()
    note: str = ""


def asked(text: str) -> list[str]:
    """Return the words of a question."""
    return folded(text[:LONGEST].replace("\x00", "")).split()[:WORDS]


def search(text: str, found: Missions) -> list[Group]:
    """Return what is called as was asked, in groups; nothing for an empty question."""
    words = asked(text)
    if not words:
        return []
    made = [
        *(_among(kind, entries, words) for kind, entries in _steering(found)),
        *(_registered(kind, of, words) for kind, of in REGISTERED),
        _among("Recipients of support", _recipients(words), words),
    ]
    return sorted((group for group in made if group.hits), key=lambda group: group.hits[0].rank)


def _registered(kind: str, of: str, words: Sequence[str]) -> Group:
    """Return what the table of names calls so."""
    found, total = named(of, words, MOST)
    hits = [
        Hit(one.rank, one.called, _address(of, one), _kind(one.note) if of == "party" else one.note)
        for one in found
    ]
    return Group(kind, hits, total)


def _kind(word: str) -> str:
    """Return a kind of place, body or party in the language of the page."""
    return gettext(word) if word else ""


def _address(of: str, found: Found) -> str:
    if of in KINDS:
        return reverse("mission", args=[found.name])
    if not found.agreement:
        return reverse("firm", args=[found.name])
    if not found.name:
        return reverse("agreement", args=[found.agreement])
    return reverse("clause", args=[found.agreement, found.name])


def _among(kind: str, entries: Iterable[Entry], words: Sequence[str]) -> Group:
    """Return which of a few are called so."""
    ranked = [(rank, e) for e in entries if (rank := ranked_as(e, words)) is not None]
    ranked.sort(key=lambda found: (found[0], folded(found[1].name), found[1].ids))
    hits = [Hit(rank, e.name, reverse(e.route, args=e.ids), e.note) for rank, e in ranked[:MOST]]
    return Group(kind, hits, len(ranked))


def ranked_as(entry: Entry, words: Sequence[str]) -> int | None:
    """Return how well an entry answers, None if a word is not in it."""
    names = [folded(name) for name in (entry.name, *entry.also) if name]
    phrase, every = " ".join(words), " ".join(names)
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


def _is_postcode(phrase: str, names: Iterable[str]) -> bool:
    """Say whether a question is a full postcode whose first half is a code of a place: "nw1 2db" of nw1."""
    first, _, rest = phrase.partition(" ")
    whole = len(rest) == 3 and rest[:1].isdigit() and any(c.isdigit() for c in first)
    return whole and first in names


def _steering(found: Missions) -> Iterable[tuple[str, list[Entry]]]:
    yield (
        "Places",
        [
            Entry(p["title"], "place", (p["id"],), (p["id"], *p["codes"]), _kind(p["kind"]))
            for p in found.every("places")
        ],
    )
    yield (
        "Missions",
        [
            Entry(
                m["title"], "mission", (m["id"],), (m["id"], *m["sectors"]), found.title("places", m["place"])
            )
            for m in found.every("missions")
        ],
    )
    yield (
        "Programmes",
        [
            Entry(p["title"], "programme", (p["id"],), (p["id"],), found.title("bodies", p["owner"]))
            for p in found.every("programmes")
        ],
    )
    yield "Public bodies", _bodies(found)


def _recipients(words: Sequence[str]) -> list[Entry]:
    """Return those that received support and are no party of the register, which is found already."""
    groups = called(" ".join(words))[:RECIPIENTS]
    parties = register.names(group.group for group in groups)
    return [_recipient(group.group, json.loads(group.data)) for group in groups if group.group not in parties]


def _recipient(address: str, row: Mapping[str, Any]) -> Entry:
    return Entry(row["name"], "support_group", (address,), tuple(row["members"]), ", ".join(row["sources"]))


def _bodies(found: Missions) -> list[Entry]:
    """Return public bodies; each leads to what it answers for: its party, a mission it leads, its place."""
    made = []
    for body in found.every("bodies"):
        if body["kind"] == "company" and body["party"]:
            continue  # the register calls it so already, among firms
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
            made.append(Entry(body["title"], to[0], (to[1],), (body["id"],), _kind(body["kind"])))
    return made
