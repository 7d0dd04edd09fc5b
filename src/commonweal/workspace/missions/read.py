"""`missions/*.toml`: all files read together, into one strategy or into faults."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from commonweal.cycle.missions.records import Aim, Commitment, Event, Link, Stated
from commonweal.cycle.missions.strategy import NO_STRATEGY, Strategy
from commonweal.ground.diagnostics import Diagnostic, Note, Span, diagnose
from commonweal.workspace.forms.rows import cell_span, shown
from commonweal.workspace.gather import TableFile
from commonweal.workspace.missions.keys import ID, Keys, Reading, Reference, unknown_table
from commonweal.workspace.missions.kinds import LISTED, NAMED, NODES
from commonweal.workspace.missions.links import World, check_links
from commonweal.workspace.missions.places import locate, require_shallow

MAX_BYTES: Final = 1024 * 1024
"""Most bytes of a file of missions."""
MAX_ENTRIES: Final = 10_000
"""Most records of all files together."""
_AT: Final = re.compile(r"\(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)")


@dataclass(slots=True)
class Gathered:
    """
    What the files say so far.

    Attributes
    ----------
    named : by kind and id; ids : where each id of a kind was given first, also of records at fault
    complete : False where a file could not be read, so that a name which is not there may yet be meant to be
    """

    named: dict[str, dict[str, Stated]] = field(default_factory=lambda: {kind: {} for kind in NAMED})
    listed: dict[str, list[Stated]] = field(default_factory=lambda: {kind: [] for kind in LISTED})
    ids: dict[str, dict[str, Span]] = field(default_factory=lambda: {kind: {} for kind in NAMED})
    references: list[Reference] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    complete: bool = True
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Missions:
    """What `missions/` contributed: nothing as long as one of its files has an error."""

    strategy: Strategy
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether no file has an error."""
        return not any(d.is_error for d in self.diagnostics)


def load_missions(files: Iterable[TableFile], world: World) -> Missions:
    """
    Return the strategy that files of missions state, with every fault of every file.

    Parameters
    ----------
    world : the terms, agreements and parties that records may name
    """
    gathered = Gathered()
    for file in files:
        _read(file, gathered)
        if gathered.entries > MAX_ENTRIES:
            at = cell_span(file.name, 1, 1)
            return Missions(NO_STRATEGY, (diagnose("CW7001.many", at, limit=MAX_ENTRIES),))
    _check_shared_ids(gathered)
    strategy = _strategy(gathered)
    check_links(strategy, gathered.references, gathered.ids, world, gathered.complete, gathered.faults)
    broken = any(d.is_error for d in gathered.faults)
    return Missions(NO_STRATEGY if broken else strategy, tuple(gathered.faults))


def _read(file: TableFile, out: Gathered) -> None:
    """Read one file."""
    reading = _parsed(file, out)
    if reading is None:
        return
    source, found = reading
    for name, value in found.items():
        if name in NAMED:
            _read_named(name, value, source, out)
        elif name in LISTED:
            _read_listed(name, value, source, out)
        else:
            unknown_table(source, name, (*NAMED, *LISTED))
    out.faults += source.faults
    out.references += source.references


