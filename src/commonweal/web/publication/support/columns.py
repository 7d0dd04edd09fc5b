"""The published tables of support: what each is called and says, its columns, its rows, its filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from commonweal.web.portfolio import queries
from commonweal.web.publication.support import paid
from commonweal.web.publication.tables import Column, Rows, stored


class Stated(NamedTuple):
    """One table as the data dictionary needs it."""

    name: str
    says: str
    columns: tuple[Column, ...]
    rows: Callable[..., Rows]
    filters: tuple[str, ...] = ()


_SOURCE: Final[Column] = ("source", "text", "Register or file that says it; `this register`: our agreements.")
_GROUP: Final[Column] = ("group", "text", "Address of the corporate group, as in /support/GROUP.")
_MATCHED: Final[Column] = ("matched", "yesno", "A number or a decision says who it is; else it is a name.")
_HOW: Final[Column] = ("how", "text", "How that is known: identifier, reviewed, suggested, none or nobody.")
_LINE: Final[tuple[Column, ...]] = (
    ("instrument", "text", "Kind of support: grant, loan, equity, guarantee, procurement …"),
    ("stage", "text", "awarded, committed or disbursed; never added to one another."),
    ("basis", "text", "total: everything so far; period: payments that add up."),
    ("currency", "text", "Currency code; nothing is converted."),
)
_PAID: Final[Column] = (
    paid.COLUMN,
    "amount",
    "What the public is on record as having paid under agreements of this register; null: it has none, it "
    "was not judged, or some was paid in another currency.",
)
TABLES: Final = (
    Stated(
        "support",
        "Every support of every recipient, with the place where it was read.",
        (
            _SOURCE,
            ("record", "text", "The source's own name of the record."),
            ("file", "text", "File of the workspace."),
            ("row", "text", "Row, line or path in it."),
            ("recipient", "text", "Recipient as the source writes it."),
            ("identifiers", "text", "Its usable numbers, each with its register."),
            ("group", "text", "Address of its corporate group on that day; null: no recipient, or several."),
            ("group_name", "text", "Name of that group."),
            _MATCHED,
            _HOW,
            ("why", "text", "The number, decision or likeness."),
            _LINE[0],
            ("signed_as", "text", "Kind as signed, where an amendment made it another; null: the same."),
            ("instrument_since", "day", "Day from which it is of its kind, where it was signed as another."),
            *_LINE[1:3],
            (
                "amount",
                "amount",
                "Exact amount, of an agreement as signed; null where the source gives no number.",
            ),
            _LINE[3],
            ("words", "text", "The amount as it is written."),
            ("on", "day", "Day of the award, contract or payment."),
            ("funder", "text", "Who gives it."),
            ("title", "text", "What it is for."),
            ("programme", "text", "Programme that it belongs to."),
            ("location", "text", "Where it is used."),
            ("url", "text", "Where the source shows it."),
            ("agreement", "text", "Id of the agreement, where it is one of this register."),
            _PAID,
        ),
        paid.supports,
        ("group", "source", "instrument", "currency"),
    ),
    Stated(
        "support_groups",
        "What each corporate group was awarded, committed or paid, each apart; unmatched names come last.",
        (
            _GROUP,
            ("name", "text", "Name of the group, or of the recipient that stands alone."),
            _MATCHED,
            _HOW,
            ("members", "text", "Names of its organisations that received support."),
            ("sources", "text", "Registers and files that say so."),
            *_LINE,
            ("amount", "amount", "Sum; null where no support of the line has a number."),
            ("count", "count", "Supports with a number."),
            ("unknown", "count", "Supports without one."),
            _PAID,
        ),
        paid.totals,
        ("group",),
    ),
    Stated(
        "support_sources",
        "Where every row of each source went.",
        (
            _SOURCE,
            ("rows", "count", "Rows of its files."),
            ("records", "count", "Records in them: a row may give several, or none."),
            ("repeated", "count", "The same record again."),
            ("superseded", "count", "Older versions of a record."),
            ("left_out", "count", "No support, by a rule that is written down."),
            ("left_out_why", "text", "These rules."),
            ("supports", "count", "Supports that are shown."),
            ("with_amount", "count", "Those with a number."),
            ("unknown", "count", "Those without."),
            ("unmatched", "count", "Those known by name only."),
            ("missing", "count", "Records that became nothing: 0, or there is a fault."),
        ),
        stored(queries.sources),
    ),
    Stated(
        "support_balances",
        "Each source to the cent: what was read, and where it is shown.",
        (
            _SOURCE,
            *_LINE,
            ("read", "amount", "Sum of what was read."),
            ("grouped", "amount", "Sum of what is shown under corporate groups."),
            ("unmatched", "amount", "Sum of what is shown as unmatched."),
            ("difference", "amount", "What was read and is shown nowhere: 0, or there is a fault."),
        ),
        stored(queries.balances),
        ("source",),
    ),
    Stated(
        "support_suggestions",
        "Pairs of names that are alike, and that a person must judge; nothing is joined until then.",
        (
            ("a", "text", "One name: source, name and numbers."),
            ("a_group", "text", "Address of its group; null: it received nothing itself."),
            ("b", "text", "The other."),
            ("b_group", "text", "Address of its group."),
            ("why", "text", "What makes them alike."),
        ),
        stored(queries.suggestions),
        ("group",),
    ),
)
