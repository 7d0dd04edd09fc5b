"""Which expressions a terms version holds and which units, subjects and measures it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.shape import SLOTS, below, path_of

BUILT_IN_SUBJECTS = ("award", "public", "affiliate")
"""Subjects that no text declares (2.1)."""


def roots(part: Any, *, path: str = "") -> Iterator[tuple[str, Expr]]:
    """
    Return the expressions of a record that stand in no other expression, each with its id.

    Parameters
    ----------
    part : terms, or any record or tuple of records inside them
    path : the path of what stands above, empty for terms and for named records
    """
    if isinstance(part, Expr):
        yield path, part
    elif isinstance(part, tuple):
        for i, entry in enumerate(part):
            yield from roots(entry, path=below(path, i))
    elif type(part) in SLOTS:
        path = path_of(type(part), getattr(part, "name", ""), path)
        for slot in SLOTS[type(part)]:
            if slot.meaning:
                yield from roots(getattr(part, slot.name), path=below(path, slot.name))


def nodes(root: Expr, *, path: str) -> Iterator[tuple[str, Expr]]:
    """Return a node and all below it, each with its id, parents first."""
    yield path, root
    for i, arg in enumerate(root.args):
        yield from nodes(arg, path=below(path, i))


def named(terms: Terms, *, defines: bool = False) -> dict[str, frozenset[str]]:
    """
    Return the names of the `units`, `subjects` and `measures` that a terms version names.

    A measure names its subject and units, a subject its parent; an account names what reduces it.

    Parameters
    ----------
    defines : count the `define`s too, not only what they were expanded to
    """
    parts = (
        terms.clauses, terms.accounts, terms.rights, terms.parameters, *([terms.defines] if defines else []),
    )  # fmt: skip
    trees = [node for part in parts for _, root in roots(part) for node in root.walk()]
    types = [node.type for node in trees] + [p.type for p in terms.parameters]
    attrs = [(name, str(value)) for node in trees for name, value in node.attrs]
    measures = {value for name, value in attrs if name == "measure"} | _flows(terms)
    read = [m for m in terms.measures if m.name in measures]
    types += [m.type for m in read]
    subjects = {value for name, value in attrs if name == "subject"} | {m.per for m in read}
    while parents := {s.parent for s in terms.subjects if s.name in subjects} - subjects:
        subjects |= parents
    units = {t.of for t in types if t.kind == "quantity"} | {t.per for t in types}
    units |= _units(terms)
    return {
        "units": frozenset(u for u in units if u is not None),
        "subjects": frozenset(subjects.difference(BUILT_IN_SUBJECTS)),
        "measures": frozenset(measures),
    }


def _flows(terms: Terms) -> set[str]:
    """Return the measures that reduce an account: a name of a payment is the payment's."""
    payments = {payment.name for payment in terms.payments()}
    return {name for account in terms.accounts for name in account.reduced_by} - payments


def _units(terms: Terms) -> set[str | None]:
    """Return the units that clauses, accounts and rights name themselves, not through a formula."""
    units: set[str | None] = {p.currency for p in terms.payments() if p.delivers}
    units |= {a.currency for a in terms.accounts if not a.currency.isupper()}
    units |= {remedy.unit for clause in terms.clauses for remedy in clause.remedies}
    return units | {right.unit for right in terms.rights}
