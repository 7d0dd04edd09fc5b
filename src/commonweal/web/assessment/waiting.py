"""What a result waits for: which figure of which period, who owes it by when, in which table it goes."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from commonweal.engines.protocol import Finding, Missing, Payable
from commonweal.report import rows
from commonweal.report.page.clauses import code_of
from commonweal.report.page.view import Chapter
from commonweal.workspace.load import Workspace

Row = dict[str, Any]
MOST: Final = 2_000
"""Rows that are kept of one agreement, those of the latest windows first; the command line gives others."""
_WAITING: Final = ("overdue", "not_public", "open", "undetermined")


def missing(chapter: Chapter, workspace: Workspace) -> list[Row]:
    """Return what the results of an agreement wait for whose time came, by clause and window."""
    tables = _Tables(chapter, workspace)
    found: dict[tuple[object, ...], Row] = {}
    results: list[Finding | Payable] = [*chapter.findings, *chapter.payables]
    for result in sorted(results, key=lambda r: (r.window.end, r.clause), reverse=True):
        if code_of(result) in _WAITING:
            for one in result.missing:
                row = _row(chapter, result, one, tables)
                found.setdefault(tuple(map(str, row.values())), row)
    return sorted(list(found.values())[:MOST], key=_order)


def _order(row: Row) -> tuple[str, ...]:
    return (row["clause"], row["window"]["start"], row["row"], *map(str, row.values()))


def _row(chapter: Chapter, result: Finding | Payable, one: Missing, tables: _Tables) -> Row:
    party = chapter.plan.agreement.parties.get(one.owed_by, "")
    return {
        "agreement": chapter.id, "clause": result.clause, "window": rows.window_row(result.window),
        "row": result.kind if isinstance(result, Payable) else "finding", **rows.missing_row(one),
        "label": chapter.measure_label(one.measure), "party": party, "table": tables.of(one.measure),
    }  # fmt: skip


class _Tables:
    """In which table of the workspace facts of a measure stand, or those of the agreement."""

    def __init__(self, chapter: Chapter, workspace: Workspace) -> None:
        self._of: dict[str, Counter[str]] = {}
        record = workspace.records.get(chapter.id)
        for fact in record.facts if record is not None else ():
            table = fact.place.split(":")[0]
            for name in (fact.measure, ""):
                self._of.setdefault(name, Counter())[table] += 1

    def of(self, measure: str) -> str | None:
        """Return the table with most of its facts, else with most of the agreement's; None: it has none."""
        found = self._of.get(measure) or self._of.get("") or Counter()
        return min(found, key=lambda table: (-found[table], table), default=None)
