"""
Tables for people on a terminal, through Rich: colour and width by the terminal, plain text into a file.

A status is a mark, a word and a colour. Neighbouring windows about which there is nothing to say stand in one
line, and where the terminal is narrow, columns that can be spared are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.segment import Segment
from rich.text import Text

from commonweal.engines.protocol import AccountRow, Finding, Payable, Power, why_of
from commonweal.ground.period import FiscalEnd, Period, show_period
from commonweal.report import rows, words
from commonweal.report.diagnostics import counted, seen
from commonweal.report.traces import in_short

if TYPE_CHECKING:
    from commonweal.terms.core.agreements import Version
    from commonweal.workspace.run import Run

QUIET: Final = ("not_due", "inapplicable", "ended")
"""Statuses whose neighbouring windows stand in one line."""
WAITING: Final = ("open", "overdue")
"""Statuses of which many neighbours that wait for the same stand in one line."""
MANY: Final = 4
SILENT_STATES: Final = ("not_due", "none_due")
"""States of payables that a table of money leaves to the totals."""
_GAP: Final = 2
_FOLDED: Final = 18
_NARROWEST: Final = 8


class Column(NamedTuple):
    """
    A column of a table.

    Attributes
    ----------
    how : `keep` (one line), `fold` (may break over lines) or `right` (a number)
    spare : left out where the terminal is narrow, the highest first; 0: never
    """

    name: str
    how: str = "keep"
    spare: int = 0


class Sheet:
    """Rows under columns, laid out for a width; a cell is a text in one style."""

    def __init__(self, *columns: Column) -> None:
        self.columns = columns
        self.rows: list[tuple[Text, ...]] = []

    def add(self, *cells: str | Text) -> None:
        """Add a row; characters that would act on the terminal are made visible."""
        self.rows.append(tuple(Text(seen(c)) if isinstance(c, str) else c for c in cells))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Yield the head and the rows in the width that Rich gives."""
        widths = self._widths(options.max_width)
        heads = tuple(Text(column.name, style="bold") for column in self.columns)
        for row in (heads, *self.rows):
            yield from self._laid(row, widths, console)

    def _laid(self, row: Sequence[Text], widths: dict[int, int], console: Console) -> Iterator[Segment]:
        """Yield a row; what is too long for its column goes on below."""
        cells = {
            i: [row[i].plain] if row[i].cell_len <= width else _folded(row[i], width, console)
            for i, width in widths.items()
        }
        last = max(widths, default=0)
        for n in range(max((len(lines) for lines in cells.values()), default=0)):
            for i, width in widths.items():
                said = cells[i][n] if n < len(cells[i]) else ""
                pad = " " * (width - cell_len(said))
                right = self.columns[i].how == "right"
                yield Segment(pad if right else "")
                yield Segment(said, console.get_style(row[i].style))
                yield Segment("" if i == last else (" " * _GAP if right else pad + " " * _GAP))
            yield Segment.line()

    def _widths(self, width: int) -> dict[int, int]:
        """Return the width of each column to show: none that is empty or must be spared."""
        shown = [i for i in range(len(self.columns)) if not self.rows or any(r[i].plain for r in self.rows)]
        whole = {i: max([len(self.columns[i].name), *(row[i].cell_len for row in self.rows)]) for i in shown}
        least = {i: min(n, _FOLDED) if self.columns[i].how == "fold" else n for i, n in whole.items()}
        while sum(least.values()) + _GAP * (len(least) - 1) > width:
            spared = max(least, key=lambda i: self.columns[i].spare)
            if not self.columns[spared].spare:
                break
            del least[spared]
        room = width - _GAP * (len(least) - 1)
        for i in least:
            if self.columns[i].how == "fold":
                least[i] = min(whole[i], max(least[i], room - sum(least.values()) + least[i]))
        while sum(least.values()) > room and max(least.values()) > _NARROWEST:
            widest = max(least, key=lambda i: least[i])
            least[widest] -= 1
        return least


