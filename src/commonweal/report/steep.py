"""Cliffs, for people and for programs: where one unit more or less moves money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from rich.console import Group, RenderableType

from commonweal.ground.numbers import plain
from commonweal.ground.period import show_period
from commonweal.report import rows, words
from commonweal.report.diagnostics import counted
from commonweal.report.tables import line
from commonweal.workspace.probing.cliffs import Cliff

SCHEMA: Final = "commonweal.cliffs/1"


def document(found: Sequence[Cliff]) -> rows.Row:
    """Return cliffs as `commonweal cliffs --format json` prints them."""
    return {"schema": SCHEMA, "cliffs": [_row(c) for c in found]}


def _row(c: Cliff) -> rows.Row:
    payer, payee, currency = c.flow
    return {
        "terms": c.terms, "measure": c.measure, "subject": c.subject, "period": rows.window_row(c.period),
        "type": c.type.code(), "at": plain(c.at), "step": plain(c.step), "payer": payer, "payee": payee,
        "currency": currency, "jump": words.exact(c.jump, currency), "next": words.exact(c.slope, currency),
        "example": c.example,
    }  # fmt: skip


def shown(found: Sequence[Cliff], examples: int) -> RenderableType:
    """Return the cliffs seen from so many examples in words, one a line pair."""
    if not examples:
        return line(
            "There are no examples, so nothing was tried: cliffs are looked for from the figures of one."
        )
    if not found:
        return line("No cliff: seen from its examples, no single unit moves more money than the next.")
    said = line(f"{counted(len(found), 'cliff')}, seen from the examples; the highest first.")
    return Group(said, *(part for cliff in found for part in _cliff(cliff)))


def _cliff(c: Cliff) -> Iterator[RenderableType]:
    payer, payee, currency = c.flow
    at = words.typed(c.at, c.type)
    # Of things that are counted one says `the next one`; a unit's name has no singular.
    step = "one" if c.step == 1 and not c.type.per else words.typed(c.step, c.type)
    verb = "more" if c.jump > 0 else "less"
    subject = f" of {c.subject}" if c.subject else ""
    slope = words.amount(c.slope, currency) if c.slope else "nothing"
    yield line("\n", (f"{c.measure}{subject} reaches {at}", "bold"), f"  {c.terms}, {show_period(c.period)}")
    yield line(
        f"   {payer} owes {payee} {_magnitude(c.jump, currency)} {verb}; the next {step} moves {slope}"
    )
    yield line((f"   example: {c.example}", "dim"))


def _magnitude(amount: Decimal, currency: str) -> str:
    return words.amount(amount.copy_abs(), currency)
