"""What the API answers, for OpenAPI. Rows are sent as they were stored; a test holds them against this."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, Literal

from ninja import Field, Schema
from pydantic import create_model

from commonweal.web.publication.tables import Table

Status = Literal[
    "", "breached", "curing", "overdue", "met", "cured", "waived", "suspended", "open", "not_due",
    "inapplicable", "ended",
]  # fmt: skip
"""What a finding may be asked by; "" asks for all, as of those below."""
State = Literal[
    "", "late", "due", "part_paid", "undetermined", "paid", "overpaid", "withheld", "none_due", "not_due"
]
"""What a payable may be asked by."""
Opening = Literal["", "available", "not_yet", "unavailable", "unknown", "exercised", "lapsed"]
"""What a power may be asked by."""
What = Literal["", "test", "report", "cure", "pay", "use"]
"""What a thing to come may be asked by."""


_KINDS: Final[dict[str, Any]] = {
    "text": str, "day": date, "instant": datetime, "amount": str, "count": int, "yesno": bool,
}  # fmt: skip


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
    """What was found of a promise in a window; `shown_as` is what pages say."""

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
    shown_as: str


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
    payer_side: str | None
    payee_side: str | None
    released: str | None
    released_by: str | None
    released_on: date | None
    released_in: str | None


class Settlement(Schema):
    """What of a payment settles an amount: where the payment stands, and how much of it."""

    agreement: str
    clause: str
    window: Window
    kind: str
    item: int
    place: str
    paid_on: date
    amount: str
    currency: str


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


class Missing(Schema):
    """What a result waits for: a figure of a `period`, or a statement that nothing is left out `through`."""

    agreement: str
    clause: str
    window: Window
    row: str
    measure: str
    subject: str
    period: Window | None
    through: date | None
    level: str
    owed_by: str
    by: date | None
    why: str
    label: str
    party: str
    table: str | None


class Balance(Schema):
    """What is left on an account; null: not known."""

    currency: str
    amount: str | None


class ChangedValue(Schema):
    """A value that an amendment changed, of a series that of a `period`; null: none stands there."""

    name: str
    label: str
    period: Window | None
    kind: str
    unit: str
    per: str
    before: str | None
    after: str | None


class Released(Schema):
    """A clause, account or right that an amendment let go, with what is open under it."""

    name: str
    kind: str
    windows: int
    unpaid: dict[str, str]
    balance: Balance | None
    unused: bool


class Flow(Schema):
    """Dues from one party to another, and between what their change lies; null: no limit is known."""

    payer: str
    payee: str
    currency: str
    before: str
    after: str
    change: str
    open_before: int
    open_after: int
    least: str | None
    most: str | None


class Amendment(Schema):
    """What an amendment did; `said` is the sentence of its page."""

    agreement: str
    amendment: int
    label: str
    signed: date
    effective: date
    recorded_at: datetime
    place: str
    as_of: date
    said: str
    moves_to: str | None
    sets: list[str]
    values: list[ChangedValue]
    released: list[Released]
    begun: list[str]
    dues: list[Flow]
    statuses_changed: int
    tests_added: int
    tests_gone: int
    balances_changed: int
    powers_changed: int
    dues_changed: int
    later_amounts_changed: int
    payments_otherwise_changed: int
    not_known: int
    not_decided: int
    warnings: list[str]


class Outcome(Schema):
    """How a result comes out; of an amount that is not known its least and its most."""

    outcome: str
    amount: str | None
    least: str | None
    most: str | None
    currency: str | None
    due: date | None


class Change(Schema):
    """A result that an amendment changed; a side that is null has no such window."""

    agreement: str
    amendment: int
    clause: str
    window: Window
    row: str
    item: int | None
    change: str
    before: Outcome | None
    after: Outcome | None


class Coming(Schema):
    """One thing that comes after the day of judgement."""

    agreement: str
    day: date
    what: str
    clause: str
    label: str
    window: Window
    item: int | None
    who: str
    party: str
    to: str | None
    measures: list[str]
    figures: list[str]
    level: str | None
    amount: str | None
    interval: list[str | None] | None
    currency: str | None


class Document(Schema):
    """A document of an agreement; of one that is not public only its class, and why."""

    agreement: str
    title: str | None
    name: str | None
    dated: date | None
    bytes: int | None
    sha256: str | None
    class_: str = Field(alias="class")
    withheld: str | None


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


class Payment(Schema):
    """A payment as it was recorded; who pays whom is null where its clause lets that go several ways."""

    place: str
    agreement: str
    clause: str
    settles: str
    paid_on: date
    amount: str
    currency: str
    payer: str | None
    payee: str | None
    source: str
    reported_on: str
    recorded_at: str
    payment: str
    withheld: dict[str, str] | None


class Decision(Schema):
    """A decision that is public."""

    place: str
    agreement: str
    clause: str
    period: str | None
    kind: str
    authority: str
    decided_on: date
    recorded_at: datetime
    reason: str


def of_table(table: Table) -> type[Schema]:
    """Return what a flat table answers: its columns, each with its meaning; any may be null."""
    fields: dict[str, Any] = {
        name: (_KINDS[kind] | None, Field(description=means)) for name, kind, means in table.columns
    }
    title = "".join(part.capitalize() for part in table.name.split("_"))
    return create_model(title, __base__=Schema, __doc__=table.says, **fields)


class Target(Schema):
    """A target of a mission; `labels` are what published methods say of it, by their names."""

    target: str
    mission: str
    title: str
    headline: bool
    indicator: str | None
    value: str | None
    by: date | None
    owner: str | None
    stage: str
    baseline_start: date | None
    baseline_end: date | None
    baseline_value: str | None
    baseline_reserves: list[str] | None
    latest_start: date | None
    latest_end: date | None
    latest_value: str | None
    latest_reserves: list[str] | None
    latest_state: str | None
    latest_verified: bool | None
    deciding_start: date | None
    deciding_end: date | None
    deciding_value: str | None
    deciding_reserves: list[str] | None
    deciding_state: str | None
    deciding_verified: bool | None
    reached: bool | None
    labels: dict[str, str]


class Figure(Schema):
    """A figure of an indicator as it was recorded."""

    place: str
    indicator: str
    period: str
    value: str
    unit: str
    source: str
    reported_on: str
    recorded_at: str
    version: str
    note: str
    withheld: dict[str, str] | None


class Fingerprint(Schema):
    """The hash of what some pages are judged from."""

    of: str
    fingerprint: str


class Event(Schema):
    """One event of the chain, as it is stored: hash = SHA-256(prev as bytes, then body in UTF-8)."""

    seq: int
    prev: str
    hash: str
    body: str


class Fault(Schema):
    """Why there is no answer."""

    detail: str


class Doubt(Schema):
    """A word of an address that is not understood: where it stands, and what is known there."""

    type: str
    loc: list[str | int]
    msg: str
    ctx: dict[str, str | int | float] | None = None


class Refusal(Schema):
    """Every word of an address that is not understood."""

    detail: list[Doubt]
