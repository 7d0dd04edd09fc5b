"""The chain: nothing in it can be changed, dropped or moved unseen, and the database refuses to try."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from commonweal.web.assessment.operations import Outcome
from commonweal.web.record import events
from commonweal.web.record.chain import (
    START,
    Link,
    breaks,
    canonical,
    commitment,
    hash_of,
    link,
    new_salt,
)  # fmt: skip
from commonweal.web.record.contents import read_folder
from commonweal.web.record.models import File
from commonweal.web.record.operations import Taken
from tests.web.conftest import JOBS, NOW


def chain_of(n: int) -> list[Link]:
    """Return a sound chain."""
    made: list[Link] = []
    for i in range(n):
        made.append(link(made[-1] if made else None, {"act": "x", "said": {"n": i, "word": "é"}}))
    return made


def test_a_sound_chain_has_no_break() -> None:
    chain = chain_of(50)
    assert list(breaks(chain, head=chain[-1].hash)) == []
    assert list(breaks([])) == []
    assert list(breaks(chain[20:], start=(20, chain[19].hash))) == []


def test_the_hash_is_what_the_record_says_it_is() -> None:
    # Computed by hand with `sha256sum` over 32 zero bytes and the body.
    first = link(None, {"act": "x"})
    assert (first.seq, first.prev, first.body) == (1, START, '{"act":"x","seq":1}')
    assert first.hash == hash_of("00" * 32, '{"act":"x","seq":1}')
    assert link(None, {"seq": 7, "b": 1, "a": None}).body == '{"a":null,"b":1,"seq":1}'


@pytest.mark.parametrize("body", [{"x": 0.1}, {"x": [{"y": 1.0}]}, {"x": {1: "a"}}, {"x": {1, 2}}])
def test_a_body_holds_no_fraction_and_nothing_but_json(body: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        canonical(body)


def edited(one: Link, chance: random.Random) -> Link:
    """Return an event with one character of one field changed."""
    field = chance.choice(("body", "prev", "hash"))
    text = getattr(one, field)
    at = chance.randrange(len(text))
    other = chance.choice([c for c in "0123456789abcdef}x" if c != text[at]])
    return replace(one, **{field: text[:at] + other + text[at + 1 :]})


def test_every_edit_deletion_swap_and_cut_is_found_when_the_head_was_kept() -> None:
    chain = chain_of(40)
    head = chain[-1].hash
    chance = random.Random(1)
    for _ in range(10_000):
        spoilt = list(chain)
        at = chance.randrange(len(chain))
        match chance.randrange(4):
            case 0:
                spoilt[at] = edited(spoilt[at], chance)
            case 1:
                del spoilt[at]
            case 2:
                other = chance.choice([n for n in range(len(chain)) if n != at])
                spoilt[at], spoilt[other] = spoilt[other], spoilt[at]
            case _:
                spoilt = spoilt[:at]
        assert next(breaks(spoilt, head=head), None) is not None


def test_a_forged_rest_is_found_only_by_a_hash_that_was_kept_elsewhere() -> None:
    chain = chain_of(20)
    forged = chain[:10]
    for one in chain[10:]:
        forged.append(link(forged[-1], {"act": "x", "said": {"n": one.seq, "word": "other"}}))
    assert list(breaks(forged)) == []
    assert [b.seq for b in breaks(forged, head=chain[-1].hash)] == [20]


def test_what_is_no_hash_at_all_is_a_break_and_no_failure() -> None:
    (one,) = chain_of(1)
    assert list(breaks([replace(one, prev="zz", hash="é")]))
    assert list(breaks([replace(one, body="not json", hash=hash_of(START, "not json"))]))


def test_a_commitment_is_what_the_record_says_it_is() -> None:
    salt = "ab" * 32
    assert commitment(salt, "a.csv", b"x\n") == sha256(b"\xab" * 32 + b"a.csv\0x\n").hexdigest()
    assert commitment(salt, "a.csv", b"x\n") != commitment(salt, "b.csv", b"x\n")
    assert len({new_salt() for _ in range(100)}) == 100
    for bad in ("", "ab", "zz" * 32):
        with pytest.raises(ValueError):
            commitment(bad, "a.csv", b"x")


# ---- in the database --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_events_are_without_gaps_and_hold(judged: Outcome) -> None:
    chain = list(events.links())
    assert [one.seq for one in chain] == list(range(1, len(chain) + 1))
    assert list(breaks(chain)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_event SET body = '{}' WHERE seq = 1",
        "UPDATE record_event SET seq = 99 WHERE seq = 1",
        "DELETE FROM record_event WHERE seq = 1",
        "DELETE FROM record_event",
        "INSERT INTO record_event (seq, body, prev, hash) VALUES (99, '{}', '00', 'aa')",
        "INSERT INTO record_event (seq, body, prev, hash)"
        " SELECT MAX(seq) + 1, '{}', '00', 'aa' FROM record_event",
        "INSERT INTO record_event (seq, body, prev, hash) VALUES (1, '{}', '00', 'aa')",
        "REPLACE INTO record_event (seq, body, prev, hash)"
        " SELECT seq + 1, '{}', hash, hash FROM record_event ORDER BY seq DESC LIMIT 1",
    ],
)
def test_the_database_refuses_to_change_delete_or_misplace_an_event(judged: Outcome, statement: str) -> None:
    before = list(events.links())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(events.links()) == before


@pytest.mark.django_db
def test_postgresql_refuses_to_empty_the_table(judged: Outcome) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE record_event")


def test_an_event_outside_a_transaction_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="in the transaction"):
        events.append("x", actor="k", at=NOW)


@pytest.mark.django_db
def test_an_event_goes_with_the_transaction_that_fails(judged: Outcome) -> None:
    before = events.head()
    with pytest.raises(KeyError), transaction.atomic():
        events.append("x", actor="k", at=NOW)
        raise KeyError
    assert events.head() == before


# ---- what everybody may read in it ------------------------------------------------------------------


@pytest.mark.django_db
def test_nothing_withheld_can_be_guessed_from_the_chain(
    take: Callable[..., Taken], folder: Path, client: Client
) -> None:
    (folder / "documents" / JOBS).mkdir(parents=True)
    (folder / "documents" / JOBS / "dismissal-jane-doe.pdf").write_bytes(b"\xff%PDF")
    assert take(folder).ok
    first = File.objects.get(path="evidence/northwind.csv")
    facts = folder / "evidence" / "northwind.csv"
    written = facts.read_text()
    facts.write_text(written.replace(",124,", ",125,"))
    take(folder)
    facts.write_text(written)
    take(folder)
    again = File.objects.get(path="evidence/northwind.csv")
    assert again.sha256 == first.sha256 and again.salt != first.salt
    assert again.commitment != first.commitment, "that it says the same as before is not told either"
    public = client.get("/api/chain?limit=500").content.decode()
    assert "evidence/northwind.csv" in public and "jane-doe" not in public and "README" not in public
    hashes = set(re.findall("[0-9a-f]{64}", public))
    for path, content in read_folder(folder).items():
        guesses = (content, path.encode(), path.encode() + content, path.encode() + b"\0" + content)
        assert not hashes & {sha256(guess).hexdigest() for guess in guesses}, path
    told = File.objects.values_list("salt", "commitment")
    assert told and all(salt not in public and committed in hashes for salt, committed in told)
