"""
From files of support, agreements and parties to the table: the same bytes give the same table.

One number of inputs says whether anything changed. A file that a later program can no longer read is named,
and its rows are missing from the table; the others are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from commonweal import __version__
from commonweal.cycle.portfolio.rules import Table, build, settle
from commonweal.exchange.files import gather
from commonweal.exchange.folder import FOLDER, Kept, is_data, read_kept
from commonweal.exchange.forms.bounds import fault
from commonweal.exchange.imported import Imported
from commonweal.exchange.parties import of_parties
from commonweal.ground.diagnostics import Diagnostic
from commonweal.web.policy import is_mark
from commonweal.web.portfolio.agreements import SOURCE, of_agreements
from commonweal.workspace.load import Workspace
from commonweal.workspace.signed.parties import PartyRow


@dataclass(frozen=True, slots=True)
class Derived:
    """
    The table, and what it was made from.

    Attributes
    ----------
    inputs : hash of all that it rests on
    files : what was read, the agreements first
    unread : paths of files that could not be read
    digests : SHA-256 of each file of support, by path
    """

    table: Table
    as_of: date
    inputs: str
    files: tuple[Imported, ...]
    unread: tuple[str, ...]
    digests: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]


def inputs_of(files: Mapping[str, bytes], workspace: Workspace, *, as_of: date) -> str:
    """Return one hash of everything that the table rests on."""
    hashed = sha256(f"{__version__}|{as_of}|{workspace.parties!r}".encode())
    hashed.update(repr(of_agreements(workspace).supports).encode())
    for path in sorted(path for path in files if path.startswith(FOLDER)):
        hashed.update(f"|{path}|{sha256(files[path]).hexdigest()}".encode())
    return hashed.hexdigest()


def derive(files: Mapping[str, bytes], workspace: Workspace, *, as_of: date) -> Derived:
    """
    Return the table of a workspace.

    Parameters
    ----------
    files : of the workspace, by path; only those of support are read
    as_of : the day on which groups stand for supports that bear no date
    """
    kept = read_kept(files)
    own = of_agreements(workspace)
    imported = (*((own,) if own.supports else ()), *kept.imported)
    table, said = _built(kept, imported, workspace.parties, as_of)
    digests = {path: sha256(files[path]).hexdigest() for path in sorted(filter(is_data, files))}
    return Derived(
        table, as_of, inputs_of(files, workspace, as_of=as_of), imported, kept.unread, digests, said
    )


def faults(files: Mapping[str, bytes], workspace: Workspace) -> tuple[Diagnostic, ...]:
    """Return why files of support cannot be taken in; none: they can."""
    if not any(path.startswith(FOLDER) for path in files):
        return ()
    kept = read_kept(files)
    own = of_agreements(workspace)
    _, said = _built(kept, (own, *kept.imported), workspace.parties, date.min)
    named = [
        fault("CW7205.schema", one.file, key="source", what=f"a name of its own; `{SOURCE}` is that of ours")
        for one in kept.imported
        if SOURCE in one.rows or any(release.ocid == SOURCE for release in one.releases)
    ]
    return (*said, *named)


def _built(
    kept: Kept, imported: Iterable[Imported], rows: Iterable[PartyRow], as_of: date
) -> tuple[Table, tuple[Diagnostic, ...]]:
    whole = gather(imported)
    # What stands where a number may not be seen is no number, though two of them are alike.
    seen = [replace(row, identifier="") if is_mark(row.identifier) else row for row in rows]
    parties, owned, wrong = of_parties(seen)
    table = build(
        settle(whole.supports), as_of=as_of, left_out=whole.left_out, parties=parties,
        ownerships=(*owned, *whole.ownerships), decisions=kept.decisions, mentions=whole.mentions,
        rows=whole.rows,
    )  # fmt: skip
    return table, (*kept.diagnostics, *wrong, *whole.diagnostics, *table.diagnostics)
