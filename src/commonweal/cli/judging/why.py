"""`commonweal why`: one finding or amount explained."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.judging.calendar import bound
from commonweal.cli.writing import Faulty, WrongCall
from commonweal.engines.protocol import AccountRow, Finding, Payable, Plan, Power

FORMS: Final = ("text", "json")

Results = tuple[Finding | Payable | AccountRow | Power, ...]


def why(
    workspace: asking.Folder,
    agreement: Annotated[str, Parameter(help="The id of the agreement.")],
    clause: Annotated[str, Parameter(help="The name of a condition, payment, account or right.")],
    period: Annotated[str, Parameter(help="The window: 2020, FY2020, 2020-Q3, 2020-07, a day, or DAY/DAY.")],
    /,
    *,
    as_of: asking.AsOf = None,
    known_at: asking.KnownAt = None,
    engine: asking.Engine = "reference",
    format: Annotated[Literal["text", "json"] | None, Parameter(help="What to write. Default: text.")] = None,
    output: asking.Output = None,
) -> int:
    """
    Explain a finding, amount, balance or right: what was compared, from which rows, what was set aside.

    Example: commonweal why examples/atlas WI-FXC jobs 2020 --as-of 2021-12-31
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    day = asking.day(as_of)
    opened = asking.open_workspace(workspace)
    from commonweal.workspace.run import why as explain

    found = explain(
        opened, agreement=agreement, clause=clause, period=period, as_of=day,
        known_at=asking.moment(known_at, opened.zone), engine=engine,
    )  # fmt: skip
    if any(d.is_error for d in found.diagnostics):
        raise Faulty(found.diagnostics, asking.sources_in(workspace))
    if not found.value:
        raise WrongCall(f"{agreement} was not recorded yet at that time, so there is nothing to explain")
    if form == "json":
        from commonweal.report import rows, trees

        writing.emit(rows.written(trees.document(found.value)), output)
    else:
        plan = bound(opened, agreement, asking.sources_in(workspace))
        write_traces(found.value, plan, output)
    return 0


def write_traces(results: Results, plan: Plan | None, output: Path | None = None) -> None:
    """Print results as indented text; amounts that follow from a finding also stand below it."""
    from rich.text import Text

    from commonweal.report import traces
    from commonweal.report.diagnostics import seen

    width = writing.width_of(output)
    parts: list[Any] = []
    following = [r for r in results if isinstance(r, Payable) and r.fired_by]
    for i, result in enumerate(results):
        after = following if isinstance(result, Finding) else []
        head, *rest = traces.trace_lines(result, plan=plan, following=after)
        parts.append(Text(("\n" if i else "") + seen(head), style="bold"))
        parts += [folded(seen(line), width) for line in rest]
    writing.say(*parts, output=output)


def folded(line: str, width: int | None) -> str:
    """Return a line broken at a width under its own indent, or as it is where nobody looks."""
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    if width is None or len(line) <= width or len(indent) > width // 2:
        return line
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
