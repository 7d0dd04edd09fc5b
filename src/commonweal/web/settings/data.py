"""
Where the site keeps its data, and what the environment says: the data folder, the secret, the database.

`COMMONWEAL_DATA` names the folder (`commonweal-data` in the current one by default); `DATABASE_URL` a
PostgreSQL database instead of the SQLite file in that folder; `COMMONWEAL_SECRET` the secret, which is else
made once and kept in the folder, readable by its owner alone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

FOLDER: Final = "commonweal-data"
DATABASE: Final = "commonweal.sqlite3"
SECRET: Final = "secret"
LEAST_SECRET: Final = 32
"""Letters that a secret has at least."""


class Misconfigured(Exception):
    """The environment says something that cannot be; one line says what."""


def folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the data folder; nothing is made."""
    return Path(environment.get("COMMONWEAL_DATA") or FOLDER).resolve()


def secret(kept_in: Path, environment: Mapping[str, str] = os.environ) -> str:
    """
    Return the secret that signs what the site hands out.

    Raises
    ------
    Misconfigured : it is shorter than `LEAST_SECRET`
    """
    given = environment.get("COMMONWEAL_SECRET") or _kept(kept_in / SECRET)
    if len(given) < LEAST_SECRET:
        raise Misconfigured(f"the secret has fewer than {LEAST_SECRET} letters")
    return given


def _kept(path: Path) -> str:
    """Return the secret in a file, which is made if it is not there; two makers agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f".{path.name}.{os.getpid()}")
    if not path.exists():
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text("ascii").strip()


def database(kept_in: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """
    Return the database in Django's words.

    Raises
    ------
    Misconfigured : `DATABASE_URL` is no `postgres://user:password@host:port/name?option=value`
    """
    url = environment.get("DATABASE_URL", "")
    return _postgres(url) if url else sqlite(kept_in / DATABASE)


def sqlite(path: Path) -> dict[str, Any]:
    """Return an SQLite file: one writer, many readers, nothing lost once it was acknowledged."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728;",
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise Misconfigured("DATABASE_URL is not of the form postgres://user:password@host:port/name")
    try:
        port = parts.port
    except ValueError:
        raise Misconfigured("DATABASE_URL has a port that is no number") from None
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def hosts(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names under which the site answers; only this machine's unless told otherwise."""
    named = environment.get("COMMONWEAL_HOSTS", "localhost 127.0.0.1 [::1]")
    return named.replace(",", " ").split()
