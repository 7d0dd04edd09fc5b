"""Backup and restore: everything comes back, to the same hashes; a damaged archive brings back nothing."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path

import pytest
from django.db import connection

from commonweal.web.accounts.models import Actor
from commonweal.web.agreements.models import Agreement
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.record import events
from commonweal.web.record.composing import compose
from commonweal.web.record.models import Event, File, Site
from commonweal.web.serving.archive import BadArchive, read_archive, write_archive
from commonweal.web.serving.keeping import problems
from tests.web.conftest import AS_OF, NOW

pytestmark = pytest.mark.django_db


def empty_the_site() -> None:
    """Take everything away, as only a test may: the triggers are dropped with the transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE record_event DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM record_event")
            cursor.execute("ALTER TABLE record_event ENABLE TRIGGER USER")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'record_event_no_delete'")
            (trigger,) = cursor.fetchone()
            cursor.execute("DROP TRIGGER record_event_no_delete")
            cursor.execute("DELETE FROM record_event")
            cursor.execute(trigger)
    for model in (File, Actor, Site, Agreement):
        model.objects.all().delete()  # type: ignore[attr-defined]
    assert not Event.objects.exists()


def test_everything_comes_back_and_is_judged_to_the_same_results(judged: Outcome, tmp_path: Path) -> None:
    files, chain = compose(), list(events.links())
    results = json.loads(chain[-1].body)["said"]["agreements"]
    assert write_archive(tmp_path / "site.zip") == chain[-1]
    empty_the_site()
    assert read_archive(tmp_path / "site.zip") == chain[-1]
    assert (compose(), list(events.links())) == (files, chain)
    assert problems() == []
    assert Site.objects.get().as_of == AS_OF
    assert Actor.objects.filter(name="Ada").count() == 1
    judge(now=NOW)
    head = events.head()
    assert head is not None and json.loads(head.body)["said"]["agreements"] == results


def test_the_same_site_gives_the_same_archive(judged: Outcome, tmp_path: Path) -> None:
    write_archive(tmp_path / "a.zip")
    write_archive(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert sorted(p.name for p in tmp_path.glob("*.zip")) == ["a.zip", "b.zip"]


def test_a_site_that_holds_something_is_not_overwritten(judged: Outcome, tmp_path: Path) -> None:
    write_archive(tmp_path / "site.zip")
    with pytest.raises(BadArchive, match="not empty"):
        read_archive(tmp_path / "site.zip")


def rewritten(source: Path, target: Path, name: str, content: bytes | None) -> Path:
    """Copy an archive with one member changed or left out, sound as a ZIP file."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            made = old.read(member) if member != name else content
            if made is not None:
                new.writestr(member, made)
    return target


def test_a_damaged_or_forged_archive_brings_back_nothing(judged: Outcome, tmp_path: Path) -> None:
    whole = tmp_path / "site.zip"
    write_archive(whole)
    with zipfile.ZipFile(whole) as archive:
        chain = archive.read("chain.jsonl")
        readme = archive.read("workspace/README.md")
    empty_the_site()
    forged = [
        rewritten(whole, tmp_path / "1.zip", "chain.jsonl", chain.replace(b"imported", b"Imported")),
        rewritten(whole, tmp_path / "2.zip", "chain.jsonl", b"\n".join(chain.split(b"\n")[:-2])),
        rewritten(whole, tmp_path / "3.zip", "workspace/README.md", readme + b"x"),
        rewritten(whole, tmp_path / "4.zip", "workspace/README.md", None),
        rewritten(whole, tmp_path / "5.zip", "head.json", None),
        rewritten(whole, tmp_path / "6.zip", "accounts.jsonl", b"{]"),
    ]
    for path in forged:
        with pytest.raises(BadArchive):
            read_archive(path)
    content, chance = whole.read_bytes(), random.Random(2)
    for _ in range(100):
        at = chance.randrange(len(content))
        spoilt = tmp_path / "spoilt.zip"
        cut = (
            content[:at]
            if chance.random() < 0.5
            else content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        )
        spoilt.write_bytes(cut)
        try:
            read_archive(spoilt)
        except BadArchive:
            assert not Event.objects.exists() and not File.objects.exists()
        else:  # a bit of the directory that says nothing about what is inside
            assert problems() == []
            empty_the_site()
