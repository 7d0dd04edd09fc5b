"""The price of silence, for people and for programs: a to-do list ranked by money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType

from commonweal.engines.protocol import Fact, Missing, SeriesEntry, Setting
from commonweal.ground.numbers import plain
from commonweal.ground.period import FiscalEnd, show_period
from commonweal.report import rows, words
from commonweal.report.diagnostics import counted
from commonweal.report.tables import fiscal_of, line
from commonweal.terms.core.types import Type
from commonweal.workspace.probing.probes import Bounds, Flow
from commonweal.workspace.probing.silence import Secret, Silent, Turn
from commonweal.workspace.run import Run

SCHEMA: Final = "commonweal.silence/1"
MOST_TURNS: Final = 4
MOST_OTHERS: Final = 4


def document(run: Run, found: Sequence[Silent]) -> rows.Row:
    """Return the list as `commonweal silence --format json` prints it."""
    return {**rows.heading(run, SCHEMA), "silent": [silent_row(s) for s in found]}


def silent_row(s: Silent) -> rows.Row:
    """Return one number with what hangs on it; an open end is null."""
    return {
        "agreement": s.agreement, "what": _what_row(s.what), "type": s.type.code(),
        "clauses": list(s.clauses), "unbounded": s.unbounded,
        "others": [rows.missing_row(other) for other in s.others],
        "stakes": [{**_flow(flow), "between": _ends(bounds, flow)} for flow, bounds in s.stakes],
        "turns": [
            {**_flow(t.flow), "at": t.at if isinstance(t.at, bool) else plain(t.at),
             "below": _ends(t.before, t.flow), "from": _ends(t.after, t.flow), "far": _far(t)}
            for t in s.turns
        ],
    }  # fmt: skip


def _far(turn: Turn) -> rows.Row | None:
    """Return where the stretch below begins and what is owed there, if money moves along it."""
    if turn.far is None:
        return None
    at, bounds = turn.far
    return {"at": at if isinstance(at, bool) else plain(at), "owed": _ends(bounds, turn.flow)}


def _flow(flow: Flow) -> rows.Row:
    return {"payer": flow[0], "payee": flow[1], "currency": flow[2]}


def _ends(bounds: Bounds, flow: Flow) -> list[str | None]:
    low, high = bounds
    return [words.exact(low, flow[2]), None if high is None else words.exact(high, flow[2])]


def _what_row(what: Missing | Secret) -> rows.Row:
    match what:
        case Missing():
            return {"row": "missing", **rows.missing_row(what)}
        case Fact():
            window = rows.window_row(what.period)
            return {"row": "fact", "measure": what.measure, "subject": what.subject, "period": window,
                    "place": what.place}  # fmt: skip
        case SeriesEntry():
            return {"row": "entry", "name": what.name, "period": rows.window_row(what.period),
                    "place": what.place}  # fmt: skip
        case Setting():
            return {"row": "parameter", "name": what.name, "place": what.place}


# ---- for people -------------------------------------------------------------------------------------


def shown(run: Run, found: Sequence[Silent]) -> RenderableType:
    """Return the list in words: what is not known, who owes it, and what turns on it."""
    said = line(
        (run.workspace.name, "bold"), f"\nWhat silence costs, as of {words.long_day(run.as_of)}: ",
        f"{counted(len(found), 'number')} on which money hangs, the most expensive first.",
    )  # fmt: skip
    return Group(said, *(part for n, s in enumerate(found, 1) for part in _silent(run, n, s)))


def _silent(run: Run, n: int, s: Silent) -> Iterator[RenderableType]:
    fiscal = fiscal_of(run, s.agreement)
    yield line("\n", (f"{n}. {_name(s.what, fiscal)}", "bold"), f"  {s.agreement}")
    yield line(f"   {_owed(s.what)}")
    for flow, (low, high) in s.stakes:
        least, most = (
            words.amount(low, flow[2]),
            "no upper end" if high is None else words.amount(high, flow[2]),
        )
        yield line(f"   {flow[0]} owes {flow[1]} between {least} and {most}")
    for turn in s.turns[:MOST_TURNS]:
        yield line(f"   {_turning(turn, s.type)}")
    if len(s.turns) > MOST_TURNS:
        yield line(f"   … and {counted(len(s.turns) - MOST_TURNS, 'further turn')}: --format json lists them")
    if s.others:
        named = [_name(other, fiscal) for other in s.others[:MOST_OTHERS]]
        more = f" and {len(s.others) - MOST_OTHERS:,} more" if len(s.others) > MOST_OTHERS else ""
        yield line(f"   between two ends as long as these are missing too: {', '.join(named)}{more}")
    yield line(f"   changes: {', '.join(s.clauses)}")


def _name(what: Missing | Secret, fiscal: FiscalEnd | None) -> str:
    if isinstance(what, Setting):
        return what.name
    if isinstance(what, SeriesEntry):
        return f"{what.name} for {show_period(what.period, fiscal)}"
    subject = f" of {what.subject}" if what.subject else ""
    if isinstance(what, Missing) and what.period is None:
        return f"{what.measure}{subject}, all of it through {what.through}"
    assert what.period is not None
    return f"{what.measure}{subject} for {show_period(what.period, fiscal)}"


def _owed(what: Missing | Secret) -> str:
    if isinstance(what, Missing):
        by = f", due {what.by}" if what.by is not None else ""
        return f"missing: {what.level} figure owed by {what.owed_by}{by}"
    return f"not public ({what.place})"


def _turning(turn: Turn, type_: Type) -> str:
    payer, payee, currency = turn.flow
    before, after = _bounds(turn.before, currency), _bounds(turn.after, currency)
    if isinstance(turn.at, bool):
        return f"if no, {payer} owes {payee} {before}; if yes, {after}"
    at = words.typed(turn.at, type_)
    if turn.far is None:
        return f"below {at}, {payer} owes {payee} {before}; from there on {after}"
    start = words.typed(turn.far[0], type_) if not isinstance(turn.far[0], bool) else ""
    far = _bounds(turn.far[1], currency)
    return f"{payer} owes {payee} {far} at {start}, moving to {before} just below {at}; from there on {after}"


def _bounds(bounds: Bounds, currency: str) -> str:
    low, high = bounds
    if low == high:
        return words.amount(low, currency) if low else "nothing"
    return f"at least {words.amount(low, currency)}" if high is None else words.interval(low, high, currency)