def _folded(cell: Text, width: int, console: Console) -> list[str]:
    """Return the lines of a cell that is wider than its column."""
    return [line.plain.rstrip() for line in Text(cell.plain).wrap(console, width, overflow="fold")]


def look(shown: words.Look) -> Text:
    """Return a status: its mark, its word, in its colour."""
    return Text(f"{shown.mark} {shown.word}", style=shown.style)


def line(*parts: str | tuple[str, str]) -> Text:
    """Return a line of text; a part may bring its style."""
    return Text.assemble(*((seen(p), "") if isinstance(p, str) else (seen(p[0]), p[1]) for p in parts))


# ---- an assessment ----------------------------------------------------------------------------------


def assessment(run: Run) -> RenderableType:
    """Return what was found: a first sentence, the findings of each agreement, money, powers, coverage."""
    parts = [findings_tables(run), money_tables(run), accounts_tables(run), powers_table(run)]
    return Group(first_sentence(run), *(p for part in parts for p in part), coverage_line(run))


def first_sentence(run: Run) -> Text:
    """Return what was judged and what came out, in one sentence."""
    cover = rows.coverage(run)
    agreements = counted(len(run.assessments), "agreement")
    said = line(
        (run.workspace.name, "bold"), f"\n{agreements}, {counted(cover['windows'], 'finding')} ",
        f"as of {words.long_day(run.as_of)}, from what was known at {words.instant(run.known_at)}: ",
    )  # fmt: skip
    for i, (status, n) in enumerate(cover["by_status"].items()):
        shown = words.STATUSES[status]
        said.append(f"{', ' if i else ''}{n:,} ")
        said.append(shown.word, style=shown.style)
    return said.append("." if cover["by_status"] else "nothing to judge.")


def findings_tables(run: Run) -> Iterator[RenderableType]:
    """Yield a heading and a table of findings for each agreement that has any."""
    for id_, found in rows.by_agreement(rows.findings_of(run)).items():
        yield agreement_line(run, id_)
        sheet = Sheet(
            Column("Condition"), Column("Window"), Column("Finding"), Column("Proof due", spare=2),
            Column("Why", "fold", spare=1),
        )  # fmt: skip
        for first, last, n in condensed(found):
            sheet.add(*_finding_cells(first, last, n, fiscal_of(run, id_)))
        yield sheet


def _finding_cells(finding: Finding, last: Finding, n: int, fiscal: FiscalEnd | None) -> Sequence[str | Text]:
    window, due = show_period(finding.window, fiscal), finding.due.isoformat()
    if n > 1:
        window = f"{finding.window.first} … {last.window.last}, {n} windows"
        due = f"{due} …"
    unknown = finding.status in ("open", "overdue")
    why = why_of(finding.reason, finding.missing) if unknown else in_short(finding)
    if finding.cure_until is not None:
        why = "; ".join(part for part in (why, f"to be cured by {finding.cure_until}") if part)
    shown = words.status_look(finding.status, vacuous=finding.vacuous)
    return (finding.clause, window, look(shown), due, "" if finding.status in ("not_due", "ended") else why)


def condensed(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Finding, int]]:
    """
    Yield findings as (first, last, how many).

    Quiet windows of one clause and status stand together, and so do four or more that wait for the same.
    """
    numbered = enumerate(findings)
    for (_, status, apart), group in groupby(numbered, lambda e: (e[1].clause, e[1].status, _apart(*e))):
        found = [finding for _, finding in group]
        if (status in QUIET and apart == -1) or (status in WAITING and len(found) >= MANY):
            yield found[0], found[-1], len(found)
        else:
            yield from ((finding, finding, 1) for finding in found)


def _apart(i: int, finding: Finding) -> int | str:
    """Return what sets a finding apart from its neighbours, -1 if nothing does."""
    if finding.status in WAITING:
        return finding.reason
    return -1 if finding.status in QUIET else i


