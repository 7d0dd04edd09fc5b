"""What must be in order before anything runs: tables, static files."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def prepare() -> None:
    """Bring the data folder and the tables up to date; doing it again changes nothing."""
    Path(settings.DATA).mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0, interactive=False)


def collect() -> None:
    """Put the static files where the server finds them, named by their hashes and compressed."""
    call_command("collectstatic", verbosity=0, interactive=False)
