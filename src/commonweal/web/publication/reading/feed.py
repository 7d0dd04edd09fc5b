"""The Atom feed of what is new: findings, decisions and amendments by the day on which they were recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from commonweal.report.page import words
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.models import Finding
from commonweal.web.missions.queries import Missions
from commonweal.web.publication.reading import acts
from commonweal.web.publication.showing import address

ENTRIES: Final = 100
"""Entries of the feed."""
_NEWS: Final = ("breached", "curing", "cured", "met", "waived", "overdue")


def feed(found: Missions, root: str) -> bytes:
    """
    Return the feed (RFC 4287); its days are days of the record, never of the clock.

    Parameters
    ----------
    root : scheme and host of the site, as `https://example.org`
    """
    stood = judged.last_pass()
    made = Atom1Feed(
        title=stood.workspace if stood else "commonweal",
        link=root + reverse("home"),
        description="",
        feed_url=root + reverse("feed"),
        language="en",
        author_name=stood.workspace if stood else "commonweal",
    )
    entries = [*_findings(root), *_acts(found, root)]
    entries.sort(key=lambda e: (e["updateddate"], e["unique_id"]), reverse=True)
    for entry in entries[:ENTRIES]:
        made.add_item(**entry)
    made.latest_post_date = lambda: (  # type: ignore[method-assign]
        entries[0]["updateddate"] if entries else datetime(1970, 1, 1, tzinfo=UTC)
    )
    return made.writeString("utf-8").encode("utf-8")


def _findings(root: str) -> Iterator[dict[str, Any]]:
    """Yield the findings of promises that came up last."""
    rows = judged.latest(_NEWS, ENTRIES)
    for finding in rows:
        at = _since(finding)
        path = reverse(
            "result", args=(finding.agreement_id, finding.clause, address(finding.start, finding.end))
        )
        row = finding.row
        status = words.word_of(finding.shown, words.STATUSES)
        yield {
            "title": f"{row['label'] or words.named(finding.clause)}: {status.word} ({finding.agreement_id})",
            "link": root + path,
            "unique_id": root + path,
            "description": status.means,
            "pubdate": at,
            "updateddate": at,
        }


def _since(finding: Finding) -> datetime:
    """Return since when a finding is known; where no row made it so (a late proof), the day it was due."""
    row = finding.row
    known = row["known_since"] or f"{row['due'] or finding.end.isoformat()}T23:59:59Z"
    return datetime.fromisoformat(known)


def _acts(found: Missions, root: str) -> Iterator[dict[str, Any]]:
    for act in acts.shown(acts.recorded(found)[:ENTRIES]):
        row = act["row"]
        at = datetime.fromisoformat(row["recorded_at"])
        path = f"{reverse('decisions')}#{act['anchor']}"
        said = row.get("label") or f"{row.get('kind', '')}: {row.get('reason', '')}"
        yield {
            "title": f"{act['title']}: {'amendment' if acts.is_amendment(row) else row['kind']}",
            "link": root + path,
            "unique_id": root + path,
            "description": said,
            "pubdate": at,
            "updateddate": at,
        }
