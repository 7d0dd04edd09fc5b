"""Decisions and amendments in one list, the newest first, each with what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from commonweal.ground.period import parse_period
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import el, join
from commonweal.web.agreements import queries as register
from commonweal.web.missions.queries import Missions, Row
from commonweal.web.publication.showing import address

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "waived": ("half-square", "waived"),
    "suspended": ("bars", "still"),
    "terminated": ("square", "bad"),
    "notice": ("triangle", "late"),
    "exercised": ("disc", "open"),
    "amended": ("mended", "waived"),
}
"""Shape and hue of each kind of act; another kind is drawn as a disc."""


def acts(found: Missions, *, agreement: str = "") -> list[dict[str, Any]]:
    """Return what was decided and amended, of one agreement or of all, the newest first."""
    titles = dict(register.agreements().values_list("agreement", "title"))
    clauses = register.labels(agreement)
    rows = [_decided(row, clauses) for row in found.every("decisions")]
    rows += [_amended(row, clauses) for row in found.every("amendments")]
    mine = [r for r in rows if r["row"]["agreement"] in titles and agreement in ("", r["row"]["agreement"])]
    for row in mine:
        row["title"] = titles[row["row"]["agreement"]]
    return sorted(mine, key=lambda r: (r["on"], r["row"]["agreement"]), reverse=True)


def _decided(row: Row, clauses: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    window = parse_period(row["period"], None) if row["period"] else None
    return {
        "row": row,
        "on": date.fromisoformat(row["decided_on"]),
        "kind": _drawn(row["kind"]),
        "clause": clauses.get((row["agreement"], row["clause"])),
        "period": words.period(window) if window else "",
        "address": address(window.first, window.last) if window else "",
        "anchor": anchor(row),
    }


def _amended(row: Row, clauses: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "row": row,
        "on": date.fromisoformat(row["signed"]),
        "effective": date.fromisoformat(row["effective"]),
        "kind": _drawn("amended"),
        "released": [clauses.get((row["agreement"], c), words.named(c)) for c in row["released"]],
        "sets": [
            {"name": words.named(s["name"]), "before": _readable(s["before"]), "after": _readable(s["after"])}
            for s in row["sets"]
        ],
        "anchor": anchor(row),
    }


def _readable(value: str | None) -> str:
    """Return a value with its thousands apart and its days in words."""
    try:
        return words.number(Decimal(value or "x"))
    except InvalidOperation:
        return words.days_in_words(value or "")


def anchor(row: Row) -> str:
    """Return the id of an act on its pages, which stays: agreement and place in its file, or number."""
    if "number" in row:
        return f"{row['agreement']}-amendment-{row['number']}"
    return f"{row['agreement']}-{row['clause']}-{row['kind']}-{row['decided_on']}"


def _drawn(kind: str) -> SafeString:
    shape, hue = KINDS.get(kind, ("disc", "open"))
    use = el("svg", el("use", href=f"#s-{shape}"), class_="i", aria_hidden="true")
    return mark_safe(el("span", join(use, gettext(kind)), class_=f"st {hue}"))  # `el` escapes


def counted(rows: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Return how many decisions and how many amendments there are."""
    every = list(rows)
    changed = sum("effective" in row for row in every)
    return len(every) - changed, changed
