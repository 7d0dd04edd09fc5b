"""
One table of a TOML file while it is read: its values by key, and its faults with their places.

Values are read by the rules of table cells (`workspace.fields`), so that a number or a day is the same
wherever it is typed. What a reader asks for are the keys that there are: any other is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypedDict, TypeVar

from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.ground.period import Period
from commonweal.terms.checking.names import nearest
from commonweal.workspace import fields
from commonweal.workspace.fields import Bad
from commonweal.workspace.forms.rows import cell_span, shown
from commonweal.workspace.missions.places import Located, Path

T = TypeVar("T")
Naming = Callable[[Any], str | Bad]
"""Reads a value that names something."""

ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
MAX_TEXT: Final = 4_000
"""Most characters of a text."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An id that a value names, the kinds of record that it may be of, and where it stands."""

    kinds: tuple[str, ...]
    id: str
    at: Span


@dataclass(slots=True)
class Reading:
    """A file while it is read: where its values stand, what is wrong with it, what it refers to."""

    file: str
    places: Mapping[Path, Located]
    faults: list[Diagnostic] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


class Placed(TypedDict):
    """What every record knows of its place."""

    at: Span
    keys: dict[str, Span]


class Keys:
    """The keys of one table."""

    def __init__(self, reading: Reading, path: Path, values: Mapping[str, Any]) -> None:
        self._reading = reading
        self._path = path
        self._values = values
        self._asked: dict[str, None] = {}

    @property
    def id(self) -> str:
        """Return the name of the table: the last key that leads to it."""
        return str(self._path[-1])

    @property
    def here(self) -> Span:
        """Return where the table begins."""
        return self._place(self._path)

    def placed(self) -> Placed:
        """Return where the record and its values stand."""
        return {"at": self.here, "keys": {key: self.at(key) for key in self._values}}

    def has(self, key: str) -> bool:
        """Say whether a key is there; a key asked for is known."""
        self._asked[key] = None
        return key in self._values

    def at(self, key: str) -> Span:
        """Return where a value stands; of a key that is not there, where the table begins."""
        return self._place((*self._path, key)) if key in self._values else self.here

    def blame(self, key: str, code: str, /, **values: object) -> None:
        """Note a fault of a value."""
        self._reading.faults.append(diagnose(code, self.at(key), values=values))

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values:
            if key in self._asked:
                continue
            place = self._reading.places.get((*self._path, key))
            near = nearest(key[:80].lower(), self._asked)
            known = ", ".join(self._asked)
            mend = f"did you mean {' or '.join(near)}?" if near else f"the keys are {known}"
            at = place.key if place else self.here
            self._reading.faults.append(
                diagnose("CW7002.key", at, help=[mend], name=shown(key), table=self.kind)
            )

    @property
    def kind(self) -> str:
        """Return the name of what the table is: the first key that leads to it."""
        return str(self._path[0])

    # ---- single values ------------------------------------------------------------------------------

    def text(self, key: str, *, must: bool = False) -> str:
        """Return words, "" if there are none or they are at fault."""
        return self._read(key, self._words, must) or ""

    def word(self, key: str, words: tuple[str, ...], *, must: bool = False) -> str:
        """Return a word of a closed list, "" if there is none or it is at fault."""
        return (
            self._read(key, lambda value: _of_text(value, lambda cell: fields.one_of(words, cell)), must)
            or ""
        )

    def day(self, key: str, *, must: bool = False) -> date | None:
        """Return a day, which TOML writes without quotes."""
        return self._read(key, _day, must)

    def number(self, key: str) -> Decimal | None:
        """Return an exact number, which stands in quotes."""
        return self._read(key, _number, False)

    def count(self, key: str) -> int | None:
        """Return a whole number from 1."""
        return self._read(key, _count, False)

    def yes(self, key: str) -> bool:
        """Return true or false; false where nothing is said."""
        return self._read(key, _yes, False) or False

    def period(self, key: str) -> Period | None:
        """Return a period as tables write it."""
        return self._read(key, lambda value: _of_text(value, fields.period), True)

    def ref(self, key: str, *kinds: str, must: bool = False, parse: Naming | None = None) -> str:
        """Return the id of a record of one of some kinds; whether it exists is asked later."""
        found = self._read(key, parse or _id, must) or ""
        if found:
            self._reading.references.append(Reference(kinds, found, self.at(key)))
        return found

    # ---- many values --------------------------------------------------------------------------------

    def texts(self, key: str) -> tuple[str, ...]:
        """Return words, each once."""
        return tuple(value for value, _ in self._many(key, self._words))

    def refs(self, key: str, *kinds: str, parse: Naming | None = None) -> tuple[str, ...]:
        """Return ids of records of one of some kinds, each once."""
        found = self._many(key, parse or _id)
        self._reading.references.extend(Reference(kinds, id_, at) for id_, at in found)
        return tuple(id_ for id_, _ in found)

    def table(self, key: str) -> Keys | None:
        """Return the table that is a value, None if there is none or it is no table."""
        found = self._read(
            key, lambda value: value if isinstance(value, dict) else _type("a table { … }"), False
        )
        return None if found is None else Keys(self._reading, (*self._path, key), found)

    def tables(self, key: str) -> list[Keys]:
        """Return the tables of an array."""
        found = self._list(key)
        made = []
        for n, value in enumerate(found):
            if isinstance(value, dict):
                made.append(Keys(self._reading, (*self._path, key, n), value))
            else:
                self._fault((*self._path, key, n), f"{key}[{n + 1}]", _type("a table { … }"))
        return made

    # ---- how ----------------------------------------------------------------------------------------

    def _words(self, value: Any) -> str | Bad:
        found = _of_text(value, fields.text)
        if isinstance(found, str) and not found.strip():
            return Bad("CW7003.empty")
        if isinstance(found, str) and len(found) > MAX_TEXT:
            return Bad("CW7003.long", {"limit": MAX_TEXT})
        return found

    def _read(self, key: str, parse: Callable[[Any], T | Bad], must: bool) -> T | None:
        self._asked[key] = None
        if key not in self._values:
            if must:
                named = f"{self.kind} {self.id}" if isinstance(self._path[-1], str) else self.kind
                self.blame(key, "CW7004", key=key, what=named)
            return None
        found = parse(self._values[key])
        if isinstance(found, Bad):
            self._fault((*self._path, key), key, found)
            return None
        return found

    def _list(self, key: str) -> list[Any]:
        return (
            self._read(key, lambda value: value if isinstance(value, list) else _type("a list [ … ]"), False)
            or []
        )

    def _many(self, key: str, parse: Callable[[Any], str | Bad]) -> list[tuple[str, Span]]:
        made: dict[str, Span] = {}
        for n, value in enumerate(self._list(key)):
            path = (*self._path, key, n)
            found = parse(value)
            if isinstance(found, str) and found in made:
                found = Bad("CW7005.list", {"cell": shown(found)})
            if isinstance(found, Bad):
                self._fault(path, key, found)
            else:
                made[found] = self._place(path)
        return list(made.items())

    def _fault(self, path: Path, name: str, bad: Bad) -> None:
        self._reading.faults.append(diagnose(bad.key, self._place(path), values={"key": name, **bad.values}))

    def _place(self, path: Path) -> Span:
        found = self._reading.places.get(path)
        return found.value if found else cell_span(self._reading.file, 1, 1)


