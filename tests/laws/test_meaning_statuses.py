"""
The tables of statuses and states, by enumeration, against a re-implementation from their text.

6.2 (eleven rows), 6.3 (predicates), 7.5 and 7.6 (states and statuses of payments): every combination of
truths, decisions and days in which one row of a table could be taken for another.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from commonweal.engines.protocol import Decision, PaymentMade, Record
from commonweal.ground.period import Period, containing
from commonweal.terms.core.agreements import Setting
from tests.strategies import Case, at, later, predicate

WINDOW = containing("year", date(2022, 1, 1))
TRUTHS = {"T": True, "F": False}
HEAD = """language 1
terms t version 1
  instrument other
  currency EUR
  party firm recipient
  party state public
  party union labour
  parameter holds : yesno
  parameter applies : yesno
  parameter mended : yesno
  parameter x : money
"""
#: Breached long before, so that its powers are open.
BREAKER = """
condition b
  firm must ensure no
  tested once on 2021-01-10
  if breached, state may terminate
  if breached, state may withhold p
"""


def given(**values: object) -> tuple[Setting, ...]:
    """Return the values that are set; what is None is not."""
    early = at(date(2020, 1, 1))
    return tuple(Setting(n, v, early, n) for n, v in values.items() if v is not None)  # type: ignore[arg-type]


def decided(kind: str, clause: str, by: str, on: date, window: Period = WINDOW) -> Decision:
    """Return a decision on a window."""
    ends = (window.first, window.last) if kind == "suspended" else (None, None)
    return Decision("A", clause, kind, by, on, at(on), window, *ends, place=f"decisions:{kind}")


TERMINATED = decided("terminated", "b", "state", date(2021, 6, 30), containing("day", date(2021, 1, 10)))

# ---- 6.2 and 6.3: v, a, c, decisions, days ---------------------------------------------------------------

STATES = ("satisfied", "met", "breached", "cured", "overdue", "waived")


def text_of_condition(*, guarded: bool, curable: bool) -> str:
    """Return a condition whose truths are parameters, and a clause for each predicate that reads it."""
    guard = "\n  while applies" if guarded else ""
    deadlines = "within 60 days after notice and within 200 days after end of period"
    cure = f"\n  cure {deadlines} by mended" if curable else ""
    readers = "".join(
        f"\ncondition r_{state}\n  firm must ensure c is {state} in year 2022\n  tested once on 2021-01-15\n"
        for state in STATES
    )
    return f"""{HEAD}{BREAKER}
condition c
  firm must ensure holds
  tested each year from 2022-01-01 until 2022-12-31{guard}
  evidence documented due within 90 days after end of period{cure}
  waivable by union
{readers}
payment p
  state must pay firm EUR 10
  while c is satisfied in year 2022
  calculated once on 2021-01-15
