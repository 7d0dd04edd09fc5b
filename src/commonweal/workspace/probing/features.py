"""What a text has and another may lack: the questions that a review puts to every text of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from commonweal.ground.diagnostics import Span
from commonweal.terms.core.clauses import Account, Cap, Clause, Payment, Remedy, Right, Terms
from commonweal.terms.core.walk import expressions_of


@dataclass(frozen=True, slots=True)
class Sight:
    """
    A place where a text has something.

    Attributes
    ----------
    name : of the clause, account, right, party or parameter
    at : where that begins; word : what its line says, where that lies further down
    """

    name: str
    at: Span | None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """
    A question to a text.

    Attributes
    ----------
    does : what a text that has it does, to be read after "22 of 25 comparable programmes"
    lacks : what is said of one without
    kind : the clauses to which it could be added: `condition`, `payment`, or none in particular
    """

    key: str
    does: str
    lacks: str
    seen: Callable[[Terms], Iterator[Sight]]
    kind: str = ""

    def applies(self, terms: Terms) -> bool:
        """Say whether the question makes sense of a text: it has clauses of the kind."""
        return not self.kind or any(True for _ in clauses_of(self.kind, terms))


def clauses_of(kind: str, terms: Terms) -> Iterator[Clause]:
    """Return the clauses of a kind; payments are those that the public side makes."""
    if kind == "condition":
        return iter(terms.conditions())
    return (p for p in terms.payments() if _side(p.payer, terms) == "public") if kind else iter(())


def _side(party: str, terms: Terms) -> str:
    found = terms.party(party)
    return found.side if found is not None else ""


# ---- remedies, rights and lines ----------------------------------------------------------------------------


def _remedies(terms: Terms) -> Iterator[tuple[Clause, Remedy]]:
    return ((clause, remedy) for clause in terms.clauses for remedy in clause.remedies)


def _on(*states: str) -> Callable[[Terms], Iterator[Sight]]:
    """Return what finds the `if` lines on some states."""
    return lambda terms: (Sight(c.name, r.at or c.at) for c, r in _remedies(terms) if r.state in states)


def _acts(*acts: str) -> Callable[[Terms], Iterator[Sight]]:
    """Return what finds the remedies and rights of some acts."""

    def seen(terms: Terms) -> Iterator[Sight]:
        yield from (Sight(c.name, r.at or c.at) for c, r in _remedies(terms) if r.act in acts)
        yield from (Sight(r.name, r.at, f" {r.act} ") for r in terms.rights if r.act in acts)

    return seen


def _line(attribute: str, word: str) -> Callable[[Terms], Iterator[Sight]]:
    """Return what finds the clauses that have a line."""
    return lambda terms: (Sight(c.name, c.at, word) for c in terms.clauses if getattr(c, attribute, None))


def _audited(terms: Terms) -> Iterator[Sight]:
    for clause in terms.clauses:
        if clause.evidence is not None and clause.evidence.level in ("audited", "confirmed"):
            yield Sight(clause.name, clause.at, "evidence ")


def _purpose(word: str) -> Callable[[Terms], Iterator[Sight]]:
    return lambda terms: (
        Sight(c.name, c.at, f"purpose {word}") for c in terms.conditions() if c.purpose == word
    )


# ---- money -------------------------------------------------------------------------------------------


def _capped(terms: Terms) -> Iterator[Sight]:
    for payment in terms.payments():
        if _side(payment.payer, terms) == "public" and any(
            isinstance(step, Cap) and step.in_total for step in payment.steps
        ):
            yield Sight(payment.name, payment.at, "in total")


def _upside(terms: Terms) -> Iterator[Sight]:
    """Yield the payments from a recipient to the public side that move with a figure, a shortfall apart."""
    for payment in terms.payments():
        sides = (_side(payment.payer, terms), _side(payment.payee, terms))
        if sides == ("recipient", "public") and _reads_measure(payment):
            yield Sight(payment.name, payment.at)


def _reads_measure(payment: Payment) -> bool:
    """Say whether an amount moves with a figure and is no penalty for a gap: max(0, goal - done)."""
    nodes = list(payment.amount.walk())
    shortfall = any(n.op == "max" and any(m.op == "neg" for m in n.walk()) for n in nodes)
    return not shortfall and any(key == "measure" for n in nodes for key, _ in n.attrs)


def _waiting(terms: Terms) -> Iterator[Sight]:
    """Yield the payments of the public side that wait for the status of a duty."""
    for payment in clauses_of("payment", terms):
        if payment.guard is not None and any(n.op == "status" for n in payment.guard.walk()):
            yield Sight(payment.name, payment.at, "while ")


# ---- people, names, values ---------------------------------------------------------------------------


def _group(terms: Terms) -> Iterator[Sight]:
    """Yield what counts the whole corporate group: a measure per affiliate, or rows over affiliates."""
    affiliates = {m.name for m in terms.measures if m.per == "affiliate"}
    every: tuple[Clause | Account | Right, ...] = (*terms.clauses, *terms.accounts, *terms.rights)
    for one in every:
        for node in (n for root in expressions_of(one) for n in root.walk()):
            if any(value == "affiliate" or value in affiliates for _, value in node.attrs):
                yield Sight(one.name, node.at or one.at)
                break


def _labour(terms: Terms) -> Iterator[Sight]:
    yield from (Sight(p.name, p.at) for p in terms.parties if p.side == "labour")
    yield from _purpose("labour")(terms)


def _negotiated(terms: Terms) -> Iterator[Sight]:
    return (Sight(p.name, p.at) for p in terms.parameters if p.negotiated)


def _public_rights(terms: Terms) -> Iterator[Sight]:
    return (Sight(r.name, r.at) for r in terms.rights if _side(r.holder, terms) == "public")


FEATURES: Final[tuple[Feature, ...]] = (
    Feature("proof", "say what proof is owed, by when", "yours does not",
            _line("evidence", "evidence "), "condition"),
    Feature("audit", "ask somewhere for audited or confirmed figures", "yours nowhere does", _audited),
    Feature("breach", "have a remedy for a breach", "yours has none", _on("breached"), "condition"),
    Feature("silence", "have a remedy for overdue evidence", "yours has none", _on("overdue")),
    Feature("waiting", "let public money wait for a duty", "yours does not", _waiting, "payment"),
    Feature("cure", "let a breach be cured", "yours does not", _line("cure", "cure "), "condition"),
    Feature("waiver", "say who may waive a clause", "yours does not", _line("waivable_by", "waivable ")),
    Feature("clawback", "take money back (repay)", "yours does not", _acts("repay")),
    Feature("holding", "let money be held back (withhold or suspend)", "yours does not",
            _acts("withhold", "suspend")),
    Feature("termination", "let somebody terminate", "yours does not", _acts("terminate")),
    Feature("limit", "cap what the public side pays in total", "yours does not", _capped, "payment"),
    Feature("upside", "have the recipient pay the public side an amount that moves with a figure",
            "yours does not", _upside),
    Feature("right", "give the public side a right of its own", "yours does not", _public_rights),
    Feature("group", "count the whole corporate group (per affiliate)", "yours does not", _group),
    Feature("labour", "give labour a part: a party, or a duty with its purpose", "yours does not", _labour),
    *(
        Feature(
            purpose, f"have a duty with purpose {purpose}", "yours has none", _purpose(purpose), "condition",
        )
        for purpose in ("access", "direction", "reinvestment", "sharing", "green", "reporting")
    ),
    Feature("basis", "name a legal basis", "yours names none", _line("basis", "basis "), "condition"),
    Feature("negotiation", "leave values to negotiation", "yours leaves none", _negotiated),
)  # fmt: skip
"""What a review asks, in the order in which equal answers are told."""
