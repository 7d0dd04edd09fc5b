"""
360Giving: grants as JSON, or as a table under the standard's column titles.

Source: 360Giving Data Standard 1.x (CC BY 4.0), JSON Schema and its titles. A grant is what was awarded;
`amountDisbursed` beside it is everything paid so far. What was applied for is no support.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Map
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from commonweal.cycle.portfolio.records import Named, Support
from commonweal.exchange.forms.bounds import at
from commonweal.exchange.forms.documents import Path, pointer
from commonweal.exchange.forms.numerals import NumberForm
from commonweal.exchange.imported import NOWHERE, Imported, Numbers, made, named
from commonweal.exchange.mapped import PREFIXED
from commonweal.exchange.mapping import Line, Mapping
from commonweal.exchange.tree import Tree
from commonweal.ground.diagnostics import Result

_TITLES: Final = {
    "record": ("Identifier", "id"),
    "title": ("Title", "title"),
    "currency": ("Currency", "currency"),
    "date": ("Award Date", "awardDate"),
    "recipient": (
        "Recipient Org:Name",
        "recipientOrganization/name",
        "Recipient Ind:Name",
        "recipientIndividual/name",
    ),
    "funder": ("Funding Org:Name", "fundingOrganization/name"),
    "programme": ("Grant Programme:Title", "grantProgramme/title"),
    "place": ("Beneficiary Location:Name", "beneficiaryLocation/name"),
    "url": ("URL", "Web Address", "url"),
    "modified": ("Last Modified", "Last modified", "dateModified"),
}
_AWARDED: Final = ("Amount Awarded", "amountAwarded")
_DISBURSED: Final = ("Amount Disbursed", "amountDisbursed")
_NUMBERS: Final = {
    "org-id": ("Recipient Org:Identifier", "recipientOrganization/id"),
    "GB-CHC": ("Recipient Org:Charity Number", "recipientOrganization/charityNumber"),
    "GB-COH": ("Recipient Org:Company Number", "recipientOrganization/companyNumber"),
}
_FUNDER: Final = {"org-id": ("Funding Org:Identifier", "fundingOrganization/id")}


def mapping_of(head: tuple[str, ...]) -> Mapping | None:
    """Return the mapping of a table under the standard's titles, None if required ones are missing."""
    columns = _columns(head, _TITLES)
    awarded = _columns(head, {"amount": _AWARDED}).get("amount")
    if awarded is None or not {"record", "recipient", "funder", "date", "currency"} <= set(columns):
        return None
    paid = _columns(head, {"amount": _DISBURSED}).get("amount")
    constants = {"instrument": "grant", "stage": "awarded", "basis": "total"}
    lines = [Line("", {**columns, "amount": awarded}, constants)]
    if paid is not None:
        lines.append(Line("disbursed", {**columns, "amount": paid}, {**constants, "stage": "disbursed"}))
    return Mapping(
        PREFIXED,
        tuple(lines),
        identifiers=_columns(head, _NUMBERS),
        funder_identifiers=_columns(head, _FUNDER),
        numbers=NumberForm(thousands=",", strip=("£", "$", "€")),
    )


def _columns(head: tuple[str, ...], titles: Map[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the column of each field; a place in a list (`:0`, `/0`) is the first one's."""
    plain = {re.sub(r"[:/]0(?=[:/])", "", name): name for name in reversed(head)}
    found = {key: next((plain[t] for t in known if t in plain), "") for key, known in titles.items()}
    return {key: column for key, column in found.items() if column}


def is_package(value: object) -> bool:
    """Say whether a JSON value is a package of grants."""
    return isinstance(value, dict) and isinstance(value.get("grants"), list)


def read_package(value: Map[str, Any], tree: Tree) -> Result[Imported]:
    """Return the grants of a package; with a fault, nothing of it."""
    supports: list[Support] = []
    rows: Counter[str] = Counter()
    numbers = Numbers()
    for n, grant in enumerate(value["grants"]):
        path: Path = ("grants", n)
        if not isinstance(grant, dict):
            tree.blame(path, "CW7209.shape", wanted="an object")
            continue
        for one in _supports(grant, path, tree, numbers):
            supports.append(one)
        record = tree.text(grant, "id", path)
        rows["-".join(record.split("-")[:2]) if record.startswith("360G-") else PREFIXED] += 1
        if tree.is_full:
            break
    _once(supports, tree)
    if faults := tree.diagnostics():
        return Result(None, faults)
    return Result(Imported(tree.file, "360Giving", tuple(supports), dict(rows)), numbers.warnings())


def _once(supports: list[Support], tree: Tree) -> None:
    known: dict[tuple[str, str], Support] = {}
    for one in supports:
        before = known.setdefault(one.key, one).origin
        after = one.origin
        if before.modified == after.modified and before.digest != after.digest:
            path = ("grants", int(after.place.rpartition("/")[2]))
            tree.blame(path, "CW7206.again", record=after.record, places=f"{before.place}, {after.place}")


def _supports(grant: Map[str, Any], path: Path, tree: Tree, numbers: Numbers) -> list[Support]:
    """Return the award of a grant, and what was paid of it so far."""
    record = tree.must(grant, "id", path)
    recipients = tuple(
        named_of(one, (*path, "recipientOrganization", n), tree, numbers)
        for n, one in enumerate(tree.objects(grant, "recipientOrganization", path))
    )
    if not recipients and isinstance(one := grant.get("recipientIndividual"), dict):
        recipients = (named(tree.text(one, "name", (*path, "recipientIndividual")), ()),)
    funders = tree.objects(grant, "fundingOrganization", path)
    funder = named_of(funders[0], (*path, "fundingOrganization", 0), tree, numbers) if funders else Named("")
    programmes = tree.objects(grant, "grantProgramme", path)
    places = tree.objects(grant, "beneficiaryLocation", path)
    currency = tree.currency(grant, "currency", path)
    base = Support(
        NOWHERE,
        "grant",
        tuple(r for r in recipients if not r.is_blank),
        funder,
        None,
        currency,
        "",
        "awarded",
        "total",
        tree.day(grant, "awardDate", path),
        tree.text(grant, "title", path),
        "; ".join(filter(None, (tree.text(p, "name", path) for p in places))),
        "; ".join(filter(None, (tree.text(p, "title", path) for p in programmes))),
        tree.text(grant, "url", path),
    )
    source = "-".join(record.split("-")[:2]) if record.startswith("360G-") else PREFIXED
    modified = tree.text(grant, "dateModified", path)
    made_of: list[tuple[str, str, Decimal | None]] = [
        ("awarded", record, tree.number(grant, "amountAwarded", path))
    ]
    if grant.get("amountDisbursed") is not None:
        made_of.append(("disbursed", f"{record}#disbursed", tree.number(grant, "amountDisbursed", path)))
    return [
        made(
            replace(base, stage=stage, amount=amount, words="" if amount is None else str(amount)),
            source, name, tree.file, pointer(path), modified,
        )
        for stage, name, amount in made_of
    ]  # fmt: skip


def named_of(one: Map[str, Any], path: Path, tree: Tree, numbers: Numbers) -> Named:
    """Return an organisation of a grant with its numbers."""
    place = at(tree.file)
    found = [
        numbers.read(scheme, tree.text(one, key, path), place)
        for scheme, key in (("org-id", "id"), ("GB-CHC", "charityNumber"), ("GB-COH", "companyNumber"))
    ]
    return named(tree.text(one, "name", path), found)
