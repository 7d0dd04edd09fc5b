"""Rights: what a party may do, when, how often, and while what holds (2.3, 8.2)."""

from __future__ import annotations

from datetime import date

from commonweal.ground.diagnostics import Note
from commonweal.terms.checking import dates
from commonweal.terms.checking.clauses.acts import Act, read_act, read_times
from commonweal.terms.checking.clauses.lines import Lines, cite_of, guard_of, party, shown, subject_of
from commonweal.terms.checking.scope import Place, Scope
from commonweal.terms.checking.vocabulary import label_of
from commonweal.terms.core.clauses import Right, Schedule
from commonweal.terms.core.expressions import Expr
from commonweal.terms.surface.tree import Node


def read_right(item: Node, scope: Scope) -> Right | None:
    """Return a right of the core tree, or None after saying what is wrong."""
    name, holder = list(item.tokens("NAME"))[:2]
    lines = Lines(item, scope)
    place = place_of(item)
    who = party(holder, scope)
    act = read_act(subject_of(item)[0], who, scope, place)
    if act is not None and act.due is not None and act.due.on_notice:
        scope.say("CW4016.right", act.due.at or item.span)
        act = None
    when = _when(item, lines, scope)
    times_line = lines.named("right_times")
    times = read_times(next(times_line.tokens("INT")), times_line.span, scope) if times_line else None
    guard, guard_ok = guard_of(lines, scope, place)
    if who is None or act is None or when is None or not guard_ok or (times_line and times is None):
        return None
    return _made(item, (name.text, who), act, when, times, guard)


def _made(
    item: Node, names: tuple[str, str], act: Act, when: _When, times: int | None, guard: Expr | None
) -> Right:
    schedule, first, last = when
    return Right(
        *names,
        act.kind,
        act.payee,
        act.amount,
        act.target,
        act.due,
        act.net,
        act.quantity,
        act.unit,
        act.price,
        schedule,
        first,
        last,
        times,
        guard,
        label_of(item),
        cite_of(item),
        next(item.tokens("NAME")).span,
    )


def place_of(item: Node) -> Place:
    """Return where the formulas of a right stand: in its windows, else on the day on which it is judged."""
    line = item.first("exercise")
    if line is None:
        return Place(grain="day", day=True)
    return Place(grain=dates.schedule_grain(next(line.nodes())))


_When = tuple[Schedule | None, Expr | None, Expr | None]


def _when(item: Node, lines: Lines, scope: Scope) -> _When | None:
    """Return the windows or the span of a right; None after saying what is wrong with them."""
    exercise = lines.named("exercise")
    nowhere = Place(grain=None)
    bounds: dict[str, Expr | None] = {}
    for kind in ("right_from", "right_until"):
        line = lines.named(kind)
        if line is not None and exercise is not None:
            note = Note("its windows stand here", exercise.span)
            scope.say("CW1104.span", line.span, notes=[note], line=shown(line))
        if line is not None:
            bounds[kind] = dates.date_expr(line.children[0], scope, nowhere)
    schedule = dates.schedule(next(exercise.nodes()), scope) if exercise else None
    if (exercise is not None and (schedule is None or bounds)) or None in bounds.values():
        return None
    first, last = bounds.get("right_from"), bounds.get("right_until")
    if first is not None and last is not None and first.op == last.op == "day":
        days = first["value"], last["value"]
        assert isinstance(days[0], date) and isinstance(days[1], date)
        if days[1] < days[0]:
            scope.say("CW2203.order", lines.found["right_until"].span)
            return None
    return schedule, first, last
