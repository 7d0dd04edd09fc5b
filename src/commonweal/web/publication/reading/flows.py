"""
What moved under the agreements of a corporate group, apart by who gave and who got it.

The columns are those of an agreement's page: the public gives, the public gets, others. What one of the group
paid another of it stands in a column of its own, so does what public bodies paid one another, which no sum
counts; and every amount stands in one column only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString

from commonweal.ground.numbers import sub
from commonweal.ground.period import Period
from commonweal.report.page import words
from commonweal.report.page.balances import Move, last_known
from commonweal.report.page.sums.owed import OWED, PAID
from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement, Role
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.models import AccountRow, Payable
from commonweal.web.publication import showing
from commonweal.web.publication.steering.came import short

GIVES: Final = "gives"
GETS: Final = "gets"
AMONG: Final = "among"
COLUMNS: Final = (GIVES, GETS, "others_give", "others_get", AMONG, "within")
"""Columns, in the order in which a page shows them."""
_PUBLIC: Final = "public"
_UNMOVED: Final = ("none_due", "not_due")


@dataclass(frozen=True, slots=True)
class Paid:
    """So much that was paid, on so many amounts, to or by somebody."""

    sum: str
    number: int
    who: str


@dataclass(frozen=True, slots=True)
class Unpaid:
    """
    So many amounts that are not shown as paid, in one state.

    Attributes
    ----------
    sum : in words, "" where it is not known in all; days : on which they were let go, "" where they were not
    """

    state: SafeString
    number: int
    sum: str
    days: str = ""


@dataclass(slots=True)
class Column:
    """What is in a column: its name, what was paid, what is not shown as paid."""

    name: str
    paid: list[Paid] = field(default_factory=list)
    unpaid: list[Unpaid] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether there is anything in it."""
        return bool(self.paid or self.unpaid)


@dataclass(frozen=True, slots=True)
class Moved:
    """One amount with the roles of payer and payee; None for a name that the text gives no party."""

    payable: Payable
    row: Mapping[str, Any]
    payer: Role | None
    payee: Role | None


def flows(agreements: Sequence[Agreement], group: Collection[str], *, as_of: date | None) -> dict[str, Any]:
    """Return what moved under agreements that a group is party to, by column, with the sums of all."""
    ids = [one.agreement for one in agreements]
    payables = list(judged.payables().filter(agreement__in=ids).defer("reason"))
    found = _moved(agreements, group, payables)
    columns = {name: _column(name, rows, group) for name, rows in found.items()}
    every = [one for name, rows in found.items() if name != AMONG for one in rows]
    accounts = list(_accounts(agreements, as_of))
    return {
        "columns": columns,
        "others": [columns[name] for name in COLUMNS[2:] if columns[name]],
        "given": _sums((one, Decimal(one.row["paid"])) for one in found[GIVES]),
        "returned": _sums((one, Decimal(one.row["paid"])) for one in found[GETS]),
        "open": _sums((one, _left(one) or Decimal(0)) for one in every if one.payable.state in OWED),
        "let_go": _sums((one, Decimal(one.row["released"] or 0)) for one in every if _is_released(one)),
        "let_go_unknown": sum(_is_released(one) and one.row["released"] is None for one in every),
        "short": short(agreements, payables),
        "no_unpaid": bool(owed := _owed_in(found)) and not any(one.unpaid for one in columns.values()),
        "owes": any(_is_in(one.payer, group) for one in owed),
        "accounts": accounts,
        "taken_off": words.listed(f"{one['gone']} ({one['label']})" for one in accounts if one["moved"]),
    }


def _moved(
    agreements: Sequence[Agreement], group: Collection[str], payables: Iterable[Payable]
) -> dict[str, list[Moved]]:
    """
    Return the amounts of a group by column.

    Where the group is supported, what the public got under the agreement counts whoever of the other side
    paid it; everything else only if one of the group pays it or gets it.
    """
    roles = {(one.agreement, r.name): r for one in agreements for r in one.roles.all()}
    supported = {id_ for (id_, _), r in roles.items() if r.side == register.RECIPIENT and r.party in group}
    found: dict[str, list[Moved]] = {name: [] for name in COLUMNS}
    for payable in payables:
        row, id_ = payable.row, payable.agreement_id
        one = Moved(payable, row, roles.get((id_, row["payer"])), roles.get((id_, row["payee"])))
        if payable.state in _UNMOVED and not _is_released(one):
            continue
        column = _column_of(one, group)
        if _is_in(one.payer, group) or _is_in(one.payee, group) or (column == GETS and id_ in supported):
            found[column].append(one)
    return found


def _column_of(one: Moved, group: Collection[str]) -> str:
    if _is_in(one.payer, group) and _is_in(one.payee, group):
        return "within"
    if _is_public(one.payer):
        return AMONG if _is_public(one.payee) else GIVES
    if _is_public(one.payee):
        return GETS
    return "others_give" if _is_in(one.payee, group) else "others_get"


