"""`evidence/*`: facts and closing statements, held against the vocabulary and one another (5.1–5.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from commonweal.engines.protocol import AWARD, Closing, Fact, Undisclosed
from commonweal.ground.numbers import plain
from commonweal.ground.period import FiscalEnd, Period
from commonweal.terms.core.clauses import Measure, Terms
from commonweal.terms.core.types import Type
from commonweal.workspace import fields
from commonweal.workspace.fields import Cells, iso
from commonweal.workspace.forms.rows import Columns
from commonweal.workspace.gather import Entry, Gathering, Loaded, TableFile, Words
from commonweal.workspace.known import (
    Known,
    figure,
    in_currency,
    on_grid,
    recorded,
    unit_of,
    words_of,
)

COLUMNS = Columns(
    ("agreement", "measure", "period", "value", "level", "recorded_at"),
    ("kind", "subject", "unit", "source", "reported_on", "event", "fact", "count", "total"),
)
PUBLIC = "public"
CLOSED = "closed"
UNDISCLOSED = "undisclosed"
Row = Fact | Closing
FactValue = Decimal | bool | Undisclosed | None


class _Frame(NamedTuple):
    """What the rest of a row is read against: its measure, its agreement, and the terms that read it."""

    agreement: str
    measure: Measure
    type: Type
    fiscal: FiscalEnd | None
    kind: str
    subject: str


def load_evidence(files: Iterable[TableFile], known: Known, *, quarantine: bool = False) -> Loaded[Row]:
    """
    Return the facts and closing statements, with every fault.

    Rows with the same content count once; a fact without an id takes one from its content. So loading a file
    twice changes nothing.
    """
    gathering: Gathering[Row] = Gathering(content, quarantine=quarantine)
    events = {name for name, measure in known.measures.items() if measure.grain == "event"}
    for file in files:
        gathering.read(file, COLUMNS, lambda cells: _row(cells, known))
    for gone, kept in gathering.once():
        row = gone.value
        if isinstance(row, Fact) and row.measure in events and not row.event:
            gathering.blame(gone, "event", "CW5109.same", other=kept, values={"what": "event"})
    for group in gathering.groups(_KEY):
        row = group[0].value
        if isinstance(row, Fact) and row.measure in events and not row.event:
            _check_nameless(gathering, group)
        else:
            _check_versions(gathering, group)
    for group in gathering.sharing("fact", lambda row: (row.agreement, _id(row) or row)):
        gathering.clash(group, "fact", "CW5108.id", name=_id(group[0].value))
    return gathering.settle()


def content(row: Row) -> Words:
    """
    Return what a row says: equal for equal rows; its place is not in it.

    The first seven parts make two facts versions of one another (5.2), the first nine two closing statements
    the same.
    """
    if isinstance(row, Closing):
        total = "" if row.total is None else plain(row.total)
        return (
            row.agreement, row.kind, row.subject, row.measure, row.through, row.through, CLOSED,
            row.level, row.recorded_at, total, str(row.count), row.source, date.min, "",
        )  # fmt: skip
    return (
        row.agreement, row.kind, row.subject, row.measure, row.period.start, row.period.end, f":{row.event}",
        row.level, row.recorded_at, _shown(row.value), row.unit, row.source, row.reported_on or date.min,
        row.id,
    )  # fmt: skip


_CLOSES = ("close", "closed", "closes", "closing")
"""Words by which people close a measure; under `kind` none of them does, under `value` only `closed`."""
_KEY = 7
_TIME = slice(7, 9)
_SAID = slice(9, 11)


def _shown(value: FactValue) -> str:
    """Return a fact's value as a word; equal for equal values."""
    match value:
        case Decimal():
            return plain(value)
        case None:
            return ""
        case Undisclosed():
            return UNDISCLOSED
    return "yes" if value else "no"


def _id(row: Row) -> str:
    return row.id if isinstance(row, Fact) else ""


# ---- rows beside rows -------------------------------------------------------------------------------


def _check_nameless(gathering: Gathering[Row], group: list[Entry[Row]]) -> None:
    """Events of one day without reference: in one delivery nobody can tell them apart; later ones restate."""
    deliveries: dict[datetime, list[Entry[Row]]] = defaultdict(list)
    for entry in group:
        deliveries[entry.value.recorded_at].append(entry)
    for same in deliveries.values():
        if len(same) > 1:
            gathering.clash(same, "event", "CW5102", measure=same[0].value.measure)
    first, *later = (deliveries[at] for at in sorted(deliveries))
    for delivery in later:
        for entry in delivery:
            values = {"measure": entry.value.measure}
            gathering.blame(entry, "event", "CW5109.restated", other=first[0], values=values)


def _check_versions(gathering: Gathering[Row], group: list[Entry[Row]]) -> None:
    """Two versions of one level, recorded and reported at one time, must say the same."""
    times: dict[object, list[Entry[Row]]] = defaultdict(list)
    for entry in group:
        reported = entry.value.reported_on if isinstance(entry.value, Fact) else None
        times[entry.says[_TIME], reported].append(entry)
    for same in times.values():
        if len({entry.says[_SAID] for entry in same}) > 1:
            what = f"{same[0].value.measure} has two values of one level and time"
            gathering.clash(same, "value", "CW5108.row", what=what)


# ---- one row ----------------------------------------------------------------------------------------


