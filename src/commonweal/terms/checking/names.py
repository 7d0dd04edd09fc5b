"""Names: one namespace at a time, each name once, the nearest two for a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from commonweal.ground.diagnostics import Diagnostic, Note, Span, diagnose


def nearest(name: str, candidates: Iterable[str]) -> list[str]:
    """Return at most two names close to a misspelt one, best first."""
    return get_close_matches(name, sorted(candidates), n=2, cutoff=0.6)


def meant(name: str, candidates: Iterable[str]) -> list[str]:
    """Return the mend `did you mean …?` for a misspelt name, or nothing if no candidate is near."""
    near = nearest(name, candidates)
    return ["did you mean " + " or ".join(near) + "?"] if near else []


def unknown(name: str, span: Span, *, what: str, candidates: Iterable[str]) -> Diagnostic:
    """Return CW1105 for a name that is not there, with the nearest two."""
    mend = meant(name, candidates) or [f"declare the {what} {name}, or correct its name"]
    return diagnose("CW1105", span, help=mend, what=what, name=name)


def outside(word: str, span: Span, *, what: str, words: Iterable[str]) -> Diagnostic:
    """Return CW1103 for a word that is not on a closed list, with the list and the nearest two."""
    known = tuple(dict.fromkeys(words))
    mend = meant(word, known)
    return diagnose("CW1103", span, help=mend, what=what, word=word, list=", ".join(known))


class Namespace:
    """Names declared so far, with the place of each."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.places: dict[str, Span] = {}

    def declare(self, name: str, span: Span, out: list[Diagnostic]) -> bool:
        """Take a name; a second declaration is CW1106 with both places and is refused."""
        if name in self.places:
            first = self.places[name]
            note = Note(f"{name} was first declared here: {first}", first)
            out.append(diagnose("CW1106", span, notes=[note], what=self.what, name=name))
            return False
        self.places[name] = span
        return True
