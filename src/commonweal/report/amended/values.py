"""
Which values an amendment changes: every parameter and every entry of a series, as it was and as it is.

A value that the text states by default counts as set. Of a series only periods that are not over when the
amendment takes effect are compared: what is over stays under the text before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commonweal.ground.numbers import plain
from commonweal.ground.period import FiscalEnd, Period, show_period
from commonweal.report import rows, words
from commonweal.terms.core.agreements import Undisclosed, Value, Version
from commonweal.terms.core.clauses import Parameter
from commonweal.terms.core.types import Type
from commonweal.workspace.planning import Effect
from commonweal.workspace.run import Run


@dataclass(frozen=True, slots=True)
class Changed:
    """
    A value that an amendment changes.

    Attributes
    ----------
    name, label : the parameter, and what people call it ("" where the text does not say)
    period : that of an entry of a series, None for a single value
    before, after : None where the agreement has no such value then
    """

    name: str
    label: str
    type: Type
    period: Period | None
    before: Value | None
    after: Value | None


def changed_values(effect: Effect) -> list[Changed]:
    """Return the values that amendments change, in the order of the text, entries by period."""
    if not effect.amendments or any(effect.agreement not in run.plans for run in _runs(effect)):
        return []
    first = min(amendment.effective for amendment in effect.amendments)
    last = max(amendment.effective for amendment in effect.amendments)
    before, after = (run.plans[effect.agreement].version_on(last) for run in _runs(effect))
    was, is_ = (dict(_values(version, first)) for version in (before, after))
    found = []
    for parameter in _parameters(after, before):
        periods = {period for name, period in (*was, *is_) if name == parameter.name}
        for period in sorted(periods, key=lambda p: (p is not None, p)):
            key = (parameter.name, period)
            if was.get(key) != is_.get(key):
                found.append(_changed(parameter, period, was.get(key), is_.get(key)))
    return found


def row_of(changed: Changed) -> rows.Row:
    """Return a changed value for programs; null: the agreement has no such value then."""
    type_ = changed.type
    return {
        "name": changed.name, "label": changed.label,
        "period": None if changed.period is None else rows.window_row(changed.period),
        "kind": type_.kind, "unit": type_.of or "", "per": type_.per or "",
        "before": _exact(changed.before), "after": _exact(changed.after),
    }  # fmt: skip


def cells(changed: Changed, fiscal: FiscalEnd | None) -> tuple[str, str, str]:
    """Return what changed, as it was and as it is, for a table of a terminal."""
    when = "" if changed.period is None else f", {show_period(changed.period, fiscal)}"
    before, after = (_said(value, changed.type) for value in (changed.before, changed.after))
    return f"{changed.label or words.spaced(changed.name)}{when}", before, after


def _runs(effect: Effect) -> tuple[Run, Run]:
    return effect.before, effect.after


def _parameters(*versions: Version) -> Iterator[Parameter]:
    seen: set[str] = set()
    for version in versions:
        for parameter in version.terms.parameters:
            if parameter.name not in seen:
                seen.add(parameter.name)
                yield parameter


def _values(version: Version, first: date) -> Iterator[tuple[tuple[str, Period | None], Value]]:
    """Yield every value that its text asks for in a version, by parameter and period; defaults first."""
    known = {parameter.name for parameter in version.terms.parameters}
    for parameter in version.terms.parameters:
        if parameter.default is not None and parameter.by is None:
            yield (parameter.name, None), parameter.default["value"]  # type: ignore[misc]
    for setting in version.agreement.settings:
        if setting.name in known:
            yield (setting.name, None), setting.value
    for entry in version.agreement.series:
        if entry.name in known and entry.period.end > first:
            yield (entry.name, entry.period), entry.value


def _changed(
    parameter: Parameter, period: Period | None, before: Value | None, after: Value | None
) -> Changed:
    return Changed(parameter.name, parameter.label, parameter.type, period, before, after)


def _exact(value: Value | None) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case Undisclosed():
            return "undisclosed"
    return value


def _said(value: Value | None, type_: Type) -> str:
    if isinstance(value, Decimal):
        return words.typed(value, type_)
    return "–" if value is None else _exact(value) or ""
