"""Which line fits which block, each as often as it may stand; parties, guards and amounts owed (2.3)."""

from __future__ import annotations

from commonweal.ground.diagnostics import Note
from commonweal.terms.checking import dates
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Place, Scope
from commonweal.terms.core.expressions import Expr
from commonweal.terms.surface.tree import Node, Token

_BOTH = ("while_", "evidence", "waivable", "consequence")
ALLOWED = {
    "condition": ("tested", "cure", "purpose", "legal_basis", *_BOTH),
    "payment": ("calculated", "due", "less_already_due", "capped", *_BOTH),
    "account": ("calculated", "adds", "interest", "reduced_by"),
    "right": ("exercise", "right_from", "right_until", "right_times", "while_"),
}
REQUIRED = {"condition": "tested", "payment": "calculated", "account": "calculated"}
REPEATED = ("consequence", "capped", "adds", "reduced_by")
LINES = tuple(dict.fromkeys(kind for kinds in ALLOWED.values() for kind in kinds))
_SHOWN = {
    "while_": "while",
    "waivable": "waivable by",
    "legal_basis": "basis",
    "less_already_due": "less amounts already due",
    "capped": "capped at",
    "consequence": "if",
    "reduced_by": "reduced by",
    "exercise": "each",
    "right_from": "from",
    "right_until": "until",
    "right_times": "up to",
}
# What stands in a clause beside its lines and what it is about.
_HEAD = ("label", "cite", "pay_money", "deliver_quantity")


def cite_of(node: Node) -> str:
    """Return the citation of a clause, or nothing."""
    found = node.first("cite")
    return next(found.tokens("STRING")).text if found else ""


def shown(line: Node) -> str:
    """Return the words with which a line begins."""
    return "once" if line.kind == "exercise" and line.first("once") else _SHOWN.get(line.kind, line.kind)


def subject_of(item: Node) -> list[Node]:
    """Return what a clause is about: the parts that are neither lines nor label: duty, amount, day, act."""
    return [n for n in item.nodes() if n.kind not in (*LINES, *_HEAD)]


class Lines:
    """The lines of one clause, each fitting and at most once (CW1104)."""

    def __init__(self, item: Node, scope: Scope) -> None:
        self.scope = scope
        self.found: dict[str, Node] = {}
        self.all = [n for n in item.nodes() if n.kind in LINES]
        for line in self.all:
            if line.kind not in ALLOWED[item.kind]:
                scope.say("CW1104", line.span, line=shown(line), block=item.kind)
            elif line.kind in self.found and line.kind not in REPEATED:
                note = Note("it stands here already", self.found[line.kind].span)
                scope.say("CW1104.twice", line.span, notes=[note], line=shown(line), block=item.kind)
            else:
                self.found.setdefault(line.kind, line)

    def named(self, kind: str) -> Node | None:
        """Return the line of a kind, the first if it may stand several times, or None."""
        return self.found.get(kind)


def party(token: Token, scope: Scope) -> str | None:
    """Return a party's name; CW1105 if there is none of that name."""
    if token.text in scope.parties:
        scope.used.add(token.text)
        return token.text
    scope.out.append(unknown(token.text, token.span, what="party", candidates=scope.parties))
    return None


def schedule_of(item: Node, lines: Lines, scope: Scope) -> tuple[Node | None, Place]:
    """Return the schedule of a clause and the place that it makes; CW1104 if it has none."""
    line = lines.named(REQUIRED[item.kind])
    if line is None:
        name = next(item.tokens("NAME")).text
        scope.say("CW1104.missing", item.span, line=REQUIRED[item.kind], block=item.kind, name=name)
        return None, Place(grain="year")
    schedule = next(line.nodes())
    return schedule, Place(grain=dates.schedule_grain(schedule))


def guard_of(lines: Lines, scope: Scope, place: Place) -> tuple[Expr | None, bool]:
    """Return the formula of a `while` line, and whether nothing is wrong with it."""
    line = lines.named("while_")
    if line is None:
        return None, True
    found = scope.formula(line.children[0], place)
    return found, found is not None


def owed_amount(node: Node, scope: Scope, place: Place, *, delivers: bool = False) -> Expr | None:
    """
    Return an amount that is owed: money, or if it is delivered a quantity, without denominator.

    CW2405 for anything else.
    """
    found = scope.amount(node, place)
    wanted = "quantity" if delivers else "money"
    if found is None or (found.type.kind == wanted and found.type.per is None):
        return found
    key = "CW2405.deliver" if delivers else "CW2405.per" if found.type.kind == "money" else "CW2405"
    if delivers and found.type.kind == "money":
        key = "CW2405.deliver_money"
    scope.say(key, node.span, type=found.type)
    return None
