"""A JSON tree of a standard while it is read: each value by its key, each fault with its path and place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from commonweal.exchange.forms.bounds import MAX_FAULTS, shown
from commonweal.exchange.forms.documents import Path, places_of, pointer
from commonweal.exchange.forms.numerals import Unread, read_day, within
from commonweal.exchange.imported import MAX_RECORD
from commonweal.ground.currencies import minor_digits
from commonweal.ground.diagnostics import Diagnostic, diagnose


class Tree:
    """
    One JSON value of a file.

    Parameters
    ----------
    text : as it is written, and the line of the file on which it begins
    within : where the value stands in the text; paths are said from there on
    """

    def __init__(self, file: str, text: str = "", line: int = 1, within: Path = ()) -> None:
        self.file = file
        self._text = text
        self._line = line
        self._within = within
        self._faults: list[tuple[Path, str, dict[str, object]]] = []

    @property
    def is_full(self) -> bool:
        """Say whether so much is wrong that reading on is of no use."""
        return len(self._faults) >= MAX_FAULTS

    def blame(self, path: Path, key: str, /, **values: object) -> None:
        """Note a fault at a path, by the key of its message."""
        seen = {k: shown(v, 80) if isinstance(v, str) else v for k, v in values.items()}
        self._faults.append(((*self._within, *path), key, seen))

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return every fault with its place in the text; the text is walked once for all of them."""
        places = places_of(self._text, {path for path, _, _ in self._faults}, self.file, self._line)
        return tuple(
            diagnose(key, places[path], values={"path": pointer(path), **values})
            for path, key, values in self._faults
        )

    def text(self, one: Mapping[str, Any], key: str, path: Path) -> str:
        """Return a text, or a number as it is written; "" where there is none."""
        value = one.get(key)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | Decimal):
            self.blame((*path, key), "CW7209.shape", wanted="a text")
            return ""
        return (
            value.strip()
            if isinstance(value, str)
            else format(value, "f")
            if value.adjusted() < 30
            else str(value)
        )

    def must(self, one: Mapping[str, Any], key: str, path: Path) -> str:
        """Return a text that may not be empty: the name of a record."""
        found = self.text(one, key, path)
        misshapen = isinstance(one.get(key), dict | list | bool)  # that is said already
        if not misshapen and (not found or len(found) > MAX_RECORD or not found.isprintable()):
            self.blame((*path, key), "CW7209.lacks", key=key)
        return found

    def objects(self, one: Mapping[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
        """Return a list of objects, of the one that stands there alone, or empty where there is none."""
        value = one.get(key)
        if value is None:
            return []
        if isinstance(value, dict):
            return [value]  # several publishers write one supplier so
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.blame((*path, key), "CW7209.shape", wanted="a list of objects")
            return []
        return value

    def object(self, one: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
        """Return an object, an empty one where there is none."""
        value = one.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.blame((*path, key), "CW7209.shape", wanted="an object")
            return {}
        return value

    def number(self, one: Mapping[str, Any], key: str, path: Path) -> Decimal | None:
        """Return a number within the limits, None where there is none."""
        value = one.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Decimal):
            self.blame((*path, key), "CW7209.shape", wanted="a number without quotes")
            return None
        found = within(value)
        if isinstance(found, Unread):
            self.blame((*path, key), f"CW7209.{found.why}", cell=str(value))
            return None
        return found

    def currency(self, one: Mapping[str, Any], key: str, path: Path) -> str:
        """Return a code of ISO 4217, "" where there is none."""
        code = self.text(one, key, path)
        if code and minor_digits(code) is None:
            self.blame((*path, key), "CW7209.currency", cell=code)
        return code

    def money(self, one: Mapping[str, Any], key: str, path: Path) -> tuple[Decimal | None, str]:
        """Return the amount and the currency of a value of OCDS; an amount needs its currency."""
        value = self.object(one, key, path)
        amount = self.number(value, "amount", (*path, key))
        code = self.currency(value, "currency", (*path, key))
        if amount is not None and not code:
            self.blame((*path, key), "CW7209.lacks", key="currency")
        return amount, code

    def day(self, one: Mapping[str, Any], key: str, path: Path) -> date | None:
        """Return a day, or the day of an instant as it is written; None where there is none."""
        words = self.text(one, key, path)
        if not words:
            return None
        found = read_day(words)
        if isinstance(found, Unread):
            self.blame((*path, key), f"CW7209.{found.why}", cell=words, form="YYYY-MM-DD")
            return None
        return found
