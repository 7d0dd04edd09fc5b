"""
The site in tests: Django on its test settings, and a workspace that is taken in and judged.

SQLite in memory unless DATABASE_URL says otherwise; `test_postgresql.py` runs all of it on PostgreSQL.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Callable, Hashable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

import pytest

pytest.importorskip("django", reason="needs the extra web")
os.environ["DJANGO_SETTINGS_MODULE"] = "commonweal.web.settings.testing"

import django

django.setup()

from django.apps import apps
from django.test import Client
from django.utils import translation

from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.missions.queries import Missions, missions
from commonweal.web.policy import Class
from commonweal.web.record.operations import Taken, set_as_of, take_in
from tests.web.running import called, environment_of
from tests.web.strategy import add_strategy

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "src/commonweal/library/starter"
ATLAS = ROOT / "examples/atlas"
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
AS_OF = date(2025, 12, 31)
JOBS = "RIV-2023-001"
T = TypeVar("T")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another database, leave out tests that may reach none (pytest-django): they would say the same."""
    if not os.environ.get("DATABASE_URL"):
        return
    here = Path(__file__).parent
    apart = [item for item in items if item.path.is_relative_to(here) and not asks_the_database(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in apart]


def asks_the_database(item: pytest.Item) -> bool:
    """Say whether a test may reach the database at all."""
    fixtures = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


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
KEPT: dict[Hashable, tuple[Any, list[list[Any]]]] = {}
"""What was answered, and what then stood in the tables, for all that was judged once."""


def once(key: Hashable, make: Callable[[], T]) -> T:
    """
    Fill an empty record as `make` does, and return its answer; what is alike is made once for all tests.

    The first call makes it and keeps what then stands in every table; whichever comes after puts that back.

    Parameters
    ----------
    key : what is made; two that differ in anything that `make` reads have different keys
    """
    if key not in KEPT:
        answer = make()
        KEPT[key] = answer, [list(model._default_manager.order_by("pk")) for model in TABLES]
        return answer
    answer, kept = KEPT[key]
    for model, rows in zip(TABLES, kept, strict=True):
        model._default_manager.bulk_create(rows)
    return answer


def judged_on(as_of: date) -> Outcome:
    """Hold the site at a day, and judge it."""
    set_as_of(as_of, actor=actor("Ada", kind="person").key, at=NOW)
    return judge(now=NOW)


@pytest.fixture
def judged(take: Callable[..., Taken], folder: Path) -> Outcome:
    """Take in the starter workspace and judge it."""

    def making() -> Outcome:
        assert take(folder).ok
        return judged_on(AS_OF)

    return once("starter", making)


@pytest.fixture
def steered(take: Callable[..., Taken], folder: Path) -> Missions:
    """Take in the starter workspace with a strategy, and judge it."""
    add_strategy(folder)

    def making() -> None:
        assert take(folder).ok
        judged_on(AS_OF)

    once("steered", making)
    return missions()


@pytest.fixture
def atlas(take: Callable[..., Taken]) -> Callable[[], None]:
    """Give what takes the atlas into an empty record."""

    def making() -> None:
        done = take(ATLAS)
        assert done.ok, (done.faults, done.diagnostics)

    return lambda: once("atlas", making)


@pytest.fixture
def atlas_on(atlas: Callable[[], None]) -> Callable[[date], None]:
    """Give what takes the atlas into an empty record and judges it as of a day."""

    def making(as_of: date) -> None:
        atlas()
        judged_on(as_of)

    return lambda as_of: once(("atlas", as_of), lambda: making(as_of))


def part_of_atlas(folder: Path, *files: str) -> Path:
    """
    Copy of the atlas what some files of its agreements need, without missions and documents.

    Parameters
    ----------
    files : names of files in `agreements/`, without their ending
    """
    shutil.copytree(ATLAS, folder, ignore=shutil.ignore_patterns("missions", "indicators", "documents*"))
    for path in (folder / "agreements").iterdir():
        if path.stem not in files:
            path.unlink()
    signed = "".join(path.read_text() for path in (folder / "agreements").iterdir())
    ids = set(re.findall(r'(?m)^agreement "([^"]+)"', signed))
    for table in [folder / "subjects.csv", *folder.glob("*/*.csv")]:
        with table.open(newline="") as stream:
            header, *rows = csv.reader(stream)
        if "agreement" in header:
            at = header.index("agreement")
            with table.open("w", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows(
                    [header, *(r for r in rows if r[at] in ids)]
                )
    return folder


@pytest.fixture(scope="session")
def starter_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a site that took the starter workspace in by command; a test copies it."""
    data = tmp_path_factory.mktemp("starter-site") / "data"
    called(environment_of(data), "import", str(STARTER), "--public")
    return data


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


@pytest.fixture(autouse=True)
def _speaks_english_again() -> Iterator[None]:
    """Forget the language of the last page: a thread keeps it until it is asked for another."""
    yield
    translation.deactivate()


def words(client: Client, address: str) -> str:
    """Return the words of a page's main part, its spaces single."""
    text = client.get(address).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ").split())
