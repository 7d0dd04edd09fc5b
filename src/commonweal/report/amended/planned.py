"""What an amendment does, for people and for programs: what changes, what is let go, what is given away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from commonweal.engines.protocol import AccountRow, Finding, Payable, Power
from commonweal.ground.period import FiscalEnd, show_period
from commonweal.report import rows, words
from commonweal.report.amended.sentence import sentence
from commonweal.report.amended.values import cells, changed_values, row_of
from commonweal.report.diagnostics import as_row, counted
from commonweal.report.tables import Column, Sheet, fiscal_of, line, look
from commonweal.terms.core.agreements import Amendment
from commonweal.workspace.planning import Effect, Flow, Pair, Released

SCHEMA: Final = "commonweal.plan/1"
Result = Finding | Payable | AccountRow | Power


# ---- for programs -----------------------------------------------------------------------------------


def document(effects: Sequence[Effect]) -> rows.Row:
    """Return what amendments do, as `commonweal plan --format json` prints it."""
    first = effects[0].after
    return {**rows.heading(first, SCHEMA), "effects": [effect_row(e) for e in effects]}


def effect_row(effect: Effect) -> rows.Row:
    """Return what one amendment does to one agreement."""
    return {
        "agreement": effect.agreement,
        "said": sentence(effect) if len(effect.amendments) == 1 else None,
        "amendments": [_amendment_row(a) for a in effect.amendments],
        "values": [row_of(value) for value in changed_values(effect)],
        "changed": [_pair_row(pair) for pair in effect.changed],
        "moved": dict(effect.moved),
        "released": [_released_row(r) for r in effect.released],
        "begun": list(effect.begun),
        "flows": [_flow_row(f) for f in effect.flows],
        "diagnostics": [as_row(d) for d in effect.diagnostics],
    }


def _amendment_row(a: Amendment) -> rows.Row:
    return {
        "label": a.label, "effective": a.effective.isoformat(), "signed": a.signed.isoformat(),
        "moves_to": None if a.terms is None else f"{a.terms}@{a.version}", "ends": list(a.ended),
        "sets": sorted({s.name for s in a.settings} | {e.name for e in a.series} | set(a.parties)),
    }  # fmt: skip


def _pair_row(pair: Pair) -> rows.Row:
    return {
        "row": type(pair.either).__name__.lower().removesuffix("row"),
        "before": None if pair.before is None else _row(pair.before),
        "after": None if pair.after is None else _row(pair.after),
    }


def _row(result: Result) -> rows.Row:
    match result:
        case Finding():
            return rows.finding_row(result)
        case Payable():
            return rows.payable_row(result)
        case AccountRow():
            return rows.account_row(result)
    return rows.power_row(result)


def _released_row(r: Released) -> rows.Row:
    balance = None
    if r.balance is not None:
        currency, closing = r.balance
        amount = None if closing is None else words.exact(closing, currency)
        balance = {"currency": currency, "amount": amount}
    return {
        "name": r.name, "kind": r.kind, "windows": r.windows,
        "unpaid": {currency: words.exact(n, currency) for currency, n in r.unpaid},
        "balance": balance, "unused": r.unused,
    }  # fmt: skip


def _flow_row(f: Flow) -> rows.Row:
    return {
        "payer": f.payer, "payee": f.payee, "currency": f.currency,
        "before": words.exact(f.before, f.currency), "after": words.exact(f.after, f.currency),
        "change": words.exact(f.change, f.currency),
        "open_before": f.open_before, "open_after": f.open_after,
        "least": None if f.least is None else words.exact(f.least, f.currency),
        "most": None if f.most is None else words.exact(f.most, f.currency),
    }  # fmt: skip


# ---- for people -------------------------------------------------------------------------------------


def shown(effects: Sequence[Effect]) -> RenderableType:
    """Return what amendments do, the sums first."""
    return Group(*(part for effect in effects for part in _effect(effect)))


def _effect(effect: Effect) -> Iterator[RenderableType]:
    run = effect.after
    yield line((effect.agreement, "bold"), f"  as of {words.long_day(run.as_of)}, with and without:")
    for a in effect.amendments:
        yield line("  ", _said(a))
    if len(effect.amendments) == 1:
        yield line("\n", sentence(effect))
    yield from _values(effect)
    yield from _flows(effect)
    yield from _changes(effect)
    if effect.moved:
        said = ", ".join(f"{name} ({counted(n, 'window')})" for name, n in sorted(effect.moved.items()))
        yield line(f"\nJudged by the new version, with the same result so far: {said}.")
    yield from _released(effect)
    if effect.begun:
        yield line(f"\nBegins at zero under a new name: {', '.join(effect.begun)}.")
    for d in effect.diagnostics:
        yield line("\n", (f"{d.severity.value} {d.code}: ", "yellow"), d.message)
    yield line("")


def _said(a: Amendment) -> str:
    does = [f"moves to {a.terms} version {a.version}"] if a.terms else []
    sets = sorted({s.name for s in a.settings} | {e.name for e in a.series} | set(a.parties))
    does += [f"sets {', '.join(sets)}"] if sets else []
    does += [f"ends {', '.join(a.ended)}"] if a.ended else []
    name = a.label or "amendment"
    return f"{name}: from {a.effective} on, signed {a.signed}; {'; '.join(does) or 'changes nothing'}"


def _values(effect: Effect) -> Iterator[RenderableType]:
    changed = changed_values(effect)
    if not changed:
        return
    yield line("\n", ("Values that change", "bold"))
    sheet = Sheet(Column("Value", "fold"), Column("Without it", "fold"), Column("With it", "fold"))
    fiscal = fiscal_of(effect.after, effect.agreement)
    for value in changed:
        sheet.add(*cells(value, fiscal))
    yield sheet


def _flows(effect: Effect) -> Iterator[RenderableType]:
    flows = [f for f in effect.flows if f.change or f.open_before != f.open_after]
    if not effect.flows:
        return
    yield line("\n", ("Money", "bold"), "" if flows else ": no amount changes, as far as amounts are known.")
    if not flows:
        return
    sheet = Sheet(
        Column("From → to", "fold"), Column("Without it", "right"), Column("With it", "right"),
        Column("Change", "right"), Column("Not known", "fold", spare=1),
    )  # fmt: skip
    for f in flows:
        unknown = f"{f.open_before} → {f.open_after}" if f.open_before or f.open_after else ""
        sheet.add(
            f"{f.payer} → {f.payee}", words.amount(f.before, f.currency), words.amount(f.after, f.currency),
            _signed(f.change, f.currency), unknown,
        )  # fmt: skip
    yield sheet


def _signed(change: Decimal, currency: str) -> str:
    return ("+" if change > 0 else "") + words.amount(change, currency)


def _changes(effect: Effect) -> Iterator[RenderableType]:
    if not effect.changed:
        yield line("\nNo finding, amount, balance or right comes out differently.")
        return
    yield line("\n", ("What comes out differently", "bold"))
    sheet = Sheet(Column("Clause"), Column("Window"), Column("Without it", "fold"), Column("With it", "fold"))
    fiscal = fiscal_of(effect.after, effect.agreement)
    for pair in effect.changed:
        sheet.add(*_cells(pair, fiscal))
    yield sheet


def _cells(pair: Pair, fiscal: FiscalEnd | None) -> Sequence[str | Text]:
    either = pair.either
    name = either.account if isinstance(either, AccountRow) else either.clause
    if isinstance(either, Payable) and either.fired_by:
        name += f", if {either.fired_by}"
    window = "" if isinstance(either, Power) else show_period(either.window, fiscal)
    return (name, window, _outcome(pair.before), _outcome(pair.after))


def _outcome(result: Result | None) -> Text:
    if result is None:
        return Text("no window")
    if isinstance(result, Finding):
        return look(words.status_look(result.status, vacuous=result.vacuous))
    if isinstance(result, Power):
        return look(words.state_look(result.state))
    if isinstance(result, AccountRow):
        low, high = dict(result.between).get("closing", (None, None))
        known = result.closing is not None
        said = words.amount(result.closing, result.currency) if known and result.closing is not None else ""
        return Text(said or words.range_of(low, high, result.currency))
    amount = words.amount(result.amount, result.currency) if result.amount is not None else _range(result)
    return Text.assemble(look(words.state_look(result.state)), f" {amount}")


def _range(payable: Payable) -> str:
    low, high = payable.interval or (None, None)
    return words.range_of(low, high, payable.currency)


def _released(effect: Effect) -> Iterator[RenderableType]:
    if not effect.released:
        return
    yield line("\n", ("Released", "bold"))
    sheet = Sheet(Column("Clause"), Column("What it is"), Column("Windows", "right"), Column("Open", "fold"))
    for r in effect.released:
        left = [f"{words.amount(n, currency)} unpaid, still payable" for currency, n in r.unpaid]
        if r.balance is not None:
            currency, closing = r.balance
            amount = "a balance not known" if closing is None else words.amount(closing, currency)
            left.append(f"{amount} on the account")
        left += ["not used"] if r.unused else []
        sheet.add(r.name, r.kind, f"{r.windows:,}", "; ".join(left))
    yield sheet
