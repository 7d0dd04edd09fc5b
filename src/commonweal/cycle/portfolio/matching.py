"""
Which names mean one organisation: by a number that they share, else by a decision that a person wrote down.

Nothing is joined in silence. Names that are alike become suggestions. Two numbers of one register never
come to stand for one organisation, nor do two names that a person called different: a number or decision
that would do that joins nothing, and is reported. The result does not depend on the order in which
supports, parties or decisions come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from commonweal.cycle.portfolio.identifiers import PARTY, is_checked, rank
from commonweal.cycle.portfolio.names import likeness, shuffled_key
from commonweal.cycle.portfolio.records import Identifier, Match, Named, Organisation, Party, Support
from commonweal.ground.diagnostics import Diagnostic, Span, diagnose

DECISIONS: Final = ("", "same", "different")
"""What a reviewer may write: nothing yet, one organisation, two."""
_PAIRS: Final = 8
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """
    A name under which one source knows an organisation.

    Within a source, equal names with equal numbers are one mention: the source itself tells them no further
    apart. Across sources they are not.
    """

    source: str
    name: str
    identifiers: tuple[Identifier, ...] = ()

    @property
    def key(self) -> str:
        """Return how reviewers see it: `source: name [GB-COH 00102498]`, or `party: id`."""
        numbers = "" if self.source == PARTY else "".join(f" [{i}]" for i in self.identifiers)
        return f"{self.source}: {self.name.replace('[', '[[')}{numbers}"


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of a review file: what a person says about two mentions; `span` is its place."""

    a: str
    b: str
    why: str = ""
    decision: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Organised:
    """
    All organisations.

    Attributes
    ----------
    by_mention : the organisation of each mention, by the mention's key
    suggestions : pairs that a person must judge, in order
    """

    organisations: tuple[Organisation, ...]
    by_mention: Mapping[str, Organisation]
    suggestions: tuple[Decision, ...]
    diagnostics: tuple[Diagnostic, ...] = field(default=())


def mention_of(support: Support, named: Named) -> Mention:
    """Return the mention that a support makes of an organisation."""
    return Mention(support.origin.source, named.name, named.identifiers)


def mentions_of(supports: Iterable[Support]) -> dict[Mention, int]:
    """Return every mention of a recipient, with the number of supports that make it."""
    counts: dict[Mention, int] = defaultdict(int)
    for support in supports:
        for named in support.recipients:
            if not named.is_blank:
                counts[mention_of(support, named)] += 1
    return counts


def party_mention(party: Party) -> Mention:
    """Return a party as a mention; its own id is a number too, so that two parties are never joined."""
    return Mention(PARTY, party.party, (Identifier(PARTY, party.party), *party.identifiers))


def organise(
    mentions: Mapping[Mention, int], parties: Iterable[Party] = (), decisions: Iterable[Decision] = ()
) -> Organised:
    """
    Return the organisations that mentions, parties and decisions make.

    Parameters
    ----------
    mentions : how many supports make each
    """
    own = {party_mention(p): p for p in sorted(parties, key=lambda p: p.party)}
    names = {m.key: p.name for m, p in own.items()}
    joining = _Joining([*own, *mentions], names, decisions)
    joining.by_numbers()
    joining.by_decisions()
    suggestions = tuple(joining.suggestions())
    asked = {key for one in suggestions for key in (one.a, one.b)}
    made = [_organisation(group, mentions, names, joining, asked) for group in joining.groups()]
    by_mention = {key: one for one in made for key in one.mentions}
    return Organised(tuple(made), by_mention, suggestions, tuple(joining.faults))


def _organisation(
    group: list[Mention],
    counts: Mapping[Mention, int],
    names: Mapping[str, str],
    joining: _Joining,
    asked: set[str],
) -> Organisation:
    keys = tuple(sorted(m.key for m in group))
    party = next((names[key] for key in keys if key in names), None)
    most = min(group, key=lambda m: (-counts.get(m, 0), not m.identifiers, m.name, m.key))
    numbers = sorted({i for m in group for i in joining.usable(m)}, key=rank)
    return Organisation(
        keys[0], party or most.name, tuple(i for i in numbers if i.scheme != PARTY), keys,
        joining.match(group, asked),
    )  # fmt: skip


