"""`commonweal error`: what a message means."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any

from cyclopts import Parameter

from commonweal.cli import writing
from commonweal.cli.writing import OK, WrongCall
from commonweal.ground.diagnostics import CodePage, catalogue

GROUPS = {
    "CW1": "Reading", "CW2": "Types", "CW3": "Agreements and their windows", "CW4": "Analyses",
    "CW5": "Evidence and tables", "CW6": "Examples", "CW7": "Missions, and files of support",
}  # fmt: skip

_ALIKE = str.maketrans("OQDILZSB", "00011258")


def error(
    code: Annotated[
        str | None, Parameter(name="CODE", help="A code such as CW2101; without one, all are listed.")
    ] = None,
    /,
) -> int:
    """
    Explain a message: what is wrong, why it is refused, a text that is wrong and one that is right.

    Example: commonweal error CW2101
    """
    pages = catalogue()
    if code is None:
        _list(pages)
        return OK
    wanted = _normal(code)
    # A letter that looks like a digit is the likeliest slip of all.
    alike = f"{wanted[:2]}{wanted[2:].translate(_ALIKE)}"
    if wanted not in pages:
        near = [alike] if alike in pages else get_close_matches(wanted, pages, n=2, cutoff=0.5)
        mend = f"did you mean {' or '.join(near)}?" if near else "commonweal error lists all"
        raise WrongCall(f"there is no message {code}; {mend}")
    writing.say(*_page(pages[wanted]))
    return OK


def _normal(code: str) -> str:
    """Return a code as the catalogue writes it: cw2101, 2101 and CW2101.flow all mean CW2101."""
    text = code.strip().upper().partition(".")[0]
    return f"CW{text}" if text.isdigit() else text


def _list(pages: dict[str, CodePage]) -> None:
    from rich.text import Text

    from commonweal.report.tables import Column, Sheet

    for start, title in GROUPS.items():
        found = [page for code, page in sorted(pages.items()) if code.startswith(start)]
        if found:
            sheet = Sheet(Column("Code"), Column("Severity"), Column("What is wrong", "fold"))
            for page in found:
                sheet.add(page.code, page.severity.value, page.title)
            writing.say(Text(title, style="bold"), sheet, "")


def _page(page: CodePage) -> list[Any]:
    from rich.text import Text

    style = "bold red" if page.severity.value == "error" else "bold yellow"
    title = Text(f"{page.severity.value} {page.code}: {page.title}", style=style)
    parts: list[Any] = [title, "", page.explain]
    for head, text in (("Wrong:", page.bad), ("Right:", page.good)):
        if text:
            parts += ["", Text(head, style="bold"), *(f"  {line}" for line in text.split("\n"))]
    return parts
