"""
A workspace judged: every agreement bound to its terms and assessed, as of a day, from what was known then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from commonweal.engines.protocol import AccountRow, Assessment, Finding, Payable, Power, Record
from commonweal.engines.registry import load as load_engine
from commonweal.ground.diagnostics import Diagnostic, Result, Span, diagnose, in_order
from commonweal.ground.errors import CommonwealError
from commonweal.ground.period import Period, parse_period, show_period
from commonweal.terms.core.agreements import Agreement, Plan, named_window
from commonweal.terms.lowering.bind import bind
from commonweal.terms.lowering.versions import span_of
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import Workspace
from commonweal.workspace.signed.affiliates import Groups, with_groups

# Called with the agreement judged next, how many are done, and how many there are.
Progress = Callable[[str, int, int], None]

Explained = Finding | Payable | AccountRow | Power
"""A result that carries its trace."""

# So many windows with one outcome make a rule worth a second look (language, section 13).
MANY = 20


class NotThere(CommonwealError):
    """What was asked for is not in the workspace; `what`, `name` and the `known` names say it."""

    def __init__(self, what: str, name: str, known: list[str]) -> None:
        near = f"; there are: {', '.join(known[:12])}" if known else ""
        super().__init__(f"there is no {what} {name}{near}")
        self.what, self.name, self.known = what, name, known


@dataclass(frozen=True)
class Run:
    """
    What an engine says about a workspace.

    Attributes
    ----------
    plans : by id of the agreement; assessments : sorted by agreement
    diagnostics : of loading, binding and judging; an agreement whose binding is at fault is not judged
    """

    workspace: Workspace
    as_of: date
    known_at: datetime
    engine: str
    plans: Mapping[str, Plan] = field(default_factory=dict)
    assessments: tuple[Assessment, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether nothing is an error."""
        return not any(d.is_error for d in self.diagnostics)


def assess(
    workspace: Workspace,
    *,
    as_of: date,
    known_at: datetime | None = None,
    engine: str = "reference",
    agreement: str | None = None,
    explain: bool = False,
    progress: Progress | None = None,
) -> Run:
    """
    Return the findings, payables and powers of a workspace.

    Parameters
    ----------
    as_of : judged as of the end of this day
    known_at : rows recorded later do not exist; by default the end of the as-of day in the workspace's zone
    agreement : only this one
    explain : also give every finding and payable its trace and missing list

    Raises
    ------
    NotThere : no such agreement; UnknownEngine : no such engine
    """
    known = known_at or end_of_day(as_of, workspace.zone)
    judge = load_engine(engine)
    chosen = _chosen(workspace, agreement)
    out: list[Diagnostic] = list(workspace.diagnostics)
    plans: dict[str, Plan] = {}
    made: list[Assessment] = []
    groups = Groups(workspace.parties)
    for done, one in enumerate(chosen):
        if progress is not None:
            progress(one.id, done, len(chosen))
        plan = _plan(workspace, one, known, out)
        if plan is None:
            continue
        plans[one.id] = plan
        record = record_of(workspace, plan, as_of, groups)
        judged = judge.assess(plan, record=record, as_of=as_of, known_at=known, explain=explain)
        out += judged.diagnostics
        made.append(judged)
    out += _one_sided(made, plans)
    return Run(workspace, as_of, known, engine, plans, tuple(made), in_order(out))


def record_of(workspace: Workspace, plan: Plan, as_of: date, groups: Groups | None = None) -> Record:
    """Return the rows of an agreement, with its recipient's corporate group where its texts ask for it."""
    record = workspace.records[plan.agreement.id]
    return with_groups(record, plan, as_of, groups or Groups(workspace.parties))


def _one_sided(made: list[Assessment], plans: Mapping[str, Plan]) -> list[Diagnostic]:
    """Return CW5001 for each condition that ended one way in all of many windows, over all agreements."""
    ended: dict[tuple[str, str], dict[str, int]] = {}
    places: dict[tuple[str, str], Span | None] = {}
    for judged in made:
        for finding in judged.findings:
            if finding.status in ("met", "breached", "cured"):
                key = (finding.terms, finding.clause)
                outcome = "vacuous" if finding.vacuous else finding.status
                counts = ended.setdefault(key, {})
                counts[outcome] = counts.get(outcome, 0) + 1
                clause = plans[judged.agreement].clause(finding.clause)
                places[key] = clause.at if clause is not None else None
    return [
        diagnose("CW5001", places[key], clause=key[1], outcome=next(iter(counts)), n=sum(counts.values()))
        for key, counts in sorted(ended.items())
        if len(counts) == 1 and sum(counts.values()) >= MANY
    ]


