"""
What the API may be asked: the parameters of each table, and the words that each may say.

A word that nothing is called by is refused with those that are known: an answer without a row would be read
as "there is none", and an answer with all rows as if it had been narrowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.missions.queries import missions
from commonweal.web.portfolio import queries as portfolio
from commonweal.web.publication.tables import Table

NAMED: Final = 20
"""Known words that a refusal names at most."""
PAGING: Final = ("limit", "offset")


def _values(found: QuerySet[Any, Any], field: str) -> Iterable[str]:
    named = found.order_by(field).exclude(**{field: ""}).exclude(**{field: None})
    return named.values_list(field, flat=True).distinct()


OPEN: Final[Mapping[str, Callable[[], Iterable[str]]]] = {
    "agreement": lambda: _values(register.agreements(), "agreement"),
    "clause": register.clause_names,
    "account": lambda: _values(judged.accounts(), "account"),
    "instrument": lambda: _values(register.agreements(), "instrument"),
    "serves": lambda: _values(register.agreements(), "serves"),
    "party": register.known_parties,
    "mission": lambda: [row["id"] for row in missions().every("missions")],
    "group": lambda: _values(portfolio.totals(), "group"),
    "source": lambda: _values(portfolio.sources(), "source"),
    "currency": lambda: _values(portfolio.supports(), "currency"),
}
"""Words of parameters that the record decides, by name."""


def known(table: str, name: str) -> Iterable[str]:
    """Return the words that a parameter of a table may say, where the document does not name them."""
    if (table, name) == ("support", "instrument"):
        return _values(portfolio.supports(), "instrument")
    return OPEN[name]()


def strange(asked: Iterable[str], parameters: Sequence[str]) -> list[dict[str, Any]]:
    """Return what is wrong with the names of parameters, in the form of every refusal of the API."""
    these = f"the parameters are {', '.join(parameters)}" if parameters else "there are no parameters here"
    return [
        {"type": "unknown_parameter", "loc": ["query", name], "msg": f"{name} is not known; {these}"}
        for name in sorted(set(asked) - set(parameters))
    ]


def doubts(table: Table, said: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what is wrong with the words by which a table is narrowed, by the names of parameters."""
    found = []
    for name, word in said.items():
        there = list(known(table.name, name)) if word and name in OPEN else [word]
        if word not in there:
            msg = f"{name} says {word!r}, which nothing here is called; {listed(there)}"
            found.append({"type": "unknown_value", "loc": ["query", name], "msg": msg})
    return found


def listed(names: Sequence[str]) -> str:
    """Return the words that a parameter may say as a refusal tells them, some of many."""
    if not names:
        return "there is nothing yet that it could say"
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"it may say {', '.join(names[:NAMED])}{more}"
