"""What the API answers, for OpenAPI. Rows are sent as they were stored; a test holds them against this."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema


class Window(Schema):
    """First and last day."""

    start: date
    end: date


class Agreement(Schema):
    """One agreement; `findings` and `payables` count by status and state."""

    agreement: str
    title: str
    terms: str
    terms_hash: str
    version: int
    instrument: str
    serves: str | None
    signed: date | None
    amount: str | None
    currency: str | None
    as_of: date
    known_at: datetime
    inputs: str
    findings: dict[str, int]
    payables: dict[str, int]
    facts_expected: int
    facts_present: int
    undisclosed: int


class Finding(Schema):
    """What was found of a promise in a window."""

    agreement: str
    version: int
    terms: str
    clause: str
    label: str
    purpose: str | None
    window: Window
    due: date
    status: str
    reason: str
    known_since: datetime | None
    vacuous: bool


class Payable(Schema):
    """An amount that one party owes another."""

    agreement: str
    version: int
    terms: str
    clause: str
    window: Window
    kind: str
    item: int
    payer: str
    payee: str
    amount: str | None
    interval: list[str | None] | None
    currency: str
    due: date | None
    due_anchor: str
    fired_by: str | None
    cap_applied: bool
    known_since: datetime | None
    state: str
    paid: str
    paid_on: date | None


class Power(Schema):
    """An act that is open to a party, or may be."""

    agreement: str
    clause: str
    item: int
    window: Window
    holder: str
    act: str
    state: str
    until: date | None


class AccountRow(Schema):
    """One window of an account."""

    agreement: str
    version: int
    account: str
    label: str
    window: Window
    opening: str | None
    interest: str | None
    adds: str | None
    reductions: str | None
    closing: str | None
    between: dict[str, list[str | None]] | None
    currency: str
    known_since: datetime | None


class Party(Schema):
    """A row of the register of parties."""

    party: str
    name: str
    kind: str
    scheme: str
    identifier: str
    parent: str
    from_: date | None = Field(alias="from")
    until: date | None


class Fact(Schema):
    """A fact as it was reported; `withheld` says why fields of it are not shown."""

    place: str
    agreement: str
    kind: str
    subject: str
    measure: str
    period: str
    value: str
    unit: str
    level: str
    source: str
    reported_on: str
    recorded_at: str
    event: str
    fact: str
    count: str
    total: str
    withheld: dict[str, str] | None


class Event(Schema):
    """One event of the chain, as it is stored: hash = SHA-256(prev as bytes, then body in UTF-8)."""

    seq: int
    prev: str
    hash: str
    body: str


class Fault(Schema):
    """Why there is no answer."""

    detail: str
