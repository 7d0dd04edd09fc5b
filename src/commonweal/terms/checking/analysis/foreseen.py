"""What a text says of its windows before anybody signs it, and the first doubts that follow from that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from commonweal.ground.period import Period
from commonweal.terms.core.clauses import Parameter, Terms
from commonweal.terms.core.dates import Calendar
from commonweal.terms.core.expressions import Expr


@dataclass(frozen=True, slots=True)
class Foreseen:
    """
    The windows that stand in a text, with the days that it gives itself.

    Attributes
    ----------
    windows : by name of clause, account and right, in order; a right without schedule has its span as the one
        window; a name whose days the text leaves open is absent
    stubs : those of them that a span cuts off, where the text says `including stubs`
    """

    windows: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)
    stubs: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)

    def first_end(self, name: str) -> date | None:
        """Return the last day of the first window of a clause; None: it has none, or none is known."""
        rows = self.windows.get(name)
        return rows[0].last if rows else None

    def judged_by(self, name: str, day: date) -> bool:
        """Say whether a window of a clause may have ended by a day; yes where its windows are not known."""
        rows = self.windows.get(name)
        return rows is None or any(row.last <= day for row in rows)


def standing_value(parameter: Parameter | None) -> Expr | None:
    """Return the value that a text gives a parameter itself; None where each agreement fills it in."""
    if parameter is None or parameter.by is not None or parameter.negotiated or parameter.undisclosed:
        return None
    return parameter.default


def calendar_of(terms: Terms, window: Period | None = None) -> Calendar:
    """Return the calendar of a text that nobody has signed: date parameters have the value that it gives."""

    def value(name: str) -> date | None:
        default = standing_value(terms.parameter(name))
        found = default["value"] if default is not None and default.op == "day" else None
        return found if isinstance(found, date) else None

    return Calendar(value, terms.fiscal_end, window)
