"""
Pages of agreements are made when the site is judged, in every language, in the transaction of the pass.

What no request decides is written then: a visitor's page is read, framed and sent. A page is made anew when
its agreement is judged anew, or when something else is stated of it: a decision, an amendment, the title of a
mission. A new version of the program judges everything anew, and so makes every page anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement, Page
from commonweal.web.agreements.queries import Kept
from commonweal.web.missions.queries import Missions, Row, missions
from commonweal.web.publication.reading import acts
from commonweal.web.publication.reading.agreement import Rows, rows_of, shown


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
        self._traced = {row["agreement"]: row for row in found.every("agreements")}
        self._titles = {
            kind: {row["id"]: row["title"] for row in found.every(kind)}
            for kind in ("programmes", "missions")
        }

    def of(self, agreement: str) -> Mapping[str, Any]:
        """Return the acts of an agreement, its programme, and the missions that it serves."""
        traced = self._traced.get(agreement, {})
        served = (row["mission"] for row in traced.get("serves", ()))
        return {
            "acts": self._acts.get(agreement, []),
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


def remake(*, agreements: Iterable[str], stated: bool) -> None:
    """
    Make the pages of these agreements, and of all of which something else is stated now.

    Parameters
    ----------
    stated : whether the document of missions and acts changed, or documents of agreements did
    """
    said = Stated(missions())
    wanted = set(agreements)
    if stated:
        stand = Page.objects.values_list("agreement", "stated").distinct()
        wanted |= {id_ for id_, digest in stand if said.digest(id_) != digest}
    for id_ in sorted(wanted):
        found = register.agreement(id_)
        if found is not None:
            Page.objects.filter(agreement=found).delete()
            Page.objects.bulk_create(_pages(found, said))


def _pages(one: Agreement, said: Stated) -> Iterator[Page]:
    rows, digest = rows_of(one), said.digest(one.agreement)
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
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
    """Return a page that is not stored yet: the program or its languages are newer than the last pass."""
    one = register.agreement(agreement)
    if one is None:
        return None
    with translation.override(language):
        html = _html(rows_of(one), Stated(missions()))
    return Kept(one.agreement, one.title, one.as_of, one.inputs, html)
