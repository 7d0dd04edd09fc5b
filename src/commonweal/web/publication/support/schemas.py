"""What the API answers of support, for OpenAPI; a test holds the rows that are sent against it."""

from __future__ import annotations

from datetime import date

from ninja import Schema


class Support(Schema):
    """One support of a recipient, with the place where it was read."""

    source: str
    record: str
    file: str
    row: str
    recipient: str
    identifiers: str
    group: str | None
    group_name: str | None
    matched: bool
    how: str
    why: str
    instrument: str
    signed_as: str | None
    instrument_since: date | None
    stage: str
    basis: str
    amount: str | None
    currency: str
    words: str
    on: date | None
    funder: str
    title: str
    programme: str
    location: str
    url: str
    agreement: str | None
    paid: str | None


class SupportGroup(Schema):
    """What one corporate group received of one kind, stage and currency."""

    group: str
    name: str
    matched: bool
    how: str
    members: str
    sources: str
    instrument: str
    stage: str
    basis: str
    currency: str
    amount: str | None
    count: int
    unknown: int
    paid: str | None


class SupportSource(Schema):
    """Where every row of one source went."""

    source: str
    rows: int
    records: int
    repeated: int
    superseded: int
    left_out: int
    left_out_why: str
    supports: int
    with_amount: int
    unknown: int
    unmatched: int
    missing: int


class SupportBalance(Schema):
    """One line of a source to the cent."""

    source: str
    instrument: str
    stage: str
    basis: str
    currency: str
    read: str
    grouped: str
    unmatched: str
    difference: str


class SupportSuggestion(Schema):
    """Two names that are alike, and that a person must judge."""

    a: str
    a_group: str | None
    b: str
    b_group: str | None
    why: str
