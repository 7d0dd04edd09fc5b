"""Literals, parameters, series entries and dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from commonweal.engines.protocol import SeriesEntry, Setting, Undisclosed
from commonweal.engines.reference.evaluate import Evaluator, Here, Rule
from commonweal.engines.reference.outcome import Outcome, recorded
from commonweal.engines.reference.values import exactly
from commonweal.terms.core.dates import day_of, period_of
from commonweal.terms.core.expressions import Expr


def _literal(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    value = node["value"]
    assert isinstance(value, Decimal)
    outcome = Outcome(exactly(value))
    return ev.traced(node, outcome) if ev.explain else outcome


def _truth(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    return ev.traced(node, Outcome(truth="T" if node["value"] else "F"))


def _date(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    rows = ev.date_rows(node)
    day = day_of(node, ev.calendar(here))
    if day is None:
        return ev.unknown(node, "unset", rows=rows)
    return ev.traced(node, Outcome(day=day, since=recorded(rows)), rows=rows)


def _parameter(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    name = node.text("name")
    setting, parameter = ev.settings.get(name), ev.parameters[name]
    if setting is None:
        if parameter.default is not None:
            if not ev.explain:
                return ev.evaluate(parameter.default, here)
            return ev.traced(node, ev.evaluate(replace(parameter.default, at=node.at), here))
        if parameter.undisclosed is not None:
            ev.coverage[-1].undisclosed.add((name, ""))
        return ev.unknown(node, "undisclosed" if parameter.undisclosed is not None else "unset")
    return _given(ev, node, setting, setting.value)


def _given(ev: Evaluator, node: Expr, row: Setting | SeriesEntry, value: object) -> Outcome:
    since = row.recorded_at
    if isinstance(value, Undisclosed):
        ev.coverage[-1].undisclosed.add((row.name, row.place))
        return ev.unknown(node, "undisclosed", rows=(row,))
    if isinstance(value, bool):
        return ev.traced(node, Outcome(truth="T" if value else "F", since=since), rows=(row,))
    if isinstance(value, Decimal):
        return ev.traced(node, Outcome(num=exactly(value), since=since), rows=(row,))
    if isinstance(value, date):
        return ev.traced(node, Outcome(day=value, since=since), rows=(row,))
    return ev.unknown(node, "unset", rows=(row,))


def _entry(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    days = period_of(node.args[0], ev.calendar(here))
    entry = ev.entry_on(node.text("name"), days.first)
    if entry is None:
        return ev.unknown(node, "unset")
    return _given(ev, node, entry, entry.value)


RULES: dict[str, Rule] = {
    "literal": _literal,
    "truth": _truth,
    "day": _date,
    "start_of": _date,
    "end_of": _date,
    "after": _date,
    "before": _date,
    "parameter": _parameter,
    "entry": _entry,
}
