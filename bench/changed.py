"""
Print how long one changed fact takes to the page of its agreement, on the atlas repeated so many times.

The site runs as `commonweal serve` runs it, with its worker, on SQLite. A copy of the atlas has every
agreement, fact, payment and decision again under other ids, in files of its own; texts, parties, missions and
figures of indicators stand once. Each round changes one fact of one agreement, and its page is asked for
until it says the new figure: once where the workspace is taken in by a process that runs, and once by the
command, whose own start counts. Between rounds the site comes to rest, and how long that takes is printed
too: a pass over the whole record restates missions and the rest. Nothing is asserted.

    python bench/changed.py [--copies 10] [--rounds 5] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import os
import platform
import re
import shutil
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import web

GOAL = 2.0
SIGNED = re.compile(r'(?m)^agreement "')
FACT = re.compile(r"(WI-FXC,,,eligible_jobs,2019,)(\d+)")
PAGE = "/agreements/WI-FXC/jobs/2019"
TABLES = ("evidence", "payments", "decisions")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="where the site stays; it is used again if it is there")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        top = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="commonweal-bench-")))
        os.environ |= {"COMMONWEAL_DATA": f"{top}/data", "DATABASE_URL": ""}
        folder = top / "atlas"
        if not folder.exists():
            shutil.copytree(web.ROOT / "examples/atlas", folder)
            repeat(folder, asked.copies)
        agreements = sum(len(SIGNED.findall(path.read_text())) for path in (folder / "agreements").iterdir())
        began = time.perf_counter()
        prepare(folder)
        taken = time.perf_counter() - began
        machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        print(f"{machine}, Python {platform.python_version()}")
        print(f"the atlas again and again: {agreements:,} agreements")
        print(f"taken in and judged in {taken:.0f} s", flush=True)
        with web.site():
            rest()
            rounds = sorted((change(folder) for _ in range(asked.rounds)), key=lambda r: sum(r[:2]))
            commands = sorted(by_command(folder) for _ in range(asked.rounds))
        stored, shown, rested = rounds[len(rounds) // 2]
        print(
            f"one changed fact: checked and stored in {stored:.2f} s, on the page {shown:.2f} s later; "
            f"{stored + shown:.2f} s in all, goal {GOAL:g} s for 2,700 agreements"
        )
        print(f"the slowest of {len(rounds)}: {sum(rounds[-1][:2]):.2f} s in all")
        print(
            f"by `commonweal site import`, from its start to the page: {commands[len(commands) // 2]:.2f} s"
        )
        print(f"missions and the rest were restated {rested:.1f} s after the page")


def repeat(folder: Path, copies: int) -> None:
    """Give a folder further copies of its agreements with their rows."""
    from commonweal.workspace.load import load

    found = load(folder).value
    assert found is not None
    ids = sorted(found.agreements, key=len, reverse=True)
    named = re.compile("|".join(rf"(?<![\w-]){re.escape(id_)}(?![\w-])" for id_ in ids))
    texts = sorted((folder / "agreements").glob("*.terms"))
    tables = [path for name in TABLES for path in sorted((folder / name).rglob("*.csv"))]
    for n in range(2, copies + 1):
        for path in texts:
            again = named.sub(rf"\g<0>-{n}", signed(path.read_text()))
            path.with_stem(f"{path.stem}-{n}").write_text(again)
        for path in tables:
            again_rows = renamed(path, n)
            if again_rows:
                path.with_stem(f"{path.stem}-{n}").write_text(again_rows)


def signed(text: str) -> str:
    """Return what is signed of a text, its agreements and amendments; terms and examples stand once."""
    parts = re.split(r"(?m)^(?=\S)", text)
    return "language 1\n\n" + "".join(part for part in parts if part.startswith(("agreement ", "amend ")))


def renamed(path: Path, n: int) -> str:
    """Return the rows of a table about agreements, under other ids; "" where it has none."""
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    mine = [row | {"agreement": f"{row['agreement']}-{n}"} for row in rows if row.get("agreement")]
    if not mine:
        return ""
    out = io.StringIO()
    table = csv.DictWriter(out, fieldnames=list(mine[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(mine)
    return out.getvalue()


def prepare(folder: Path) -> None:
    """Make a site of a workspace."""
    from commonweal.web.serving.commands import site

    assert site("import", folder, public=True) == 0


def change(folder: Path) -> tuple[float, float, float]:
    """Change one fact; return the seconds until it is stored, from there to its page, and until all rests."""
    from commonweal.web.accounts.operations import actor
    from commonweal.web.record.operations import take_in

    figure = edit(folder)
    began = time.perf_counter()
    taken = take_in(folder, actor=actor("bench").key, at=datetime.now(UTC))
    assert taken.changed, taken
    stored = time.perf_counter()
    wait(figure)
    shown = time.perf_counter()
    rest()
    return stored - began, shown - stored, time.perf_counter() - shown


def by_command(folder: Path) -> float:
    """Change one fact; return the seconds from the start of the command to its page."""
    figure = edit(folder)
    began = time.perf_counter()
    command = [str(web.ROOT / ".venv/bin/commonweal"), "site", "import", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        wait(figure)
        shown = time.perf_counter()
        assert running.wait() == 0
    rest()
    return shown - began


def edit(folder: Path) -> str:
    """Change one fact of one agreement; return its figure as a page says it."""
    facts = next(p for p in sorted((folder / "evidence").rglob("*.csv")) if FACT.search(p.read_text()))
    text = facts.read_text()
    found = FACT.search(text)
    assert found is not None
    figure = int(found[2]) + 1
    facts.write_text(text[: found.start(2)] + str(figure) + text[found.end(2) :])
    return f"{figure:,}"


def wait(figure: str) -> None:
    """Return when the page says a figure."""
    began = time.perf_counter()
    while not re.search(rf"(?<![\d,]){figure}(?![\d,])", web.page(PAGE)):
        assert time.perf_counter() - began < 600, "the page never said it"
        time.sleep(0.02)


def rest() -> None:
    """Return when the last pass looked at everything and nothing waits to be done."""
    from django_tasks_db.models import DBTaskResult

    from commonweal.web.assessment.models import Pass

    while True:
        waiting = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists()
        last = Pass.objects.last()
        if not waiting and last is not None and last.whole:
            return
        time.sleep(0.1)


if __name__ == "__main__":
    main()
