"""
The core tree as JSON, and back: `commonweal.terms/1`.

Every node carries its operation, type, id and place, so that a reader in any language needs
neither the text nor the compiler. Fields at their default are left out; decimals are strings,
dates ISO. Of what `to_json` wrote, `of_json` gives back the very tree, labels and places included.

Source: language.md, section 11.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from commonweal.ground.diagnostics import Span
from commonweal.ground.errors import CommonwealError
from commonweal.ground.numbers import parse_number, plain
from commonweal.ground.period import FiscalEnd
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.expressions import OPS, Expr, Scalar
from commonweal.terms.core.shape import SCHEMA, SLOTS, WORDS, below, path_of
from commonweal.terms.core.types import Type

MAX_DEPTH = 250
"""Deepest nesting of nodes that is read; texts that people write stay far below it."""


class CodecError(CommonwealError, ValueError):
    """What was to be read is no core tree of a version that this program knows."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where or 'terms'}: {reason}")
        self.where = where
        self.reason = reason


def to_json(terms: Terms) -> dict[str, Any]:
    """
    Return a terms version as data that `json` can write.

    Law: `of_json(to_json(t)) == t`, labels and places included.
    """
    file = terms.at.file if terms.at else ""
    body = Writer(file=file).record(terms, path="")
    return {"schema": SCHEMA, "file": file, **body} if file else {"schema": SCHEMA, **body}


def of_json(data: object) -> Terms:
    """
    Return the terms version that `to_json` wrote.

    Parameters
    ----------
    data : what `json` read

    Raises
    ------
    CodecError : an unknown schema version, operation or field, or a value that is none
    """
    if not isinstance(data, dict):
        raise CodecError("", "an object was expected")
    if data.get("schema") != SCHEMA:
        raise CodecError("", f"schema {data.get('schema')!r} is unknown here; this program reads {SCHEMA!r}")
    file = data.get("file", "")
    if not isinstance(file, str):
        raise CodecError("file", "a text was expected")
    body = {key: value for key, value in data.items() if key not in ("schema", "file")}
    terms = _Reader(file).record(Terms, body, "")
    assert isinstance(terms, Terms)
    return terms


class Writer:
    """
    Core values to JSON data.

    Attributes
    ----------
    file : the file whose places are written without its name
    meaning_only : leave out whatever does not enter equality: ids, places, origins, labels
    """

    def __init__(self, *, file: str = "", meaning_only: bool = False) -> None:
        self.file = file
        self.meaning_only = meaning_only

    def record(self, record: Any, *, path: str) -> dict[str, Any]:
        """Return a record with its fields in order, those at their default left out."""
        path = path_of(type(record), getattr(record, "name", ""), path)
        word = WORDS.get(type(record))
        out: dict[str, Any] = {word[0]: word[1]} if word else {}
        for slot in SLOTS[type(record)]:
            value = getattr(record, slot.name)
            if slot.required or value != slot.default:
                if slot.meaning or not self.meaning_only:
                    out[slot.name] = self.value(value, path=below(path, slot.name))
        return out

    def value(self, value: Any, *, path: str) -> Any:
        """Return any value of the core as JSON data."""
        match value:
            case Expr():
                return self.node(value, path=path)
            case None | bool() | int() | str():
                return value
            case Decimal():
                return plain(value)
            case date():
                return value.isoformat()
            case Type():
                return value.code()
            case Enum():
                return value.value
            case Span():
                return self.place(value)
            case FiscalEnd():
                return {"month": value.month, "day": value.day}
            case tuple():
                return [self.value(entry, path=below(path, i)) for i, entry in enumerate(value)]
        return self.record(value, path=path)

    def node(self, node: Expr, *, path: str) -> dict[str, Any]:
        """Return one node with all below it."""
        out: dict[str, Any] = {"op": node.op, "type": node.type.code()}
        if not self.meaning_only:
            out["id"] = path
            if node.at is not None:
                out["at"] = self.place(node.at)
            if node.origin is not None:
                out["origin"] = node.origin
        out |= {name: self.value(value, path="") for name, value in node.attrs}
        out["args"] = [self.node(arg, path=below(path, i)) for i, arg in enumerate(node.args)]
        return out

    def place(self, at: Span) -> list[int | str]:
        """Return a place: line, column, end line, end column, and the file if it is another."""
        place: list[int | str] = [at.line, at.column, at.end_line, at.end_column]
        return place if at.file == self.file else [*place, at.file]


