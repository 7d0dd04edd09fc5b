"""A figure as pages show it: with its unit, the period for which it stands, and with what reserve."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from commonweal.report.page import words
from commonweal.report.steering.doubts import doubted, hinted, sparse
from commonweal.report.steering.lead import figure, period_of, when
from commonweal.report.steering.reserve import spoken

Row = Mapping[str, Any]


def shown(row: Row | None, unit: str) -> str:
    """Return a figure with its unit, its period and its reserve, "" where it is not known."""
    if row is None or row["value"] is None:
        return ""
    told = dated(row)
    said = figure(Decimal(row["value"]), unit)
    return f"{said} ({told})" if told else said


def dated(row: Row | None) -> str:
    """Return for which period a figure stands, and with what reserve."""
    if row is None or not row.get("period"):
        return ""
    return ", ".join(part for part in (period(row["period"]), reserve(row)) if part)


def goal(value: str | None, unit: str) -> str:
    """Return the value of a target with its unit, "" where it has none."""
    return "" if value is None else figure(Decimal(value), unit)


def reserve(row: Row | None) -> str:
    """Return with what reserve a figure is shown, "" where it is published as it stands."""
    return spoken(row.get("reserves", ())) if row is not None else ""


def period(row: Row) -> str:
    """Return the period of a figure in words."""
    return when(period_of(row))


def day(iso: str | None) -> str:
    """Return a day in words, its year alone where it is the last of a year, "" for none."""
    if not iso:
        return ""
    found = date.fromisoformat(iso)
    return str(found.year) if (found.month, found.day) == (12, 31) else words.day(found)


def chance(row: Row) -> str:
    """Return the probability that a target is met by its date, "" where none can be said."""
    probability = (row["outlook"] or {}).get("probability")
    if probability is None:
        return ""
    if probability < 0.005:
        return gettext("less than 1 in 100")
    if probability > 0.995:
        return gettext("more than 99 in 100")
    return gettext("%(n)s in 100") % {"n": round(probability * 100)}


def trust(row: Row) -> str:
    """Return what speaks against a probability by its own past, "" where nothing does or none is said."""
    found = row["outlook"] or {}
    return doubted(found.get("doubts", ()), found.get("moments", 0))


def hint(row: Row) -> str:
    """Return the weightiest of that in a few words, for tables of many targets."""
    found = row["outlook"] or {}
    return hinted(found.get("doubts", ()))


def few(row: Row) -> str:
    """Return that the word of a target rests on two figures, "" where it rests on more or on no method."""
    return sparse(row.get("stage_figures"))
