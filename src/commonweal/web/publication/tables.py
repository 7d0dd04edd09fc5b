"""What a published table is: its columns, and rows that page, API and files are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.db.models import QuerySet

from commonweal.web.record.rows import written

Column = tuple[str, str, str]
"""Name, kind (text, day, instant, amount, count, yesno) and meaning."""


class Rows(Protocol):
    """The rows of a table, or those that somebody asked for, in their order."""

    def count(self) -> int:
        """Return how many there are."""
        ...

    def texts(self, offset: int = 0, most: int | None = None) -> list[str]:
        """Return some of them, each as the JSON text that page, API and files are made from."""
        ...


class Stored:
    """Rows whose text was stored when they were made; `added` are columns that stand beside it."""

    def __init__(self, found: QuerySet[Any, Any], added: Mapping[str, str]) -> None:
        self._found, self._added = found, added

    def count(self) -> int:
        """Return how many there are."""
        return self._found.count()

    def texts(self, offset: int = 0, most: int | None = None) -> list[str]:
        """Return some of them."""
        end = None if most is None else offset + most
        found = self._found.values_list("data", *self._added.values())[offset:end]
        return [self._with(text, more) for text, *more in found]

    def _with(self, text: str, more: Sequence[Any]) -> str:
        """Return a text with what stands beside it as its last columns."""
        return f"{text[:-1]},{_ending((*self._added,), (*more,))}" if more else text


@lru_cache(1_024)
def _ending(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    """Return the end of a row's text: its last columns are a few words, the same in thousands of rows."""
    return written(dict(zip(names, values, strict=True)))[1:]


class Listed:
    """Rows that are few enough to be made when somebody asks."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows = rows

    def count(self) -> int:
        """Return how many there are."""
        return len(self._rows)

    def texts(self, offset: int = 0, most: int | None = None) -> list[str]:
        """Return some of them."""
        return [written(row) for row in self._rows[offset : None if most is None else offset + most]]


def stored(query: Callable[..., QuerySet[Any, Any]], **added: str) -> Callable[..., Rows]:
    """Return a query's answers as rows; `added` are columns at their end, by name, and where they stand."""

    def asked(**words: str) -> Rows:
        return Stored(query(**words), added)

    return asked


@dataclass(frozen=True, slots=True)
class Table:
    """
    One published table.

    Attributes
    ----------
    rows : everything that is published of it, in its order; called with filters
    filters : names by which the API narrows it
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    rows: Callable[..., Rows]
    filters: tuple[str, ...] = ()

    @property
    def kinds(self) -> Mapping[str, str]:
        """Return what each column of a flat file holds."""
        return {name: kind for name, kind, _ in self.columns}
