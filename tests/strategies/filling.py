"""What may be filled in: the missing values that a kind allows (law 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from commonweal.engines.protocol import Closing, Fact, Member, RegisterClosing, Undisclosed
from commonweal.ground.period import Period, containing
from commonweal.terms.core.agreements import SeriesEntry, Setting
from commonweal.terms.core.clauses import Measure
from tests.strategies.cases import Case
from tests.strategies.choices import Choices
from tests.strategies.lacking import agrees, read_by_cures, register_closed, seen
from tests.strategies.rows import (
    DAYS,
    LAST,
    REGISTERS,
    YEARS,
    amounts_of,
    at,
    cells_of,
    later,
    make_fact,
    measures_of,
    winners,
)

D = Decimal


def filled(choices: Choices, case: Case) -> Case:
    """
    Return the case with what is missing filled in, wholly or in part, as law 4 allows.

    Grid days that no fact covers, events after the last agreeing statement, subjects of an open register,
    unset and undisclosed values; proof of a level that was too low. Not what a cure reads.
    """
    visible, spared = seen(case), read_by_cures(case.every_terms)
    settings, series = _given(choices.block(16), case, spared)
    members: list[Member] = []
    statements: list[RegisterClosing] = []
    for kind in REGISTERS:
        some, closed = _members(choices.block(12), visible, kind, spared)
        members += some
        statements += closed
    facts: list[Fact] = []
    closings: list[Closing] = []
    for measure in measures_of(case.every_terms):
        if measure.name in spared:
            continue
        every = (*visible.record.members, *members)
        subjects = sorted({m.subject for m in every if m.kind == measure.per})
        for subject in subjects if measure.per in REGISTERS else [""]:
            part = choices.block(40)
            if measure.grain == "event":
                facts += _more_events(part, visible, measure, subject)
                if part.between(0, 3):
                    closings.append(
                        Closing(
                            "A",
                            "",
                            subject,
                            measure.name,
                            case.as_of,
                            "confirmed",
                            case.known_at,
                            place="closings:z",
                        )
                    )
            else:
                facts += _more_cells(part, visible, measure, subject)
    record = replace(
        case.record,
        facts=case.record.facts + tuple(facts),
        closings=case.record.closings + tuple(closings),
        members=case.record.members + tuple(members),
        register_closings=case.record.register_closings + tuple(statements),
    )
    return replace(case, settings=settings, series=series, record=record)


def _given(
    choices: Choices, case: Case, spared: set[str]
) -> tuple[tuple[Setting, ...], tuple[SeriesEntry, ...]]:
    known = {
        s.name
        for s in case.settings
        if s.recorded_at <= case.known_at and not isinstance(s.value, Undisclosed)
    }
    settings = [s for s in case.settings if s.name in known or s.recorded_at > case.known_at]
    early = min(case.known_at, at(date(2020, 6, 1)))
    options: dict[str, tuple[Any, ...]] = {
        "begins": (date(2021, 7, 1), date(2021, 1, 1)),
        "share": (D("0.5"), D(0), D(2)),
        "talks": (D(2), D(0), D("0.5")),
        "switched": (True, False),
        "secret": (D(5), D(0), D(-3)),
    }
    hidden = {s.name for s in case.settings if isinstance(s.value, Undisclosed) and s.name not in known}
    for name, values in options.items():
        if name not in known and (name in spared or not choices.between(0, 7)):
            settings += [
                s
                for s in case.settings
                if s.name == name and name in hidden and s.recorded_at <= case.known_at
            ]
        elif name not in known:
            settings.append(Setting(name, choices.pick(*values), early, f"parameters:{name}z"))
    series = {e.period: e for e in case.series}
    for y in (*YEARS, 2024):
        period = containing("year", date(y, 1, 1))
        value = choices.pick(D(10), D(20), D(0), D(100), D(-5))
        open_ = period not in series or isinstance(series[period].value, Undisclosed)
        if open_ and "goal" not in spared and choices.between(0, 7):
            series[period] = SeriesEntry("goal", period, value, early, f"series:{y}z")
    return tuple(settings), tuple(series.values())


def _members(
    choices: Choices, visible: Case, kind: str, spared: set[str]
) -> tuple[list[Member], list[RegisterClosing]]:
    if not has_register(visible, kind) or kind in spared:
        return [], []
    statements = [c for c in visible.record.register_closings if c.kind == kind]
    closed = [c.through for c in statements if register_closed(visible, c)]
    if any(c.gaps for c in statements):
        return [], []
    start = later(max(closed), 1) if closed else None
    members = []
    for i in range(choices.between(0, 2) if start is None or start <= visible.as_of else 0):
        members.append(Member("A", kind, f"n{i}", visible.known_at, start, None, place=f"registers:z{i}"))
    through = RegisterClosing("A", kind, visible.as_of, visible.known_at, None, "registers:zc")
    return members, [through] if choices.between(0, 3) else []


def has_register(case: Case, kind: str) -> bool:
    """Return whether a text ranges over workers, or over affiliates."""
    return any(
        any(s.name == kind for s in terms.subjects) or any(m.per == kind for m in terms.measures)
        for terms in case.every_terms
    )


def _more_cells(choices: Choices, visible: Case, measure: Measure, subject: str) -> list[Fact]:
    """Return facts for days that none covers, and proof at the highest level of what was only claimed."""
    mine = [f for f in visible.record.facts if (f.measure, f.subject) == (measure.name, subject)]
    held = [f for f in winners(mine).values() if f.value is not None]
    made = []
    for f in held:
        alone = not any(f.period.overlaps(g.period) for g in held if g is not f)
        if alone and choices.between(0, 3):
            value = choices.pick(*amounts_of(measure)) if isinstance(f.value, Undisclosed) else f.value
            made.append(
                replace(f, value=value, level="confirmed", recorded_at=visible.known_at, id=f"z{f.id}")
            )
    single = measure.per in REGISTERS and measure.kind in ("stock", "rate")
    cells = [c for c in cells_of(measure, visible.terms.fiscal_end) if c.last <= visible.as_of]
    if single:
        cells = [] if held or not cells else [choices.pick(*cells)]
    for cell in cells:
        value, wanted = choices.pick(*amounts_of(measure)), choices.between(0, 7)
        for gap in _uncovered(cell, [f.period for f in held]) if wanted else []:
            fact = make_fact(measure, subject, gap, value, "confirmed", 0, 900)
            made.append(replace(fact, recorded_at=visible.known_at, reported_on=LAST))
    return made


def _uncovered(cell: Period, taken: Sequence[Period]) -> list[Period]:
    gaps, cursor = [], cell.start
    for period in sorted(taken):
        if period.start > cursor and period.start < cell.end:
            gaps.append(Period(cursor, period.start))
        cursor = max(cursor, min(period.end, cell.end)) if period.overlaps(cell) else cursor
    return [*gaps, Period(cursor, cell.end)] if cursor < cell.end else gaps


def _more_events(choices: Choices, visible: Case, measure: Measure, subject: str) -> list[Fact]:
    """Return events after the last statement that agrees, and values of undisclosed ones."""
    facts = visible.record.facts
    mine = [f for f in facts if (f.measure, f.subject) == (measure.name, subject)]
    agreeing = [
        c.through
        for c in visible.record.closings
        if c.measure == measure.name and c.subject in (subject, "") and agrees(visible, c, facts)
    ]
    closed = visible.as_of if measure.level == "confirmed" else max(agreeing, default=date(2020, 12, 31))
    made = []
    for f in winners(mine).values():
        if isinstance(f.value, Undisclosed) and choices.between(0, 3):
            value = choices.pick(*amounts_of(measure))
            made.append(
                replace(f, value=value, recorded_at=visible.known_at, reported_on=LAST, id=f"z{f.id}")
            )
    most = 2
    if measure.per in REGISTERS and measure.kind in ("stock", "rate"):
        most = 0 if any(f.value is not None for f in winners(mine).values()) else 1
    for i in range(choices.between(0, most)):
        day = choices.pick(*DAYS)
        if closed < day <= visible.as_of:
            fact = make_fact(
                measure,
                subject,
                Period.days_of(day, day),
                choices.pick(*amounts_of(measure)),
                "confirmed",
                0,
                900 + i,
                f"z{i}",
            )
            made.append(replace(fact, recorded_at=visible.known_at))
    return made
