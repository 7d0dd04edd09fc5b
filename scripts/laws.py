"""
Run the laws of the language at twenty thousand generated cases each, law by law: `make laws`.

A law is one test function of tests/laws, with all its parameters, in a process of its own. Its line says
how many cases were really generated (not how many were asked for), the seconds, and how it ended:

    holds     as many cases as asked for; "all" if there are no more; "listed" if it enumerates its cases
    THIN      it held, but fewer cases were generated than asked for
    FAILED    a case contradicts it, or it could not run: the file under .cache/laws tells which
    known     marked as refuted; the reason stands at the test

What held at these very sources with as many cases is not run again. Ends with 1 unless every law holds.

    python scripts/laws.py -k money           laws whose file, name or docstring has the word
    python scripts/laws.py --cases 2000       fewer cases
    python scripts/laws.py --again            also what has held already
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Generator, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / ".cache" / "laws"
HELD = PLACE / "held.json"
#: The rooms that no law speaks of: a change there repeats none, and a law that loads one is at fault.
ABOVE = ("cli", "report", "web")
SOURCES = ("src/commonweal/*", "tests/laws", "tests/strategies*", "tests/unit/terms")
EXHAUSTED = "nothing left to do"


@dataclass
class Verdict:
    """How a law ended: `cases` is the least number of its parameters; `seconds` are those of its process."""

    law: str
    cases: int
    kind: str
    seconds: float
    word: str


@dataclass
class Watch:
    """A plugin of pytest that counts the cases of each test and keeps how it ended."""

    cases: dict[str, int] = field(default_factory=dict)
    exhausted: dict[str, bool] = field(default_factory=dict)
    outcomes: set[str] = field(default_factory=set)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Count what Hypothesis generates; a test that counts its own cases says so as a property."""

        def count(stats: dict[str, Any]) -> None:
            phases = [stats.get(f"{name}-phase", {}) for name in ("reuse", "generate")]
            found = [case["status"] for phase in phases for case in phase.get("test-cases", ())]
            self.cases[item.nodeid] = self.cases.get(item.nodeid, 0) + found.count("valid")
            self.exhausted[item.nodeid] = stats.get("stopped-because") == EXHAUSTED

        from hypothesis.statistics import collector  # not before pytest has prepared it for its assertions

        with collector.with_value(count):
            yield
        counted = dict(item.user_properties).get("cases")
        if counted is not None:
            self.cases[item.nodeid] = int(str(counted))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the outcome of each part of a test."""
        self.outcomes.add("known" if hasattr(report, "wasxfail") and report.skipped else report.outcome)


@dataclass
class Laws:
    """A plugin of pytest that keeps the laws that it collects, each with its docstring."""

    found: dict[str, str] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep each test function once, whatever its parameters."""
        for item in items:
            function = getattr(item, "function", None)
            self.found[item.nodeid.partition("[")[0]] = function.__doc__ or ""


def laws(word: str) -> list[str]:
    """Return the laws whose file, name or docstring contains a word, in the order of their files."""
    seen = Laws()
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        if pytest.main(["-q", "--collect-only", "-p", "no:xdist", str(ROOT / "tests" / "laws")], [seen]):
            sys.exit("the laws cannot be read: pytest --collect-only tests/laws tells why")
    return [law for law, said in seen.found.items() if word.lower() in f"{law} {said}".lower()]


