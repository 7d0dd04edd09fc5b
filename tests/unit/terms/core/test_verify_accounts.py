"""Accounts, rights and deliveries: each invariant is broken in several ways, and named."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from commonweal.terms.core.clauses import ACTS, Offset, Remedy, Right, Terms
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import COUNT, PERCENT, PERIOD, WINDOW, YESNO, Type
from commonweal.terms.core.verify import verify
from commonweal.terms.core.verifying.acts import ACT_FORMS, is_act
from commonweal.terms.core.verifying.types import held, moved
from tests.unit.terms.core.samples import (
    BONUS,
    CONVERSION,
    DOSES,
    EACH_YEAR,
    END,
    ENGINE,
    FULL,
    HOLIDAY,
    IN_PERIOD,
    LOAN,
    PER_SHARE,
    QUOTA,
    REPAYMENT,
    SHARES,
    USD,
    VACCINES,
    WARRANT,
    day,
    full_with,
    number,
)

EUR = Type("money", "EUR")
SINCE = expr("since", WINDOW, day("2020-01-01"))
LIMIT = number("1", USD)
YEAR = expr("fixed", PERIOD, first=date(2019, 1, 1), last=date(2019, 12, 31))


def test_the_full_sample_is_sound():
    assert verify(FULL) == ()


def balance(op: str, type_: Type, account: str, *args: Expr) -> Terms:
    """Return the full sample with a payment of a balance."""
    return full_with(REPAYMENT, amount=expr(op, type_, *args, account=account))


def duty(formula: Expr) -> Terms:
    """Return the full sample with another duty."""
    return full_with(ENGINE, duty=formula)


def act(index: int, **changes: Any) -> Terms:
    """Return the full sample with one remedy changed."""
    made = [replace(r, **changes) if i == index else r for i, r in enumerate(ENGINE.remedies)]
    return full_with(ENGINE, remedies=tuple(made))


def with_measure(name: str, **changes: Any) -> Terms:
    """Return the full sample with one measure changed."""
    return replace(
        FULL, measures=tuple(replace(m, **changes) if m.name == name else m for m in FULL.measures)
    )


FAULTS: dict[str, tuple[str, Terms]] = {
    # names
    "an account named as a clause": ("names-unique: names/engine", full_with(LOAN, name="engine")),
    "a right named as an account": ("names-unique: names/loan", full_with(WARRANT, name="loan")),
    "a right named as a party": ("names-unique: names/state", full_with(WARRANT, name="state")),
    "an account with a capital": ("names-spelled: names/Loan", full_with(LOAN, name="Loan")),
    "accounts not in order": ("clauses-sorted: accounts", replace(FULL, accounts=(QUOTA, LOAN))),
    "rights not in order": ("clauses-sorted: rights", replace(FULL, rights=FULL.rights[::-1])),
    "an account that is not there": ("names-resolve: c:instalment/amount", balance("balance_end", USD, "l")),
    "a balance of a clause": ("names-resolve: c:instalment/amount", balance("balance_end", USD, "engine")),
    "a unit nobody declared": ("names-resolve: units/shares", replace(FULL, units=FULL.units[:2])),
    "a quota in a unit nobody declared": ("names-resolve: units/kg", full_with(QUOTA, currency="kg")),
    "a unit that nobody names": (
        "vocabulary-named: units/share_capital",
        act(1, act="terminate", payee=None, amount=None, quantity=None, unit=None),
    ),
    "a measure that reduces nothing any more": (
        "vocabulary-named: measures/forgiven",
        full_with(LOAN, reduced_by=("instalment",)),
    ),
    # balances
    "a balance in another currency": (
        "types-agree: c:instalment/amount",
        balance("balance_end", EUR, "loan"),
    ),
    "money of a quota": ("types-agree: c:instalment/amount", balance("balance_start", USD, "quota")),
    "interest in another currency": (
        "types-agree: c:instalment/amount",
        balance("interest_of", EUR, "loan", IN_PERIOD),
    ),
    "interest of things": (
        "interest-formed: c:vaccines/amount",
        full_with(VACCINES, amount=expr("interest_of", DOSES, IN_PERIOD, account="quota")),
    ),
    "interest without a window": ("arity: c:instalment/amount", balance("interest_of", USD, "loan")),
    # accounts
    "opening in another currency": (
        "amounts-owed: c:loan/opening",
        full_with(LOAN, opening=number("1", EUR)),
    ),
    "a price at the opening": (
        "amounts-owed: c:loan/opening",
        full_with(LOAN, opening=number("1", PER_SHARE)),
    ),
    "adds of another unit": ("amounts-owed: c:quota/adds/0", full_with(QUOTA, adds=(number("1", SHARES),))),
    "opening on a number": ("dates-dates: c:loan/opens", full_with(LOAN, opens=number("1"))),
    "opening at the end of the window": ("windows-in-place: c:loan/opens/0", full_with(LOAN, opens=END)),
    "opening with what the windows say": (
        "windows-in-place: c:loan/opening/0",
        full_with(LOAN, opening=expr("total", USD, IN_PERIOD, measure="drawn")),
    ),
    "interest without a basis": ("interest-formed: c:loan", full_with(LOAN, basis=None)),
    "a basis without interest": ("interest-formed: c:loan", full_with(LOAN, rate=None)),
    "interest in money": ("interest-formed: c:loan/rate", full_with(LOAN, rate=LIMIT)),
    "interest on things": (
        "interest-formed: c:quota/rate",
        full_with(QUOTA, rate=number("0.1", PERCENT), basis="act365"),
    ),
    "an unknown basis": ("words-closed: c:loan/basis", full_with(LOAN, basis="act364")),
    "a schedule without an end": (
        "schedules-shaped: c:loan/schedule",
        full_with(LOAN, schedule=replace(EACH_YEAR, last=None)),
    ),
    "reduced by nobody": ("names-resolve: c:loan/reduced_by/0", full_with(LOAN, reduced_by=("nobody",))),
    "reduced by a condition": ("names-resolve: c:loan/reduced_by/0", full_with(LOAN, reduced_by=("engine",))),
    "reduced by a right": ("names-resolve: c:loan/reduced_by/0", full_with(LOAN, reduced_by=("bonus",))),
    "reduced twice by one payment": (
        "reductions-fit: c:loan/reduced_by/1",
        full_with(LOAN, reduced_by=("instalment", "instalment")),
    ),
    "two accounts reduced by one payment": (
        "reductions-fit: c:other/reduced_by/0",
        replace(FULL, accounts=(LOAN, replace(LOAN, name="other", reduced_by=("instalment",)), QUOTA)),
    ),
    "money reduced by a delivery": (
        "reductions-fit: c:loan/reduced_by/0",
        full_with(LOAN, reduced_by=("vaccines",)),
    ),
    "a quota reduced by money": (
        "reductions-fit: c:quota/reduced_by/0",
        full_with(QUOTA, reduced_by=("instalment",)),
    ),
    "reduced by another currency": (
        "reductions-fit: c:loan/reduced_by/1",
        with_measure("forgiven", type=EUR),
    ),
    "reduced by a level": ("reductions-fit: c:loan/reduced_by/1", with_measure("forgiven", kind="stock")),
    "reduced by rows": ("reductions-fit: c:loan/reduced_by/1", with_measure("forgiven", per="site")),
    # acts
    "an act that is none": ("words-closed: c:warrant/act", full_with(WARRANT, act="give")),
    "a remedy's act that is none": ("words-closed: c:engine/remedies/0/act", act(0, act="give")),
    "a purchase without a price": ("acts-shaped: c:warrant", full_with(WARRANT, price=None)),
    "a purchase with a claim": ("acts-shaped: c:warrant", full_with(WARRANT, amount=LIMIT)),
    "a purchase due later": ("acts-shaped: c:warrant", full_with(WARRANT, due=Offset(1, "day", None))),
    "a purchase less what was due": ("acts-shaped: c:warrant", full_with(WARRANT, net=True)),
    "a purchase from nobody": ("acts-shaped: c:warrant", full_with(WARRANT, payee=None)),
    "a conversion without a claim": ("acts-shaped: c:conversion", full_with(CONVERSION, amount=None)),
    "a conversion at a price": ("acts-shaped: c:conversion", full_with(CONVERSION, price=LIMIT)),
    "a conversion into nothing": ("acts-shaped: c:engine/remedies/1", act(1, unit=None)),
    "a delivery with a unit of its own": ("acts-shaped: c:engine/remedies/0", act(0, unit="shares")),
    "a suspension of nothing": ("acts-shaped: c:holiday", full_with(HOLIDAY, target=None)),
    "a suspension with an amount": ("acts-shaped: c:holiday", full_with(HOLIDAY, amount=LIMIT)),
    "a termination of a clause": ("acts-shaped: c:holiday", full_with(HOLIDAY, act="terminate")),
    "delivered money": ("amounts-owed: c:engine/remedies/0/amount", act(0, amount=LIMIT)),
    "paid shares": ("amounts-owed: c:bonus/amount", full_with(BONUS, amount=number("1", SHARES))),
    "a claim in shares": (
        "amounts-owed: c:conversion/amount",
        full_with(CONVERSION, amount=number("1", SHARES)),
    ),
    "a claim per share": (
        "amounts-owed: c:conversion/amount",
        full_with(CONVERSION, amount=number("1", PER_SHARE)),
    ),
    "a quantity of another unit": (
        "amounts-owed: c:warrant/quantity",
        full_with(WARRANT, quantity=number("1", DOSES)),
    ),
    "a percentage that is bought": (
        "amounts-owed: c:warrant/quantity",
        full_with(WARRANT, quantity=number("0.8", PERCENT)),
    ),
    "a quantity of money": ("amounts-owed: c:engine/remedies/1/quantity", act(1, quantity=LIMIT)),
    "a price that is a number": ("amounts-owed: c:warrant/price", full_with(WARRANT, price=number("2"))),
    "a price per another unit": (
        "amounts-owed: c:warrant/price",
        full_with(WARRANT, price=number("2", Type("money", "USD", "doses"))),
    ),
    "a unit that is a currency": ("type-formed: c:warrant/unit", full_with(WARRANT, unit="USD")),
    "withheld a condition": (
        "names-resolve: c:holiday/target",
        full_with(HOLIDAY, act="withhold", target="engine"),
    ),
    "suspended an account": ("names-resolve: c:holiday/target", full_with(HOLIDAY, target="loan")),
    "suspended a right": ("names-resolve: c:holiday/target", full_with(HOLIDAY, target="warrant")),
    # rights
    "what a right brings, due after a notice": (
        "deadlines-fixed: c:bonus/due",
        full_with(BONUS, due=Offset(30, "day", None)),
    ),
    "the period before, without a schedule": (
        "windows-in-place: c:bonus/amount/0",
        full_with(BONUS, amount=expr("total", USD, expr("in_previous", WINDOW), measure="drawn")),
    ),
    "indexed without a schedule": (
        "windows-in-place: c:bonus/amount",
        full_with(BONUS, amount=expr("indexed", USD, LIMIT, day("2020-01-01"), measure="drawn")),
    ),
    "a holder that is none": ("names-resolve: c:warrant/holder", full_with(WARRANT, holder="nobody")),
    "a seller that is none": ("names-resolve: c:warrant/payee", full_with(WARRANT, payee="nobody")),
    "an actor that is none": ("names-resolve: c:engine/remedies/0/actor", act(0, actor="nobody")),
    "no time": ("counts-positive: c:holiday/times", full_with(HOLIDAY, times=0)),
    "windows and a first day": ("rights-spanned: c:holiday", full_with(HOLIDAY, first=day("2020-01-01"))),
    "windows and a last day": ("rights-spanned: c:holiday", full_with(HOLIDAY, last=day("2020-01-01"))),
    "a first day that is none": ("dates-dates: c:warrant/first", full_with(WARRANT, first=number("1"))),
    "a last day at the window's end": ("windows-in-place: c:warrant/last/0", full_with(WARRANT, last=END)),
    "a schedule by the week": (
        "words-closed: c:holiday/schedule/grain",
        full_with(HOLIDAY, schedule=replace(EACH_YEAR, grain="week")),
    ),
    "a guard that is a number": ("formulas-yesno: c:warrant/guard", full_with(WARRANT, guard=number("1"))),
    "a period without a schedule": (
        "windows-in-place: c:bonus/due/anchor/0",
        full_with(BONUS, due=Offset(1, "month", END)),
    ),
    "in period without a schedule": (
        "windows-in-place: c:bonus/amount/0",
        full_with(BONUS, amount=expr("total", USD, IN_PERIOD, measure="drawn")),
    ),
    "at end without a schedule": (
        "windows-in-place: c:warrant/guard",
        full_with(WARRANT, guard=expr("at_end", YESNO, measure="forgiven")),
    ),
    "a period in the window of a status": (
        "windows-in-place: c:warrant/guard/0/0/0",
        full_with(
            WARRANT,
            guard=expr("status", YESNO, expr("since", WINDOW, END), clause="engine", state="breached"),
        ),
    ),
    # what other clauses say of rights and accounts
    "status of a right": (
        "names-resolve: c:engine/duty",
        duty(expr("status", YESNO, IN_PERIOD, clause="warrant", state="met")),
    ),
    "status of an account": (
        "names-resolve: c:engine/duty",
        duty(expr("status", YESNO, IN_PERIOD, clause="loan", state="met")),
    ),
    "due under a right": (
        "names-resolve: c:instalment/amount",
        full_with(REPAYMENT, amount=expr("due_under", USD, IN_PERIOD, clause="warrant")),
    ),
    "paid under an account": (
        "names-resolve: c:instalment/amount",
        full_with(REPAYMENT, amount=expr("paid_under", USD, SINCE, clause="loan")),
    ),
    "paid under a right in another currency": (
        "types-agree: c:bonus/amount",
        full_with(BONUS, amount=expr("paid_under", EUR, SINCE, clause="warrant")),
    ),
    "money paid under a conversion": (
        "types-agree: c:bonus/amount",
        full_with(BONUS, amount=expr("paid_under", USD, SINCE, clause="conversion")),
    ),
    "money due under a condition that delivers": (
        "types-agree: c:instalment/amount",
        full_with(REPAYMENT, amount=expr("due_under", USD, SINCE, clause="engine")),
    ),
    "money delivered under a payment": (
        "types-agree: c:instalment/amount",
        full_with(REPAYMENT, amount=expr("paid_under", USD, SINCE, clause="vaccines")),
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_of_an_account_a_right_or_an_act(what):
    expected, whole = FAULTS[what]
    assert expected in verify(whole), verify(whole)


FITTING: dict[str, Terms] = {
    "a right to withhold": full_with(HOLIDAY, act="withhold"),
    "a right to suspend a duty": full_with(HOLIDAY, target="engine"),
    "a right to terminate": full_with(HOLIDAY, act="terminate", target=None),
    "a right to deliver": full_with(BONUS, act="deliver", amount=number("1", DOSES)),
    "a right to repay": full_with(BONUS, act="repay"),
    "a right to convert into a percentage": full_with(CONVERSION, quantity=number("0.8", PERCENT)),
    "a right to buy at a price in all": full_with(WARRANT, price=number("200", USD)),
    "a right to buy what is counted": full_with(
        WARRANT, quantity=expr("count", COUNT, SINCE, measure="drawn"), price=number("200", USD)
    ),
    "a right without end": full_with(WARRANT, first=None, last=None),
    "periods under a schedule": full_with(
        CONVERSION, guard=expr("ge", YESNO, expr("total", USD, IN_PERIOD, measure="drawn"), LIMIT)
    ),
    "a balance on the day of a right": full_with(
        WARRANT, guard=expr("ge", YESNO, expr("balance_end", USD, account="loan"), LIMIT)
    ),
    "shares delivered under a warrant": duty(
        expr("ge", YESNO, expr("paid_under", SHARES, SINCE, clause="warrant"), number("1", SHARES))
    ),
    "shares due under a condition": duty(
        expr("ge", YESNO, expr("due_under", SHARES, SINCE, clause="engine"), number("1", SHARES))
    ),
    "paid under a right that moves nothing": full_with(
        BONUS, amount=expr("paid_under", USD, SINCE, clause="holiday")
    ),
    "a count at the opening of a quota": full_with(
        QUOTA,
        opening=expr("count", COUNT, expr("in_fixed", WINDOW, YEAR), measure="drawn"),
    ),
    "a flow that reduces two accounts": replace(
        FULL, accounts=(LOAN, replace(LOAN, name="other", reduced_by=("forgiven",)), QUOTA)
    ),
    "a trigger that counts": act(0, repeat="running", times=3),
}


@pytest.mark.parametrize("what", FITTING)
def test_what_fits_is_no_fault(what):
    assert verify(FITTING[what]) == ()


# ---- the table of acts ---------------------------------------------------------------------------

PARTS: dict[str, Any] = {
    "payee": "state", "amount": LIMIT, "target": "instalment", "due": Offset(1, "day", None), "net": True,
    "quantity": number("1"), "unit": "shares", "price": LIMIT,
}  # fmt: skip


def of_act(name: str, given: set[str], *, right: bool) -> Remedy | Right:
    """Return a remedy or right of an act with some of its parts."""
    parts = {key: PARTS[key] for key in given}
    if right:
        return Right("r", "state", name, **parts)
    return Remedy("met", "each", 1, "state", False, name, **parts)


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("name", ACTS)
def test_an_act_takes_what_its_form_says_and_nothing_else(name, right):
    form = ACT_FORMS[name]
    needs, may = set(form.needs), set(form.may)
    assert is_act(of_act(name, needs, right=right))
    assert is_act(of_act(name, needs | may, right=right))
    assert not any(is_act(of_act(name, needs - {part}, right=right)) for part in needs)
    assert not any(is_act(of_act(name, needs | {part}, right=right)) for part in PARTS.keys() - needs - may)


def test_the_forms_name_fields_that_remedies_and_rights_share():
    shared = {f.name for f in fields(Remedy)} & {f.name for f in fields(Right)}
    assert PARTS.keys() == shared - {"act", "times", "at"}
    assert {part for form in ACT_FORMS.values() for part in (*form.needs, *form.may)} == PARTS.keys()


def test_what_acts_move():
    assert moved(WARRANT) == [USD, SHARES]
    assert moved(CONVERSION) == [SHARES]
    assert moved(BONUS) == [USD]
    assert moved(HOLIDAY) == []


def test_what_accounts_hold():
    assert held(LOAN) == USD
    assert held(QUOTA) == DOSES
