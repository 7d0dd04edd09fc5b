"""What an amendment changes: judged without it and with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from commonweal.engines.protocol import Finding, Payable
from commonweal.workspace.gather import TableFile
from commonweal.workspace.load import load
from commonweal.workspace.planning import Effect, drafted, effects, horizon
from commonweal.workspace.run import NotThere
from tests.unit.workspace.probing.small_probe import lay, opened

D = Decimal
LOWER = """language 1
amend "A-1" effective 2021-01-01 "A lower floor"
  set floor = 70 jobs
  signed 2022-09-01
"""


def effect(folder: Path, text: str, as_of: date) -> Effect:
    workspace = opened(folder, ("draft/a.terms", text))
    (found,) = effects(workspace, chosen=drafted(workspace, "draft/a.terms"), as_of=as_of)
    return found


def test_a_lower_floor_forgives_a_breach_and_pays_aid(tmp_path: Path) -> None:
    found = effect(tmp_path, LOWER, date(2022, 6, 30))
    findings = [p for p in found.changed if isinstance(p.either, Finding)]
    assert [(p.before and p.before.status, p.after and p.after.status) for p in findings] == [  # type: ignore[union-attr]
        ("breached", "met")
    ]
    flows = {(f.payer, f.payee): (f.before, f.after) for f in found.flows}
    assert flows == {("firm", "state"): (D(5_000), D(0)), ("state", "firm"): (D(4_000), D(7_000))}
    assert found.released == () and found.begun == ()


def test_before_its_signature_nobody_knows_it_but_the_plan_shows_it(tmp_path: Path) -> None:
    found = effect(tmp_path, LOWER, date(2022, 3, 31))
    assert found.after.known_at > found.amendments[0].recorded_at or (
        found.after.known_at == found.amendments[0].recorded_at
    )
    assert any(isinstance(p.either, Payable) for p in found.changed)


def test_an_ended_clause_is_released_with_what_is_open_under_it(tmp_path: Path) -> None:
    ended = 'language 1\namend "A-1" effective 2022-01-01\n  end jobs_kept\n'
    found = effect(tmp_path, ended, date(2023, 6, 30))
    (released,) = found.released
    assert (released.name, released.kind, released.windows) == ("jobs_kept", "condition", 2)
    assert released.unpaid == (("EUR", D(5_000)),)


def test_amounts_that_share_a_cap_in_total_are_together_no_more_than_it(tmp_path: Path) -> None:
    ended = 'language 1\namend "A-1" effective 2022-01-01\n  end aid_paid\n'
    found = effect(tmp_path, ended, date(2024, 6, 30))
    unknown = [p.before for p in found.changed if isinstance(p.before, Payable)]
    # Of 9,000 in all 4,000 fell due in 2020: each of the two years that are not known may take the rest.
    assert [(p.amount, p.interval) for p in unknown] == [(None, (D(0), D(5_000)))] * 2
    (flow,) = (f for f in found.flows if f.payer == "state")
    assert (flow.least, flow.most) == (D(-5_000), D(0))


def test_amounts_without_a_cap_in_total_add_up(tmp_path: Path) -> None:
    folder = lay(tmp_path)
    file = folder / "terms/aid.terms"
    file.write_text(file.read_text("utf-8").replace("capped at EUR 9_000 in total", "capped at EUR 9_000"))
    draft = ("draft/a.terms", 'language 1\namend "A-1" effective 2022-01-01\n  end aid_paid\n')
    result = load(folder, drafts=[draft])
    assert result.value is not None and result.ok
    chosen = drafted(result.value, draft[0])
    (found,) = effects(result.value, chosen=chosen, as_of=date(2024, 6, 30))
    (flow,) = (f for f in found.flows if f.payer == "state")
    assert (flow.least, flow.most) == (D(-15_000), D(0)), "6,000 of 2022 and 9,000 of 2023"


def test_one_that_sets_what_was_set_changes_nothing(tmp_path: Path) -> None:
    same = 'language 1\namend "A-1" effective 2021-01-01\n  set floor = 100 jobs\n'
    found = effect(tmp_path, same, date(2023, 6, 30))
    assert found.changed == () and found.released == ()
    assert all(f.change == 0 for f in found.flows)
    assert found.moved == {"aid_paid": 3, "jobs_kept": 4} or sum(found.moved.values()) > 0


def test_a_projection_is_judged_at_its_horizon(tmp_path: Path) -> None:
    rows = "agreement,kind,subject,measure,period,value,unit,level,source,reported_on,recorded_at\n"
    rows += "A-1,,,staff,2022,80,jobs,documented,if so,2023-02-01,2023-02-01T00:00:00Z\n"
    rows += "A-1,,,staff,2023,80,jobs,documented,if so,2024-02-01,2024-02-01T00:00:00Z\n"
    rows += "A-1,,,wages,2023,50000,EUR,documented,if so,2024-02-01,2024-02-01T00:00:00Z\n"
    folder = lay(tmp_path)
    projection = TableFile("projection/p.csv", rows.encode)
    result = load(folder, drafts=[("draft/a.terms", LOWER)], projections=[projection])
    assert result.value is not None and result.ok
    last = horizon(result.value, ["A-1"], date(2022, 6, 30))
    assert last == date(2024, 3, 30)
    (found,) = effects(result.value, chosen=drafted(result.value, "draft/a.terms"), as_of=last)
    flows = {(f.payer, f.payee): (f.before, f.after) for f in found.flows}
    # Three years below 100 jobs cost 15,000; with the lower floor nothing, and all aid that the cap allows.
    assert flows == {("firm", "state"): (D(15_000), D(0)), ("state", "firm"): (D(4_000), D(9_000))}


def test_an_agreement_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotThere):
        effects(opened(tmp_path), chosen={"B-1": ()}, as_of=date(2022, 6, 30))
