"""
The JSON Schema (2020-12) of `commonweal.terms/1`, made from the operations and the records.

The shipped copy, `terms-1.schema.json`, is what other programs read; a test keeps it current.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from enum import Enum
from importlib import resources
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from commonweal.ground.diagnostics import Span
from commonweal.ground.period import FiscalEnd
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.expressions import OPS, Expr, Signature
from commonweal.terms.core.shape import RECORDS, SCHEMA, SLOTS, WORDS
from commonweal.terms.core.types import Type

FILE: Final = "terms-1.schema.json"
"""The name of the shipped copy, beside this module."""

_SCALARS: Final[dict[str, dict[str, Any]]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "bool": {"type": "boolean"},
    "tuple": {"type": "array", "items": {"type": "string"}},
    "Decimal": {"$ref": "#/$defs/decimal"},
    "date": {"$ref": "#/$defs/date"},
}
_LEAVES: Final[dict[Any, dict[str, Any]]] = {
    str: _SCALARS["str"],
    int: _SCALARS["int"],
    bool: _SCALARS["bool"],
    Decimal: _SCALARS["Decimal"],
    date: _SCALARS["date"],
    Expr: {"$ref": "#/$defs/node"},
    Span: {"$ref": "#/$defs/place"},
    Type: {"$ref": "#/$defs/type"},
    FiscalEnd: {"$ref": "#/$defs/fiscal_end"},
}
_KINDS: Final = "money|quantity|number|percent|count|yesno|date|text|period|window"


def json_schema() -> dict[str, Any]:
    """Return the schema of what `to_json` writes and `of_json` reads."""
    top = _record(Terms)
    top["properties"] = {"schema": {"const": SCHEMA}, "file": {"type": "string"}, **top["properties"]}
    top["required"] = ["schema", *top["required"]]
    definitions = {_name(record): _record(record) for record in RECORDS if record is not Terms}
    operations = {f"op-{op}": _operation(op, signature) for op, signature in OPS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": "A terms version: the core tree of the commonweal terms language",
        **top,
        "$defs": {**_basics(), **definitions, **operations},
    }


def shipped_schema() -> dict[str, Any]:
    """Return the copy of the schema that is shipped beside this module."""
    text = resources.files("commonweal.terms.core").joinpath(FILE).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def schema_text() -> str:
    """Return the schema as the shipped copy has it."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def _basics() -> dict[str, Any]:
    return {
        "decimal": {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$"},
        "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "type": {"type": "string", "pattern": f"^({_KINDS})( [A-Za-z0-9_]+)?( per [a-z0-9_]+)?$"},
        "place": {
            "description": "line, column, end line, end column; the file if it is not the one named above",
            "type": "array",
            "prefixItems": [*[{"type": "integer"}] * 4, {"type": "string"}],
            "items": False,
            "minItems": 4,
        },
        "fiscal_end": {
            "type": "object",
            "properties": {"month": {"type": "integer"}, "day": {"type": "integer"}},
            "required": ["month", "day"],
            "additionalProperties": False,
        },
        "node": {"oneOf": [{"$ref": f"#/$defs/op-{op}"} for op in OPS]},
    }


def _name(record: type) -> str:
    return record.__name__.lower()


def _record(record: type) -> dict[str, Any]:
    word = WORDS.get(record)
    properties: dict[str, Any] = {word[0]: {"const": word[1]}} if word else {}
    properties |= {slot.name: _of(slot.hint) for slot in SLOTS[record]}
    required = [*([word[0]] if word else []), *(slot.name for slot in SLOTS[record] if slot.required)]
    summary = next(line.strip() for line in (record.__doc__ or "").splitlines() if line.strip())
    return {
        "description": summary,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _of(hint: Any) -> dict[str, Any]:
    origin, parts = get_origin(hint), get_args(hint)
    if hint in _LEAVES:
        return _LEAVES[hint]
    if origin in (Union, UnionType):
        return {"anyOf": [{"type": "null"} if part is NoneType else _of(part) for part in parts]}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin is tuple and parts[-1] is Ellipsis:
        return {"type": "array", "items": _of(parts[0])}
    if origin is tuple:
        return {
            "type": "array",
            "prefixItems": [_of(part) for part in parts],
            "items": False,
            "minItems": len(parts),
        }
    if issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return {"$ref": f"#/$defs/{_name(hint)}"}


def _operation(op: str, signature: Signature) -> dict[str, Any]:
    many = bool(signature.args) and signature.args[-1].endswith("*")
    arguments: dict[str, Any] = {"type": "array", "items": {"$ref": "#/$defs/node"}}
    arguments["minItems"] = len(signature.args)
    if not many:
        arguments["maxItems"] = len(signature.args)
    return {
        "description": signature.means,
        "type": "object",
        "properties": {
            "op": {"const": op},
            "type": {"$ref": "#/$defs/type"},
            "id": {"type": "string"},
            "at": {"$ref": "#/$defs/place"},
            "origin": {"type": "string"},
            **{name: _SCALARS[kind] for name, kind in sorted(signature.attrs.items())},
            "args": arguments,
        },
        "required": ["op", "type", *sorted(signature.attrs), "args"],
        "additionalProperties": False,
    }
