"""Conditions and payments: which line fits which block, and what each line says (2.3, 6, 7)."""

from __future__ import annotations

from dataclasses import replace

from commonweal.ground.diagnostics import Note
from commonweal.terms.checking import dates
from commonweal.terms.checking.heads import closed_list
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Place, Scope, whole
from commonweal.terms.checking.vocabulary import label_of
from commonweal.terms.core.clauses import (
    PURPOSES,
    Cap,
    Condition,
    Cure,
    Evidence,
    Net,
    Offset,
    Payment,
    Remedy,
)
from commonweal.terms.core.expressions import Expr
from commonweal.terms.surface.tree import Node, Token

_BOTH = ("while_", "evidence", "waivable", "consequence")
ALLOWED = {
    "condition": ("tested", "cure", "purpose", "legal_basis", *_BOTH),
    "payment": ("calculated", "due", "less_already_due", "capped", *_BOTH),
}
REQUIRED = {"condition": "tested", "payment": "calculated"}
REPEATED = ("consequence", "capped")
LINES = (
    "tested",
    "calculated",
    "due",
    "while_",
    "evidence",
    "cure",
    "waivable",
    "purpose",
    "legal_basis",
    "less_already_due",
    "capped",
    "consequence",
)
_SHOWN = {
    "while_": "while",
    "waivable": "waivable by",
    "legal_basis": "basis",
    "less_already_due": "less amounts already due",
    "capped": "capped at",
    "consequence": "if",
    "calculated": "calculated",
    "tested": "tested",
}


def cite_of(node: Node) -> str:
    """Return the citation of a clause, or nothing."""
    found = node.first("cite")
    return next(found.tokens("STRING")).text if found else ""


class _Lines:
    """The lines of one clause, each fitting and at most once."""

    def __init__(self, item: Node, scope: Scope) -> None:
        self.scope = scope
        self.found: dict[str, Node] = {}
        self.all = [n for n in item.nodes() if n.kind in LINES]
        for line in self.all:
            shown = _SHOWN.get(line.kind, line.kind)
            if line.kind not in ALLOWED[item.kind]:
                scope.say("CW1104", line.span, line=shown, block=item.kind)
            elif line.kind in self.found and line.kind not in REPEATED:
                note = Note("it stands here already", self.found[line.kind].span)
                scope.say("CW1104.twice", line.span, notes=[note], line=shown, block=item.kind)
            else:
                self.found.setdefault(line.kind, line)

    def named(self, kind: str) -> Node | None:
        return self.found.get(kind)


def _party(token: Token, scope: Scope) -> str | None:
    if token.text in scope.parties:
        scope.used.add(token.text)
        return token.text
    scope.out.append(unknown(token.text, token.span, what="party", candidates=scope.parties))
    return None


def _place(item: Node, lines: _Lines, scope: Scope) -> tuple[Node | None, Place]:
    line = lines.named(REQUIRED[item.kind])
    if line is None:
        name = next(item.tokens("NAME")).text
        scope.say("CW1104.missing", item.span, line=REQUIRED[item.kind], block=item.kind, name=name)
        return None, Place(grain="year")
    schedule = next(line.nodes())
    return schedule, Place(grain=dates.schedule_grain(schedule))


def _guard(lines: _Lines, scope: Scope, place: Place) -> tuple[Expr | None, bool]:
    line = lines.named("while_")
    if line is None:
        return None, True
    found = scope.formula(line.children[0], place)
    return found, found is not None


def _evidence(lines: _Lines, scope: Scope, place: Place) -> Evidence | None:
    line = lines.named("evidence")
    if line is None:
        return None
    level, offset_node = list(line.nodes())
    due = dates.offset(offset_node, scope, place)
    if due is not None and due.on_notice:
        scope.say("CW4016.evidence", offset_node.span)
        return None
    return Evidence(level.kind, due) if due is not None else None