def run(law: str, cases: int) -> Verdict:
    """Run one law, with what it says written to its file; to be called in a process of its own."""
    os.environ |= {"HYPOTHESIS_PROFILE": "thorough", "LAW_CASES": str(cases)}
    watch, start = Watch(), time.perf_counter()
    with open(log_of(law), "w", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        pytest.main(["-q", "-p", "no:xdist", str(ROOT / law)], [watch])
    seconds = time.perf_counter() - start
    short = {test for test, n in watch.cases.items() if n < cases and not watch.exhausted[test]}
    kind = "" if watch.cases else "listed"
    word = "holds" if watch.outcomes and "failed" not in watch.outcomes else "FAILED"
    kind = "all" if any(watch.exhausted.values()) and not short and word == "holds" else kind
    word = "known" if "known" in watch.outcomes and word == "holds" else word
    word = "THIN" if short and word == "holds" else word
    loaded = {name.split(".")[1] for name in sys.modules if name.startswith("commonweal.")}
    if loaded & {*ABOVE}:
        print(f"{law} loads {sorted(loaded & {*ABOVE})}: take it out of ABOVE", file=sys.stderr)
        word = "FAILED"
    return Verdict(law, min(watch.cases.values(), default=0), kind, seconds, word)


def log_of(law: str) -> Path:
    """Return the file that holds what a law said."""
    return PLACE / f"{law.rpartition('/')[2].replace('.py::', '.')}.log"


def sources() -> str:
    """Return a hash over all files on which a law can depend."""
    files = sorted(
        file
        for pattern in SOURCES
        for place in ROOT.glob(pattern)
        if place.name not in ABOVE
        for file in ([place] if place.is_file() else place.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    )
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.relative_to(ROOT)}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def held() -> dict[str, dict[str, Any]]:
    """Return what held, by law."""
    return json.loads(HELD.read_text("utf-8")) if HELD.is_file() else {}


def keep(verdict: Verdict, at: str, asked: int) -> None:
    """Note that a law held, unless its sources changed while it ran."""
    if verdict.word == "holds" and sources() == at:
        known = held() | {verdict.law: asdict(verdict) | {"sources": at, "asked": asked}}
        part = HELD.with_suffix(".part")
        part.write_text(json.dumps(known, indent=1, sort_keys=True), "utf-8")
        part.replace(HELD)


def show(verdict: Verdict) -> None:
    """Print the line of a law."""
    file, _, name = verdict.law.rpartition("/")[2].partition(".py::")
    cases = verdict.kind if verdict.kind == "listed" else f"{verdict.kind} {verdict.cases:,}".strip()
    print(f"{verdict.word:<8}{cases:>10}{verdict.seconds:>8.0f} s  {file.removeprefix('test_')}: ", end="")
    print(name.removeprefix("test_").replace("_", " "), flush=True)
    if verdict.word not in ("holds", "known"):
        print(f"{'':<8}see {log_of(verdict.law).relative_to(ROOT)}", flush=True)


def run_all(wanted: Iterable[str], cases: int, jobs: int) -> bool:
    """Run laws, print their lines as they end, and return whether all hold."""
    at, well = sources(), True
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, max_tasks_per_child=1) as pool:
        for done in as_completed([pool.submit(run, law, cases) for law in wanted]):
            verdict = done.result()
            show(verdict)
            keep(verdict, at, cases)
            well = well and verdict.word == "holds"
    return well


def main() -> int:
    """Read the options, leave out what held already, run the rest."""
    parser = argparse.ArgumentParser(description="Run every law of the language at many generated cases.")
    parser.add_argument("-k", dest="word", default="", help="only laws whose file, name or docstring has it")
    parser.add_argument("--cases", type=int, default=20_000, help="cases for each law (default 20000)")
    parser.add_argument("--jobs", type=int, default=1, help="laws at a time")
    parser.add_argument("--again", action="store_true", help="also laws that held at these very sources")
    asked = parser.parse_args()
    PLACE.mkdir(parents=True, exist_ok=True)
    at, known, wanted = sources(), held(), laws(asked.word)
    fresh = {law for law, v in known.items() if v["sources"] == at and v["asked"] >= asked.cases}
    left = [law for law in wanted if asked.again or law not in fresh]
    print(f"{len(wanted)} laws, {asked.cases:,} cases each; {len(wanted) - len(left)} held already")
    well = run_all(left, asked.cases, asked.jobs)
    print("every law holds" if well and wanted else "not every law holds" if wanted else "no such law")
    return 0 if well and wanted else 1


if __name__ == "__main__":
    sys.exit(main())
