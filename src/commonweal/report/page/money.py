"""Money: what each side gives and gets, every amount with its state, and the powers that are open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from commonweal.engines.protocol import Finding, Payable, Power
from commonweal.ground.numbers import add
from commonweal.report.page import words
from commonweal.report.page.balances import held
from commonweal.report.page.drawing.markup import Markup, el, framed, join, link
from commonweal.report.page.drawing.shapes import status
from commonweal.report.page.drawing.tables import Row, folded, table
from commonweal.report.page.promises import LONG, MOST, beside, compared, finding_cell, left_out
from commonweal.report.page.steps import trigger_text
from commonweal.report.page.sums.owed import OWED, by_side, outstanding, releases
from commonweal.report.page.view import UP_FOR_TEST, Chapter, released, state_of, status_of
from commonweal.report.speech.phrases import phrase, plural, spoken

ATTENTION: Final = ("late", "due", "part_paid", "undetermined", "withheld", "released", "overpaid")
"""States whose rows are never folded away."""


# ---- give and get -----------------------------------------------------------------------------------


def give_and_get(chapter: Chapter) -> Markup:
    """
    Return what the public gives and what it gets, side by side.

    What others pay the recipient, as its banks or its owner, the public does not get: it stands apart. So
    does what public bodies pay one another, and what was let go unpaid, which is no payment of anybody: who
    lent and was not paid back gave once.
    """
    parts = by_side(chapter)
    gives = join(_ceiling(chapter), _sums(chapter, parts["gives"], _no_payment(chapter)))
    gets = join(_sums(chapter, parts["gets"], None), _kept(chapter))
    gets = gets or el("p", phrase("No promise and no payment."))
    if balances := held(chapter):
        gives = join(gives, el("h3", phrase("What the accounts hold")), balances)
    if parts["others"]:
        gets = join(gets, el("h3", phrase("Others give")), _sums(chapter, parts["others"], None))
    left = el("div", el("h3", phrase("The public gives")), gives)
    right = el("div", el("h3", phrase("The public gets")), gets)
    sides = el("div", left, right, class_="sides")
    return join(sides, _among(chapter, parts["among"]), _cancelled(chapter))


def _among(chapter: Chapter, payables: Sequence[Payable]) -> Markup | None:
    """Return what public bodies pay one another: often the same money on its way, which no sum counts."""
    if not payables:
        return None
    said = phrase("What one public body pays another is in no sum of what the public gives or gets.")
    head = el("h3", phrase("Between public bodies"))
    return el("div", head, el("p", said, class_="note"), _sums(chapter, payables, None))


def _cancelled(chapter: Chapter) -> Markup | None:
    """Return what was let go unpaid, whoever was to pay it."""
    lines = list(_released(chapter, chapter.payables))
    if not lines:
        return None
    said = phrase("This is no payment and is added to nothing above.")
    return el("div", el("h3", phrase("Cancelled unpaid")), el("p", said, class_="note"), *lines)


def _no_payment(chapter: Chapter) -> str:
    kinds = spoken().list_of("instruments")
    instrument = kinds.get(chapter.terms.instrument, words.named(chapter.terms.instrument))
    return phrase(
        "No payment by the public side: these are the terms of {instrument}.", instrument=instrument
    )


def _ceiling(chapter: Chapter) -> Markup | None:
    agreement = chapter.plan.agreement
    currency = agreement.currency or chapter.terms.currency
    if agreement.amount is None or currency is None:
        return None
    figure = el("b", words.headline(agreement.amount, currency))
    return el("p", framed("{sum} named in the agreement", sum=figure), class_="sum")


def _sums(chapter: Chapter, payables: Sequence[Payable], none: str | None) -> Markup:
    """Return paid and owed sums of some payables, by currency and by who gets them."""
    if not payables:
        return join(el("p", none) if none else None)
    lines = []
    for payee in dict.fromkeys(p.payee for p in payables):
        mine = [p for p in payables if p.payee == payee]
        who = chapter.who(payee)
        said = [
            framed("{sum} paid to {payee}", sum=el("b", s), payee=who) for s in sums(mine, lambda p: p.paid)
        ]
        late = [p for p in mine if p.state == "late"]
        said += [
            framed("{sum} due to {payee} by the terms, no payment of it on record", sum=el("b", s), payee=who)
            for s in sums([p for p in late if not p.paid], outstanding)
        ]
        said += _late_in_part([p for p in late if p.paid and outstanding(p)], who)
        said += [
            framed("{sum} owed to {payee} now", sum=el("b", s), payee=who)
            for s in sums([p for p in mine if p.state != "late"], outstanding)
        ]
        lines += [el("p", line, class_="sum") for line in said]
    hanging = sum(p.state == "undetermined" for p in payables)
    if not lines:
        none = phrase("No payment is on record, and nothing is owed now.")
        lines.append(el("p", phrase("No payment is on record.") if hanging else none))
    if hanging:
        lines.append(el("p", _unclear(hanging)))
    return join(*lines)


def _late_in_part(payables: Iterable[Payable], who: str) -> Iterator[Markup]:
    """Yield, by currency, what is open of amounts of which a part is on record as paid."""
    by_currency: dict[str, list[Payable]] = {}
    for p in payables:
        by_currency.setdefault(p.currency, []).append(p)
    for _, part in sorted(by_currency.items()):
        [rest], [whole] = sums(part, outstanding), sums(part, lambda p: add(outstanding(p), p.paid))
        yield framed(
            "{sum} of the {whole} due to {payee} by the terms is not on record as paid",
            sum=el("b", rest), whole=whole, payee=who,
        )  # fmt: skip


def _released(chapter: Chapter, payables: Sequence[Payable]) -> Iterator[Markup]:
    """Yield what was let go unpaid: how much, by whom, when, why, and where that is recorded."""
    for release in releases(payables):
        blanks = {"authority": chapter.who(release.authority), "days": release.days}
        if release.amount:
            figure = el("b", words.headline(release.amount, release.currency))
            said = framed(
                "{sum} that {payer} was to pay {payee}, on record as released by {authority}, {days}",
                sum=figure, payer=chapter.who(release.payer), payee=chapter.who(release.payee), **blanks,
            )  # fmt: skip
            yield el("p", said, class_="sum")
        if release.unknown:
            yield el("p", unknown_release(release.unknown, **blanks))
        yield el("p", *(f"{reason} " for reason in release.reasons), *_places(release.places), class_="src")


def unknown_release(n: int, *, authority: str, days: str) -> str:
    """Return that amounts were let go of which nobody knows how much they were."""
    return plural(
        "One amount on record as released by {authority}, {days}; how much it was is not known.",
        "{n}\u00a0amounts on record as released by {authority}, {days}; how much they were is not known.",
        n, authority=authority, days=days,
    )  # fmt: skip


def _places(places: Sequence[str]) -> Iterator[Markup | str]:
    for i, place in enumerate(places):
        yield join(", " if i else "", el("code", place))


def _unclear(n: int) -> str:
    return plural(
        "{n}\u00a0amount cannot be worked out yet.", "{n}\u00a0amounts cannot be worked out yet.", n
    )


def sums(payables: Iterable[Payable], of: Callable[[Payable], Decimal]) -> list[str]:
    """Return sums in words, one for each currency; none that is zero."""
    found: dict[str, Decimal] = {}
    for p in payables:
        found[p.currency] = add(found.get(p.currency, Decimal(0)), of(p))
    return [words.headline(x, currency) for currency, x in sorted(found.items()) if x != 0]


def _kept(chapter: Chapter) -> Markup | None:
    """Return the latest result of each promise."""
    latest: dict[str, Finding] = {}
    for finding in sorted(chapter.findings, key=lambda f: f.window):
        if status_of(finding) in UP_FOR_TEST or finding.clause not in latest:
            latest[finding.clause] = finding
    items = [_promise(chapter, finding) for _, finding in sorted(latest.items())]
    return el("ul", items, class_="plain") if items else None


def _promise(chapter: Chapter, finding: Finding) -> Markup:
    numbers = compared(finding)
    known = numbers is not None and numbers.verified and not numbers.plain
    figure = beside(numbers) if numbers is not None and known else ""
    label = link(chapter.row_anchor(finding), chapter.clause_label(finding.clause, finding.window))
    said = f", {chapter.period(finding.window)}{f': {figure}' if figure else ''}"
    return el("li", label, said, el("br"), finding_cell(chapter, finding))


# ---- the table --------------------------------------------------------------------------------------


def money(chapter: Chapter, reasons: frozenset[str], labelled_by: str) -> Markup:
    """Return the table of amounts; of a long one the rows that need attention, and the rest folded."""
    rows = sorted(chapter.payables, key=lambda p: (p.clause, p.window, p.kind, p.item))
    latest = {p.clause: id(p) for p in rows if p.state == "paid"}
    long = len(rows) > LONG
    first = [p for p in rows if not long or state_of(p) in ATTENTION or latest.get(p.clause) == id(p)]
    kept = {id(p) for p in first}
    rest = [p for p in rows if id(p) not in kept]

    def made(part: Sequence[Payable]) -> Markup:
        heads = (
            phrase("For"), phrase("Period"), phrase("Who pays whom"), phrase("Amount"), phrase("Due"),
            phrase("Paid"), phrase("State"),
        )  # fmt: skip
        cells = [_row(chapter, p, reasons) for p in part[:MOST]]
        return table(heads, cells, numeric=(3, 5), labelled_by=labelled_by)

    others = plural(
        "The other {n}\u00a0row, which need nothing", "The other {n}\u00a0rows, which need nothing", len(rest)
    )
    return join(
        made(first) if first else None,
        folded(others, made(rest)) if rest else None,
        left_out(chapter, max(0, len(first) - MOST) + max(0, len(rest) - MOST)),
    )


def _row(chapter: Chapter, payable: Payable, reasons: frozenset[str]) -> Row:
    why = chapter.why_anchor(payable)
    target = why if why in reasons else chapter.clause_anchor(payable.clause)
    cells = (
        join(link(target, payable_label(chapter, payable)), _fired(payable)),
        chapter.period(payable.window),
        f"{chapter.short(payable.payer)} → {chapter.short(payable.payee)}",
        amount(payable),
        words.day(payable.due) if payable.due else phrase("when notice is given"),
        _paid(payable),
        status(words.word_of(state_of(payable), words.STATES), state_of(payable)),
    )
    return Row(cells, chapter.row_anchor(payable))


def _paid(payable: Payable) -> Markup | str:
    if not payable.paid:
        return "–"
    on = el("span", f" {words.day(payable.paid_on)}", class_="note") if payable.paid_on else None
    return join(words.amount(payable.paid, payable.currency), on)


def payable_label(chapter: Chapter, payable: Payable) -> str:
    """Return what a payable is for."""
    return payable.label or chapter.clause_label(payable.clause, payable.window)


def _fired(payable: Payable) -> Markup | None:
    if payable.fired_by is None:
        return None
    return el("span", " ", phrase("because {trigger}", trigger=trigger(payable)), class_="note")


def trigger(payable: Payable) -> str:
    """Return what made a consequence due: breached, overdue …; "" for what nothing did."""
    return trigger_text(payable.fired_by) if payable.fired_by else ""


def amount(payable: Payable) -> str:
    """Return an amount, or what is known of it."""
    if payable.amount is not None:
        shown = words.amount(payable.amount, payable.currency)
        if (gone := released(payable)) is None:
            return phrase("{amount} (how much was cancelled is not known)", amount=shown)
        if gone:
            return phrase(
                "{amount} ({gone} cancelled unpaid)", amount=shown, gone=words.amount(gone, payable.currency)
            )
        capped = payable.cap_applied and payable.amount
        return phrase("{amount} (capped)", amount=shown) if capped else shown
    lo, hi = payable.interval or (None, None)
    return words.between(lo, hi, payable.currency)


def owed_now(payables: Iterable[Payable]) -> list[Payable]:
    """Return what is to be paid now or by a day that has not passed."""
    return [p for p in payables if p.state in OWED]


# ---- powers -----------------------------------------------------------------------------------------


def powers(chapter: Chapter, labelled_by: str) -> Markup:
    """Return the table of powers that a breach opened or may open."""
    heads = (
        phrase("Who may act"), phrase("What"), phrase("Because of"), phrase("Until"), phrase("State"),
    )  # fmt: skip
    rows = chapter.assessment.powers
    made = table(heads, [_power(chapter, p) for p in rows[:MOST]], labelled_by=labelled_by)
    return join(made, left_out(chapter, max(0, len(rows) - MOST)))


def _power(chapter: Chapter, power: Power) -> Row:
    label = chapter.clause_label(power.clause, power.window)
    why = link(chapter.clause_anchor(power.clause), label)
    cells = (
        words.capital(chapter.who(power.holder)),
        words.named(power.act),
        join(why, f", {chapter.period(power.window)}"),
        words.day(power.until) if power.until else phrase("no day is set"),
        status(words.word_of(power.state, words.POWERS), power.state),
    )
    return Row(cells)
