"""
USAspending: answers of its API about one award (or a list of them).

A loan is committed at its face value and a guarantee at the value guaranteed; the subsidy cost beside it is
what the loan costs the budget, no support. Of contracts and grants the obligations are committed, the outlays
paid out; the current value of a contract is what was awarded. All are totals to date.

Source: USAspending API v2, `/awards/<id>/`; Federal Assistance award types 02 to 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from commonweal.cycle.portfolio.matching import Mention
from commonweal.cycle.portfolio.records import Named, Ownership, Support
from commonweal.exchange.forms.bounds import at
from commonweal.exchange.forms.documents import Path, pointer
from commonweal.exchange.imported import NOWHERE, Imported, Numbers, made, named
from commonweal.exchange.tree import Tree
from commonweal.ground.diagnostics import Result

SOURCE: Final = "usaspending"
_ID: Final = "generated_unique_award_id"
_ASSISTANCE: Final = {
    "02": "grant",
    "03": "grant",
    "04": "grant",
    "05": "grant",
    "06": "other",
    "07": "loan",
    "08": "guarantee",
    "09": "other",
    "10": "other",
    "11": "other",
    "F001": "grant",
    "F002": "grant",
    "F003": "loan",
    "F004": "guarantee",
}
_CATEGORIES: Final = {"contract": "procurement", "idv": "procurement", "grant": "grant", "grants": "grant"}


def is_award(value: object) -> bool:
    """Say whether a JSON value is an award of the API, or a list of them."""
    listed = value if isinstance(value, list) and value else [value]
    return all(isinstance(one, dict) and _ID in one for one in listed)


def read_awards(value: Any, tree: Tree) -> Result[Imported]:
    """Return the awards of an answer; with a fault, nothing of it."""
    alone = not isinstance(value, list)
    numbers = Numbers()
    supports: list[Support] = []
    owned: list[tuple[Mention, Mention]] = []
    seen: dict[str, Path] = {}
    awards = [value] if alone else value
    for n, award in enumerate(awards):
        path: Path = () if alone else (n,)
        found = list(_supports(award, path, tree, numbers))
        record = tree.text(award, _ID, path)
        if seen.setdefault(record, path) != path and award != awards[int(seen[record][0])]:
            tree.blame(
                (*path, _ID),
                "CW7206.again",
                record=record,
                places=f"{pointer(seen[record])}, {pointer(path)}",
            )
        supports += found
        owned += _owned(award, found, path, tree, numbers)
        if tree.is_full:
            break
    if faults := tree.diagnostics():
        return Result(None, faults)
    read = Imported(
        tree.file, "USAspending", tuple(supports), {SOURCE: len(awards)},
        ownerships=tuple(Ownership(child.key, parent.key, source=SOURCE) for child, parent in owned),
        mentions=tuple(parent for _, parent in owned),
    )  # fmt: skip
    return Result(read, numbers.warnings())


def _supports(award: Mapping[str, Any], path: Path, tree: Tree, numbers: Numbers) -> Iterator[Support]:
    """Yield what was awarded, committed and paid out of an award."""
    record = tree.must(award, _ID, path)
    who = tree.object(award, "recipient", path)
    recipient = _named(who, "recipient", (*path, "recipient"), tree, numbers)
    kind = _kind(award, path, tree)
    programmes = tree.objects(award, "cfda_info", path)
    performed = tree.object(award, "place_of_performance", path)
    period = tree.object(award, "period_of_performance", path)
    base = Support(
        NOWHERE,
        kind,
        () if recipient.is_blank else (recipient,),
        _agency(award, path, tree),
        None,
        "USD",
        "",
        "committed",
        "total",
        tree.day(award, "date_signed", path),
        tree.text(award, "description", path),
        ", ".join(
            filter(None, (tree.text(performed, k, path) for k in ("city_name", "state_code", "country_name")))
        ),
        "; ".join(filter(None, (tree.text(p, "cfda_title", path) for p in programmes))),
    )
    modified = tree.text(period, "last_modified_date", path)
    for stage, key in _amounts(kind):
        amount = tree.number(award, key, path)
        if amount is None and stage != "committed":
            continue
        words = "" if amount is None else format(amount, "f")
        one = replace(base, stage=stage, amount=amount, words=words)
        name = record if stage == "committed" else f"{record}#{stage}"
        yield made(one, SOURCE, name, tree.file, pointer((*path, key)), modified)


def _kind(award: Mapping[str, Any], path: Path, tree: Tree) -> str:
    category, code = tree.text(award, "category", path), tree.text(award, "type", path)
    kind = _CATEGORIES.get(category) or _ASSISTANCE.get(code, "")
    if not kind:
        tree.blame((*path, "type"), "CW7209.award", cell=f"{category} {code}".strip())
    return kind or "other"


def _amounts(kind: str) -> Iterable[tuple[str, str]]:
    """Return the stages of a kind of award, each with the key of its amount."""
    match kind:
        case "loan" | "guarantee":
            return (("committed", "total_loan_value"), ("disbursed", "total_outlay"))
        case "procurement":
            return (
                ("awarded", "base_exercised_options"),
                ("committed", "total_obligation"),
                ("disbursed", "total_outlay"),
            )
    return (("committed", "total_obligation"), ("disbursed", "total_outlay"))


def _named(who: Mapping[str, Any], prefix: str, path: Path, tree: Tree, numbers: Numbers) -> Named:
    found = [
        numbers.read(scheme, tree.text(who, f"{prefix}_{key}", path), at(tree.file))
        for scheme, key in (("US-UEI", "uei"), ("US-DUNS", "unique_id"))
    ]
    return named(tree.text(who, f"{prefix}_name", path), found)


def _agency(award: Mapping[str, Any], path: Path, tree: Tree) -> Named:
    agency = tree.object(award, "awarding_agency", path)
    top = tree.object(agency, "toptier_agency", (*path, "awarding_agency"))
    return named(tree.text(top, "name", (*path, "awarding_agency", "toptier_agency")), ())


def _owned(
    award: Mapping[str, Any], supports: list[Support], path: Path, tree: Tree, numbers: Numbers
) -> Iterator[tuple[Mention, Mention]]:
    """Yield the recipient and who stands above it, as the award says; it says no days."""
    parent = _named(
        tree.object(award, "recipient", path), "parent_recipient", (*path, "recipient"), tree, numbers
    )
    if parent.is_blank or not supports or not supports[0].recipients:
        return
    child = supports[0].recipients[0]
    if parent != child and not set(parent.identifiers) & set(child.identifiers):
        yield Mention(SOURCE, child.name, child.identifiers), Mention(SOURCE, parent.name, parent.identifiers)
