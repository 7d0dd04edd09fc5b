"""
A workspace: everything that a folder says, and everything that is wrong with it, at once.

Nothing outside the folder is read: links that lead out are not followed. Files are read in the order of
their names, and what they say does not depend on it.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from commonweal.cycle.missions.strategy import NO_STRATEGY, Strategy
from commonweal.engines.protocol import (
    Agreement,
    Closing,
    Decision,
    Fact,
    Member,
    PaymentMade,
    Record,
    RegisterClosing,
)
from commonweal.ground.diagnostics import Diagnostic, Result, Span, diagnose, in_order
from commonweal.terms.core.clauses import Measure, Terms
from commonweal.terms.driver import Compiled, compile_sources
from commonweal.workspace import config, fields
from commonweal.workspace.decisions import load_decisions
from commonweal.workspace.evidence import load_evidence
from commonweal.workspace.forms.rows import cell_span, shown
from commonweal.workspace.gather import Loaded, SetAside, TableFile
from commonweal.workspace.known import Known
from commonweal.workspace.missions.hang import load_strategy
from commonweal.workspace.payments import load_payments
from commonweal.workspace.signed.agreements import Agreements, load_agreements
from commonweal.workspace.signed.parties import Parties, PartyRow, load_parties
from commonweal.workspace.subjects import load_subjects
from commonweal.workspace.tables import MAX_FILE

Progress = Callable[[str, int, int], None]
"""Called with the file to be read next, the bytes read so far, and the bytes of all files."""

TEXTS: Final = ("vocabulary", "terms", "agreements")
AGREEMENT_TABLES: Final = ("agreements.csv", "parameters.csv", "series.csv", "amendments.csv")
TABLES: Final = (".csv", ".parquet")
_LOOSE: Final = (".csv", ".parquet", ".terms", ".tsv", ".xlsx", ".xls", ".ods")

_OWN: Final = ("quarantine", "build", "support", "documents")
"""
Folders of a workspace at which nobody looks for loose files: ours, that of other people's files
(`exchange.folder`), and that of documents of agreements, which a site keeps as they are.
"""
_OF_A_SITE: Final = ("documents.csv",)
"""What stands at the top for a site alone: the titles and days of documents (`web.record.documents`)."""
_LOOKED_AT: Final = 20_000
"""Files after which a folder is looked at no further for what nobody reads."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """
    What a folder says.

    Attributes
    ----------
    terms : by (name, version); measures, units, subjects : by name; agreements : by id
    records : by id of the agreement: its rows, and the public figures that its terms read
    set_aside : rows put into quarantine, where that was asked for
    strategy : missions with their indicators; nothing where there is no `missions/`, or it has an error
    """

    name: str
    zone: ZoneInfo
    language: str
    path: Path
    terms: Mapping[tuple[str, int], Terms] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    parties: tuple[PartyRow, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    compiled: Compiled = field(default_factory=Compiled)
    set_aside: tuple[SetAside, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    strategy: Strategy = NO_STRATEGY


def load(
    path: str | Path,
    *,
    quarantine: bool = False,
    progress: Progress | None = None,
    drafts: Sequence[tuple[str, str]] = (),
    projections: Sequence[TableFile] = (),
) -> Result[Workspace]:
    """
    Return the workspace in a folder, with every fault of every file.

    Parameters
    ----------
    quarantine : set rows with faults aside and use the others (`write_quarantine` writes them down); without
        it a file with a fault contributes nothing
    drafts : (name, text) of texts that are read as if they stood in the folder
    projections : tables of facts that are read as if they stood there

    Returns
    -------
    the workspace with all that could be used, or None where there is no readable `commonweal.toml`
    """
    folder = _Folder(Path(path), progress)
    settings = folder.config()
    if settings.value is None:
        return Result(None, in_order((*settings.diagnostics, *folder.diagnostics)))
    zone = settings.value.zone
    compiled = _compiled((*folder.texts(), *drafts), zone)
    parties_files = folder.tables("", "parties.csv")
    parties = load_parties(parties_files, quarantine=quarantine)
    known = Known(
        zone=zone, terms=compiled.terms, measures=compiled.measures, subjects=frozenset(compiled.subjects),
        units=frozenset(compiled.units), parties=parties.ids if parties_files else None, complete=compiled.ok,
    )  # fmt: skip
    strangers = {agreement.id: _unknown_parties(agreement, known) for agreement in compiled.agreements}
    known = replace(known, broken=frozenset(id_ for id_, faults in strangers.items() if faults))
    written = [agreement for agreement in compiled.agreements if not strangers[agreement.id]]
    tables = {Path(file.name).name: file for file in folder.tables("agreements", *AGREEMENT_TABLES)}
    agreements = load_agreements(tables, known, written, quarantine=quarantine)
    known = replace(known, agreements=agreements.values, broken=agreements.broken)
    rows = _rows(folder, known, quarantine, projections)
    missions = load_strategy(
        folder.settings("missions"), folder.tables("indicators"), known, quarantine=quarantine
    )
    found = [*compiled.diagnostics, *parties.diagnostics]
    found += [d for faults in strangers.values() for d in faults]
    found += [*agreements.diagnostics, *(d for load in rows for d in load.diagnostics), *missions.diagnostics]
    folder.look_around()
    diagnostics = in_order((*found, *folder.diagnostics))
    workspace = Workspace(
        settings.value.name, zone, settings.value.language, folder.path, compiled.terms, compiled.measures,
        agreements.values, parties.rows, _records(agreements.values, known, rows), compiled,
        _set_aside(parties, agreements, (*rows, missions.observations)), diagnostics, missions.strategy,
    )  # fmt: skip
    return Result(workspace, diagnostics)


@lru_cache(maxsize=2)
def _compiled(texts: tuple[tuple[str, str], ...], zone: ZoneInfo) -> Compiled:
    """Return what texts say together; the last are kept, for facts change daily and texts seldom."""
    return compile_sources(texts, zone_end=partial(fields.end_of_day, zone=zone))


def _rows(
    folder: _Folder, known: Known, quarantine: bool, projections: Sequence[TableFile]
) -> tuple[Loaded[Any], ...]:
    return (
        load_subjects(folder.tables("", "subjects.csv"), known, quarantine=quarantine),
        load_evidence([*folder.tables("evidence"), *projections], known, quarantine=quarantine),
        load_payments(folder.tables("payments"), known, quarantine=quarantine),
        load_decisions(folder.tables("decisions"), known, quarantine=quarantine),
    )


def _set_aside(parties: Parties, agreements: Agreements, rows: Iterable[Loaded[Any]]) -> tuple[SetAside, ...]:
    lists = (parties.loaded.set_aside, agreements.set_aside, *(load.set_aside for load in rows))
    return tuple(sorted(item for items in lists for item in items))


def _unknown_parties(agreement: Agreement, known: Known) -> list[Diagnostic]:
    """Return the parties of an agreement in a text that parties.csv does not know."""
    return [
        diagnose("CW3003", _span(agreement.place), agreement=agreement.id, party=party, id=shown(id_))
        for party, id_ in sorted(agreement.parties.items())
        if known.parties is not None and id_ not in known.parties
    ]


def _span(place: str) -> Span:
    """Return the place that `file:line:column` writes."""
    file, line, column = place.rsplit(":", 2)
    return cell_span(file, int(line), int(column))


def _records(
    agreements: Mapping[str, Agreement], known: Known, rows: Iterable[Loaded[Any]]
) -> dict[str, Record]:
    """Sort rows by agreement; rows of public measures go to every agreement whose texts read them."""
    sorts: dict[type, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for load in rows:
        for row in load.values:
            sorts[type(row)][row.agreement].append(row)
    shared: dict[tuple[str, ...], tuple[tuple[Fact, ...], tuple[Closing, ...]]] = {}
    records = {}
    for id_, agreement in agreements.items():
        texts = known.texts(agreement)
        refs = tuple(text.ref for text in texts)
        if refs not in shared:
            read = {measure.name for text in texts for measure in text.measures}
            facts = tuple(fact for fact in sorts[Fact][""] if fact.measure in read)
            shared[refs] = facts, tuple(row for row in sorts[Closing][""] if row.measure in read)
        records[id_] = Record(
            facts=(*sorts[Fact][id_], *shared[refs][0]),
            closings=(*sorts[Closing][id_], *shared[refs][1]),
            members=tuple(sorts[Member][id_]),
            register_closings=tuple(sorts[RegisterClosing][id_]),
            payments=tuple(sorts[PaymentMade][id_]),
            decisions=tuple(sorts[Decision][id_]),
        )
    return records


# ---- the folder -------------------------------------------------------------------------------------


class _Folder:
    """The files of a workspace: regular, inside it, of a size that can be read."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self.path = path
        self.diagnostics: list[Diagnostic] = []
        self._root = path.resolve()
        self._progress = progress
        self._read: set[str] = set()
        self._done = 0
        self._total = self._size() if progress else 0

    def config(self) -> Result[config.Config]:
        """Return the configuration; without one a folder is no workspace."""
        file = self._file(self.path / config.FILE)
        if file is None:
            at = cell_span(config.FILE, 1, 1)
            above = self._root.parent
            inside = (
                [f"name the workspace that it lies in: {above.name}"]
                if (above / config.FILE).is_file()
                else []
            )
            return Result(
                None, (diagnose("CW5107.workspace", at, help=inside, folder=shown(self._root.name)),)
            )
        return config.read_config(file.read(), folder=self._root.name)

    def texts(self) -> Sequence[tuple[str, str]]:
        """Return every text with its name."""
        found = []
        for folder in TEXTS:
            for file in self._files(folder, (".terms",)):
                try:
                    found.append((file.name, file.read().decode("utf-8-sig")))
                except UnicodeDecodeError as fault:
                    line = fault.object.count(b"\n", 0, fault.start) + 1
                    self.diagnostics.append(diagnose("CW5107.utf8", cell_span(file.name, line, 1)))
        return found

    def tables(self, folder: str, *names: str) -> list[TableFile]:
        """Return the tables of a folder in the order of their names; only these, if names are given."""
        if names:
            found = (self._file(self.path / folder / name) for name in names)
            return [file for file in found if file is not None]
        return self._files(folder, TABLES)

    def settings(self, folder: str) -> list[TableFile]:
        """Return the TOML files of a folder in the order of their names."""
        return self._files(folder, (".toml",))

    def look_around(self) -> None:
        """Warn of tables and texts that lie where nobody reads them, in any folder of the workspace."""
        seen = 0
        for top, folders, files in os.walk(self.path):
            own = _OWN if Path(top) == self.path else ()
            folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in own)
            for name in sorted(files):
                seen += 1
                path = Path(top) / name
                if seen > _LOOKED_AT:
                    return
                loose = path.suffix.lower() in _LOOSE and not name.startswith(".")
                if loose and self._name(path) not in (*_OF_A_SITE, *self._read):
                    self.diagnostics.append(diagnose("CW5109.unread", cell_span(self._name(path), 1, 1)))

    def _files(self, folder: str, suffixes: tuple[str, ...]) -> list[TableFile]:
        paths = (path for path in self._entries(folder) if path.suffix in suffixes)
        return [file for path in paths if (file := self._file(path)) is not None]

    def _entries(self, folder: str) -> list[Path]:
        top = self.path / folder
        try:
            if not top.is_dir():
                return []
            if not self._inside(top):
                self.diagnostics.append(diagnose("CW5107.outside", cell_span(self._name(top), 1, 1)))
                return []
            return sorted(path for path in top.iterdir() if not path.name.startswith("."))
        except OSError:
            self.diagnostics.append(diagnose("CW5107.no_file", cell_span(self._name(top), 1, 1)))
            return []

    def _inside(self, path: Path) -> bool:
        """Say whether a path stays in the workspace once its links are followed."""
        try:
            return path.resolve().is_relative_to(self._root)
        except RuntimeError:  # a circle of links
            return False

    def _name(self, path: Path) -> str:
        return shown_path(path.relative_to(self.path).as_posix())

    def _file(self, path: Path) -> TableFile | None:
        """Return a file, None if it is not there or may not be read (a diagnostic)."""
        if not path.is_symlink() and not path.exists():
            return None
        name = self._name(path)
        self._read.add(name)
        at = cell_span(name, 1, 1)
        if not self._inside(path):
            self.diagnostics.append(diagnose("CW5107.outside", at))
        elif not path.is_file() or not os.access(path, os.R_OK):
            self.diagnostics.append(diagnose("CW5107.no_file", at))
        elif path.stat().st_size > MAX_FILE:
            self.diagnostics.append(diagnose("CW5107.large", at, limit=MAX_FILE // 1024**2))
        else:
            return TableFile(name, lambda: self._bytes(path, name))
        return None

    def _bytes(self, path: Path, name: str) -> bytes:
        if self._progress:
            self._progress(name, self._done, self._total)
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
        self._done += len(data)
        return data

    def _size(self) -> int:
        folders = ("", *TEXTS, "evidence", "payments", "decisions", "missions", "indicators")
        files = (path for folder in folders for path in self._entries(folder) if path.is_file())
        return sum(path.stat().st_size for path in files)


def shown_path(name: str) -> str:
    """Return a file's name without characters that cannot be seen, or that would divide it from its row."""
    return "".join(c if c.isprintable() and c != ":" else f"\\u{ord(c):04x}" for c in name)