def read_condition(item: Node, scope: Scope) -> Condition | None:
    """Return a condition of the core tree, or None after saying what is wrong."""
    name, party = list(item.tokens("NAME"))[:2]
    lines = _Lines(item, scope)
    schedule_node, place = _place(item, lines, scope)
    duty_node = next(n for n in item.nodes() if n.kind not in (*LINES, "label", "cite"))
    who = _party(party, scope)
    duty = scope.formula(duty_node, place)
    schedule = dates.schedule(schedule_node, scope) if schedule_node else None
    guard, guard_ok = _guard(lines, scope, place)
    evidence = _evidence(lines, scope, place)
    cure, cure_ok = _cure(lines, scope, place)
    purpose_line = lines.named("purpose")
    purpose = closed_list(purpose_line, PURPOSES, "purpose", scope) if purpose_line else None
    basis = lines.named("legal_basis")
    waivable = _waivable(lines, scope)
    remedies = _remedies(lines, scope, place, "condition")
    if who is None or duty is None or schedule is None or not guard_ok or not cure_ok or remedies is None:
        return None
    return Condition(
        name.text,
        who,
        duty,
        schedule,
        guard,
        evidence,
        cure,
        waivable,
        purpose,
        remedies,
        label_of(item),
        cite_of(item),
        next(basis.tokens("STRING")).text if basis else "",
        name.span,
    )


def _cure(lines: _Lines, scope: Scope, place: Place) -> tuple[Cure | None, bool]:
    line = lines.named("cure")
    if line is None:
        return None, True
    offsets = [dates.offset(n, scope, place) for n in line.nodes("offset")]
    formula = scope.formula(line.children[-1], replace(place, in_cure=True))
    if formula is None or any(o is None for o in offsets):
        return None, False
    deadlines = tuple(o for o in offsets if o is not None)
    if all(o.on_notice for o in deadlines):
        scope.say("CW4016", line.span)
        return None, False
    return Cure(deadlines, formula), True


def _waivable(lines: _Lines, scope: Scope) -> str | None:
    line = lines.named("waivable")
    return _party(next(line.tokens("NAME")), scope) if line else None


def read_payment(item: Node, scope: Scope) -> Payment | None:
    """Return a payment of the core tree, or None after saying what is wrong."""
    name, payer, payee = list(item.tokens("NAME"))[:3]
    if item.first("deliver_quantity") is not None:
        scope.say("CW1201", item.span, what="a delivery (`must deliver`)")
        return None
    lines = _Lines(item, scope)
    schedule_node, place = _place(item, lines, scope)
    amount_node = next(
        n for n in item.nodes() if n.kind not in (*LINES, "label", "cite", "pay_money", "deliver_quantity")
    )
    parties = [_party(t, scope) for t in (payer, payee)]
    amount = pay_amount(amount_node, scope, place)
    schedule = dates.schedule(schedule_node, scope) if schedule_node else None
    guard, guard_ok = _guard(lines, scope, place)
    evidence = _evidence(lines, scope, place)
    due_line = lines.named("due")
    due = dates.offset(next(due_line.nodes()), scope, place) if due_line else None
    steps = _steps(lines, amount, scope, place)
    remedies = _remedies(lines, scope, place, "payment")
    waivable = _waivable(lines, scope)
    if amount is None or schedule is None or not guard_ok or steps is None or remedies is None:
        return None
    if parties[0] is None or parties[1] is None or (due_line is not None and due is None):
        return None
    return Payment(
        name.text,
        parties[0],
        parties[1],
        amount,
        str(amount.type.of),
        schedule,
        guard,
        due,
        evidence,
        waivable,
        steps,
        remedies,
        False,
        label_of(item),
        cite_of(item),
        name.span,
    )


