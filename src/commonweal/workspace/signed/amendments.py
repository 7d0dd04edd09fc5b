"""
`agreements/amendments.csv`: what changed agreements from a day on, one row for each line of an amendment.

Rows of one `agreement` and `amendment` are one amendment; they name the same days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final

from commonweal.engines.protocol import Agreement, SeriesEntry, Setting
from commonweal.ground.numbers import plain
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Amendment
from commonweal.terms.core.clauses import Parameter, Terms
from commonweal.workspace import fields
from commonweal.workspace.fields import Cells
from commonweal.workspace.forms.rows import Columns
from commonweal.workspace.gather import Gathering, Loaded, TableFile, Words
from commonweal.workspace.known import Known, in_currency, on_grid, words_of
from commonweal.workspace.signed.values import value_of
from commonweal.workspace.tables import read_table

COLUMNS = Columns(
    ("agreement", "amendment", "effective", "signed", "line", "name", "period", "value"),
    ("unit", "source", "recorded_at"),
)
LINES: Final = ("set", "move", "end")
Ref = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one amendment; of `what` it sets, moves to or ends exactly one is filled."""

    agreement: str
    amendment: str
    effective: date
    signed: date
    recorded_at: datetime
    party: tuple[str, str] | None = None
    setting: Setting | None = None
    entry: SeriesEntry | None = None
    move: Ref | None = None
    end: str | None = None
    place: str = ""


def read_amendments(
    file: TableFile | None, known: Known, written: Mapping[str, Agreement], quarantine: bool
) -> Loaded[Line]:
    """
    Return the lines of all amendments, with every fault.

    Parameters
    ----------
    written : agreements of the `.terms` files, which amend themselves there
    """
    gathering: Gathering[Line] = Gathering(_said, quarantine=quarantine)
    if file is not None:
        texts = _Texts(file, known)
        gathering.read(file, COLUMNS, lambda cells: _line(cells, known, written, texts))
    gathering.once()
    for group in gathering.groups(-1):
        gathering.clash(group, "value", "CW5108.row", what="one amendment says two things of one name")
    days: dict[tuple[str, str], Line] = {}
    for entry in gathering.entries:
        line = entry.value
        first = days.setdefault((line.agreement, line.amendment), line)
        if _days(first) != _days(line):
            values = {"what": "the rows of one amendment give different days"}
            gathering.blame(entry, "effective", "CW5108.row", values=values)
    return gathering.settle()


