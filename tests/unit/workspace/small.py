"""The small workspace that the tests of this room start from: two agreements, no evidence yet."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from commonweal.engines.protocol import Record
from commonweal.ground.diagnostics import Diagnostic, Result
from commonweal.workspace.load import Workspace, load

CASES = Path(__file__).resolve().parents[2] / "cases" / "tables"
BASE = CASES / "base"
QUOTED = re.compile(r'"[^"]*"')
FACTS = "agreement,kind,subject,measure,period,value,unit,level,source,reported_on,recorded_at"
FACTS += ",event,fact,count,total"


def lay(target: Path, files: Mapping[str, str | bytes]) -> Path:
    """Copy the small workspace and put files into it."""
    shutil.copytree(BASE, target)
    for name, text in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return target


def loaded(
    tmp_path: Path, files: Mapping[str, str | bytes], *, quarantine: bool = False
) -> Result[Workspace]:
    """Load the small workspace with some more files."""
    result = load(lay(tmp_path / "w", files), quarantine=quarantine)
    return Result(result.value, tuple(of_tables(result.diagnostics)))


def good(tmp_path: Path, files: Mapping[str, str | bytes]) -> Workspace:
    """Load a workspace that has no fault, not even a warning, but for what analyses say of its texts."""
    result = loaded(tmp_path, files)
    assert [line(d) for d in result.diagnostics] == []
    assert result.value is not None
    return result.value


def record(tmp_path: Path, files: Mapping[str, str | bytes], agreement: str = "A-1") -> Record:
    """Return the record of one agreement of a workspace without fault."""
    return good(tmp_path, files).records[agreement]


def of_tables(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return what is said of tables: the small texts are no model of drafting, and analyses say so (CW4)."""
    return [d for d in diagnostics if not d.code.startswith("CW4")]


def line(d: Diagnostic) -> str:
    """Return a diagnostic as one line."""
    return f"{d.span}: {d.severity.value} {d.code}: {d.message}"


def table(header: str, *rows: str) -> str:
    """Return a table; rows may leave out empty cells at their end."""
    width = header.count(",")
    return "".join(f"{row}{',' * (width - QUOTED.sub('', row).count(','))}\n" for row in (header, *rows))


def facts(*rows: str) -> dict[str, str | bytes]:
    """Return a file of facts."""
    return {"evidence/facts.csv": table(FACTS, *rows)}
