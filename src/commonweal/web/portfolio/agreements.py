"""
The agreements of the register as a source of support of its own: each is support to its recipient.

The amount is what was signed; what was paid since, and what came back, stands in the register. Recipients are
known by our own ids of parties, so that nothing has to be matched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commonweal.cycle.portfolio.identifiers import PARTY
from commonweal.cycle.portfolio.records import Identifier, Named, Support
from commonweal.exchange.imported import NOWHERE, Imported, made
from commonweal.terms.core.agreements import Agreement
from commonweal.terms.core.clauses import Terms
from commonweal.workspace.load import Workspace

SOURCE: Final = "this register"
STANDARD: Final = "commonweal"


def of_agreements(workspace: Workspace) -> Imported:
    """Return the agreements of a workspace as if a file held them, one record each."""
    names = {row.party: row.name for row in sorted(workspace.parties, key=lambda r: str(r.start or ""))}
    supports = tuple(_supports(workspace, names))
    return Imported(SOURCE, STANDARD, supports, {SOURCE: len(supports)} if supports else {})


def _supports(workspace: Workspace, names: dict[str, str]) -> Iterator[Support]:
    for id_, signed in sorted(workspace.agreements.items()):
        terms = workspace.terms.get((signed.terms, signed.version))
        if terms is None:
            continue  # the loader says so, and such an agreement is not judged either
        file, _, rest = signed.place.partition(":")
        place = f"line {rest.partition(':')[0]}" if rest else ""
        yield made(_support(signed, terms, names), SOURCE, id_, file, place)


def _support(signed: Agreement, terms: Terms, names: dict[str, str]) -> Support:
    sides = {side: [p.name for p in terms.parties if p.side == side] for side in ("recipient", "public")}
    named = {
        side: [_named(signed.parties[name], names) for name in parts if name in signed.parties]
        for side, parts in sides.items()
    }
    return Support(
        NOWHERE, terms.instrument, tuple(named["recipient"]),
        Named("; ".join(one.name for one in named["public"])), signed.amount,
        signed.currency or terms.currency or "", "", "committed", on=signed.signed,
        title=signed.label or terms.label,
    )  # fmt: skip


def _named(party: str, names: dict[str, str]) -> Named:
    return Named(names.get(party) or party, (Identifier(PARTY, party),))
