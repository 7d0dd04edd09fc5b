"""
The table of support for people and for programs: groups with their totals, then the account of every source.

What is not matched is shown beside what is; sums that have nothing to do with one another (currencies, what
was awarded and what was paid, totals and single payments) stand in lines of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.text import Text

from commonweal.ground.currencies import minor_digits
from commonweal.ground.numbers import finer_than, plain
from commonweal.report import words
from commonweal.report.diagnostics import counted
from commonweal.report.flat import Columns
from commonweal.report.tables import Column, Sheet, line

if TYPE_CHECKING:
    from commonweal.cycle.portfolio.records import Support
    from commonweal.cycle.portfolio.rules import Account, Balance, Group, Line, Table, Tally
    from commonweal.exchange.imported import Imported

SCHEMA: Final = "commonweal.table/1"
MANY: Final = 40
"""Unmatched names that a text shows one by one; JSON, CSV and Parquet always show all."""
COLUMNS: Final[Columns] = {
    "row": "text", "group": "text", "key": "text", "matched": "yesno", "how": "text", "members": "text",
    "instrument": "text", "stage": "text", "basis": "text", "currency": "text", "amount": "amount",
    "count": "count", "unknown": "count", "source": "text", "record": "text", "file": "text", "place": "text",
    "words": "text", "why": "text", "grouped": "amount", "unmatched": "amount", "difference": "amount",
}  # fmt: skip
"""Columns of the table as CSV and Parquet; `row` says which a row is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table, the day on which it stands, and the files that it was made from."""

    table: Table
    as_of: date
    files: tuple[Imported, ...]


def document(shown: Shown) -> dict[str, Any]:
    """Return the table for programs; amounts are decimal strings, lists are in order."""
    table = shown.table
    return {
        "schema": SCHEMA,
        "as_of": shown.as_of.isoformat(),
        "files": [_file_row(one) for one in sorted(shown.files, key=lambda f: f.file)],
        "groups": [_group_row(group) for group in table.groups],
        "nobody": [_support_row(one) for one in table.nobody],
        "accounts": [_account_row(one) for one in table.accounts],
        "suggestions": [{"a": s.a, "b": s.b, "why": s.why} for s in table.suggestions],
    }


def flat_rows(shown: Shown) -> list[dict[str, Any]]:
    """Return the table as rows under `COLUMNS`: lines of groups, supports of nobody, accounts."""
    return list(chain(_flat_groups(shown.table), _flat_accounts(shown.table)))


def _flat_groups(table: Table) -> Iterator[dict[str, Any]]:
    for group in table.groups:
        for tally in group.tallies:
            yield {
                "row": "group", "group": group.name, "key": group.key, "matched": group.matched,
                "how": group.how, "members": "; ".join(group.members), "source": "; ".join(group.sources),
                **_tally_row(tally),
            }  # fmt: skip
    for one in table.nobody:
        row = _support_row(one)
        yield {"row": "nobody", **row, "group": row["recipients"], "why": row["why"]}


def _flat_accounts(table: Table) -> Iterator[dict[str, Any]]:
    for account in table.accounts:
        for balance in account.balances:
            yield {"row": "balance", "source": account.source, **_balance_row(balance)}
        for left in account.left_out:
            yield {"row": "left_out", "source": left.source, "why": left.reason, "count": left.count}
        for why, count in (("repeated", account.repeated), ("superseded", account.superseded)):
            if count:
                yield {"row": "left_out", "source": account.source, "why": why, "count": count}
    for one in table.suggestions:
        yield {"row": "suggestion", "group": one.a, "key": one.b, "why": one.why}


# ---- rows --------------------------------------------------------------------------------------------


def exact(amount: Decimal | None, currency: str) -> str | None:
    """Return an amount as a decimal string with at least the digits of its currency; None where unknown."""
    if amount is None:
        return None
    digits = minor_digits(currency) or 0
    return plain(amount) if finer_than(amount, digits) else format(amount, f".{digits}f")


def _file_row(one: Imported) -> dict[str, Any]:
    return {
        "file": one.file, "standard": one.standard, "rows": sum(one.rows.values()),
        "releases": len(one.releases), "supports": len(one.supports),
    }  # fmt: skip


def _group_row(group: Group) -> dict[str, Any]:
    return {
        "name": group.name, "key": group.key, "matched": group.matched, "how": group.how,
        "members": list(group.members), "sources": list(group.sources), "supports": len(group.supports),
        "totals": [_tally_row(tally) for tally in group.tallies],
    }  # fmt: skip


def _line_row(of: Line) -> dict[str, Any]:
    return {"instrument": of.instrument, "stage": of.stage, "basis": of.basis, "currency": of.currency}


def _tally_row(tally: Tally) -> dict[str, Any]:
    known = exact(tally.amount, tally.line.currency) if tally.count else None
    return {**_line_row(tally.line), "amount": known, "count": tally.count, "unknown": tally.unknown}


def _support_row(one: Support) -> dict[str, Any]:
    several = len(one.recipients) > 1
    return {
        "source": one.origin.source, "record": one.origin.record, "file": one.origin.file,
        "place": one.origin.place, "recipients": "; ".join(r.name for r in one.recipients),
        "instrument": one.instrument, "stage": one.stage, "basis": one.basis, "currency": one.currency,
        "amount": exact(one.amount, one.currency), "words": one.words,
        "why": "several recipients, and nobody says who got what" if several else "no recipient is named",
    }  # fmt: skip


def _balance_row(balance: Balance) -> dict[str, Any]:
    code = balance.line.currency
    return {
        **_line_row(balance.line), "amount": exact(balance.read, code),
        "grouped": exact(balance.grouped, code), "unmatched": exact(balance.unmatched, code),
        "difference": exact(balance.difference, code),
    }  # fmt: skip


def _account_row(account: Account) -> dict[str, Any]:
    return {
        "source": account.source, "rows": account.rows, "records": account.records,
        "repeated": account.repeated, "superseded": account.superseded,
        "left_out": [{"why": one.reason, "count": one.count} for one in account.left_out],
        "supports": account.supports, "with_amount": account.with_amount, "unknown": account.unknown,
        "unmatched": account.unmatched, "missing": account.missing,
        "balances": [_balance_row(one) for one in account.balances],
    }  # fmt: skip


# ---- for people --------------------------------------------------------------------------------------


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
