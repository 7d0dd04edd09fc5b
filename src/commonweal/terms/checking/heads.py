"""The head of a terms text: instrument, currency, parties, parameters (2.2, 2.3)."""

from __future__ import annotations

from calendar import month_name

from commonweal.ground.diagnostics import Note, Span, diagnose
from commonweal.ground.period import FiscalEnd
from commonweal.ground.rounding import Rounding
from commonweal.terms.checking.names import Namespace, meant, outside
from commonweal.terms.checking.scope import Scope, whole
from commonweal.terms.checking.typing import known_currency, surface_type, with_currency
from commonweal.terms.checking.values import constant
from commonweal.terms.checking.vocabulary import GRAINS, grain_of, label_of
from commonweal.terms.core.agreements import Undisclosed
from commonweal.terms.core.clauses import INSTRUMENTS, SIDES, Parameter, Party
from commonweal.terms.core.expressions import expr
from commonweal.terms.core.types import DATE, YESNO
from commonweal.terms.surface.tree import Node, Token

_MONTHS = {name: number for number, name in enumerate(month_name) if name}
_LAST_DAY = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
ONCE = ("instrument", "serves", "currency", "fiscal_year_ends", "rounding")


def closed_list(node: Node, words: tuple[str, ...], what: str, scope: Scope) -> str | None:
    """Return the word of a line if it is on a closed list; CW1103 with the list if not."""
    token = list(node.tokens("NAME"))[-1]
    if token.text in words:
        return token.text
    scope.out.append(outside(token.text, token.span, what=what, words=words))
    return None


def read_head(item: Node, scope: Scope, space: Namespace) -> None:
    """
    Fill the scope from the head lines.
    """
    seen: dict[str, Span] = {}
    for line in item.nodes():
        if line.kind not in ONCE:
            continue
        if line.kind in seen:
            scope.say(
                "CW1104.twice",
                line.span,
                notes=[Note("it stands here already", seen[line.kind])],
                line=line.kind.replace("_", " "),
                block="terms",
            )
            continue
        seen[line.kind] = line.span
        _head_line(line, scope)
    if "instrument" not in seen:
        scope.say("CW1101", item.span, name=next(item.tokens("NAME")).text, list=", ".join(INSTRUMENTS))
    for line in item.nodes("party"):
        name, side = list(line.tokens("NAME"))
        known = _known_side(name, side, scope)
        if space.declare(name.text, name.span, scope.out):
            scope.parties[name.text] = Party(
                name.text, side.text if known else "third", label_of(line), name.span
            )
    if not scope.may_stand_on("public"):
        scope.say("CW1102.public", item.span, name=next(item.tokens("NAME")).text)
    for line in item.nodes("parameter"):
        _read_parameter(line, scope, space)


def _known_side(name: Token, side: Token, scope: Scope) -> bool:
    """Say whether a word is a side of an agreement; CW1102 if not, with what may be meant."""
    if side.text in SIDES:
        return True
    scope.sides_known = False
    key, mend = ("CW1102.swapped", []) if name.text in SIDES else ("CW1102", meant(side.text, SIDES))
    values = {"name": name.text, "word": side.text, "list": ", ".join(SIDES)}
    scope.out.append(diagnose(key, side.span, help=mend, values=values))
    return False


def _head_line(line: Node, scope: Scope) -> None:
    if line.kind == "instrument":
        scope.instrument = closed_list(line, INSTRUMENTS, "instrument", scope)
    elif line.kind == "serves":
        scope.serves = next(line.tokens("NAME")).text
    elif line.kind == "currency":
        code = next(line.tokens("CURRENCY"))
        if known_currency(code, scope.out):
            scope.currency = code.text
    elif line.kind == "rounding":
        word = closed_list(line, tuple(r.value for r in Rounding), "rounding", scope)
        if word:
            scope.rounding = Rounding(word)
    else:
        day, month = whole(next(line.tokens("INT"))), _MONTHS[next(line.tokens("MONTH")).text]
        if not 1 <= day <= _LAST_DAY[month]:
            scope.say("CW2203", line.span, text=f"{day} {month_name[month]}")
        else:
            scope.fiscal_end = FiscalEnd(month, day)


def _read_parameter(line: Node, scope: Scope, space: Namespace) -> None:
    name = next(line.tokens("NAME"))
    if not space.declare(name.text, name.span, scope.out):
        return
    type_node = next(n for n in line.nodes() if n.kind.startswith("t_"))
    written = surface_type(type_node, scope.vocabulary.units, scope.out)
    type_ = written and with_currency(written, scope.currency, type_node.span, scope.out)
    if type_ is None:
        return
    grain = next((n for n in line.nodes() if n.kind in GRAINS), None)
    last = line.children[-1]
    has_value = isinstance(last, Node) and not (
        last.kind.startswith("t_") or last.kind in GRAINS or last.kind in ("label", "negotiated")
    )
    default, undisclosed = None, None
    if has_value:
        assert isinstance(last, Node)
        if grain is not None or last.kind == "series":
            scope.say("CW2409", last.span, name=name.text)
        else:
            value = constant(last, type_, scope)
            if isinstance(value, Undisclosed):
                undisclosed = value.source
            elif value is not None:
                op = "truth" if type_ == YESNO else "day" if type_ == DATE else "literal"
                default = expr(op, type_, value=value, at=last.span)
    scope.parameters[name.text] = Parameter(
        name.text,
        type_,
        grain_of(grain) if grain else None,
        line.first("negotiated") is not None,
        default,
        undisclosed,
        label_of(line),
        name.span,
    )