class _Joining:
    """Mentions while they are joined: each set of them carries the numbers that it stands for."""

    def __init__(
        self, mentions: Iterable[Mention], names: Mapping[str, str], decisions: Iterable[Decision]
    ) -> None:
        self.faults: list[Diagnostic] = []
        self._mentions = {m.key: m for m in sorted(mentions, key=lambda m: m.key)}
        self._names = {key: names.get(key, m.name) for key, m in self._mentions.items()}
        self._above = {key: key for key in self._mentions}
        self._members = {key: [key] for key in self._mentions}
        self._usable = {key: _unambiguous(m.identifiers) for key, m in self._mentions.items()}
        self._numbers = {key: {i.scheme: i.number for i in ids} for key, ids in self._usable.items()}
        self._reviewed: set[str] = set()
        known = [d for d in decisions if d.a != d.b and d.a in self._mentions and d.b in self._mentions]
        known.sort(key=lambda d: (d.a, d.b, d.decision))
        self._same = [d for d in known if d.decision == "same"]
        self._different = [d for d in known if d.decision == "different"]
        self._apart: dict[str, list[Decision]] = {key: [] for key in self._mentions}
        for one in self._different:
            self._apart[one.a].append(one)
            self._apart[one.b].append(one)

    def usable(self, mention: Mention) -> tuple[Identifier, ...]:
        """Return the numbers of a mention, without those of a register of which it names two."""
        return self._usable[mention.key]

    def by_numbers(self) -> None:
        """Join the mentions that share a number, the strongest register first."""
        holders: dict[Identifier, list[str]] = defaultdict(list)
        for key, numbers in self._usable.items():
            for number in numbers:
                holders[number].append(key)
        for number in sorted(holders, key=rank):
            self._by_number(number, holders[number])

    def _by_number(self, number: Identifier, holders: list[str]) -> None:
        keys = sorted({self._root(key) for key in holders})
        if not self._agree(keys):
            names = " and ".join(holders[:2])
            self.faults.append(diagnose("CW7211", None, number=str(number), names=names))
        elif torn := self._torn(keys):
            self.faults.append(
                diagnose("CW7211.different", torn.span, number=str(number), a=torn.a, b=torn.b)
            )
        else:
            if len(keys) > 1 and not is_checked(number.scheme):
                self._warn_of_strangers(number, holders)
            self._join(keys)

    def _warn_of_strangers(self, number: Identifier, holders: list[str]) -> None:
        """Report names that are not alike, that a number of unknown form joins and that nobody judged."""
        link = {key: word for key in holders if (word := shuffled_key(self._names[key]))}
        said = [(d.a, d.b) for d in self._same if d.a in link and d.b in link]
        heads = _linked([*((key, f"\0{word}") for key, word in link.items()), *said])
        strangers = {heads[key]: key for key in sorted(link, reverse=True)}
        if len(strangers) > 1:
            shown = sorted(strangers.values())
            more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
            names = ", ".join(shown[:_SHOWN]) + more
            self.faults.append(diagnose("CW7212", None, number=str(number), names=names))

    def by_decisions(self) -> None:
        """Join what a person called the same; decisions that contradict one another join nothing."""
        heads = _linked((self._root(d.a), self._root(d.b)) for d in self._same)
        torn: set[str] = set()
        for one in self._different:
            a, b = (heads.get(self._root(key)) for key in (one.a, one.b))
            if a is not None and a == b:
                torn.add(a)
                said = next(d for d in self._same if heads[self._root(d.a)] == a)
                self.faults.append(
                    diagnose("CW7207.different", one.span, a=one.a, b=one.b, c=said.a, d=said.b)
                )
        for one in self._same:
            if heads[self._root(one.a)] in torn:
                continue
            self._decide(one)

    def _decide(self, one: Decision) -> None:
        roots = sorted({self._root(one.a), self._root(one.b)})
        if not self._agree(roots):
            self.faults.append(diagnose("CW7207.decision", one.span, a=one.a, b=one.b))
            return
        self._join(roots)
        self._reviewed |= {one.a, one.b}

    def groups(self) -> Iterator[list[Mention]]:
        """Return the mentions of each organisation."""
        for key in self._mentions:
            if self._root(key) == key:
                yield [self._mentions[k] for k in sorted(self._members[key])]

    def match(self, group: list[Mention], asked: set[str]) -> Match:
        """Return how it is known that a group of mentions is one organisation, or that it is not known."""
        keys = [m.key for m in group]
        reviewed = sorted(key for key in keys if key in self._reviewed)
        numbers = sorted({i for m in group for i in self.usable(m)}, key=rank)
        if reviewed:
            return Match("reviewed", f"a decision on {reviewed[0]}")
        if numbers:
            return Match("identifier", ", ".join(map(str, numbers[:3])))
        if asked & set(keys):
            return Match("suggested", "a name is alike; nobody has decided yet")
        return Match("none", "its source gives no number, and no other name is alike")

    def suggestions(self) -> Iterator[Decision]:
        """Yield pairs of organisations with names alike that no number and no decision keeps apart."""
        alike: dict[str, dict[str, str]] = defaultdict(dict)
        for key, name in self._names.items():
            if shuffled := shuffled_key(name):
                alike[shuffled].setdefault(self._root(key), key)
        pairs: dict[tuple[str, str], Decision] = {}
        for word in sorted(alike):
            for a, b in _pairs(sorted(alike[word].values())):
                roots = sorted((self._root(a), self._root(b)))
                if self._agree(roots) and not self._torn(roots):
                    why = likeness(self._names[a], self._names[b])
                    pairs.setdefault((roots[0], roots[1]), Decision(a, b, why))
        yield from sorted(pairs.values(), key=lambda d: (d.a, d.b))

    def _root(self, key: str) -> str:
        while self._above[key] != key:
            self._above[key] = self._above[self._above[key]]
            key = self._above[key]
        return key

    def _agree(self, roots: Iterable[str]) -> bool:
        """Say whether sets of mentions may be one: no register gives them two numbers."""
        known: dict[str, str] = {}
        return all(
            known.setdefault(scheme, number) == number
            for root in roots
            for scheme, number in self._numbers[root].items()
        )

    def _torn(self, roots: list[str]) -> Decision | None:
        """Return a decision that keeps two of several sets of mentions apart, None if there is none."""
        if len(roots) < 2:
            return None
        among = set(roots)
        for root in roots:
            for one in self._apart[root]:
                if self._root(one.a) in among and self._root(one.b) in among:
                    return one
        return None

    def _join(self, roots: list[str]) -> None:
        first, *others = roots
        for other in others:
            self._above[other] = first
            self._members[first] += self._members.pop(other)
            self._numbers[first] |= self._numbers.pop(other)
            self._apart[first] += self._apart.pop(other)


def _unambiguous(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Return numbers without those of a register that gives two: one organisation has one there."""
    by_scheme: dict[str, set[Identifier]] = defaultdict(set)
    for one in identifiers:
        by_scheme[one.scheme].add(one)
    return tuple(sorted((ids.pop() for ids in by_scheme.values() if len(ids) == 1), key=rank))


def _linked(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each name in pairs one name that stands for all that pairs connect with it."""
    sets: dict[str, list[str]] = {}
    for a, b in pairs:
        few, many = sorted((sets.setdefault(a, [a]), sets.setdefault(b, [b])), key=len)
        if few is not many:
            many += few
            sets.update(dict.fromkeys(few, many))
    return {name: among[0] for name, among in sets.items()}


def _pairs(keys: list[str]) -> Iterator[tuple[str, str]]:
    """Return every pair of a few, and of many each with the first."""
    if len(keys) <= _PAIRS:
        return combinations(keys, 2)
    return ((keys[0], key) for key in keys[1:])
