"""A small reader of JSON Schema: as much of it as the schema of the core tree uses."""

from __future__ import annotations

import re
from typing import Any

_TYPES = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
KEYWORDS = frozenset(
    "$schema $id $defs $ref title description type const enum pattern properties required"
    " additionalProperties items prefixItems minItems maxItems oneOf anyOf".split()
)


def complaints(data: Any, schema: Any, *, top: dict[str, Any] | None = None, where: str = "$") -> list[str]:
    """Return why data does not fit a schema; nothing if it does."""
    if schema is True:
        return []
    if schema is False:
        return [f"{where}: nothing may stand here"]
    assert schema.keys() <= KEYWORDS, schema.keys() - KEYWORDS
    top = schema if top is None else top
    if "$ref" in schema:
        return complaints(data, top["$defs"][schema["$ref"].removeprefix("#/$defs/")], top=top, where=where)
    found = _plain(data, schema, where)
    if found:
        return found
    for key in ("oneOf", "anyOf"):
        if key in schema:
            options = [o for o in (_deref(o, top) for o in schema[key]) if _may_fit(data, o)]
            each = [complaints(data, option, top=top, where=where) for option in options]
            fitting = sum(not e for e in each)
            if fitting != 1 if key == "oneOf" else fitting < 1:
                found += min(each, key=len) if each else [f"{where}: none of {key} fits"]
    if isinstance(data, dict):
        found += _object(data, schema, top, where)
    if isinstance(data, list):
        found += _array(data, schema, top, where)
    return found


def _deref(schema: Any, top: dict[str, Any]) -> Any:
    return top["$defs"][schema["$ref"].removeprefix("#/$defs/")] if "$ref" in schema else schema


def _may_fit(data: Any, schema: Any) -> bool:
    op = schema.get("properties", {}).get("op")
    return op is None or not isinstance(data, dict) or data.get("op") == op["const"]


def _plain(data: Any, schema: dict[str, Any], where: str) -> list[str]:
    if "type" in schema:
        fits = isinstance(data, _TYPES[schema["type"]])
        if not fits or (schema["type"] == "integer" and isinstance(data, bool)):
            return [f"{where}: {data!r} is no {schema['type']}"]
    if "const" in schema and data != schema["const"]:
        return [f"{where}: {data!r} is not {schema['const']!r}"]
    if "enum" in schema and data not in schema["enum"]:
        return [f"{where}: {data!r} is not one of {schema['enum']}"]
    if "pattern" in schema and not re.search(schema["pattern"], data):
        return [f"{where}: {data!r} does not match {schema['pattern']}"]
    return []


def _object(data: dict[str, Any], schema: dict[str, Any], top: dict[str, Any], where: str) -> list[str]:
    properties = schema.get("properties", {})
    found = [f"{where}: {key} is missing" for key in schema.get("required", ()) if key not in data]
    for key, value in data.items():
        inner = properties.get(key, schema.get("additionalProperties", True))
        found += complaints(value, inner, top=top, where=f"{where}.{key}")
    return found


def _array(data: list[Any], schema: dict[str, Any], top: dict[str, Any], where: str) -> list[str]:
    found = []
    if len(data) < schema.get("minItems", 0) or len(data) > schema.get("maxItems", len(data)):
        found.append(f"{where}: {len(data)} entries")
    first = schema.get("prefixItems", [])
    for i, entry in enumerate(data):
        inner = first[i] if i < len(first) else schema.get("items", True)
        found += complaints(entry, inner, top=top, where=f"{where}[{i}]")
    return found
