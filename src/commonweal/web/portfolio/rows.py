"""
From the table to what is published: rows of support with their places, groups, sources, suggestions.

Each row is one JSON text, from which page, API and files are made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from commonweal.cycle.portfolio import records, rules
from commonweal.cycle.portfolio.identifiers import PARTY
from commonweal.cycle.portfolio.matching import Decision, mention_of
from commonweal.cycle.portfolio.names import alike_key
from commonweal.report.support.rows import exact
from commonweal.web.portfolio import models
from commonweal.web.portfolio.agreements import SOURCE, Standing
from commonweal.web.portfolio.deriving import Derived
from commonweal.web.record.rows import written

UNMATCHED: Final = "unmatched"
"""The address of the page of all that is not matched; no group has it."""
Standings = Mapping[str, Standing]
_OWN: Final = f"{PARTY}: "
_NO_CHARACTER: Final = re.compile("[\0\ud800-\udfff]")
_UNSOUND: Final = re.compile(r"[\ud800-\udfff]|\\u0000")


@dataclass(frozen=True, slots=True)
class Published:
    """Everything that is stored of a table, not yet stored."""

    supports: list[models.Support]
    groups: list[models.Group]
    totals: list[models.Total]
    sources: list[models.Source]
    balances: list[models.Balance]
    suggestions: list[models.Suggestion]


def published(derived: Derived) -> Published:
    """Return the rows of a table in the order in which they are shown."""
    table, at = derived.table, _addresses(derived.table)
    groups = sorted(table.groups, key=_by_weight)
    held = _holders(table, at)
    return Published(
        [
            *_grouped(table, at, derived.standings),
            *(_nobodys(one, derived.standings) for one in table.nobody),
        ],
        [_group(group, at[group.key], derived.standings) for group in groups],
        [total for group in groups for total in _totals(group, at[group.key])],
        [_source(one) for one in table.accounts],
        [_balance(one) for account in table.accounts for one in account.balances],
        [_suggestion(one, table, held) for one in table.suggestions],
    )


def text(row: Mapping[str, Any]) -> str:
    """Return a row as it is stored, without what no database holds."""
    said = written(row)
    return said if _UNSOUND.search(said) is None else written(_sound(row))


def clean(said: str) -> str:
    """Return a text with U+FFFD in the place of what no database holds: NUL, and half a character."""
    return _NO_CHARACTER.sub("\ufffd", said)


def _sound(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case dict():
            return {key: _sound(inner) for key, inner in value.items()}
        case list():
            return [_sound(inner) for inner in value]
    return value


def words(several: Iterable[str]) -> str:
    """Return words as one text in which each can be found whole: between line ends."""
    return clean("\n" + "\n".join(several) + "\n")


def folded(name: str) -> str:
    """Return a name as it is looked for: no case, accents, punctuation, nor the legal form at its end."""
    return alike_key(name) or name.casefold()


# ---- addresses ---------------------------------------------------------------------------------------


def _addresses(table: rules.Table) -> dict[str, str]:
    """Return the last part of the address of each group: the id of its party, else a digest of its name."""
    return {group.key: _address(table.organised.by_mention[group.key]) for group in table.groups}


def _address(top: records.Organisation) -> str:
    own = next((key for key in top.mentions if key.startswith(_OWN)), "").removeprefix(_OWN)
    if own and own != UNMATCHED and len(own) <= 200:
        return own.replace("[[", "[")
    return f"~{sha256(top.key.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _holders(table: rules.Table, at: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the addresses of the groups in which each organisation stands; one that was sold has several."""
    held: dict[str, set[str]] = defaultdict(set)
    for group in table.groups:
        for one in group.supports:
            for named in one.recipients:
                if not named.is_blank:
                    owner = table.organised.by_mention[mention_of(one, named).key]
                    held[owner.key].add(at[group.key])
    return held


# ---- support -----------------------------------------------------------------------------------------


def _grouped(table: rules.Table, at: Mapping[str, str], stand: Standings) -> Iterator[models.Support]:
    """Yield the supports of every group: the agreements first, then by source and record."""
    found = [(one, group) for group in table.groups for one in group.supports]
    found.sort(key=lambda pair: (pair[0].origin.source != SOURCE, pair[0].key))
    for one, group in found:
        named = next(r for r in one.recipients if not r.is_blank)
        owner = table.organised.by_mention[mention_of(one, named).key]
        whose = (at[group.key], group.name, group.matched, owner.match.how, owner.match.why)
        yield _stored(one, whose, stand)


def _nobodys(one: records.Support, stand: Standings) -> models.Support:
    several = len(one.recipients) > 1
    why = "several recipients, and nobody says who got what" if several else "no recipient is named"
    return _stored(one, ("", "", False, "nobody", why), stand)


def _standing(one: records.Support, stand: Standings) -> Standing | None:
    """Return what an agreement is on the day; None for what is none, and for one that was signed so."""
    found = stand.get(one.origin.record) if one.origin.source == SOURCE else None
    return found if found is not None and found.signed_as else None


