"""
The running site: the server (Granian), the worker that judges anew, and the day that turns.

One process watches the two others. A worker that dies is started again; when the server goes, all goes. On
SIGTERM or Ctrl-C requests that run are answered first.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from types import FrameType
from typing import Final

from django.db import connections

from commonweal.web.assessment.tasks import judge_anew
from commonweal.web.serving import upkeep
from commonweal.web.serving.pruning import prune

LOG = logging.getLogger("commonweal.serving")
DRAIN_SECONDS: Final = 10
LOOK_SECONDS: Final = 0.2
REST_SECONDS: Final = 2.0
"""Between two starts of a worker that keeps dying."""
THREADS: Final = 2
"""Requests that one process of the server works on at once; Python runs one at a time anyway."""
SAY: Final = partial(print, flush=True)
"""A log gets the line while the site runs, not when it ends."""


def taken(host: str, port: int) -> str:
    """
    Return why nobody can listen there, "" if one can.

    The server would share a port with another of its kind, and visitors would get one site or the other.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen()
    except OSError as fault:
        return fault.strerror or str(fault)
    return ""


def run(*, host: str, port: int, workers: int, said: Callable[[str], None] = SAY) -> int:
    """Serve until told to stop; return the exit status."""
    upkeep.collect()
    _ask_for_the_day()
    family = _Family(host, port, workers)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, family.stop)
    return family.watch(lambda: said(f"http://{_reached(host)}:{port}  (Ctrl-C ends it)"))


def _ask_for_the_day() -> None:
    """Ask the worker for what is done when a site starts, and when a day begins."""
    judge_anew.enqueue()
    prune.enqueue()
    connections.close_all()


def _reached(host: str) -> str:
    """Return a host as a visitor writes it."""
    return "localhost" if host in ("127.0.0.1", "::1") else f"[{host}]" if ":" in host else host


class _Family:
    """The server and the worker."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self._at = (host, port)
        self._stopping = False
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self._day = datetime.now(UTC).date()
        self._server = self._start(granian(host, port, workers))
        self._worker = self._start(_WORKER)
        self._born = time.monotonic()

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Tell both to end what they are doing, and no more."""
        self._stopping = True

    def watch(self, answering: Callable[[], None]) -> int:
        """Call a function once the server answers; return when the server is gone."""
        told = False
        while not self._stopping and self._server.poll() is None:
            if not told and (told := _listens(*self._at)):
                answering()
            time.sleep(LOOK_SECONDS)
            self._keep_worker()
            self._turn_day()
        code = self._server.poll()
        for child in (self._server, self._worker):
            _end(child)
        return 0 if self._stopping else (code or 1)

    def _keep_worker(self) -> None:
        if self._worker.poll() is None or time.monotonic() - self._born < REST_SECONDS:
            return
        LOG.error("the worker ended and is started again", extra={"status": self._worker.returncode})
        self._worker, self._born = self._start(_WORKER), time.monotonic()

    def _turn_day(self) -> None:
        """Have the site judged anew when a day begins: a day decides what is due, and what is withheld."""
        today = datetime.now(UTC).date()
        if today != self._day:
            _ask_for_the_day()
            self._day = today

    def _start(self, command: list[str], more: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches this process alone, which ends the others in order.
        return subprocess.Popen(command, env={**self._environment, **(more or {})}, start_new_session=True)


_WORKER: Final = [sys.executable, "-m", "commonweal.web.serving.worker"]


def _listens(host: str, port: int) -> bool:
    """Say whether somebody takes connections there."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    try:
        with socket.create_connection((everywhere.get(host, host), port), timeout=LOOK_SECONDS):
            return True
    except OSError:
        return False


def granian(host: str, port: int, workers: int) -> list[str]:
    """Return the command that starts the server."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(THREADS), "--http", "1", "--no-ws",
        "--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", str(DRAIN_SECONDS),
        "commonweal.web.serving.wsgi:application",
    ]  # fmt: skip


def _end(child: subprocess.Popen[bytes]) -> None:
    """End one process: asked first, made to after `DRAIN_SECONDS`."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(DRAIN_SECONDS + 2)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
