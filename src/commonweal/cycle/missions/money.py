"""
Every amount traced to the missions that it serves, and what traces to none.

An agreement's amount is what it states; where it states none, what the public side has paid under it so far
to others: what one public body hands to another is not spent yet, and would count again when it is.
Through the programme of its terms it goes to missions by shares, and through missions to those they are
within: there every share counts once. All of it is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from commonweal.cycle.missions.records import Serving
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Agreement, PaymentMade
from commonweal.ground.money import Money
from commonweal.ground.numbers import add, mul, sub
from commonweal.terms.core.clauses import Payment, Terms

Basis = Literal["stated", "paid"]
"""Where an amount is from: the agreement states it, or it is what was paid."""

Sums = Mapping[str, Decimal]
"""An amount for each currency."""

Texts = Mapping[tuple[str, int], Terms]


@dataclass(frozen=True, slots=True)
class Traced:
    """
    An agreement on its way to missions.

    Attributes
    ----------
    amounts : one for each currency; none where nothing is stated and nothing was paid
    terms : name of the text that governs it on the day
    programme : id of its programme, "" for none
    serves : missions that exist, with shares that add up to at most 1
    claims : the mission that its text or row says it serves, also one that does not exist; "" for none
    pays : whether its texts have the public side pay somebody else, be the amount known or not
    """

    agreement: str
    terms: str
    amounts: tuple[Money, ...]
    basis: Basis | None
    programme: str
    serves: tuple[Serving, ...]
    claims: str
    pays: bool = False

    @property
    def share(self) -> Decimal:
        """Return the share that serves missions (0..1)."""
        total = Decimal(0)
        for serving in self.serves:
            total = add(total, serving.share)
        return total

    @property
    def has_money(self) -> bool:
        """Say whether money was promised or paid under it, though nobody may know how much."""
        return any(m.amount > 0 for m in self.amounts) if self.amounts else self.pays


@dataclass(frozen=True, slots=True)
class Flows:
    """
    All agreements traced.

    Attributes
    ----------
    rows : by id of the agreement
    own : by mission and currency, what serves it directly
    nested : the same with all missions within it
    total : by currency; untraced : what of it serves no mission
    unknown : agreements whose amount nobody stated and under which nothing was paid
    """

    rows: tuple[Traced, ...]
    own: Mapping[str, Sums]
    nested: Mapping[str, Sums]
    total: Sums
    untraced: Sums
    unknown: tuple[str, ...]

    def serving(self, mission: str) -> tuple[Traced, ...]:
        """Return the agreements that serve a mission directly."""
        return tuple(row for row in self.rows if any(s.mission == mission for s in row.serves))

    def reaching(self, strategy: Strategy, mission: str) -> tuple[Traced, ...]:
        """Return the agreements that serve a mission or one within it."""
        below = frozenset(strategy.below(mission))
        return tuple(row for row in self.rows if any(s.mission in below for s in row.serves))

    def funded(self) -> frozenset[str]:
        """Return the programmes under which money was promised or paid."""
        return frozenset(row.programme for row in self.rows if row.programme and row.has_money)


def flows(
    strategy: Strategy,
    agreements: Mapping[str, Agreement],
    texts: Texts,
    payments: Mapping[str, Iterable[PaymentMade]],
    *,
    as_of: date,
    known_at: datetime,
) -> Flows:
    """
    Return where the money of all agreements goes.

    Parameters
    ----------
    payments : by id of the agreement
    as_of : agreements signed later, and payments made later, are left out
    known_at : what was recorded later does not exist
    """
    rows = []
    for id_, agreement in sorted(agreements.items()):
        if agreement.signed is not None and agreement.signed > as_of:
            continue
        if agreement.recorded_at is not None and agreement.recorded_at > known_at:
            continue
        made = (p for p in payments.get(id_, ()) if p.recorded_at <= known_at and p.paid_on <= as_of)
        rows.append(_traced(strategy, agreement, texts, made, as_of, known_at))
    own: dict[str, dict[str, Decimal]] = {id_: {} for id_ in strategy.missions}
    total: dict[str, Decimal] = {}
    untraced: dict[str, Decimal] = {}
    for row in rows:
        for money in row.amounts:
            _put(total, money.currency, money.amount)
            for serving in row.serves:
                _put(own[serving.mission], money.currency, mul(money.amount, serving.share))
            _put(untraced, money.currency, mul(money.amount, sub(Decimal(1), row.share)))
    nested = {id_: _with_parts(strategy, id_, own) for id_ in strategy.missions}
    unknown = tuple(row.agreement for row in rows if not row.amounts)
    return Flows(tuple(rows), own, nested, total, untraced, unknown)


def text_on(agreement: Agreement, *, as_of: date, known_at: datetime) -> tuple[str, int]:
    """Return name and version of the text that governs an agreement on a day."""
    found = agreement.terms, agreement.version
    moves = (a for a in agreement.amendments if a.effective <= as_of and a.recorded_at <= known_at)
    for amendment in sorted(moves, key=lambda a: (a.effective, a.signed)):
        if amendment.terms is not None and amendment.version is not None:
            found = amendment.terms, amendment.version
    return found


def _traced(
    strategy: Strategy,
    agreement: Agreement,
    texts: Texts,
    made: Iterable[PaymentMade],
    as_of: date,
    known_at: datetime,
) -> Traced:
    name, version = text_on(agreement, as_of=as_of, known_at=known_at)
    text = texts.get((name, version))
    programme = strategy.programme_of(name)
    claims = agreement.serves or (text.serves if text is not None else None) or ""
    shares = programme.serves if programme is not None else ()
    if claims in strategy.missions:
        narrowed = sum((s.share for s in shares), Decimal(0)) if shares else Decimal(1)
        if not shares or agreement.serves:
            shares = (Serving(claims, narrowed),)
    owed = _public_payments(agreement, texts)
    basis, amounts = _amounts(agreement, owed, made)
    id_ = programme.id if programme is not None else ""
    return Traced(agreement.id, name, amounts, basis, id_, shares, claims, bool(owed))


def _amounts(
    agreement: Agreement, owed: frozenset[str], made: Iterable[PaymentMade]
) -> tuple[Basis | None, tuple[Money, ...]]:
    if agreement.amount is not None and agreement.currency is not None:
        return "stated", (Money(agreement.amount, agreement.currency),)
    paid: dict[str, Decimal] = {}
    for payment in made:
        if payment.clause in owed:
            _put(paid, payment.currency, payment.amount)
    found = tuple(Money(paid[currency], currency) for currency in sorted(paid))
    return ("paid" if found else None), found


def _public_payments(agreement: Agreement, texts: Texts) -> frozenset[str]:
    """Return by name the payments in money that the public side owes others, in all texts of an agreement."""
    refs = [(agreement.terms, agreement.version)]
    refs += [(a.terms, a.version) for a in agreement.amendments if a.terms and a.version is not None]
    return frozenset(
        payment.name
        for ref in refs
        if (text := texts.get(ref)) is not None
        for payment in text.payments()
        if _is_public(text, payment)
    )


def _is_public(text: Terms, payment: Payment) -> bool:
    payer, payee = text.party(payment.payer), text.party(payment.payee)
    among = payer is not None and payee is not None and payer.side == payee.side
    return payer is not None and payer.side == "public" and not among and not payment.delivers


def _with_parts(strategy: Strategy, mission: str, own: Mapping[str, Sums]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for id_ in strategy.below(mission):
        for currency, amount in own[id_].items():
            _put(found, currency, amount)
    return dict(sorted(found.items()))


def _put(sums: dict[str, Decimal], currency: str, amount: Decimal) -> None:
    if amount:
        sums[currency] = add(sums.get(currency, Decimal(0)), amount)


def by_programme(found: Flows) -> Mapping[str, Sums]:
    """Return what the agreements of each programme come to, by currency; "" is those of none."""
    sums: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in found.rows:
        for money in row.amounts:
            _put(sums[row.programme], money.currency, money.amount)
    return {id_: dict(sorted(sums[id_].items())) for id_ in sorted(sums)}
