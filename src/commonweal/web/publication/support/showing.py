"""From rows of support to what pages show: amounts in words, addresses, how a recipient is known."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from commonweal.report.page import words
from commonweal.web.agreements import queries as register
from commonweal.web.portfolio import queries
from commonweal.web.publication.showing import kind as kind_of
from commonweal.web.publication.support import again
from commonweal.web.publication.support.paid import Line, line_of, of_agreements, of_lines

GROUPS: Final = 50
"""Groups that a page shows at a time."""
ROWS: Final = 60
"""Rows that a page shows at a time."""
TITLE: Final = 120
"""Letters of a title that a row shows."""
_DIGEST: Final = re.compile(r"[0-9a-f]{16}-[0-9]+")
"""The name of a record to which its source gives none."""
PAIRS: Final = 100
"""Pairs of names that a page shows; the file has them all."""
HOW: Final[Mapping[str, str]] = {
    "identifier": _("by its number"),
    "reviewed": _("by a decision"),
    "suggested": _("by name only; another is alike"),
    "none": _("by name only"),
    "nobody": _("nobody, or several"),
}
"""How a recipient is known."""
STAGES: Final[Mapping[str, str]] = {
    "awarded": _("awarded"),
    "committed": _("committed"),
    "disbursed": _("paid out"),
}
OWN: Final = _("this register")
"""The source that agreements are."""


def overview(source: str, instrument: str, name: str, number: int) -> dict[str, Any]:
    """Return what the page of all support shows; words that are empty ask for all."""
    found = queries.groups(source=source, instrument=instrument, name=name)
    page = Paginator(found, GROUPS).get_page(number)
    groups = [json.loads(one.data) for one in page.object_list]
    paid = of_lines([one["group"] for one in groups])
    sources = [json.loads(row.data) for row in queries.sources()]
    balances = [_balance(json.loads(row.data)) for row in queries.balances()]
    kinds = sorted({one["instrument"] for one in balances})
    known = {"source": {one["source"] for one in sources}, "kind": set(kinds)}
    strange = [word for name_, word in (("kind", instrument), ("source", source)) if word not in known[name_]]
    return {
        "page": page,
        "groups": [group_row(one, paid, source, instrument) for one in groups],
        "supports": sum(one["supports"] for one in sources),
        "unmatched": sum(one["unmatched"] for one in sources),
        "sources": [_source(one) for one in sources],
        "balances": balances,
        "kinds": [(kind, spoken(kind)) for kind in kinds],
        "source": source,
        "kind": instrument,
        "strange": [word for word in strange if word],
        "name": name,
        "pairs": queries.suggestions().count(),
        "ledger": _ledger(),
        "by": _day(),
    }


def group_row(
    row: Mapping[str, Any], paid: Mapping[Line, str], source: str = "", instrument: str = ""
) -> dict[str, Any]:
    """Return a group as a list shows it; of one kind only, if one is asked for."""
    lines = [total for total in row["totals"] if not instrument or total["instrument"] == instrument]
    return {
        **row,
        "lines": [{**line(total), **_beside(paid.get(line_of(row["group"], total)))} for total in lines],
        "sources": [name_of(one) for one in row["sources"]],
        "whole": not source or len(row["sources"]) == 1,
    }


def group(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return what the page of a group shows: its totals, and every row by kind and currency."""
    address = row["group"]
    found = queries.supports(group=address).order_by("instrument", "currency", "id")
    return {
        "group": group_row(row, of_lines([address])),
        "how": [spoken(HOW.get(how, how)) for how in row["how"].split(", ")],
        "firm": register.parties().filter(party=address).exists(),
        "suggestions": _pairs(queries.suggestions(group=address)),
        **rows(found, number),
    }


def unmatched(number: int) -> dict[str, Any]:
    """Return what the page of all that is not matched shows."""
    pairs = queries.suggestions()
    return {"suggestions": _pairs(pairs), "pairs": pairs.count(), **rows(queries.unmatched(), number)}


def rows(found: QuerySet[Any, Any], number: int) -> dict[str, Any]:
    """Return one page of rows of support."""
    page = Paginator(found, ROWS).get_page(number)
    every = [json.loads(one.data) for one in page.object_list]
    linked = register.titles([row["agreement"] for row in every if row["agreement"]])
    paid = of_agreements(every)
    shown = [{**_row(row, linked), **_beside(paid.get(row["agreement"]))} for row in every]
    return {"page": page, "rows": shown, "by": _day()}


