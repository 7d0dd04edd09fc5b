"""What a result waits for, as its page shows it: which figure, who owes it, by when, and in which table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from commonweal.ground.period import Period
from commonweal.report.page import words
from commonweal.web.agreements.models import Clause
from commonweal.web.assessment import queries as judged
from commonweal.web.publication import showing


def waiting(clause: Clause, period: str) -> list[dict[str, Any]]:
    """Return what the results of one window wait for, the longest overdue first; each figure once."""
    window = showing.window(period)
    if window is None:
        return []
    rows = judged.missing(agreement=clause.agreement_id, clause=clause.name)
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in rows.filter(start=window.first, end=window.last):
        said = _shown(one.row, clause.agreement.as_of)
        found.setdefault(tuple(str(value) for name, value in said.items() if name != "row"), said)
    return sorted(found.values(), key=lambda said: (said["by"] or date.max, said["what"], said["subject"]))


def _shown(row: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    by = _day(row["by"])
    return {
        "what": words.capital(row["label"]),
        "measure": row["measure"],
        "subject": row["subject"],
        "when": _when(row),
        "through": _day(row["through"]),
        "level": gettext(row["level"]),
        "why": "" if row["why"] == "missing" else words.reason_of(row["why"]),
        "owed_by": words.named(row["owed_by"]),
        "party": row["party"],
        "by": by,
        "late": by is not None and by < as_of,
        "table": row["table"],
    }


def _when(row: Mapping[str, Any]) -> str:
    if row["period"] is None:
        return ""
    first, last = (date.fromisoformat(row["period"][end]) for end in ("start", "end"))
    return words.period(Period.days_of(first, last))


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
