"""
The data dictionary: every table that is published, its columns, what they hold and what they mean.

Page, API and files show the same rows; this is the one place where their columns are named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from commonweal.report.flat import flattened
from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.publication.recorded import TABLES as RECORDED
from commonweal.web.publication.steering.tables import TABLES as STEERING
from commonweal.web.publication.support.columns import TABLES as SUPPORT
from commonweal.web.publication.tables import Column, Table, stored

_AGREEMENT: Final[Column] = ("agreement", "text", "Id of the agreement.")
_VERSION: Final[Column] = ("version", "count", "Version of the agreement: 1, and 1 more for every amendment.")
_TERMS: Final[Column] = ("terms", "text", "Text that governs, with its version.")
_CLAUSE: Final[Column] = ("clause", "text", "Name of the clause in that text.")
_LABEL: Final[Column] = ("label", "text", "What it is called.")
_START: Final[Column] = ("window_start", "day", "First day of the window.")
_END: Final[Column] = ("window_end", "day", "Last day of the window.")
_SINCE: Final[Column] = (
    "known_since",
    "instant",
    "Since when the record says so; null where it never changed.",
)
_ITEM: Final[Column] = ("item", "count", "Number within the clause, from 1.")
_CURRENCY: Final[Column] = ("currency", "text", "Currency code, or the unit of a delivery.")


_AMENDMENT: Final[Column] = ("amendment", "count", "Number of the amendment, by signature, from 1.")


def _side(name: str, how: str) -> tuple[Column, ...]:
    """Return the columns of how a result comes out on one side."""
    return (
        (f"{name}_outcome", "text", f"Status or state {how}; null: there is no such window."),
        (f"{name}_amount", "amount", f"Amount or balance {how}; null while it is not known."),
        (f"{name}_least", "amount", f"Least possible amount {how}, while it is not known."),
        (f"{name}_most", "amount", f"Greatest possible amount {how}; null: no limit is known."),
        (f"{name}_currency", "text", f"Currency or unit {how}."),
        (f"{name}_due", "day", f"Day on which it is due {how}."),
    )


TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        Table(
            "agreements",
            "Every agreement that was judged: one row each.",
            (
                _AGREEMENT,
                ("title", "text", "What the agreement is called."),
                _TERMS,
                ("terms_hash", "text", "SHA-256 of the meaning of that text."),
                _VERSION,
                ("instrument", "text", "Kind of support: grant, loan, equity, guarantee, procurement …"),
                ("serves", "text", "Mission that it names."),
                ("signed", "day", "Day of signature."),
                ("amount", "amount", "Amount as signed, where the record states one."),
                ("currency", "text", "Currency of the agreement."),
                ("as_of", "day", "Judged as of the end of this day."),
                ("known_at", "instant", "Rows recorded later do not count."),
                ("inputs", "text", "SHA-256 of everything that its findings rest on."),
                ("findings", "text", "Number of findings by status, as JSON."),
                ("payables", "text", "Number of payables by state, as JSON."),
                ("facts_expected", "count", "Facts that are expected by now."),
                ("facts_present", "count", "Facts of these that are there."),
                ("undisclosed", "count", "Figures that exist and are not public."),
            ),
            stored(register.agreements),
            ("instrument", "serves", "party"),
        ),
        Table(
            "findings",
            "What was found of each promise in each period in which it is tested.",
            (
                _AGREEMENT, _VERSION, _TERMS, _CLAUSE, _LABEL,
                ("purpose", "text", "What it is for: access, direction, profit share, reinvestment."),
                _START, _END,
                ("due", "day", "Day by which proof is owed."),
                ("status", "text", "What was found; docs/language/statuses.md says what each word means."),
                ("reason", "text", "Code of the reason."),
                _SINCE,
                ("vacuous", "yesno", "True only because nothing was there to break it."),
                ("shown_as", "text", "What pages say: the status, but `not_public` or `vacuous` where so."),
            ),
            stored(judged.findings, shown_as="shown"),
            ("agreement", "clause", "status"),
        ),
        Table(
            "payables",
            "Every amount that one party owes another, with what was paid.",
            (
                _AGREEMENT, _VERSION, _TERMS, _CLAUSE, _START, _END,
                ("kind", "text", "payment, consequence or exercise."),
                _ITEM,
                ("payer", "text", "Party that owes, by its name in the text."),
                ("payee", "text", "Party that is owed."),
                ("amount", "amount", "Amount; null while it is undetermined."),
                ("interval_low", "amount", "Least possible amount, while it is undetermined."),
                ("interval_high", "amount", "Greatest possible amount; null: no limit."),
                _CURRENCY,
                ("due", "day", "Day on which it falls due; null until that is certain."),
                ("due_anchor", "text", "What the day counts from."),
                ("fired_by", "text", "What made it fall due."),
                ("cap_applied", "yesno", "A limit of the text lowered it."),
                _SINCE,
                ("state", "text", "Where it stands: due, paid, late, undetermined …"),
                ("paid", "amount", "What was paid."),
                ("paid_on", "day", "Day of the last payment."),
                ("payer_side", "text", "Side of who owes: public, recipient, third …; null: no party."),
                ("payee_side", "text", "Side of who is owed; public to public is in no sum of pages."),
                ("released", "amount", "What a decision let go unpaid; null: nothing, or not known."),
                ("released_by", "text", "Party that let it go."),
                ("released_on", "day", "Day on which it was let go; null: nothing was."),
                ("released_in", "text", "File and row of that decision."),
            ),
            stored(judged.payables),
            ("agreement", "clause", "state"),
        ),
        Table(
            "settlements",
            "Which payment settles which amount, and how much of it; the parts add up to what was paid.",
            (
                _AGREEMENT, _CLAUSE, _START, _END,
                ("kind", "text", "payment, consequence or exercise."),
                _ITEM,
                ("place", "text", "File and row of the workspace in which the payment stands."),
                ("paid_on", "day", "Day of the payment."),
                ("amount", "amount", "How much of it settles this amount."),
                _CURRENCY,
            ),
            stored(judged.settlements),
            ("agreement", "clause"),
        ),
        Table(
            "powers",
            "Acts that are open to a party, or may be.",
            (
                _AGREEMENT, _CLAUSE, _ITEM, _START, _END,
                ("holder", "text", "Party that may act."),
                ("act", "text", "What it may do."),
                ("state", "text", "not_yet, available, unavailable, unknown, exercised or lapsed."),
                ("until", "day", "Last day on which it may be used."),
            ),
            stored(judged.powers),
            ("agreement", "state"),
        ),
        Table(
            "accounts",
            "Running balances, window by window; a part that is not known is null.",
            (
                _AGREEMENT, _VERSION,
                ("account", "text", "Name of the account in the text."),
                _LABEL, _START, _END,
                ("opening", "amount", "Balance at the start."),
                ("interest", "amount", "Interest of the window."),
                ("adds", "amount", "What came."),
                ("reductions", "amount", "What went."),
                ("closing", "amount", "Balance at the end."),
                ("between", "text", "Least and greatest value of each part that is not known, as JSON."),
                _CURRENCY, _SINCE,
            ),
            stored(judged.accounts),
            ("agreement", "account"),
        ),
        Table(
            "missing",
            "What results wait for whose time came: which figure, who owes it by when, where it would stand.",
            (
                _AGREEMENT, _CLAUSE, _START, _END,
                ("row", "text", "finding, payment, consequence or exercise."),
                ("measure", "text", "What was not reported, by its name in the text."),
                ("subject", "text", "Subject that it is about; empty for the award itself."),
                ("period_start", "day", "First day of the period that it is about."),
                ("period_end", "day", "Last day of the period that it is about."),
                ("through", "day", "Day up to which nobody stated that nothing is left out."),
                ("level", "text", "Least level of evidence that counts."),
                ("owed_by", "text", "Party that owes it, by its name in the text."),
                ("by", "day", "Day by which it is owed; null: the text sets none."),
                ("why", "text", "Why it is not known: missing, level, undisclosed …"),
                ("label", "text", "What the measure is called."),
                ("party", "text", "Id of that party."),
                ("table", "text", "Table of the workspace in which such rows stand."),
            ),
            stored(judged.missing),
            ("agreement", "clause"),
        ),
        Table(
            "amendments",
            "What each amendment did: the agreement judged without it and with it, later ones left out.",
            (
                _AGREEMENT, _AMENDMENT,
                ("label", "text", "What it is called."),
                ("signed", "day", "Day on which it was decided and signed."),
                ("effective", "day", "First day on which windows that it governs may begin."),
                ("recorded_at", "instant", "When it was recorded, in UTC."),
                ("place", "text", "File and row of the workspace."),
                ("as_of", "day", "Judged as of the end of this day."),
                ("said", "text", "What it did, in a sentence."),
                ("moves_to", "text", "Text that it moves to, with its version; null: the text stays."),
                ("sets", "text", "Names of the values that it sets, as JSON."),
                ("values", "text", "Values that it changed, as they were and as they are, as JSON."),
                ("released", "text", "Clauses that it let go, with what is open under them, as JSON."),
                ("begun", "text", "Names that begin at zero, as JSON."),
                ("dues", "text", "Sums that fell due by payer, payee and currency, as JSON."),
                ("statuses_changed", "count", "Findings with another status."),
                ("tests_added", "count", "Findings that there are only with it."),
                ("tests_gone", "count", "Findings that there are only without it."),
                ("balances_changed", "count", "Windows of accounts with another balance."),
                ("powers_changed", "count", "Powers in another state."),
                ("dues_changed", "count", "Amounts that fell due and are others."),
                ("later_amounts_changed", "count", "Amounts that are not due yet and are others."),
                ("payments_otherwise_changed", "count", "Amounts of which only the day or state is another."),
                ("not_known", "count", "Amounts that are not known, with it or without it."),
                ("not_decided", "count", "Tests that are not decided, on which uncounted dues hang."),
                ("warnings", "text", "Codes of what is doubtful about it, as JSON."),
            ),
            stored(judged.amendments),
            ("agreement",),
        ),
        Table(
            "changes",
            "Every result that an amendment changed, without it and with it.",
            (
                _AGREEMENT, _AMENDMENT, _CLAUSE, _START, _END,
                ("row", "text", "finding, payment, consequence, exercise, account or power."),
                ("item", "count", "Number within the clause, from 1, where there are several."),
                ("change", "text", "status, came, went, balance, power, due, later or other."),
                *_side("before", "without it"),
                *_side("after", "with it"),
            ),
            stored(judged.changes),
            ("agreement", "clause"),
        ),
        Table(
            "calendar",
            "What comes next: in a year from the day of judgement, and at least the next of every clause.",
            (
                _AGREEMENT,
                ("day", "day", "Day on which it is due; of a cure as things stand: a notice may move it."),
                (
                    "what",
                    "text",
                    "test: the window ends; report: proof; cure: a breach can be mended; pay: money; "
                    "use: a right ends.",
                ),
                _CLAUSE, _LABEL, _START, _END,
                ("item", "count", "Number of a consequence or right within its clause; else null."),
                ("who", "text", "Party that must act, by its name in the text; of `use`, that may."),
                ("party", "text", "Its id in the register of parties."),
                ("to", "text", "Party that is paid."),
                ("measures", "text", "Measures to report, by their names in the text, as JSON."),
                ("figures", "text", "What they are called, as JSON."),
                ("level", "text", "Least level of proof."),
                ("amount", "amount", "Amount, where it is known."),
                ("interval_low", "amount", "Least possible amount, while it is undetermined."),
                ("interval_high", "amount", "Greatest possible amount; null: no limit."),
                _CURRENCY,
            ),
            stored(judged.coming),
            ("agreement", "party", "what"),
        ),
        Table(
            "documents",
            "The documents of agreements; of one that is not public only its class, and why.",
            (
                _AGREEMENT,
                ("title", "text", "What it is called."),
                ("name", "text", "Name of its file."),
                ("dated", "day", "Its day."),
                ("bytes", "count", "How long it is."),
                ("sha256", "text", "SHA-256 of its bytes, which are at /documents/SHA-256."),
                ("class", "text", "public, withheld, parties or personal."),
                ("withheld", "text", "Why it is not shown; null: it is public."),
            ),
            stored(register.documents),
            ("agreement",),
        ),
        *RECORDED,
        *STEERING,
        Table(
            "parties",
            "Who takes part, and to which corporate group each belongs when.",
            (
                ("party", "text", "Id of the party."),
                ("name", "text", "Its name."),
                ("kind", "text", "What it is."),
                ("scheme", "text", "Register that knows it (LEI, GB-COH)."),
                ("identifier", "text", "Its number there."),
                ("parent", "text", "Party that controls it."),
                ("from", "day", "First day of the row; null: always."),
                ("until", "day", "Last day of the row; null: still."),
            ),
            stored(register.parties),
        ),
        *(Table(one.name, one.says, one.columns, one.rows, one.filters) for one in SUPPORT),
    )
}  # fmt: skip
"""Every published table by its name."""


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the API as a row of a file: nested parts become columns, or JSON in one cell."""
    made = flattened(row)
    if "period" in row and "through" in row:
        period = made.pop("period") or {"start": None, "end": None}
        made |= {"period_start": period["start"], "period_end": period["end"]}
    if "change" in row and "before" in row:
        for side in ("before", "after"):
            made |= {f"{side}_{name}": value for name, value in (made.pop(side) or {}).items()}
    return {
        name: json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value
        for name, value in made.items()
    }
