"""What an amendment did as rows for programs: one for the amendment, one for each result that it changed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from commonweal.engines.protocol import AccountRow, Finding, Payable, Power
from commonweal.report import rows, words
from commonweal.report.amended import planned
from commonweal.report.amended.sentence import Sort, number_of, sentence, sort_of, sorts
from commonweal.workspace.planning import Effect, Pair

_COUNTS: Final[dict[Sort, str]] = {
    "status": "statuses_changed", "came": "tests_added", "went": "tests_gone", "balance": "balances_changed",
    "power": "powers_changed", "due": "dues_changed", "later": "later_amounts_changed",
    "other": "payments_otherwise_changed",
}  # fmt: skip


def amendment_row(effect: Effect) -> rows.Row:
    """Return what one amendment says and did; `said` is its sentence."""
    (amendment,), told, counts = effect.amendments, planned.effect_row(effect), sorts(effect)
    return {
        "agreement": effect.agreement, "amendment": number_of(effect), "label": amendment.label,
        "signed": amendment.signed.isoformat(), "effective": amendment.effective.isoformat(),
        "recorded_at": words.instant(amendment.recorded_at), "place": amendment.place,
        "as_of": effect.after.as_of.isoformat(), "said": sentence(effect),
        "moves_to": told["amendments"][0]["moves_to"], "sets": told["amendments"][0]["sets"],
        "values": told["values"], "released": told["released"], "begun": told["begun"], "dues": told["flows"],
        **{name: counts[sort] for sort, name in _COUNTS.items()},
        "not_known": effect.unsettled, "not_decided": effect.hanging,
        "warnings": [d["code"] for d in told["diagnostics"]],
    }  # fmt: skip


def change_rows(effect: Effect) -> Iterator[rows.Row]:
    """Yield every result that one amendment changed: what it is, and how it comes out without and with it."""
    number = number_of(effect)
    for pair in effect.changed:
        yield {
            "agreement": effect.agreement, "amendment": number, "clause": clause_of(pair),
            "window": rows.window_row(pair.either.window), "row": row_of(pair), "item": item_of(pair),
            "change": sort_of(pair), "before": _side(pair.before), "after": _side(pair.after),
        }  # fmt: skip


def clause_of(pair: Pair) -> str:
    """Return the clause, account or right that a pair is about."""
    return pair.either.account if isinstance(pair.either, AccountRow) else pair.either.clause


def row_of(pair: Pair) -> str:
    """Return what a pair is: finding, payment, consequence, exercise, account or power."""
    if isinstance(pair.either, Payable):
        return pair.either.kind
    return type(pair.either).__name__.lower().removesuffix("row")


def item_of(pair: Pair) -> int | None:
    """Return the number within its clause, None for what has none."""
    return pair.either.item if isinstance(pair.either, Payable | Power) else None


def _side(result: Finding | Payable | AccountRow | Power | None) -> rows.Row | None:
    """Return how a result comes out: a word, its day, and an amount or what that may be; null: no window."""
    match result:
        case None:
            return None
        case Finding():
            status = "vacuous" if result.vacuous and result.status == "met" else result.status
            return _outcome(status, due=result.due.isoformat())
        case Power():
            return _outcome(result.state, due=None if result.until is None else result.until.isoformat())
        case AccountRow():
            low, high = dict(result.between).get("closing", (None, None))
            return _outcome("balance", result.currency, result.closing, low, high)
    low, high = result.interval or (None, None)
    due = None if result.due is None else result.due.isoformat()
    return _outcome(result.state, result.currency, result.amount, low, high, due=due)


def _outcome(
    word: str,
    currency: str = "",
    amount: Decimal | None = None,
    low: Decimal | None = None,
    high: Decimal | None = None,
    *,
    due: str | None = None,
) -> rows.Row:
    figures = {"amount": amount, "least": low, "most": high}
    told = {name: None if n is None else words.exact(n, currency) for name, n in figures.items()}
    return {"outcome": word, **told, "currency": currency or None, "due": due}
