"""What an entry of the calendar is, and in which order entries stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from commonweal.engines.protocol import Payable
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Version
from commonweal.terms.core.clauses import Clause
from commonweal.terms.core.expressions import Expr

WHATS: Final = ("test", "report", "cure", "pay", "use")
"""The window ends and is tested; proof, a cure or money is due; a right is at its last day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing that comes.

    Attributes
    ----------
    who : party of the text that must act (of `use`: that may); party : its id in `parties.csv`
    to : the payee
    measures, level : figures to report, and the least level of evidence
    item : number of a consequence or right within its clause
    payable : what is known of the amount
    """

    day: date
    what: str
    clause: str
    window: Period
    who: str
    party: str = ""
    to: str = ""
    measures: tuple[str, ...] = ()
    level: str = ""
    item: int | None = None
    payable: Payable | None = None

    @property
    def order(self) -> tuple[Any, ...]:
        """Return what entries are sorted by."""
        return (self.day, WHATS.index(self.what), self.clause, self.window, self.item or 0)


def figures(version: Version, clause: Clause, roots: list[Expr]) -> dict[str, str]:
    """
    Return the figures that formulas of a clause read, each with its least level of evidence (language, 5.5).

    Figures of the public record are nobody's to report.
    """
    named = {
        str(value) for root in roots for node in root.walk() for key, value in node.attrs if key == "measure"
    }  # fmt: skip
    own = clause.evidence.level if clause.evidence is not None else None
    found = (version.terms.measure(name) for name in sorted(named))
    return {m.name: own or m.level or "documented" for m in found if m is not None and m.per != "public"}


def levels(measures: dict[str, str]) -> str:
    """Return the levels of evidence of some figures in words."""
    return " or ".join(dict.fromkeys(measures.values()))