"""


#: Around each border: the window's end, the evidence due date, both deadlines of the cure.
DAYS = (
    date(2022, 12, 30), date(2022, 12, 31), date(2023, 3, 31), date(2023, 4, 1), date(2023, 4, 30),
    date(2023, 5, 1), date(2023, 7, 19), date(2023, 7, 20),
)  # fmt: skip
EVIDENCE_DUE = date(2023, 3, 31)
ROWS = (
    "ended", "inapplicable", "suspended", "waived", "cured", "curing", "breached", "met",
    "not_due", "open", "overdue",
)  # fmt: skip


def row_of_the_table(v: str, a: str, c: str | None, d: date, *decisions: str) -> str:
    """Return the status by 6.2, read row by row; `c` None: the text has no cure."""
    deadline = date(2023, 4, 30) if "notice" in decisions else date(2023, 7, 19)
    holds = (
        "terminated" in decisions,
        a == "F",
        "suspended" in decisions,
        "waived" in decisions,
        a == "T" and v == "F" and c == "T",
        a == "T" and v == "F" and c is not None and d <= deadline,
        a == "T" and v == "F",
        a == "T" and v == "T",
        d < WINDOW.last,
        d <= EVIDENCE_DUE,
        True,
    )
    return ROWS[holds.index(True)]


DECISIONS = {
    "terminated": TERMINATED,
    "suspended": decided("suspended", "c", "union", date(2022, 6, 30)),
    "waived": decided("waived", "c", "union", date(2022, 6, 30)),
    "notice": decided("notice", "c", "state", date(2023, 3, 1)),
}
SUBSETS = [
    tuple(k for k, wanted in zip(DECISIONS, chosen, strict=True) if wanted)
    for chosen in product((False, True), repeat=4)
]


def cases_of_the_table(a: str | None, c: str | None) -> list[tuple[Case, str]]:
    """Return every case with such a guard and cure, and its status by the table."""
    text = text_of_condition(guarded=a is not None, curable=c is not None)
    made = []
    for v, d, kinds in product("TFU", DAYS, SUBSETS):
        truths = {"holds": TRUTHS.get(v), "applies": TRUTHS.get(a or ""), "mended": TRUTHS.get(c or "")}
        record = Record(decisions=tuple(DECISIONS[k] for k in kinds))
        case = Case(text, given(**truths), record=record, as_of=d)
        made.append((case, row_of_the_table(v, a or "T", c, d, *kinds)))
    return made


@pytest.mark.parametrize("a", ["T", "F", "U", None])
@pytest.mark.parametrize("c", ["T", "F", "U", None])
def test_a_condition_has_the_status_of_the_first_row_that_holds_and_is_what_6_3_says(a, c):
    for case, expected in cases_of_the_table(a, c):
        found = case.assess()
        findings = {f.clause: f for f in found.findings}
        finding = findings["c"]
        assert finding.status == expected, case
        assert finding.reason.split()[0] == f"status:{ROWS.index(expected) + 1}"
        assert ("unknown:" in finding.reason) == (expected in ("not_due", "open", "overdue"))
        for state in STATES:
            truth = {"met": "T", "breached": "F"}.get(findings[f"r_{state}"].status, "U")
            assert truth == predicate(expected, state), f"{expected} is {state}: {truth}\n{case!r}"
        money = next(p for p in found.payables if p.clause == "p")
        amounts = {"T": Decimal(10), "F": Decimal(0), "U": None}
        assert money.amount == amounts[predicate(expected, "satisfied")]


def test_each_of_the_eleven_statuses_is_among_those_combinations():
    count = Counter(status for a in "TU" for c in ("T", "F", None) for _, status in cases_of_the_table(a, c))
    count.update(status for _, status in cases_of_the_table("F", None))
    assert set(count) == set(ROWS)


@pytest.mark.parametrize("kind", ["terminated", "suspended", "waived", "notice"])
@pytest.mark.parametrize("v", ["T", "F", "U"])
def test_a_decision_by_another_party_or_after_d_or_k_changes_nothing(kind, v):
    text = text_of_condition(guarded=False, curable=True)
    right = DECISIONS[kind]
    wrong = {"terminated": "firm", "suspended": "state", "waived": "firm", "notice": "firm"}[kind]
    d = date(2023, 5, 1)
    bare = Case(text, given(holds=TRUTHS.get(v)), as_of=d)
    plain = bare.assess().findings
    for changes in ({"authority": wrong}, {"decided_on": later(d, 1)}, {"recorded_at": at(date(2031, 1, 1))}):
        decision = Decision(**({f: getattr(right, f) for f in right.__dataclass_fields__} | changes))
        assert bare.with_rows(decisions=(decision,)).assess().findings == plain


# ---- 7.5 and 7.6: amount, paid, due date, withheld --------------------------------------------------------

DUE = date(2023, 1, 30)
PAYMENT_DAYS = (
    date(2022, 12, 30), date(2022, 12, 31), DUE, date(2023, 1, 31), EVIDENCE_DUE, date(2023, 4, 1),
)  # fmt: skip
PAYMENT = f"""{HEAD}{BREAKER}
payment p
  state must pay firm x
  while applies
  calculated each year from 2022-01-01 until 2022-12-31
  due within 30 days after end of period
  evidence documented due within 90 days after end of period
  waivable by union
