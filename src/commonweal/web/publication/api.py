"""
The JSON API: the rows of the published tables, fifty at a time, and the chain of events.

Rows are sent as they were stored, without being taken apart: what a page shows and what a file holds are the
same texts. `offset` and `limit` page through a table; what is asked for in other words is refused with 422.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Query, Schema

from commonweal import __version__
from commonweal.web.agreements import queries as register
from commonweal.web.publication import schemas
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.record import events

API: Final = NinjaAPI(
    title="commonweal", version=__version__, urls_namespace="api", docs_url=None,
    description="What was promised, what happened, what is owed. Amounts are decimal texts; days inclusive.",
)  # fmt: skip
PAGE: Final = 50
MOST: Final = 500

Word = Annotated[
    str, Query(max_length=200, pattern=r"^[^\x00]*$", description="Only rows that say exactly this.")
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows at most.")]
Offset = Annotated[int, Query(ge=0, le=100_000_000, description="Rows to pass over.")]
T = TypeVar("T")


class Page(Schema, Generic[T]):
    """Some rows of a table, and how many there are in all."""

    count: int
    offset: int
    rows: list[T]


_FAULTS: Final[dict[int, Any]] = {404: schemas.Fault}


@API.get("agreements", response=Page[schemas.Agreement], url_name="agreements")
def agreements(
    request: HttpRequest, instrument: Word = "", serves: Word = "", party: Word = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """Every agreement."""
    return _page("agreements", limit, offset, instrument=instrument, serves=serves, party=party)


@API.get("agreements/{agreement}", response={200: schemas.Agreement, **_FAULTS}, url_name="agreement")
def agreement(request: HttpRequest, agreement: str) -> HttpResponse:
    """One agreement."""
    found = register.agreements().filter(agreement=agreement).values_list("data", flat=True).first()
    if found is None:
        return JsonResponse({"detail": "Not Found"}, status=404)
    return _sent(found)


@API.get("findings", response=Page[schemas.Finding], url_name="findings")
def findings(
    request: HttpRequest, agreement: Word = "", clause: Word = "", status: Word = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """What was found of each promise in each window."""
    return _page("findings", limit, offset, agreement=agreement, clause=clause, status=status)


@API.get("payables", response=Page[schemas.Payable], url_name="payables")
def payables(
    request: HttpRequest, agreement: Word = "", clause: Word = "", state: Word = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """Every amount that one party owes another."""
    return _page("payables", limit, offset, agreement=agreement, clause=clause, state=state)


@API.get("powers", response=Page[schemas.Power], url_name="powers")
def powers(
    request: HttpRequest, agreement: Word = "", state: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Acts that are open to a party, or may be."""
    return _page("powers", limit, offset, agreement=agreement, state=state)


@API.get("accounts", response=Page[schemas.AccountRow], url_name="accounts")
def accounts(
    request: HttpRequest, agreement: Word = "", account: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Running balances, window by window."""
    return _page("accounts", limit, offset, agreement=agreement, account=account)


@API.get("calendar", response=Page[schemas.Coming], url_name="calendar")
def calendar(
    request: HttpRequest, agreement: Word = "", party: Word = "", what: Word = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """What comes next: windows that end, proofs and payments that fall due, rights that run out."""
    return _page("calendar", limit, offset, agreement=agreement, party=party, what=what)


@API.get("evidence", response=Page[schemas.Fact], url_name="evidence")
def evidence(
    request: HttpRequest, agreement: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Every fact that was reported, as far as it is public."""
    return _page("evidence", limit, offset, agreement=agreement)


@API.get("missing", response=Page[schemas.Missing], url_name="missing")
def missing(
    request: HttpRequest, agreement: Word = "", clause: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """What results wait for: which figure, who owes it by when, and where it would stand."""
    return _page("missing", limit, offset, agreement=agreement, clause=clause)


@API.get("amendments", response=Page[schemas.Amendment], url_name="amendments")
def amendments(
    request: HttpRequest, agreement: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """What each amendment did: the agreement judged without it and with it."""
    return _page("amendments", limit, offset, agreement=agreement)


@API.get("changes", response=Page[schemas.Change], url_name="changes")
def changes(
    request: HttpRequest, agreement: Word = "", clause: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Every result that an amendment changed, without it and with it."""
    return _page("changes", limit, offset, agreement=agreement, clause=clause)


@API.get("documents", response=Page[schemas.Document], by_alias=True, url_name="documents")
def documents(
    request: HttpRequest, agreement: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """The documents of agreements; of one that is not public only why."""
    return _page("documents", limit, offset, agreement=agreement)


@API.get("parties", response=Page[schemas.Party], by_alias=True, url_name="parties")
def parties(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> HttpResponse:
    """Who takes part, and to which corporate group each belongs when."""
    return _page("parties", limit, offset)


@API.get("support", response=Page[schemas.Support], url_name="support")
def support(
    request: HttpRequest, group: Word = "", source: Word = "", instrument: Word = "", currency: Word = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """Every support of every recipient, with the place where it was read."""
    words = {"group": group, "source": source, "instrument": instrument, "currency": currency}
    return _page("support", limit, offset, **words)


@API.get("support_groups", response=Page[schemas.SupportGroup], url_name="support_groups")
def support_groups(
    request: HttpRequest, group: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """What each corporate group received, by kind, stage and currency."""
    return _page("support_groups", limit, offset, group=group)


@API.get("support_sources", response=Page[schemas.SupportSource], url_name="support_sources")
def support_sources(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> HttpResponse:
    """Where every row of each source went."""
    return _page("support_sources", limit, offset)


@API.get("support_balances", response=Page[schemas.SupportBalance], url_name="support_balances")
def support_balances(
    request: HttpRequest, source: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Each source to the cent: what was read, and where it is shown."""
    return _page("support_balances", limit, offset, source=source)


@API.get("support_suggestions", response=Page[schemas.SupportSuggestion], url_name="support_suggestions")
def support_suggestions(
    request: HttpRequest, group: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Pairs of names that are alike, and that a person must judge."""
    return _page("support_suggestions", limit, offset, group=group)


@API.get("chain", response=Page[schemas.Event], url_name="chain")
def chain(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> HttpResponse:
    """Every event, in order, with its hash: keep the last hash, and nothing before it can change unseen."""
    last = events.head()
    rows = [
        json.dumps({"seq": one.seq, "prev": one.prev, "hash": one.hash, "body": one.body}, ensure_ascii=False)
        for one in events.links(after=offset, most=limit)
    ]
    return _listed(rows, 0 if last is None else last.seq, offset)


def _page(table: str, limit: int, offset: int, **words: str) -> HttpResponse:
    rows = TABLES[table].rows(**words)
    return _listed(rows.texts(offset, limit), rows.count(), offset)


def _listed(texts: Sequence[str], count: int, offset: int) -> HttpResponse:
    return _sent(f'{{"count":{count},"offset":{offset},"rows":[{",".join(texts)}]}}')


def _sent(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")
