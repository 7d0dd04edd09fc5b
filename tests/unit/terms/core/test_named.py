from __future__ import annotations

from dataclasses import replace

from commonweal.terms.core.clauses import Define, Subject
from commonweal.terms.core.expressions import expr
from commonweal.terms.core.named import named, nodes, roots
from commonweal.terms.core.types import Type
from tests.unit.terms.core.samples import CREDITS, FULL, IN_PERIOD, LOAN, QUOTA, SAMPLE, WARRANT, full_with


def test_roots_carry_the_ids_of_the_json_form():
    assert [path for path, _ in roots(SAMPLE)] == [
        "p:lifetime_cap/default",
        "c:credits/amount",
        "c:credits/schedule/first",
        "c:credits/schedule/last",
        "c:credits/due/anchor",
        "c:credits/steps/1/limit",
        "c:jobs/duty",
        "c:jobs/schedule/first",
        "c:jobs/schedule/last",
        "c:jobs/guard",
        "c:jobs/evidence/due/anchor",
        "c:jobs/cure/deadlines/1/anchor",
        "c:jobs/cure/formula",
        "c:jobs/remedies/0/amount",
        "c:jobs/remedies/0/due/anchor",
    ]


def test_nodes_come_parents_first():
    path, duty = next((p, r) for p, r in roots(SAMPLE) if p == "c:jobs/duty")
    assert [id for id, _ in nodes(duty, path=path)] == [
        "c:jobs/duty",
        "c:jobs/duty/0",
        "c:jobs/duty/1",
        "c:jobs/duty/1/0",
    ]


def test_a_measure_names_its_subject_and_units_a_subject_its_parent():
    subjects = (Subject("site", "award"), Subject("worker", "site"), Subject("sale", "award"))
    found = named(replace(SAMPLE, subjects=subjects))
    assert found["subjects"] == {"worker", "site"}
    assert found["units"] == {"jobs"}
    assert found["measures"] == {"payroll", "qualified_jobs", "wage"}


def test_defines_name_only_if_they_are_asked():
    tonnes = Type("quantity", "tonne")
    whole = replace(SAMPLE, defines=(Define("sold", expr("total", tonnes, IN_PERIOD, measure="sold")),))
    assert "sold" not in named(whole)["measures"]
    assert named(whole, defines=True)["measures"] == named(whole)["measures"] | {"sold"}
    assert named(whole, defines=True)["units"] == {"jobs", "tonne"}


def test_the_ids_of_accounts_and_rights_begin_like_those_of_clauses():
    paths = [path for path, _ in roots(FULL)]
    assert [p for p in paths if p.startswith(("c:loan/", "c:warrant/"))] == [
        "c:loan/opens",
        "c:loan/opening",
        "c:loan/schedule/first",
        "c:loan/schedule/last",
        "c:loan/adds/0",
        "c:loan/rate",
        "c:warrant/quantity",
        "c:warrant/price",
        "c:warrant/first",
        "c:warrant/last",
        "c:warrant/guard",
    ]
    assert len(set(paths)) == len(paths)


def test_an_account_names_its_unit_and_what_reduces_it():
    assert named(FULL)["measures"] == {"drawn", "forgiven"}
    assert named(full_with(LOAN, reduced_by=("instalment",)))["measures"] == {"drawn"}
    assert "doses" in named(replace(FULL, clauses=FULL.clauses[:2]))["units"]
    bare = replace(QUOTA, opening=LOAN.opening, currency="kg")
    assert named(replace(FULL, clauses=(), rights=(), accounts=(bare,)))["units"] == {"kg"}


def test_a_payment_speaks_before_a_measure_of_its_name():
    paid = replace(CREDITS, name="forgiven")
    assert named(replace(FULL, clauses=(*FULL.clauses, paid)))["measures"] == {"drawn", "payroll"}


def test_rights_and_remedies_name_their_units():
    assert named(FULL)["units"] == {"doses", "share_capital", "shares"}
    alone = replace(WARRANT, price=LOAN.opening)
    assert named(replace(FULL, clauses=(), accounts=(), rights=(alone,)))["units"] == {"shares"}
    engine = replace(FULL.clauses[0], remedies=FULL.clauses[0].remedies[1:])
    assert named(replace(FULL, clauses=(engine,), accounts=(), rights=()))["units"] == {"share_capital"}
