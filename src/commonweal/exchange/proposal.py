"""
A mapping proposed for a table that nobody has mapped: for a person to review, never used as it is.

Names of columns are compared with words that registers use; forms of numbers and days with what the first
rows hold. What cannot be told is left as a line to fill in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import Final

from commonweal.cycle.portfolio.names import alike_key
from commonweal.exchange.forms.bounds import shown
from commonweal.exchange.forms.numerals import DATE_FORMS, NumberForm, Unread, read_day
from commonweal.exchange.forms.separated import Sheet
from commonweal.ground.currencies import minor_digits

_SAMPLE: Final = 200
_WORDS: Final = {
    "recipient": (
        "recipient",
        "beneficiary",
        "company",
        "supplier",
        "contractor",
        "grantee",
        "borrower",
        "entity",
        "payee",
        "organisation",
        "organization",
        "firm",
        "name",
    ),
    "amount": (
        "amount awarded",
        "award amount",
        "commitment amount",
        "price paid",
        "valor aprovado",
        "amount",
        "value",
        "commitment",
        "valor",
        "montant",
        "betrag",
    ),
    "date": ("award date", "date approved", "date signed", "date", "signed", "approved", "year", "ano"),
    "funder": ("funder", "funding", "agency", "department", "ministry", "buyer", "authority"),
    "programme": ("programme", "program", "scheme", "fund"),
    "title": ("title", "description", "project", "purpose"),
    "place": ("city", "place", "location", "region", "state"),
    "currency": ("currency", "moeda"),
    "record": ("award id", "identifier", "reference", "award number", "award no", "id"),
    "url": ("url", "link", "web"),
    "modified": ("last modified", "modified", "updated"),
}
_SUMS: Final = ("total", "sum")
"""Words that name an amount only where the column holds money."""
_COUNTS: Final = (
    "jobs", "job", "empregos", "employees", "employment", "staff", "workers", "people", "headcount", "fte",
    "number", "count", "quantity", "qty", "units", "shares", "hours",
)  # fmt: skip
"""Words of columns that count something else than money."""
_SCHEMES: Final = {
    "GB-COH": ("company number", "companies house", "crn"), "GB-CHC": ("charity number",), "XI-LEI": ("lei",),
    "US-UEI": ("uei", "unique entity"), "US-DUNS": ("duns",), "US-EIN": ("ein",),
}  # fmt: skip
_SIGNS: Final = {"$": "USD", "£": "GBP", "€": "EUR", "R$": "BRL", "¥": "JPY"}
_SCALES: Final = {"million": 10**6, "billion": 10**9, "bn": 10**9, "thousand": 10**3}


def proposal(sheet: Sheet) -> str:
    """Return a mapping for a table as TOML, with a line to fill in wherever nothing could be told."""
    values = {
        name: [row[1][n].strip() for row in sheet.rows[:_SAMPLE]] for n, name in enumerate(sheet.head) if name
    }
    schemes = _schemes(values)
    columns = _columns({name: cells for name, cells in values.items() if name not in schemes.values()})
    like_money = [] if "amount" in columns else _like_money(values, columns)
    amounts = [v for name in (columns.get("amount", ""), *like_money) for v in values.get(name, ()) if v]
    form, extras = _number_form(amounts)
    lines = [
        f"# A proposal for {PurePath(sheet.file).name}: review every line, and fill in what is empty.",
        'schema = "commonweal.mapping/1"',
        f"source = {_quoted(_source(sheet.file))}",
        "",
        "[constants]",
        'instrument = ""     # grant, loan, equity, guarantee, procurement, bailout, tax_benefit or other',
        'stage = ""          # awarded, committed or disbursed',
        'basis = "total"     # total: everything so far; period: payments that add up',
    ]
    if "currency" not in columns:
        lines.append(f"currency = {_quoted(_currency(amounts, sheet.head))}       # ISO 4217")
    if "funder" not in columns:
        lines.append('funder = ""')
    lines += ["", "[columns]", *(f"{field} = {_quoted(name)}" for field, name in columns.items())]
    lines += [_asked(field, like_money) for field in ("recipient", "amount", "date") if field not in columns]
    if schemes:
        lines += ["", "[identifiers]", *(f"{scheme} = {_quoted(name)}" for scheme, name in schemes.items())]
    lines += ["", "[formats]", f"date = {_quoted(_date_form(values.get(columns.get('date', ''), ())))}"]
    lines += _format_lines(form, extras)
    unread = [] if like_money else sorted({v for v in amounts if isinstance(form.read(v), Unread)})
    if unread:
        lines += [
            f"unknown = [{', '.join(_quoted(v) for v in unread[:5])}]"
            + ("     # and more" if len(unread) > 5 else ""),
            '# unreadable = "keep"     # keeps every amount that is no number as words',
        ]
    rest = [name for name in values if name not in columns.values() and name not in schemes.values()]
    return "\n".join([*lines, "", f"# columns not used: {_named(rest)}", ""])


def _columns(values: dict[str, list[str]]) -> dict[str, str]:
    """Return the column that each field is likest to have; a column has one meaning."""
    taken: dict[str, str] = {}
    for field, words in _WORDS.items():
        fit = [
            n
            for n in values
            if n not in taken.values() and (field != "amount" or _may_be_money(n, values[n]))
        ]
        found = _likest(fit, words)
        if not found and field == "amount":
            found = _likest([name for name in fit if _is_money(name, values[name])], _SUMS)
        if found and (field != "record" or len(set(values[found])) == len(values[found])):
            taken[field] = found
    return taken


def _likest(names: Iterable[str], words: Sequence[str]) -> str:
    """Return the first name that holds the foremost of some words as whole words, "" if none does."""
    plain = {name: f" {alike_key(name)} " for name in names}
    return next((name for word in words for name in plain if f" {word} " in plain[name]), "")


def _asked(field: str, like_money: Sequence[str]) -> str:
    """Return the line of a field whose column nobody can tell: a person must."""
    if field != "amount":
        return f'# {field} = ""'
    looks = f" these look like money: {_named(like_money)}" if like_money else ""
    return f'# amount = ""     # which column holds it?{looks}'


def _named(columns: Sequence[str]) -> str:
    """Return names of columns for a comment: each on its line, whatever stands in it."""
    return ", ".join(map(shown, columns)) or "none"


def _like_money(values: dict[str, list[str]], columns: dict[str, str]) -> list[str]:
    """Return the columns that hold money, and have no other meaning."""
    return [
        n
        for n, cells in values.items()
        if n not in columns.values() and _may_be_money(n, cells) and _is_money(n, cells)
    ]


def _may_be_money(name: str, cells: Sequence[str]) -> bool:
    """Say whether a column holds numbers, and its name does not say that it counts something else."""
    return _is_numeric(cells) and not set(alike_key(name).split()) & set(_COUNTS)


def _is_money(name: str, cells: Sequence[str]) -> bool:
    """Say whether a currency stands in the name of a column, or beside most of its numbers."""
    full = [cell for cell in cells if cell]
    signed = sum(any(sign in cell for sign in _SIGNS) for cell in full)
    return bool(_currency((), (name,))) or (bool(full) and signed * 2 > len(full))


def _is_numeric(cells: Sequence[str]) -> bool:
    full = [cell for cell in cells if cell]
    return bool(full) and sum(bool(re.search(r"[0-9]", c)) and not _is_day(c) for c in full) * 2 > len(full)


def _is_day(cell: str) -> bool:
    return any(
        not isinstance(read_day(cell, form), Unread)
        for form in DATE_FORMS
        if form not in ("YYYY", "YYYYMMDD")
    )


def _number_form(amounts: Sequence[str]) -> tuple[NumberForm, dict[str, object]]:
    """Return the form that reads most amounts, and what of it is worth writing down."""
    strip = tuple(sign for sign in sorted(_SIGNS, key=len, reverse=True) if any(sign in a for a in amounts))
    found = {w: n for w, n in _SCALES.items() if any(re.search(rf"[0-9] ?{w}\b", a.lower()) for a in amounts)}
    scale = {word: Decimal(n) for word, n in found.items()}
    forms = [
        NumberForm(d, t, strip, scale)
        for d, t in ((".", ","), (".", ""), (",", "."), (",", ""), (".", " "), (",", " "))
    ]
    best = max(forms, key=lambda form: sum(not isinstance(form.read(a), Unread) for a in amounts))
    return best, {"strip": list(strip), "scale": found}


def _format_lines(form: NumberForm, extras: dict[str, object]) -> list[str]:
    lines = [f"decimal = {_quoted(form.decimal)}", f"thousands = {_quoted(form.thousands)}"]
    if extras["strip"]:
        lines.append(f"strip = {json.dumps(extras['strip'], ensure_ascii=False)}")
    if isinstance(scale := extras["scale"], dict) and scale:
        lines.append("scale = { " + ", ".join(f"{word} = {n}" for word, n in scale.items()) + " }")
    return lines


def _date_form(cells: Sequence[str]) -> str:
    """Return the form that all days have, the first of several; the commonest one if none has."""
    full = [cell for cell in cells if cell]
    return max(
        DATE_FORMS,
        key=lambda f: (sum(not isinstance(read_day(c, f), Unread) for c in full), -DATE_FORMS.index(f)),
    )


def _currency(amounts: Sequence[str], head: Sequence[str]) -> str:
    for sign in sorted(_SIGNS, key=len, reverse=True):
        if any(sign in text for text in (*amounts, *head)):
            return _SIGNS[sign]
    codes = [word for name in head for word in re.findall(r"[A-Za-z]{3}", name) if minor_digits(word.upper())]
    return next((c.upper() for c in codes if re.search(rf"[_ (]{c}\b|\b{c}[_ )]", " ".join(head))), "")


def _schemes(values: dict[str, list[str]]) -> dict[str, str]:
    found = {scheme: _likest(values, words) for scheme, words in _SCHEMES.items()}
    return {scheme: name for scheme, name in found.items() if name}


def _source(file: str) -> str:
    stem = PurePath(file).name.split(".")[0].lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "register"


def _quoted(text: str) -> str:
    """Return a text as TOML writes it: JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
