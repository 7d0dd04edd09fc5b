"""
Named invariants of the core tree: what every pass may rely on.

The compiler keeps them; a core tree that came as JSON from elsewhere is verified before it is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from commonweal.terms.core import clauses as core
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.named import BUILT_IN_SUBJECTS, named
from commonweal.terms.core.shape import below
from commonweal.terms.core.types import YESNO
from commonweal.terms.core.verifying.clauses import account_faults, clause_faults, right_faults
from commonweal.terms.core.verifying.nodes import Fault, Setting, node_faults
from commonweal.terms.core.verifying.parts import NO_WINDOW, is_grain, unless
from commonweal.terms.core.verifying.types import is_formed, read_type

INVARIANTS: Final[dict[str, str]] = {
    "op-known": "every operation is in the table",
    "attributes-exact": "a node has exactly its operation's attributes, sorted by name, each of its type",
    "arity": "a node has as many arguments as its operation takes",
    "argument-sorts": "every argument is of the sort that its operation takes",
    "type-formed": "money has a currency, a quantity a unit, nothing else either",
    "types-agree": "a node's type follows from its operation, arguments and names",
    "sides-comparable": "the sides of a comparison are amounts of one unit, or dates",
    "words-closed": "words of closed lists are on their list",
    "numbers-finite": "numbers are neither infinite nor undefined",
    "counts-positive": "lengths are at least 1, k of `at least k` lies between 1 and the number of formulas",
    "periods-forward": "a period does not end before it begins",
    "brackets-match": "a table of n brackets has n rates, n - 1 bounds and a word for each bound",
    "brackets-rise": "bounds written as numbers increase strictly",
    "names-resolve": "every unit, subject, measure, parameter, party, clause, account and right named exists",
    "names-spelled": "names are lower-case words, digits and underscores, as a text spells them",
    "names-unique": "no name stands twice in its namespace",
    "series-by-entry": "a series is read by entry, a single value as a whole",
    "measures-read-as-their-kind": "totals are of flows, levels at an edge are not",
    "states-fit": "a payment is never breached or cured, no trigger is `known`",
    "windows-in-place": "what needs a window stands where there is one: not in a schedule, nor, if it needs a"
    " period, in a right without schedule",
    "cures-in-place": "`in cure` stands in cures only",
    "guards-in-place": "`is known` stands in guards of `choose` only",
    "rows-in-place": "a subject's measure is read inside rows over that subject, which do not nest",
    "clauses-sorted": "clauses, accounts and rights stand in the order of their names",
    "vocabulary-named": "terms hold no unit, subject or measure that they do not name",
    "public-party": "one party is public",
    "schedules-shaped": "once has a day, every other schedule a first day and a last day or a length",
    "deadlines-fixed": "neither proof nor what a right brings is due after a notice, nor does a cure hang on"
    " notices alone",
    "formulas-yesno": "duties, guards and cures are yes or no",
    "dates-dates": "schedules and anchors are dates",
    "amounts-owed": "what is owed, capped, bought, given up, opened or added is an amount in the currency or"
    " unit of its place",
    "acts-shaped": "a remedy or right has what its act takes and nothing else",
    "triggers-counted": "a trigger for each window counts to one",
    "interest-formed": "interest is a plain rate with a basis for its days, on money",
    "reductions-fit": "what reduces an account is a flow of what it holds, or a payment, of one account only",
    "rights-spanned": "a right has a schedule, or a first and last day, not both",
    "defaults-constant": "the default of a parameter is a value of its type written down; a series has none",
}
"""Every invariant with what it says."""

_KINDS: Final = ("flow", "stock", "rate", "flag")
_CONSTANTS: Final = ("literal", "truth", "day", "words")
_NAME: Final = re.compile("[a-z][a-z0-9_]*")


def verify(terms: Terms) -> tuple[str, ...]:
    """
    Return every invariant that a terms version breaks, as `invariant-name: where`; none if it is sound.

    Parameters
    ----------
    terms : any terms version, also one built by hand or read from JSON
    """
    faults = [*_terms_faults(terms), *_vocabulary_faults(terms), *_parameter_faults(terms)]
    for clause in terms.clauses:
        faults += clause_faults(clause, terms)
    for account in terms.accounts:
        faults += account_faults(account, terms)
    for right in terms.rights:
        faults += right_faults(right, terms)
    for define in terms.defines:
        faults += node_faults(define.value, f"d:{define.name}/value", terms, Setting(cure=True))
    return tuple(dict.fromkeys(f"{name}: {where}" for name, where in faults))


def _terms_faults(terms: Terms) -> Iterator[Fault]:
    for kind in ("clauses", "accounts", "rights"):
        names = [entry.name for entry in getattr(terms, kind)]
        yield from unless(names == sorted(names), "clauses-sorted", kind)
    yield from unless(any(p.side == "public" for p in terms.parties), "public-party", "parties")
    yield from unless(terms.instrument in core.INSTRUMENTS, "words-closed", "instrument")
    yield from unless(_NAME.fullmatch(terms.name) is not None, "names-spelled", "name")
    for party in terms.parties:
        yield from unless(party.side in core.SIDES, "words-closed", f"parties/{party.name}/side")
    spaces: dict[str, tuple[Any, ...]] = {
        "names": (
            *terms.parties,
            *terms.parameters,
            *terms.clauses,
            *terms.accounts,
            *terms.rights,
            *terms.defines,
        ),
        "units": terms.units,
        "subjects": terms.subjects,
        "measures": terms.measures,
    }
    for space, entries in spaces.items():
        seen: set[str] = set()
        for entry in entries:
            spelled = _NAME.fullmatch(entry.name) is not None
            yield from unless(spelled, "names-spelled", f"{space}/{entry.name}")
            yield from unless(entry.name not in seen, "names-unique", f"{space}/{entry.name}")
            seen.add(entry.name)


def _vocabulary_faults(terms: Terms) -> Iterator[Fault]:
    used = named(terms, defines=True)
    held = {
        "units": {u.name for u in terms.units},
        "subjects": {s.name for s in terms.subjects},
        "measures": {m.name for m in terms.measures},
    }
    for kind in ("units", "subjects", "measures"):
        yield from (("vocabulary-named", f"{kind}/{name}") for name in sorted(held[kind] - used[kind]))
    for kind in ("units", "subjects"):
        yield from (("names-resolve", f"{kind}/{name}") for name in sorted(used[kind] - held[kind]))
    for measure in terms.measures:
        where = f"measures/{measure.name}"
        yield from unless(measure.kind in _KINDS, "words-closed", below(where, "kind"))
        yield from unless(is_grain(measure.grain, "week", "event"), "words-closed", below(where, "grain"))
        yield from unless(measure.level in (None, *core.LEVELS), "words-closed", below(where, "level"))
        flag = measure.kind == "flag"
        formed = measure.type == YESNO if flag else is_formed(read_type(measure.type, terms))
        yield from unless(formed, "type-formed", below(where, "type"))
    for subject in terms.subjects:
        known = subject.parent in BUILT_IN_SUBJECTS or subject.parent in held["subjects"]
        yield from unless(known, "names-resolve", f"subjects/{subject.name}/parent")


def _parameter_faults(terms: Terms) -> Iterator[Fault]:
    for parameter in terms.parameters:
        where = f"p:{parameter.name}"
        yield from unless(is_formed(parameter.type), "type-formed", where)
        by = parameter.by is None or is_grain(parameter.by)
        yield from unless(by, "words-closed", below(where, "by"))
        default = parameter.default
        if default is not None:
            where = below(where, "default")
            fits = default.type == parameter.type and default.op in _CONSTANTS and parameter.by is None
            yield from unless(fits, "defaults-constant", where)
            yield from node_faults(default, where, terms, NO_WINDOW)
