"""
The JSON API: the rows of the published tables, fifty at a time, and the chain of events.

Rows are sent as they were stored, without being taken apart: what a page shows and what a file holds are the
same texts. `offset` and `limit` page through a table; what is asked for in other words is refused with 422,
and the answer names the words that are known (`asking`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Query, Schema
from ninja.openapi.schema import OpenAPISchema

from commonweal import __version__
from commonweal.web.agreements import queries as register
from commonweal.web.publication import asking, schemas
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.publication.steering.tables import TABLES as STEERING
from commonweal.web.publication.support import schemas as granted
from commonweal.web.publication.tables import Table
from commonweal.web.record import events
from commonweal.web.record.licence import publication
from commonweal.workspace.config import Publication


class Described(NinjaAPI):
    """An API whose description says the licence of its answers, and whom to ask, where they are stated."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the description of the API."""
        made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        made["info"] |= _stated(publication())
        return made


def _stated(stated: Publication) -> dict[str, dict[str, str]]:
    """Return licence and contact in the words of OpenAPI (3.1, Info Object)."""
    licence = {"name": stated.licence, "url": stated.licence_url}
    contact = {"email" if stated.by_mail else "url": stated.contact}
    made = {"license": licence, "contact": contact}
    kept = {key: {name: said for name, said in part.items() if said} for key, part in made.items()}
    return {key: part for key, part in kept.items() if part}


API: Final = Described(
    title="commonweal", version=__version__, urls_namespace="api", docs_url=None,
    description="What was promised, what happened, what is owed. Amounts are decimal texts; days inclusive.",
)  # fmt: skip
PAGE: Final = 50
MOST: Final = 500

Word = Annotated[
    str,
    Query(
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="Only rows that say exactly this; a word that nothing is called by is refused (422).",
    ),
]

Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows at most.")]
Offset = Annotated[int, Query(ge=0, le=100_000_000, description="Rows to pass over.")]
T = TypeVar("T")


class Page(Schema, Generic[T]):
    """Some rows of a table, and how many there are in all."""

    count: int
    offset: int
    rows: list[T]


_FAULTS: Final[dict[int, Any]] = {404: schemas.Fault, 422: schemas.Refusal}


def _rows(row: type[Schema]) -> dict[int, Any]:
    """Return what a table answers: its rows, or why it does not understand what is asked."""
    return {200: Page[row], 422: schemas.Refusal}  # type: ignore[valid-type]


