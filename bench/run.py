"""
Print how long the things take that a person waits for, beside a baseline measured in the same run.

Timings are printed with the machine they were taken on, kept in .cache/bench/, and never asserted: a test
that fails on a busy machine teaches nobody anything. Each figure is the median of several runs, after one
run that is thrown away. The baseline is the bare interpreter (`python -c pass`), which everything else
pays too. What the reference engine does in a second of processor time is measured by `reference.py`, each
shape of work beside a textbook loop of its own.

    python bench/run.py            everything but set-up
    python bench/run.py --setup    set-up from an empty cache as well (fetches packages)
    python bench/run.py --quick    the reference engine on a tenth of the work
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import reference
from generate import text_of

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / ".cache" / "bench"
COMMAND = ROOT / ".venv" / "bin" / "commonweal"


@dataclass(frozen=True)
class Figure:
    """One thing measured: seconds (median, least, most of `runs`), and the most we want it to take."""

    name: str
    seconds: float
    least: float
    most: float
    runs: int
    goal: float | None


def measure(
    name: str,
    command: list[str],
    *,
    runs: int,
    goal: float | None = None,
    warm: bool = True,
    cwd: Path = ROOT,
) -> Figure:
    """Return the wall time of a command; one that fails ends the run with what it said."""
    taken = []
    for turn in range(runs + warm):
        start = time.perf_counter()
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
        seconds = time.perf_counter() - start
        if done.returncode:
            sys.exit(f"{name}: {' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        if turn >= warm:
            taken.append(seconds)
    return Figure(name, statistics.median(taken), min(taken), max(taken), runs, goal)


def fresh_copy() -> Path:
    """Return a new folder with what a clone would hold, and no cache."""
    copy = PLACE / "clone"
    shutil.rmtree(copy, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    return copy


def everyday(runs: int) -> list[Figure]:
    """Return the figures of daily use."""
    text = PLACE / "long.terms"
    text.write_text(text_of(lines=2_000), encoding="utf-8")
    python = sys.executable
    return [
        measure("python -c pass (baseline)", [python, "-c", "pass"], runs=runs),
        measure("commonweal --help", [str(COMMAND), "--help"], runs=runs, goal=0.25),
        measure("commonweal check, 2,000 lines", [str(COMMAND), "check", str(text)], runs=runs, goal=1.5),
        measure("make demo, after set-up", ["make", "demo"], runs=3, goal=10),
    ]


def first_day() -> list[Figure]:
    """Return the figures of the first day: a bare environment, and both set-ups from an empty cache."""
    bare = PLACE / "bare-venv"
    shutil.rmtree(bare, ignore_errors=True)
    figures = [
        measure("python -m venv (baseline)", [sys.executable, "-m", "venv", str(bare)], runs=1, warm=False)
    ]
    shutil.rmtree(bare)
    for name, target in (("set-up of the core, empty cache", "demo"), ("make setup, empty cache", "setup")):
        copy = fresh_copy()
        figures.append(measure(name, ["make", target], runs=1, warm=False, goal=60, cwd=copy))
        shutil.rmtree(copy)
    return figures


def machine() -> dict[str, str | int]:
    """Return what the figures were measured on."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0,
        "load": f"{os.getloadavg()[0]:.1f}",
        "taken": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def show(figures: list[Figure]) -> None:
    """Print the figures as a table."""
    print(f"{'':34}{'median':>9}{'least':>9}{'most':>9}{'goal':>9}")
    for f in figures:
        goal = "" if f.goal is None else f"{f.goal:8.2f}s"
        over = "  over" if f.goal is not None and f.seconds > f.goal else ""
        print(f"{f.name:34}{f.seconds:8.3f}s{f.least:8.3f}s{f.most:8.3f}s{goal:>9}{over}")


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--setup", action="store_true", help="also measure set-up from an empty cache")
    parser.add_argument("--runs", type=int, default=7, help="runs of each everyday figure")
    parser.add_argument("--quick", action="store_true", help="judge a tenth of the windows")
    chosen = parser.parse_args()
    PLACE.mkdir(parents=True, exist_ok=True)
    where = machine()
    print(", ".join(f"{k} {v}" for k, v in where.items()))
    figures = everyday(chosen.runs) + (first_day() if chosen.setup else [])
    show(figures)
    judged = reference.figures(quick=chosen.quick)
    print()
    reference.show(judged)
    kept = PLACE / "latest.json"
    said = {"machine": where, "figures": [asdict(f) for f in figures], "judged": [asdict(f) for f in judged]}
    kept.write_text(json.dumps(said, indent=1))
    print(f"kept in {kept.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
