"""What comes next, for programs and for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType

from commonweal.engines.protocol import Payable
from commonweal.ground.period import show_period
from commonweal.report import rows, words
from commonweal.report.calendar.entries import Entry
from commonweal.report.flat import Columns, flattened
from commonweal.report.page.view import Chapter
from commonweal.report.rows import Row, window_row
from commonweal.report.tables import Column, Sheet, line

SCHEMA: Final = "commonweal.calendar/1"
COLUMNS: Final[Columns] = {
    "agreement": "text", "day": "day", "what": "text", "clause": "text", "label": "text",
    "window_start": "day", "window_end": "day", "item": "count", "who": "text", "party": "text", "to": "text",
    "measures": "text", "figures": "text", "level": "text", "amount": "amount", "interval_low": "amount",
    "interval_high": "amount", "currency": "text",
}  # fmt: skip


def as_row(entry: Entry, chapter: Chapter) -> Row:
    """Return an entry as a row: the same in the command's JSON, the API and the files of the site."""
    return {
        "agreement": chapter.id, "day": entry.day.isoformat(), "what": entry.what, "clause": entry.clause,
        "label": chapter.clause_label(entry.clause, entry.window), "window": window_row(entry.window),
        "item": entry.item, "who": entry.who, "party": entry.party, "to": entry.to or None,
        "measures": list(entry.measures),
        "figures": [chapter.measure_label(name) for name in entry.measures], "level": entry.level or None,
        **_money(entry),
    }  # fmt: skip


def _money(entry: Entry) -> Row:
    """Return what is known of an amount; nothing where none is meant."""
    payable = entry.payable
    if payable is None or payable.state == "not_due":
        return {"amount": None, "interval": None, "currency": payable.currency if payable else None}
    row = rows.payable_row(payable)
    return {name: row[name] for name in ("amount", "interval", "currency")}


def flat_row(entry: Entry, chapter: Chapter) -> Row:
    """Return an entry as a row without lists."""
    row = flattened(as_row(entry, chapter))
    return {**row, "measures": " ".join(row["measures"]), "figures": "; ".join(row["figures"])}


def document(found: Sequence[Entry], chapter: Chapter) -> Row:
    """Return what comes as `commonweal calendar --format json` prints it."""
    run = chapter.run
    return {
        "schema": SCHEMA, "workspace": run.workspace.name, "agreement": chapter.id,
        "as_of": run.as_of.isoformat(), "known_at": words.instant(run.known_at), "engine": run.engine,
        "entries": [as_row(entry, chapter) for entry in found],
    }  # fmt: skip


def shown(found: Sequence[Entry], chapter: Chapter) -> RenderableType:
    """Return what comes as a table."""
    plan, day = chapter.plan, words.long_day(chapter.run.as_of)
    title = line((chapter.id, "bold"), f"  {plan.agreement.label or plan.terms.label}".rstrip())
    if not found:
        nothing = f"Nothing comes after {day}: every window is over, or what it asked for is settled."
        return Group(title, line(nothing))
    sheet = Sheet(
        Column("By"), Column("What"), Column("Clause"), Column("Window"), Column("Who", "fold", spare=1),
        Column("Amount"), Column("Figures", "fold", spare=2),
    )  # fmt: skip
    for entry in found:
        window = show_period(entry.window, plan.terms.fiscal_end)
        sheet.add(entry.day.isoformat(), entry.what, entry.clause, window, *_cells(entry))
    return Group(title, line(f"After {day}:"), line(""), sheet)


def _cells(entry: Entry) -> tuple[str, str, str]:
    """Return who must act, how much is to be paid as far as that is known, and what is to be proven."""
    who = f"{entry.who} ({entry.party})" if entry.party and entry.party != entry.who else entry.who
    who = f"{who} → {entry.to}" if entry.to else who
    figures = f"{', '.join(entry.measures)} ({entry.level})" if entry.measures else ""
    return who, _amount(entry.payable), figures


def _amount(payable: Payable | None) -> str:
    """Return an amount as far as it is known, empty where nothing is said of it."""
    if payable is None or payable.state == "not_due":
        return ""
    if payable.amount is not None:
        return words.amount(payable.amount, payable.currency)
    low, high = payable.interval or (None, None)
    return words.range_of(low, high, payable.currency)
