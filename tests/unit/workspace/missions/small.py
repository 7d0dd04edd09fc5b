"""The strategy that the tests of missions start from: a region and its two towns, without a finding."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from commonweal.cycle.missions.standing import Standing
from commonweal.ground.diagnostics import Diagnostic, in_order
from commonweal.workspace.load import Workspace, load
from commonweal.workspace.steering.standing import standing_of

CASES = Path(__file__).resolve().parents[3] / "cases" / "missions"
BASE = CASES / "good" / "riverside"
AS_OF = date(2025, 6, 30)


def lay(target: Path, files: Mapping[str, str | bytes] | None = None, *, base: Path = BASE) -> Path:
    """Copy a workspace and put files into it."""
    shutil.copytree(base, target)
    for name, text in (files or {}).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return target


def workspace(folder: Path = BASE) -> Workspace:
    """Load a workspace without a fault."""
    result = load(folder)
    assert [line(d) for d in result.diagnostics] == []
    assert result.value is not None
    return result.value


def stands(folder: Path = BASE, as_of: date = AS_OF) -> Standing:
    """Return where the missions of a workspace stand."""
    result = standing_of(workspace(folder), as_of=as_of)
    assert result.value is not None
    return result.value


def said(folder: Path) -> tuple[Diagnostic, ...]:
    """Return all that loading says and, where nothing is an error, the lint."""
    result = load(folder)
    found = list(result.diagnostics)
    if result.ok and result.value is not None:
        standing = standing_of(result.value, as_of=AS_OF).value
        assert standing is not None
        found += standing.findings
    return in_order(found)


def line(d: Diagnostic) -> str:
    """Return a diagnostic as one line."""
    return f"{d.span}: {d.severity.value} {d.code}: {d.message}"
