"""From what is stored of missions to what their pages show: sentences, figures, aims, money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop, ngettext

from commonweal.report.page import words
from commonweal.report.page.drawing.markup import el, join
from commonweal.report.speech.phrases import local
from commonweal.report.steering.judged import label as spoken_label
from commonweal.report.steering.judged import reason, sentences
from commonweal.report.steering.lacking import doubt, mend
from commonweal.report.steering.lead import headline_of, measured_in, told
from commonweal.report.steering.shares import Share
from commonweal.report.steering.shares import told as told_share
from commonweal.web.missions.queries import Missions, Row
from commonweal.web.publication import showing
from commonweal.web.publication.steering import pictures
from commonweal.web.publication.steering.figures import (
    chance,
    dated,
    day,
    few,
    goal,
    hint,
    reserve,
    shown,
    trust,
)

STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "missed": ("diamond", "bad"),
    "moving away": ("diamond", "bad"),
    "far off track": ("triangle", "late"),
    "off track": ("half-disc", "late"),
    "on track": ("ring", "good"),
    "achieved": ("disc", "good"),
    "unable to assess": ("question", "still"),
    "no target": ("dash", "still"),
}
"""Shape and hue of each class of labels, the urgent ones first."""


_BOARDS: Final[Mapping[str | None, str]] = {
    "decides": gettext_noop("It decides."),
    "advises": gettext_noop("It advises, and decides nothing."),
    "scrutinises": gettext_noop("It scrutinises, and decides nothing."),
}
_UNSAID: Final = gettext_noop("Whether it decides is not on record.")

# ---- at a glance ------------------------------------------------------------------------------------


def overview(found: Missions) -> dict[str, Any]:
    """Return missions under their challenges, parts after their wholes, and what all of it comes to."""
    tops = found.of("missions", within=None)
    groups: list[dict[str, Any]] = [
        {"challenge": c, "missions": _nested(found, [m for m in tops if m["challenge"] == c["id"]])}
        for c in found.every("challenges")
    ]
    known = {c["id"] for c in found.every("challenges")}
    groups.append(
        {"challenge": None, "missions": _nested(found, [m for m in tops if m["challenge"] not in known])}
    )
    groups = [group for group in groups if group["missions"]]
    classes = Counter(one["class"] for group in groups for one in group["missions"])
    return {
        "groups": groups,
        "missions": len(found.every("missions")),
        "classes": [(drawn(name), classes[name]) for name in STAGES if classes[name]],
        "aims": found.rows.get("words_to_terms"),
        "traced": list(shares(found)),
        "counted_as_paid": [a["agreement"] for a in found.of("agreements", basis="paid")],
        "amount_unknown": found.rows.get("money", {}).get("amount_unknown", ()),
    }


def _nested(found: Missions, tops: Iterable[Row], depth: int = 0) -> list[dict[str, Any]]:
    """Return missions in order, each followed by those within it."""
    made: list[dict[str, Any]] = []
    for row in tops:
        made.append({**glance(found, row), "depth": min(depth, 3)})
        made += _nested(found, found.of("missions", within=row["id"]), depth + 1)
    return made


def glance(found: Missions, mission: Row) -> dict[str, Any]:
    """Return what a list says of a mission: how its headline stands, its figures, its money."""
    said = next((r for r in found.every("leads") if r["mission"] == mission["id"]), None)
    target = found.one("targets", said["target"]) if said else None
    indicator = found.one("indicators", target["indicator"]) if target else None
    unit = str(indicator["unit"]) if indicator else ""
    return {
        "mission": mission,
        "place": found.one("places", mission["place"]),
        "sentence": _lead(found, said, target, indicator) if said else "",
        "class": target["stage"] if target else "no target",
        "stage": stage(target) if target else drawn("no target"),
        "measured": indicator["title"] if indicator else "",
        "now": goal((target["latest"] or {}).get("value"), unit) if target else "",
        "when": dated(target["latest"]) if target else "",
        "decided": _decided(target, unit) if target else "",
        "goal": goal(target["value"], unit) if target else "",
        "by": day(target["by"]) if target else "",
        "chance": chance(target) if target else "",
        "trust": trust(target) if target else "",
        "hint": hint(target) if target else "",
        "few": few(target) if target else "",
        "against": target is not None and target["chance_disagrees"],
        "money": money(mission["money"]["nested"]),
        "amounts": amounts_known(mission["money"]),
    }


def _decided(target: Row, unit: str) -> str:
    """Return the figure that decided on a target, "" where it is the newest one or nothing is decided."""
    decided, latest = target.get("deciding"), target["latest"] or {}
    return "" if decided is None or decided["period"] == latest.get("period") else shown(decided, unit)


def _lead(found: Missions, said: Row, target: Row | None, indicator: Row | None) -> str:
    """Return where a mission stands, in the language of the page; the sentence that is kept is English."""
    if target is None:
        return told(None)
    as_of = date.fromisoformat(found.rows["as_of"])
    return told(headline_of(target, indicator, late=said["late_in"], as_of=as_of))


def shares(found: Missions) -> Iterable[dict[str, str]]:
    """Yield, for each currency, what was promised or paid in all and what of it serves no mission."""
    sums = found.rows.get("money", {})
    none = {row["currency"]: Decimal(row["amount"]) for row in sums.get("untraced", ())}
    for row in sums.get("total", ()):
        total, untraced = Decimal(row["amount"]), none.get(row["currency"], Decimal(0))
        share = untraced * 100 / total if total else Decimal(0)
        yield {
            "total": words.headline(total, row["currency"]),
            "untraced": words.headline(untraced, row["currency"]),
            "percent": _hundredths(share),
        }


def _hundredths(share: Decimal) -> str:
    """Return how many of a hundred; with a decimal where it would else be called all, or nothing."""
    whole = share.quantize(Decimal(1))
    if whole == share or 0 < whole < 100:
        return f"{whole}"
    least, most = Decimal("0.1"), Decimal("99.9")
    return local(f"{min(max(share, least), most).quantize(least)}")


# ---- one mission ------------------------------------------------------------------------------------


def mission(found: Missions, row: Row) -> dict[str, Any]:
    """Return what the page of a mission shows."""
    own = found.of("targets", mission=row["id"])
    targets = [target(found, t) for t in sorted(own, key=lambda t: (not t["headline"], t["id"]))]
    below, titles = {m["id"] for m in found.below(row)}, _titles(found)
    serving = [a for a in found.every("agreements") if any(s["mission"] in below for s in a["serves"])]
    return {
        **glance(found, row),
        "above": found.above(row),
        "challenge": found.one("challenges", row["challenge"]),
        "parts": [{**glance(found, part), "depth": 0} for part in found.of("missions", within=row["id"])],
        "lead_body": found.one("bodies", row["lead"]),
        "contributors": [b for id_ in row["contributors"] if (b := found.one("bodies", id_))],
        "targets": targets,
        "headline": targets[0] if targets else None,
        "picture": pictures.picture(found, targets[0]) if targets else "",
        "shares": list(_shares(found, below)),
        "aims": [_aim(aim) for aim in found.of("aims", mission=row["id"])],
        "routes": [r for r in found.every("routes") if r["mission"] == row["id"] or r["id"] in row["routes"]],
        "boards": [_board(found, b) for b in found.of("boards", mission=row["id"])],
        "serving": [served(found, a) for a in serving],
        "network": pictures.drawn_network(found, below),
        "history": row["history"],
        "lint": [
            {**one, "message": doubt(one["message"], titles), "help": [mend(said) for said in one["help"]]}
            for one in found.of("lint", mission=row["id"])
        ],
    }


def _titles(found: Missions) -> dict[str, str]:
    """Return what records are called, by id; an id of two records with two titles is left out."""
    kinds = ("missions", "targets", "indicators", "bodies", "boards", "programmes", "routes", "challenges")
    called: dict[str, set[str]] = {}
    for kind in kinds:
        for row in found.every(kind):
            called.setdefault(row["id"], set()).add(row["title"] or row["id"])
    return {
        id_: title
        for id_, several in called.items()
        if len(several) == 1
        for title in several
        if title != id_
    }


def _shares(found: Missions, missions: Set[str]) -> Iterator[str]:
    """Yield of what the indicators of missions are parts, and of what these are parts."""
    waiting = [t["indicator"] for t in found.every("targets") if t["mission"] in missions]
    seen: set[str] = set()
    for id_ in waiting:  # grows while it is read; an indicator that was told is not told again
        part = found.one("indicators", id_)
        row = part.get("share") if part else None
        whole = found.one("indicators", row["whole"]) if row else None
        if part is None or row is None or whole is None or id_ in seen:
            continue
        seen.add(id_)
        waiting.append(whole["id"])
        value, of = measured_in(row["value"]), measured_in(row["of"])
        if value is not None and of is not None:
            names = [found.title("places", one.get("place")) for one in (part, whole)]
            if not all(names) or names[0] == names[1]:
                names = [part["title"], whole["title"]]
            yield told_share(Share(id_, whole["id"], value, of), names[0], names[1], part["unit"])


def target(found: Missions, row: Row) -> dict[str, Any]:
    """Return a target with its figures in words, where each was born, and what methods say of it."""
    indicator = found.one("indicators", row["indicator"]) or {}
    unit = str(indicator.get("unit", ""))
    return {
        "row": row,
        "indicator": indicator,
        "owner": found.one("bodies", row["owner"]),
        "from": shown(row["baseline"], unit),
        "now": shown(row["latest"], unit),
        "decided": _decided(row, unit),
        "reserve": reserve(row["latest"]),
        "decided_reserve": reserve(row.get("deciding")),
        "goal": goal(row["value"], unit),
        "by": day(row["by"]),
        "born": _born(indicator, row["latest"]),
        "decided_born": _born(indicator, row.get("deciding")),
        "stage": stage(row),
        "kind": gettext(indicator["kind"]) if indicator.get("kind") else "",
        "labels": [_label(one) for one in row["labels"]],
        "chance": chance(row),
        "trust": trust(row),
        "few": few(row),
        "against": row["chance_disagrees"],
        "forecast": sentences((row["outlook"] or {}).get("sentence") or ""),
        "silent": reason((row["outlook"] or {}).get("reason") or row["unable"] or "unable to assess"),
        "outlook": next((o for o in found.every("outlooks") if o["target"] == row["id"]), row["outlook"]),
    }


def _label(row: Row) -> tuple[SafeString, dict[str, Any]]:
    """Return what a published method says, drawn, and in its sentences."""
    said = {"sentence": sentences(row["sentence"]), "notes": [sentences(note) for note in row["notes"]]}
    return drawn(row["stage"], spoken_label(row["label"])), {**row, **said}


def _born(indicator: Row, latest: Row | None) -> list[Row]:
    """Return the sources that the latest figure rests on, each with the places of its rows, three at most."""
    points = indicator.get("points", ()) if latest else ()
    rows: list[Row] = next((p["sources"] for p in points if latest and p["period"] == latest["period"]), [])
    places: dict[str, list[str]] = {}
    for row in rows:
        places.setdefault(row["source"], []).append(row["place"])
    return [{"source": said, "places": at} for said, at in list(places.items())[:3]]


def stage(row: Row) -> SafeString:
    """Return how a target stands in one word, drawn."""
    return drawn(row["stage"])


def drawn(of: str, said: str | None = None) -> SafeString:
    """Return a class of labels, drawn; its own word, or a label of a method."""
    shape, hue = STAGES[of]
    word = gettext({"achieved": "reached", "no target": "no computable target"}.get(of, of))
    use = el("svg", el("use", href=f"#s-{shape}"), class_="i", aria_hidden="true")
    return mark_safe(el("span", join(use, said or word), class_=f"st {hue}"))  # `el` escapes


def amounts_known(row: Row) -> str:
    """Return of how many agreements that serve a mission the amount is known, "" where it is of all."""
    known, n = row["amounts_known"], row["agreements"]
    if known == n:
        return ""
    said = ngettext("%(known)s of %(n)s amounts is known", "%(known)s of %(n)s amounts are known", known)
    return said % {"known": known, "n": n}


def money(rows: Iterable[Row]) -> str:
    """Return sums in words, one for each currency."""
    return words.listed(words.headline(Decimal(row["amount"]), row["currency"]) for row in rows)


def served(found: Missions, row: Row) -> dict[str, Any]:
    """Return an agreement with its programme and its amounts in words."""
    programme = found.one("programmes", row["programme"])
    return {"row": row, "money": money(row["amounts"]), "programme": programme}


def _aim(row: Row) -> dict[str, Any]:
    """Return an aim with the conditions that run for it, what was found of them, and payments apart."""
    running = [c for c in row["clauses"] if c["runs"]]
    tested = [c for c in running if c.get("kind", "condition") == "condition"]
    return {
        "row": row,
        "runs": tested,
        "others": [
            {**c, "words": [_word(word) for word in c["found"]]}
            for c in running
            if c.get("kind", "condition") != "condition"
        ],
        "evidence": sum(1 for c in tested if c["evidence"]),
        "found": [_word(word) for word in sorted({w for c in tested for w in c["found"]})],
    }


def _day(iso: str | None) -> str:
    return words.day(date.fromisoformat(iso)) if iso else ""


def _word(code: str) -> SafeString:
    """Return what was found of a clause, the status of a promise or the state of an amount, drawn."""
    return showing.status_word(code) if code in words.STATUSES else showing.state_word(code)


def _board(found: Missions, row: Row) -> dict[str, Any]:
    seats = [
        {
            **seat,
            "title": found.title("bodies", seat["body"]),
            **{end: _day(seat[end]) for end in ("from", "until")},
        }
        for seat in row["members"]
    ]
    return {
        "row": row,
        "does": gettext(_BOARDS.get(row.get("kind"), _UNSAID)),
        "chair": _chairs(found, row),
        "seats": [{**seat, "gone": not seat.get("lasts", seat["held"])} for seat in seats],
        "held": _held(row),
    }


def _held(row: Row) -> str:
    """Return how many sit on a board now; who is named as its chair sits on it too."""
    sitting = {seat["body"] for seat in row["members"] if seat["held"]} | {row["chair"]} - {None}
    if not sitting:
        return (
            gettext("Nobody sits on it now.") if row["members"] else gettext("Nobody is named as a member.")
        )
    n = len(sitting)
    return ngettext("%(n)s seat is held now.", "%(n)s seats are held now.", n) % {"n": n}


def _chairs(found: Missions, row: Row) -> str:
    """Return everybody who chairs a board now: who is named as its chair, and every other such seat."""
    seats = (seat["body"] for seat in row["members"] if seat["role"] == "chair" and seat["held"])
    chairs = [id_ for id_ in dict.fromkeys([row["chair"], *seats]) if id_]
    return words.listed(found.title("bodies", id_) for id_ in chairs)
