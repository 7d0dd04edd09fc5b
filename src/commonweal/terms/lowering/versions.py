"""
The versions of an agreement: what its amendments make of it, from which day on (sections 9.3, 9.4).

Amendments are laid on the calendar in the order of their signature. Each changes everything that begins on
or after its day of effect, and nothing before: so one that is signed later and reaches back further changes
what earlier ones left, and only where it says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from commonweal.ground.diagnostics import Diagnostic, Note, Span, diagnose
from commonweal.terms.core.agreements import Agreement, Amendment, SeriesEntry, Setting, Version
from commonweal.terms.core.clauses import Terms

Ref = tuple[str, int]
Text = tuple[Terms, str]
"""A terms version and its hash."""


@dataclass
class _Stretch:
    """What holds from a day on: a text, the agreement's values, what is ended, by which amendments."""

    start: date | None
    ref: Ref
    agreement: Agreement
    ended: frozenset[str] = frozenset()
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class Governed:
    """A version of an agreement and the names of the clauses that it ended."""

    version: Version
    ended: frozenset[str]


def versions_of(
    agreement: Agreement, texts: Mapping[Ref, Text], *, known_at: datetime | None, out: list[Diagnostic]
) -> list[Governed]:
    """
    Return the versions of an agreement in the order of their first day, as known at an instant.

    Parameters
    ----------
    known_at : amendments recorded later do not exist; None: all that are recorded
    out : takes what is wrong: two amendments of one day (CW3006), a text that there is not (CW3010), a
        name that changes its kind (CW3011)
    """
    known = [a for a in agreement.amendments if known_at is None or a.recorded_at <= known_at]
    known.sort(key=lambda a: (a.signed, a.effective))
    _refuse_twins(agreement, known, out)
    stretches = [_Stretch(None, (agreement.terms, agreement.version), agreement)]
    for amendment in known:
        if amendment.terms is not None and (amendment.terms, amendment.version) not in texts:
            text = f"{amendment.terms} version {amendment.version}"
            out.append(diagnose("CW3010", span_of(amendment.place), agreement=agreement.id, text=text))
            continue
        stretches = _laid(stretches, amendment)
    made = [_governed(stretch, texts, known) for stretch in stretches if stretch.ref in texts]
    for before, after in pairwise(made):
        _refuse_changed_kinds(before.version, after.version, out)
    return made


def _laid(stretches: list[_Stretch], amendment: Amendment) -> list[_Stretch]:
    """Return what holds after one more amendment."""
    made: list[_Stretch] = []
    for k, stretch in enumerate(stretches):
        after = stretches[k + 1].start if k + 1 < len(stretches) else None
        starts_before = stretch.start is None or stretch.start < amendment.effective
        reaches = after is None or after > amendment.effective
        if starts_before:
            made.append(stretch)
        if starts_before and reaches:
            made.append(_amended(replace(stretch, start=amendment.effective), amendment))
        elif not starts_before:
            made.append(_amended(stretch, amendment))
    return made


def _amended(stretch: _Stretch, amendment: Amendment) -> _Stretch:
    ref, ended = stretch.ref, stretch.ended
    if amendment.terms is not None and amendment.version is not None:
        # The new text speaks for itself: what an earlier amendment ended is in it or is not.
        ref, ended = (amendment.terms, amendment.version), frozenset()
    old = stretch.agreement
    names = {s.name for s in amendment.settings}
    settings = (*(s for s in old.settings if s.name not in names), *amendment.settings)
    agreement = replace(
        old,
        terms=ref[0],
        version=ref[1],
        parties={**old.parties, **amendment.parties},
        settings=settings,
        series=_merged(old.series, amendment.series),
    )
    return _Stretch(
        stretch.start, ref, agreement, ended | set(amendment.ended), (*stretch.amendments, amendment)
    )


def _merged(old: tuple[SeriesEntry, ...], new: tuple[SeriesEntry, ...]) -> tuple[SeriesEntry, ...]:
    """Return a series with the entries of an amendment in the place of those of the same period."""
    taken = {(e.name, e.period) for e in new}
    return (*(e for e in old if (e.name, e.period) not in taken), *new)


def _governed(stretch: _Stretch, texts: Mapping[Ref, Text], known: list[Amendment]) -> Governed:
    terms, digest = texts[stretch.ref]
    names = {p.name for p in terms.parameters}
    kept = stretch.agreement
    if stretch.start is not None:
        # Values of names that the new text lacks are left behind; those of the same name stay.
        settings: tuple[Setting, ...] = tuple(s for s in kept.settings if s.name in names)
        series = tuple(e for e in kept.series if e.name in names)
        parties = {p.name: kept.parties[p.name] for p in terms.parties if p.name in kept.parties}
        kept = replace(kept, settings=settings, series=series, parties=parties)
    begun = sum(1 for a in known if stretch.start is not None and a.effective <= stretch.start)
    version = Version(1 + begun, stretch.start, terms, digest, kept, stretch.amendments)
    return Governed(version, stretch.ended)


def _refuse_twins(agreement: Agreement, known: list[Amendment], out: list[Diagnostic]) -> None:
    seen: dict[tuple[date, date], Amendment] = {}
    for amendment in known:
        first = seen.setdefault((amendment.effective, amendment.signed), amendment)
        if first is not amendment:
            place = span_of(first.place)
            notes = [Note("the other one", place)] if place else []
            out.append(
                diagnose(
                    "CW3006",
                    span_of(amendment.place),
                    notes=notes,
                    agreement=agreement.id,
                    effective=amendment.effective,
                    signed=amendment.signed,
                )
            )


def _refuse_changed_kinds(before: Version, after: Version, out: list[Diagnostic]) -> None:
    old, new = _kinds(before.terms), _kinds(after.terms)
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            place = span_of(after.amendments[-1].place) if after.amendments else None
            out.append(diagnose("CW3011", place, name=name, old=old[name], new=new[name]))


def _kinds(terms: Terms) -> dict[str, str]:
    found = {c.name: type(c).__name__.lower() for c in terms.clauses}
    found |= dict.fromkeys((a.name for a in terms.accounts), "account")
    return found | dict.fromkeys((r.name for r in terms.rights), "right")


def span_of(text: str) -> Span | None:
    """Return the place that an agreement's `place` names."""
    parts = text.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        line, column = int(parts[1]), int(parts[2])
        return Span(parts[0], line, column, line, column + 1)
    return Span(text, 1, 1, 1, 1) if text else None
