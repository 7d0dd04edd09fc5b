"""Law 12 of the language: accounts, row by row, and what they let be due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commonweal.engines.protocol import AccountRow, Assessment, PaymentMade
from commonweal.ground.numbers import divide
from commonweal.ground.rounding import round_places
from commonweal.terms.core.clauses import Account
from tests.strategies import (
    Case,
    Choices,
    amendment,
    at,
    cases,
    interval_of,
    made,
    make_case,
    part_of,
    sample,
    whole_text,
)

D = Decimal


def rows_of(found: Assessment) -> dict[str, list[AccountRow]]:
    """Return the rows of each account in their order."""
    rows: dict[str, list[AccountRow]] = {}
    for row in found.accounts:
        rows.setdefault(row.account, []).append(row)
    return rows


@sample(100)
@given(cases())
def test_a_row_adds_up_and_opens_with_what_the_row_before_closed_with(case):
    """Law 12, accounts: row by row."""
    for rows in rows_of(case.assess()).values():
        for row in rows:
            low, high = part_of(row, "closing")
            assert low is None or high is None or low <= high
            parts = (row.opening, row.interest, row.adds, row.reductions)
            if None not in parts:
                assert row.closing == row.opening + row.interest + row.adds - row.reductions
        for before, after in pairwise(rows):
            assert part_of(before, "closing") == part_of(after, "opening")


@sample(100)
@given(cases())
def test_what_is_due_is_no_more_than_the_account_holds_less_what_is_due_already(case):
    """The clip of 8.1 (record 18), from what the assessment itself shows, where all of it is known."""
    found = case.assess()
    for payable in (p for p in found.payables if p.kind == "payment" and p.amount):
        account = reduced(case.terms_of(payable.terms).accounts, payable.clause)
        if account is None:
            continue
        rows, day = rows_of(found).get(account.name, []), payable.window.last
        held = [r for r in rows if r.window.contains(day) and reducing(case, r, payable.clause)]
        if not held:
            ended = [r for r in rows if r.window.last < day]
            left = ended[-1].closing if ended else D(0)
            first = day
        else:
            row = held[0]
            parts = (row.opening, row.interest, row.adds)
            left = None if None in parts else sum(parts, D(0))
            first = row.window.first
        due = [p for p in found.payables if p.kind == "payment" and p.clause in account.reduced_by]
        order = {name: i for i, name in enumerate(account.reduced_by)}
        mine = (day, order[payable.clause])
        earlier = [interval_of(p)[0] for p in due if (p.window.last, order[p.clause]) < mine]
        paid = [p.amount for p in made(case) if p.clause in account.reduced_by and p.paid_on < first]
        paid = [p for p in paid if rows]
        if left is not None:
            taken = sum(earlier, D(0)) - sum(paid, D(0))
            assert payable.amount <= max(D(0), left - max(D(0), taken)), (payable.clause, day)


def reduced(accounts: tuple[Account, ...], payment: str) -> Account | None:
    """Return the account that a payment reduces."""
    return next((a for a in accounts if payment in a.reduced_by), None)


def reducing(case: Case, row: AccountRow, payment: str) -> bool:
    """Return whether a payment reduces the account of a row, by its version."""
    return any(
        payment in a.reduced_by for terms in case.every_terms for a in terms.accounts if a.name == row.account
    )


# ---- whoever pays what is due, when it is due, never makes the balance negative ----------------------------

SCHEDULES = (
    "each month from 2022-01-01 until 2022-12-31",
    "each quarter from 2022-01-01 until 2022-12-31",
    "each 2 months from 2022-01-01 until 2023-02-28",
    "once on 2022-06-30",
    "each month from 2021-11-01 until 2023-02-28",
)


@st.composite
def loans(draw) -> Case:
    """Return an account with one to three payments of known amounts, some of it amended."""
    choices = Choices(draw(st.binary(min_size=60, max_size=60)))
    names = [f"p{i}" for i in range(1, 1 + choices.between(1, 3))]
    order = list(reversed(names)) if choices.pick(False, True) else list(names)
    account = [
        f"account a opens 2022-01-01 with EUR {choices.pick(100, 0, '33.33', 1000)}",
        f"  calculated {choices.pick(*SCHEDULES[:3])}",
        f"  adds EUR {choices.pick(0, 10, '0.05', 200)}",
        f"  interest {choices.pick('0%', '10%', '3.7%')} basis act365",
        *(f"  reduced by {name}" for name in order),
    ]
    clauses = ["\n".join(account)]
    for name in names:
        amount = choices.pick("EUR 30", "floor", "EUR 1000", "balance of a at start / 3", "EUR 0.01")
        steps = choices.pick("", "", "\n  capped at EUR 50 in total", "\n  less amounts already due")
        late = choices.pick("", "\n  due within 10 days after end of period")
        clauses.append(
            f"payment {name}\n  firm must pay state {amount}\n"
            f"  calculated {choices.pick(*SCHEDULES)}{steps}{late}"
        )
    text = whole_text(clauses, choices.pick("", "  rounding up\n"))
    case = make_case(text, Choices(b"")).with_rows(payments=(), decisions=())
    case = Case(text, case.settings, as_of=date(2024, 12, 31))
    if choices.pick(False, False, True):
        day = choices.pick(date(2022, 5, 1), date(2022, 7, 15), date(2022, 1, 1))
        one = clauses[1].replace("EUR 30", "EUR 500").replace("each month", "each quarter")
        second = whole_text(
            [clauses[0].replace("10%", "1%").replace("adds EUR 10", "adds EUR 3"), one, *clauses[2:]]
        )
        second = second.replace("version 1", "version 2")
        change = amendment(day, day, terms="t", version=2)
        case = Case(text, case.settings, as_of=case.as_of, amendments=(change,), others=(second,))
    return case


@sample(25)
@given(loans())
def test_paying_what_is_due_on_its_day_never_makes_a_balance_negative(case):
    """Law 12, accounts: no known balance becomes negative."""
    days = sorted({w.period.last for ws in case.plan().windows.values() for w in ws})
    for day in days:
        now = Case(
            case.text,
            case.settings,
            record=case.record,
            as_of=day,
            amendments=case.amendments,
            others=case.others,
        )
        for n, p in enumerate(now.assess().payables):
            if p.kind == "payment" and p.window.last == day and p.amount:
                row = PaymentMade("A", p.clause, day, p.amount, p.currency, at(day), p.window, id=f"{day}{n}")
                case = case.with_rows(payments=(*case.record.payments, row))
    for row in case.assess().accounts:
        if row.closing is not None:
            assert row.closing >= 0, (row.window, row.closing)


@sample(60)
@given(loans())
def test_interest_is_the_rate_of_the_opening_for_the_days_of_the_row(case):
    """Law 12, its interest: by the terms of the version of the row, divided once, rounded once."""
    versions = {v.number: v.terms for v in case.plan().versions}
    for row in case.assess().accounts:
        terms = versions[row.version]
        rate = dict(terms.account("a").rate.attrs)["value"]
        if row.opening is not None:
            exact = divide(row.opening * rate * row.window.length, D(365))
            assert row.interest == round_places(exact, 2, terms.rounding)