"""
ON_PAYMENT = {
    "terminated": TERMINATED,
    "suspended": decided("suspended", "p", "union", date(2022, 6, 30)),
    "waived": decided("waived", "p", "union", date(2022, 6, 30)),
    "enforced": decided("enforced", "b", "state", date(2021, 2, 1), containing("day", date(2021, 1, 10))),
}


def amount_of_the_text(x: int | None, a: str, kinds: tuple[str, ...]) -> int | None:
    """Return the amount by 7.1, None if it is not one number."""
    if "terminated" in kinds or a == "F":
        return 0
    if "suspended" in kinds:
        return 0 if x == 0 else None
    if "waived" in kinds:
        return 0
    return x if a == "T" or x == 0 else None


def state_of_the_table(amount: int | None, paid: int, d: date, *, withheld: bool) -> str:
    """Return the state of a payable by 7.5."""
    if d < WINDOW.last:
        return "not_due"
    if amount is None:
        return "undetermined"
    if paid >= amount:
        return "none_due" if amount == paid == 0 else "paid" if paid == amount else "overpaid"
    if withheld:
        return "withheld"
    return "late" if d > DUE else "part_paid" if paid else "due"


def status_of_the_table(state: str, a: str, d: date, kinds: tuple[str, ...]) -> str:
    """Return the status of a payment by 7.6."""
    first = ("terminated" in kinds, a == "F", "suspended" in kinds, "waived" in kinds)
    if any(first):
        return ROWS[first.index(True)]
    if state == "not_due":
        return "not_due"
    if state == "undetermined" or a == "U":
        return "open" if d <= EVIDENCE_DUE else "overdue"
    if state in ("none_due", "paid", "overpaid"):
        return "met"
    return "overdue" if state == "late" else "open"


@pytest.mark.parametrize("a", ["T", "F", "U"])
@pytest.mark.parametrize("x", [0, 10, None])
def test_a_payment_has_the_state_of_7_5_and_the_status_of_7_6(a, x):
    seen = Counter()
    settings = given(applies=TRUTHS.get(a), x=Decimal(x) if x is not None else None)
    for paid, d, chosen in product((0, 4, 10, 12), PAYMENT_DAYS, product((False, True), repeat=4)):
        kinds = tuple(k for k, wanted in zip(ON_PAYMENT, chosen, strict=True) if wanted)
        made = PaymentMade("A", "p", date(2022, 12, 29), Decimal(paid), "EUR", at(date(2022, 12, 29)), id="t")
        rows = Record(payments=(made,) if paid else (), decisions=tuple(ON_PAYMENT[k] for k in kinds))
        case = Case(PAYMENT, settings, record=rows, as_of=d)
        payable = next(p for p in case.assess().payables if p.clause == "p")
        amount = amount_of_the_text(x, a, kinds)
        state = state_of_the_table(amount, paid, d, withheld="enforced" in kinds)
        seen[state] += 1
        assert payable.amount == amount, case
        assert payable.state == state, case
        assert payable.status == status_of_the_table(state, a, d, kinds), case
        assert payable.paid == paid
    assert seen["not_due"]


@pytest.mark.parametrize("kind", ["waived", "suspended"])
@pytest.mark.parametrize("day", [DUE, date(2023, 1, 31), date(2023, 2, 28)])
def test_what_fell_due_before_a_decision_stays_payable_though_the_status_shows_it(kind, day):
    decision = decided(kind, "p", "union", day)
    settings = given(applies=True, x=Decimal(10))
    case = Case(PAYMENT, settings, record=Record(decisions=(decision,)), as_of=date(2023, 12, 31))
    payable = next(p for p in case.assess().payables if p.clause == "p")
    assert payable.status == kind
    if day > DUE:
        assert payable.amount == 10
    else:
        assert payable.amount == (0 if kind == "waived" else None)
