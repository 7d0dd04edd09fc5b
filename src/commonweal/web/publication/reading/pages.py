"""
Pages of agreements are made when the site was judged, in every language: what no request decides is written
once, and a visitor's page is read, framed and sent.

No page that is stored is out of date. It goes in the transaction of the pass: with the rows of its agreement
if that is judged anew, as everything is by a new version of the program; or because something else is said of
it, as a decision, a document, the title of a mission. It is made again after the pass, some at a time, so
that nobody who writes waits; whoever asks meanwhile has it made.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from commonweal.report.speech.phrases import speaking
from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement, Page
from commonweal.web.agreements.queries import Kept
from commonweal.web.assessment.queries import stamp
from commonweal.web.missions.queries import Missions, Row, missions
from commonweal.web.publication.reading import acts
from commonweal.web.publication.reading.agreement import Rows, rows_of, shown
from commonweal.web.record.models import Site

_SOME: Final = 50
"""Agreements whose pages are written in one transaction."""


class Stated:
    """What is said of each agreement beside its rows: missions and acts, and its documents."""

    def __init__(self, found: Missions) -> None:
        self._found = found
        self._acts: dict[str, list[Row]] = defaultdict(list)
        for row in (*found.every("decisions"), *found.every("amendments")):
            self._acts[row["agreement"]].append(row)
        self._documents: dict[str, list[Row]] = defaultdict(list)
        for agreement, data in register.documents().values_list("agreement", "data"):
            self._documents[agreement].append(json.loads(data))
        self._names = register.names({id_ for rows in self._acts.values() for id_ in acts.parties(rows)})
        self._traced = {row["agreement"]: row for row in found.every("agreements")}
        self._titles = {
            kind: {row["id"]: row["title"] for row in found.every(kind)}
            for kind in ("programmes", "missions")
        }

    def of(self, agreement: str) -> Mapping[str, Any]:
        """Return the acts of an agreement, who decided, its programme, and the missions that it serves."""
        traced = self._traced.get(agreement, {})
        served = (row["mission"] for row in traced.get("serves", ()))
        done = self._acts.get(agreement, [])
        return {
            "acts": done,
            "named": {id_: self._names.get(id_, id_) for id_ in acts.parties(done)},
            "documents": self._documents.get(agreement, []),
            "programme": self._titled("programmes", traced.get("programme")),
            "serves": [found for id_ in served if (found := self._titled("missions", id_))],
        }

    def digest(self, agreement: str) -> str:
        """Return a hash of that."""
        said = json.dumps(self.of(agreement), sort_keys=True, ensure_ascii=False)
        return sha256(said.encode("utf-8")).hexdigest()

    def _titled(self, kind: str, id_: str | None) -> Mapping[str, str] | None:
        title = self._titles[kind].get(id_ or "")
        return None if title is None or id_ is None else {"id": id_, "title": title}


def forget() -> None:
    """Delete the pages of all agreements of which something else is said now than they say."""
    said = Stated(missions())
    stand = Page.objects.values_list("agreement", "stated").distinct()
    gone = [id_ for id_, digest in stand if said.digest(id_) != digest]
    for batch in batched(gone):
        Page.objects.filter(agreement__in=batch).delete()


def complete() -> None:
    """Make every page that is missing; what a later pass takes over is left to it."""
    seen, said = stamp(), Stated(missions())
    for ids in batched(register.without_page([code for code, _ in settings.LANGUAGES])):
        made = [page for one in register.agreements().filter(agreement__in=ids) for page in _pages(one, said)]
        with transaction.atomic():
            Site.objects.select_for_update().get(id=1)
            if stamp() != seen:
                return
            Page.objects.filter(agreement__in=ids).delete()
            Page.objects.bulk_create(made)


def batched(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield some ids at a time."""
    return (ids[n : n + _SOME] for n in range(0, len(ids), _SOME))


def _pages(one: Agreement, said: Stated) -> Iterator[Page]:
    rows, digest = rows_of(one), said.digest(one.agreement)
    for language, _ in settings.LANGUAGES:
        with translation.override(language), speaking(language):
            yield Page(agreement=one, language=language, stated=digest, html=_html(rows, said))


def _html(rows: Rows, said: Stated) -> str:
    stated = said.of(rows.agreement.agreement)
    done = acts.shown(stated["acts"])
    papers = [{**row, "day": _day(row["dated"])} for row in stated["documents"]]
    context = {**shown(rows), **stated, "documents": papers, "acts": done}
    return render_to_string("publication/agreement_body.html", context)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def made(agreement: str, language: str) -> Kept | None:
    """Return a page that is not stored yet, None where there is no such agreement."""
    one = register.agreement(agreement)
    if one is None:
        return None
    with translation.override(language), speaking(language):
        html = _html(rows_of(one), Stated(missions()))
    return Kept(one.agreement, one.title, one.as_of, one.inputs, html)
