"""
What a workspace may say and the site cannot hold or show: each fault is one line, and nothing is taken in.

A class that fits nothing would be a promise to withhold that nobody keeps; an id with `/` would be two parts
of an address; a table in Parquet is kept as one document, so that no cell of it could be withheld.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

from commonweal.ground.diagnostics import Diagnostic
from commonweal.web.record import documents
from commonweal.web.record.markings import FILE, Entry, Markings, can_be_withheld, is_table
from commonweal.web.record.sheets import NoTable, read_sheet
from commonweal.workspace.load import Workspace

RESERVED: Final = ("amendments", "calendar")
"""What stands in an address where a clause may stand."""
Rows = list[dict[str, str]]
Check = Callable[[Mapping[str, bytes], Workspace], tuple[Diagnostic, ...]]
CHECKS: list[Check] = []
"""What rooms above this one have to say of a workspace before it is taken in; each adds its own."""


def judgements(files: Mapping[str, bytes], workspace: Workspace) -> tuple[Diagnostic, ...]:
    """Return what every room has to say of a workspace; an error among it, and nothing is taken in."""
    return tuple(said for check in CHECKS for said in check(files, workspace))


def faults_of(files: Mapping[str, bytes], stated: Markings, workspace: Workspace | None) -> tuple[str, ...]:
    """Return why a workspace that is sound in itself cannot be taken in."""
    names = () if workspace is None else _broken_names(workspace)
    lost = () if workspace is None else documents.faults(files, workspace.agreements)
    return (*_parquet(files), *idle_entries(files, stated), *names, *lost)


def _parquet(files: Iterable[str]) -> Iterator[str]:
    for path in sorted(files):
        if path.lower().endswith(".parquet"):
            yield f"{path}: the site keeps tables by rows and takes none in Parquet; write it as CSV"


# ---- classes ----------------------------------------------------------------------------------------


def idle_entries(
    files: Mapping[str, bytes], stated: Markings, *, changed: Collection[str] | None = None
) -> Iterator[str]:
    """
    Tell of every entry that withholds nothing of what is there, whatever its class.

    Parameters
    ----------
    changed : look only at entries that name one of these paths; None: at all
    """
    read: dict[str, tuple[tuple[str, ...], Rows]] = {}
    for n, entry in enumerate(stated.entries, start=1):
        if changed is not None and not any(fnmatchcase(path, entry.file) for path in changed):
            continue
        fault = _idle(entry, files, read)
        if fault:
            yield f"{FILE}: entry {n}: {fault}"


def _idle(entry: Entry, files: Mapping[str, bytes], read: dict[str, tuple[tuple[str, ...], Rows]]) -> str:
    """Return why an entry fits nothing, "" if it fits something."""
    paths = [path for path in sorted(files) if fnmatchcase(path, entry.file)]
    if not paths:
        return f"no file is called {entry.file}"
    tables = [path for path in paths if is_table(path)]
    if entry.column is None and not entry.where and any(_is_document(path) for path in paths):
        return ""
    for path in tables:
        if path not in read:
            read[path] = _rows(files[path])
    open_to_it = [path for path in tables if _columns(entry, path, read[path][0])]
    if not open_to_it:
        what = f"column {entry.column}" if entry.column else "anything"
        return f"{entry.file} has not {what} that can be withheld"
    headers = {column for path in open_to_it for column in read[path][0]}
    unknown = sorted(entry.where.keys() - headers)
    if unknown:
        return f"where names {unknown[0]!r}, and no table of {entry.file} has such a column"
    for path in open_to_it:
        columns = _columns(entry, path, read[path][0])
        if any(entry.fits(path, column, row) for row in read[path][1] for column in columns):
            return ""
    return f"no row of {entry.file} is as `where` says" if entry.where else f"{entry.file} has no rows"


def _is_document(path: str) -> bool:
    return not is_table(path) and not path.endswith((".terms", ".toml"))


def _columns(entry: Entry, path: str, header: tuple[str, ...]) -> list[str]:
    wanted = header if entry.column is None else [c for c in header if c == entry.column]
    return [column for column in wanted if can_be_withheld(path, column)]


def _rows(content: bytes) -> tuple[tuple[str, ...], Rows]:
    try:
        rows = read_sheet(content.decode("utf-8"))[1]
    except (UnicodeDecodeError, NoTable):
        return (), []  # the loader says what is wrong with it
    if not rows:
        return (), []
    header = rows[0].cells
    return header, [dict(zip(header, row.cells, strict=False)) for row in rows[1:]]


# ---- names ------------------------------------------------------------------------------------------


def _broken_names(workspace: Workspace) -> Iterator[str]:
    """Tell of every id that cannot be a part of an address."""
    strategy = workspace.strategy
    parties = {row.party for row in workspace.parties}
    parties |= {party for one in workspace.agreements.values() for party in one.parties.values()}
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("agreement", workspace.agreements),
        ("clause", {clause.name for terms in workspace.terms.values() for clause in terms.clauses}),
        ("party", parties),
        ("mission", strategy.missions),
        ("programme", strategy.programmes),
        ("place", strategy.places),
    )
    for clause in sorted({c.name for t in workspace.terms.values() for c in t.clauses} & {*RESERVED}):
        yield f"the clause {clause!r} cannot have an address: the site calls another page so"
    for what, ids in named:
        for id_ in sorted(ids):
            if "/" in id_:
                yield f"the {what} {id_!r} cannot have an address: take another sign than `/` in its id"
