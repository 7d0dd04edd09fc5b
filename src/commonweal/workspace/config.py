"""`commonweal.toml`: the name of a workspace, the time zone of its days, and its language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commonweal.ground.diagnostics import Diagnostic, Result, Span, diagnose
from commonweal.terms.checking.names import nearest
from commonweal.workspace.fields import Bad, text
from commonweal.workspace.forms.rows import shown

FILE: Final = "commonweal.toml"
MAX_BYTES: Final = 64 * 1024
KEYS: Final = ("name", "zone", "language")
_AT: Final = re.compile(r"\(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)")
_ZONE: Final = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")


@dataclass(frozen=True, slots=True)
class Config:
    """
    What `commonweal.toml` says.

    Attributes
    ----------
    zone : IANA time zone in which a day of this workspace ends
    language : language of messages, reports and letters
    """

    name: str
    zone: ZoneInfo
    language: str = "en"


def read_config(data: bytes, *, file: str = FILE, folder: str = "") -> Result[Config]:
    """
    Return the configuration of a workspace, or None and every fault.

    Parameters
    ----------
    folder : name that the workspace has if it gives itself none
    """
    if len(data) > MAX_BYTES:
        return Result(None, (_fault(file, 1, "CW5107.toml", reason=f"more than {MAX_BYTES // 1024} kB"),))
    try:
        source = data.decode("utf-8")
        found = tomllib.loads(source)
    except UnicodeDecodeError:
        return Result(None, (_fault(file, 1, "CW5107.utf8"),))
    except (ValueError, RecursionError) as fault:
        return Result(None, (_unreadable(file, fault),))
    faults = [_unknown(file, source, key) for key in found if key not in KEYS]
    values = {}
    for key in KEYS:
        value = found.get(key)
        if key in found and (not isinstance(value, str) or not value.strip() or isinstance(text(value), Bad)):
            faults.append(_fault(file, _line(source, key), "CW5107.words", name=key))
        elif isinstance(value, str):
            values[key] = value
    zone = _zone(values["zone"]) if "zone" in values else None
    if "zone" not in found:
        faults.append(_fault(file, 1, "CW5107.no_zone"))
    elif "zone" in values and zone is None:
        faults.append(_fault(file, _line(source, "zone"), "CW5107.zone", name=shown(values["zone"])))
    language = values.get("language", "en")
    if language not in languages():
        place = _line(source, "language")
        known = ", ".join(languages())
        faults.append(_fault(file, place, "CW5107.language", name=shown(language), known=known))
    if faults or zone is None:
        return Result(None, tuple(faults))
    return Result(Config(values.get("name", folder), zone, language))


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that messages are written in."""
    folder = resources.files("commonweal.ground") / "messages"
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir()))


def _zone(name: str) -> ZoneInfo | None:
    """Return a time zone by its IANA name, None if there is none."""
    if not _ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _fault(file: str, line: int, key: str, **values: object) -> Diagnostic:
    return diagnose(key, Span(file, line, 1, line, 1), values=values)


def _unreadable(file: str, fault: Exception) -> Diagnostic:
    reason = "brackets nested too deep" if isinstance(fault, RecursionError) else str(fault)
    at = _AT.search(reason)
    line, column = (int(at[1]), int(at[2])) if at and at[1] else (1, 1)
    reason = shown(_AT.sub("", reason).strip(), most=100)
    return diagnose("CW5107.toml", Span(file, line, column, line, column + 1), reason=reason)


def _unknown(file: str, source: str, key: str) -> Diagnostic:
    near = nearest(key[:80], KEYS)
    mend = f"did you mean {' or '.join(near)}?" if near else f"the keys are {', '.join(KEYS)}"
    return diagnose("CW5107.key", Span(file, n := _line(source, key), 1, n, 1), help=[mend], name=shown(key))


def _line(source: str, key: str) -> int:
    """Return the line on which a key of the top level stands (1 if it cannot be told)."""
    pattern = re.compile(rf"\s*\[*[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    return next((n for n, line in enumerate(source.split("\n"), 1) if pattern.match(line)), 1)
