"""One terms version: head, names, clauses and the rules between them, to a core tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.terms.checking import heads
from commonweal.terms.checking.analysis.cycles import find_cycles
from commonweal.terms.checking.clauses.accounts import read_account
from commonweal.terms.checking.clauses.debts import read_payment
from commonweal.terms.checking.clauses.duties import read_condition
from commonweal.terms.checking.clauses.owed import Owing
from commonweal.terms.checking.clauses.rights import read_right
from commonweal.terms.checking.expressions import RULES
from commonweal.terms.checking.names import Namespace
from commonweal.terms.checking.scope import Place, Scope, whole
from commonweal.terms.checking.vocabulary import Vocabulary, label_of
from commonweal.terms.core.clauses import Account, Clause, Condition, Define, Payment, Right, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import expressions_of
from commonweal.terms.surface.tree import Node

_CLAUSES = ("condition", "payment", "account", "right")


def open_scope(item: Node, vocabulary: Vocabulary) -> Scope:
    """Return the scope of a terms text, with its head and the names of its clauses."""
    scope = Scope(vocabulary, RULES)
    space = Namespace("name")
    heads.read_head(item, scope, space)
    for node in item.nodes():
        if node.kind in (*_CLAUSES, "define"):
            name = next(node.tokens("NAME"))
            if space.declare(name.text, name.span, scope.out):
                (scope.defines if node.kind == "define" else scope.clauses)[name.text] = node
    owing = Owing(scope)
    scope.owed_by, scope.currency_of = owing.of, owing.currency_of
    return scope


def _read(node: Node, scope: Scope) -> Clause | Account | Right | None:
    return _READERS[node.kind](node, scope)


_READERS: dict[str, Callable[[Node, Scope], Clause | Account | Right | None]] = {
    "condition": read_condition,
    "payment": read_payment,
    "account": read_account,
    "right": read_right,
}


def read_terms(item: Node, scope: Scope, out: list[Diagnostic], *, complete: bool = True) -> Terms | None:
    """
    Return the core tree of a terms text whose scope is open; None if anything in it is an error.

    Parameters
    ----------
    complete : all of the text could be read, so that what no clause uses is told
    """
    name = next(item.tokens("NAME"))
    version = whole(next(item.tokens("INT")))
    made = [_read(node, scope) for node in item.nodes() if node.kind in _CLAUSES]
    defines = [_define(n, scope) for n in item.nodes("define")]
    ready = sorted((c for c in made if c is not None), key=lambda c: c.name)
    duties = tuple(c for c in ready if isinstance(c, Condition | Payment))
    accounts = tuple(c for c in ready if isinstance(c, Account))
    rights = tuple(c for c in ready if isinstance(c, Right))
    scope.out += find_cycles(duties, accounts, rights)
    if complete and not any(d.is_error for d in scope.out):
        scope.out += _unused(scope)
    out += scope.out
    if any(d.is_error for d in scope.out) or None in made or scope.instrument is None:
        return None
    vocabulary = scope.vocabulary
    measures = tuple(m for n, m in sorted(vocabulary.measures.items()) if n in scope.used)
    subjects = {m.per for m in measures} | scope.used
    named = {t for m in measures for t in (m.type.of, m.type.per)} | _units(ready, scope)
    return Terms(
        name.text,
        version,
        scope.instrument,
        tuple(scope.parties.values()),
        tuple(scope.parameters.values()),
        duties,
        tuple(d for d in defines if d is not None),
        tuple(u for n, u in sorted(vocabulary.units.items()) if n in named),
        tuple(s for n, s in sorted(vocabulary.subjects.items()) if n in subjects),
        measures,
        serves=scope.serves,
        currency=scope.currency,
        fiscal_end=scope.fiscal_end,
        rounding=scope.rounding,
        accounts=accounts,
        rights=rights,
        label=label_of(item),
        at=name.span,
    )


def _unused(scope: Scope) -> list[Diagnostic]:
    """
    Return CW4008 for each parameter and party that no clause uses; a text needs one public party anyway.
    """
    public = [p.name for p in scope.parties.values() if p.side == "public"]
    declared = [(p.name, p.at) for p in scope.parameters.values()]
    declared += [(p.name, p.at) for p in scope.parties.values() if public != [p.name]]
    return [diagnose("CW4008", at, name=name) for name, at in declared if name not in scope.used]


def _units(ready: Iterable[Clause | Account | Right], scope: Scope) -> set[str | None]:
    roots: list[Expr] = []
    found: set[str | None] = set()
    for clause in ready:
        roots += list(expressions_of(clause))
        if isinstance(clause, Right):
            found.add(clause.unit)
        elif not isinstance(clause, Account):
            found |= {remedy.unit for remedy in clause.remedies}
    found |= {u for root in roots for node in root.walk() for u in (node.type.of, node.type.per)}
    for parameter in scope.parameters.values():
        found |= {parameter.type.of, parameter.type.per}
    return found


def _define(node: Node, scope: Scope) -> Define | None:
    """Read a define on its own, so that one that nobody uses is checked too, and examples can read it."""
    name = next(node.tokens("NAME"))
    body = node.children[-1]
    if isinstance(body, Node) and body.kind in ("series", "text", "undisclosed"):
        scope.say("CW2413", body.span, name=name.text)
        return None
    used = name.text in scope.used
    before = len(scope.out)
    place = Place(grain="year", path=(name.text,), origin=name.text)
    found = scope.elaborate(body, place)
    if used:
        # Its faults have been said where it is used, with the window of the clause that uses it.
        del scope.out[before:]
    return Define(name.text, found, label_of(node), name.span) if found is not None else None
