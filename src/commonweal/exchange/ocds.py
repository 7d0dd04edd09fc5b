"""
OCDS 1.0 and 1.1: releases and records become procurement supports.

An award is what was awarded, a contract what was committed, a transaction what was paid out; they stand for
one sum of money at three stages and are never added to one another. A budget or a tender is no support. An
award to several suppliers stays one support of all of them: the standard does not say who got what.

Source: Open Contracting Data Standard 1.1, release and record schemas (and 1.0 for older files).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from commonweal.cycle.portfolio.records import LeftOut, Named, Support
from commonweal.exchange.forms.bounds import at
from commonweal.exchange.forms.documents import Path, pointer
from commonweal.exchange.imported import NOWHERE, Imported, Numbers, Release, left_out, made, named
from commonweal.exchange.merging import compiled, in_order, instant
from commonweal.exchange.tree import Tree
from commonweal.ground.diagnostics import Diagnostic, Result, Span

_NO_AWARD: Final = ("pending", "cancelled", "unsuccessful")
"""Statuses of awards and contracts that bind nobody."""
_LISTS: Final = ("releases", "records")


def is_ocds(value: object) -> bool:
    """Say whether a JSON value is a package, a record or a release."""
    if not isinstance(value, dict):
        return False
    return any(key in value for key in (*_LISTS, "ocid", "compiledRelease"))


# ---- a file ------------------------------------------------------------------------------------------


def read_ocds(value: Mapping[str, Any], tree: Tree) -> Result[Imported]:
    """Return the releases of a file; with a fault in any, nothing of it."""
    releases = []
    for one, path, is_compiled in _releases(value, tree):
        release = _release(one, path, tree, is_compiled)
        _supports_of(Process.of(release), Sink(tree, path))
        releases.append(release)
        if tree.is_full:
            break
    if faults := tree.diagnostics():
        return Result(None, faults)
    return Result(Imported(tree.file, "OCDS", releases=tuple(releases)))


def _releases(value: Mapping[str, Any], tree: Tree) -> Iterator[tuple[Mapping[str, Any], Path, bool]]:
    """Yield every release of a package, of a record or alone, with its path, and whether it is compiled."""
    if "compiledRelease" in value:
        yield from _of_record(value, (), tree)
        return
    for n, record in enumerate(tree.objects(value, "records", ())):
        yield from _of_record(record, ("records", n), tree)
    for n, one in enumerate(tree.objects(value, "releases", ())):
        yield one, ("releases", n), _is_compiled(one)
    if not any(key in value for key in _LISTS):
        yield value, (), _is_compiled(value)


def _of_record(
    record: Mapping[str, Any], path: Path, tree: Tree
) -> Iterator[tuple[Mapping[str, Any], Path, bool]]:
    """Yield the compiled release of a record, else its releases, where they are more than links."""
    if found := tree.object(record, "compiledRelease", path):
        yield found, (*path, "compiledRelease"), True
        return
    whole = [(n, one) for n, one in enumerate(tree.objects(record, "releases", path)) if "url" not in one]
    if not whole:
        tree.blame(path, "CW7209.links")
    for n, one in whole:
        yield one, (*path, "releases", n), False


def _is_compiled(release: Mapping[str, Any]) -> bool:
    tags = release.get("tag")
    return "compiled" in tags if isinstance(tags, list | str) else False


def _release(one: Mapping[str, Any], path: Path, tree: Tree, is_compiled: bool) -> Release:
    ocid = tree.must(one, "ocid", path)
    date = tree.must(one, "date", path)
    if date and instant(date) is None:
        tree.blame((*path, "date"), "CW7209.date", cell=date, form="2024-07-31T12:00:00Z")
    return Release(ocid, date, one, tree.file, pointer(path), is_compiled)


# ---- all files ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Merged:
    """What the releases of all files give."""

    supports: tuple[Support, ...]
    rows: Mapping[str, int]
    left_out: tuple[LeftOut, ...]
    diagnostics: tuple[Diagnostic, ...]


def merged(releases: Iterable[Release]) -> Merged:
    """Return the supports of releases, each process merged over all files by the rule of the standard."""
    by_ocid: dict[str, list[Release]] = {}
    for one in releases:
        by_ocid.setdefault(one.ocid, []).append(one)
    supports: list[Support] = []
    rows: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    numbers = Numbers()
    faults: list[Diagnostic] = []
    for ocid in sorted(by_ocid):
        process = Process.merged(by_ocid[ocid])
        sink = Sink(Tree(process.releases[-1].file), (), numbers)
        _supports_of(process, sink)
        # Every release was sound by itself; what two of them say together may still be unsound.
        faults += sink.tree.diagnostics()
        supports += sink.supports
        counts = reasons.setdefault(process.source, Counter())
        counts.update(sink.reasons)
        stated = sum(statements(one) for one in by_ocid[ocid])
        rows[process.source] += stated
        counts["merged into another statement of the same record"] += (
            stated - len(sink.supports) - sink.reasons.total()
        )
    left = [one for source in sorted(reasons) for one in left_out(source, +reasons[source])]
    return Merged(tuple(supports), dict(rows), tuple(left), (*faults, *numbers.warnings()))


def statements(release: Release) -> int:
    """Return how many awards, contracts and transactions a release states."""
    contracts = list(release.tree.get("contracts") or [])
    paid = sum(len((c.get("implementation") or {}).get("transactions") or []) for c in contracts)
    return len(release.tree.get("awards") or []) + len(contracts) + paid


# ---- a process ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Process:
    """A contracting process: what its releases say together, and where each of them stands."""

    ocid: str
    tree: Mapping[str, Any]
    releases: tuple[Release, ...]

    @classmethod
    def of(cls, release: Release) -> Process:
        """Return what one release says alone."""
        return cls(release.ocid, release.tree, (release,))

    @classmethod
    def merged(cls, releases: Iterable[Release]) -> Process:
        """Return what several releases say together."""
        ordered = in_order(releases)
        return cls(ordered[0].ocid, compiled(ordered), tuple(ordered))

    @property
    def source(self) -> str:
        """Return the publisher's prefix."""
        return self.releases[0].source

    def last(self, *ids: tuple[str, str]) -> Release:
        """Return the last release that speaks of a record: of an award, a contract, a transaction of one."""
        for release in reversed(self.releases):
            at: Any = release.tree
            for key, wanted in ids:
                at = at.get("implementation", {}) if key == "transactions" else at
                at = next((one for one in at.get(key) or [] if str(one.get("id")) == wanted), None)
                if at is None:
                    break
            if at is not None:
                return release
        return self.releases[-1]


