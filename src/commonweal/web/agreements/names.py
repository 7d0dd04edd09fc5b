"""
Names as search compares them: without case and accents, in a narrow table that a database reads through.

A database need not know accents, so names are folded here, once, when the site is judged.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.db.models import Case, IntegerField, Q, Value, When

from commonweal.web.agreements.models import Agreement, Clause, Name, Party, Role, Wording

WITHIN: Final = ("agreement", "clause")
"""Kinds that are within an agreement, whose own names and parties tell them apart."""


def folded(text: str) -> str:
    """
    Return a text without case and accents, its spaces single.

    Letters are taken apart before case is folded and again after it: a bold capital has no small letter until
    it is a plain one, and the small letter of a capital may have an accent that the capital had not.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def written(names: Iterable[str]) -> str:
    """Return names as they are stored: folded, each between line ends, none twice."""
    several = dict.fromkeys(name for name in map(folded, names) if name)
    return "\n".join(["", *several, ""])


def of_agreement(one: Agreement) -> Name:
    """Return what an agreement is found by: its title, id, terms and kind of support."""
    said = written([one.title, one.agreement, one.terms, one.instrument])
    return Name(kind="agreement", agreement=one, called=one.title, note=one.agreement, names=said)


def of_clauses(clauses: Iterable[Clause], wordings: Iterable[Wording]) -> list[Name]:
    """Return what the clauses of an agreement are found by: label, name, and what each text calls them."""
    called: dict[str, list[str]] = {}
    for wording in wordings:
        called.setdefault(wording.name, []).insert(0, wording.label)
    return [
        Name(
            kind="clause", agreement=one.agreement, name=one.name, called=one.label, note=one.agreement_id,
            names=written([one.label, one.name, *called.get(one.name, ())]),
        )
        for one in clauses
    ]  # fmt: skip


def of_parties(rows: Iterable[Party]) -> list[Name]:
    """Return what parties are found by: each once, by its last row and whatever it was called before."""
    called: dict[str, list[Party]] = {}
    for row in rows:
        called.setdefault(row.party, []).insert(0, row)
    return [
        Name(
            kind="party", name=party, called=str(own[0]), note=own[0].kind,
            names=written([*map(str, own), party]),
        )
        for party, own in called.items()
    ]  # fmt: skip


class Found(NamedTuple):
    """A name that answers to a question; `rank` 0 is best. `agreement` is empty for a party."""

    rank: int
    called: str
    agreement: str
    name: str
    note: str


def named(kind: str, words: Sequence[str], most: int) -> tuple[list[Found], int]:
    """
    Return names in which every folded word is found, the best first, and how many there are.

    First stands what is called exactly so, then what begins so, then what has words that begin so, then the
    rest; within each by name. No word asks for nothing: there must be one.

    Of agreements and clauses one word in the name is enough where their agreement, or a party of it, is
    called by the others: "foxconn jobs" asks for a promise of jobs in an agreement with Foxconn. These come
    last.
    """
    phrase, all_, one = " ".join(words), Q(), Q(pk__in=[])
    around = Q()
    for word in words:
        here = Q(names__contains=word)
        all_, one, around = all_ & here, one | here, around & (here | _within(word))
    found = Name.objects.filter(kind=kind)
    found = found.filter(one & around) if kind in WITHIN and words[1:] else found.filter(all_)
    rank = Case(
        When(names__contains=f"\n{phrase}\n", then=Value(0)),
        When(names__contains=f"\n{phrase}", then=Value(1)),
        When(_begun(words), then=Value(2)),
        When(all_, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    best = found.annotate(rank=rank).order_by("rank", "names", "agreement_id", "name")
    rows = best.values_list("rank", "called", "agreement_id", "name", "note")[:most]
    shown = [Found(rank, called, id_ or "", name, note) for rank, called, id_, name, note in rows]
    return shown, len(shown) if len(shown) < most else found.count()


def _within(word: str) -> Q:
    """Ask for what is within an agreement that is called so, or that a party has which is called so."""
    called = Name.objects.filter(names__contains=word)
    parties = called.filter(kind="party").values("name")
    bound = Role.objects.filter(party__in=parties).values("agreement")
    return Q(agreement__in=called.filter(kind="agreement").values("agreement")) | Q(agreement__in=bound)


def _begun(words: Sequence[str]) -> Q:
    """Ask for names with words that begin with each of these."""
    every = Q()
    for word in words:
        one = Q()
        for before in ("\n", " ", "-"):
            one |= Q(names__contains=f"{before}{word}")
        every &= one
    return every
