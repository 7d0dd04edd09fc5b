"""
Print what becomes of a site that is kept busy while its facts change: answers, memory, open files, its log.

The site runs as `commonweal serve` runs it, on SQLite, on this machine. Its agreements are the starter's,
signed as many times over as asked for. Visitors ask for pages, search, API, feed and downloads, a third of
them under addresses that nobody asked for before; every few seconds a fact changes by `site import`. A
line is printed every ten seconds, and at the end what grew. Nothing is asserted.

    python bench/soak.py [--seconds 120] [--agreements 200] [--every 5] [--visitors 4]

Memory is in MB: of `serve`, which watches, the server, each process that answers, and the worker. What
processes share is counted in parts (PSS) where the system tells it.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from load import Load, keep_busy
from web import ONE, ROOT, STARTER, prepare, site

WINDOW = 10.0
MB = 1024 * 1024
FACT = ",full_time_jobs,2023,"
WORDS = ("north", "jobs", "credits", "nobody", "riverside+jobs")


@dataclass(frozen=True)
class Seen:
    """What ten seconds came to, and how the site stood after them; sizes in bytes."""

    load: Load
    memory: list[int]
    files: list[int]
    database: int
    log: int
    changes: int


def main() -> None:
    """Serve, ask, change, look."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--agreements", type=int, default=200)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two changes of a fact")
    parser.add_argument("--visitors", type=int, default=4)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commonweal-soak-") as top:
        os.environ |= {"COMMONWEAL_DATA": f"{top}/data", "DATABASE_URL": ""}
        folder = shutil.copytree(STARTER, Path(top) / "starter")
        ids = signed(folder, asked.agreements)
        prepare(folder)
        print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, ", end="")
        print(f"Python {platform.python_version()}, {len(ids):,} agreements", flush=True)
        with site() as (port, server), Changing(folder, asked.every) as changing:
            seen = list(soaked(port, server, visits(ids), asked, changing))
        verdict(seen, changing)


def signed(folder: Path, wanted: int) -> list[str]:
    """Sign the one agreement of a workspace again and again, with its facts and payments; return every id."""
    ids = [ONE, *(f"RIV-{n:07}" for n in range(1, wanted))]
    text = (folder / "agreements" / "northwind.terms").read_text("utf-8")
    _, _, agreement = text.partition("agreement ")
    copies = "".join(f"\nagreement {agreement.replace(ONE, id_)}" for id_ in ids[1:])
    (folder / "agreements" / "copies.terms").write_text(f"language 1\n{copies}", "utf-8")
    for name in ("evidence/northwind.csv", "payments/payments.csv"):
        head, *rows = (folder / name).read_text("utf-8").splitlines(keepends=True)
        lines = (row.replace(ONE, id_) for id_ in ids for row in rows)
        (folder / name).write_text(head + "".join(lines), "utf-8")
    return ids


def visits(ids: list[str]) -> Iterator[str]:
    """Yield what is asked for, in no order but always the same."""
    chance = random.Random(1)
    for n in itertools.count():
        one = f"/agreements/{chance.choice(ids)}"
        yield chance.choice(
            (
                "/", "/agreements", f"/agreements?page={n % 4 + 1}&{n}", one, f"{one}?{n}", f"{one}/jobs?{n}",
                f"{one}/jobs/2023", f"{one}/calendar", f"/search?q={WORDS[n % len(WORDS)]}&{n}", "/calendar",
                f"/api/findings?offset={n:012}", f"/api{one}", "/feed.atom", "/downloads/findings.csv",
                "/readyz",
            )
        )  # fmt: skip


class Changing:
    """Changes one fact every few seconds, by the command that an administrator would give."""

    def __init__(self, folder: Path, every: float) -> None:
        self.done, self.failed = 0, 0
        self._folder, self._every = folder, every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> Changing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        facts = self._folder / "evidence" / "northwind.csv"
        command = [str(ROOT / ".venv/bin/commonweal"), "site", "import", str(self._folder), "--public"]
        lines = facts.read_text("utf-8").splitlines(keepends=True)
        about = [at for at, line in enumerate(lines) if FACT in line]
        while not self._over.wait(self._every):
            at = about[self.done % len(about)]
            head, _, tail = lines[at].partition(FACT)
            lines[at] = f"{head}{FACT}{100 + self.done % 50},{tail.partition(',')[2]}"
            facts.write_text("".join(lines), "utf-8")
            done = subprocess.run(command, capture_output=True, text=True)
            self.done += 1
            if done.returncode != 0:
                self.failed += 1
                print(done.stderr.strip(), flush=True)


def soaked(
    port: int, server: int, paths: Iterator[str], asked: argparse.Namespace, changing: Changing
) -> Iterator[Seen]:
    """Keep a site busy, and yield what is seen every ten seconds."""
    database = Path(os.environ["COMMONWEAL_DATA"]) / "commonweal.sqlite3"
    began = time.monotonic()
    while (left := asked.seconds - (time.monotonic() - began)) > 0:
        load = keep_busy(port, paths, seconds=min(WINDOW, left), visitors=asked.visitors)
        family = [one for one in family_of(server) if Path(f"/proc/{one}").exists()]
        seen = Seen(
            load, [memory_of(one) for one in family], [open_files(one) for one in family],
            size(database), size(database.with_name(f"{database.name}-wal")), changing.done,
        )  # fmt: skip
        show(time.monotonic() - began, seen)
        yield seen


def show(seconds: float, seen: Seen) -> None:
    """Print one line."""
    memory = " ".join(f"{one / MB:.0f}" for one in seen.memory)
    files = " ".join(map(str, seen.files))
    print(
        f"{seconds:5.0f} s  {seen.load.rate:6,.0f} req/s  p99 {seen.load.p99:5.0f} ms  "
        f"failed {seen.load.failed}  memory {memory}  files {files}  "
        f"database {seen.database / MB:.1f} MB  log {seen.log / MB:.1f} MB  changes {seen.changes}",
        flush=True,
    )


def verdict(seen: list[Seen], changing: Changing) -> None:
    """Print what grew, from the end of the first tenth to the end."""
    early, late = seen[min(len(seen) // 10, len(seen) - 1)], seen[-1]
    before, after = sum(early.memory), sum(late.memory)
    failed = sum(one.load.failed for one in seen)
    requests = sum(one.load.requests for one in seen)
    print(
        f"memory {before / MB:.0f} to {after / MB:.0f} MB ({(after - before) / before:+.0%}), "
        f"open files {sum(early.files)} to {sum(late.files)}, "
        f"log at most {max(one.log for one in seen) / MB:.1f} MB, database {early.database / MB:.1f} to "
        f"{late.database / MB:.1f} MB; {failed} of {requests:,} answers failed, "
        f"{changing.failed} of {changing.done} changes"
    )


# ---- what the system tells of processes ------------------------------------------------------------------


def family_of(pid: int) -> list[int]:
    """Return a process and those that it started, each before its own, in the order in which they began."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(one for child in sorted(map(int, children)) for one in family_of(child))]


def memory_of(pid: int) -> int:
    """Return the bytes that a process keeps in memory, its part of what is shared; 0 if it is gone."""
    for name, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
        except OSError:
            continue
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(field)), 0)
    return 0


def open_files(pid: int) -> int:
    """Return how many descriptors a process holds; 0 if it is gone."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def size(path: Path) -> int:
    """Return the bytes of a file, 0 if there is none."""
    return path.stat().st_size if path.exists() else 0


if __name__ == "__main__":
    main()
