"""
What the random texts and records reach: no law of meaning holds because nothing happened.

A fixed sample of the cases that the laws draw from must hold every status, reason, state of a payable or a
power, remedy and operation of the core tree.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from commonweal.terms.core.expressions import OPS
from commonweal.terms.core.walk import expressions_of
from tests.strategies import (
    CASE_BYTES,
    STATES,
    TEXT_BYTES,
    Case,
    Choices,
    Circular,
    compiled,
    deletions,
    filled,
    make_case,
    seen,
    tamperings,
    write_text,
)

SAMPLE = 3_000  # every third one simple
#: No expression holds a text, and no sum of the vocabulary has two hundred digits.
OUT_OF_REACH = {"words"}
STATUSES = (
    "not_due", "open", "overdue", "met", "cured", "waived", "inapplicable", "ended", "suspended", "curing",
    "breached",
)  # fmt: skip
REASONS = (
    "missing", "level", "not_closed", "open_register", "evidence_inconsistent", "overlap", "undisclosed",
    "unset", "several", "division_by_zero", "clause",
)  # fmt: skip
PAYABLES = (
    "not_due", "undetermined", "none_due", "due", "part_paid", "late", "paid", "overpaid", "withheld",
)  # fmt: skip


def drawn(i: int, *, sealed: bool = False) -> Case | None:
    """Return the i-th case of the sample, None if its text is circular."""
    random = Random(i)
    text = write_text(Choices(random.randbytes(TEXT_BYTES)), simple=i % 3 == 0)
    try:
        compiled(text)
    except Circular:
        return None
    return make_case(text, Choices(random.randbytes(CASE_BYTES)), sealed=sealed)


@pytest.fixture(scope="module")
def reached() -> dict[str, Counter]:
    """Count what the sample holds."""
    what = ("statuses", "reasons", "payables", "of payments", "powers", "remedies", "ops", "rows")
    count: dict[str, Counter] = {name: Counter() for name in what}
    for case in filter(None, map(drawn, range(SAMPLE))):
        found, terms = case.assess(), case.terms
        count["statuses"].update(f.status for f in found.findings)
        count["reasons"].update(f.reason.partition("unknown:")[2] for f in found.findings)
        count["payables"].update((p.kind, p.state) for p in found.payables)
        count["of payments"].update(p.status for p in found.payables if p.kind == "payment")
        count["powers"].update((p.act.split()[0], p.state) for p in found.powers)
        for clause in terms.clauses:
            count["ops"].update(n.op for root in expressions_of(clause) for n in root.walk())
            for r in clause.remedies:
                count["remedies"].update([r.state, r.repeat, (r.act, "may" if r.power else "must")])
        for name in case.record.__dataclass_fields__:
            count["rows"][name] += len(getattr(case.record, name))
    return count


def test_every_status_of_a_condition(reached):
    assert set(STATUSES) <= set(reached["statuses"])


def test_every_reason_of_an_unknown(reached):
    assert set(REASONS) <= set(reached["reasons"])


def test_every_state_and_status_of_a_payment(reached):
    assert {("payment", state) for state in PAYABLES} <= set(reached["payables"])
    wanted = {"not_due", "open", "overdue", "met", "waived", "inapplicable", "ended", "suspended"}
    assert wanted <= set(reached["of payments"])


def test_every_state_of_a_consequence_and_used_powers(reached):
    states = {state for kind, state in reached["payables"] if kind == "consequence"}
    assert states == set(PAYABLES) - {"withheld"}
    assert any(kind == "exercise" for kind, _ in reached["payables"])
    assert {state for _, state in reached["powers"]} == {"available", "exercised", "lapsed", "unknown"}
    assert {act for act, _ in reached["powers"]} == {"pay", "repay", "withhold", "suspend", "terminate"}


def test_every_trigger_and_act_of_a_remedy(reached):
    acts = {(a, m) for a in ("pay", "repay", "withhold", "suspend", "terminate") for m in ("must", "may")}
    assert {*STATES, "each", "running", "times", *acts} <= set(reached["remedies"])


def test_every_operation_of_the_core_tree(reached):
    assert set(OPS) - set(reached["ops"]) == OUT_OF_REACH


def test_every_table_of_the_record(reached):
    assert all(reached["rows"].values()) and len(reached["rows"]) == 6


def test_there_is_something_to_delete_to_tamper_with_and_to_fill_in():
    count: Counter = Counter()
    for i in range(200):
        case, sealed = drawn(i), drawn(i, sealed=True)
        if case is None or sealed is None:
            continue
        richer = filled(Choices(Random(i).randbytes(200)), case)
        count["deleted"] += bool(deletions(case))
        count["tampered events"] += any(what.startswith("event") for what, _ in tamperings(sealed))
        count["tampered registers"] += any(what.startswith("register") for what, _ in tamperings(sealed))
        for table in ("facts", "closings", "members", "register_closings"):
            count[table] += len(getattr(richer.record, table)) > len(getattr(case.record, table))
        count["settings"] += len(richer.settings) > len(case.settings)
        count["seen"] += seen(case).record != case.record
        count["settled"] += any(
            less.status in ("open", "overdue") and more.status not in ("open", "overdue")
            for less, more in zip(case.assess().findings, richer.assess().findings, strict=False)
        )
    assert all(n >= 5 for n in count.values()), count
    assert len(count) == 10