class _Reader:
    """JSON data to core values; `where` is the place inside the data, for messages and ids."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.depth = 0

    def record(self, cls: type, data: object, where: str) -> Any:
        found = dict(self._object(data, where))
        if cls in WORDS:
            key, word = WORDS[cls]
            if found.pop(key, None) != word:
                raise CodecError(where, f"{key!r} was expected to be {word!r}")
        where = path_of(cls, found.get("name", ""), where)
        known = SLOTS[cls]
        self._refuse_strangers(found, {s.name for s in known}, where)
        values = {}
        for slot in known:
            if slot.name in found:
                values[slot.name] = self.value(slot.hint, found[slot.name], below(where, slot.name))
            elif slot.required:
                raise CodecError(where, f"{slot.name!r} is missing")
        return cls(**values)

    def value(self, hint: Any, data: object, where: str) -> Any:
        origin = get_origin(hint)
        if origin in (Union, UnionType):
            return self._choice(get_args(hint), data, where)
        if origin is Literal:
            if data not in get_args(hint) or not isinstance(data, str):
                raise CodecError(where, f"{data!r} is not one of {', '.join(get_args(hint))}")
            return data
        if origin is tuple:
            return self._tuple(get_args(hint), data, where)
        if hint is Expr:
            return self.node(data, where)
        if hint is Span:
            return self.place(data, where)
        if hint is FiscalEnd:
            return self._fiscal_end(data, where)
        if hint in (str, int, bool, Decimal, date):
            return self._scalar(hint.__name__, data, where)
        if hint is Type:
            return self._type(data, where)
        if issubclass(hint, Enum):
            words = {member.value: member for member in hint}
            if not isinstance(data, str) or data not in words:
                raise CodecError(where, f"{data!r} is not one of {', '.join(words)}")
            return words[data]
        return self.record(hint, data, where)

    def _choice(self, hints: tuple[Any, ...], data: object, where: str) -> Any:
        if data is None and NoneType in hints:
            return None
        rest = [hint for hint in hints if hint is not NoneType]
        if len(rest) == 1:
            return self.value(rest[0], data, where)
        words = {WORDS[hint]: hint for hint in rest}
        found = self._object(data, where)
        for (key, word), hint in words.items():
            if found.get(key) == word:
                return self.record(hint, data, where)
        key = next(iter(words))[0]
        raise CodecError(where, f"{key!r} must be one of {', '.join(word for _, word in words)}")

    def _tuple(self, hints: tuple[Any, ...], data: object, where: str) -> tuple[Any, ...]:
        entries = self._list(data, where)
        if hints[-1] is not Ellipsis:
            if len(entries) != len(hints):
                raise CodecError(where, f"{len(hints)} entries were expected")
            pairs = list(zip(hints, entries, strict=True))
        else:
            pairs = [(hints[0], entry) for entry in entries]
        return tuple(self.value(hint, entry, below(where, i)) for i, (hint, entry) in enumerate(pairs))

    def node(self, data: object, where: str) -> Expr:
        found = self._object(data, where)
        op = found.get("op")
        if not isinstance(op, str) or op not in OPS:
            raise CodecError(where, f"unknown operation {op!r}")
        if found.get("id", where) != where:
            raise CodecError(where, f"the id {found['id']!r} is not that of its place")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CodecError(where[:80], f"nested more than {MAX_DEPTH} deep")
        wanted = OPS[op].attrs
        self._refuse_strangers(found, {"op", "type", "id", "at", "origin", "args", *wanted}, where)
        for name in ("type", "args", *wanted):
            if name not in found:
                raise CodecError(where, f"{name!r} is missing")
        attrs = tuple((n, self._scalar(wanted[n], found[n], below(where, n))) for n in sorted(wanted))
        args = tuple(
            self.node(arg, below(where, i)) for i, arg in enumerate(self._list(found["args"], where))
        )
        at = self.place(found["at"], where) if "at" in found else None
        origin = self._scalar("str", found["origin"], where) if "origin" in found else None
        self.depth -= 1
        return Expr(op, self._type(found["type"], where), args, attrs, at, origin)

    def place(self, data: object, where: str) -> Span:
        entries = self._list(data, where)
        numbers, file = entries[:4], entries[4:] or [self.file]
        whole = all(isinstance(n, int) and not isinstance(n, bool) for n in numbers)
        if len(numbers) != 4 or not whole or len(file) != 1 or not isinstance(file[0], str):
            raise CodecError(where, "a place is [line, column, end line, end column] and perhaps a file")
        return Span(file[0], *numbers)

    def _scalar(self, kind: str, data: object, where: str) -> Any:
        value: Scalar | None = None
        if kind == "int" and isinstance(data, int) and not isinstance(data, bool):
            value = data
        elif kind == "bool" and isinstance(data, bool):
            value = data
        elif kind == "tuple" and isinstance(data, list) and all(isinstance(w, str) for w in data):
            value = tuple(data)
        elif isinstance(data, str):
            value = _of_text(kind, data)
        if value is None:
            raise CodecError(where, f"{data!r} is no {_NAMES[kind]}")
        return value

    def _type(self, data: object, where: str) -> Type:
        text = self._scalar("str", data, where)
        try:
            found = Type.of_code(text)
        except ValueError as fault:
            raise CodecError(where, str(fault)) from fault
        if found.code() != text:
            raise CodecError(where, f"not a type: {text!r}")
        return found

    def _fiscal_end(self, data: object, where: str) -> FiscalEnd:
        found = self._object(data, where)
        self._refuse_strangers(found, {"month", "day"}, where)
        month, day = (self._scalar("int", found.get(key), where) for key in ("month", "day"))
        return FiscalEnd(month, day)

    def _object(self, data: object, where: str) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise CodecError(where, "an object was expected")
        return data

    def _list(self, data: object, where: str) -> list[Any]:
        if not isinstance(data, list):
            raise CodecError(where, "a list was expected")
        return data

    def _refuse_strangers(self, found: dict[str, Any], known: set[str], where: str) -> None:
        strangers = sorted(str(key) for key in found if key not in known)
        if strangers:
            raise CodecError(where, f"unknown field {', '.join(map(repr, strangers))}")


_NAMES = {
    "int": "whole number",
    "bool": "yes or no",
    "str": "text",
    "Decimal": "decimal number written as a text",
    "date": "date",
    "tuple": "list of words",
}


def _of_text(kind: str, text: str) -> Scalar | None:
    if kind == "str":
        return text
    if kind == "Decimal":
        return parse_number(text)
    if kind == "date":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if day.isoformat() == text else None
    return None