def agreement_line(run: Run, id_: str) -> Text:
    """Return an agreement with its text and label; of an amended one each text, and from when it holds."""
    plan = run.plans.get(id_)
    if plan is None:
        return line("\n", (id_, "bold"))
    label = plan.agreement.label or plan.terms.label
    said = line("\n", (id_, "bold"), f"  {label}" if label else "")
    texts = [list(found) for _, found in groupby(plan.versions, lambda v: v.terms.ref)]
    if len(texts) == 1:
        said.append_text(line((f"  {plan.terms.ref}", "dim"), _amended(plan.versions)))
        return said
    for versions in texts:
        first = versions[0]
        begins = f"from {first.start} on" if first.start is not None else "as signed"
        name = f": {first.terms.label}" if first.terms.label else ""
        said.append_text(line(f"\n  {begins}{name}", (f"  {first.terms.ref}", "dim"), _amended(versions)))
    return said


def _amended(versions: Sequence[Version]) -> str:
    """Return from which days amendments change what a text is filled in with."""
    days = [f"{version.start}" for version in versions[1:]]
    return f"\n  amended from {', '.join(days)}" if days else ""


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


def money(run: Run) -> RenderableType:
    """Return the money of a run, beginning with a sentence."""
    said = line(
        (run.workspace.name, "bold"), f"\nMoney as of {words.long_day(run.as_of)}, from what was known at ",
        f"{words.instant(run.known_at)}.",
    )  # fmt: skip
    parts = [*money_tables(run), *accounts_tables(run)]
    return Group(said, *(parts or [line("No clause makes any money due.")]))


def changes(run: Run, before: Run) -> RenderableType:
    """Return the entries that correct the books since an earlier time of knowledge."""
    found = rows.changes(run, before)
    said = line(
        (run.workspace.name, "bold"), f"\nAmounts as of {words.long_day(run.as_of)}: what was known at ",
        f"{words.instant(run.known_at)} less what was known at {words.instant(before.known_at)}.",
    )  # fmt: skip
    if not found:
        return Group(said, line("Nothing is to be corrected."))
    sheet = Sheet(
        Column("Due"), Column("Agreement", spare=1), Column("Clause"), Column("Window"),
        Column("From → to", "fold", spare=3), Column("Before", "right", spare=2),
        Column("Now", "right"), Column("Entry", "right"),
    )  # fmt: skip
    for change in found:
        sheet.add(*_change_cells(change, run))
    sums = [f"{words.amount(n, currency)}" for currency, n in rows.change_totals(found).items()]
    return Group(said, line(""), sheet, line(f"\nIn all: {'; '.join(sums)}"))


def _change_cells(change: rows.Row, run: Run) -> Sequence[str]:
    window = Period.days_of(*(date.fromisoformat(change["window"][end]) for end in ("start", "end")))
    unit = change["currency"]
    before, after = (_known(change[name], unit) or "undetermined" for name in ("before", "after"))
    entry = _known(change["change"], unit)
    shown = show_period(window, fiscal_of(run, change["agreement"]))
    who = f"{change['payer']} → {change['payee']}"
    return (change["due"] or "open", change["agreement"], change["clause"], shown, who, before, after, entry)


def money_tables(run: Run) -> Iterator[RenderableType]:
    """Yield the amounts that are due, paid, late or undetermined, and their totals."""
    payables = rows.payables_of(run)
    shown = sorted((p for p in payables if p.state not in SILENT_STATES), key=by_due_date)
    if shown:
        yield line("\n", ("Money", "bold"))
        yield payables_sheet(run, shown)
    if payables:
        yield line("\n", ("Totals", "bold"))
        yield totals_sheet(payables)


def by_due_date(payable: Payable) -> tuple[bool, date, tuple[str, str, Period, str, int]]:
    """Return what puts payables in the order of their due dates, those without one last."""
    return (payable.due is None, payable.due or date.max, rows.payable_key(payable))


