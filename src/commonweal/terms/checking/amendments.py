"""Amendments written beside a text: what they set, the text they move to, what they end (9.3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commonweal.ground.diagnostics import Note, Span
from commonweal.terms.checking import dates
from commonweal.terms.checking.agreements import Settings, ZoneEnd
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Scope, whole
from commonweal.terms.checking.vocabulary import label_of
from commonweal.terms.core.agreements import Agreement, Amendment
from commonweal.terms.surface.tree import Node

Ref = tuple[str, int]
_ONCE = {"signed": "signed", "move_to": "move to"}


@dataclass(frozen=True, slots=True)
class _Days:
    """An amendment with the days that place it: of effect and of signature."""

    item: Node
    effective: date
    signed: date


def read_amendments(
    items: Sequence[Node],
    start: Ref,
    signed: date | None,
    scopes: Mapping[Ref, Scope],
    zone_end: ZoneEnd,
) -> tuple[Amendment, ...] | None:
    """
    Return the amendments of one agreement by signature, then as written; None if one of them is faulty.

    What an amendment sets or ends must be a name of a text that holds on its day of effect or later, as the
    amendments signed before it left it.

    Parameters
    ----------
    items : its `amend` blocks, at least one; start, signed : the text it was signed under, and when (None:
        that day is faulty itself)
    scopes : every terms text that was read; what is wrong is said in that of the text signed under
    """
    home = scopes[start]
    before = _errors(home)
    placed = [p for item in items if (p := _days(item, signed, home)) is not None]
    placed.sort(key=lambda p: (p.signed, p.effective))
    texts: list[tuple[date, Ref]] = [(date.min, start)]
    made: list[tuple[Node, Amendment]] = []
    for days in placed:
        target = _target(days.item, scopes, home)
        first = _laid(texts, days.effective, target)
        open_ = [scopes[ref] for ref in dict.fromkeys(ref for _, ref in texts[first:])]
        made.append((days.item, _read(days, open_, target, home, zone_end)))
    if len(placed) < len(items) or _errors(home) > before:
        return None
    order = {id(item): i for i, item in enumerate(items)}
    made.sort(key=lambda pair: (pair[1].signed, order[id(pair[0])]))
    return tuple(amendment for _, amendment in made)


def texts_of(agreement: Agreement) -> list[Ref]:
    """Return the terms versions that an agreement is under at any time, in the order of signature."""
    moves = [(a.terms, a.version) for a in agreement.amendments]
    first: Ref = (agreement.terms, agreement.version)
    return list(dict.fromkeys([first, *((t, v) for t, v in moves if t is not None and v is not None)]))


def joined(scopes: Sequence[Scope]) -> Scope:
    """
    Return one scope with the names of several texts of an agreement, for examples under it.

    Of a name that several have, the last text's meaning counts; defines are those of the last text.
    """
    first, *others = scopes
    if not others:
        return first
    last = others[-1]
    together = replace(
        last,
        parties={n: p for s in scopes for n, p in s.parties.items()},
        parameters={n: p for s in scopes for n, p in s.parameters.items()},
        clauses={n: c for s in scopes for n, c in s.clauses.items()},
        out=[],
    )
    holding = {n: [s for s in reversed(scopes) if n in s.clauses] for n in together.clauses}
    together.currency_of = lambda name: holding[name][0].currency_of(name)
    together.owed_by = lambda name: tuple(
        dict.fromkeys(owed for s in holding[name] for owed in s.owed_by(name) or ())
    )
    return together


def _errors(scope: Scope) -> int:
    return sum(1 for d in scope.out if d.is_error)


def _days(item: Node, agreed: date | None, scope: Scope) -> _Days | None:
    """Return an amendment's days; CW3012 if it is signed before the agreement was."""
    effective = dates.read_day(next(item.tokens("DATE")), scope)
    line = item.first("signed")
    token = next(line.tokens("DATE")) if line is not None else None
    signed = dates.read_day(token, scope) if token is not None else effective
    if effective is None or signed is None:
        return None
    if agreed is not None and signed < agreed:
        at = token.span if token is not None else next(item.tokens("DATE")).span
        name = next(item.tokens("STRING")).text
        scope.say("CW3012", at, agreement=name, signed=signed, agreed=agreed)
        return None
    return _Days(item, effective, signed)


def _target(item: Node, scopes: Mapping[Ref, Scope], scope: Scope) -> Ref | None:
    """Return the text an amendment moves to; None if to none, or to one that there is not (CW3010)."""
    line = item.first("move_to")
    if line is None:
        return None
    name = next(line.tokens("NAME"))
    ref = (name.text, whole(next(line.tokens("INT"))))
    if ref in scopes:
        return ref
    agreement = next(item.tokens("STRING")).text
    scope.say("CW3010", line.span, agreement=agreement, text=f"{ref[0]} version {ref[1]}")
    return None


def _laid(texts: list[tuple[date, Ref]], effective: date, target: Ref | None) -> int:
    """Lay one more amendment on which text holds from which day on; return the place of its day of effect."""
    at = bisect_right(texts, effective, key=lambda entry: entry[0]) - 1
    if texts[at][0] != effective:
        texts.insert(at + 1, (effective, texts[at][1]))
        at += 1
    if target is not None:
        texts[at:] = [(effective, target)]
    return at


def _read(
    days: _Days, open_: Sequence[Scope], target: Ref | None, home: Scope, zone_end: ZoneEnd
) -> Amendment:
    item = days.item
    settings, ended = Settings(), list[str]()
    seen: dict[str, Span] = {}
    for line in item.nodes():
        if line.kind in _ONCE and line.kind in seen:
            note = Note("it stands here already", seen[line.kind])
            home.say("CW1104.twice", line.span, notes=[note], line=_ONCE[line.kind], block="amend")
        elif line.kind in _ONCE:
            seen[line.kind] = line.span
        elif line.kind == "set_":
            name = next(line.tokens("NAME")).text
            scope = next((s for s in open_ if name in s.parameters or name in s.parties), open_[0])
            kept, scope.out = scope.out, home.out
            settings.read(line, scope)
            scope.out = kept
        elif line.kind == "end_clause":
            _end(line, open_, ended, home)
    if not any(line.kind in ("set_", "move_to", "end_clause") for line in item.nodes()):
        home.say("CW3013", item.span, agreement=next(item.tokens("STRING")).text)
    recorded = zone_end(days.signed)
    rows, entries = settings.rows(recorded)
    token = next(item.tokens("STRING"))
    return Amendment(
        token.text,
        days.effective,
        days.signed,
        recorded,
        label_of(item),
        target[0] if target else None,
        target[1] if target else None,
        settings.parties,
        rows,
        entries,
        tuple(ended),
        str(token.span),
    )


def _end(line: Node, open_: Sequence[Scope], ended: list[str], home: Scope) -> None:
    token = next(line.tokens("NAME"))
    known = [name for scope in open_ for name in scope.clauses]
    if token.text in ended:
        home.say("CW1106", token.span, what="ended clause", name=token.text)
    elif token.text in known:
        ended.append(token.text)
    else:
        home.out.append(unknown(token.text, token.span, what="clause", candidates=known))
