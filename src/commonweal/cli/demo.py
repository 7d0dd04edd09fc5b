"""`commonweal demo`: real agreements judged, as a site where that is installed, else as pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import resources
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from commonweal.cli import writing
from commonweal.cli.judging.assess import judged, write_pages
from commonweal.cli.judging.why import write_traces
from commonweal.cli.writing import OK, WrongCall

if TYPE_CHECKING:
    from commonweal.engines.protocol import Finding, Payable
    from commonweal.workspace.run import Run

AS_OF: Final = "2025-12-31"
STARTER_AS_OF: Final = "2025-12-31"
"""Outside a clone there is the starter alone; its promises are judged a year later."""
ATLAS: Final = Path("examples") / "atlas"
REPORT: Final = Path("build") / "register"
TOLD: Final = ("breached", "overdue", "met")
"""One finding is told in full: the latest in the first of these statuses that occurs."""


def demo(
    *,
    pages: Annotated[
        bool, Parameter(help="Print findings and write the register as pages in build/, without the site.")
    ] = False,
) -> int:
    """
    Judge real agreements and serve them as a site until Ctrl-C; it says what to try.

    Where the extra `web` is not installed, it prints findings, money and one reason in full, and writes pages
    into build/.

    Example: commonweal demo
    """
    folder = atlas()
    site = None if pages else _site()
    if site is not None:
        return site(folder, as_of=date.fromisoformat(as_of(folder)))
    run = judged(folder, as_of=as_of(folder), known_at=None, explain=True)
    from commonweal.report import tables

    writing.say(tables.assessment(run))
    finding = told(run)
    if finding is not None:
        writing.say(tables.line("\nOne finding in full: ", (_command(folder, finding), "bold")))
        plan = run.plans[finding.agreement]
        after = [p for a in run.assessments for p in a.payables if _follows(p, finding)]
        write_traces((finding, *after), plan)
    first = write_pages(run, REPORT)
    writing.say(f"\nThe whole register, a page for each agreement, needs no network: {first}")
    return OK


def _site() -> Callable[..., int] | None:
    """Return what opens the site (entry points `commonweal.demo`), None where its extra is not installed."""
    for entry in entry_points(group="commonweal.demo"):
        try:
            found: Callable[..., int] = entry.load()
        except ModuleNotFoundError:
            continue
        return found
    return None


def as_of(folder: Path) -> str:
    """Return the day as of which a workspace is shown."""
    return STARTER_AS_OF if folder.name == "starter" else AS_OF


def atlas() -> Path:
    """
    Return the workspace of real agreements: of this clone, of the clone the program runs from, or its own.

    Raises
    ------
    WrongCall : there is none
    """
    package = Path(str(resources.files("commonweal")))
    library = package / "library"
    for folder in (ATLAS, package.parents[1] / ATLAS, library / "atlas", library / "starter"):
        if (folder / "commonweal.toml").is_file():
            return folder
    raise WrongCall("there is no workspace to show; run it in a clone of commonweal")


def told(run: Run) -> Finding | None:
    """Return the finding to tell: one that compares two figures, if there is such a one."""
    from commonweal.report.traces import compares

    found = [finding for assessment in run.assessments for finding in assessment.findings]
    for status in TOLD:
        of_status = [finding for finding in found if finding.status == status]
        if of_status:
            return max(of_status, key=lambda f: (compares(f), f.window, f.agreement, f.clause))
    return None


def _follows(payable: Payable, finding: Finding) -> bool:
    one, other = ((row.agreement, row.clause, row.window) for row in (payable, finding))
    return payable.kind != "payment" and one == other


def _command(folder: Path, finding: Finding) -> str:
    from commonweal.ground.period import show_period

    window = show_period(finding.window)
    return f"commonweal why {folder} {finding.agreement} {finding.clause} {window} --as-of {as_of(folder)}"
