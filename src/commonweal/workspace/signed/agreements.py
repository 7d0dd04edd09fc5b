"""`agreements/*.csv`: thousands of agreements as rows, with their values as signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from commonweal.engines.protocol import Agreement, SeriesEntry, Setting
from commonweal.ground.diagnostics import Diagnostic
from commonweal.ground.numbers import plain
from commonweal.terms.core.clauses import Terms
from commonweal.workspace import fields
from commonweal.workspace.fields import Cells
from commonweal.workspace.forms.rows import Columns
from commonweal.workspace.gather import Gathering, Loaded, SetAside, TableFile, Words
from commonweal.workspace.known import Known
from commonweal.workspace.signed.amendments import Line, amendments_of, read_amendments
from commonweal.workspace.signed.values import (
    PARAMETERS,
    SERIES,
    Signed,
    read_entry,
    read_setting,
    read_values,
)

_AGREEMENTS = Columns(
    ("agreement", "terms", "version", "signed"),
    ("instrument", "serves", "amount", "currency", "label", "recorded_at", "recipient"),
)


@dataclass(frozen=True, slots=True)
class Agreements:
    """
    What the tables of agreements contributed.

    Attributes
    ----------
    values : by id, with settings and series; those of texts are among them
    broken : ids of rows that could not be used
    """

    values: Mapping[str, Agreement]
    broken: frozenset[str]
    diagnostics: tuple[Diagnostic, ...]
    set_aside: tuple[SetAside, ...] = ()


def load_agreements(
    files: Mapping[str, TableFile],
    known: Known,
    texts: Collection[Agreement] = (),
    *,
    quarantine: bool = False,
) -> Agreements:
    """
    Return all agreements with their values.

    Parameters
    ----------
    files : by name without folder: agreements.csv, parameters.csv, series.csv, amendments.csv
    known : the terms and parties
    texts : agreements of the `.terms` files; a table may not speak about the same ones
    """
    written = {a.id: _dated(a, known) for a in texts}
    rows, seen = _read_agreements(files.get("agreements.csv"), known, written, quarantine)
    values = {**{a.id: a for a in rows.values}, **written}
    broken = known.broken if quarantine else known.broken | (seen - set(values))
    known = replace(known, agreements=values, broken=broken)
    settings = read_values(files.get("parameters.csv"), PARAMETERS, known, written, read_setting, quarantine)
    series = read_values(files.get("series.csv"), SERIES, known, written, read_entry, quarantine)
    amendments = read_amendments(files.get("amendments.csv"), known, written, quarantine)
    loads = (rows, settings, series, amendments)
    return Agreements(
        _assemble(values, settings, series, amendments),
        broken,
        tuple(d for load in loads for d in load.diagnostics),
        tuple(item for load in loads for item in load.set_aside),
    )


def _dated(agreement: Agreement, known: Known) -> Agreement:
    """Return an agreement of a text as recorded on its signing date, unless it says otherwise."""
    if agreement.recorded_at is not None or agreement.signed is None:
        return agreement
    return replace(agreement, recorded_at=fields.end_of_day(agreement.signed, known.zone))


def _assemble(
    values: Mapping[str, Agreement],
    settings: Loaded[Signed[Setting]],
    series: Loaded[Signed[SeriesEntry]],
    lines: Loaded[Line],
) -> dict[str, Agreement]:
    own_settings, own_series = defaultdict(list), defaultdict(list)
    for setting in settings.values:
        own_settings[setting.agreement].append(setting.value)
    for entry in series.values:
        own_series[entry.agreement].append(entry.value)
    amended = amendments_of(lines.values)
    return {
        id_: replace(
            agreement,
            settings=agreement.settings + tuple(own_settings[id_]),
            series=agreement.series + tuple(own_series[id_]),
            amendments=agreement.amendments + amended.get(id_, ()),
        )
        for id_, agreement in sorted(values.items())
    }


# ---- agreements.csv -------------------------------------------------------------------------------


def _read_agreements(
    file: TableFile | None, known: Known, written: Mapping[str, Agreement], quarantine: bool
) -> tuple[Loaded[Agreement], set[str]]:
    """Return the agreements of the table, and the ids of all its rows."""
    gathering: Gathering[Agreement] = Gathering(_content, quarantine=quarantine)
    seen: set[str] = set()
    names = {party.name for terms in known.terms.values() for party in terms.parties}
    columns = replace(
        _AGREEMENTS, optional=(*_AGREEMENTS.optional, *sorted(names - {"recipient"})), open=not known.complete
    )
    if file is not None:
        gathering.read(file, columns, partial(_agreement, known=known, parties=names, seen=seen))
    gathering.once()
    for group in gathering.groups(1):
        gathering.clash(group, "agreement", "CW5108.agreement", name=group[0].value.id)
    for entry in gathering.entries:
        if entry.value.id in written:
            clash = {"name": entry.value.id, "text": written[entry.value.id].place}
            gathering.blame(entry, "agreement", "CW5108.both", values=clash)
    return gathering.settle(), seen


def _agreement(cells: Cells, *, known: Known, parties: set[str], seen: set[str]) -> Agreement | None:
    id_ = cells.must("agreement", fields.identifier)
    if id_ is not None:
        seen.add(id_)
    signed = cells.must("signed", fields.day)
    recorded = cells.may("recorded_at", partial(fields.instant, zone=known.zone))
    serves, label = cells.name("serves") or None, cells.words("label")
    amount, currency = _amount(cells)
    terms = _terms(cells, known)
    if id_ is None or signed is None or terms is None:
        return None
    return Agreement(
        id=id_,
        terms=terms.name,
        version=terms.version,
        parties=_parties(cells, known, terms, parties),
        signed=signed,
        recorded_at=recorded or fields.end_of_day(signed, known.zone),
        label=label,
        serves=serves,
        amount=amount,
        currency=currency,
        place=cells.place,
    )


def _terms(cells: Cells, known: Known) -> Terms | None:
    """Return the terms of a row; their instrument may be repeated, not changed."""
    name, version = cells.must("terms", fields.identifier), cells.must("version", fields.count)
    if name is None or version is None:
        return None
    terms = known.terms.get((name, version))
    if terms is None:
        versions = [str(v) for n, v in known.terms if n == name]
        if versions:
            known.unknown(cells, "version", "version", versions, where=name)
        else:
            known.unknown(cells, "terms", "terms", (n for n, _ in known.terms), where="the workspace")
        return None
    instrument = cells.name("instrument")
    if instrument and instrument != terms.instrument:
        wanted = terms.instrument
        cells.blame("instrument", "CW5105.instrument", found=instrument, terms=terms.ref, wanted=wanted)
    return terms


def _amount(cells: Cells) -> tuple[Decimal | None, str | None]:
    currency = cells.may("currency", fields.currency)
    if not cells.raw("amount"):
        return None, currency
    if not cells.raw("currency"):
        cells.blame("currency", "CW5105.missing", column="currency")
    if currency is None:
        return None, None
    amount = cells.must("amount", partial(fields.money, currency=currency))
    if amount is not None and amount < 0:
        cells.blame("amount", "CW5105.negative", name="the amount of an agreement")
    return amount, currency


def _parties(cells: Cells, known: Known, terms: Terms, names: set[str]) -> dict[str, str]:
    """Return the ids of the parties; a cell of a party that these terms lack must be empty."""
    own = {party.name for party in terms.parties}
    cells.empty("CW5105.other_party", *sorted(names - own - {"recipient"}), terms=terms.ref)
    found = {name: known.party(cells, name, "CW3003.table") for name in sorted(own)}
    first = next((party.name for party in terms.parties if party.side == "recipient"), None)
    if "recipient" not in own and cells.raw("recipient"):
        recipient = known.party(cells, "recipient", "CW3003.table")
        if first is None or found[first] not in ("", recipient):
            cells.blame("recipient", "CW5105.recipient", found=recipient, party=first or "no party")
        else:
            found[first] = recipient
    return {name: id_ for name, id_ in found.items() if id_}


def _content(a: Agreement) -> Words:
    amount = "" if a.amount is None else plain(a.amount)
    return (
        a.id, a.terms, a.version, a.signed, a.recorded_at, a.label, a.serves or "", amount, a.currency or "",
        tuple(sorted(a.parties.items())),
    )  # fmt: skip
