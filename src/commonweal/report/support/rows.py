"""
The table of support for programs: groups with their totals, then the account of every source.

Sums that have nothing to do with one another (currencies, what was awarded and what was paid, totals and
single payments) stand in rows of their own. What is not matched is shown beside what is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from commonweal.ground.currencies import minor_digits
from commonweal.ground.numbers import finer_than, plain
from commonweal.report.flat import Columns

if TYPE_CHECKING:
    from commonweal.cycle.portfolio.records import Support
    from commonweal.cycle.portfolio.rules import Account, Balance, Group, Line, Table, Tally
    from commonweal.exchange.imported import Imported

SCHEMA: Final = "commonweal.table/1"
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