def _stored(one: records.Support, whose: tuple[str, str, bool, str, str], stand: Standings) -> models.Support:
    group, name, matched, how, why = whose
    origin, turned = one.origin, _standing(one, stand)
    row = {
        "source": origin.source, "record": origin.record, "file": origin.file, "row": origin.place,
        "recipient": "; ".join(r.name for r in one.recipients),
        "identifiers": "; ".join(str(i) for r in one.recipients for i in r.identifiers),
        "group": group or None, "group_name": name or None, "matched": matched, "how": how, "why": why,
        "instrument": one.instrument, **turning(turned), "stage": one.stage, "basis": one.basis,
        "amount": exact(one.amount, one.currency), "currency": one.currency, "words": one.words,
        "on": None if one.on is None else one.on.isoformat(), "funder": one.funder.name,
        "title": one.title, "programme": one.programme, "location": one.place, "url": one.url,
        "agreement": origin.record if origin.source == SOURCE else None,
    }  # fmt: skip
    return models.Support(
        data=text(row), group=group, matched=matched, source=clean(origin.source)[:400],
        instrument=one.instrument, currency=one.currency,
    )  # fmt: skip


def turning(found: Standing | None) -> dict[str, str | None]:
    """Return what a row says of an agreement that was signed as another kind; null for any other."""
    if found is None or not found.signed_as:
        return {"signed_as": None, "instrument_since": None}
    since = None if found.since is None else found.since.isoformat()
    return {"signed_as": found.signed_as, "instrument_since": since}


# ---- groups ------------------------------------------------------------------------------------------


def _by_weight(group: rules.Group) -> tuple[bool, str, Decimal, str]:
    """Order the matched before the others, then by the first currency and the largest line in it."""
    code = min(t.line.currency for t in group.tallies)
    return (
        not group.matched,
        code,
        -max(t.amount for t in group.tallies if t.line.currency == code),
        group.key,
    )


def _group(group: rules.Group, address: str, stand: Standings) -> models.Group:
    lines = [{**_line(total), **_turned(group, total, stand)} for total in group.tallies]
    row = {
        "group": address, "name": group.name, "matched": group.matched, "how": group.how,
        "members": list(group.members), "sources": list(group.sources), "supports": len(group.supports),
        "totals": lines,
    }  # fmt: skip
    kinds = sorted({line["instrument"] for line in lines})
    return models.Group(
        data=text(row), group=address, matched=group.matched, sources=words(group.sources),
        kinds=words(kinds), names=words(sorted({folded(name) for name in (group.name, *group.members)})),
    )  # fmt: skip


def _turned(group: rules.Group, total: rules.Tally, stand: Standings) -> dict[str, Any]:
    """Return how a line says that what it sums was signed as another kind: nothing where nothing was."""
    of_line = [_standing(one, stand) for one in group.supports if rules.line_of(one) == total.line]
    turned = [one for one in of_line if one is not None]
    if not turned:
        return {}
    if len(of_line) == 1:
        return turning(turned[0])
    return {
        "turned": {
            kind: sum(t.signed_as == kind for t in turned) for kind in sorted({t.signed_as for t in turned})
        }
    }


def _totals(group: rules.Group, address: str) -> Iterator[models.Total]:
    for total in group.tallies:
        row = {
            "group": address, "name": group.name, "matched": group.matched, "how": group.how,
            "members": "; ".join(group.members), "sources": "; ".join(group.sources), **_line(total),
        }  # fmt: skip
        yield models.Total(data=text(row), group=address)


def _line(total: rules.Tally) -> dict[str, Any]:
    known = exact(total.amount, total.line.currency) if total.count else None
    return {**total.line._asdict(), "amount": known, "count": total.count, "unknown": total.unknown}


# ---- accounts ----------------------------------------------------------------------------------------


def _source(one: rules.Account) -> models.Source:
    row = {
        "source": one.source, "rows": one.rows, "records": one.records, "repeated": one.repeated,
        "superseded": one.superseded, "left_out": sum(o.count for o in one.left_out),
        "left_out_why": "; ".join(f"{o.count} × {o.reason}" for o in one.left_out), "supports": one.supports,
        "with_amount": one.with_amount, "unknown": one.unknown, "unmatched": one.unmatched,
        "missing": one.missing,
    }  # fmt: skip
    return models.Source(data=text(row), source=clean(one.source)[:400])


def _balance(one: rules.Balance) -> models.Balance:
    code = one.line.currency
    row = {
        "source": one.source, **one.line._asdict(), "read": exact(one.read, code),
        "grouped": exact(one.grouped, code), "unmatched": exact(one.unmatched, code),
        "difference": exact(one.difference, code),
    }  # fmt: skip
    return models.Balance(data=text(row), source=clean(one.source)[:400])


def _suggestion(one: Decision, table: rules.Table, held: Mapping[str, set[str]]) -> models.Suggestion:
    sides = [sorted(held.get(table.organised.by_mention[key].key, ())) for key in (one.a, one.b)]
    row = {
        "a": one.a, "a_group": "; ".join(sides[0]) or None,
        "b": one.b, "b_group": "; ".join(sides[1]) or None, "why": one.why,
    }  # fmt: skip
    return models.Suggestion(data=text(row), groups=words([*sides[0], *sides[1]]))