def _is_in(role: Role | None, group: Collection[str]) -> bool:
    return role is not None and role.party in group


def _owed_in(found: Mapping[str, Sequence[Moved]]) -> list[Moved]:
    """Return the amounts that fell due from somebody or to him."""
    return [one for rows in found.values() for one in rows if one.payable.state in (*OWED, *PAID)]


def _is_public(role: Role | None) -> bool:
    return role is not None and role.side == _PUBLIC


def _is_released(one: Moved) -> bool:
    return one.row["released_on"] is not None


# ---- one column -------------------------------------------------------------------------------------


def _column(name: str, rows: Sequence[Moved], group: Collection[str]) -> Column:
    return Column(name, list(_paid(name, rows, group)), list(_unpaid(rows)))


def _paid(name: str, rows: Iterable[Moved], group: Collection[str]) -> Iterator[Paid]:
    """Yield on how many amounts something was paid, and how much in all, by who else and currency."""
    groups: dict[tuple[str, str], list[Decimal]] = {}
    for one in rows:
        paid = Decimal(one.row["paid"])
        if paid:
            groups.setdefault((_who(name, one, group), one.payable.currency), []).append(paid)
    for (who, currency), sums in sorted(groups.items()):
        yield Paid(words.headline(showing.summed(sums), currency), len(sums), who)


def _who(name: str, one: Moved, group: Collection[str]) -> str:
    """Return who stands on the other side of the group, or who paid whom where nobody of it did."""
    payer, payee = _named(one.payer, one.row["payer"]), _named(one.payee, one.row["payee"])
    if name in (AMONG, "within") or not (_is_in(one.payer, group) or _is_in(one.payee, group)):
        return f"{payer} → {payee}"
    return payee if _is_in(one.payer, group) else payer


def _named(role: Role | None, name: str) -> str:
    return words.named(name) if role is None else role.label or words.named(name)


def _unpaid(rows: Iterable[Moved]) -> Iterator[Unpaid]:
    """Yield state, number and the sum that is not shown as paid; "" where it is not known in all."""
    groups: dict[tuple[int, str], list[tuple[Moved, Decimal | None]]] = {}
    order = list(words.STATES)
    for one in rows:
        state = showing.state_of(one.row)
        left = _left(one)
        if left is None or left > 0:
            groups.setdefault((order.index(state), one.payable.currency), []).append((one, left))
    for (at, currency), found in sorted(groups.items(), key=lambda item: item[0]):
        known = [x for _, x in found if x is not None]
        said = words.headline(showing.summed(known), currency) if len(known) == len(found) else ""
        freed = sorted({one.row["released_on"] for one, _ in found if _is_released(one)})
        days = words.periods([words.day(date.fromisoformat(iso)) for iso in freed])
        yield Unpaid(showing.state_word(order[at]), len(found), said, days)


def _left(one: Moved) -> Decimal | None:
    """Return what is not paid of an amount, or was let go unpaid; None where that is not known."""
    row = one.row
    if _is_released(one):
        return None if row["released"] is None else Decimal(row["released"])
    return None if row["amount"] is None else sub(Decimal(row["amount"]), Decimal(row["paid"]))


def _sums(parts: Iterable[tuple[Moved, Decimal]]) -> str:
    """Return sums in words, one for each currency; "" where all are zero."""
    found: dict[str, list[Decimal]] = {}
    for one, amount in parts:
        found.setdefault(one.payable.currency, []).append(amount)
    sums = {currency: showing.summed(amounts) for currency, amounts in sorted(found.items())}
    return words.listed(words.headline(x, currency) for currency, x in sums.items() if x)


# ---- accounts ---------------------------------------------------------------------------------------


def _accounts(agreements: Sequence[Agreement], as_of: date | None) -> Iterator[dict[str, Any]]:
    """Yield what was taken off each account so far, and what is left: repayments may be no clause."""
    ids = [one.agreement for one in agreements]
    begun: dict[tuple[str, str], list[AccountRow]] = {}
    for account in judged.accounts().filter(agreement__in=ids):
        if as_of is not None and account.start <= as_of:
            begun.setdefault((account.agreement_id, account.account), []).append(account)
    for (agreement, name), rows in begun.items():
        last = rows[-1].row
        found = last_known((_move(one) for one in rows), as_of or date.min)
        yield {
            "agreement": agreement,
            "name": name,
            "label": last["label"] or words.named(name),
            "known": found is not None,
            "moved": found is not None and found.since is None and found.gone != 0,
            "gone": "" if found is None else _said(found.gone, last["currency"]),
            "left": "" if found is None else _said(found.left, last["currency"]),
            "day": None if found is None else found.day,
            "since": None if found is None else found.since,
        }


def _move(one: AccountRow) -> Move:
    told = (one.row[name] for name in ("reductions", "closing"))
    off, left = (None if text is None else Decimal(text) for text in told)
    return Period.days_of(one.start, one.end), off, left


def _said(amount: Decimal, currency: str) -> str:
    return words.headline(amount, currency)
