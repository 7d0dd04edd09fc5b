"""The words-to-terms ratio: four steps, each counted by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from commonweal.cycle.missions.aims import AimStanding, ratio
from commonweal.cycle.missions.records import Aim, ClauseRef
from commonweal.cycle.missions.standing import judged_agreements, judged_of
from commonweal.workspace.run import assess
from tests.unit.workspace.missions.small import AS_OF, stands, workspace

END = datetime(2025, 6, 30, 23, 59, 59, tzinfo=UTC)


def steps(one: AimStanding) -> tuple[bool, bool, bool, bool]:
    return one.has_target, one.has_clause, one.has_evidence, one.has_finding


def of(*aims: Aim, as_of: date = AS_OF, known_at: datetime = END) -> list[tuple[bool, bool, bool, bool]]:
    """Return the steps of aims in the good workspace."""
    w = workspace()
    strategy = replace(w.strategy, aims=aims)
    named = judged_agreements(strategy)
    made = [a for id_ in named for a in assess(w, as_of=as_of, known_at=known_at, agreement=id_).assessments]
    found = ratio(strategy, w.agreements, w.terms, w.records, judged_of(made), as_of=as_of, known_at=known_at)
    return [steps(one) for one in found.aims]


def test_words_alone() -> None:
    assert of(Aim("regional_jobs", "Nobody is left behind.")) == [(False, False, False, False)]


def test_a_target_that_cannot_be_computed_is_none() -> None:
    w = workspace()
    target = replace(w.strategy.targets["jobs_2030"], value=None)
    strategy = replace(
        w.strategy, targets={"jobs_2030": target}, aims=(Aim("regional_jobs", "A", targets=("jobs_2030",)),)
    )
    found = ratio(strategy, w.agreements, w.terms, w.records, (), as_of=AS_OF, known_at=END)
    assert [steps(one) for one in found.aims] == [(False, False, False, False)]


def test_a_clause_with_evidence_and_a_finding() -> None:
    assert of(Aim("m", "A", clauses=(ClauseRef("RIV-1", "jobs"),))) == [(False, True, True, True)]


def test_a_clause_of_which_nothing_was_reported() -> None:
    # its proof was due on 31 March 2025: what is overdue is not decided, and there is no fact
    assert of(Aim("m", "A", clauses=(ClauseRef("RIV-3", "land"),))) == [(False, True, False, False)]


def test_a_payment_promises_nothing_that_could_be_tested_and_is_counted_apart() -> None:
    assert of(Aim("m", "A", clauses=(ClauseRef("RIV-2", "grant"),))) == [(False, False, False, False)]
    assert stands().ratio.of("upper_jobs").counts["payments"] == 1
    assert stands().ratio.of("regional_jobs").counts["payments"] == 0


def test_before_the_signature_nothing_runs_and_before_the_report_nothing_is_proven() -> None:
    aim = Aim("m", "A", clauses=(ClauseRef("RIV-1", "jobs"),))
    assert of(aim, as_of=date(2022, 11, 29)) == [(False, False, False, False)]
    assert of(aim, as_of=date(2023, 6, 30)) == [(False, True, False, False)]
    known = datetime(2024, 1, 1, tzinfo=UTC)
    assert of(aim, known_at=known)[0][2] is False


def test_the_good_case_counts_by_mission() -> None:
    found = stands().ratio
    assert found.counts == {
        "aims": 2, "targets": 2, "clauses": 1, "evidence": 1, "findings": 1, "payments": 1,
    }  # fmt: skip
    assert found.of("upper_jobs").counts["aims"] == 1
    assert found.of("lower_jobs").counts["aims"] == 0
