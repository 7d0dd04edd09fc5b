"""What the office shows and others write in English, said again: refusals, comments of a mapping."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from commonweal.web.publication.support.again import again

REFUSALS: Final = (
    _("no file came; choose at least one"),
    _("two files are called {name}; give one of them another name"),
    _("{name}: a file of support cannot be called so; give it another name"),
    _("{name}: a mapping is a file NAME.toml"),
    _("{name} is no name for a file"),
    _("the record changed again and again; try once more"),
    _("there is no workspace yet; take one in first (commonweal site import FOLDER)"),
)
"""Why nothing is done (`portfolio.adding.Refused`)."""
COMMENTS: Final = (
    _("A proposal for {file}: review every line, and fill in what is empty."),
    _("which column holds it?"),
    _("which column holds it? these look like money: {names}"),
    _("grant, loan, equity, guarantee, procurement, bailout, tax_benefit or other"),
    _("awarded, committed or disbursed"),
    _("total: everything so far; period: payments that add up"),
    _("and more"),
    _("keeps every amount that is no number as words"),
    _("columns not used: none"),
    _("columns not used: {names}"),
)
"""Comments of a mapping that is proposed (`exchange.proposal`)."""


HERE: Final = {
    "correct that mapping": _(
        "correct that mapping, or check the proposal below line by line, fill in what is empty, and use it"
    ),
    "name it with --mapping": _("check the proposal below line by line, fill in what is empty, and use it"),
    "--suggest FILE": _(
        "write these columns into its first row; the page of data has a file of the names that are alike"
    ),
}
"""What a page says in the place of a mend that speaks of the command line, by words of that mend."""


def mend(text: str) -> str:
    """Return how a fault is mended in the office, where there is no command line."""
    found = next((said for words, said in HERE.items() if words in text), "")
    return gettext(found) if found else text


def refusal(text: str) -> str:
    """Return why nothing is done."""
    return again(text, REFUSALS)


def proposal(text: str) -> str:
    """Return a mapping with its comments said again; its keys and values stay."""
    return "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    """Return a line; its comment is what stands behind the last mark, or all of it behind the first."""
    for start in (line.rfind("# ") + 2, 2):
        if line[:start].endswith("# ") and (told := again(line[start:], COMMENTS)) != line[start:]:
            return line[:start] + told
    return line
