"""`payments/*`: money, or a quantity, that moved under a clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from commonweal.engines.protocol import PaymentMade
from commonweal.ground.currencies import minor_digits
from commonweal.ground.numbers import plain
from commonweal.terms.core.clauses import Clause, Payment, Right
from commonweal.workspace import fields
from commonweal.workspace.fields import Cells, digest, iso
from commonweal.workspace.forms.rows import Columns, shown
from commonweal.workspace.gather import Gathering, Loaded, TableFile, Words
from commonweal.workspace.known import Known, recorded

COLUMNS = Columns(
    ("agreement", "clause", "paid_on", "amount", "currency", "recorded_at"),
    ("source", "reported_on", "window", "payment"),
)


def load_payments(
    files: Iterable[TableFile], known: Known, *, quarantine: bool = False
) -> Loaded[PaymentMade]:
    """
    Return the payments made, with every fault.

    Rows that say the same count once, with a warning unless `payment` tells that they are the same payment.
    """
    gathering: Gathering[PaymentMade] = Gathering(content, quarantine=quarantine)
    for file in files:
        gathering.read(file, COLUMNS, lambda cells: _payment(cells, known))
    for gone, kept in gathering.once():
        if gone.value.id == _id(gone.value):
            gathering.blame(gone, "payment", "CW5109.same", other=kept, values={"what": "payment"})
    for group in gathering.sharing("payment", lambda p: (p.agreement, p.id)):
        gathering.clash(group, "payment", "CW5108.id", name=group[0].value.id)
    return gathering.settle()


def content(p: PaymentMade) -> Words:
    """Return what a payment says: equal for equal payments; its place is not in it."""
    window = (p.window.start, p.window.end) if p.window else (date.min, date.min)
    return (p.agreement, p.clause, p.paid_on, *window, plain(p.amount), p.currency, p.source,
            p.reported_on or date.min, p.recorded_at, p.id)  # fmt: skip


def _payment(cells: Cells, known: Known) -> PaymentMade | None:
    found = known.agreement(cells)
    clause = known.clause(cells, found[0]) if found else None
    paid_on, at = cells.must("paid_on", fields.day), recorded(cells, known.zone)
    reported = cells.may("reported_on", fields.day)
    source, id_ = cells.words("source"), cells.name("payment")
    fiscal = found[1].fiscal_end if found else None
    window = cells.may("window", fields.reading_period(fiscal)) if found else None
    currency = _currency(cells, known, clause)
    amount = None
    if currency is not None:
        amount = cells.must("amount", partial(fields.paid, currency=currency))
    if amount is not None and amount < 0:
        cells.blame("amount", "CW5105.negative", name="a payment")
    if clause is None or paid_on is None or at is None or currency is None or amount is None or found is None:
        return None
    made = PaymentMade(
        found[0].id, clause.name, paid_on, amount, currency, at, window, source, reported, id_, cells.place
    )
    return made if id_ else replace(made, id=_id(made))


def _id(p: PaymentMade) -> str:
    """Return the id that a payment has from its content, if it has no reference of its own."""
    window = (iso(p.window.start), iso(p.window.end)) if p.window else ("", "")
    return digest((p.agreement, p.clause, iso(p.paid_on), *window, plain(p.amount), p.currency, p.source,
                   iso(p.reported_on), iso(p.recorded_at)))  # fmt: skip


def _currency(cells: Cells, known: Known, clause: Clause | Right | None) -> str | None:
    """Return the currency of a payment, or the unit of a delivery; it is that of its clause."""
    given = cells.must("currency", fields.identifier)
    if given is None:
        return None
    if minor_digits(given) is None and given not in known.units:
        cells.blame("currency", "CW5105.currency", cell=shown(given))
        return None
    wanted = _owed_in(clause) if clause else frozenset()
    if clause and wanted and given not in wanted:
        wants = " or ".join(sorted(wanted))
        cells.blame("currency", "CW5103.payment", name=clause.name, found=given, wanted=wants)
        return None
    return given


def _owed_in(clause: Clause | Right) -> frozenset[str]:
    """Return what is owed under a clause: currencies or units; empty if any will do."""
    own = {clause.currency} if isinstance(clause, Payment) else set[str]()
    for act in [clause] if isinstance(clause, Right) else clause.remedies:
        owed = [act.amount if act.act != "convert" else None, act.price]
        own |= {node.type.of for node in owed if node is not None and node.type.of}
        own |= {act.unit} if act.unit else set()
    return frozenset(own)