def amendments_of(lines: Iterable[Line]) -> dict[str, tuple[Amendment, ...]]:
    """Return the amendments of each agreement, by signature, effect and name."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.agreement, line.amendment].append(line)
    made: dict[str, list[Amendment]] = defaultdict(list)
    for (agreement, name), rows in sorted(groups.items()):
        move = next((row.move for row in rows if row.move is not None), (None, None))
        made[agreement].append(
            Amendment(
                agreement,
                rows[0].effective,
                rows[0].signed,
                rows[0].recorded_at,
                name,
                move[0],
                move[1],
                dict(row.party for row in rows if row.party is not None),
                tuple(row.setting for row in rows if row.setting is not None),
                tuple(row.entry for row in rows if row.entry is not None),
                tuple(row.end for row in rows if row.end is not None),
                rows[0].place,
            )
        )
    return {
        id_: tuple(sorted(ones, key=lambda a: (a.signed, a.effective, a.label))) for id_, ones in made.items()
    }


class _Texts:
    """The texts that the amendments of a table move each agreement to, found before its rows are judged."""

    def __init__(self, file: TableFile, known: Known) -> None:
        self.known = known
        self._moves: dict[str, list[Ref]] = defaultdict(list)
        table = read_table(file.read(), file.name, COLUMNS).value
        if table is None:
            return
        at = {name: n for n, name in enumerate(table.columns)}
        for row in table.rows():
            if not row.fault and row.cells[at["line"]] == "move" and row.cells[at["value"]].isascii():
                version = row.cells[at["value"]]
                if version.isdigit() and len(version) < 10:
                    self._moves[row.cells[at["agreement"]]].append((row.cells[at["name"]], int(version)))

    def of(self, agreement: Agreement) -> list[Terms]:
        """Return the texts of an agreement, the last one first."""
        refs = dict.fromkeys([(agreement.terms, agreement.version), *self._moves[agreement.id]])
        return [self.known.terms[ref] for ref in reversed(refs) if ref in self.known.terms]


def _line(cells: Cells, known: Known, written: Mapping[str, Agreement], texts: _Texts) -> Line | None:
    found = known.agreement(cells)
    name = cells.must("amendment", fields.text)
    effective, signed = cells.must("effective", fields.day), cells.must("signed", fields.day)
    recorded = cells.may("recorded_at", partial(fields.instant, zone=known.zone))
    what = cells.must("line", partial(fields.one_of, LINES))
    if found is None or name is None or effective is None or signed is None or what is None:
        return None
    agreement = found[0]
    if agreement.id in written:
        place = written[agreement.id].place
        cells.blame("agreement", "CW5108.both", name=agreement.id, text=place)
        return None
    at = recorded or fields.end_of_day(signed, known.zone)
    if agreement.signed is not None and signed < agreement.signed:
        cells.blame("signed", "CW5105.before_signing", signed=signed, agreement=agreement.signed)
    bare = Line(agreement.id, name, effective, signed, at, place=cells.place)
    return _READ[what](cells, bare, known, texts.of(agreement))


def _set(cells: Cells, bare: Line, known: Known, texts: list[Terms]) -> Line | None:
    name = cells.must("name", fields.identifier)
    if name is None:
        return None
    if any(text.party(name) for text in texts):
        cells.empty("CW5105.no_unit", "unit", name=name)
        return _with(bare, party=(name, known.party(cells, "value", "CW3003.table")))
    terms = next((text for text in texts if text.parameter(name)), None)
    parameter = terms.parameter(name) if terms is not None else None
    if terms is None or parameter is None:
        names = [p.name for text in texts for p in text.parameters]
        names += [p.name for text in texts for p in text.parties]
        known.unknown(cells, "name", "parameter", names, where=" and ".join(t.ref for t in reversed(texts)))
        return None
    value = value_of(cells, parameter, in_currency(parameter.type, terms.currency))
    period = _period(cells, parameter, terms)
    if value is None or (parameter.by is not None and period is None):
        return None
    if period is None:
        return _with(bare, setting=Setting(name, value, bare.recorded_at, cells.place))
    if isinstance(value, str):
        return None
    return _with(bare, entry=SeriesEntry(name, period, value, bare.recorded_at, cells.place))


def _period(cells: Cells, parameter: Parameter, terms: Terms) -> Period | None:
    if parameter.by is None:
        cells.empty("CW5105.single", "period", name=parameter.name, table="amendments.csv")
        return None
    period = cells.must("period", fields.reading_period(terms.fiscal_end))
    if period is not None and not on_grid(parameter.by, period, terms.fiscal_end):
        cells.blame("period", "CW5105.grid", name=parameter.name, grain=words_of(parameter.by))
    return period


def _move(cells: Cells, bare: Line, known: Known, texts: list[Terms]) -> Line | None:
    name, version = cells.must("name", fields.identifier), cells.must("value", fields.count)
    if name is None or version is None:
        return None
    if (name, version) not in known.terms:
        versions = [str(v) for n, v in known.terms if n == name]
        if versions:
            known.unknown(cells, "value", "version", versions, where=name)
        else:
            known.unknown(cells, "name", "terms", (n for n, _ in known.terms), where="the workspace")
        return None
    return _with(bare, move=(name, version))


def _end(cells: Cells, bare: Line, known: Known, texts: list[Terms]) -> Line | None:
    name = cells.must("name", fields.identifier)
    names: dict[str, None] = {}
    for text in texts:
        names |= dict.fromkeys(c.name for c in text.clauses)
        names |= dict.fromkeys(a.name for a in text.accounts) | dict.fromkeys(r.name for r in text.rights)
    if name is not None and name not in names:
        known.unknown(cells, "name", "clause", names, where=" and ".join(t.ref for t in reversed(texts)))
        return None
    return _with(bare, end=name) if name is not None else None


_READ: Final = {"set": _set, "move": _move, "end": _end}


def _with(
    bare: Line,
    *,
    party: tuple[str, str] | None = None,
    setting: Setting | None = None,
    entry: SeriesEntry | None = None,
    move: Ref | None = None,
    end: str | None = None,
) -> Line:
    return Line(
        bare.agreement, bare.amendment, bare.effective, bare.signed, bare.recorded_at,
        party, setting, entry, move, end, bare.place,
    )  # fmt: skip


def _days(line: Line) -> tuple[date, date, datetime]:
    return line.effective, line.signed, line.recorded_at


def _said(line: Line) -> Words:
    """Return what a row says: the value comes last, and before it what two rows must not share."""
    key = (line.agreement, line.amendment, line.effective, line.signed, line.recorded_at)
    none = (date.min, date.min)
    if line.party is not None:
        return (*key, "party", line.party[0], *none, line.party[1])
    if line.move is not None:
        return (*key, "move", "", *none, f"{line.move[0]} {line.move[1]}")
    if line.end is not None:
        return (*key, "end", line.end, *none, "")
    if line.entry is not None:
        days = (line.entry.period.start, line.entry.period.end)
        return (*key, "entry", line.entry.name, *days, _shown(line.entry.value))
    assert line.setting is not None
    return (*key, "setting", line.setting.name, *none, _shown(line.setting.value))


def _shown(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else repr(value)
