"""
Releases of one contracting process made into one: what a later release says replaces what an earlier said.

Objects are merged key by key; lists of objects that have an `id` by that id; other lists and values are
replaced whole; null takes a value away. Source: Open Contracting Data Standard 1.1, "Merging".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from commonweal.exchange.imported import Release


def compiled(releases: Iterable[Release]) -> dict[str, Any]:
    """Return what all releases of a process say together; of one day, the compiled one is the last."""
    made: dict[str, Any] = {}
    for release in in_order(releases):
        made = _merged(made, release.tree)
    return made


def in_order(releases: Iterable[Release]) -> list[Release]:
    """Return releases by their date, whatever order they come in; of equal ones only the first."""
    unique = {content(r): r for r in sorted(releases, key=lambda r: (r.file, r.place), reverse=True)}
    return [unique[key] for key in sorted(unique, key=lambda key: (*_when(unique[key]), key))]


def content(release: Release) -> str:
    """Return everything that a release says, as one text."""
    return json.dumps(release.tree, sort_keys=True, default=str, ensure_ascii=False)


def instant(words: str) -> datetime | None:
    """Return an instant of a release, None if it is none; without a zone it is read as UTC."""
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    if not words.isascii():
        return None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None


def _when(release: Release) -> tuple[datetime, bool]:
    return instant(release.date) or datetime.min.replace(tzinfo=UTC), release.compiled


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(old)
    for key, value in new.items():
        before = made.get(key)
        if value is None:
            made.pop(key, None)
        elif isinstance(value, dict):
            made[key] = _merged(before if isinstance(before, dict) else {}, value)
        elif isinstance(value, list) and _have_ids(value):
            made[key] = _merged_lists(before if isinstance(before, list) and _have_ids(before) else [], value)
        else:
            made[key] = value
    return made


def _merged_lists(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_id = {str(one["id"]): one for one in old}
    for one in new:
        by_id[str(one["id"])] = _merged(by_id.get(str(one["id"]), {}), one)
    return list(by_id.values())


def _have_ids(values: list[Any]) -> bool:
    return all(isinstance(v, dict) and v.get("id") not in (None, "") for v in values)
