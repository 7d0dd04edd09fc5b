"""What comes next under an agreement, from its plan: figures to report, windows tested, money to pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from rich.console import Group, RenderableType

from commonweal.engines.protocol import Plan, Window
from commonweal.ground.days import add_months
from commonweal.ground.period import Period, show_period
from commonweal.report import words
from commonweal.report.flat import Columns
from commonweal.report.rows import Row, window_row
from commonweal.report.tables import Column, Sheet, line
from commonweal.terms.core.clauses import Clause, Condition, Payment
from commonweal.terms.core.walk import expressions_of

SCHEMA: Final = "commonweal.calendar/1"
COLUMNS: Final[Columns] = {
    "day": "day", "what": "text", "clause": "text", "label": "text",
    "window_start": "day", "window_end": "day", "who": "text", "party": "text",
    "to": "text", "measures": "text", "level": "text",
}  # fmt: skip
WHATS: Final = ("test", "report", "pay")
"""The window ends and is tested; figures must be reported; money must be paid."""
HORIZON_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing that comes.

    Attributes
    ----------
    who : party of the text that must act; party : its id in `parties.csv`; to : the payee
    measures, level : figures to report, and the least level of evidence
    """

    day: date
    what: str
    clause: str
    label: str
    window: Period
    who: str
    party: str
    to: str = ""
    measures: tuple[str, ...] = ()
    level: str = ""

    @property
    def order(self) -> tuple[Any, ...]:
        """Return what entries are sorted by."""
        return (self.day, WHATS.index(self.what), self.clause, self.window)


def entries(plan: Plan, after: date, until: date | None = None) -> list[Entry]:
    """
    Return what comes after a day, in the order of days.

    Parameters
    ----------
    until : the last day of interest; None: every window of which something comes within a year, and at least
        the next one of each clause
    """
    last = until or add_months(after, HORIZON_MONTHS)
    found: list[Entry] = []
    for clause in plan.clauses():
        coming = [list(_of(clause, window, plan, after)) for window in plan.windows[clause.name]]
        if until is not None:
            near = [[entry for entry in group if entry.day <= last] for group in coming]
        else:
            near = [group for group in coming if any(entry.day <= last for entry in group)]
            near = near or [group for group in coming if group][:1]
        found += [entry for group in near for entry in group]
    return sorted(found, key=lambda entry: entry.order)


def _of(clause: Clause, window: Window, plan: Plan, after: date) -> Iterator[Entry]:
    """Yield what one window still asks for."""
    period = window.period
    debtor = clause.party if isinstance(clause, Condition) else clause.payer

    def entry(day: date, what: str, who: str, **more: Any) -> Entry:
        party = plan.agreement.parties.get(who, "")
        return Entry(day, what, clause.name, clause.label, period, who, party, **more)

    if period.last > after and isinstance(clause, Condition):
        yield entry(period.last, "test", debtor)
    measures = _measures(clause, plan)
    if window.evidence_due > after and measures:
        names, level = tuple(measures), " or ".join(dict.fromkeys(measures.values()))
        yield entry(window.evidence_due, "report", _reporter(clause, plan), measures=names, level=level)
    if isinstance(clause, Payment) and window.due is not None and window.due > after:
        yield entry(window.due, "pay", debtor, to=clause.payee)


def _measures(clause: Clause, plan: Plan) -> dict[str, str]:
    """Return the figures that a clause reads, each with its least level of evidence (language, 5.5)."""
    named = {
        str(value) for root in expressions_of(clause) for node in root.walk() for key, value in node.attrs
        if key == "measure"
    }  # fmt: skip
    own = clause.evidence.level if clause.evidence is not None else None
    found = (plan.terms.measure(name) for name in sorted(named))
    return {m.name: own or m.level or "documented" for m in found if m is not None and m.per != "public"}


def _reporter(clause: Clause, plan: Plan) -> str:
    """Return who reports: whose duty it is; of a payment its recipient side, else its payer."""
    if isinstance(clause, Condition):
        return clause.party
    recipients = [party.name for party in plan.terms.parties if party.side == "recipient"]
    return clause.payee if clause.payee in recipients else clause.payer


# ---- for programs and for people --------------------------------------------------------------------


def as_row(entry: Entry) -> Row:
    """Return an entry as a row."""
    return {
        "day": entry.day.isoformat(), "what": entry.what, "clause": entry.clause, "label": entry.label,
        "window": window_row(entry.window), "who": entry.who, "party": entry.party, "to": entry.to or None,
        "measures": list(entry.measures), "level": entry.level or None,
    }  # fmt: skip


def flat_row(entry: Entry) -> Row:
    """Return an entry as a row without lists."""
    row = as_row(entry)
    window = row.pop("window")
    ends = {"window_start": window["start"], "window_end": window["end"]}
    return {**row, **ends, "measures": " ".join(entry.measures)}


def document(found: Sequence[Entry], *, workspace: str, agreement: str, after: date) -> Row:
    """Return what comes as `commonweal calendar --format json` prints it."""
    return {
        "schema": SCHEMA, "workspace": workspace, "agreement": agreement, "as_of": after.isoformat(),
        "entries": [as_row(entry) for entry in found],
    }  # fmt: skip


def shown(found: Sequence[Entry], plan: Plan, after: date) -> RenderableType:
    """Return what comes as a table."""
    title = line((plan.agreement.id, "bold"), f"  {plan.agreement.label or plan.terms.label}".rstrip())
    if not found:
        return Group(title, line(f"Nothing comes after {words.long_day(after)}: every window is over."))
    sheet = Sheet(
        Column("By"), Column("What"), Column("Clause"), Column("Window"), Column("Who", "fold", spare=1),
        Column("Figures", "fold", spare=2),
    )  # fmt: skip
    for entry in found:
        who = f"{entry.who} ({entry.party})" if entry.party and entry.party != entry.who else entry.who
        who = f"{who} → {entry.to}" if entry.to else who
        figures = f"{', '.join(entry.measures)} ({entry.level})" if entry.measures else ""
        window = show_period(entry.window, plan.terms.fiscal_end)
        sheet.add(entry.day.isoformat(), entry.what, entry.clause, window, who, figures)
    return Group(title, line(f"After {words.long_day(after)}:"), line(""), sheet)
