"""`decisions/*`: what somebody decided about a clause: notices, waivers, suspensions, rights exercised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from commonweal.engines.protocol import Decision
from commonweal.ground.numbers import plain
from commonweal.workspace import fields
from commonweal.workspace.fields import Cells
from commonweal.workspace.forms.rows import Columns
from commonweal.workspace.gather import Gathering, Loaded, TableFile, Words
from commonweal.workspace.known import Known, recorded

COLUMNS = Columns(
    ("agreement", "clause", "kind", "authority", "decided_on", "recorded_at"),
    ("period", "reason", "public", "from", "until", "quantity"),
)
KINDS = ("notice", "waived", "suspended", "terminated", "exercised", "enforced", "released")
_OF_A_WINDOW = ("notice", "waived")


def load_decisions(files: Iterable[TableFile], known: Known, *, quarantine: bool = False) -> Loaded[Decision]:
    """Return the decisions, with every fault; whether the authority may decide is the engine's to say."""
    gathering: Gathering[Decision] = Gathering(_content, quarantine=quarantine)
    for file in files:
        gathering.read(file, COLUMNS, lambda cells: _decision(cells, known))
    gathering.once()
    for group in gathering.groups(-3):
        gathering.clash(group, "kind", "CW5108.row", what="one decision is recorded in two ways")
    return gathering.settle()


def _decision(cells: Cells, known: Known) -> Decision | None:
    found = known.agreement(cells)
    kind = cells.must("kind", partial(fields.one_of, KINDS))
    clause = known.clause(cells, found[0]) if found else None
    authority = known.party(cells, "authority")
    if not cells.raw("authority"):
        cells.must("authority", fields.identifier)
    decided, at = cells.must("decided_on", fields.day), recorded(cells, known.zone)
    reason, public = cells.words("reason"), cells.may("public", fields.yesno)
    start, end = cells.span_of_days()
    period = cells.may("period", fields.reading_period(found[1].fiscal_end)) if found else None
    quantity = cells.may("quantity", fields.number)
    _check_reach(cells, kind)
    if quantity is not None and quantity < 0:
        cells.blame("quantity", "CW5105.negative", name="a quantity")
    if found is None or kind is None or clause is None or decided is None or at is None:
        return None
    return Decision(
        found[0].id, clause.name, kind, authority, decided, at, period, start, end, quantity, reason,
        public is not False, cells.place,
    )  # fmt: skip


def _check_reach(cells: Cells, kind: str | None) -> None:
    """A notice or waiver names its window, a suspension its days; only exercise has a quantity."""
    if kind in _OF_A_WINDOW and not cells.raw("period"):
        cells.blame("period", "CW5105.no_window", kind=kind)
    if kind == "suspended" and not cells.raw("from") and not cells.raw("period"):
        cells.blame("from", "CW5105.no_start")
    elif kind not in (None, "suspended"):
        cells.empty("CW5105.no_span", "from", "until", kind=kind)
    if kind not in (None, "exercised"):
        cells.empty("CW5105.no_quantity", "quantity", kind=kind)


def _content(d: Decision) -> Words:
    """Return what a decision says; all but the last three parts make two rows the same decision."""
    period = (d.period.start, d.period.end) if d.period else (date.min, date.min)
    quantity = "" if d.quantity is None else plain(d.quantity)
    return (
        d.agreement, d.clause, d.kind, *period, d.start or date.min, d.authority, d.decided_on, d.recorded_at,
        quantity, d.end or date.max, d.reason, d.public,
    )  # fmt: skip
