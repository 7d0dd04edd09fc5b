"""
The review file: pairs of names that are alike, with room for a person's decision. CSV: a, b, why, decision.

`same` joins two names, `different` keeps them apart, an empty cell leaves the question open.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from commonweal.cycle.portfolio.matching import DECISIONS, Decision
from commonweal.exchange.forms.bounds import at, fault, text_of, unpacked
from commonweal.exchange.forms.separated import read_csv
from commonweal.ground.diagnostics import Result

COLUMNS: Final = ("a", "b", "why", "decision")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def read_review(data: bytes, file: str) -> Result[tuple[Decision, ...]]:
    """Return the decisions of a review file, or every fault of it."""
    opened = unpacked(data, file)
    decoded = text_of(opened.value, file) if opened.value is not None else None
    if decoded is None or decoded.value is None:
        return Result(None, (opened if decoded is None else decoded).diagnostics)
    sheet = read_csv(decoded.value, file, delimiter=",")
    if sheet.value is None:
        return Result(None, sheet.diagnostics)
    if sheet.value.head != COLUMNS:
        return Result(None, (fault("CW7207.head", file, columns=", ".join(COLUMNS)),))
    made, faults = [], []
    said: dict[frozenset[str], tuple[str, int]] = {}
    for number, cells in sheet.value.rows:
        a, b, why, decision = (_plain(cell) for cell in cells)
        if decision not in DECISIONS:
            faults.append(fault("CW7207.word", file, number, 4, cell=decision))
        elif decision == "different" and a == b:
            faults.append(fault("CW7207.itself", file, number, 4, name=a))
        before, row = said.setdefault(frozenset((a, b)), (decision, number))
        if before != decision:
            faults.append(fault("CW7207.twice", file, number, 4, row=row))
        made.append(Decision(a, b, why, decision, at(file, number, 4)))
    return Result(None, tuple(faults)) if faults else Result(tuple(made))


def written_review(decisions: Iterable[Decision], suggestions: Iterable[Decision]) -> bytes:
    """Return a review file: what was decided, and what is still to be decided."""
    rows = {frozenset((d.a, d.b)): d for d in (*suggestions, *decisions)}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in sorted(rows.values(), key=lambda d: (d.a, d.b)):
        writer.writerow([_safe(cell) for cell in (one.a, one.b, one.why, one.decision)])
    return stream.getvalue().encode("utf-8")


def _safe(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell.strip()
