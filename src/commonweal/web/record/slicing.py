"""
What some agreements are judged from, and nothing that only others are: a slice of the record.

Rows of two agreements never meet: none clashes with one of another, and nothing that is found of an
agreement is read by another. So where an import changes rows of some agreements only, these alone are checked
and judged at once; missions, which look at all of them, follow (decision 41).

Every table keeps the number of each of its rows: rows of other agreements are blank lines. A text that signs
other agreements and says nothing else is left out, and so are missions, documents and files of support.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from commonweal import __version__
from commonweal.terms.driver import Compiled
from commonweal.web.record import events
from commonweal.web.record.contents import digest
from commonweal.web.record.markings import is_table
from commonweal.web.record.models import File, Line, Site, Touch
from commonweal.web.record.sheets import NoTable, Written, read_sheet, write_sheet

OF_AGREEMENTS: Final = ("evidence/", "payments/", "decisions/")
"""Folders of tables whose rows are each about one agreement, or about all of them."""
_SIGNED: Final = "agreements/"
_AT_THE_TOP: Final = ("parties.csv", "subjects.csv")
_TEXTS: Final = ("vocabulary/", "terms/", _SIGNED)
_SIGNS: Final = ("agreement", "amendment")

Sheet = tuple[str, Sequence[Written]]
"""How lines end in a table, and its rows, the header first."""


@dataclass(frozen=True, slots=True)
class Slice:
    """
    What an import changes, where it is rows of some agreements and nothing else.

    Attributes
    ----------
    agreements : whose rows are new, other or gone; changed : the paths of their tables
    recorded : number of the event after which it was looked at
    files : what these agreements are judged from, as it would be
    """

    agreements: frozenset[str]
    changed: frozenset[str]
    recorded: int
    files: Mapping[str, bytes]


def slice_of_import(files: Mapping[str, bytes], *, within: Callable[[str], bool]) -> Slice | None:
    """
    Return what a workspace changes of the record, None where that is more than rows of some agreements.

    None too where nothing changes, and where this version of the program never checked the record as a whole.

    Parameters
    ----------
    within : says which files of the record are meant; the others stay as they are
    """
    with events.snapshot():
        if not Site.objects.filter(id=1, checked=__version__).exists():
            return None
        seen = events.recorded()
        recorded = File.objects.values_list("path", "sha256")
        known = {path: hashed for path, hashed in recorded if within(path)}
        changed = {path for path, content in files.items() if known.get(path) != digest(content)}
        changed |= known.keys() - files.keys()
        if not changed or not all(_is_of_agreements(path) for path in changed):
            return None
        agreements: set[str] = set()
        sheets: dict[str, Sheet | None] = {}
        for path in sorted(changed):
            sheets[path] = _sheet(files.get(path))
            found = _whose(_recorded_rows(path), [] if (new := sheets[path]) is None else new[1])
            if found is None or (new is None and path in files):
                return None
            agreements |= found
        if not agreements:
            return None
        made = slice_of_record(agreements, instead=sheets)
        return Slice(frozenset(agreements), frozenset(changed), seen, made)


def _is_of_agreements(path: str) -> bool:
    return path.startswith(OF_AGREEMENTS) and is_table(path)


def _sheet(content: bytes | None) -> Sheet | None:
    try:
        return None if content is None else read_sheet(content.decode("utf-8"))
    except (UnicodeDecodeError, NoTable):
        return None


def _recorded_rows(path: str) -> list[Written]:
    lines = Line.objects.filter(file=path).order_by("position").values_list("cells", "raw")
    return [Written(tuple(cells), raw) for cells, raw in lines.iterator(chunk_size=5_000)]


def _whose(before: Sequence[Written], after: Sequence[Written]) -> set[str] | None:
    """
    Return the agreements of the rows that differ, None where something else does.

    A row that moved differs: its place is part of what is found.
    """
    if before and after and before[0] != after[0]:
        return None
    header = (after or before)[0].cells if after or before else ()
    if header.count("agreement") != 1:
        return None
    at = header.index("agreement")
    found = set()
    longest = max(len(before), len(after))
    for n in range(1, longest):
        pair = [rows[n] for rows in (before, after) if n < len(rows)]
        if len(pair) == 2 and pair[0] == pair[1]:
            continue
        for row in pair:
            if any(row.cells):
                found.add(row.cells[at] if at < len(row.cells) else "")
    return None if "" in found else found


def touched_since(event: int) -> frozenset[str] | None:
    """
    Return the agreements that were touched after an event.

    None where an event changed more than rows of some agreements; none at all where nothing was changed.
    """
    later = events.changes(after=event)
    touches = Touch.objects.filter(event__in=later).values_list("event", "agreement")
    if set(later) - {seq for seq, _ in touches}:
        return None
    return frozenset(agreement for _, agreement in touches)


# ---- out of the record ------------------------------------------------------------------------------


def slice_of_record(
    agreements: Collection[str], *, instead: Mapping[str, Sheet | None] | None = None
) -> dict[str, bytes]:
    """
    Return the files that some agreements are judged from, other agreements' rows blank.

    Parameters
    ----------
    instead : tables that are other than the record has them; None: one that is gone
    """
    others = instead or {}
    made: dict[str, bytes] = {}
    files = File.objects.filter(_read()).exclude(path__in=list(others))
    sheets = dict(files.filter(kind="sheet").values_list("path", "newline"))
    wanted = [
        path
        for path, signs in files.filter(kind="text").values_list("path", "signs")
        if signs is None or not set(agreements).isdisjoint(signs)
    ]
    for path, text in _texts(wanted):
        made[path] = text.encode("utf-8")
    for path, rows in _lines(agreements, sheets).items():
        if len(rows) > 1 or not path.startswith(OF_AGREEMENTS):
            made[path] = _written(sheets[path], rows)
    for path, sheet in others.items():
        if sheet is not None:
            made[path] = _written(sheet[0], dict(_of(sheet[1], agreements)))
    return made


def _read() -> Q:
    """Return which files agreements are judged from."""
    found = Q(path="commonweal.toml") | Q(path__in=_AT_THE_TOP)
    for folder in (*_TEXTS, *OF_AGREEMENTS):
        found |= Q(path__startswith=folder)
    return found


def _texts(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    for n in range(0, len(paths), 500):
        yield from File.objects.filter(path__in=paths[n : n + 500]).values_list("path", "text")


def _lines(agreements: Collection[str], sheets: Collection[str]) -> dict[str, dict[int, Written]]:
    """Return the rows about some agreements, about all, and the headers, by file and number."""
    found: dict[str, dict[int, Written]] = defaultdict(dict)
    lines = Line.objects.filter(agreement__in=["", *agreements])
    wanted = lines.values_list("file_id", "position", "cells", "raw")
    for path, position, cells, raw in wanted.order_by("file_id", "position").iterator(chunk_size=5_000):
        if path in sheets:
            found[path][position] = Written(tuple(cells), raw)
    return found


def _of(rows: Sequence[Written], agreements: Collection[str]) -> Iterator[tuple[int, Written]]:
    at = rows[0].cells.index("agreement")
    for n, row in enumerate(rows, start=1):
        whose = row.cells[at] if at < len(row.cells) else ""
        if n == 1 or not whose or whose in agreements:
            yield n, row


def _written(newline: str, rows: Mapping[int, Written]) -> bytes:
    """Return a table, a blank line where it has a row that is not wanted."""
    blank = Written(("",), None)
    return write_sheet(newline, (rows.get(n, blank) for n in range(1, max(rows) + 1))).encode("utf-8")


# ---- into the record --------------------------------------------------------------------------------


def note_checked(compiled: Compiled) -> None:
    """Note that this version of the program found the whole record sound, and what each text signs."""
    Site.objects.filter(id=1).update(checked=__version__)
    signed = signed_alone(compiled)
    texts = list(File.objects.filter(kind="text").defer("text"))
    changed = [file for file in texts if file.signs != signed.get(file.path)]
    for file in changed:
        file.signs = signed.get(file.path)
    File.objects.bulk_update(changed, ["signs"], batch_size=500)


def signed_alone(compiled: Compiled) -> dict[str, list[str]]:
    """Return the agreements that a text signs or amends, by its path, for texts that say nothing else."""
    found: dict[str, list[str]] = {}
    for tree in compiled.trees:
        items = list(tree.root.nodes())
        if any(item.kind not in (*_SIGNS, "edition") for item in items):
            continue
        ids = {next(item.tokens("STRING")).text for item in items if item.kind in _SIGNS}
        found[tree.file] = sorted(ids)
    return found
