"""`subjects.csv`: the registers that `every worker` and `over sale` range over, and what closes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from commonweal.engines.protocol import Member, RegisterClosing
from commonweal.workspace import fields
from commonweal.workspace.fields import Cells
from commonweal.workspace.forms.rows import Columns
from commonweal.workspace.gather import Gathering, Loaded, TableFile, Words
from commonweal.workspace.known import Known, recorded

COLUMNS = Columns(("agreement", "kind", "subject", "recorded_at"), ("from", "until", "label", "count"))
BUILT_IN = ("award", "public", "affiliate")
CLOSED = "closed"
Row = Member | RegisterClosing


def load_subjects(files: Iterable[TableFile], known: Known, *, quarantine: bool = False) -> Loaded[Row]:
    """Return the rows of the registers, with every fault; rows of one subject and time must agree."""
    gathering: Gathering[Row] = Gathering(_content, quarantine=quarantine)
    for file in files:
        gathering.read(file, COLUMNS, lambda cells: _row(cells, known))
    gathering.once()
    for group in gathering.groups(-2):
        row = group[0].value
        subject = row.subject if isinstance(row, Member) else CLOSED
        what = f"the register says two things about `{subject}`"
        gathering.clash(group, "subject", "CW5108.row", what=what)
    return gathering.settle()


def _row(cells: Cells, known: Known) -> Row | None:
    found = known.agreement(cells)
    kind = cells.must("kind", fields.identifier)
    if kind in BUILT_IN:
        cells.blame("kind", "CW5105.built_in", kind=kind)
    elif kind is not None and kind not in known.subjects:
        known.unknown(cells, "kind", "subject", known.subjects)
    at = recorded(cells, known.zone)
    start, end = cells.span_of_days()
    label = cells.words("label")
    if cells.raw("subject") == CLOSED:
        cells.empty("CW5105.closed_register", "from", "label")
        through = cells.must("until", fields.day)
        count = cells.may("count", fields.count)
        if found is None or kind is None or at is None or through is None:
            return None
        return RegisterClosing(found[0].id, kind, through, at, count, cells.place)
    cells.empty("CW5105.not_closed", "count")
    subject = cells.must("subject", fields.identifier)
    if found is None or kind is None or at is None or subject is None:
        return None
    return Member(found[0].id, kind, subject, at, start, end, label, cells.place)


def _content(row: Row) -> Words:
    """Return what a row says; all but the last two parts are what two rows of a register must not share."""
    if isinstance(row, Member):
        start, end = row.start or date.min, row.end or date.max
        name = f":{row.subject}"
        return (row.agreement, row.kind, name, start, row.recorded_at, end.isoformat(), row.label)
    return (row.agreement, row.kind, CLOSED, row.through, row.recorded_at, str(row.count), "")
