"""What is on record as paid under the agreements that count as support, beside what they committed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from commonweal.ground.numbers import add
from commonweal.report.page import words
from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.portfolio import queries
from commonweal.web.portfolio.agreements import SOURCE
from commonweal.web.portfolio.models import Support
from commonweal.web.publication.steering.came import given

_LINE = ("instrument", "stage", "basis", "currency")
Line = tuple[str, ...]
"""A line of a group: its address, and kind, stage, basis and currency."""


def line_of(group: str, row: Mapping[str, Any]) -> Line:
    """Return the line of a group to which a row of support or a total belongs."""
    return (group, *(row[name] for name in _LINE))


def of_lines(groups: Collection[str]) -> dict[Line, str]:
    """
    Return what is on record as paid under the agreements of each line, in words.

    A line without an agreement that was judged is left out; "" says that no payment is on record.
    """
    rows = _rows(queries.supports(source=SOURCE).filter(group__in=groups))
    paid = _paid([row["agreement"] for row in rows])
    sums: dict[Line, Decimal] = {}
    for row in rows:
        if row["agreement"] in paid:
            line = line_of(row["group"], row)
            amount = paid[row["agreement"]].get(row["currency"], Decimal(0))
            sums[line] = add(sums.get(line, Decimal(0)), amount)
    return {line: _said(amount, line[-1]) for line, amount in sums.items()}


def of_agreements(rows: Collection[Mapping[str, Any]]) -> dict[str, str]:
    """Return what is on record as paid under each agreement that rows of support name, as `of_lines` does."""
    currencies = {row["agreement"]: row["currency"] for row in rows if row["agreement"]}
    return {
        id_: _said(sums.get(currencies[id_], Decimal(0)), currencies[id_])
        for id_, sums in _paid(currencies).items()
    }


def _rows(found: QuerySet[Support, Support]) -> list[dict[str, Any]]:
    return [json.loads(one.data) for one in found]


def _paid(ids: Collection[str]) -> dict[str, dict[str, Decimal]]:
    """Return what the public paid, by agreement that was judged and currency."""
    agreements = list(register.agreements().filter(agreement__in=ids).prefetch_related("roles"))
    sums = given(agreements, judged.payables().filter(agreement__in=ids).defer("reason"))
    return {one.agreement: sums.get(one.agreement, {}) for one in agreements}


def _said(amount: Decimal, currency: str) -> str:
    return words.amount(amount, currency) if amount else ""
