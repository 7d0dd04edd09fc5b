"""A row as the one JSON text that page, API and files are made from: every table of results keeps it so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def written(row: Mapping[str, Any]) -> str:
    """Return a row as text, its keys in the order in which they are given."""
    return _ENCODER.encode(row)
