"""
A workspace: everything that its files say, and everything that is wrong with it, at once.

Files are read in the order of their names, and what they say does not depend on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from commonweal.workspace import fields
from commonweal.workspace.decisions import load_decisions
from commonweal.workspace.evidence import load_evidence
from commonweal.workspace.files import Files, FolderFiles, HeldFiles, Progress
from commonweal.workspace.forms.rows import cell_span, shown
from commonweal.workspace.gather import Loaded, SetAside, TableFile
from commonweal.workspace.known import Known
from commonweal.workspace.missions.hang import load_strategy
from commonweal.workspace.payments import load_payments
from commonweal.workspace.signed.agreements import Agreements, load_agreements
from commonweal.workspace.signed.parties import Parties, PartyRow, load_parties
from commonweal.workspace.subjects import load_subjects

AGREEMENT_TABLES: Final = ("agreements.csv", "parameters.csv", "series.csv", "amendments.csv")


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
    return _loaded(FolderFiles(Path(path), progress), quarantine, drafts, projections)


def load_files(files: Mapping[str, bytes], *, progress: Progress | None = None) -> Result[Workspace]:
    """Return the workspace that files make, given by their path with `/`, as `load` does of a folder."""
    return _loaded(HeldFiles(files, progress), False, (), ())


def _loaded(
    folder: Files, quarantine: bool, drafts: Sequence[tuple[str, str]], projections: Sequence[TableFile]
) -> Result[Workspace]:
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
    folder: Files, known: Known, quarantine: bool, projections: Sequence[TableFile]
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
