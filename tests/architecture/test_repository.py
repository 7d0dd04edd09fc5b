"""What a stranger finds in the repository: no paths of somebody's machine, no hosts of an index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, committed_files, name_of

# Written in pieces, so that this file does not find itself.
HOSTS = [
    "python" + "hosted",
    "py" + "pi.org",
    "registry." + "npm",
    "registry." + "yarn",
    "--index" + "-url",
    "--extra-index" + "-url",
    "--find" + "-links",
    "/simp" + "le/",
]
HOMES = "|".join(["wo" + "rk", "ro" + "ot", "ho" + r"me/\w+", "Us" + r"ers/\w+"])
MACHINE = re.compile(rf"(?<![\w.:/-])/(?:{HOMES})/")
BINARY = {".png", ".woff2", ".parquet", ".gz", ".zip", ".pdf", ".ico"}


def texts() -> list[tuple[Path, str]]:
    """Return the text files of the repository with what they say."""
    # Cases of bad input need not be UTF-8.
    return [(p, p.read_text("utf-8", errors="replace")) for p in committed_files() if p.suffix not in BINARY]


@pytest.fixture(scope="module")
def lines() -> list[tuple[str, str]]:
    """Return every line of the repository with its place."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone: what is tracked cannot be told")
    return [(f"{name_of(p)}:{i}", line) for p, text in texts() for i, line in enumerate(text.splitlines(), 1)]


def test_no_file_names_the_host_of_a_package_index(lines: list[tuple[str, str]]) -> None:
    assert [place for place, line in lines if any(host in line for host in HOSTS)] == []


def test_no_file_names_a_path_of_somebodys_machine(lines: list[tuple[str, str]]) -> None:
    own = (f"{ROOT}/", f"{Path.home()}/")
    assert [place for place, line in lines if MACHINE.search(line) or any(o in line for o in own)] == []


@pytest.mark.parametrize("name", ["core", "dev", "bootstrap"])
def test_requirements_are_pinned_and_hashed(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    for line in filter(None, text.splitlines()):
        assert re.match(r"[A-Za-z0-9_.-]+==[^\s;]+( ; [^\\]+?)?\s+--hash=sha256:", line), line[:80]


def test_the_locked_core_is_what_pyproject_asks_for() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    wanted = {re.split(r"[<>=!~\[ ]", d)[0].lower() for d in declared}
    core = (ROOT / "requirements/core.txt").read_text("utf-8")
    locked = set(re.findall(r"^([\w.-]+)==", core, re.MULTILINE))
    assert wanted <= locked


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path, text in texts():
        if path.suffix != ".md":
            continue
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose):
            outside = "://" in target or target.startswith("mailto:")
            if not outside and not (path.parent / target).exists():
                broken.append(f"{name_of(path)} -> {target}")
    assert broken == []


def test_decisions_are_numbered_without_gaps_and_complete() -> None:
    records = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(p.name[:4]) for p in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text("utf-8")
        for heading in ("## Context", "## Decision", "## Rejected", "## Consequences"):
            assert heading in text, f"{path.name} lacks {heading}"


def test_every_fragment_of_what_changed_begins_with_its_kind() -> None:
    kinds = {"added", "changed", "mended", "removed", "security"}
    fragments = [path for path in (ROOT / "changes").glob("*.md") if path.name != "README.md"]
    first = {path.name: path.read_text("utf-8").split("\n", 1)[0] for path in fragments}
    assert fragments and {name: kind for name, kind in first.items() if kind not in kinds} == {}
