"""
The hash of a terms version: what was agreed, without how it was written.

Source: language.md, section 11. Clauses, accounts, rights, parties, parameters, units, subjects and
measures enter by name; labels, cites, basis texts, places, the spelling of numbers and fields at their
default do not enter, nor do `define`s, except through what they expand to.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.codec import Writer
from commonweal.terms.core.named import named

_BY_NAME = ("clauses", "accounts", "rights", "parties", "parameters", "units", "subjects", "measures")
_VOCABULARY = ("units", "subjects", "measures")


def canonical(terms: Terms) -> str:
    """Return the canonical form: the meaning of a terms version as one line of ASCII JSON, keys sorted."""
    body: dict[str, Any] = Writer(meaning_only=True).record(terms, path="")
    body.pop("defines", None)
    for key in _BY_NAME:
        if key in body:
            body[key] = sorted(body[key], key=lambda entry: str(entry["name"]))
    words = named(terms)
    for key in _VOCABULARY:
        kept = [entry for entry in body.pop(key, []) if entry["name"] in words[key]]
        if kept:
            body[key] = kept
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def terms_hash(terms: Terms) -> str:
    """Return `sha256:` and the SHA-256 of the canonical form, in hexadecimal digits."""
    return "sha256:" + hashlib.sha256(canonical(terms).encode("ascii")).hexdigest()
