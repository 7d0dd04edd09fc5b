"""
From files of support, agreements and parties to the table: the same bytes give the same table.

A table of a day holds nothing that was signed, dated or said after it: agreements by what was known of them
then (`agreements`), files by what their sources had said (`exchange.known`).

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
from commonweal.web.portfolio.agreements import SOURCE, Standing, of_agreements, standings
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
    standings : what each agreement is on the day, by its id
    unread : paths of files that could not be read
    digests : SHA-256 of each file of support, by path
    """

    table: Table
    as_of: date
    inputs: str
    files: tuple[Imported, ...]
    standings: Mapping[str, Standing]
    unread: tuple[str, ...]
    digests: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]


def inputs_of(files: Mapping[str, bytes], workspace: Workspace, *, as_of: date) -> str:
    """Return one hash of everything that the table rests on."""
    hashed = sha256(f"{__version__}|{as_of}|{workspace.parties!r}".encode())
    hashed.update(repr(of_agreements(workspace, as_of).supports).encode())
    hashed.update(repr(standings(workspace, as_of)).encode())
    for path in sorted(path for path in files if path.startswith(FOLDER)):
        hashed.update(f"|{path}|{sha256(files[path]).hexdigest()}".encode())
    return hashed.hexdigest()


def derive(files: Mapping[str, bytes], workspace: Workspace, *, as_of: date) -> Derived:
    """
    Return the table of a workspace.

    Parameters
    ----------
    files : of the workspace, by path; only those of support are read
    as_of : the day of the table; groups stand on it for supports that bear no date
    """
    kept = read_kept(files)
    own = of_agreements(workspace, as_of)
    imported = (*((own,) if own.supports else ()), *kept.imported)
    table, said = _built(kept, imported, workspace.parties, as_of)
    digests = {path: sha256(files[path]).hexdigest() for path in sorted(filter(is_data, files))}
    return Derived(
        table, as_of, inputs_of(files, workspace, as_of=as_of), imported, standings(workspace, as_of),
        kept.unread, digests, said,
    )  # fmt: skip


def faults(files: Mapping[str, bytes], workspace: Workspace) -> tuple[Diagnostic, ...]:
    """Return why files of support cannot be taken in, whatever day is asked for; none: they can."""
    if not any(path.startswith(FOLDER) for path in files):
        return ()
    kept = read_kept(files)
    own = of_agreements(workspace)
    _, said = _built(kept, (own, *kept.imported), workspace.parties, None)
    named = [
        fault("CW7205.schema", one.file, key="source", what=f"a name of its own; `{SOURCE}` is that of ours")
        for one in kept.imported
        if SOURCE in one.rows or any(release.ocid == SOURCE for release in one.releases)
    ]
    return (*said, *named)


def _built(
    kept: Kept, imported: Iterable[Imported], rows: Iterable[PartyRow], by: date | None
) -> tuple[Table, tuple[Diagnostic, ...]]:
    whole = gather(imported, by=by)
    # What stands where a number may not be seen is no number, though two of them are alike.
    seen = [replace(row, identifier="") if is_mark(row.identifier) else row for row in rows]
    parties, owned, wrong = of_parties(seen)
    table = build(
        settle(whole.supports), as_of=by or date.min, left_out=whole.left_out, parties=parties,
        ownerships=(*owned, *whole.ownerships), decisions=kept.decisions, mentions=whole.mentions,
        rows=whole.rows,
    )  # fmt: skip
    return table, (*kept.diagnostics, *wrong, *whole.diagnostics, *table.diagnostics)
