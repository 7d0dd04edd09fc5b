"""
What readers of files write in English, said again in the language of the page: faults, rules, likenesses.

Such a text comes from a closed list of forms with blanks: the messages of a code (`ground.diagnostics`), or
the lists below, which tests hold against the code that writes them. The catalogue of the pages has the same
forms. What stands in a blank may be anything that a stranger put into a file, so that a text is held against
a form in linear time. What fits no form, and every text of an English page, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from string import Formatter
from typing import Final

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from commonweal.ground.diagnostics import catalogue

LIKENESSES: Final = (
    _("the same name"),
    _("the same name but for case, accents or punctuation"),
    _("the same name but for its legal form"),
    _("the same words in another order"),
)
"""What makes two names alike (`cycle.portfolio.names`)."""
RULES: Final = (
    _("no amount in any of its columns"),
    _("merged into another statement of the same record"),
    _("award is pending"), _("award is cancelled"), _("award is unsuccessful"),
    _("contract is pending"), _("contract is cancelled"), _("contract is unsuccessful"),
    _("dated after the day of this table"), _("said by its source after the day of this table"),
    _("{column} is empty"), _("{column} is {cell}"),
)  # fmt: skip
"""Why a row is no support (`exchange.mapped`, `exchange.ocds`, `exchange.known`)."""
WANTED: Final = (
    _("a text"), _("a list of objects"), _("an object"), _("a number without quotes"),
    _("the name of the register, such as title-xi"), _("tables that begin with [[support]]"),
    _("another name for each [[support]]"), _("a code of ISO 4217, such as GBP"),
    _("another sign than formats.decimal"), _("a whole number from 1"),
    _("a list code of org-id.guide, such as GB-COH, or org-id"), _("a table [{key}]"),
    _("a text in quotes"), _('a list of texts, such as ["a", "b"]'),
    _("a whole number from {least} to {most}"), _("a name of its own; `{source}` is that of ours"),
    _("one of {words}"),
)  # fmt: skip
"""What a mapping or a standard asks for (`exchange.mapping`, `exchange.tree`, `web.portfolio.deriving`)."""
PLACE: Final = (_("row {n}"), _("line {n}"))
"""Where a row stands in its file."""
_LISTED: Final = (_("{names} and {n} more"),)
_BOTH: Final = _("{one} and {other}")
_NONE: Final = {
    "no object": _("no object"),
    "nothing": _("nothing"),
    "none": _("no sheet"),
}
_WITHIN: Final[Mapping[tuple[str, str], Callable[[str], str]]] = {
    ("CW7205", "what"): lambda text: again(text, WANTED),
    ("CW7209", "wanted"): lambda text: again(text, WANTED),
    ("CW7202", "sheets"): lambda text: gettext(_NONE[text]) if text == "none" else text,
    ("CW7210", "keys"): lambda text: gettext(_NONE[text]) if text in _NONE else text,
    ("CW7206", "places"): lambda text: _pair(text, _standing),
    ("CW7211", "names"): lambda text: _pair(text, str),
    ("CW7212", "names"): lambda text: again(text, _LISTED),
}
"""Blanks in which words of ours stand, by code and name."""
_STANDS: Final = re.compile(r"(.*) ((?:row|line) [0-9]+)", re.DOTALL)
_EACH: Final = re.compile(r"; (?=[0-9]+ × )")


def fault(code: str, said: str, mends: Iterable[str] = ()) -> tuple[str, list[str]]:
    """Return the message of a diagnostic and its mends; a message is known by its code and form."""
    mends = list(mends)
    page = catalogue().get(code)
    if _is_english() or page is None:
        return said, mends
    for words in page.messages.values():
        mend = words.get("help", "")
        found = fitted(words["message"], said)
        if found is not None and all(fitted(mend, one) is not None for one in mends):
            tell = {name: _WITHIN.get((code, name), str) for name in found}
            told = {name: tell[name](value) for name, value in found.items()}
            return _filled(words["message"], told), [_filled(mend, fitted(mend, m) or {}) for m in mends]
    return said, mends


def rule(text: str) -> str:
    """Return why a row is no support."""
    return again(text, RULES)


def rules(text: str) -> str:
    """Return the rules of a source, each with its count: `3 × Status is refused; 1 × …`."""
    counted = (one.partition(" × ") for one in _EACH.split(text))
    return "; ".join(f"{n}{times}{rule(why)}" for n, times, why in counted)


def likeness(text: str) -> str:
    """Return what makes two names alike."""
    return again(text, LIKENESSES)


def place(text: str) -> str:
    """Return where a row stands in its file; a path into a JSON text is a name."""
    found = _STANDS.fullmatch(f" {text}")
    return again(text, PLACE) if found is not None and not found[1] else text


def again(text: str, forms: Iterable[str]) -> str:
    """Return a text in the language of the page by the first form that it fits."""
    if _is_english():
        return text
    for form in forms:
        found = fitted(form, text)
        if found is not None:
            return _filled(form, found)
    return text


def fitted(form: str, text: str) -> dict[str, str] | None:
    """
    Return what stands in the blanks of a form, None if a text has not that form.

    Every part between two blanks is taken where it comes first, the last at the end: no text takes longer
    than it is long, and one that can be the form is found to be.
    """
    (start, first), *rest = _parts(form)
    if not text.startswith(start):
        return None
    if not first:
        return {} if text == start else None
    at, found = len(start), {}
    for n, (part, name) in enumerate(rest):
        to = len(text) - len(part) if n == len(rest) - 1 else text.find(part, at)
        if to < at or not text.startswith(part, to):
            return None
        found[first] = text[at:to]
        at, first = to + len(part), name
    return found


@lru_cache(1_024)
def _parts(form: str) -> list[tuple[str, str]]:
    """Return the fixed parts of a form, each with the name of the blank after it; the last has none."""
    parts = [(part, name or "") for part, name, _, _ in Formatter().parse(form)]
    return parts if parts and not parts[-1][1] else [*parts, ("", "")]


def _filled(form: str, blanks: Mapping[str, str]) -> str:
    return gettext(form).format_map(blanks) if form else ""


def _is_english() -> bool:
    return (get_language() or settings.LANGUAGE_CODE) == settings.LANGUAGE_CODE


def _pair(text: str, tell: Callable[[str], str]) -> str:
    """Return two names that are joined; where a name holds an “and” too, nobody can say where one ends."""
    parts = text.split(" and ")
    return _filled(_BOTH, {"one": tell(parts[0]), "other": tell(parts[1])}) if len(parts) == 2 else text


def _standing(text: str) -> str:
    """Return a file and a place in it."""
    found = _STANDS.fullmatch(text)
    return f"{found[1]} {place(found[2])}" if found else text