def pay_amount(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return an amount of money without denominator; CW2405 otherwise."""
    found = scope.amount(node, place)
    if found is None or (found.type.kind == "money" and found.type.per is None):
        return found
    key = "CW2405.per" if found.type.kind == "money" else "CW2405"
    scope.say(key, node.span, type=found.type)
    return None


def _steps(lines: _Lines, amount: Expr | None, scope: Scope, place: Place) -> tuple[Net | Cap, ...] | None:
    steps: list[Net | Cap] = []
    ok = True
    for line in lines.all:
        if line.kind == "less_already_due" and line is lines.named("less_already_due"):
            steps.append(Net())
        elif line.kind == "capped":
            limit = pay_amount(next(line.nodes()), scope, place)
            if limit is None:
                ok = False
            elif amount is not None and limit.type != amount.type:
                scope.say("CW2001", line.span, left=amount.type, right=limit.type)
                ok = False
            else:
                steps.append(Cap(limit, line.first("in_total") is not None))
    return tuple(steps) if ok else None


# ---- remedies ------------------------------------------------------------------------------------

_TRIGGERS = {"on_status": "each", "on_times": "times", "on_running": "running"}
_MONEY_ACTS = ("pay", "repay")
_LATER = ("deliver", "convert", "buy")


def _remedies(lines: _Lines, scope: Scope, place: Place, block: str) -> tuple[Remedy, ...] | None:
    made = [_remedy(line, scope, place, block) for line in lines.all if line.kind == "consequence"]
    if any(m is None for m in made):
        return None
    return tuple(m for m in made if m is not None)


def _remedy(line: Node, scope: Scope, place: Place, block: str) -> Remedy | None:
    trigger, modal, act = (n for n in line.nodes())
    state, times = next(trigger.nodes()).kind, next(trigger.tokens("INT"), None)
    if state == "known":
        scope.say("CW2404", trigger.span)
        return None
    if block == "payment" and state in ("breached", "cured"):
        scope.say("CW2403", trigger.span, name="a payment", state=state)
        return None
    n = whole(times) if times else 1
    if not 1 <= n <= 40_000:
        scope.say("CW3102.zero" if n < 1 else "CW3102.duration", trigger.span, n=n)
        return None
    actor = _party(next(line.tokens("NAME")), scope)
    if act.kind in _LATER:
        scope.say("CW1201", act.span, what=f"the act `{act.kind}`")
        return None
    if actor is None:
        return None
    bare = Remedy(state, _TRIGGERS[trigger.kind], n, actor, modal.kind == "may", act.kind, at=line.span)  # type: ignore[arg-type]
    if act.kind in _MONEY_ACTS:
        return _money_act(bare, act, scope, place)
    if act.kind == "terminate":
        return bare
    token = next(act.tokens("NAME"))
    wanted = ("payment",) if act.kind == "withhold" else ("condition", "payment")
    target = scope.clauses.get(token.text)
    if target is None or target.kind not in wanted:
        names = [n_ for n_, c in scope.clauses.items() if c.kind in wanted]
        scope.out.append(unknown(token.text, token.span, what=" or ".join(wanted), candidates=names))
        return None
    scope.used.add(token.text)
    return replace(bare, target=token.text)


def _money_act(bare: Remedy, act: Node, scope: Scope, place: Place) -> Remedy | None:
    payee = _party(next(act.tokens("NAME")), scope)
    options = [n for n in act.nodes() if n.kind in ("due", "less_already_due")]
    amount_node = next(n for n in act.nodes() if n.kind not in ("due", "less_already_due"))
    amount = pay_amount(amount_node, scope, place)
    dues: list[Offset | None] = [
        dates.offset(next(n.nodes()), scope, place) for n in options if n.kind == "due"
    ]
    nets = [n for n in options if n.kind == "less_already_due"]
    for extra in [n for n in options if n.kind == "due"][1:] + nets[1:]:
        shown = _SHOWN.get(extra.kind, extra.kind)
        scope.say("CW1104.twice", extra.span, line=shown, block="if")
        return None
    if payee is None or amount is None or None in dues:
        return None
    return replace(bare, payee=payee, amount=amount, due=dues[0] if dues else None, net=bool(nets))