def _row(cells: Cells, known: Known) -> Row | None:
    if not _closes_rightly(cells, known):
        return None
    frame = _frame(cells, known)
    at = recorded(cells, known.zone)
    level = cells.must("level", fields.level)
    reported = cells.may("reported_on", fields.day)
    source, event, id_ = cells.words("source"), cells.name("event"), cells.name("fact")
    if frame is None:
        return None
    period = cells.must("period", fields.reading_period(frame.fiscal))
    if cells.raw("value") == CLOSED:
        count, total = _closing(cells, frame)
        if period is None or level is None or at is None:
            return None
        return Closing(
            frame.agreement, frame.kind, frame.subject, frame.measure.name, period.last, level, at,
            count, total, source, cells.place,
        )  # fmt: skip
    cells.empty("CW5105.not_closed", "count", "total")
    if period is not None:
        _check_grid(cells, frame, period)
    value, unit = _value(cells, frame, source)
    if period is None or level is None or at is None:
        return None
    name, kind, subject = frame.measure.name, frame.kind, frame.subject
    if not id_:
        id_ = fields.digest((
            frame.agreement, kind, subject, name, iso(period.start), iso(period.end), event, level, iso(at),
            _shown(value), unit, source, iso(reported),
        ))  # fmt: skip
    return Fact(
        frame.agreement, kind, subject, name, period, value, level, at, event, unit, source, reported, id_,
        cells.place,
    )  # fmt: skip


def _frame(cells: Cells, known: Known) -> _Frame | None:
    """Return the measure and agreement of a row, None if they are at fault."""
    measure = known.measures.get(cells.raw("measure"))
    if measure is None and cells.must("measure", fields.identifier) is not None:
        known.unknown(cells, "measure", "measure", known.measures)
    if measure is not None and measure.per == PUBLIC:
        if not cells.empty("CW5105.public", "agreement", "kind", "subject", name=measure.name):
            return None
        return _Frame("", measure, measure.type, None, "", "")
    if measure is not None and not cells.raw("agreement"):
        cells.blame("agreement", "CW5105.whose", name=measure.name)
        return None
    found = known.agreement(cells) if cells.raw("agreement") else None
    subject = _subject(cells, known, measure) if measure else None
    if found is None or measure is None or subject is None:
        return None
    agreement, terms = found
    kind = measure.per if subject else ""
    return _Frame(agreement.id, measure, _type_of(measure, terms), terms.fiscal_end, kind, subject)


def _type_of(measure: Measure, terms: Terms) -> Type:
    """Return a measure's type as the terms read it: money without code is in their currency."""
    return in_currency(measure.type, terms.currency)


def _subject(cells: Cells, known: Known, measure: Measure) -> str | None:
    """Return the subject of a row, "" for the award itself, None if it does not fit the measure."""
    kind = cells.name("kind")
    if measure.per == AWARD:
        fits = cells.empty("CW5105.of_award", "subject", name=measure.name)
        if kind not in ("", AWARD):
            cells.blame("kind", "CW5105.of_award", name=measure.name, column="kind")
            return None
        return "" if fits else None
    if kind and kind != measure.per:
        cells.blame("kind", "CW5105.kind", name=measure.name, found=kind, wanted=measure.per)
        return None
    if not cells.raw("subject"):
        cells.blame("subject", "CW5105.which", name=measure.name, wanted=measure.per)
        return None
    subject = cells.name("subject")
    if subject == CLOSED:
        cells.blame("subject", "CW5105.reserved", word=CLOSED)
        return None
    return known.party(cells, "subject") if measure.per == "affiliate" else subject or None


def _check_grid(cells: Cells, frame: _Frame, period: Period) -> None:
    """A fact of a grid lies on it and has no event; an event is dated."""
    measure = frame.measure
    if measure.grain == "event":
        if period.length != 1:
            cells.blame("period", "CW5101.event", name=measure.name)
        return
    cells.empty("CW5105.no_event", "event", name=measure.name, grain=words_of(measure.grain))
    if not on_grid(measure.grain, period, frame.fiscal):
        cells.blame("period", "CW5101.grid", name=measure.name, grain=words_of(measure.grain))


def _value(cells: Cells, frame: _Frame, source: str) -> tuple[FactValue, str]:
    """Return the value of a fact and its unit; None is a retraction."""
    measure, type_, cell = frame.measure, frame.type, cells.raw("value")
    if not cell:
        return None, ""
    if cell == UNDISCLOSED:
        if not source:
            cells.blame("source", "CW5105.no_source", name=measure.name)
        return Undisclosed(source), ""
    if measure.kind == "flag" or type_.kind == "yesno":
        cells.empty("CW5105.no_unit", "unit", name=measure.name)
        answer = cells.must("value", fields.yesno)
        return answer, ""
    value, unit = None, unit_of(cells, measure.name, type_)
    if unit is not None:
        value = figure(cells, measure.name, type_, unit)
    if value is not None and value < 0 and measure.nonnegative:
        cells.blame("value", "CW5105.negative", name=measure.name)
    return value, "" if unit in (None, "%") else unit or ""


def _closes_rightly(cells: Cells, known: Known) -> bool:
    """Blame a row that means to close something and does not say so as a closing statement does."""
    wrong = []
    if cells.raw("kind").lower() in _CLOSES and cells.raw("kind") not in known.subjects:
        wrong.append("kind")
    if cells.raw("value").lower() in _CLOSES and cells.raw("value") != CLOSED:
        wrong.append("value")
    for column in wrong:
        cells.blame(column, "CW5105.closes", cell=cells.raw(column))
    return not wrong


def _closing(cells: Cells, frame: _Frame) -> tuple[int | None, Decimal | None]:
    """Return the control totals of a closing statement; only events need one."""
    measure = frame.measure
    if measure.grain != "event":
        cells.blame("value", "CW5105.not_events", name=measure.name, grain=words_of(measure.grain))
    cells.empty("CW5105.closing", "event", name=measure.name)
    count, total = cells.may("count", fields.count), None
    if cells.raw("total"):
        unit = unit_of(cells, measure.name, frame.type)
        total = None if unit is None else figure(cells, measure.name, frame.type, unit, column="total")
    return count, total
