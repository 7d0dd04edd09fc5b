"""
The published tables of missions: where each stands, what changed, who takes part, which money serves it.

Rows are made from the document that the pages are made from, so that none says more than the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from commonweal.web.missions.queries import Missions, missions
from commonweal.web.publication.tables import Column, Listed, Rows, Table

Row = Mapping[str, Any]
_MISSION: Final[Column] = ("mission", "text", "Id of the mission, as in /missions/MISSION.")
_TITLE: Final[Column] = ("title", "text", "What it is called.")
_SOURCE: Final[Column] = ("source", "text", "Where it stands.")
_BODY: Final[Column] = ("body", "text", "Id of the body.")
_SINCE: Final[Column] = ("from", "day", "First day; null: it is not said.")
_UNTIL: Final[Column] = ("until", "day", "Last day; null: none is set.")


def _table(
    name: str, says: str, columns: tuple[Column, ...], rows: Callable[[Missions], Iterator[Row]]
) -> Table:
    """Return a table whose rows are made of the document; where it names missions, it is narrowed by them."""
    by_mission = any(column == "mission" for column, _, _ in columns)

    def asked(mission: str = "") -> Rows:
        every = [{column: row.get(column) for column, _, _ in columns} for row in rows(missions())]
        return Listed([row for row in every if not mission or row["mission"] == mission])

    return Table(name, says, columns, asked, ("mission",) if by_mission else ())


def _missions(found: Missions) -> Iterator[Row]:
    verdicts = {row["mission"]: found.one("targets", row["target"]) for row in found.every("leads")}
    for row in found.every("missions"):
        target = verdicts.get(row["id"])
        kept = ("stage", "stage_figures")
        judged = {"target": target["id"], **{k: target.get(k) for k in kept}} if target else {}
        yield {**row, "mission": row["id"], "from": row["since"], **judged}


def _events(found: Missions) -> Iterator[Row]:
    for mission in found.every("missions"):
        yield from ({"mission": mission["id"], **event} for event in mission["history"])


def _outlooks(found: Missions) -> Iterator[Row]:
    of = {row["id"]: row["mission"] for row in found.every("targets")}
    for row in found.every("outlooks"):
        test, within = row["back_test"] or {}, {one["share"]: one for one in row["intervals"]}
        ends = {
            f"{end}_{share}": within[part][end]
            for share, part in ((80, 0.8), (95, 0.95))
            if part in within
            for end in ("low", "high")
        }
        figures = {**row, **ends, **test}
        rounded = {k: format(v, ".6g") if isinstance(v, float) else v for k, v in figures.items()}
        rounded["doubts"] = "; ".join(row.get("doubts", ()))
        yield {**rounded, "mission": of.get(row["target"])}


def _programmes(found: Missions) -> Iterator[Row]:
    for row in found.every("programmes"):
        for served in row["serves"] or [{"mission": None, "share": None}]:
            yield {**row, "programme": row["id"], "terms": ", ".join(row["terms"]), **served}


def _money(found: Missions) -> Iterator[Row]:
    for row in found.every("agreements"):
        for served in row["serves"] or [{"mission": None, "share": None}]:
            for amount in row["amounts"] or [{"currency": None, "amount": None}]:
                yield {**row, **served, **amount}


def _aims(found: Missions) -> Iterator[Row]:
    for row in found.every("aims"):
        clauses, others = (
            ", ".join(
                f"{c['agreement']}/{c['clause']}"
                for c in row["clauses"]
                if (c.get("kind", "condition") == "condition") is tested
            )
            for tested in (True, False)
        )
        made = {
            "aim": row["text"],
            "targets": ", ".join(row["targets"]),
            "clauses": clauses,
            "payments": others,
        }
        yield {**row, **made}


def _seats(found: Missions) -> Iterator[Row]:
    for board in found.every("boards"):
        for member in board["members"]:
            yield {"board": board["id"], "mission": board["mission"], "title": board["title"],
                   "kind": board.get("kind"), "mandate": board["mandate"], "source": board["source"],
                   **member}  # fmt: skip


def _named(kind: str, id_: str) -> Callable[[Missions], Iterator[Row]]:
    """Return what gives the rows of a kind, with their id under another name."""
    return lambda found: ({**row, id_: row["id"]} for row in found.every(kind))


def _delivery(found: Missions) -> Iterator[Row]:
    yield from found.rows.get("network", {}).get("edges", ())


TABLES: Final = (
    _table(
        "missions",
        "Every mission: who leads it, where, and how the target stands by which it is judged.",
        (
            _MISSION, _TITLE,
            ("challenge", "text", "Id of the challenge that it answers."),
            ("place", "text", "Id of its place, as in /places/PLACE."),
            ("within", "text", "Mission that it is a part of."),
            ("lead", "text", "Body that leads it."),
            _SINCE, _UNTIL,
            ("target", "text", "Target by which it is judged; null: none can be computed."),
            ("stage", "text", "How that target stands: on track, missed, unable to assess …"),
            ("stage_figures", "count", "Yearly figures behind a word that a method gives; null: none does."),
            ("basis", "text", "Act that it rests on."),
            _SOURCE,
        ),
        _missions,
    ),
    _table(
        "mission_events",
        "What was added, renamed, retargeted or dropped: when, by whom, and why.",
        (
            _MISSION,
            ("on", "day", "Day on which it happened."),
            ("what", "text", "What happened: added, renamed, retargeted, rebaselined, dropped …"),
            ("of", "text", "Kind and id of what it happened to."),
            ("before", "text", "What was said before."),
            ("after", "text", "What is said since."),
            ("author", "text", "Who decided it."),
            ("reason", "text", "Why, as it was told."),
            _SOURCE,
        ),
        _events,
    ),
    _table(
        "outlooks",
        "The chance that a target is met by its day, and how well the model did on the past.",
        (
            ("target", "text", "Id of the target."),
            _MISSION,
            ("model", "text", "Model of the trend, as on /methods."),
            ("why", "text", "Why this model."),
            ("points", "count", "Figures that it was fitted to."),
            ("year", "count", "Year that it looks ahead to."),
            ("goal", "text", "Value to be reached."),
            ("probability", "text", "Chance that it is reached, from 0 to 1."),
            ("median", "text", "Half of the paths end below this value."),
            ("low_80", "text", "Lower end of the interval in which 80 of 100 paths end."),
            ("high_80", "text", "Upper end of it."),
            ("low_95", "text", "Lower end of the interval in which 95 of 100 paths end."),
            ("high_95", "text", "Upper end of it."),
            ("origins", "count", "Moments of the past at which it was tried; null: the past is too short."),
            ("horizon", "count", "Years ahead that it was asked there."),
            ("brier", "text", "Brier score there: 0 is best, 1 worst."),
            ("benchmark_brier", "text", "Brier score of saying that nothing changes."),
            ("doubts", "text", "What its own past says against the chance: untested, few moments …"),
            ("coverage_80", "text", "Share of outcomes that lay in the interval of 80 of 100."),
            ("coverage_95", "text", "Share of outcomes that lay in the interval of 95 of 100."),
        ),
        _outlooks,
    ),
    _table(
        "programmes",
        "Every programme and mission that it serves: one row each, with the share.",
        (
            ("programme", "text", "Id of the programme, as in /programmes/PROGRAMME."),
            _TITLE,
            ("owner", "text", "Body that answers for it."),
            ("terms", "text", "Texts of its agreements."),
            _MISSION,
            ("share", "text", "Share of its money that serves the mission, from 0 to 1."),
            _SOURCE,
        ),
        _programmes,
    ),
    _table(
        "mission_money",
        "Every amount of an agreement and the mission that it serves; those that serve none too.",
        (
            ("agreement", "text", "Id of the agreement."),
            ("programme", "text", "Programme that it belongs to; null: none."),
            _MISSION,
            ("share", "text", "Share of the amount that serves the mission, from 0 to 1."),
            ("currency", "text", "Currency of the amount."),
            ("amount", "amount", "Amount of the agreement; null: the record states none."),
            ("basis", "text", "stated: as signed; paid: counted by what was paid."),
        ),
        _money,
    ),
    _table(
        "aims",
        "Every aim in words, and what makes it terms: targets and clauses that can be computed.",
        (
            _MISSION,
            ("aim", "text", "The aim, in the words of its source."),
            ("targets", "text", "Targets that measure it."),
            ("clauses", "text", "Conditions of agreements that carry it."),
            ("payments", "text", "Payments and rights of agreements that carry it."),
            _SOURCE,
        ),
        _aims,
    ),
    _table(
        "commitments",
        "What one public body has promised another for a mission, in terms like any other.",
        (
            _BODY,
            ("to", "text", "Body that it was promised to."),
            _MISSION,
            ("agreement", "text", "Agreement that says it."),
            ("text", "text", "The promise in a sentence."),
            _SOURCE,
        ),
        lambda found: iter(found.every("commitments")),
    ),
    _table(
        "bodies",
        "Every body that leads, delivers, pays or decides.",
        (
            _BODY, _TITLE,
            ("kind", "text", "Kind of body."),
            ("place", "text", "Id of its place."),
            ("party", "text", "Its id in the register of parties."),
            ("within", "text", "Body that it is a part of."),
            _UNTIL,
            ("successor", "text", "Body that took over."),
            _SOURCE,
        ),
        _named("bodies", "body"),
    ),
    _table(
        "seats",
        "Who sits on the boards of missions: one row for each seat.",
        (
            ("board", "text", "Id of the board."),
            _TITLE, _MISSION,
            ("kind", "text", "decides, advises or scrutinises; null: nobody said which."),
            ("mandate", "text", "What the board may do."),
            _BODY,
            ("role", "text", "chair, member, observer."),
            _SINCE, _UNTIL,
            ("held", "yesno", "The seat is held on the day of judgement; an observer holds none."),
            _SOURCE,
        ),
        _seats,
    ),
    _table(
        "delivery",
        "Who leads, pays, delivers and decides: the lines of the network of delivery.",
        (
            ("from", "text", "Id of the body, programme or board."),
            ("to", "text", "Id of the mission, programme or board."),
            ("role", "text", "leads, owns, delivers, pays, decides, advises, scrutinises, sits, observes …"),
        ),
        _delivery,
    ),
    _table(
        "places",
        "Every place, and the place that it lies in.",
        (
            ("place", "text", "Id of the place, as in /places/PLACE."),
            _TITLE,
            ("kind", "text", "Nation, region, borough …"),
            ("within", "text", "Place that it lies in."),
            _SOURCE,
        ),
        _named("places", "place"),
    ),
)  # fmt: skip
"""Tables of missions, in the order in which they are offered."""
