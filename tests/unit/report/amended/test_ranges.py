"""Law: whatever figures are not public, the range of a change of dues holds the true change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.report.amended.rows import amendment_row, change_rows
from commonweal.workspace.load import load
from commonweal.workspace.planning import Effect, Flow, effects, numbered
from tests.unit.workspace.probing.small_probe import FACTS, lay

ROWS = FACTS.splitlines()[1:]
Flows = Mapping[tuple[str, str, str], Flow]


def effect(lines: str, hidden: frozenset[int], as_of: date) -> Effect:
    """Return what an amendment does where some figures are not public."""
    rows = [
        ",".join("undisclosed" if i in hidden and at == 5 else cell for at, cell in enumerate(row.split(",")))
        for i, row in enumerate(ROWS)
    ]
    with TemporaryDirectory() as top:
        folder = lay(Path(top))
        (fact_table,) = (folder / "evidence").glob("*.csv")
        fact_table.write_text("\n".join([FACTS.splitlines()[0], *rows]) + "\n")
        loaded = load(folder, drafts=[("draft/a.terms", f'language 1\namend "A-1" {lines}\n')])
    assert loaded.value is not None and loaded.ok, loaded.diagnostics
    chosen = {"A-1": numbered(loaded.value.agreements["A-1"])}
    (found,) = effects(loaded.value, chosen=chosen, as_of=as_of)
    return found


def flows(found: Effect) -> Flows:
    return {(f.payer, f.payee, f.currency): f for f in found.flows}


AMENDMENTS = st.one_of(
    st.builds(
        "effective {}-01-01\n  set floor = {} jobs".format,
        st.integers(2020, 2023),
        st.sampled_from([60, 80, 81, 119, 120, 130]),
    ),
    st.builds(
        "effective {}-01-01\n  end {}".format,
        st.integers(2020, 2023),
        st.sampled_from(["jobs_kept", "aid_paid"]),
    ),
)


@settings(max_examples=60, deadline=None)
@given(
    lines=AMENDMENTS,
    hidden=st.frozensets(st.integers(0, len(ROWS) - 1)),
    as_of=st.dates(date(2021, 1, 1), date(2024, 12, 31)),
)
def test_the_true_change_lies_in_the_range_that_the_public_is_told(
    lines: str, hidden: frozenset[int], as_of: date
) -> None:
    whole, public = effect(lines, frozenset(), as_of), effect(lines, hidden, as_of)
    told, true = flows(public), flows(whole)
    # An amount unknown alike on both sides, or that hangs on an undecided test, is in no range; it is told.
    open_ = public.unsettled or public.hanging
    for way, flow in true.items():
        if flow.open_before or flow.open_after:
            continue
        if way not in told:
            assert flow.change == 0 or open_, way
            continue
        least, most = told[way].least, told[way].most
        assert open_ or least is None or least <= flow.change, (way, least, flow.change)
        assert open_ or most is None or flow.change <= most, (way, flow.change, most)


@settings(max_examples=40, deadline=None)
@given(lines=AMENDMENTS, as_of=st.dates(date(2021, 1, 1), date(2024, 12, 31)))
def test_where_all_is_known_a_range_is_the_change_to_the_cent(lines: str, as_of: date) -> None:
    found = effect(lines, frozenset(), as_of)
    for flow in found.flows:
        if not flow.open_before and not flow.open_after:
            assert flow.least == flow.most == flow.change


@settings(max_examples=40, deadline=None)
@given(
    lines=AMENDMENTS,
    hidden=st.frozensets(st.integers(0, len(ROWS) - 1)),
    as_of=st.dates(date(2021, 1, 1), date(2024, 12, 31)),
)
def test_every_changed_result_is_counted_once(lines: str, hidden: frozenset[int], as_of: date) -> None:
    found = effect(lines, hidden, as_of)
    row = amendment_row(found)
    counted = sum(n for name, n in row.items() if name.endswith(("_changed", "_added", "_gone")))
    assert counted == len(list(change_rows(found))) == len(found.changed)
    told_of_dues = any(f["least"] != "0.00" or f["most"] != "0.00" for f in row["dues"])
    assert bool(row["dues_changed"]) or not told_of_dues
    assert ("nothing comes out differently" in row["said"]) == (not counted and not found.released)