@API.get("agreements", response=_rows(schemas.Agreement), url_name="agreements")
def agreements(
    request: HttpRequest, instrument: Word = "", serves: Word = "", party: Word = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """Every agreement."""
    return _page(request, "agreements", limit, offset, instrument=instrument, serves=serves, party=party)


@API.get("agreements/{agreement}", response={200: schemas.Agreement, **_FAULTS}, url_name="agreement")
def agreement(request: HttpRequest, agreement: str) -> HttpResponse:
    """One agreement."""
    refused = asking.strange(request.GET, ())
    if refused:
        return _refused(refused)
    found = register.agreements().filter(agreement=agreement).values_list("data", flat=True).first()
    if found is None:
        return JsonResponse({"detail": "Not Found"}, status=404)
    return _sent(found)


@API.get("findings", response=_rows(schemas.Finding), url_name="findings")
def findings(
    request: HttpRequest, agreement: Word = "", clause: Word = "", status: schemas.Status = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """What was found of each promise in each window."""
    return _page(request, "findings", limit, offset, agreement=agreement, clause=clause, status=status)


@API.get("payables", response=_rows(schemas.Payable), url_name="payables")
def payables(
    request: HttpRequest, agreement: Word = "", clause: Word = "", state: schemas.State = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """Every amount that one party owes another."""
    return _page(request, "payables", limit, offset, agreement=agreement, clause=clause, state=state)


@API.get("settlements", response=_rows(schemas.Settlement), url_name="settlements")
def settlements(
    request: HttpRequest, agreement: Word = "", clause: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Which payment settles which amount, and how much of it."""
    return _page(request, "settlements", limit, offset, agreement=agreement, clause=clause)


@API.get("powers", response=_rows(schemas.Power), url_name="powers")
def powers(
    request: HttpRequest,
    agreement: Word = "",
    state: schemas.Opening = "",
    limit: Limit = PAGE,
    offset: Offset = 0,
) -> HttpResponse:
    """Acts that are open to a party, or may be."""
    return _page(request, "powers", limit, offset, agreement=agreement, state=state)


@API.get("accounts", response=_rows(schemas.AccountRow), url_name="accounts")
def accounts(
    request: HttpRequest, agreement: Word = "", account: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Running balances, window by window."""
    return _page(request, "accounts", limit, offset, agreement=agreement, account=account)


@API.get("calendar", response=_rows(schemas.Coming), url_name="calendar")
def calendar(
    request: HttpRequest, agreement: Word = "", party: Word = "", what: schemas.What = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """What comes next: windows that end, proofs, cures and payments due, rights that run out."""
    return _page(request, "calendar", limit, offset, agreement=agreement, party=party, what=what)


@API.get("evidence", response=_rows(schemas.Fact), url_name="evidence")
def evidence(
    request: HttpRequest, agreement: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Every fact that was reported, as far as it is public."""
    return _page(request, "evidence", limit, offset, agreement=agreement)


@API.get("payments", response=_rows(schemas.Payment), url_name="payments")
def payments(
    request: HttpRequest, agreement: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Every payment that was recorded: who paid whom, under which clause, and where it stands."""
    return _page(request, "payments", limit, offset, agreement=agreement)


@API.get("decisions", response=_rows(schemas.Decision), url_name="decisions")
def decisions(
    request: HttpRequest, agreement: Word = "", clause: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Every decision that is public, the newest first."""
    return _page(request, "decisions", limit, offset, agreement=agreement, clause=clause)


@API.get("targets", response=_rows(schemas.Target), url_name="targets")
def targets(
    request: HttpRequest, mission: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Every target of a mission: where it began, where it stands, what published methods say of it."""
    return _page(request, "targets", limit, offset, mission=mission)


@API.get("indicators", response=_rows(schemas.Figure), url_name="indicators")
def indicators(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> HttpResponse:
    """Every figure of an indicator, as it was recorded."""
    return _page(request, "indicators", limit, offset)


def _of_missions(table: Table) -> None:
    """Add the address of a table of missions; the answer is described by the table's columns."""

    def asked(
        request: HttpRequest, mission: Word = "", limit: Limit = PAGE, offset: Offset = 0
    ) -> HttpResponse:
        return _page(request, table.name, limit, offset, mission=mission)

    def whole(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> HttpResponse:
        return _page(request, table.name, limit, offset)

    view = asked if table.filters else whole
    view.__name__, view.__doc__ = table.name, table.says
    API.get(table.name, response=_rows(schemas.of_table(table)), url_name=table.name)(view)


for _one in STEERING:
    _of_missions(_one)


@API.get("fingerprints", response=_rows(schemas.Fingerprint), url_name="fingerprints")
def fingerprints(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> HttpResponse:
    """What pages are judged from: the letters after # at the end of a page begin one of these."""
    return _page(request, "fingerprints", limit, offset)


@API.get("missing", response=_rows(schemas.Missing), url_name="missing")
def missing(
    request: HttpRequest, agreement: Word = "", clause: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """What results wait for: which figure, who owes it by when, and where it would stand."""
    return _page(request, "missing", limit, offset, agreement=agreement, clause=clause)


@API.get("amendments", response=_rows(schemas.Amendment), url_name="amendments")
def amendments(
    request: HttpRequest, agreement: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """What each amendment did: the agreement judged without it and with it."""
    return _page(request, "amendments", limit, offset, agreement=agreement)


@API.get("changes", response=_rows(schemas.Change), url_name="changes")
def changes(
    request: HttpRequest, agreement: Word = "", clause: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Every result that an amendment changed, without it and with it."""
    return _page(request, "changes", limit, offset, agreement=agreement, clause=clause)


@API.get("documents", response=_rows(schemas.Document), by_alias=True, url_name="documents")
def documents(
    request: HttpRequest, agreement: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """The documents of agreements; of one that is not public only why."""
    return _page(request, "documents", limit, offset, agreement=agreement)


@API.get("parties", response=_rows(schemas.Party), by_alias=True, url_name="parties")
def parties(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> HttpResponse:
    """Who takes part, and to which corporate group each belongs when."""
    return _page(request, "parties", limit, offset)


@API.get("support", response=_rows(granted.Support), url_name="support")
def support(
    request: HttpRequest, group: Word = "", source: Word = "", instrument: Word = "", currency: Word = "",
    limit: Limit = PAGE, offset: Offset = 0,
) -> HttpResponse:  # fmt: skip
    """Every support of every recipient, with the place where it was read."""
    words = {"group": group, "source": source, "instrument": instrument, "currency": currency}
    return _page(request, "support", limit, offset, **words)


@API.get("support_groups", response=_rows(granted.SupportGroup), url_name="support_groups")
def support_groups(
    request: HttpRequest, group: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """What each corporate group received, by kind, stage and currency."""
    return _page(request, "support_groups", limit, offset, group=group)


@API.get("support_sources", response=_rows(granted.SupportSource), url_name="support_sources")
def support_sources(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> HttpResponse:
    """Where every row of each source went."""
    return _page(request, "support_sources", limit, offset)


@API.get("support_balances", response=_rows(granted.SupportBalance), url_name="support_balances")
def support_balances(
    request: HttpRequest, source: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Each source to the cent: what was read, and where it is shown."""
    return _page(request, "support_balances", limit, offset, source=source)


@API.get("support_suggestions", response=_rows(granted.SupportSuggestion), url_name="support_suggestions")
def support_suggestions(
    request: HttpRequest, group: Word = "", limit: Limit = PAGE, offset: Offset = 0
) -> HttpResponse:
    """Pairs of names that are alike, and that a person must judge."""
    return _page(request, "support_suggestions", limit, offset, group=group)


@API.get("chain", response=_rows(schemas.Event), url_name="chain")
def chain(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> HttpResponse:
    """Every event, in order, with its hash: keep the last hash, and nothing before it can change unseen."""
    refused = asking.strange(request.GET, asking.PAGING)
    if refused:
        return _refused(refused)
    last = events.head()
    rows = [
        json.dumps({"seq": one.seq, "prev": one.prev, "hash": one.hash, "body": one.body}, ensure_ascii=False)
        for one in events.links(after=offset, most=limit)
    ]
    return _listed(rows, 0 if last is None else last.seq, offset)


def _page(request: HttpRequest, table: str, limit: int, offset: int, **words: str) -> HttpResponse:
    refused = asking.strange(request.GET, [*TABLES[table].filters, *asking.PAGING])
    if refused:
        return _refused(refused)
    rows = TABLES[table].rows(**words)
    memory = {} if any(words.values()) else getattr(request, "memory", {})
    count = memory[table] = memory[table] if table in memory else rows.count()
    if not count and (refused := asking.doubts(TABLES[table], words)):
        return _refused(refused)
    return _listed(rows.texts(offset, limit), count, offset)


def _refused(doubts: Sequence[object]) -> HttpResponse:
    """Answer 422 in the form in which every word that is not understood is refused."""
    return JsonResponse({"detail": doubts}, status=422)


def _listed(texts: Sequence[str], count: int, offset: int) -> HttpResponse:
    return _sent(f'{{"count":{count},"offset":{offset},"rows":[{",".join(texts)}]}}')


def _sent(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")
