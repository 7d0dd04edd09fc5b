"""
Rows of payments, with who pays whom, and which of them stand behind what is shown as paid.

How much is paid on an amount, and on which day last, is what the engine says (language 7.5). Rows are laid
against that: one that names a window is that window's; others settle the oldest due day first. Where this
does not come out to the cent and to the day, nothing is said of one amount: the rows are those of the clause.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any, Final
from zoneinfo import ZoneInfo

from commonweal.ground.numbers import add, sub
from commonweal.ground.period import Period, parse_period
from commonweal.web.assessment.models import Pass, Payable
from commonweal.web.assessment.queries import last_pass
from commonweal.web.evidence.queries import Recorded
from commonweal.web.record.rows import written
from commonweal.workspace import fields

Row = Mapping[str, Any]
_ORDER: Final = (
    "place", "agreement", "clause", "settles", "paid_on", "amount", "currency", "payer", "payee", "source",
    "reported_on", "recorded_at", "payment", "withheld",
)  # fmt: skip
"""Columns in the order in which they are published."""


class Payments:
    """The rows of payments as the public may see them, in the order of files and rows."""

    def __init__(self, *, agreement: str = "") -> None:
        last = last_pass()
        self._rows = Recorded("payments", last.judged_at.date() if last else date.min, agreement=agreement)

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


# ---- what was counted -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """
    The rows behind what is shown as paid on one amount.

    Attributes
    ----------
    rows : each with the part of it that settles this amount
    sure : False where rows and result cannot be told apart so; then these are all rows of the clause
    """

    rows: tuple[tuple[Row, Decimal], ...]
    sure: bool


def behind(owed: Payable) -> Counted | None:
    """Return the rows behind what is shown as paid on an amount, None where nothing is."""
    last = last_pass()
    if last is None or not Decimal(owed.row["paid"]):
        return None
    payables = Payable.objects.filter(agreement=owed.agreement_id, clause=owed.clause, currency=owed.currency)
    debts = [one.row for one in payables.defer("reason")]
    found = Payments(agreement=owed.agreement_id).rows()
    rows = [row for row in found if (row["clause"], row["currency"]) == (owed.clause, owed.currency)]
    return counted(debts, standing(rows, last))[debts.index(owed.row)]


def standing(rows: Iterable[Row], last: Pass) -> list[Row]:
    """Return the rows that counted when the site was judged, by day; of versions of one payment the last."""
    zone, latest = ZoneInfo(last.zone), dict[tuple[str, ...], tuple[datetime, Row]]()
    for row in rows:
        at = _instant(row["recorded_at"], zone)
        # Rows that say the same count once, as they do when a workspace is read.
        said = (row["payment"],) if row["payment"] else tuple(str(row[name]) for name in _ORDER[1:])
        if at <= last.known_at and (said not in latest or (at, row["place"]) > _key(latest[said])):
            latest[said] = (at, row)
    kept = [(at, row) for at, row in latest.values() if row["paid_on"] <= last.as_of.isoformat()]
    return [row for _, row in sorted(kept, key=lambda one: (one[1]["paid_on"], *_key(one)))]


def _key(one: tuple[datetime, Row]) -> tuple[datetime, str]:
    return one[0], one[1]["place"]


def _instant(cell: str, zone: ZoneInfo) -> datetime:
    found = fields.instant(cell, zone)
    return found if isinstance(found, datetime) else datetime.max.replace(tzinfo=UTC)


def counted(debts: Sequence[Row], payments: Sequence[Row]) -> list[Counted]:
    """
    Return the rows behind each amount of a clause, in the order of `debts`.

    Parameters
    ----------
    debts : the payables of a clause in one currency, as the API gives them
    payments : the rows under that clause that counted, by day
    """
    order = sorted(range(len(debts)), key=lambda i: _turn(debts[i]))
    laid: list[list[tuple[Row, Decimal]]] = [[] for _ in debts]
    first = {_window(debts[i]): i for i in reversed(order)}
    loose = []
    for row in payments:
        at = _named(row["settles"], first)
        if at is not None:
            laid[at].append((row, Decimal(row["amount"])))
        elif not row["settles"]:  # one that names a window of which nothing is owed settles nothing
            loose.append((row, Decimal(row["amount"])))
    for i in order:
        _lay(laid[i], Decimal(debts[i]["paid"]), loose)
    whole = tuple((row, Decimal(row["amount"])) for row in payments)
    return [
        Counted(tuple(mine), sure=True) if _comes_out(debt, mine) else Counted(whole, sure=False)
        for debt, mine in zip(debts, laid, strict=True)
    ]


def _turn(debt: Row) -> tuple[bool, str, str, int]:
    """Return when the turn of an amount comes: instances of a payment first, then by day, undated last."""
    return debt["kind"] != "payment", debt["due"] or "9999", debt["window"]["start"], debt["item"]


def _named(window: str, first: Mapping[Period, int]) -> int | None:
    """Return the amount whose window a row names; fiscal years end when those of the text do."""
    if window.startswith("FY"):
        years = [one for one in first if (one.end - one.start).days in (365, 366)]
        fits = [one for one in years if str(one.last.year) == window[2:]]
        return first[fits[0]] if len(fits) == 1 else None
    found = parse_period(window)
    return None if found is None else first.get(found)


def _window(debt: Row) -> Period:
    return Period.days_of(*(date.fromisoformat(debt["window"][end]) for end in ("start", "end")))


def _lay(mine: list[tuple[Row, Decimal]], paid: Decimal, loose: list[tuple[Row, Decimal]]) -> None:
    """Move rows, or parts of them, to an amount until what is paid on it is there."""
    wanting = sub(paid, _together(mine))
    while wanting > 0 and loose:
        row, left = loose.pop(0)
        part = min(left, wanting)
        mine.append((row, part))
        wanting = sub(wanting, part)
        if left > part:
            loose.insert(0, (row, sub(left, part)))


def _comes_out(debt: Row, mine: Sequence[tuple[Row, Decimal]]) -> bool:
    days = {row["paid_on"] for row, _ in mine}
    return _together(mine) == Decimal(debt["paid"]) and (debt["paid_on"] in days or not mine)


def _together(parts: Sequence[tuple[Row, Decimal]]) -> Decimal:
    return reduce(add, (part for _, part in parts), Decimal(0))
