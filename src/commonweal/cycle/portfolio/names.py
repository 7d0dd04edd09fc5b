"""
Names of organisations compared: what may be left out before two of them are called alike.

Alike is never equal: a likeness is a suggestion to a person. Left out, in this order: case, diacritics,
punctuation, "and" beside "&", a first "the", and legal forms at the end.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

LEGAL_FORMS: Final = frozenset(
    "ab ag aps as asa bhd bv cc cic cio co coop corp corporation cv cyf company dac ev gesmbh gmbh inc"
    " incorporated kg kgaa kk kft limited limitada llc llp lp ltd ltda mbh na nv oy oyj plc pty pte pvt sa"
    " sab sac saci sae sapi sarl sas scrl sdn se sl slu spa spzoo srl sro ulc unlimited zrt".split()
)
"""Words that say what an organisation is in law and not which one it is."""

_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
_DOTTED: Final = re.compile(r"(?<=\b\w)[./](?=\w\b)")
_MARKS: Final = re.compile(r"[^\w]+")


@lru_cache(maxsize=65_536)
def alike_key(name: str) -> str:
    """
    Return what is left of a name when everything is left out that may be; "" if nothing is.

    >>> alike_key("The Société Générale, S.A.") == alike_key("SOCIETE GENERALE SA")
    True
    """
    words = _words(name)
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or words[-1] == "and"):
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=65_536)
def shuffled_key(name: str) -> str:
    """Return the same with its words in order: "Bank of X" is like "X, Bank of"."""
    return " ".join(sorted(alike_key(name).split()))


def likeness(a: str, b: str) -> str:
    """Return in words what makes two names alike, "" if they are not."""
    if not alike_key(a) or not alike_key(b):
        return ""
    if a == b:
        return "the same name"
    if " ".join(_words(a)) == " ".join(_words(b)):
        return "the same name but for case, accents or punctuation"
    if alike_key(a) == alike_key(b):
        return "the same name but for its legal form"
    return "the same words in another order" if shuffled_key(a) == shuffled_key(b) else ""


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("&", " and ")
    plain = _DOTTED.sub("", plain.replace("'", "").replace("’", ""))
    words = _MARKS.sub(" ", plain).replace("_", " ").split()
    return words[1:] if len(words) > 1 and words[0] == "the" else words
