"""What rows are held against: the names of texts, agreements and parties, and declared types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Final
from zoneinfo import ZoneInfo

from commonweal.engines.protocol import Agreement
from commonweal.ground.currencies import minor_digits
from commonweal.ground.numbers import mul
from commonweal.ground.period import GRAINS, FiscalEnd, Period, containing
from commonweal.terms.checking.names import nearest
from commonweal.terms.core.clauses import Clause, Measure, Right, Terms
from commonweal.terms.core.types import Type
from commonweal.workspace import fields
from commonweal.workspace.fields import Bad, Cells
from commonweal.workspace.forms.rows import shown

_PERCENT: Final = Decimal("0.01")
_ODD_SHARE: Final = Decimal("1.5")
_MOST_COMPARED: Final = 2_000
_MOST_SUGGESTED: Final = 200


@dataclass(frozen=True, slots=True)
class Known:
    """
    The names that rows may use.

    Attributes
    ----------
    parties : ids of parties.csv, None where there is no such table: then any id will do
    broken : ids of agreements that exist and could not be used; rows about them are not judged
    complete : False where a text has errors, so that a name which is not there may yet be meant to be
    """

    zone: ZoneInfo
    terms: Mapping[tuple[str, int], Terms]
    measures: Mapping[str, Measure]
    subjects: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    parties: frozenset[str] | None = None
    broken: frozenset[str] = frozenset()
    complete: bool = True
    _near: dict[tuple[str, str], list[str]] = field(default_factory=dict, compare=False, repr=False)

    def agreement(self, cells: Cells) -> tuple[Agreement, Terms] | None:
        """Return the agreement of a row with its terms, None if there is none (a fault) or it is broken."""
        agreement = self.agreements.get(cells.raw("agreement"))
        if agreement is None:
            id_ = cells.must("agreement", fields.identifier)
            if id_ is not None and id_ not in self.broken:
                self.unknown(cells, "agreement", "agreement", self.agreements)
            return None
        terms = self.terms.get((agreement.terms, agreement.version))
        return None if terms is None else (agreement, terms)

    def texts(self, agreement: Agreement) -> list[Terms]:
        """Return the text of an agreement and those that amendments move it to, the last one first."""
        moves = [(a.terms, a.version) for a in agreement.amendments if a.terms and a.version is not None]
        refs = dict.fromkeys([(agreement.terms, agreement.version), *moves])
        return [self.terms[ref] for ref in reversed(refs) if ref in self.terms]

    def clause(self, cells: Cells, agreement: Agreement, column: str = "clause") -> Clause | Right | None:
        """Return the clause or right that a row names, None if no text of the agreement has that name."""
        name = cells.must(column, fields.identifier)
        texts = self.texts(agreement)
        found = next((c for t in texts if name and (c := t.clause(name) or t.right(name)) is not None), None)
        if name and found is None:
            names = dict.fromkeys(c.name for t in texts for c in (*t.clauses, *t.rights))
            where = " and ".join(t.ref for t in reversed(texts))
            self.unknown(cells, column, "clause", names, where=where)
        return found

    def party(self, cells: Cells, column: str, key: str = "CW5110.unknown") -> str:
        """Return the party that a row names; it stands in parties.csv, where there is such a table."""
        name = cells.name(column)
        if name and self.parties is not None and name not in self.parties:
            self.unknown(cells, column, "party", self.parties, key=key)
        return name

    def unknown(
        self,
        cells: Cells,
        column: str,
        what: str,
        candidates: Iterable[str],
        *,
        where: str = "",
        key: str = "CW5110.unknown",
    ) -> None:
        """Note that a row names what is not there, with the nearest two; not where texts are incomplete."""
        if not self.complete and what != "party":
            return
        name = cells.raw(column)
        near = self._nearest(name, what, candidates)
        mend = f"did you mean {' or '.join(near)}?" if near else f"correct the name, or add the {what}"
        key = "CW5110.inside" if where else key
        cells.blame(column, key, what=what, name=shown(name), mend=mend, where=where)

    def _nearest(self, name: str, what: str, candidates: Iterable[str]) -> list[str]:
        if (name, what) not in self._near and len(self._near) < _MOST_SUGGESTED:
            names = list(candidates)
            if len(names) > _MOST_COMPARED:
                names = [n for n in names if n[:3] == name[:3]][:_MOST_COMPARED]
            self._near[name, what] = nearest(name[: fields.MAX_NAME], names)
        return self._near.get((name, what), [])


def recorded(cells: Cells, zone: ZoneInfo) -> datetime | None:
    """Return when a row was recorded; the cell may not be empty."""
    return cells.must("recorded_at", _reading_instant(zone))


@cache
def _reading_instant(zone: ZoneInfo) -> Callable[[str], datetime | Bad]:
    return partial(fields.instant, zone=zone)


def on_grid(grain: str, period: Period, fiscal: FiscalEnd | None) -> bool:
    """Say whether a period is one of a grain; true where nobody can tell (N months, no fiscal year)."""
    if grain not in GRAINS or (grain == "fiscal_year" and fiscal is None):
        return True
    return containing(grain, period.first, fiscal or FiscalEnd()) == period


def words_of(grain: str) -> str:
    """Return a grain as one says it: fiscal year, 6 months."""
    return grain.replace("_", " ")


def unit_of(cells: Cells, name: str, type_: Type, *, column: str = "unit", needed: bool = True) -> str | None:
    """
    Return the unit of a figure: a currency code, a unit, `%` or "", None if the cell is at fault.

    Parameters
    ----------
    name : what the figure is of, for messages
    type_ : declared type; money whose `of` is None may come in any currency
    needed : an amount without its unit is a fault; else it has that of its type
    """
    given = cells.raw(column)
    if type_.kind not in ("money", "quantity"):
        if given and not (given == "%" and type_.kind == "percent"):
            key = "CW5103.percent" if type_.kind == "percent" else "CW5103.plain"
            cells.blame(column, key, name=name, found=shown(given), type=type_)
            return None
        return given
    if not given and (needed or type_.of is None):
        cells.blame(column, "CW5103.missing", name=name, type=type_)
        return None
    head = given.removesuffix(f" per {type_.per}") if type_.per else given
    expected = type_.of or (head if minor_digits(head) is not None else None)
    if given and head != expected:
        key = "CW5103.currency" if type_.kind == "money" else "CW5103.unit"
        cells.blame(column, key, name=name, found=shown(given), type=type_)
        return None
    return expected


def figure(cells: Cells, name: str, type_: Type, unit: str, *, column: str = "value") -> Decimal | None:
    """Return the number of a cell in a unit, None if it is at fault; a percentage becomes its fraction."""
    if type_.kind == "money" and type_.per is None:
        return cells.must(column, partial(fields.money, currency=unit))
    value = cells.must(column, fields.number)
    if value is None or type_.kind != "percent":
        return value
    if unit == "%":
        return mul(value, _PERCENT)
    if abs(value) > _ODD_SHARE:
        cells.blame(column, "CW5104", name=name, cell=shown(cells.raw(column)))
    return value


@lru_cache(maxsize=1_024)
def in_currency(type_: Type, currency: str | None) -> Type:
    """Return a money type without code with the currency of the terms that read it."""
    return replace(type_, of=currency) if type_.kind == "money" and type_.of is None else type_
