"""
The table of support on a terminal: matched groups, names that nobody matched, and where every row went.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.text import Text

from commonweal.report import words
from commonweal.report.diagnostics import counted
from commonweal.report.support.rows import Shown
from commonweal.report.tables import Column, Sheet, line

if TYPE_CHECKING:
    from commonweal.cycle.portfolio.records import Support
    from commonweal.cycle.portfolio.rules import Account, Group, Line, Tally

MANY: Final = 40
"""Unmatched names that a text shows one by one; JSON, CSV and Parquet always show all."""


def text(shown: Shown) -> RenderableType:
    """Return the table for a terminal: matched groups, names that nobody matched, and the accounts."""
    table = shown.table
    matched = [group for group in table.groups if group.matched]
    others = [group for group in table.groups if not group.matched]
    parts: list[RenderableType] = [_sentence(shown, len(matched), len(others))]
    if matched:
        parts += [_heading("By corporate group"), _groups_sheet(_by_weight(matched))]
    if others:
        parts += [_heading("Not matched: known by name only"), _groups_sheet(_by_weight(others)[:MANY])]
        parts += _rest(_by_weight(others)[MANY:])
    if table.nobody:
        parts += [_heading("No recipient, or several"), _nobody_sheet(table.nobody)]
    if table.accounts:
        parts += [_heading("Where every row went"), _accounts_sheet(table.accounts)]
        parts += [_heading("To the cent"), _balances_sheet(table.accounts), *_left_lines(table.accounts)]
    if table.suggestions:
        n = counted(len(table.suggestions), "pair")
        parts.append(line(f"\n{n} of names are alike; --suggest FILE writes them down for a decision."))
    return Stack(*parts)


def _heading(said: str) -> Text:
    return line("\n", (said, "bold"))


def _sentence(shown: Shown, matched: int, others: int) -> Text:
    supports = sum(len(g.supports) for g in shown.table.groups) + len(shown.table.nobody)
    return line(
        f"{counted(supports, 'support')} from {counted(len(shown.files), 'file')}: "
        f"{counted(matched, 'corporate group')}, {counted(others, 'name')} not matched; "
        f"groups as they stood on the day of each support, without one on {words.long_day(shown.as_of)}."
    )


def _by_weight(groups: Iterable[Group]) -> list[Group]:
    """Return groups by the first currency of each, then by their largest line in it."""

    def weight(group: Group) -> tuple[str, Decimal, str]:
        code = min(t.line.currency for t in group.tallies)
        return code, -max(t.amount for t in group.tallies if t.line.currency == code), group.key

    return sorted(groups, key=weight)


def _groups_sheet(groups: Iterable[Group]) -> Sheet:
    sheet = Sheet(
        Column("Group", "fold"), Column("Kind"), Column("Stage"), Column("Supports", "right", spare=1),
        Column("Amount", "right"), Column("Sources", "fold", spare=2),
    )  # fmt: skip
    for group in groups:
        for n, tally in enumerate(group.tallies):
            sheet.add(
                group.name if not n else "", _kind(tally.line), _stage(tally.line), _counts(tally),
                words.amount(tally.amount, tally.line.currency) if tally.count else "not known",
                ", ".join(group.sources) if not n else "",
            )  # fmt: skip
    return sheet


def _kind(of: Line) -> str:
    return of.instrument.replace("_", " ")


def _stage(of: Line) -> str:
    return of.stage if of.basis == "total" else f"{of.stage}, each"


def _counts(tally: Tally) -> str:
    unknown = f" + {tally.unknown:,} without a number" if tally.unknown else ""
    return f"{tally.count:,}{unknown}"


def _rest(groups: list[Group]) -> list[Text]:
    if not groups:
        return []
    from commonweal.cycle.portfolio.rules import tallies

    sums = tallies(one for group in groups for one in group.supports)
    said = "; ".join(f"{words.amount(t.amount, t.line.currency)} {_stage(t.line)}" for t in sums)
    return [
        line(f"and {counted(len(groups), 'more name')}, together {said} (--format json or csv shows all).")
    ]


def _nobody_sheet(supports: Iterable[Support]) -> Sheet:
    sheet = Sheet(
        Column("Record", "fold"), Column("Recipients", "fold"), Column("Stage"), Column("Amount", "right")
    )
    for one in supports:
        amount = (
            words.amount(one.amount, one.currency) if one.amount is not None else one.words or "not known"
        )
        names = "; ".join(r.name for r in one.recipients) or "nobody"
        sheet.add(one.origin.record, names, one.stage, amount)
    return sheet


def _accounts_sheet(accounts: Iterable[Account]) -> Sheet:
    sheet = Sheet(
        Column("Source", "fold"),
        Column("Rows", "right"),
        Column("Records", "right"),
        Column("Repeated", "right"),
        Column("Older", "right", spare=1),
        Column("Left out", "right"),
        Column("Supports", "right"),
        Column("With a number", "right"),
        Column("Unmatched", "right"),
        Column("Missing", "right"),
    )
    for one in accounts:
        left = sum(o.count for o in one.left_out)
        counts = (one.rows, one.records, one.repeated, one.superseded, left, one.supports, one.with_amount,
                  one.unmatched, one.missing)  # fmt: skip
        sheet.add(one.source, *(f"{n:,}" for n in counts))
    return sheet


def _balances_sheet(accounts: Iterable[Account]) -> Sheet:
    sheet = Sheet(
        Column("Source", "fold"), Column("Kind"), Column("Stage"), Column("Read", "right"),
        Column("In groups", "right"), Column("Unmatched", "right"), Column("Difference", "right"),
    )  # fmt: skip
    for account in accounts:
        for n, one in enumerate(account.balances):
            code = one.line.currency
            sheet.add(
                account.source if not n else "",
                _kind(one.line),
                _stage(one.line),
                words.amount(one.read, code),
                words.amount(one.grouped, code),
                words.amount(one.unmatched, code),
                words.amount(one.difference, code),
            )
    return sheet


def _left_lines(accounts: Iterable[Account]) -> list[Text]:
    return [
        line(f"left out of {account.source}: {one.count:,} × {one.reason}")
        for account in accounts
        for one in account.left_out
    ]
