"""
The site in tests: Django on its test settings, and a workspace that is taken in and judged.

SQLite in memory unless DATABASE_URL says otherwise; `test_postgresql.py` runs all of it on PostgreSQL.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="needs the extra web")
os.environ["DJANGO_SETTINGS_MODULE"] = "commonweal.web.settings.testing"

import django

django.setup()

from django.apps import apps
from django.test import Client

from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.missions.queries import Missions, missions
from commonweal.web.policy import Class
from commonweal.web.record.operations import Taken, set_as_of, take_in
from tests.web.strategy import add_strategy

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "src/commonweal/library/starter"
ATLAS = ROOT / "examples/atlas"
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
AS_OF = date(2025, 12, 31)
JOBS = "RIV-2023-001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the starter workspace that a test may change."""
    return shutil.copytree(STARTER, tmp_path / "starter")


@pytest.fixture
def take(db: None) -> Callable[..., Taken]:
    """Give the import, as somebody at some time."""

    def taking(folder: Path, *, unmarked: Class | None = Class.PUBLIC) -> Taken:
        return take_in(folder, actor=actor("Ada", kind="person").key, at=NOW, unmarked=unmarked)

    return taking


APPS = ("accounts", "record", "missions", "portfolio", "agreements", "assessment", "django_tasks_database")
# Every table of ours; those that point to others come after them.
TABLES = sorted(
    (model for app in APPS for model in apps.get_app_config(app).get_models()),
    key=lambda model: any(f.is_relation and not f.auto_created for f in model._meta.get_fields()),
)
KEPT: dict[str, Any] = {}
"""What stands in the tables once the starter was judged, so that it is judged once and not in every test."""


@pytest.fixture
def judged(take: Callable[..., Taken], folder: Path) -> Outcome:
    """Take in the starter workspace and judge it."""
    if not KEPT:
        assert take(folder).ok
        set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
        KEPT["outcome"] = judge(now=NOW)
        KEPT["rows"] = [list(model._default_manager.order_by("pk")) for model in TABLES]
    else:
        for model, rows in zip(TABLES, KEPT["rows"], strict=True):
            model._default_manager.bulk_create(rows)
    outcome: Outcome = KEPT["outcome"]
    return outcome


@pytest.fixture
def steered(take: Callable[..., Taken], folder: Path) -> Missions:
    """Take in the starter workspace with a strategy, and judge it."""
    add_strategy(folder)
    assert take(folder).ok
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    return missions()


@pytest.fixture
def client() -> Client:
    """Return a visitor; a fault of the site fails the test."""
    return Client()


@pytest.fixture(autouse=True)
def _no_pages_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep no page from one test to the next: numbers of passes repeat when a test's transaction goes."""
    from commonweal.web.doors.caching import Conditional

    def never(self: Any, *_: Any) -> None:
        return None

    monkeypatch.setattr(Conditional, "_keep", never)
    monkeypatch.setattr("commonweal.web.doors.caching.LOOK_SECONDS", 0.0)
    yield


def words(client: Client, address: str) -> str:
    """Return the words of a page's main part, its spaces single."""
    text = client.get(address).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ").split())
