"""A site that runs as whoever keeps one runs it: its own processes, data folder and port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "commonweal.cli.main"]


def environment_of(data: Path) -> dict[str, str]:
    """Return an environment with a data folder, and no other settings of a site."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONWEAL", "DJANGO", "DATABASE"))}
    return {**kept, "COMMONWEAL_DATA": str(data)}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def called(environment: Mapping[str, str], *words: str) -> str:
    """Return what `commonweal site` prints; it must succeed."""
    return subprocess.run(
        [*COMMAND, "site", *words], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    """Serve a site, give its address once it answers, and end it."""
    port = free_port()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], env=environment, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait(address)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def wait(address: str) -> None:
    """Wait until a site answers."""
    for _ in range(600):
        try:
            with urlopen(f"{address}/readyz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the site did not come up within a minute")
