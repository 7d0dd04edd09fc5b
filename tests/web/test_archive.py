"""Backup and restore: everything comes back, to the same hashes; a damaged archive brings back nothing."""

from __future__ import annotations

import json
import os
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from commonweal.web.accounts.models import Actor
from commonweal.web.accounts.operations import actor
from commonweal.web.agreements.models import Agreement
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.record import events
from commonweal.web.record.composing import compose
from commonweal.web.record.models import Event, File, Site
from commonweal.web.serving import archive as archives
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
        model.objects.all().delete()
    assert not Event.objects.exists()


def test_everything_comes_back_and_is_judged_to_the_same_results(judged: Outcome, tmp_path: Path) -> None:
    files, chain = compose(), list(events.links())
    commitments = dict(File.objects.values_list("path", "commitment"))
    results = json.loads(chain[-1].body)["said"]["agreements"]
    assert write_archive(tmp_path / "site.zip") == chain[-1]
    empty_the_site()
    assert read_archive(tmp_path / "site.zip") == chain[-1]
    assert (compose(), list(events.links())) == (files, chain)
    assert problems() == []
    assert dict(File.objects.values_list("path", "commitment")) == commitments
    assert (Site.objects.get().as_of, Site.objects.get().unmarked) == (AS_OF, "public")
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
        salts = archive.read("salts.jsonl")
    empty_the_site()
    forged = [
        rewritten(whole, tmp_path / "1.zip", "chain.jsonl", chain.replace(b"imported", b"Imported")),
        rewritten(whole, tmp_path / "2.zip", "chain.jsonl", b"\n".join(chain.split(b"\n")[:-2])),
        rewritten(whole, tmp_path / "3.zip", "workspace/README.md", readme + b"x"),
        rewritten(whole, tmp_path / "4.zip", "workspace/README.md", None),
        rewritten(whole, tmp_path / "5.zip", "head.json", None),
        rewritten(whole, tmp_path / "6.zip", "accounts.jsonl", b"{]"),
        rewritten(whole, tmp_path / "7.zip", "head.json", b""),
        rewritten(whole, tmp_path / "8.zip", "salts.jsonl", salts.replace(b'"salt": "', b'"salt": "0')),
        rewritten(whole, tmp_path / "9.zip", "salts.jsonl", None),
        rewritten(whole, tmp_path / "10.zip", "accounts.jsonl", b'{"key": "k", "kind": "king"}\n'),
        rewritten(whole, tmp_path / "11.zip", "accounts.jsonl", b"[]\n"),
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


def imported_as(unmarked: str) -> None:
    """Let the chain say that another class was set at an import."""
    with transaction.atomic():
        Site.objects.update(unmarked=unmarked)
        told = {"before": "public", "after": unmarked}
        events.append("workspace.imported", actor=actor("Ada").key, at=NOW, files=[], unmarked=told)


def test_a_class_or_day_that_was_changed_behind_the_chain_is_found(judged: Outcome) -> None:
    imported_as("parties")
    assert problems() == []
    Site.objects.update(unmarked="public")
    (fault,) = problems()
    assert fault == "the site's class of what the workspace gives none is public; the chain says parties"
    Site.objects.update(unmarked="parties", as_of=None)
    (fault,) = problems()
    assert fault == f"the site's day as of which it judges is today; the chain says {AS_OF}"


def test_class_and_day_come_back_as_the_chain_says_whatever_an_archive_claims(
    judged: Outcome, tmp_path: Path
) -> None:
    imported_as("parties")
    write_archive(tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        head: dict[str, Any] = json.loads(archive.read("head.json"))
    claimed = json.dumps({**head, "unmarked": "public", "as_of": "1999-01-01"}).encode()
    empty_the_site()
    read_archive(rewritten(tmp_path / "site.zip", tmp_path / "forged.zip", "head.json", claimed))
    assert (Site.objects.get().unmarked, Site.objects.get().as_of) == ("parties", AS_OF)


def test_a_class_that_there_is_not_is_refused_in_a_chain_that_holds(judged: Outcome, tmp_path: Path) -> None:
    with transaction.atomic():
        told = {"before": "public", "after": "withheld"}
        events.append("workspace.imported", actor=actor("Ada").key, at=NOW, files=[], unmarked=told)
    write_archive(tmp_path / "site.zip")
    empty_the_site()
    with pytest.raises(BadArchive):
        read_archive(tmp_path / "site.zip")
    assert not Event.objects.exists() and not File.objects.exists()


def test_an_import_that_was_refused_before_is_in_no_way_of_a_restore(judged: Outcome, tmp_path: Path) -> None:
    write_archive(tmp_path / "site.zip")
    key = actor("Ada", kind="person").key
    empty_the_site()
    actor("Ada", kind="person")
    read_archive(tmp_path / "site.zip")
    assert Actor.objects.get(name="Ada").key == key


def test_an_archive_that_would_unpack_to_too_much_is_refused_before_it_is(
    judged: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, bomb = tmp_path / "site.zip", tmp_path / "bomb.zip"
    write_archive(whole)
    empty_the_site()
    rewritten(whole, bomb, "", None)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("workspace/zeros.bin", bytes(1_000_000))

    def unpacked(*_: object) -> None:
        raise AssertionError("it was unpacked")

    for limit, most, said in (
        ("MOST_BYTES", 999_999, "zeros.bin is larger than"),
        ("MOST_IN_ALL", 1_000_000, "holds more than"),
        ("MOST_FILES", 3, "more than 3 files"),
    ):
        with monkeypatch.context() as bound:
            bound.setattr(archives, limit, most)
            bound.setattr(zipfile.ZipFile, "testzip", unpacked)
            with pytest.raises(BadArchive, match=said):
                read_archive(bomb)
    assert not File.objects.exists()


def test_nobody_backs_up_what_cannot_be_restored(
    judged: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_IN_ALL", 100)
    with pytest.raises(BadArchive, match="holds more than"):
        write_archive(tmp_path / "site.zip")
    assert list(tmp_path.glob("*site.zip*")) == []


def test_only_the_owner_reads_an_archive(judged: Outcome, tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        write_archive(tmp_path / "site.zip")
    finally:
        os.umask(before)
    assert (tmp_path / "site.zip").stat().st_mode & 0o777 == 0o600