def _beside(paid: str | None) -> dict[str, Any]:
    """Return what stands beside an amount: what is on record as paid, where this register can say so."""
    return {"here": paid is not None, "paid": paid or ""}


def _row(row: Mapping[str, Any], linked: Collection[str]) -> dict[str, Any]:
    """Return a row in words; an agreement that could not be judged has no page to lead to."""
    known = row["amount"] is not None
    said = [words.shortened(row["title"], TITLE), row["programme"], row["location"]]
    funder = gettext("from %(funder)s") % {"funder": row["funder"]} if row["funder"] else ""
    return {
        **row,
        "linked": row["agreement"] in linked,
        "notes": [note for note in (*said, funder) if note],
        "called": "" if row["agreement"] or _DIGEST.fullmatch(row["record"]) else row["record"],
        "kind": kind_of(row),
        "stage": stage(row),
        "known": words.amount(Decimal(row["amount"]), row["currency"]) if known else "",
        "day": date.fromisoformat(row["on"]) if row["on"] else None,
        "source_name": name_of(row["source"]),
        "row": again.place(row["row"]),
        "told": spoken(HOW[row["how"]]),
    }


def _pairs(found: QuerySet[Any, Any]) -> list[dict[str, Any]]:
    made = []
    for one in found[:PAIRS]:
        row = json.loads(one.data)
        sides = [(row[side], (row[f"{side}_group"] or "").partition("; ")[0]) for side in ("a", "b")]
        made.append({"sides": sides, "why": again.likeness(row["why"])})
    return made


def _source(row: Mapping[str, Any]) -> dict[str, Any]:
    aside = row["repeated"] + row["superseded"] + row["left_out"]
    why = again.rules(row["left_out_why"])
    return {**row, "name": name_of(row["source"]), "aside": aside, "left_out_why": why}


def _ledger() -> dict[str, Any]:
    """Return the files that were read; what is doubtful about them is said in the language of the page."""
    found = queries.ledger()
    doubts = [{**one, "said": again.fault(one["code"], one["said"])[0]} for one in found["doubts"]]
    return {**found, "doubts": doubts}


def _balance(row: Mapping[str, Any]) -> dict[str, Any]:
    sums = {
        name: words.amount(Decimal(row[name]), row["currency"])
        for name in ("read", "grouped", "unmatched", "difference")
    }
    return {
        **row,
        **sums,
        "name": name_of(row["source"]),
        "kind": spoken(row["instrument"]),
        "stage": stage(row),
    }


def line(total: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of a group in words."""
    amount = words.amount(Decimal(total["amount"]), total["currency"]) if total["amount"] is not None else ""
    turned = [_signed_as(n, kind) for kind, n in total.get("turned", {}).items()]
    return {**total, "amount": amount, "kind": kind_of(total), "stage": stage(total), "turned": turned}


def _signed_as(n: int, kind: str) -> str:
    """Return how many supports of a line were signed as another kind."""
    said = ngettext(
        "%(n)s of them was signed as another kind: %(kind)s",
        "%(n)s of them were signed as another kind: %(kind)s",
        n,
    )
    return said % {"n": n, "kind": spoken(kind)}


def stage(row: Mapping[str, Any]) -> str:
    """Return how far an amount has come, and whether it is one of several that add up."""
    said = spoken(STAGES.get(row["stage"], row["stage"]))
    return said if row["basis"] == "total" else f"{said}, {gettext('each')}"


def spoken(name: str) -> str:
    """Return a name in words, in the language of the page."""
    return gettext(words.named(name)) if name else ""


def name_of(source: str) -> str:
    """Return what a source is called."""
    return gettext(source) if source == OWN else source


def _day() -> date | None:
    """Return the day of the table; nothing is in it that was signed, dated or said later."""
    found = queries.inputs()
    return None if found is None else date.fromisoformat(found[0])


def citation(path: str) -> str:
    """Return how a page of support is cited: what, as of when, and the fingerprint of its inputs."""
    made_from = queries.inputs()
    return "" if made_from is None else f"commonweal:{path.strip('/')}@{made_from[0]}#{made_from[1][:12]}"


def asked(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what of an address is asked for, by name; what is empty is left out."""
    return {name: value for name, value in said if value}
