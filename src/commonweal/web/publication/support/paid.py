"""What is on record as paid under the agreements that count as support, beside what they committed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet

from commonweal.ground.numbers import add
from commonweal.report.page import words
from commonweal.report.words import exact
from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.portfolio import queries
from commonweal.web.portfolio.agreements import SOURCE
from commonweal.web.portfolio.models import Support
from commonweal.web.publication.steering.came import given
from commonweal.web.publication.tables import Rows
from commonweal.web.record.rows import written

COLUMN: Final = "paid"
_LINE = ("instrument", "stage", "basis", "currency")
Row = dict[str, Any]
Line = tuple[str, ...]
"""A line of a group: its address, and kind, stage, basis and currency."""


def line_of(group: str, row: Mapping[str, Any]) -> Line:
    """Return the line of a group to which a row of support or a total belongs."""
    return (group, *(row[name] for name in _LINE))


# ---- in words, for pages ----------------------------------------------------------------------------


def of_lines(groups: Collection[str]) -> dict[Line, str]:
    """
    Return what is on record as paid under the agreements of each line, in words.

    A line without an agreement that was judged is left out, and so is one under which some was paid in
    another currency; "" says that no payment is on record.
    """
    return {line: _said(amount, line[-1]) for line, amount in _by_line(groups).items()}


def of_agreements(rows: Collection[Mapping[str, Any]]) -> dict[str, str]:
    """Return what is on record as paid under each agreement that rows of support name, as `of_lines` does."""
    currencies = {row["agreement"]: row["currency"] for row in rows}
    return {id_: _said(amount, currencies[id_]) for id_, amount in _by_agreement(rows).items()}


# ---- as a column, for API and files -----------------------------------------------------------------


class Paid:
    """
    Rows of a published table, with what is on record as paid as their last column.

    Parameters
    ----------
    named : what says of a row whether it may be of an agreement
    paid : called with the rows that may be; says the amount of each, None where nothing can be said of it
    """

    def __init__(
        self,
        found: QuerySet[Any, Any],
        named: str,
        among: Collection[str],
        paid: Callable[[Sequence[Row]], Callable[[Row], Decimal | None]],
    ) -> None:
        self._found, self._named, self._among, self._paid = found, named, among, paid

    def count(self) -> int:
        """Return how many there are."""
        return self._found.count()

    def texts(self, offset: int = 0, most: int | None = None) -> list[str]:
        """Return some of them."""
        end = None if most is None else offset + most
        found = list(self._found.values_list(self._named, "data")[offset:end])
        rows = {n: json.loads(text) for n, (name, text) in enumerate(found) if name in self._among}
        paid = self._paid(list(rows.values()))

        def whole(n: int, text: str) -> str:
            amount = paid(rows[n]) if n in rows else None
            said = None if amount is None else exact(amount, rows[n]["currency"])
            return f"{text[:-1]},{written({COLUMN: said})[1:]}"

        return [whole(n, text) for n, (_, text) in enumerate(found)]


def supports(**said: str) -> Rows:
    """Return supports as API and files have them: the public's payments under those of this register."""

    def paid(rows: Sequence[Row]) -> Callable[[Row], Decimal | None]:
        amounts = _by_agreement(rows)
        return lambda row: amounts.get(row["agreement"])

    return Paid(queries.supports(**said), "source", (SOURCE,), paid)


def totals(**said: str) -> Rows:
    """Return the lines of groups as API and files have them, as `supports` does."""

    def paid(rows: Sequence[Row]) -> Callable[[Row], Decimal | None]:
        amounts = _by_line({row["group"] for row in rows})
        return lambda row: amounts.get(line_of(row["group"], row))

    ours = set(queries.supports(source=SOURCE).values_list("group", flat=True))
    return Paid(queries.totals(**said), "group", ours, paid)


# ---- sums -------------------------------------------------------------------------------------------


def _by_line(groups: Collection[str]) -> dict[Line, Decimal]:
    rows = _rows(queries.supports(source=SOURCE).filter(group__in=groups))
    paid = _paid([row["agreement"] for row in rows])
    sums: dict[Line, Decimal | None] = {}
    for row in rows:
        if row["agreement"] in paid:
            line = line_of(row["group"], row)
            before, amount = sums.get(line, Decimal(0)), _alone(paid[row["agreement"]], row["currency"])
            sums[line] = None if before is None or amount is None else add(before, amount)
    return {line: amount for line, amount in sums.items() if amount is not None}


def _by_agreement(rows: Collection[Mapping[str, Any]]) -> dict[str, Decimal]:
    currencies = {row["agreement"]: row["currency"] for row in rows if row["agreement"]}
    found = {id_: _alone(sums, currencies[id_]) for id_, sums in _paid(currencies).items()}
    return {id_: amount for id_, amount in found.items() if amount is not None}


def _alone(sums: Mapping[str, Decimal], currency: str) -> Decimal | None:
    """Return what was paid in a currency; None where some was paid in another, which nobody converts."""
    return None if sums.keys() - {currency} else sums.get(currency, Decimal(0))


def _rows(found: QuerySet[Support, Support]) -> list[dict[str, Any]]:
    return [json.loads(one.data) for one in found]


def _paid(ids: Collection[str]) -> dict[str, dict[str, Decimal]]:
    """Return what the public paid, by agreement that was judged and currency."""
    agreements = list(register.agreements().filter(agreement__in=ids).prefetch_related("roles"))
    sums = given(agreements, judged.payables().filter(agreement__in=ids).defer("reason"))
    return {one.agreement: sums.get(one.agreement, {}) for one in agreements}


def _said(amount: Decimal, currency: str) -> str:
    return words.amount(amount, currency) if amount else ""
