"""What was changed about missions, in words: a target that was moved, a mission that was renamed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_noop

from commonweal.web.missions.queries import Missions, Row

CHANGES = (
    gettext_noop("added"),
    gettext_noop("renamed"),
    gettext_noop("retargeted"),
    gettext_noop("rebaselined"),
    gettext_noop("moved"),
    gettext_noop("dropped"),
)
"""What can happen to a mission, as `cycle.missions.records.CHANGES` names it."""


def told(row: Row) -> str:
    """Return an event in words that name what it is about: `Offshore wind: retargeted from “a” to “b”`."""
    said = gettext("%(object)s: %(changed)s")
    if row["before"] and row["after"]:
        said = gettext("%(object)s: %(changed)s from “%(before)s” to “%(after)s”")
    elif row["before"]:
        said = gettext("%(object)s: %(changed)s; before, “%(before)s”")
    elif row["after"]:
        said = gettext("%(object)s: %(changed)s, “%(after)s”")
    values = {"object": row["title"], "before": row["before"], "after": row["after"]}
    return said % {**values, "changed": gettext(row["what"])}


def shown(row: Row) -> dict[str, Any]:
    """Return an event as pages show it."""
    return {"row": row, "on": date.fromisoformat(row["on"]), "told": told(row), "anchor": anchor(row)}


def anchor(row: Row) -> str:
    """Return the id of an event on its pages, which stays: what it is about, what was done, the day."""
    again = f"-{row['nth']}" if row["nth"] > 1 else ""
    return f"{row['of']}-{row['what']}-{row['on']}{again}"


def of_mission(found: Missions, mission: str) -> list[dict[str, Any]]:
    """Return what was changed about a mission and its targets, the oldest first."""
    return [shown(row) for row in reversed(found.of("events", mission=mission))]
