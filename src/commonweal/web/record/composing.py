"""
The workspace is made again from the record: exactly, or as the public may see it.

What the public may not see is not in what is made for it: a value becomes `undisclosed`, with its source;
words become the class, as `withheld until 2027-01-01`. Findings, pages, the API and every file are made from
that, so that nothing can slip through by another door.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

from commonweal.web.policy import Class, Marking, Role, may_see
from commonweal.web.record import markings
from commonweal.web.record.contents import digest
from commonweal.web.record.markings import Markings
from commonweal.web.record.models import File, Line, Site
from commonweal.web.record.sheets import Written, read_sheet, write_sheet
from commonweal.web.record.slicing import slice_of_record

READ: Final = (".csv", ".parquet", ".terms", ".toml")
"""What is read when a workspace is judged; other files are carried along."""
UNDISCLOSED: Final = "undisclosed"
"""How the language writes a figure that exists and is not public; it asks for the source of one."""


class Corrupt(Exception):
    """The record does not give back what was put in; `path` says where."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: the record no longer holds the bytes that were imported")
        self.path = path


def compose(paths: frozenset[str] | None = None) -> dict[str, bytes]:
    """
    Return the files of the workspace, byte for byte as they came.

    Parameters
    ----------
    paths : only these

    Raises
    ------
    Corrupt : a file has another hash than it had
    """
    files = File.objects.all() if paths is None else File.objects.filter(path__in=paths)
    rows = _rows(None if paths is None else [file.path for file in files])
    made = {}
    for file in files.select_related("document"):
        content = _content(file, rows.get(file.path, []))
        if digest(content) != file.sha256:
            raise Corrupt(file.path)
        made[file.path] = content
    return made


def _rows(paths: list[str] | None) -> dict[str, list[Written]]:
    lines = Line.objects.all() if paths is None else Line.objects.filter(file__in=paths)
    found: dict[str, list[Written]] = defaultdict(list)
    wanted = lines.order_by("file_id", "position").values_list("file_id", "cells", "raw")
    for path, cells, raw in wanted.iterator(chunk_size=5_000):
        found[path].append(Written(tuple(cells), raw))
    return found


def _content(file: File, rows: list[Written]) -> bytes:
    if file.kind == "sheet":
        return write_sheet(file.newline, rows).encode("utf-8")
    if file.kind == "text":
        return file.text.encode("utf-8")
    return bytes(file.document.content) if file.document is not None else b""


def stated_markings() -> Markings:
    """Return the classes of the workspace that is recorded."""
    site = Site.objects.get_or_create(id=1)[0]
    stated = File.objects.filter(path=markings.FILE, kind="text").first()
    content = None if stated is None else stated.text.encode("utf-8")
    return markings.read_markings(content, Marking(Class(site.unmarked)))[0]


def compose_public(*, on: date) -> dict[str, bytes]:
    """Return what is judged of the workspace, as the public may see it on a day; others are left out."""
    return published(compose_judged(), stated_markings(), on=on)


def compose_judged() -> dict[str, bytes]:
    """Return what is judged of the workspace, as it came: everything but documents of agreements."""
    paths = File.objects.exclude(path__startswith=markings.DOCUMENTS).values_list("path", flat=True)
    return compose(frozenset(paths))


def published(
    files: Mapping[str, bytes], stated: Markings, *, on: date, watch: Callable[[], None] = lambda: None
) -> dict[str, bytes]:
    """
    Return files as the public may see them on a day; what it may not see at all is left out.

    Parameters
    ----------
    watch : called before each file; it may raise, to end what takes long and is not wanted any more
    """
    made = {}
    for path, content in files.items():
        watch()
        shown = as_public(path, content, stated, on=on)
        if shown is not None:
            made[path] = shown
    return made


def slice_as_public(agreements: Collection[str], *, on: date) -> dict[str, bytes]:
    """Return what some agreements are judged from, as the public may see it on a day."""
    return published(slice_of_record(agreements), stated_markings(), on=on)


def as_public(path: str, content: bytes, stated: Markings, *, on: date) -> bytes | None:
    """Return one file as the public may see it, None if it may not."""
    if markings.is_table(path):
        return _public_sheet(path, content, stated, on)
    if path.endswith((".terms", ".toml")) and not markings.is_document(path):
        return content  # law is public: a term that nobody may read binds nobody
    return content if may_see(Role.PUBLIC, stated.of_file(path), on=on) else None


def _public_sheet(path: str, content: bytes, stated: Markings, on: date) -> bytes:
    newline, rows = read_sheet(content.decode("utf-8"))
    if not rows:
        return content
    header = rows[0].cells
    made = [rows[0]]
    for row in rows[1:]:
        cells = public_cells(path, header, row.cells, stated, on)
        made.append(row if cells == row.cells else Written(cells))
    if "source" not in header and any(UNDISCLOSED in row.cells for row in made):
        # The language takes no `undisclosed` without a source: the table gets the column for it.
        told = markings.NOT_PUBLIC
        made = [
            Written((*row.cells, told if n else "source")) if any(row.cells) else row
            for n, row in enumerate(made)
        ]
    return write_sheet(newline, made).encode("utf-8")


def public_cells(
    path: str, header: tuple[str, ...], cells: tuple[str, ...], stated: Markings, on: date
) -> tuple[str, ...]:
    """Return the cells of one row as the public may see them."""
    row = dict(zip(header, cells, strict=False))
    made = dict(row)
    hidden: Marking | None = None
    for column, cell in row.items():
        marking = hiding(path, column, row, stated, on) if cell else None
        if marking is None:
            continue
        if column == "total":
            made[column] = ""  # a closing statement need not say it
        elif not markings.holds_values(path, column):
            made[column] = marking.shown()
        else:
            made[column] = UNDISCLOSED
            hidden = marking
    if hidden is not None and "source" in made:
        # The ground goes where everybody looks for where a figure stands: pages, traces, files.
        source = "" if made["source"] == hidden.shown() else made["source"]
        made["source"] = "; ".join(part for part in (source, hidden.told()) if part)
    return (*(made[column] for column in header[: len(cells)]), *cells[len(header) :])


def hiding(path: str, column: str, row: Mapping[str, str], stated: Markings, on: date) -> Marking | None:
    """Return the class that keeps a cell from the public on a day, None if nothing does."""
    found = stated.of_total(path, row) if column == "total" else (stated.of(path, column, row),)
    return next((marking for marking in found if not may_see(Role.PUBLIC, marking, on=on)), None)