def payables_sheet(run: Run, payables: Iterable[Payable]) -> Sheet:
    """Return payables as a table, one row each."""
    sheet = Sheet(
        Column("Due"), Column("Agreement", spare=2), Column("Clause"), Column("Window"),
        Column("From → to", "fold", spare=3), Column("Amount", "right"), Column("State"),
        Column("Paid so far", "right", spare=1),
    )  # fmt: skip
    for p in payables:
        clause = f"{p.clause}, if {p.fired_by}" if p.fired_by else p.clause
        sheet.add(
            p.due.isoformat() if p.due else "open", p.agreement, clause,
            show_period(p.window, fiscal_of(run, p.agreement)), f"{p.payer} → {p.payee}", _amount(p),
            look(words.state_look(p.state)),
            words.amount(p.paid, p.currency) if p.paid and p.state != "paid" else "",
        )  # fmt: skip
    return sheet


def _amount(payable: Payable) -> str:
    if payable.amount is not None:
        return words.amount(payable.amount, payable.currency)
    low, high = payable.interval or (None, None)
    return words.range_of(low, high, payable.currency)


def totals_sheet(payables: Iterable[Payable]) -> Sheet:
    """Return sums by currency and state."""
    sheet = Sheet(
        Column("Currency"), Column("State"), Column("Number", "right"), Column("Amount", "right"),
        Column("Paid", "right"),
    )  # fmt: skip
    for total in rows.totals(payables):
        sheet.add(
            total["currency"], look(words.state_look(total["state"])), f"{total['count']:,}",
            _known(total["amount"], total["currency"]), _known(total["paid"], total["currency"]),
        )  # fmt: skip
    return sheet


def _known(amount: str | None, currency: str) -> str:
    return "" if amount is None else words.amount(Decimal(amount), currency)


def accounts_tables(run: Run) -> Iterator[RenderableType]:
    """Yield the rows of each account up to the one that holds the day."""
    for (id_, account), found in groupby(rows.accounts_of(run), key=lambda r: (r.agreement, r.account)):
        begun = [row for row in found if row.window.first <= run.as_of]
        if not begun:
            continue
        shown = rows.moving(begun)
        label = f": {shown[0].label}" if shown[0].label else ""
        yield line("\n", ("Account ", "bold"), (account, "bold"), f" of {id_}{label}")
        sheet = Sheet(
            Column("Window"), Column("Opens with", "right", spare=1), Column("Interest", "right", spare=2),
            Column("Added", "right", spare=3), Column("Taken off", "right", spare=3),
            Column("Closes with", "right"),
        )  # fmt: skip
        for row in shown:
            cells = [_account_cell(row, name) for name in rows.ACCOUNT_PARTS]
            sheet.add(show_period(row.window, fiscal_of(run, id_)), *cells)
        yield sheet
        if len(begun) > len(shown):
            yield line(f"{counted(len(begun) - len(shown), 'further row')}: nothing held, nothing moved.")


def _account_cell(row: AccountRow, name: str) -> str:
    value: Decimal | None = getattr(row, name)
    if value is not None:
        return words.amount(value, row.currency)
    low, high = dict(row.between).get(name, (None, None))
    return words.range_of(low, high, row.currency)


def powers_table(run: Run) -> Iterator[RenderableType]:
    """Yield the powers that are open or may be."""
    # Of remedies only what is open; of rights also what is to come, and what nobody used.
    powers = [p for p in rows.powers_of(run) if p.state not in ("not_yet", "lapsed") or _is_right(run, p)]
    if not powers:
        return
    yield line("\n", ("Powers", "bold"))
    sheet = Sheet(
        Column("Agreement"), Column("Clause"), Column("Window"), Column("Who may do what", "fold"),
        Column("State"), Column("Until", spare=1),
    )  # fmt: skip
    for p in powers:
        sheet.add(*_power_cells(p, fiscal_of(run, p.agreement)))
    yield sheet


def _is_right(run: Run, power: Power) -> bool:
    plan = run.plans.get(power.agreement)
    return plan is not None and plan.right(power.clause) is not None


def _power_cells(power: Power, fiscal: FiscalEnd | None) -> Sequence[str | Text]:
    until = power.until.isoformat() if power.until else ""
    window = show_period(power.window, fiscal)
    shown = look(words.state_look(power.state))
    return (power.agreement, power.clause, window, f"{power.holder} may {power.act}", shown, until)
