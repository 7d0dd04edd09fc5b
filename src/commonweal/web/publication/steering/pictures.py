"""Pictures of missions, each with its key and its table: the course of an indicator, and who delivers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop, ngettext

from commonweal.report.page import words
from commonweal.report.page.drawing.course import Band, Course, Fan, Point, course, course_rows, key
from commonweal.report.page.drawing.markup import el, join
from commonweal.report.page.drawing.network import Edge, Node, network, network_rows
from commonweal.report.page.drawing.tables import folded, table
from commonweal.web.missions.queries import Missions, Row
from commonweal.web.publication.steering.figures import day, period, reserve

_COLUMNS: Final = (
    gettext_noop("Pays, owns or decides"), gettext_noop("Programmes"), gettext_noop("Deliver"),
    gettext_noop("Missions"),
)  # fmt: skip


def picture(found: Missions, target: Mapping[str, Any]) -> SafeString:
    """Return the course of the indicator of a target with its key and its table; nothing without figures."""
    indicator, row = target["indicator"], target["row"]
    published = [
        Point(date.fromisoformat(p["period"]["end"]), Decimal(p["value"]), period(p["period"]), reserve(p))
        for p in indicator.get("points", ())
        if p["value"] is not None
    ]
    if len(published) < 2:
        return mark_safe("")
    published.sort(key=lambda p: p.day)
    goal = None
    if row["value"] is not None and row["by"]:
        goal = Point(date.fromisoformat(row["by"]), Decimal(row["value"]), day(row["by"]))
    ahead = goal is not None and goal.day > published[-1].day and not row["reached"]
    drawn = Course(
        tuple(published), indicator["unit"], goal, published[-1] if ahead else None, _fans(target["outlook"])
    )
    ids = (f"t-{row['id']}", f"d-{row['id']}")
    title = gettext("%(indicator)s: %(first)s to %(last)s") % {
        "indicator": indicator["title"], "first": published[0].name, "last": published[-1].name,
    }  # fmt: skip
    figures = [
        course(drawn, title=title, description=_described(drawn), ids=ids),
        key(drawn),
        folded(gettext("The same as a table"), _course_table(drawn, f"h-{row['id']}")),
    ]
    return mark_safe(el("figure", *figures))  # made by `report`, which escapes


def _fans(outlook: Row | None) -> tuple[Fan, ...]:
    """Return what a forecast says of the target's year, the widest interval first."""
    if not outlook or "intervals" not in outlook:
        return ()
    day = date(outlook["year"], 12, 31)
    fans = [
        Fan(round(i["share"] * 100), (Band(day, _rough(i["low"]), _rough(i["high"])),))
        for i in outlook["intervals"]
    ]
    return tuple(sorted(fans, key=lambda fan: -fan.percent))


def _rough(number: float) -> Decimal:
    """Return what a forecast says to four digits: more would be a show of precision."""
    return Decimal(f"{number:.4g}")


def _described(drawn: Course) -> str:
    first, last = drawn.published[0], drawn.published[-1]
    said = gettext("From %(start)s %(unit)s (%(first)s) to %(end)s (%(last)s).") % {
        "start": words.number(first.value), "unit": drawn.unit, "first": first.told,
        "end": words.number(last.value), "last": last.told,
    }  # fmt: skip
    if drawn.goal is None:
        return said
    goal = gettext("The target is %(goal)s by %(year)s.")
    return f"{said} {goal % {'goal': words.number(drawn.goal.value), 'year': drawn.goal.name}}"


def _course_table(drawn: Course, heading: str) -> str:
    heads = [gettext("Period"), gettext("Figure, %(unit)s") % {"unit": drawn.unit}]
    heads += [gettext("How it is known")] if drawn.is_reserved else []
    heads += [gettext("Target")]
    heads += [gettext("%(n)s in 100 paths") % {"n": fan.percent} for fan in drawn.fans]
    made = table(
        heads, course_rows(drawn, show=words.number), numeric=range(1, len(heads)), labelled_by=heading
    )
    return join(el("h3", gettext("Figures"), id=heading), made)


def drawn_network(found: Missions, missions: set[str]) -> SafeString:
    """Return who pays, delivers and decides for missions, drawn, with its table; nothing if nobody does."""
    whole = found.rows.get("network", {})
    kinds = {node["id"]: node for node in whole.get("nodes", ())}
    edges = [e for e in whole.get("edges", ()) if e["from"] in kinds and e["to"] in kinds]
    near = set(missions)
    near |= {e["from"] for e in edges if e["to"] in missions and kinds[e["from"]]["kind"] != "mission"}
    programmes = {id_ for id_ in near if kinds[id_]["kind"] == "programme"}
    near |= {e["from"] for e in edges if e["to"] in programmes}
    shown = [e for e in edges if e["from"] in near and e["to"] in near]
    if len(near) <= len(missions):
        return mark_safe("")
    marks = _marks(found, whole)
    nodes = [
        Node(id_, kinds[id_]["title"], _column(kinds[id_]["kind"], id_, shown), marks.get(id_, ""))
        for id_ in sorted(near)
    ]
    lines = [Edge(e["from"], e["to"], e["role"]) for e in shown]
    title = gettext("Who pays, delivers and decides")
    drawn = network(
        nodes, lines, heads=[gettext(head) for head in _COLUMNS], title=title,
        description=gettext("Every line is in the table below."),
        ids=("t-network", "d-network"),
    )  # fmt: skip
    rows = table(
        (gettext("Who"), gettext("Does what"), gettext("Note")),
        network_rows(nodes, lines),
        labelled_by="network",
    )
    plane = el("div", drawn, class_="wide", tabindex="0", role="region", aria_label=title)
    return mark_safe(
        join(plane, folded(gettext("The same as a table"), rows))
    )  # made by `report`, which escapes


def _column(kind: str, id_: str, edges: Iterable[Row]) -> int:
    if kind in ("mission", "programme"):
        return {"programme": 1, "mission": 3}[kind]
    return 2 if any(e["from"] == id_ and e["role"] in ("delivers", "reports") for e in edges) else 0


def _marks(found: Missions, whole: Row) -> dict[str, str]:
    """Return what must be said of some names: nobody delivers, all hangs on one, it is gone."""
    marks = dict.fromkeys(whole.get("orphans", ()), gettext("money, but nobody delivers"))
    for point in whole.get("single_points", ()):
        many = len(point["missions"])
        said = ngettext("%(n)s mission hangs on it", "%(n)s missions hang on it", many) % {"n": many}
        marks.setdefault(point["node"], said.replace(" ", words.FIXED, 1))
    for node in whole.get("nodes", ()):
        if node["ended"]:
            marks.setdefault(node["id"], gettext("ended"))
    return marks
