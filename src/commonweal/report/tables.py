"""
Tables for people on a terminal, through Rich: colour and width by the terminal, plain text into a file.

A status is a word, a mark and a colour. Windows that have not begun to matter stand in one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from commonweal.engines.protocol import Finding, Payable, Power
from commonweal.ground.period import FiscalEnd, Period, show_period
from commonweal.report import rows, words
from commonweal.report.diagnostics import counted, seen
from commonweal.report.traces import payable_amount

if TYPE_CHECKING:
    from commonweal.workspace.run import Run

SILENT_STATES: Final = ("not_due", "none_due")
"""States of payables that a table of money leaves to the totals."""


def look(shown: words.Look) -> Text:
    """Return a status: its mark, its word, in its colour."""
    return Text(f"{shown.mark} {shown.word}", style=shown.style)


def plain_table(*headings: str | tuple[str, str]) -> Table:
    """
    Return an empty table without lines but the one under its head.

    Parameters
    ----------
    headings : a heading, or one with `right` (a number), `fold` (a text that may break over lines) or `keep`
    """
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for heading in headings:
        name, how = heading if isinstance(heading, tuple) else (heading, "keep")
        justify = "right" if how == "right" else "left"
        table.add_column(
            name, justify=justify, no_wrap=how != "fold", overflow="fold",  # type: ignore[arg-type]
            min_width=None if how == "fold" else len(name),
        )  # fmt: skip
    return table


def line(*parts: str | tuple[str, str]) -> Text:
    """Return a line of text; a part may bring its style."""
    return Text.assemble(*((seen(p), "") if isinstance(p, str) else (seen(p[0]), p[1]) for p in parts))


# ---- an assessment ----------------------------------------------------------------------------------


def assessment(run: Run) -> Iterator[RenderableType]:
    """Yield what was found: a first sentence, the findings of each agreement, money, powers, coverage."""
    yield first_sentence(run)
    yield from findings_tables(run)
    yield from money_tables(run)
    yield from powers_table(run)
    yield coverage_line(run)


def first_sentence(run: Run) -> Text:
    """Return what was judged and what came out, in one sentence."""
    cover = rows.coverage(run)
    agreements = counted(len(run.assessments), "agreement")
    said = line(
        (run.workspace.name, "bold"), f": {agreements}, {counted(cover['windows'], 'finding')} ",
        f"as of {words.long_day(run.as_of)}, from what was known at {words.instant(run.known_at)}. ",
    )  # fmt: skip
    parts = [(words.STATUSES[s], n) for s, n in cover["by_status"].items()]
    for i, (shown, n) in enumerate(parts):
        said.append(f"{', ' if i else ''}{n:,} ")
        said.append(shown.word, style=shown.style)
    return said.append("." if parts else "")


def findings_tables(run: Run) -> Iterator[RenderableType]:
    """Yield a heading and a table of findings for each agreement that has any."""
    for id_, found in rows.by_agreement(rows.findings_of(run)).items():
        yield Text()
        yield agreement_line(run, id_)
        table = plain_table("Condition", "Window", "Finding", "Proof due", ("Why", "fold"))
        for finding, last, n in condensed(found):
            table.add_row(*_finding_cells(finding, last, n, fiscal_of(run, id_)))
        yield table


def _finding_cells(
    finding: Finding, last: Finding, n: int, fiscal: FiscalEnd | None
) -> Sequence[RenderableType]:
    window, due = show_period(finding.window, fiscal), finding.due.isoformat()
    if n > 1:
        window = f"{window} … {show_period(last.window, fiscal)} ({n})"
        due = f"{due} …"
    why = "" if finding.status == "not_due" else words.why_of(finding.reason)
    shown = words.status_look(finding.status, vacuous=finding.vacuous)
    return (Text(finding.clause), Text(window), look(shown), Text(due), Text(why or _since(finding)))


def _since(finding: Finding) -> str:
    return f"known since {words.day_of(finding.known_since)}" if finding.known_since else ""


def condensed(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Finding, int]]:
    """Yield findings as (first, last, how many): windows of a clause that are not due yet stand together."""
    keyed = groupby(enumerate(findings), lambda e: (e[1].clause, e[1].status == "not_due" or e[0]))
    for (_, together), group in keyed:
        found = [finding for _, finding in group]
        if together is True:
            yield found[0], found[-1], len(found)
        else:
            yield from ((finding, finding, 1) for finding in found)


def agreement_line(run: Run, id_: str) -> Text:
    """Return an agreement with its terms and their label."""
    plan = run.plans.get(id_)
    if plan is None:
        return line((id_, "bold"))
    label = plan.agreement.label or plan.terms.label
    return line((id_, "bold"), f"  {label}  ".rstrip() + "  ", (plan.terms.ref, "dim"))


def fiscal_of(run: Run, id_: str) -> FiscalEnd | None:
    """Return the fiscal year of an agreement's terms."""
    plan = run.plans.get(id_)
    return plan.terms.fiscal_end if plan is not None else None