def _type(wanted: str) -> Bad:
    return Bad("CW7003.type", {"wanted": wanted})


def _of_text(value: Any, parse: Callable[[str], T | Bad]) -> T | Bad:
    """Return what words in quotes say."""
    return parse(value) if isinstance(value, str) else _type("words in quotes")


def _day(value: Any) -> date | Bad:
    if not isinstance(value, date) or isinstance(value, datetime):
        return _type("a day without quotes, as 2030-12-31")
    return fields.day(value.isoformat())


def _number(value: Any) -> Decimal | Bad:
    # A bare 0.1 is binary by the rules of TOML; in quotes it is exactly what was typed.
    return fields.number(value) if isinstance(value, str) else _type('a number in quotes, as "12.5"')


def _count(value: Any) -> int | Bad:
    whole = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_000_000
    return value if whole else _type("a whole number from 1")


def _yes(value: Any) -> bool | Bad:
    return value if isinstance(value, bool) else _type("true or false")


def _id(value: Any) -> str | Bad:
    if not isinstance(value, str):
        return _type("an id in quotes")
    return value if ID.fullmatch(value) else Bad("CW7003.id", {"cell": shown(value)})


def identified(value: Any) -> str | Bad:
    """Return the id of an agreement or a party, as tables write it."""
    return _of_text(value, fields.identifier)


def clause_named(value: Any) -> str | Bad:
    """Return the name of a clause of an agreement, `AGREEMENT/clause`."""
    found = identified(value)
    if isinstance(found, Bad):
        return found
    agreement, _, clause = found.rpartition("/")
    return found if agreement and ID.fullmatch(clause) else Bad("CW7003.clause", {"cell": shown(found)})


def unknown_table(reading: Reading, name: str, known: Iterable[str]) -> None:
    """Note a table of no kind that there is."""
    near = nearest(name[:80].lower(), known := list(known))
    mend = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
    place = reading.places.get((name,))
    at = place.key if place else cell_span(reading.file, 1, 1)
    reading.faults.append(diagnose("CW7002.table", at, help=[mend], name=shown(name)))
