"""Laws 5 and 17 of the language where they speak of whole workspaces: neighbours, and nothing compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from commonweal.workspace.planning import effects
from commonweal.workspace.run import assess
from tests.strategies import (
    CASE_BYTES,
    Choices,
    amendment,
    at,
    cases,
    complete,
    later,
    make_case,
    sample,
    workspace_of,
)

ROWS = st.binary(min_size=CASE_BYTES, max_size=CASE_BYTES)


@sample(40)
@given(cases(), ROWS)
def test_agreements_do_not_influence_each_other(case, rows):
    """Law 5: beside a neighbour under the same text an agreement says what it says alone."""
    one = complete(case)
    other = replace(complete(make_case(one.text, Choices(rows))), others=one.others)
    both, alone = workspace_of({"A": one, "B": other}), workspace_of({"A": one})
    judged = [assess(w, as_of=one.as_of, known_at=one.known_at, agreement=None) for w in (both, alone)]
    assume(judged[1].assessments)
    first = next(a for a in judged[0].assessments if a.agreement == "A")
    assert repr(first) == repr(judged[1].assessments[0])


@sample(40)
@given(cases(), st.sampled_from((date(2022, 1, 1), date(2020, 7, 1), date(2022, 5, 15))))
def test_a_plan_that_changes_nothing_is_zero_in_every_number(case, effective):
    """Law 17, of `commonweal plan`: an agreement compared with itself, an amendment that sets what is set."""
    one = complete(replace(case, amendments=(), others=()))
    signed = later(one.as_of, 1)
    again = tuple(replace(s, recorded_at=at(signed)) for s in one.settings)
    entries = tuple(replace(e, recorded_at=at(signed)) for e in one.series)
    same = amendment(effective, signed, settings=again, series=entries)
    workspace = workspace_of({"A": replace(one, amendments=(same,))})
    (found,) = effects(workspace, chosen={"A": (same,)}, as_of=one.as_of, known_at=one.known_at)
    assume(found.before.assessments)
    rights = {r.name for r in one.terms.rights}
    changed = [p for p in found.changed if getattr(p.either, "clause", "") not in rights]
    assert (changed, found.released, found.begun) == ([], (), ())
    assert all(flow.change == 0 and flow.open_before == flow.open_after for flow in found.flows)
