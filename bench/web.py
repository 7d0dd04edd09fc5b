"""
Print how many requests a second the site answers, beside a plain Django view served in the same way.

The site runs as `commonweal serve` runs it: two processes of Granian and the worker, on SQLite, on this
machine, which makes the requests too. Its agreements are the starter's, copied under other ids until there
are as many as asked for; how long a changed fact takes, `changed.py` tells. Nothing is asserted; the machine
is printed with the figures. Where others use it too, the processor time of an answer tells more than the
rate: two cores give 2,000 / ms a second at best.

    python bench/web.py [--agreements 10000] [--seconds 5]
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import platform
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from load import Load, keep_busy

ROOT = Path(__file__).resolve().parents[1]
STARTER = ROOT / "src/commonweal/library/starter"
ONE = "RIV-2023-001"
GOALS = {
    "public page, kept": 1_500,
    "agreement pages, any, as visited": 250,
    "JSON list of 50, made anew": 500,
}


def main() -> None:
    """Measure and print."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--agreements", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commonweal-bench-") as top:
        os.environ |= {"COMMONWEAL_DATA": f"{top}/data", "DATABASE_URL": ""}
        folder = shutil.copytree(STARTER, Path(top) / "starter")
        prepare(folder)
        ids = copies(asked.agreements)
        with plain() as (port, server):
            base = measured(server, port, itertools.repeat("/"), asked.seconds)
        machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        print(f"{machine}, Python {platform.python_version()}, {asked.agreements:,} agreements")
        show("plain Django view, 10 kB", base, base)
        with answering() as (port, server):
            for name, paths, headers in scenarios(ids):
                keep_busy(port, paths, seconds=1, headers=headers)
                show(name, measured(server, port, paths, asked.seconds, headers), base)


def measured(
    server: int, port: int, paths: Iterator[str], seconds: float, headers: str = ""
) -> tuple[Load, float]:
    """Return what came of asking, and the milliseconds of processor that an answer took."""
    before = processor_seconds(server)
    load = keep_busy(port, paths, seconds=seconds, headers=headers)
    return load, (processor_seconds(server) - before) * 1000 / max(1, load.requests)


def processor_seconds(server: int) -> float:
    """Return the processor time of a process and those that it started; 0 where no system says so."""
    stats = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            stats[int(path.parent.name)] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    family = {server}
    for _ in range(3):
        family |= {pid for pid, (parent, _) in stats.items() if parent in family}
    return sum(stats[pid][1] for pid in family & stats.keys()) / os.sysconf("SC_CLK_TCK")


def show(name: str, found: tuple[Load, float], base: tuple[Load, float]) -> None:
    """Print one line."""
    load, spent = found
    goal = f"  goal {GOALS[name]:,}" if name in GOALS else ""
    print(
        f"{name:34} {load.rate:8,.0f} req/s  p50 {load.p50:6.1f} ms  p99 {load.p99:6.1f} ms  "
        f"processor {spent:5.2f} ms  {load.rate / base[0].rate:5.2f} of plain  failed {load.failed}{goal}",
        flush=True,
    )


def scenarios(ids: list[str]) -> Iterator[tuple[str, Iterator[str], str]]:
    """Yield what is asked for: a name, addresses, headers."""
    chance = random.Random(1)
    fresh = itertools.count()
    yield "public page, kept", itertools.repeat(f"/agreements/{ONE}"), ""
    tag = head_of(f"/agreements/{ONE}")
    yield "public page, visitor has it", itertools.repeat(f"/agreements/{ONE}"), f"If-None-Match: {tag}\r\n"
    yield "agreement pages, any, as visited", (f"/agreements/{chance.choice(ids)}" for _ in fresh), ""
    yield "agreement page, made anew", (f"/agreements/{chance.choice(ids)}?{n}" for n in fresh), ""
    yield "register, made anew", (f"/agreements?page={n % 200 + 1}&{n}" for n in fresh), ""
    yield "calendar, made anew", (f"/agreements/{chance.choice(ids)}/calendar?{n}" for n in fresh), ""
    yield "clause page, made anew", (f"/agreements/{chance.choice(ids)}/jobs?{n}" for n in fresh), ""
    yield "result page, made anew", (f"/agreements/{chance.choice(ids)}/jobs/2023?{n}" for n in fresh), ""
    words = ("north", "jobs", "works 12", "nobody")
    yield "search, made anew", (f"/search?q={words[n % 4].replace(' ', '+')}&{n}" for n in fresh), ""
    # The API refuses what it does not know: zeros in front make each address another one.
    yield "JSON list of 50, made anew", (f"/api/findings?offset={_zeros(n, 3_000)}" for n in fresh), ""
    yield "JSON of one agreement, as visited", (f"/api/agreements/{chance.choice(ids)}" for _ in fresh), ""


