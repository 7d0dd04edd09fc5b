"""
What the random texts and records reach: no law of meaning holds because nothing happened.

A fixed sample of the cases that the laws draw from must hold every status, reason, state of a payable or a
power, remedy and operation of the core tree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

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


def reached() -> dict[str, Counter]:
    """Count what the sample holds, until it has held all that is wanted."""
    count: dict[str, Counter] = defaultdict(Counter)
    for i, case in enumerate(filter(None, map(drawn, range(SAMPLE)))):
        if i % 50 == 0 and not lacking(count):
            break
        found, terms = case.assess(), case.terms
        count["statuses"].update(f.status for f in found.findings)
        count["reasons"].update(f.reason.partition("unknown:")[2] for f in found.findings)
        for p in found.payables:
            count[f"states of {A[p.kind]}"][p.state] += 1
            count["statuses of a payment"][p.status] += p.kind == "payment"
        for power in found.powers:
            count["states of a power"][power.state] += 1
            count["acts of a power"][power.act.split()[0]] += 1
        for clause in terms.clauses:
            count["operations"].update(n.op for root in expressions_of(clause) for n in root.walk())
            for r in clause.remedies:
                count["triggers"].update([r.state, r.repeat])
                count["acts"][r.act, "may" if r.power else "must"] += 1
        for name in case.record.__dataclass_fields__:
            count["tables"][name] += len(getattr(case.record, name))
    return count


A = {
    "payment": "a payment",
    "consequence": "a consequence",
    "exercise": "an exercised power",
    "delivery": "a delivery",
}
ACTS = ("pay", "repay", "withhold", "suspend", "terminate")
WANTED = {
    "statuses": set(STATUSES),
    "reasons": set(REASONS),
    "states of a payment": set(PAYABLES),
    "statuses of a payment": set(STATUSES) - {"breached", "cured", "curing"},
    "states of a consequence": set(PAYABLES) - {"withheld"},
    "states of an exercised power": {"late", "none_due", "overpaid"},
    "states of a power": {"available", "exercised", "lapsed", "unknown"},
    "acts of a power": set(ACTS),
    "triggers": {*STATES, "each", "running", "times"},
    "acts": {(act, modal) for act in ACTS for modal in ("must", "may")},
    "operations": set(OPS) - OUT_OF_REACH,
    "tables": {"facts", "closings", "members", "register_closings", "payments", "decisions"},
}


def lacking(count: dict[str, Counter]) -> dict[str, set]:
    """Return what is wanted and was not met yet."""
    held = {name: {what for what, n in count[name].items() if n} for name in WANTED}
    return {name: wanted - held[name] for name, wanted in WANTED.items() if wanted - held[name]}


def test_the_sample_holds_everything_that_the_laws_speak_of():
    assert lacking(reached()) == {}


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
