"""
Rows of payments, with who pays whom, and which of them stand behind what is shown as paid.

What settles which amount, and how much of it, the engine says (language 7.5); here its places are looked up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from commonweal.web.assessment.models import Payable, Settlement
from commonweal.web.assessment.queries import last_pass
from commonweal.web.evidence.queries import Recorded
from commonweal.web.record.rows import written

Row = Mapping[str, Any]
_ORDER: Final = (
    "place", "agreement", "clause", "settles", "paid_on", "amount", "currency", "payer", "payee", "source",
    "reported_on", "recorded_at", "payment", "withheld",
)  # fmt: skip
"""Columns in the order in which they are published."""


class Payments:
    """The rows of payments as the public may see them, in the order of files and rows."""

    def __init__(self, *, agreement: str = "", places: Iterable[str] | None = None) -> None:
        last = last_pass()
        on = last.judged_at.date() if last else date.min
        self._rows = Recorded("payments", on, agreement=agreement, places=places)

    def count(self) -> int:
        """Return how many rows there are."""
        return self._rows.count()

    def texts(self, offset: int = 0, most: int | None = None) -> list[str]:
        """Return some rows as JSON, each as the API gives it."""
        return [written(row) for row in self.rows(offset, most)]

    def rows(self, offset: int = 0, most: int | None = None) -> Iterator[Row]:
        """Yield some rows; who pays whom is null where the clause lets that go several ways."""
        found = list(self._rows.rows(offset, most))
        ways = _ways({row["agreement"] for row in found})
        for row in found:
            way = ways.get((row["agreement"], row["clause"], row["currency"]), set())
            payer, payee = next(iter(way)) if len(way) == 1 else (None, None)
            whole = {**row, "settles": row["window"], "payer": payer, "payee": payee}
            yield {name: whole[name] for name in _ORDER}


def _ways(agreements: Iterable[str]) -> Mapping[tuple[str, str, str], set[tuple[str, str]]]:
    """Return who pays whom under each clause in each currency, by the names of the text."""
    found: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for owed in Payable.objects.filter(agreement__in=agreements).defer("reason"):
        row = owed.row
        found[owed.agreement_id, owed.clause, owed.currency].add((row["payer"], row["payee"]))
    return found


def behind(owed: Payable) -> list[tuple[Row, Decimal]]:
    """Return the rows of payments behind what is shown as paid on an amount, each with its part of it."""
    parts = Settlement.objects.filter(
        agreement=owed.agreement_id, clause=owed.clause, start=owed.start, end=owed.end, kind=owed.kind,
        item=owed.item,
    )  # fmt: skip
    # In different currencies an amount of a window may stand twice under one number.
    settled = [part.row for part in parts if part.row["currency"] == owed.currency]
    rows = {row["place"]: row for row in Payments(places=[part["place"] for part in settled]).rows()}
    return [(rows[part["place"]], Decimal(part["amount"])) for part in settled]