def _zeros(n: int, most: int) -> str:
    """Return n modulo a number, written in another way each time it comes round."""
    return f"{'0' * (n // most)}{n % most}"


def head_of(address: str) -> str:
    """Return the tag of a page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT[0]}{address}") as answer:
        return str(answer.headers["ETag"])


def page(address: str) -> str:
    """Return a page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT[0]}{address}") as answer:
        return str(answer.read().decode("utf-8"))


PORT = [0]


@contextlib.contextmanager
def plain() -> Iterator[tuple[int, int]]:
    """Serve the plain view as the site is served."""
    port = free_port()
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"]
    granian += [
        "--blocking-threads",
        "2",
        "--http",
        "1",
        "--no-ws",
        "--log-level",
        "error",
        "--workers-kill-timeout",
        "5",
    ]
    with running([*granian, "plain_site:application"], port, "/", cwd=ROOT / "bench") as server:
        yield port, server


@contextlib.contextmanager
def answering() -> Iterator[tuple[int, int]]:
    """Serve the site as `commonweal serve` does, without the worker that judges anew."""
    from commonweal.web.serving import upkeep
    from commonweal.web.serving.server import granian

    upkeep.collect()
    port = PORT[0] = free_port()
    environment = {"DJANGO_SETTINGS_MODULE": "commonweal.web.settings.production"}
    with running(granian("127.0.0.1", port, 2), port, "/readyz", cwd=ROOT, more=environment) as server:
        yield port, server


@contextlib.contextmanager
def site() -> Iterator[tuple[int, int]]:
    """Serve the site."""
    port = PORT[0] = free_port()
    command = [str(ROOT / ".venv/bin/commonweal"), "serve", "--port", str(port)]
    with running(command, port, "/readyz", cwd=ROOT) as server:
        yield port, server


@contextlib.contextmanager
def running(
    command: list[str], port: int, ready: str, *, cwd: Path, more: dict[str, str] | None = None
) -> Iterator[int]:
    """Run a server until it answers, give its number, and end it after."""
    environment, quiet = {**os.environ, **(more or {})}, subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=cwd, stdout=quiet, stderr=quiet, env=environment)
    try:
        for _ in range(600):
            time.sleep(0.1)
            address = f"http://127.0.0.1:{port}{ready}"
            with contextlib.suppress(OSError), urllib.request.urlopen(address) as answer:
                if answer.status == 200:
                    break
        else:
            raise SystemExit(f"{command[0]} does not answer")
        yield server.pid
    finally:
        server.terminate()
        server.wait(30)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# ---- the site's content -----------------------------------------------------------------------------


def prepare(folder: Path) -> None:
    """Make a site of the starter."""
    from commonweal.web.serving.commands import site

    assert site("import", folder, public=True) == 0
    assert site("as-of", day="2025-12-31") == 0


def copies(wanted: int) -> list[str]:
    """Copy the rows of the one agreement under other ids, and return every id."""
    from django.db import connections, transaction

    from commonweal.web.agreements.models import Agreement

    ids = [f"RIV-{n:07}" for n in range(wanted - 1)]
    with transaction.atomic():
        one = Agreement.objects.get(agreement=ONE)
        for id_ in ids:
            one.agreement, one.data = id_, one.data.replace(json.loads(one.data)["agreement"], id_)
            one.save(force_insert=True)
        for model in sorted((of.related_model for of in Agreement._meta.related_objects), key=str):
            rows = list(model.objects.filter(agreement=ONE))
            made = (copied(row, id_) for id_ in ids for row in rows)
            while batch := list(itertools.islice(made, 1_000)):
                model.objects.bulk_create(batch)
    connections.close_all()
    return [ONE, *ids]


def copied(row: object, id_: str) -> object:
    """Return a copy of a row about another agreement."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    values["agreement_id"] = id_
    for name in values.keys() & {"data", "html"}:
        values[name] = values[name].replace(ONE, id_)
    return type(row)(**values)


if __name__ == "__main__":
    main()
