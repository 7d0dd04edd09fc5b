"""
The words of the prose that no language changes: names with their labels, quoted texts, one line.

Names are always printed, so that two names never read alike; labels stand beside them.
"""

from __future__ import annotations

from typing import Final

from commonweal.terms.explain.language import ENGLISH

LONGEST_LABEL: Final = 56
"""Most characters of a label that stands in a sentence."""
STATES: Final = ENGLISH.list_of("states")
"""What a state of a clause says, in full (language, sections 1 and 6.3)."""
INSTRUMENTS: Final = ENGLISH.list_of("instruments")
"""What an instrument is called: a tax benefit."""
SIDES: Final = ENGLISH.list_of("sides")
"""What a side of the parties is called: the public side."""

_NO_MARKS: Final = str.maketrans("“”()", "‘’[]")


def line(text: str) -> str:
    """Return a free text on one line."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def named(name: str, label: str = "", *, longest: int | None = None) -> str:
    """
    Return a name as a sentence has it: Verified eligible jobs (qualified_jobs), or “qualified_jobs”.

    Signs that mark names here are replaced in the label.

    Parameters
    ----------
    longest : most characters of a label that stands in a sentence; a longer one stands in the definition
    """
    shown = line(label).translate(_NO_MARKS)
    return f"{shown} ({name})" if shown and (longest is None or len(shown) <= longest) else f"“{name}”"


def quoted(text: str) -> str:
    """Return a quoted text, such that two texts never read alike."""
    plainly = (c if c.isprintable() and c not in "“”\\" else f"\\u{{{ord(c):x}}}" for c in text)
    return f"“{''.join(plainly)}”"


def sentence(text: str) -> str:
    """Return a text with its first letter large and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
