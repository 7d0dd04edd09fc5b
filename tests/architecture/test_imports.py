"""The contracts of .importlinter hold, and they bite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT

LINT = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"


def lint(folder: Path) -> str:
    """Return what import-linter prints about the house in `folder/commonweal`."""
    done = subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
    )
    # what stands above is a drawing
    return (done.stdout + done.stderr).partition("Contracts\n")[2] or done.stdout[-2_000:] + done.stderr


def test_every_contract_is_kept() -> None:
    said = lint(PACKAGE.parent)
    assert " 0 broken" in said, said


# contract (as its name begins) -> (the module that sins, the line it adds)
PLANTED = {
    "The house": ("ground/planted.py", "import commonweal.workspace"),
    "The mission cycle": ("cycle/missions/planted.py", "import commonweal.cycle.portfolio"),
    "The compiler": ("terms/core/planted.py", "import commonweal.terms.lowering"),
    "Engines see": ("engines/reference/planted.py", "import commonweal.terms.surface"),
    "Engines: one": ("engines/protocol.py", "import commonweal.engines.registry"),
    "Nobody names": ("workspace/planted.py", "import commonweal.engines.reference"),
    "Methods are": ("methods/planted/__init__.py", "import commonweal.methods.finance"),
    "Lark is": ("terms/checking/planted.py", "import lark"),
    "No circles": ("terms/core/planted_a.py", "import commonweal.terms.core.planted_b"),
}


@pytest.fixture(scope="module")
def sinning_house(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what import-linter says of a copy in which every contract is broken once."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(PACKAGE, folder / "commonweal", ignore=shutil.ignore_patterns("__pycache__"))
    for where, line in PLANTED.values():
        path = folder / "commonweal" / where
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(f"\n{line}\n")
    circle = folder / "commonweal/terms/core/planted_b.py"
    circle.write_text("import commonweal.terms.core.planted_a\n")
    return lint(folder)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_the_contract(sinning_house: str, contract: str) -> None:
    verdicts = [line for line in sinning_house.splitlines() if line.startswith(contract)]
    assert any("BROKEN" in line for line in verdicts), sinning_house
