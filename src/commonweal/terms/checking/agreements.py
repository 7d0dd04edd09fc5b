"""Agreements written beside a text: parties, values, series, signature (9.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from commonweal.ground.diagnostics import Note
from commonweal.terms.checking import dates, values
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Scope, whole
from commonweal.terms.core.agreements import Agreement, SeriesEntry, Setting, Value
from commonweal.terms.core.types import TEXT
from commonweal.terms.surface.tree import Node

# Gives the last instant of a day in the workspace's time zone, as UTC.
ZoneEnd = Callable[[date], datetime]


class Settings:
    """What `set` lines fill in, each name once."""

    def __init__(self) -> None:
        self.parties: dict[str, str] = {}
        self.values: dict[str, tuple[Value, str]] = {}
        self.series: dict[str, tuple[values.Entries, str]] = {}
        self.seen: dict[str, Node] = {}

    def rows(self, recorded: datetime) -> tuple[tuple[Setting, ...], tuple[SeriesEntry, ...]]:
        """Return the values and the entries of series, by name, as recorded at an instant."""
        settings = tuple(Setting(n, v, recorded, p) for n, (v, p) in sorted(self.values.items()))
        entries = tuple(
            SeriesEntry(n, period, v, recorded, p)
            for n, (found, p) in sorted(self.series.items())
            for period, v in found
        )
        return settings, entries

    def read(self, line: Node, scope: Scope) -> None:
        """Read one `set NAME = VALUE`."""
        token, value_node = next(line.tokens("NAME")), line.children[-1]
        assert isinstance(value_node, Node)
        name, place = token.text, str(line.span)
        if name in self.seen:
            scope.say(
                "CW1106",
                token.span,
                what="value",
                name=name,
                notes=[Note("it is set here already", self.seen[name].span)],
            )
            return
        self.seen[name] = line
        if name in scope.parties:
            found = values.constant(value_node, TEXT, scope)
            if isinstance(found, str):
                self.parties[name] = found
            return
        parameter = scope.parameters.get(name)
        if parameter is None:
            known = [*scope.parameters, *scope.parties]
            scope.out.append(unknown(name, token.span, what="parameter or party", candidates=known))
        elif parameter.by is not None and value_node.kind == "undisclosed":
            scope.say("CW3001.whole", value_node.span, name=name)
        elif parameter.by is not None and value_node.kind != "series":
            scope.say("CW2107.value", value_node.span, name=name, by=parameter.by.replace("_", " "))
        elif parameter.by is None and value_node.kind == "series":
            scope.say("CW2108.value", value_node.span, name=name)
        elif parameter.by is not None:
            entries = values.series(value_node, parameter, scope)
            if entries is not None:
                self.series[name] = (entries, place)
        else:
            value = values.constant(value_node, parameter.type, scope)
            if value is not None:
                self.values[name] = (value, place)


def read_agreement(item: Node, scope: Scope, zone_end: ZoneEnd) -> Agreement | None:
    """
    Return an agreement, recorded at the end of its signing day; None after saying what is wrong.
    """
    token = next(item.tokens("STRING"))
    name, version = next(item.tokens("NAME")), whole(next(item.tokens("INT")))
    before = sum(1 for d in scope.out if d.is_error)
    settings, signed, serves = Settings(), None, None
    amount: Decimal | None = None
    currency: str | None = None
    for line in item.nodes():
        if line.kind == "set_":
            settings.read(line, scope)
        elif line.kind == "signed":
            signed = dates.read_day(next(line.tokens("DATE")), scope)
        elif line.kind == "serves":
            serves = next(line.tokens("NAME")).text
        elif line.kind == "amount":
            found = scope.amount(line.children[0], values.CONSTANT)
            value = values.fold(found) if found is not None else None
            if found is not None and (found.type.kind != "money" or found.type.per is not None):
                scope.say("CW2405", line.span, type=found.type)
            elif found is not None and isinstance(value, Decimal):
                amount, currency = value, found.type.of
            elif found is not None:
                scope.say("CW2412", found.at or line.span)
    if signed is None and item.first("signed") is None:
        scope.say("CW3007", token.span, agreement=token.text)
    for party in scope.parties.values():
        if party.name not in settings.parties and party.name not in settings.seen:
            scope.say("CW3003.unset", token.span, agreement=token.text, party=party.name)
    if signed is None or sum(1 for d in scope.out if d.is_error) > before:
        return None
    recorded = zone_end(signed)
    return Agreement(
        token.text,
        name.text,
        version,
        settings.parties,
        *settings.rows(recorded),
        signed,
        recorded,
        "",
        serves,
        amount,
        currency,
        str(token.span),
    )