def coverage_line(run: Run) -> Text:
    """Return how many of the expected figures are there."""
    cover = rows.coverage(run)
    expected, present = cover["facts_expected"], cover["facts_present"]
    said = f"\nEvidence: {present:,} of {counted(expected, 'figure')} that the windows so far need"
    return line(said + (f"; {cover['undisclosed']:,} not public" if cover["undisclosed"] else "") + ".")


# ---- money ------------------------------------------------------------------------------------------


def money_tables(run: Run) -> Iterator[RenderableType]:
    """Yield the amounts that are due, paid, late or undetermined, and their totals."""
    payables = rows.payables_of(run)
    shown = sorted((p for p in payables if p.state not in SILENT_STATES), key=by_due_date)
    if shown:
        yield line(("\nMoney", "bold"))
        yield payables_table(run, shown)
    if payables:
        yield line(("\nTotals", "bold"))
        yield totals_table(payables)


def by_due_date(payable: Payable) -> tuple[bool, date, tuple[str, str, Period, str, int]]:
    """Return what puts payables in the order of their due dates, those without one last."""
    return (payable.due is None, payable.due or date.max, rows.payable_key(payable))


def payables_table(run: Run, payables: Iterable[Payable]) -> Table:
    """Return payables as a table, one row each."""
    table = plain_table(
        "Due", "Agreement", ("Clause", "fold"), ("Window", "fold"), ("From → to", "fold"),
        ("Amount", "right"), ("Paid", "right"), "State",
    )  # fmt: skip
    for p in payables:
        fired = f" (because {p.fired_by})" if p.fired_by else ""
        amount = payable_amount(p) if p.amount is not None else ""
        table.add_row(
            p.due.isoformat() if p.due else "open", Text(p.agreement), Text(p.clause + fired),
            show_period(p.window, fiscal_of(run, p.agreement)), Text(f"{p.payer} → {p.payee}"), amount,
            words.amount(p.paid, p.currency) if p.paid else "", _state(p),
        )  # fmt: skip
    return table


def _state(payable: Payable) -> Text:
    shown = look(words.state_look(payable.state))
    if payable.amount is None and payable.state == "undetermined":
        shown.append(f": {payable_amount(payable)}")
    return shown


def totals_table(payables: Iterable[Payable]) -> Table:
    """Return sums by currency and state."""
    table = plain_table("Currency", "State", ("Number", "right"), ("Amount", "right"), ("Paid", "right"))
    for total in rows.totals(payables):
        table.add_row(
            total["currency"], look(words.state_look(total["state"])), f"{total['count']:,}",
            _known(total["amount"], total["currency"]), _known(total["paid"], total["currency"]),
        )  # fmt: skip
    return table


def _known(amount: str | None, currency: str) -> str:
    return "" if amount is None else words.amount(Decimal(amount), currency)


def powers_table(run: Run) -> Iterator[RenderableType]:
    """Yield the powers that are open or may be."""
    powers = [p for p in rows.powers_of(run) if p.state not in ("not_yet", "lapsed")]
    if not powers:
        return
    yield line(("\nPowers", "bold"))
    table = plain_table("Agreement", "Clause", "Window", ("Who may do what", "fold"), "State", "Until")
    for p in powers:
        table.add_row(*_power_cells(p, fiscal_of(run, p.agreement)))
    yield table


def _power_cells(power: Power, fiscal: FiscalEnd | None) -> Sequence[RenderableType]:
    until = power.until.isoformat() if power.until else ""
    window = show_period(power.window, fiscal)
    may = Text(f"{power.holder} may {power.act}")
    shown = look(words.state_look(power.state))
    return (Text(power.agreement), Text(power.clause), window, may, shown, until)
