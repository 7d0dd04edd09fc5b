"""
The chain of events: each holds the hash of the one before, so that nothing can be changed unseen.

hash = SHA-256(previous hash, 32 bytes, ‖ canonical body, UTF-8). The body is JSON with sorted keys, without
spaces and without fractions, and holds the event's own number: events cannot change places either. The first
event's previous hash is 32 zero bytes. Only the standard library is used here: an auditor can run this
module alone over the rows of the table.

Anybody may read the chain, so it tells files by commitments: SHA-256(32 random bytes ‖ path ‖ 0 ‖ content).
A plain hash would tell a withheld figure to whoever tries them all. Who is given the file and its random
bytes, its *salt*, checks that this very file was recorded; without the salt a commitment says nothing.

Source: methods-reliability R1, R2.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

START: Final = "0" * 64
"""The hash before the first event."""
SALT_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is stored."""

    seq: int
    body: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold, and why."""

    seq: int
    why: str


def canonical(body: Mapping[str, Any]) -> str:
    """
    Return the one way in which a body is written.

    Raises
    ------
    TypeError : it holds a fraction or something that is no JSON
    """
    _require_exact(body)
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _require_exact(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a body of an event holds no fractions: write an amount as text")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError("the keys of a body are texts")
            _require_exact(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _require_exact(inner)


def hash_of(prev: str, body: str) -> str:
    """Return the hash of an event."""
    return sha256(bytes.fromhex(prev) + body.encode("utf-8")).hexdigest()


def new_salt() -> str:
    """Return random bytes for one commitment, in hexadecimal; no two files and no two versions share them."""
    return secrets.token_hex(SALT_BYTES)


def commitment(salt: str, path: str, content: bytes) -> str:
    """
    Return what an event says of a file instead of its content.

    Raises
    ------
    ValueError : the salt is not `SALT_BYTES` bytes in hexadecimal
    """
    random = bytes.fromhex(salt)
    if len(random) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return sha256(random + path.encode("utf-8") + b"\0" + content).hexdigest()


def link(before: Link | None, body: Mapping[str, Any]) -> Link:
    """Return the event that follows another (None: the first one)."""
    seq, prev = (before.seq + 1, before.hash) if before else (1, START)
    written = canonical({**body, "seq": seq})
    return Link(seq, written, prev, hash_of(prev, written))


def breaks(
    links: Iterable[Link], *, start: tuple[int, str] = (0, START), head: str | None = None
) -> Iterator[Break]:
    """
    Yield every place where a chain does not hold.

    Parameters
    ----------
    links : in the order of their numbers
    start : number and hash of the event before the first of them
    head : the last hash, where somebody has kept it elsewhere: only so is a cut end found, or a chain that
        was forged from some event on
    """
    seq, prev = start
    for one in links:
        if one.seq != seq + 1:
            yield Break(one.seq, f"the event after {seq} is {one.seq}")
        if one.prev != prev:
            yield Break(one.seq, "it does not follow the event before it")
        if not _sound_hash(one):
            yield Break(one.seq, "its hash is not that of what it says")
        if _number(one.body) != one.seq:
            yield Break(one.seq, "what it says has another number")
        seq, prev = one.seq, one.hash
    if head is not None and head != prev:
        yield Break(seq, "the chain does not end in the hash that was kept")


def _sound_hash(one: Link) -> bool:
    try:
        return hash_of(one.prev, one.body) == one.hash
    except ValueError:
        return False


def _number(body: str) -> object:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    return said.get("seq") if isinstance(said, dict) else None
