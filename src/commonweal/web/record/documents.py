"""
Documents of agreements: any file below `documents/`, kept as the bytes that it is, once for all its copies.

`documents/WI-FXC/contract.pdf` belongs to the agreement WI-FXC. A table `documents.csv` may give a document a
title and a day, and to more agreements: `agreement,path,title,dated`. The class of a document is that of its
path in `publication/classes.toml`; of one that is not public nothing is told but its class.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from commonweal.web.policy import Marking, Role, may_see
from commonweal.web.record.composing import compose, stated_markings
from commonweal.web.record.markings import DOCUMENTS, Markings
from commonweal.web.record.models import File
from commonweal.web.record.sheets import NoTable, read_sheet

TABLE: Final = "documents.csv"
COLUMNS: Final = ("agreement", "path", "title", "dated")
LARGEST: Final = 32 * 1024 * 1024
"""Bytes of one document."""
LONGEST: Final = 300
"""Letters of a title."""
_LAW: Final = (".terms", ".toml")


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of an agreement, as the workspace lists it."""

    agreement: str
    path: str
    title: str = ""
    dated: date | None = None

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Opened:
    """A document that the public may read."""

    name: str
    content: bytes


# ---- what a workspace lists --------------------------------------------------------------------------


def listed(table: bytes | None, paths: Collection[str], agreements: Collection[str]) -> list[Listed]:
    """Return the documents of agreements, each once for an agreement; what is at fault is left out."""
    rows = [row for row in _rows(table) if not isinstance(row, str)]
    found = {(row.agreement, row.path): row for row in rows if row.path in paths}
    for path in paths:
        owner = _owner(path, agreements)
        if owner:
            found.setdefault((owner, path), Listed(owner, path))
    return sorted(
        (one for one in found.values() if one.agreement in agreements), key=lambda d: (d.agreement, d.path)
    )


def faults(files: Mapping[str, bytes], agreements: Collection[str]) -> Iterator[str]:
    """Tell of documents that could not be kept or shown, and of rows of the table that say what is not so."""
    paths = sorted(path for path in files if path.startswith(DOCUMENTS))
    for path in paths:
        if path.endswith(_LAW):
            yield f"{path}: a text that is read when a workspace is judged is no document"
        if len(files[path]) > LARGEST:
            yield f"{path}: a document holds at most {LARGEST // 1024**2} MB"
    named: set[str] = set()
    for row in _rows(files.get(TABLE)):
        if isinstance(row, str):
            yield row
        elif row.path not in paths:
            yield f"{TABLE}: path: there is no {row.path[:80]!r}"
        elif row.agreement not in agreements:
            yield f"{TABLE}: agreement: there is no agreement {row.agreement[:80]!r}"
        else:
            named.add(row.path)
    for path in paths:
        if path not in named and not _owner(path, agreements):
            mend = f"put it into {DOCUMENTS}AGREEMENT/ or name it in {TABLE}"
            yield f"{path}: no agreement has this document; {mend}"


def _owner(path: str, agreements: Collection[str]) -> str:
    """Return the agreement in whose folder a document lies, "" if there is none."""
    folder, _, rest = path.removeprefix(DOCUMENTS).partition("/")
    return folder if rest and folder in agreements else ""


def _rows(table: bytes | None) -> Iterator[Listed | str]:
    """Yield the rows of the table; for one that is at fault the reason, with its place."""
    if table is None:
        return
    try:
        _, rows = read_sheet(table.decode("utf-8"))
    except (UnicodeDecodeError, NoTable) as fault:
        yield f"{TABLE}: {fault}"
        return
    header = rows[0].cells if rows else ()
    unknown = [name for name in header if name not in COLUMNS]
    if unknown or "agreement" not in header or "path" not in header or len(set(header)) != len(header):
        yield f"{TABLE}: its columns are {', '.join(COLUMNS)}; agreement and path must be there"
        return
    for n, row in enumerate(rows[1:], start=2):
        if any(row.cells):
            yield _row(f"{TABLE}:{n}", header, row.cells)


def _row(where: str, header: tuple[str, ...], cells: tuple[str, ...]) -> Listed | str:
    if len(cells) != len(header):
        return f"{where}: it has {len(cells)} cells, and the header {len(header)}"
    said = dict(zip(header, cells, strict=True))
    title, dated = said.get("title", "").strip(), said.get("dated", "").strip()
    if len(title) > LONGEST or not title.isprintable():
        return f"{where}: title: at most {LONGEST} letters that can be printed"
    try:
        day = date.fromisoformat(dated) if dated else None
    except ValueError:
        return f"{where}: dated: {dated[:40]!r} is no day, as 2021-04-20"
    return Listed(said["agreement"], said["path"], title, day)


# ---- what the public may see -------------------------------------------------------------------------


def rows(agreements: Collection[str], *, on: date, by: date | None = None) -> list[dict[str, Any]]:
    """
    Return every document of agreements as the public may see it on a day, the public ones first.

    Parameters
    ----------
    by : a document that is dated after this day is left out; one without a day counts; None: all of them
    """
    stated = stated_markings()
    files = {
        path: (size, sha256)
        for path, size, sha256 in File.objects.filter(path__startswith=DOCUMENTS).values_list(
            "path", "size", "sha256"
        )
    }
    table = compose(frozenset({TABLE})).get(TABLE)
    there = (
        one for one in listed(table, files, agreements) if by is None or one.dated is None or one.dated <= by
    )
    made = [_shown(one, files[one.path], stated, on) for one in there]
    return sorted(made, key=_order)


def _shown(one: Listed, file: tuple[int, str], stated: Markings, on: date) -> dict[str, Any]:
    marking = stated.of_file(one.path)
    public = may_see(Role.PUBLIC, marking, on=on)
    return {
        "agreement": one.agreement,
        "title": (one.title or one.name) if public else None,
        "name": one.name if public else None,
        "dated": one.dated.isoformat() if public and one.dated else None,
        "bytes": file[0] if public else None,
        "sha256": file[1] if public else None,
        "class": "public" if public else marking.what.value,
        "withheld": None if public else _ground(marking),
    }


def _ground(marking: Marking) -> str:
    return f"{marking.shown()}: {marking.basis}" if marking.basis else marking.shown()


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Public documents by day and title; of the others the order must not tell what they are called."""
    told = (row[name] or "" for name in ("withheld", "dated", "title", "name", "sha256"))
    return (row["agreement"], row["class"] != "public", *told)


def public_document(sha256: str, *, on: date) -> Opened | None:
    """Return the document of these bytes, if there is one that the public may see on a day."""
    stated = stated_markings()
    copies = File.objects.filter(path__startswith=DOCUMENTS, sha256=sha256, kind="document")
    for path in copies.order_by("path").values_list("path", flat=True):
        if may_see(Role.PUBLIC, stated.of_file(path), on=on):
            content = compose(frozenset({path}))[path]
            return Opened(path.rpartition("/")[2], content)
    return None
