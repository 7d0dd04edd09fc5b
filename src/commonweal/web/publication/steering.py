"""From what is stored of missions to what their pages show: sentences, figures, pictures, aims, networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from commonweal.report.mission_lead import figure
from commonweal.report.page import words
from commonweal.report.page.drawing.course import Band, Course, Fan, Point, course, course_rows, key
from commonweal.report.page.drawing.markup import el, join
from commonweal.report.page.drawing.network import Edge, Node, network, network_rows
from commonweal.report.page.drawing.tables import folded, table
from commonweal.web.missions.queries import Missions, Row

STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "achieved": ("disc", "good"),
    "on track": ("ring", "good"),
    "off track": ("half-disc", "late"),
    "far off track": ("triangle", "late"),
    "moving away": ("diamond", "bad"),
    "missed": ("diamond", "bad"),
    "unable to assess": ("question", "still"),
}
"""Shape and hue of each class of labels."""
_COLUMNS: Final = ("Pays, owns or decides", "Programmes", "Deliver", "Missions")


# ---- the first page ---------------------------------------------------------------------------------


def overview(found: Missions) -> dict[str, Any]:
    """Return missions under their challenges, parts under their wholes, and what all of it comes to."""
    tops = found.of("missions", within=None)
    groups: list[dict[str, Any]] = [
        {"challenge": c, "missions": [_with_parts(found, m) for m in tops if m["challenge"] == c["id"]]}
        for c in found.every("challenges")
    ]
    known = {c["id"] for c in found.every("challenges")}
    others = [_with_parts(found, m) for m in tops if m["challenge"] not in known]
    groups += [{"challenge": None, "missions": others}] if others else []
    return {
        "groups": [group for group in groups if group["missions"]],
        "aims": found.rows.get("words_to_terms"),
        "traced": list(shares(found)),
    }


def _with_parts(found: Missions, mission: Row, depth: int = 0) -> dict[str, Any]:
    parts = [_with_parts(found, part, depth + 1) for part in found.of("missions", within=mission["id"])]
    return {**glance(found, mission), "parts": parts, "depth": depth}


def glance(found: Missions, mission: Row) -> dict[str, Any]:
    """Return what a list says of a mission: its sentence, how its headline stands, its money."""
    said = next((r for r in found.every("leads") if r["mission"] == mission["id"]), None)
    target = found.one("targets", said["target"]) if said else None
    return {
        "mission": mission,
        "place": found.title("places", mission["place"]),
        "sentence": said["sentence"] if said else "",
        "stage": stage(target) if target else None,
        "chance": chance(target) if target else "",
        "money": money(mission["money"]["nested"]),
    }


def shares(found: Missions) -> Iterable[dict[str, str]]:
    """Yield, for each currency, what was promised or paid in all and what of it serves no mission."""
    sums = found.rows.get("money", {})
    none = {row["currency"]: Decimal(row["amount"]) for row in sums.get("untraced", ())}
    for row in sums.get("total", ()):
        total, untraced = Decimal(row["amount"]), none.get(row["currency"], Decimal(0))
        share = untraced * 100 // total if total else Decimal(0)
        yield {
            "total": words.headline(total, row["currency"]),
            "untraced": words.headline(untraced, row["currency"]),
            "percent": f"{share:f}",
        }


# ---- one mission ------------------------------------------------------------------------------------


def mission(found: Missions, row: Row) -> dict[str, Any]:
    """Return what the page of a mission shows."""
    own = found.of("targets", mission=row["id"])
    targets = [_target(found, t) for t in sorted(own, key=lambda t: (not t["headline"], t["id"]))]
    below = {m["id"] for m in found.below(row)}
    serving = [a for a in found.every("agreements") if any(s["mission"] in below for s in a["serves"])]
    return {
        **glance(found, row),
        "above": found.above(row),
        "challenge": found.one("challenges", row["challenge"]),
        "parts": [glance(found, part) for part in found.of("missions", within=row["id"])],
        "lead_body": found.one("bodies", row["lead"]),
        "contributors": [b for id_ in row["contributors"] if (b := found.one("bodies", id_))],
        "targets": targets,
        "headline": targets[0] if targets else None,
        "picture": picture(found, targets[0]) if targets else "",
        "aims": [_aim(aim) for aim in found.of("aims", mission=row["id"])],
        "routes": [r for r in found.every("routes") if r["mission"] == row["id"] or r["id"] in row["routes"]],
        "boards": [_board(found, b) for b in found.of("boards", mission=row["id"])],
        "serving": [_serving(found, a) for a in serving],
        "own": money(row["money"]["own"]),
        "network": drawn_network(found, below),
        "lint": found.of("lint", mission=row["id"]),
    }


def _target(found: Missions, row: Row) -> dict[str, Any]:
    indicator = found.one("indicators", row["indicator"]) or {}
    unit = str(indicator.get("unit", ""))
    return {
        "row": row,
        "indicator": indicator,
        "owner": found.title("bodies", row["owner"]),
        "from": _figure(row["baseline"], unit),
        "now": _figure(row["latest"], unit),
        "goal": _figure({"value": row["value"], "period": None}, unit),
        "by": words.day(date.fromisoformat(row["by"])) if row["by"] else "",
        "stage": stage(row),
        "labels": [(_drawn(label["stage"], label["label"]), label) for label in row["labels"]],
        "chance": chance(row),
        "outlook": next((o for o in found.every("outlooks") if o["target"] == row["id"]), row["outlook"]),
    }


def _figure(row: Row | None, unit: str) -> str:
    """Return a figure with its unit and its period, "" where it is not known."""
    if row is None or row["value"] is None:
        return ""
    said = figure(Decimal(row["value"]), unit)
    return f"{said} ({_period(row['period'])})" if row["period"] else said


def _period(row: Row) -> str:
    if row["start"][:4] == row["end"][:4] and row["start"][5:] == "01-01" and row["end"][5:] == "12-31":
        return str(row["start"][:4])
    return words.day(date.fromisoformat(row["end"]))


def stage(row: Row) -> SafeString:
    """Return how a target stands in one word, drawn: what the first method that can speak says."""
    if row["reached"]:
        return _drawn("achieved", "reached")
    spoken = next((label for label in row["labels"] if label["stage"] != "unable to assess"), None)
    if spoken is None:
        return _drawn("unable to assess", "unable to assess")
    return _drawn(spoken["stage"], spoken["stage"])


def _drawn(of: str, said: str) -> SafeString:
    shape, hue = STAGES[of]
    use = el("svg", el("use", href=f"#s-{shape}"), class_="i", aria_hidden="true")
    return mark_safe(el("span", join(use, said), class_=f"st {hue}"))  # `el` escapes


def chance(row: Row) -> str:
    """Return the probability that a target is met by its date, "" where none can be said."""
    probability = (row["outlook"] or {}).get("probability")
    if probability is None:
        return ""
    if probability < 0.005:
        return "less than 1 in 100"
    return "more than 99 in 100" if probability > 0.995 else f"{round(probability * 100)} in 100"


def money(rows: Iterable[Row]) -> str:
    """Return sums in words, one for each currency."""
    return words.listed(words.headline(Decimal(row["amount"]), row["currency"]) for row in rows)


def _aim(row: Row) -> dict[str, Any]:
    return {
        "row": row,
        "runs": [c for c in row["clauses"] if c["runs"]],
        "evidence": sum(1 for c in row["clauses"] if c["runs"] and c["evidence"]),
        "found": sorted({word for c in row["clauses"] if c["runs"] for word in c["found"]}),
    }


def _board(found: Missions, row: Row) -> dict[str, Any]:
    seats = [{**seat, "title": found.title("bodies", seat["body"])} for seat in row["members"]]
    return {"row": row, "chair": found.title("bodies", row["chair"]), "seats": seats}


def _serving(found: Missions, row: Row) -> dict[str, Any]:
    programme = found.one("programmes", row["programme"])
    return {"row": row, "money": money(row["amounts"]), "programme": programme}


# ---- pictures ---------------------------------------------------------------------------------------


def picture(found: Missions, target: Mapping[str, Any]) -> SafeString:
    """Return the course of the indicator of a target with its key and its table; nothing without figures."""
    indicator, row = target["indicator"], target["row"]
    published = [
        Point(date.fromisoformat(p["period"]["end"]), Decimal(p["value"]), _period(p["period"]))
        for p in indicator.get("points", ())
        if p["value"] is not None
    ]
    if len(published) < 2:
        return mark_safe("")
    published.sort(key=lambda p: p.day)
    goal = None
    if row["value"] is not None and row["by"]:
        goal = Point(date.fromisoformat(row["by"]), Decimal(row["value"]), row["by"][:4])
    ahead = goal is not None and goal.day > published[-1].day and not row["reached"]
    drawn = Course(
        tuple(published), indicator["unit"], goal, published[-1] if ahead else None, _fans(target["outlook"])
    )
    ids = (f"t-{row['id']}", f"d-{row['id']}")
    title = f"{indicator['title']}: {published[0].name} to {published[-1].name}"
    figures = [
        course(drawn, title=title, description=_described(drawn), ids=ids),
        key(drawn),
        folded("The same as a table", _course_table(drawn, f"h-{row['id']}")),
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
    said = f"From {words.number(first.value)} {drawn.unit} in {first.name} to {words.number(last.value)}"
    said += f" in {last.name}."
    if drawn.goal is not None:
        said += f" The target is {words.number(drawn.goal.value)} by {drawn.goal.name}."
    return said


def _course_table(drawn: Course, heading: str) -> str:
    heads = ["Period", f"Published, {drawn.unit}", "Target"]
    heads += [f"{fan.percent} in 100 paths" for fan in drawn.fans]
    made = table(
        heads, course_rows(drawn, show=words.number), numeric=range(1, len(heads)), labelled_by=heading
    )
    return join(el("h4", "Figures", id=heading), made)


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
    title = "Who pays, delivers and decides"
    drawn = network(
        nodes, lines, heads=_COLUMNS, title=title, description="Every line is in the table below.",
        ids=("t-network", "d-network"),
    )  # fmt: skip
    rows = table(("Who", "Does what", "Note"), network_rows(nodes, lines), labelled_by="network")
    plane = el("div", drawn, class_="wide", tabindex="0", role="region", aria_label=title)
    return mark_safe(join(plane, folded("The same as a table", rows)))  # made by `report`, which escapes


def _column(kind: str, id_: str, edges: Iterable[Row]) -> int:
    if kind in ("mission", "programme"):
        return {"programme": 1, "mission": 3}[kind]
    return 2 if any(e["from"] == id_ and e["role"] in ("delivers", "reports") for e in edges) else 0


def _marks(found: Missions, whole: Row) -> dict[str, str]:
    """Return what must be said of some names: nobody delivers, all hangs on one, it is gone."""
    marks = dict.fromkeys(whole.get("orphans", ()), "money, but nobody delivers")
    for point in whole.get("single_points", ()):
        many = len(point["missions"])
        marks.setdefault(point["node"], f"{words.counted(many, 'mission')} hang{'s' * (many == 1)} on it")
    for node in whole.get("nodes", ()):
        if node["ended"]:
            marks.setdefault(node["id"], "ended")
    return marks