def _parsed(file: TableFile, out: Gathered) -> tuple[Reading, dict[str, Any]] | None:
    """Return what a file says and where; None if it cannot be read (a fault)."""
    data = file.read()
    before, out.complete = out.complete, False  # until it is read
    if len(data) > MAX_BYTES:
        at = cell_span(file.name, 1, 1)
        out.faults.append(diagnose("CW7001.large", at, limit=MAX_BYTES // 1024**2))
        return None
    try:
        text = data.decode("utf-8-sig")
        require_shallow(text)
        found = tomllib.loads(text)
        reading = Reading(file.name, locate(text, file.name))
    except UnicodeDecodeError as fault:
        line = fault.object.count(b"\n", 0, fault.start) + 1
        out.faults.append(diagnose("CW7001.utf8", cell_span(file.name, line, 1)))
    except (ValueError, RecursionError) as fault:
        out.faults.append(_unreadable(file.name, fault))
    else:
        out.complete = before
        return reading, found
    return None


def _unreadable(file: str, fault: Exception) -> Diagnostic:
    reason = "brackets nested too deep" if isinstance(fault, RecursionError) else str(fault)
    at = _AT.search(reason)
    line, column = (int(at[1]), int(at[2])) if at and at[1] else (1, 1)
    return diagnose(
        "CW7001.toml", cell_span(file, line, column), reason=shown(_AT.sub("", reason).strip(), most=100)
    )


def _read_named(kind: str, tables: Any, source: Reading, out: Gathered) -> None:
    """Read the tables of one kind, each under its id."""
    if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
        _wrong_form(kind, f"[{kind}.ID]", source)
        return
    for id_, values in tables.items():
        out.entries += 1
        keys = Keys(source, (kind, id_), values)
        if not ID.fullmatch(id_):
            source.faults.append(diagnose("CW7003.id", keys.here, cell=shown(id_)))
            continue
        first = out.ids[kind].setdefault(id_, keys.here)
        if first != keys.here:
            note = Note(f"it was given here: {first}", first)
            source.faults.append(diagnose("CW7005.same", keys.here, notes=[note], id=id_, kind=kind))
            continue
        record = NAMED[kind](keys)
        keys.close()
        out.named[kind][id_] = record


def _read_listed(kind: str, tables: Any, source: Reading, out: Gathered) -> None:
    """Read the tables of a list."""
    if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        _wrong_form(kind, f"[[{kind}]]", source)
        return
    for n, values in enumerate(tables):
        out.entries += 1
        keys = Keys(source, (kind, n), values)
        record = LISTED[kind](keys)
        keys.close()
        if record is not None:
            out.listed[kind].append(record)


def _wrong_form(kind: str, wanted: str, source: Reading) -> None:
    place = source.places.get((kind,))
    at = place.key if place else cell_span(source.file, 1, 1)
    source.faults.append(diagnose("CW7002.form", at, name=kind, wanted=wanted))


def _check_shared_ids(out: Gathered) -> None:
    """Of all kinds that a link may join, one record has an id."""
    seen: dict[str, tuple[str, Span]] = {}
    for kind in NODES:
        for id_, at in sorted(out.ids[kind].items()):
            other, first = seen.setdefault(id_, (kind, at))
            if other != kind:
                note = Note(f"it was given here: {first}", first)
                values = {"id": id_, "kind": kind, "other": other}
                out.faults.append(diagnose("CW7005.id", at, notes=[note], values=values))


def _strategy(found: Gathered) -> Strategy:
    """Return the records, sorted by what they say, so that files and their order do not matter."""
    named: Mapping[str, Any] = {kind: dict(sorted(records.items())) for kind, records in found.named.items()}
    return Strategy(
        named["challenge"], named["place"], named["mission"], named["indicator"], named["target"],
        named["route"], named["programme"], named["body"], named["board"],
        tuple(sorted(_only(Link, found.listed["link"]), key=lambda r: (r.origin, r.to, r.role, r.source))),
        tuple(sorted(_only(Commitment, found.listed["commitment"]),
                     key=lambda r: (r.agreement, r.body, r.to, r.mission, r.text, r.source))),
        tuple(sorted(_only(Aim, found.listed["aim"]),
                     key=lambda r: (r.mission, r.text, r.source, r.targets, tuple(map(str, r.clauses))))),
        tuple(sorted(_only(Event, found.listed["event"]),
                     key=lambda r: (r.on, r.of, r.what, r.before, r.after, r.author, r.reason))),
    )  # fmt: skip


def _only(kind: type[Any], records: Iterable[Stated]) -> Iterator[Any]:
    return (record for record in records if isinstance(record, kind))
