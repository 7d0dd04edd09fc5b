"""
The agreements of the register as a source of support of its own: each is support to its recipient.

The amount is what was signed; what was paid since, and what came back, stands in the register. The kind is
that of the text in force, so that register and support say the same. Recipients are known by our own ids of
parties, so that nothing has to be matched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from commonweal.cycle.portfolio.identifiers import PARTY
from commonweal.cycle.portfolio.records import Identifier, Named, Support
from commonweal.exchange.imported import NOWHERE, Imported, made
from commonweal.terms.core.agreements import Agreement, Version
from commonweal.terms.core.clauses import Terms
from commonweal.terms.lowering.versions import versions_of
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import Workspace

SOURCE: Final = "this register"
STANDARD: Final = "commonweal"


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What an agreement is on a day.

    Attributes
    ----------
    instrument : kind of support by the text in force; label : what it is called, "" where nothing says it
    signed_as : kind by the text that was signed, "" where that is the same
    since : day from which it is of its kind, None where it was signed so
    """

    instrument: str
    label: str
    signed_as: str = ""
    since: date | None = None


def standing(versions: Sequence[Version], on: date) -> Standing:
    """Return what an agreement is on a day by those of its versions that are known, of which there is one."""
    begun = [one for one in versions if one.start is None or one.start <= on] or list(versions[:1])
    first, last = begun[0], begun[-1]
    kind = last.terms.instrument
    label = last.agreement.label or last.terms.label
    if kind == first.terms.instrument:
        return Standing(kind, label)
    n = next(n for n in range(len(begun), 0, -1) if begun[n - 1].terms.instrument != kind)
    return Standing(kind, label, first.terms.instrument, begun[n].start)


def standings(workspace: Workspace, by: date | None) -> dict[str, Standing]:
    """
    Return what each agreement is, by id; one of which there is no text is left out.

    Parameters
    ----------
    by : on this day, by what was signed and known then; None: on the last day, by all that is recorded
    """
    return {id_: standing(versions, by or date.max) for id_, versions in _known(workspace, by)}


def of_agreements(workspace: Workspace, by: date | None = None) -> Imported:
    """
    Return the agreements of a workspace as if a file held them, one record each.

    Parameters
    ----------
    by : only what was signed and known on this day; None: all of them
    """
    names = {row.party: row.name for row in sorted(workspace.parties, key=lambda r: str(r.start or ""))}
    supports = tuple(
        _placed(versions[0].agreement, _support(versions, standing(versions, by or date.max), names))
        for _, versions in _known(workspace, by)
    )
    return Imported(SOURCE, STANDARD, supports, {SOURCE: len(supports)} if supports else {})


def _known(workspace: Workspace, by: date | None) -> Iterator[tuple[str, list[Version]]]:
    """Yield id and versions of every agreement that was signed and known by a day, as known then."""
    until = None if by is None else end_of_day(by, workspace.zone)
    texts = workspace.compiled.texts
    for id_, signed in sorted(workspace.agreements.items()):
        if (signed.terms, signed.version) not in texts:
            continue  # the loader says so, and such an agreement is not judged either
        if by is not None and signed.signed is not None and signed.signed > by:
            continue
        if until is not None and signed.recorded_at is not None and signed.recorded_at > until:
            continue
        governed = versions_of(signed, texts, known_at=until, out=[])
        yield id_, [one.version for one in governed]


def _placed(signed: Agreement, support: Support) -> Support:
    file, _, rest = signed.place.partition(":")
    place = f"line {rest.partition(':')[0]}" if rest else ""
    return made(support, SOURCE, signed.id, file, place)


def _support(versions: Sequence[Version], stands: Standing, names: Mapping[str, str]) -> Support:
    """Return what was signed, under the kind and the name that it has now."""
    signed, terms = versions[0].agreement, versions[0].terms
    return Support(
        NOWHERE, stands.instrument, tuple(_named(signed, terms, "recipient", names)),
        Named("; ".join(one.name for one in _named(signed, terms, "public", names))), signed.amount,
        signed.currency or terms.currency or "", "", "committed", on=signed.signed, title=stands.label,
    )  # fmt: skip


def _named(signed: Agreement, terms: Terms, side: str, names: Mapping[str, str]) -> list[Named]:
    roles = [one.name for one in terms.parties if one.side == side]
    parties = [signed.parties[role] for role in roles if role in signed.parties]
    return [Named(names.get(party) or party, (Identifier(PARTY, party),)) for party in parties]
