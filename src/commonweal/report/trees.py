"""Traces for programs: each node with its value, its parts, the rows it read and those set aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from commonweal.engines.protocol import AccountRow, Finding, Payable, Power, Trace, Undisclosed, columns
from commonweal.ground.numbers import plain
from commonweal.ground.period import Period
from commonweal.report import rows
from commonweal.report.words import instant
from commonweal.terms.explain.phrases import source

SCHEMA: Final = "commonweal.trace/1"


def document(results: Iterable[Finding | Payable | AccountRow | Power]) -> rows.Row:
    """Return results with their traces, as `commonweal why --format json` prints them."""
    return {"schema": SCHEMA, "results": [result_row(result) for result in results]}


def result_row(result: Finding | Payable | AccountRow | Power) -> rows.Row:
    """
    Return a finding, a payable, a row of an account or a right with its facts, what it waits for, and its
    trace.
    """
    trace = None if result.trace is None else node(result.trace)
    if isinstance(result, Finding):
        return {"row": "finding", **rows.finding_row(result, facts=True), "trace": trace}
    if isinstance(result, AccountRow):
        return {"row": "account", **rows.account_row(result, facts=True), "trace": trace}
    if isinstance(result, Power):
        return {"row": "power", **rows.power_row(result), "trace": trace}
    return {"row": "payable", **rows.payable_row(result, facts=True), "trace": trace}


def node(trace: Trace) -> rows.Row:
    """Return a node and all below it; `at` is the place of its words in the text."""
    made: rows.Row = {"op": trace.op}
    if trace.node is not None:
        made |= {"type": trace.node.type.code(), "text": source(trace.node)}
        made |= {"origin": trace.node.origin} if trace.node.origin else {}
        made |= {"at": str(trace.node.at)} if trace.node.at is not None else {}
    elif trace.text:
        made["text"] = trace.text
    made |= {"value": trace.value} if trace.value is not None else {}
    made |= {"interval": list(trace.interval)} if trace.interval is not None else {}
    made |= {"currency": trace.currency} if trace.currency else {}
    made |= {"truth": trace.truth} if trace.truth is not None else {}
    made |= {"gap": plain(trace.gap)} if trace.gap is not None else {}
    made |= {"rule": trace.rule} if trace.rule else {}
    return {
        **made,
        "because": [node(part) for part in trace.because],
        "facts": [{"row": type(row).__name__.lower(), **_members(row)} for row in trace.facts],
        "ignored": [columns(row) for row in trace.ignored],
    }


def _members(row: Any) -> rows.Row:
    return {name: _plain(value) for name, value in columns(row).items()}


def _plain(value: Any) -> Any:
    """Return a value of a row as JSON can say it."""
    if isinstance(value, Period):
        return rows.window_row(value)
    if isinstance(value, Undisclosed):
        return {"undisclosed": value.source}
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value