def _chosen(workspace: Workspace, agreement: str | None) -> list[Agreement]:
    if agreement is None:
        return [workspace.agreements[id_] for id_ in sorted(workspace.agreements)]
    if agreement not in workspace.agreements:
        raise NotThere("agreement", agreement, sorted(workspace.agreements))
    return [workspace.agreements[agreement]]


def _plan(workspace: Workspace, agreement: Agreement, known: datetime, out: list[Diagnostic]) -> Plan | None:
    """Return an agreement's plan; None if it did not exist yet, or its binding is at fault."""
    ref = (agreement.terms, agreement.version)
    if agreement.recorded_at is not None and agreement.recorded_at > known:
        day = agreement.recorded_at.date()
        out.append(diagnose("CW3009", span_of(agreement.place), agreement=agreement.id, day=day))
        return None
    if ref not in workspace.terms:
        return None
    result = bind(workspace.compiled.texts, agreement, known_at=known)
    out += result.diagnostics
    return result.value if result.ok else None


def bindings(workspace: Workspace) -> tuple[Diagnostic, ...]:
    """Return what binding every agreement to its terms says, nothing being judged: for `check`."""
    out: list[Diagnostic] = []
    for id_ in sorted(workspace.agreements):
        agreement = workspace.agreements[id_]
        ref = (agreement.terms, agreement.version)
        if ref in workspace.terms:
            out += bind(workspace.compiled.texts, agreement).diagnostics
    return in_order(out)


def why(
    workspace: Workspace,
    *,
    agreement: str,
    clause: str,
    period: str,
    as_of: date,
    known_at: datetime | None = None,
    engine: str = "reference",
) -> Result[tuple[Explained, ...]]:
    """
    Return one finding with the amounts that follow from it, one payment's amount, one row of an account, or
    the state of a right on the as-of day with what its uses in a window brought; each with its trace.

    Parameters
    ----------
    period : as in tables (`2024`, `FY2024`, `2024-Q3`, `2024-07-31`): the window that equals it, else the
        only one inside it, else the only one that holds it

    Raises
    ------
    NotThere : no such agreement, clause or window
    """
    run = assess(workspace, as_of=as_of, known_at=known_at, engine=engine, agreement=agreement, explain=True)
    if not run.assessments:
        return Result(None, run.diagnostics)
    plan, judged = run.plans[agreement], run.assessments[0]
    if clause not in plan.windows:
        raise NotThere("clause", clause, sorted(plan.windows))
    if plan.right(clause) is not None:
        return Result(_of_right(plan, judged, clause, period), run.diagnostics)
    window = find_window(plan, clause, period)
    rows: list[Explained] = [f for f in judged.findings if f.clause == clause and f.window == window]
    rows += [p for p in judged.payables if p.clause == clause and p.window == window]
    rows += [a for a in judged.accounts if a.account == clause and a.window == window]
    return Result(tuple(rows), run.diagnostics)


def _of_right(plan: Plan, judged: Assessment, name: str, period: str) -> tuple[Explained, ...]:
    """Return the state of a right as of the day, and what its uses in a period brought."""
    # The span of a right may be cut where versions meet, and a use without schedule has its own day.
    days = parse_period(period, plan.terms.fiscal_end)
    state: list[Explained] = [p for p in judged.powers if p.clause == name]
    if days is None or not state:
        days = find_window(plan, name, period)
    brought = [p for p in judged.payables if p.clause == name and p.window.overlaps(days)]
    return (*state, *brought)


def find_window(plan: Plan, clause: str, period: str) -> Period:
    """
    Return the window of a clause that a period as in tables names.

    Raises
    ------
    NotThere : the period cannot be read, or names no single window
    """
    windows = [w.period for w in plan.windows[clause]]
    fiscal = plan.terms.fiscal_end
    wanted = parse_period(period, fiscal)
    found = named_window(windows, wanted) if wanted is not None else None
    if found is not None:
        return found
    raise NotThere(f"single window of {clause} for", period, [show_period(w, fiscal) for w in windows])
