"""
The shape of the core's records, read once from their dataclasses.

Codec, hash and schema follow this one table, so that a field added to a record is at once
written, read, hashed and described.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Any, Final, get_type_hints

from commonweal.terms.core.clauses import (
    Account,
    Cap,
    Condition,
    Cure,
    Define,
    Evidence,
    Measure,
    Net,
    Offset,
    Parameter,
    Party,
    Payment,
    Remedy,
    Right,
    Schedule,
    Subject,
    Terms,
    Unit,
)

SCHEMA: Final = "commonweal.terms/1"
"""The schema word of the JSON form."""

RECORDS: Final[tuple[type, ...]] = (
    Unit, Subject, Measure, Party, Parameter, Schedule, Offset, Evidence, Cure, Net, Cap, Remedy,
    Condition, Payment, Account, Right, Define, Terms,
)  # fmt: skip
"""Every record of a terms version, parts before wholes."""

WORDS: Final[dict[type, tuple[str, str]]] = {
    Condition: ("clause", "condition"),
    Payment: ("clause", "payment"),
    Account: ("clause", "account"),
    Right: ("clause", "right"),
    Net: ("step", "net"),
    Cap: ("step", "cap"),
}
"""The key and word that say which of several kinds of clause or step a record is."""

PREFIXES: Final[dict[type, str]] = {
    Condition: "c", Payment: "c", Account: "c", Right: "c", Parameter: "p", Define: "d",
}  # fmt: skip
"""How the ids of the nodes of a named record begin: `c:jobs/duty`."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a record; `meaning` is false for what does not enter equality (labels, places)."""

    name: str
    hint: Any
    default: Any
    required: bool
    meaning: bool


def _slots(record: type) -> tuple[Slot, ...]:
    hints = get_type_hints(record)
    return tuple(
        Slot(f.name, hints[f.name], f.default, f.default is MISSING, f.compare) for f in fields(record)
    )


SLOTS: Final[dict[type, tuple[Slot, ...]]] = {record: _slots(record) for record in RECORDS}
"""The fields of every record, in the order in which it declares them."""


def path_of(record: type, name: object, above: str) -> str:
    """Return the path of a record's nodes: its own name if its kind has a prefix, else the path above."""
    prefix = PREFIXES.get(record)
    return f"{prefix}:{name}" if prefix else above


def below(path: str, name: str | int) -> str:
    """Return the path of a field or of an entry."""
    return f"{path}/{name}" if path else str(name)
