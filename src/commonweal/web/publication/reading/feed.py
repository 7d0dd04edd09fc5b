"""
The Atom feed of what is new: findings, decisions and amendments by the day on which they were recorded, and
changes of missions by the day on which they were made.

Each language has an edition of its own. An entry is the same news in all of them: its id is the address of
what it tells without a language, so that who reads two editions is told once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from commonweal.report.page import words
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.models import Finding
from commonweal.web.missions.queries import Missions
from commonweal.web.publication.context import languages, without_language
from commonweal.web.publication.reading import acts
from commonweal.web.publication.showing import address
from commonweal.web.record.licence import publication

ENTRIES: Final = 100
"""Entries of the feed."""
_NEWS: Final = ("breached", "curing", "cured", "met", "waived", "overdue")


class Edition(Atom1Feed):
    """A feed in one language that leads to the others (RFC 4287, 4.2.7: `alternate` with `hreflang`)."""

    def add_root_elements(self, handler: Any) -> None:
        """Write what the feed says of itself, and where its other editions are."""
        super().add_root_elements(handler)
        if self.feed["licence"]:  # RFC 4946
            handler.addQuickElement("link", "", {"rel": "license", "href": self.feed["licence"]})
        for code, there in _others(self.feed["path"]):
            said = {"rel": "alternate", "type": "application/atom+xml", "hreflang": code}
            handler.addQuickElement("link", "", {**said, "href": self.feed["root"] + there})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry, and where its page is in other languages."""
        told, item = item["told"], {**item, "description": None}
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", told, {"type": "text"})  # what somebody wrote is no markup
        for code, there in _others(item["path"]):
            said = {"rel": "alternate", "hreflang": code, "href": self.feed["root"] + there}
            handler.addQuickElement("link", "", said)


def feed(found: Missions, root: str) -> bytes:
    """
    Return the feed (RFC 4287) in the language of its address; its days are of the record, never of the clock.

    Parameters
    ----------
    root : scheme and host of the site, as `https://example.org`
    """
    stood = judged.last_pass()
    stated = publication()
    name = stood.workspace if stood else "commonweal"
    path = reverse("feed")
    made = Edition(
        title=gettext("%(workspace)s: what is new") % {"workspace": name},
        link=root + reverse("home"),
        description="",
        subtitle=gettext("Findings, decisions, amendments and changes of missions, by their days."),
        feed_url=root + path,
        language=get_language() or settings.LANGUAGE_CODE,
        author_name=name,
        author_email=stated.contact if stated.by_mail else None,
        author_link=None if stated.by_mail else stated.contact or None,
        feed_copyright=stated.licence or None,
        licence=stated.licence_url,
        root=root,
        path=path,
    )
    entries = [*_findings(), *_acts(found)]
    entries.sort(key=lambda e: (e["updateddate"], without_language(e["path"])), reverse=True)
    for entry in entries[:ENTRIES]:
        path = entry["path"]
        made.add_item(**entry, link=root + path, unique_id=root + without_language(path), description="")
    made.latest_post_date = lambda: (  # type: ignore[method-assign]
        entries[0]["updateddate"] if entries else datetime(1970, 1, 1, tzinfo=UTC)
    )
    return made.writeString("utf-8").encode("utf-8")


def _others(path: str) -> Iterator[tuple[str, str]]:
    """Yield code and address of a page in every language but the one that is spoken."""
    own = get_language() or settings.LANGUAGE_CODE
    return ((code, there) for code, _, there in languages(path) if code != own)


def _findings() -> Iterator[dict[str, Any]]:
    """Yield the findings of promises that came up last."""
    rows = judged.latest(_NEWS, ENTRIES)
    for finding in rows:
        at = _since(finding)
        row = finding.row
        status = words.word_of(finding.shown, words.STATUSES)
        yield {
            "title": f"{row['label'] or words.named(finding.clause)}: {status.word} ({finding.agreement_id})",
            "path": reverse(
                "result", args=(finding.agreement_id, finding.clause, address(finding.start, finding.end))
            ),
            "told": status.means,
            "pubdate": at,
            "updateddate": at,
        }


def _since(finding: Finding) -> datetime:
    """Return since when a finding is known; where no row made it so (a late proof), the day it was due."""
    row = finding.row
    known = row["known_since"] or f"{row['due'] or finding.end.isoformat()}T23:59:59Z"
    return datetime.fromisoformat(known)


def _acts(found: Missions) -> Iterator[dict[str, Any]]:
    """Yield acts of agreements by the day on which they were recorded, of missions by their own day."""
    for act in acts.shown(acts.recorded(found)[:ENTRIES]):
        row = act["row"]
        at = datetime.fromisoformat(row.get("recorded_at") or f"{row['on']}T00:00:00Z")
        yield {
            "path": f"{reverse('decisions')}#{act['anchor']}",
            **(_event(act) if acts.is_event(row) else _act(act)),
            "pubdate": at,
            "updateddate": at,
        }


def _act(act: Mapping[str, Any]) -> dict[str, str]:
    row = act["row"]
    kind = gettext("amendment") if acts.is_amendment(row) else gettext(row["kind"])
    told = row.get("label") or f"{kind}: {row.get('reason', '')}"
    return {"title": f"{act['title']}: {kind}", "told": told}


def _event(act: Mapping[str, Any]) -> dict[str, str]:
    row = act["row"]
    return {"title": act["told"], "told": f"{row['author']}: {row['reason']}"}
