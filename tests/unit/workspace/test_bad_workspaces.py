"""
Workspaces in which every file is well-formed and something does not fit: binding, judging, amending.

Each folder of `tests/cases/workspaces/bad` is a whole workspace; `diagnostics.txt` says what all of it has to
say, judged as of the end of 2022. `--record` writes it anew; read every line of what it writes.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commonweal.ground.diagnostics import Diagnostic, in_order
from commonweal.workspace.examples import run_examples
from commonweal.workspace.load import load
from commonweal.workspace.planning import effects
from commonweal.workspace.run import assess

BAD = Path(__file__).resolve().parents[2] / "cases" / "workspaces" / "bad"
FOLDERS = sorted(path for path in BAD.iterdir() if path.is_dir())
AS_OF = date(2022, 12, 31)


def said(folder: Path) -> tuple[Diagnostic, ...]:
    """Return everything that loading, binding, judging and testing a workspace says."""
    result = load(folder)
    assert result.value is not None
    found = list(result.diagnostics)
    if result.ok:
        found += assess(result.value, as_of=AS_OF).diagnostics
        chosen = {id_: a.amendments for id_, a in result.value.agreements.items() if a.amendments}
        found += [d for e in effects(result.value, chosen=chosen, as_of=AS_OF) for d in e.diagnostics]
        found += run_examples(result.value.compiled).failures
    return in_order(found)


def line(d: Diagnostic) -> str:
    """Write a diagnostic as a golden line."""
    return f"{d.span}: {d.severity.value} {d.code}: {d.message}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_a_workspace_that_does_not_fit_says_so(folder: Path, request: pytest.FixtureRequest) -> None:
    golden = folder / "diagnostics.txt"
    actual = "".join(line(d) + "\n" for d in said(folder))
    if request.config.getoption("--record"):
        golden.write_text(actual, "utf-8")
    assert actual == golden.read_text("utf-8")
    main = (folder / "about.md").read_text("utf-8").split(":")[0].split(",")[0]
    assert main in actual, "the code that the case is about"
