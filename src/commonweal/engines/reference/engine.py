"""The reference engine: what a text means, told plainly. Every other engine must say the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import Assessment, Record
from commonweal.engines.reference import results
from commonweal.engines.reference.case import reporting
from commonweal.engines.reference.evaluate import Here
from commonweal.engines.reference.judge import Judge
from commonweal.engines.reference.rules.table import RULES
from commonweal.engines.reference.warnings import warnings
from commonweal.ground.period import GRAINS, Period, containing, previous
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import by_need


class ReferenceEngine:
    """Exact, plain, explains itself (language, section 14)."""

    name = "reference"

    def can(self, op: str) -> str:
        """Say whether this engine evaluates an operation."""
        return "can" if op in RULES else "never"

    def assess(
        self, plan: Plan, *, record: Record, as_of: date, known_at: datetime, explain: bool = False
    ) -> Assessment:
        """
        Return the findings, payables, powers and account rows of one agreement.

        Parameters
        ----------
        as_of : judged as of the end of this day
        known_at : rows recorded later do not exist
        explain : also give every finding and payable its trace and missing list
        """
        judge = Judge(plan, record, as_of=as_of, known_at=known_at, explain=explain)
        for name, k in _in_time(judge):
            if name in judge.clauses:
                judge.status(judge.clauses[name], k)
            else:
                judge.accounts.row(name, k)
        findings = tuple(results.findings(judge))
        payables = tuple(results.payables(judge))
        powers = tuple(results.powers(judge))
        rows = tuple(results.account_rows(judge))
        said = (*judge.decisions.ignored, *warnings(judge))
        coverage = judge.coverage[0]
        return Assessment(
            plan.agreement.id,
            plan.terms.ref,
            plan.terms_hash,
            as_of,
            known_at,
            findings,
            payables,
            powers,
            said,
            len(coverage.expected),
            sum(coverage.expected.values()),
            len(coverage.undisclosed),
            rows,
        )

    def value(
        self, plan: Plan, node: Expr, *, record: Record, window: Period, as_of: date, known_at: datetime
    ) -> Decimal | None:
        """Return the value of an amount in a window of its own, None if it is not known."""
        judge = Judge(plan, record, as_of=as_of, known_at=known_at, explain=True)
        # A define has the default level of evidence where no clause uses it (language 5.5).
        stand = reporting(plan.terms, "")
        fiscal = plan.terms.fiscal_end
        # A calendar period has one before it; of other days nobody can say which are "the previous period".
        grain = next((g for g in GRAINS if containing(g, window.first, fiscal) == window), None)
        before = previous(window, grain, fiscal) if grain is not None else None
        at = Window(window, window.last, previous=before, version=len(plan.versions) - 1)
        found = judge.evaluators[-1].evaluate(node, Here(stand, at))
        return found.num.point if found.num is not None else None


def _in_time(judge: Judge) -> Iterator[tuple[str, int]]:
    """
    Return every window of a clause and row of an account in the order of time: then each answer is near what
    it needs. Of one end the accounts come first, then a clause after those that it reads.
    """
    plan = judge.plan
    rank = by_need(tuple(judge.clauses.values()))
    accounts = {a.name for a in plan.accounts()}
    rows = sorted(
        (w.period.end, w.period.start, rank.get(name, -1), name, k)
        for name in (*judge.clauses, *accounts)
        for k, w in enumerate(plan.windows[name])
    )
    return ((name, k) for *_, name, k in rows)
