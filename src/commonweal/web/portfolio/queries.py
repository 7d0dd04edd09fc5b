"""The table of support: rows by group, source, kind and currency; groups; accounts; suggestions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from commonweal.web.portfolio.models import Balance, Group, Ledger, Source, Suggestion, Support, Total
from commonweal.web.portfolio.rows import folded


def supports(
    *, group: str = "", source: str = "", instrument: str = "", currency: str = ""
) -> QuerySet[Support]:
    """Return supports, the agreements first, then by source and record; an empty word asks for all."""
    said = {"group": group, "source": source, "instrument": instrument, "currency": currency}
    return Support.objects.filter(**{name: word for name, word in said.items() if word})


def unmatched() -> QuerySet[Support]:
    """Return the supports of which no number and no decision says who received them."""
    return Support.objects.filter(matched=False)


def groups(*, source: str = "", instrument: str = "", name: str = "") -> QuerySet[Group]:
    """
    Return groups that are matched, the largest line first, by their first currency.

    Parameters
    ----------
    name : part of a name of the group or of a member; then names that nobody matched are found too
    """
    found = Group.objects.filter(names__contains=folded(name)) if name else Group.objects.filter(matched=True)
    found = found.filter(sources__contains=f"\n{source}\n") if source else found
    return found.filter(kinds__contains=f"\n{instrument}\n") if instrument else found


def called(name: str) -> QuerySet[Group]:
    """Return groups, matched or not, in whose names every word of a name is found."""
    found = Group.objects.all()
    for word in folded(name).split():
        found = found.filter(names__contains=word)
    return found


def group(address: str) -> Group | None:
    """Return one group, matched or not."""
    return Group.objects.filter(group=address).first()


def totals(*, group: str = "") -> QuerySet[Total]:
    """Return the lines of groups in the order of groups; an empty word asks for all."""
    return Total.objects.filter(group=group) if group else Total.objects.all()


def sources() -> QuerySet[Source]:
    """Return where every row of each source went."""
    return Source.objects.all()


def balances(*, source: str = "") -> QuerySet[Balance]:
    """Return each line of each source, to the cent; an empty word asks for all."""
    return Balance.objects.filter(source=source) if source else Balance.objects.all()


def suggestions(*, group: str = "") -> QuerySet[Suggestion]:
    """Return pairs of names that a person must judge; of one group, those in which it is named."""
    return Suggestion.objects.filter(groups__contains=f"\n{group}\n") if group else Suggestion.objects.all()


def ledger() -> Mapping[str, Any]:
    """Return the files that were read, those that could not be, and what is doubtful."""
    found = Ledger.objects.filter(id=1).first()
    return json.loads(found.data) if found is not None else {"files": [], "unread": [], "doubts": []}


def turned() -> Mapping[str, Mapping[str, str]]:
    """
    Return the agreements that an amendment made another kind of support, by id.

    Each has `instrument`, `signed_as` and `instrument_since`, as its row of support has.
    """
    found: Mapping[str, Mapping[str, str]] = ledger().get("turned", {})
    return found


def inputs() -> tuple[str, str] | None:
    """Return the day of the table and the hash of all that it rests on, None while there is no table."""
    found = Ledger.objects.filter(id=1).first()
    return None if found is None else (found.as_of.isoformat(), found.inputs)
