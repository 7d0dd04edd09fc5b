"""The published tables of what was recorded and stated: facts, payments, decisions, figures, targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from commonweal.web.assessment.paid import Payments
from commonweal.web.assessment.queries import fingerprints, last_pass
from commonweal.web.evidence.queries import Recorded
from commonweal.web.missions.queries import missions
from commonweal.web.publication.tables import Column, Listed, Rows, Table

_PLACE: Final[Column] = ("place", "text", "File and row of the workspace.")
_AGREEMENT: Final[Column] = ("agreement", "text", "Id of the agreement.")
_CLAUSE: Final[Column] = ("clause", "text", "Name of the clause in its text.")
_VALUE: Final[Column] = ("value", "text", "Value as reported; `undisclosed`: it exists and is not public.")
_SOURCE: Final[Column] = ("source", "text", "Where it stands.")
_REPORTED: Final[Column] = ("reported_on", "text", "Day of the report.")
_RECORDED: Final[Column] = ("recorded_at", "text", "When it was recorded, in UTC.")
_WITHHELD: Final[Column] = ("withheld", "text", "Why fields are not shown, by column, as JSON.")


def _rows(folder: str) -> Callable[..., Rows]:
    """Return the rows of a folder of tables as the public may see them since the site was last judged."""

    def asked(**words: str) -> Rows:
        last = last_pass()
        return Recorded(folder, last.judged_at.date() if last else date.min, **words)

    return asked


def _decisions(*, agreement: str = "", clause: str = "") -> Rows:
    said = {name: word for name, word in (("agreement", agreement), ("clause", clause)) if word}
    found = missions().of("decisions", **said)
    return Listed([{name: row[name] for name, _, _ in _DECISION} for row in found])


def _targets(*, mission: str = "") -> Rows:
    found = missions()
    chosen = found.of("targets", mission=mission) if mission else found.every("targets")
    return Listed([_target(row) for row in chosen])


_STATED: Final = ("mission", "title", "headline", "indicator", "value", "by", "owner", "stage")


def _target(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "target": row["id"],
        **{name: row[name] for name in _STATED},
        **dict(_point("baseline", row["baseline"])),
        **dict(_figure("latest", row["latest"])),
        **dict(_figure("deciding", row.get("deciding"))),
        "reached": row["reached"],
        "labels": {label["method"]: label["label"] for label in row["labels"]},
    }


def _point(name: str, found: Mapping[str, Any] | None) -> Iterator[tuple[str, object]]:
    """Yield the columns of one value of a course: its first and last day, the value, and its reserves."""
    for end in ("start", "end"):
        yield f"{name}_{end}", None if found is None else found["period"][end]
    yield f"{name}_value", None if found is None else found["value"]
    yield f"{name}_reserves", None if found is None else list(found.get("reserves", ()))


def _figure(name: str, found: Mapping[str, Any] | None) -> Iterator[tuple[str, object]]:
    """Yield the columns of a value that was observed: also how it came about, and what it rests on."""
    yield from _point(name, found)
    for said in ("state", "verified"):
        yield f"{name}_{said}", None if found is None else found.get(said)


def _fingerprints() -> Rows:
    return Listed([{"of": of, "fingerprint": found} for of, found in fingerprints().items()])


_DECISION: Final[tuple[Column, ...]] = (
    _PLACE, _AGREEMENT, _CLAUSE,
    ("period", "text", "Period or day that it is about; null: the clause as a whole."),
    ("kind", "text", "notice, waived, suspended, terminated, exercised …"),
    ("authority", "text", "Party that decided."),
    ("decided_on", "day", "Day of the decision."),
    ("recorded_at", "instant", "When it was recorded."),
    ("reason", "text", "Why, as it was told."),
)  # fmt: skip


def _course(name: str, what: str) -> tuple[Column, ...]:
    return (
        (f"{name}_start", "day", f"First day of the period of {what}."),
        (f"{name}_end", "day", "Last day of it."),
        (f"{name}_value", "text", f"Value of {what}."),
        (
            f"{name}_reserves",
            "text",
            f"With what reserve pages show {what}, as JSON; []: it was published so.",
        ),
    )


def _observed(name: str, what: str) -> tuple[Column, ...]:
    return (
        *_course(name, what),
        (f"{name}_state", "text", "observed, summed …: how that figure came about."),
        (f"{name}_verified", "yesno", "Nothing that it rests on is called unverified."),
    )


TABLES: Final = (
    Table(
        "evidence",
        "Every fact that was reported, as far as it is public.",
        (
            _PLACE, _AGREEMENT,
            ("kind", "text", "Kind of subject; empty for the award itself."),
            ("subject", "text", "Subject that it is about."),
            ("measure", "text", "What was measured."),
            ("period", "text", "Period or day that it is about."),
            _VALUE,
            ("unit", "text", "Currency code or unit."),
            ("level", "text", "claimed, documented, audited or confirmed."),
            _SOURCE, _REPORTED, _RECORDED,
            ("event", "text", "The reporter's own reference."),
            ("fact", "text", "Id of the fact, where the table gives it one."),
            ("count", "text", "Control count of a closing statement."),
            ("total", "text", "Control total of a closing statement."),
            _WITHHELD,
        ),
        _rows("evidence"),
        ("agreement",),
    ),
    Table(
        "payments",
        "Every payment that was recorded: who paid whom, under which clause, and where it stands.",
        (
            _PLACE, _AGREEMENT, _CLAUSE,
            ("settles", "text", "Window that it settles; empty: the oldest day on which something is due."),
            ("paid_on", "day", "Day of the payment."),
            ("amount", "amount", "Amount, or quantity delivered."),
            ("currency", "text", "Currency code, or the unit of a delivery."),
            ("payer", "text", "Party that pays, by its name in the text; null: it may be one of several."),
            ("payee", "text", "Party that is paid."),
            _SOURCE, _REPORTED, _RECORDED,
            ("payment", "text", "Id of the payment, where the table gives it one; a later row replaces it."),
            _WITHHELD,
        ),
        Payments,
        ("agreement",),
    ),
    Table(
        "decisions",
        "Every decision that is public and was recorded by the day of judgement, the newest first.",
        _DECISION,
        _decisions,
        ("agreement", "clause"),
    ),
    Table(
        "targets",
        "Every target of a mission: where it began, where it stands, what published methods say of it.",
        (
            ("target", "text", "Id of the target."),
            ("mission", "text", "Id of its mission, as in /missions/MISSION."),
            ("title", "text", "What it is called."),
            ("headline", "yesno", "The mission wants to be judged by it."),
            ("indicator", "text", "Indicator that measures it; null: nothing does."),
            ("value", "text", "Value to be reached; null: it states none."),
            ("by", "day", "Day by which."),
            ("owner", "text", "Body that answers for it."),
            ("stage", "text", "How it stands, as pages say: on track, missed, unable to assess …"),
            *_course("baseline", "its baseline"),
            *_observed("latest", "its latest figure"),
            *_observed("deciding", "the figure that decided, once it was reached or missed"),
            ("reached", "yesno", "The last figure on or before the day meets it; null: nobody can say."),
            ("labels", "text", "What each method says, by its name, as JSON."),
        ),
        _targets,
        ("mission",),
    ),
    Table(
        "indicators",
        "Every figure of an indicator, as it was recorded.",
        (
            _PLACE,
            ("indicator", "text", "Id of the indicator."),
            ("period", "text", "Period or day that it is about."),
            ("value", "text", "Value as published."),
            ("unit", "text", "Unit."),
            _SOURCE, _REPORTED, _RECORDED,
            ("version", "text", "Version of the indicator's definition; empty: the first."),
            ("note", "text", "What else is said of it."),
            _WITHHELD,
        ),
        _rows("indicators"),
    ),
    Table(
        "fingerprints",
        "What pages are judged from: the letters after # at the end of a page are the first twelve of one.",
        (
            ("of", "text", "agreement ID, missions, support; or `everything`, for pages of several."),
            (
                "fingerprint", "text",
                "SHA-256; of `everything`: of the rows before it, each as of, space, fingerprint, line feed.",
            ),
        ),
        _fingerprints,
    ),
)  # fmt: skip
"""Tables of what was recorded and stated."""