@dataclass(slots=True)
class Sink:
    """Where the supports of a process go, with what is wrong and what is none by a rule."""

    tree: Tree
    path: Path
    numbers: Numbers = field(default_factory=Numbers)
    supports: list[Support] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


def _supports_of(process: Process, sink: Sink) -> None:
    """Note the awards, contracts and transactions of a process."""
    parties = _Parties(process.tree, sink)
    for n, award in enumerate(sink.tree.objects(process.tree, "awards", sink.path)):
        path: Path = (*sink.path, "awards", n)
        _note(process, sink, parties, award, path, ("awards", _id(award, path, sink)))
    for n, contract in enumerate(sink.tree.objects(process.tree, "contracts", sink.path)):
        path = (*sink.path, "contracts", n)
        key = ("contracts", _id(contract, path, sink))
        if not _note(process, sink, parties, contract, path, key):
            continue
        done = sink.tree.object(contract, "implementation", path)
        for m, paid in enumerate(sink.tree.objects(done, "transactions", (*path, "implementation"))):
            way: Path = (*path, "implementation", "transactions", m)
            _note(process, sink, parties, paid, way, key, ("transactions", _id(paid, way, sink)))


def _id(one: Mapping[str, Any], path: Path, sink: Sink) -> str:
    return sink.tree.must(one, "id", path)


def _note(
    process: Process, sink: Sink, parties: _Parties, one: Mapping[str, Any], path: Path, *key: tuple[str, str]
) -> bool:
    """Note one award, contract or transaction; say whether it stands."""
    of = key[-1][0]
    tree = sink.tree
    status = tree.text(one, "status", path).lower()
    if of != "transactions" and status in _NO_AWARD:
        sink.reasons[f"{of[:-1]} is {status}"] += 1
        return False
    # 1.0 called the value of a transaction its amount, and its payee the receiver.
    amount, currency = tree.money(
        one, "amount" if of == "transactions" and "value" not in one else "value", path
    )
    ends = {"awards": "suppliers", "contracts": "suppliers", "transactions": "payee"}[of]
    ends = "receiverOrganization" if of == "transactions" and ends not in one else ends
    record = "/".join((process.ocid, *(part for each in key for part in each)))
    release = process.last(*key)
    support = Support(
        NOWHERE, "procurement",
        tuple(parties.named(p, (*path, ends)) for p in tree.objects(one, ends, path)),
        parties.buyer, amount, currency, "" if amount is None else format(amount, "f"),
        {"awards": "awarded", "contracts": "committed", "transactions": "disbursed"}[of],
        "period" if of == "transactions" else "total",
        tree.day(one, {"awards": "date", "contracts": "dateSigned", "transactions": "date"}[of], path),
        tree.text(one, "title", path) or parties.title,
        url=tree.text(one, "uri" if "uri" in one else "url", path),
        under=_above(process, one, path, key, tree),
    )  # fmt: skip
    place = f"{release.place.rstrip('/')}/{'/'.join(part for each in key for part in each)}"
    sink.supports.append(made(support, process.source, record, release.file, place, release.date))
    return True


def _above(
    process: Process, one: Mapping[str, Any], path: Path, key: tuple[tuple[str, str], ...], tree: Tree
) -> str:
    """Return the record whose recipients this one has where it names none."""
    if len(key) > 1:
        return "/".join((process.ocid, *key[0]))
    award = tree.text(one, "awardID", path) if key[0][0] == "contracts" else ""
    return f"{process.ocid}/awards/{award}" if award else ""


class _Parties:
    """The organisations of a process by their reference."""

    def __init__(self, tree: Mapping[str, Any], sink: Sink) -> None:
        self._sink = sink
        found = sink.tree.objects(tree, "parties", sink.path)
        self._by_id = {str(one.get("id")): one for one in found if one.get("id") not in (None, "")}
        buyer = sink.tree.object(tree, "buyer", sink.path)
        self.buyer = self.named(buyer, (*sink.path, "buyer")) if buyer else Named("")
        self.title = sink.tree.text(
            sink.tree.object(tree, "tender", sink.path), "title", (*sink.path, "tender")
        )

    def named(self, one: Mapping[str, Any], path: Path) -> Named:
        """Return an organisation that is referred to, with its numbers here and among the parties."""
        tree = self._sink.tree
        party = self._by_id.get(str(one.get("id")), {})
        found = []
        for holder in (one, party):
            for number in [
                tree.object(holder, "identifier", path),
                *tree.objects(holder, "additionalIdentifiers", path),
            ]:
                scheme, value = tree.text(number, "scheme", path), tree.text(number, "id", path)
                if scheme and value:
                    found.append(self._sink.numbers.read(scheme, value, _nowhere(tree)))
        name = tree.text(one, "name", path) or tree.text(party, "name", path)
        return named(name, found)


def _nowhere(tree: Tree) -> Span:
    return at(tree.file)
