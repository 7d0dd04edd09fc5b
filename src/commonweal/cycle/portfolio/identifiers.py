"""
Numbers of organisations in their normal form, by register.

A number joins two names only if it has the form that its register gives; what has not is kept as it is
written and joins nothing. Nor does what people write where there is no number: words, one digit again and
again, a year where a company's number should stand.

Source: org-id.guide, list codes; Companies House, company numbers (eight characters, two letters for some
registers); Charity Commission (six or seven digits, leading zeros dropped); ISO 17442 (LEI, check digits by
ISO 7064 MOD 97-10); SAM.gov (unique entity identifier: twelve characters, no O, no I, no zero first).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from commonweal.cycle.portfolio.records import Identifier

PARTY: Final = "party"
"""The scheme of our own ids of parties: two parties are never one organisation."""
_STRONG: Final = (PARTY, "XI-LEI", "GB-COH", "US-UEI", "GB-CHC", "GB-SC", "GB-NIC", "US-DUNS", "US-EIN")
_ALIASES: Final = {
    "LEI": "XI-LEI",
    "UEI": "US-UEI",
    "DUNS": "US-DUNS",
    "GB-CH": "GB-COH",
    "GB-CHAR": "GB-CHC",
}
_SCHEME: Final = re.compile(r"[A-Z]{2}-[A-Z0-9_]{2,}")
_ORG_ID: Final = re.compile(r"(?P<scheme>[A-Z]{2}-[A-Z0-9_]{2,}|360G-[A-Za-z0-9_]+)-(?P<number>\S.*)")
_REPEATED: Final = re.compile(r"(?:[a-z]{2,3})?(\w)\1{2,}")
"""One sign three times or more, alone or after the letters of a register: 99999999, SC000000, xxx."""
_YEARS: Final = range(1900, 2050)


def rank(identifier: Identifier) -> tuple[int, str, str]:
    """Return the order in which numbers decide: those that say most about one organisation first."""
    at = _STRONG.index(identifier.scheme) if identifier.scheme in _STRONG else len(_STRONG)
    return at, identifier.scheme, identifier.number


def identifier(scheme: str, number: str) -> Identifier | None:
    """Return a number of a register in its normal form, None if it has not the form of that register."""
    scheme = _ALIASES.get(scheme.strip().upper(), scheme.strip())
    number = " ".join(number.split())
    if not scheme or not number or not number.isprintable():
        return None
    if scheme == PARTY or len(scheme) > 200 or len(number) > 200:
        return None
    form = _FORMS.get(scheme)
    if form is None and not any(map(str.isdecimal, number)):
        return None  # "-", "n.a.", "not known"; where a form is known, it knows whether letters will do
    made = form(number) if form else number.casefold()
    # Before and after: 0000 becomes 00000000, and 9999 becomes 00009999.
    nothing = not made or _says_nothing(number) or _says_nothing(made)
    return None if nothing else Identifier(scheme, made)


def is_checked(scheme: str) -> bool:
    """Say whether the form of a register's numbers is known here, so that few strangers share one."""
    return scheme == PARTY or scheme in _FORMS


def _says_nothing(number: str) -> bool:
    """Say whether a number is none: all zeros, or one sign again and again."""
    plain = "".join(filter(str.isalnum, number)).casefold()
    return not plain.strip("0") or bool(_REPEATED.fullmatch(plain))


def of_org_id(text: str) -> Identifier | None:
    """Return what an organisation identifier such as `GB-COH-00102498` says, None if it is none."""
    found = _ORG_ID.fullmatch(text.strip())
    return identifier(found["scheme"], found["number"]) if found else None


def is_scheme(text: str) -> bool:
    """Say whether a word has the form of a list code of org-id.guide."""
    return bool(_SCHEME.fullmatch(text))


# ---- the forms of registers --------------------------------------------------------------------------


def _company(number: str) -> str:
    """Return a UK company number with its eight characters: spreadsheets drop the zeros before it."""
    short = number.replace(" ", "").upper().removesuffix(".0")
    if len(short) == 4 and short.isdecimal() and int(short) in _YEARS:
        return ""  # a year in the wrong column; the oldest companies are known by all their zeros
    if re.fullmatch(r"[0-9]{4,8}", short):
        return short.zfill(8)
    found = re.fullmatch(r"([A-Z]{2})([0-9]{1,6})", short)
    if found and found[1] in _COMPANY_LETTERS:
        return found[1] + found[2].zfill(6)
    return short if re.fullmatch(r"(?:IP|SP|NP|NO|RS)[0-9]{5}[A-Z]", short) else ""


_COMPANY_LETTERS: Final = frozenset(
    "AC CE CS FC FE GE GN GS IC IP LP NA NC NF NI NL NO NP NR NV NZ OC OE PC R0 RC RS SA SC SE SF SG SI SL"
    " SO SP SR SZ ZC".split()
)


def _charity(number: str) -> str:
    digits = number.replace(" ", "").removesuffix(".0").lstrip("0")
    return digits if re.fullmatch(r"[0-9]{5,7}(?:-[0-9]{1,2})?", digits) else ""


def _lettered(*letters: str) -> Callable[[str], str]:
    """Return the form of a register whose numbers follow letters: SC012345."""

    def form(number: str) -> str:
        short = number.replace(" ", "").upper()
        for word in letters:
            if short.startswith(word) and re.fullmatch(r"[0-9]{5,6}", short[len(word) :]):
                return letters[0] + short[len(word) :].zfill(6)
        return ""

    return form


def _lei(number: str) -> str:
    short = number.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z0-9]{18}[0-9]{2}", short):
        return ""
    return short if int("".join(str(int(c, 36)) for c in short)) % 97 == 1 else ""


def _uei(number: str) -> str:
    short = number.replace(" ", "").upper()
    return short if re.fullmatch(r"[A-HJ-NP-Z1-9][A-HJ-NP-Z0-9]{11}", short) else ""


def _digits(least: int, most: int) -> Callable[[str], str]:
    def form(number: str) -> str:
        short = re.sub(r"[ -]", "", number)
        return short if re.fullmatch(rf"[0-9]{{{least},{most}}}", short) and int(short) else ""

    return form


_FORMS: Final[dict[str, Callable[[str], str]]] = {
    "GB-COH": _company,
    "GB-CHC": _charity,
    "GB-SC": _lettered("SC", "SCO"),
    "GB-NIC": _lettered("NIC", "NI", "XT"),
    "XI-LEI": _lei,
    "US-UEI": _uei,
    "US-DUNS": _digits(9, 9),
    "US-EIN": _digits(9, 9),
}


def uk_company(number: str) -> Identifier | None:
    """Return what a cell "company number" says."""
    return identifier("GB-COH", number)


def uk_charity(number: str) -> Identifier | None:
    """Return what a cell "charity number" says: of England and Wales, Scotland or Northern Ireland."""
    for scheme in ("GB-CHC", "GB-SC", "GB-NIC"):
        if found := identifier(scheme, number):
            return found
    return None
