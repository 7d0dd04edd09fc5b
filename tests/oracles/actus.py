"""
ACTUS: 109 published contracts (PAM, ANN, LAM, NAM) played through one text of ours with the real engine.

Source: actusfrf/actus-tests (CC BY-SA 4.0), read from `shared/data`; nothing of it is copied. The text is
`loan.terms`. How a contract is mapped to it:

* Days. ACTUS pays on the day after a period, our payment belongs to a window's last day: an event is on
  the day after its window. An event at 23:59:59 counts as one of the next day.
* Windows. Months from the day of drawing; where the cycle runs from the first of a month and the drawing does
  not, calendar months with the first cut (the same text with `each month`). If the record begins after the
  drawing (statusDate), so do the windows. A cycle is a series: in which months something falls due.
* Payments made are the published ones, so that each amount is checked alone; what was not published (events
  before a purchase) is paid as it falls due.
* Digits. Amounts are multiplied by 10^8, so that our cent is 10^-10 of a unit. Tolerance: 10^-6 of a unit, of
  amounts with 10 to 14 published digits.
* Sides. Under RPL the parties change places and signs turn; interest below zero is paid the other way. The
  currency CHF is written USD.
* Rates. Reset rates are worked out here: observed value * multiplier + spread. Under NTIED (lam18) the
  published amounts use the current balance, and so does the mapping.
* Instalments that ACTUS works out (PRF) come from `methods.finance.annuity`, with the published state on that
  day: the language has no sum of products over windows. LAM's without one: amount over number of days.
* A day of maturity that NAM leaves open is read from the published results; LAM's is counted out.
"""

from __future__ import annotations

import gzip
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from commonweal.ground.daycount import year_fraction
from commonweal.ground.days import add_months
from commonweal.ground.numbers import plain
from commonweal.methods.finance.annuity import level_instalment

Find = Callable[[str], Path]
DAY = timedelta(1)
KINDS = {"pam": 25, "ann": 31, "lam": 31, "nam": 22}
SCALE = Decimal(10) ** 8
CENT = Decimal("0.01")
TOLERANCE = Decimal("0.000001")
BASIS = {"A365": "act365", "A360": "act360", "AA": "actact", "30E360": "thirty360"}
ZERO = Decimal(0)
OUTSIDE = "instalment worked out outside the text"
Due = dict[tuple[date, str], Decimal]
"""Amounts by day and kind of event."""


def day_of(text: str) -> date:
    """Return the day of a date and time; one second to midnight is the next day."""
    day = date.fromisoformat(text[:10])
    return day + DAY if text[11:] == "23:59:59" else day


def cycle(anchor: date, code: str, end: date, *, off: bool) -> list[date]:
    """
    Return the days of a cycle up to `end`, which ends it, after a long last period (L0) or a short one (L1).

    With `off` the end is no day of the cycle even if it looks like one: it lies a second before.
    """
    length, unit, stub = re.fullmatch(r"P(\d+)([MY])L([01])", code).groups()  # type: ignore[union-attr]
    step = int(length) * (12 if unit == "Y" else 1)
    days = [d for k in range(600) if (d := add_months(anchor, k * step)) < end]
    if stub == "0" and len(days) > 1 and (off or add_months(anchor, len(days) * step) != end):
        days.pop()
    return [*days, end]


@dataclass(frozen=True)
class Event:
    """One published row; money as seen by the one who holds the claim."""

    day: date
    kind: str
    payoff: Decimal
    owed: Decimal
    accrued: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Contract:
    """One published test: its terms, what was observed, and the results."""

    name: str
    terms: Mapping[str, str]
    observed: Mapping[str, Mapping[str, Decimal]]
    events: tuple[Event, ...]

    def __contains__(self, term: str) -> bool:
        return term in self.terms

    def day(self, term: str) -> date:
        """Return a term that is a day."""
        return day_of(self.terms[term])

    def number(self, term: str, default: str = "0") -> Decimal:
        """Return a term that is a number."""
        return Decimal(self.terms.get(term, default).strip())

    def days(self, what: str, end: date) -> list[date]:
        """Return the days of a cycle by the last words of its terms, none where the contract has none."""
        if f"cycleOf{what}" not in self:
            return [self.day(a)] if (a := f"cycleAnchorDateOf{what}") in self else []
        off = any(self.terms.get(t, "").endswith("23:59:59") for t in ("maturityDate", "amortizationDate"))
        return cycle(self.day(f"cycleAnchorDateOf{what}"), self.terms[f"cycleOf{what}"], end, off=off)

    @property
    def kind(self) -> str:
        """Return PAM, ANN, LAM or NAM."""
        return self.terms["contractType"]

    @property
    def basis(self) -> str:
        """Return our name of the day count."""
        return BASIS[self.terms["dayCountConvention"]]

    @cached_property
    def opens(self) -> date:
        """Return the day from which there is a record."""
        return max(self.day("initialExchangeDate"), self.day("statusDate"))

    @cached_property
    def maturity(self) -> date:
        """Return the day of the last payment, if it does not end early."""
        for term in ("maturityDate", "amortizationDate"):
            if term in self:
                return self.day(term)
        if self.kind == "LAM":
            n = -(-self.number("notionalPrincipal") // self.number("nextPrincipalRedemptionPayment"))
            far = self.days("PrincipalRedemption", date(2040, 1, 1))
            return far[int(n) - 1]
        return self.events[-1].day

    @cached_property
    def end(self) -> date:
        """Return the day after the last that bears interest."""
        return self.day("terminationDate") if "terminationDate" in self else self.maturity

    @cached_property
    def repaid(self) -> list[date]:
        """Return the days on which the debt falls, were it not for an early end."""
        if self.kind == "PAM":
            return [self.maturity]
        return self.days("PrincipalRedemption", self.maturity)

    @cached_property
    def capitalised(self) -> list[date]:
        """Return the days on which interest is added to the debt."""
        if "capitalizationEndDate" not in self:
            return []
        last = self.day("capitalizationEndDate")
        return sorted({*(d for d in self.days("InterestPayment", self.maturity) if d <= last), last})

    @cached_property
    def interest(self) -> list[date]:
        """Return the days on which interest is paid."""
        days = {*self.days("InterestPayment", self.maturity), self.end} - set(self.capitalised)
        return sorted(d for d in days if d <= self.end)

    @cached_property
    def paid_by_cycle(self) -> list[date]:
        """Return the days on which interest is paid were there no early end."""
        return self.days("InterestPayment", self.maturity)

    @cached_property
    def resets(self) -> list[date]:
        """Return the days of new rates."""
        return [d for d in self.days("RateReset", self.maturity) if d < self.end]

    @cached_property
    def renewals(self) -> list[date]:
        """Return the days on which the base of interest is brought up to the debt, where it lags."""
        lags = self.terms.get("interestCalculationBase") == "NTL"
        return self.days("InterestCalculationBase", self.maturity) if lags else []

    # ---- windows ----------------------------------------------------------------------------------

    def off_grid(self, days: Iterable[date], *, calendar: bool) -> bool:
        """Say whether a day is no first day of a window, nor the end."""
        grid = {self.opens, self.end}
        grid |= set() if calendar else {add_months(self.opens, k) for k in range(600)}
        return any(d not in grid and not (calendar and d.day == 1) for d in days if d <= self.end)

    @cached_property
    def by_calendar(self) -> bool:
        """Say whether the windows are calendar months and not months from the first day."""
        paid = [*self.interest, *self.repaid]
        return self.off_grid(paid, calendar=False) and not self.off_grid(paid, calendar=True)

    @cached_property
    def starts(self) -> list[date]:
        """Return the first day of each window, and the end."""
        first = self.opens.replace(day=1) if self.by_calendar else self.opens
        days = (add_months(first, k) for k in range(1, 600))
        return [self.opens, *(d for d in days if self.opens < d < self.end), self.end]

    # ---- amounts ----------------------------------------------------------------------------------

    def rate_from(self, day: date) -> Decimal:
        """Return the rate of a window that begins on a day."""
        past = [d for d in self.resets if d <= day]
        if not past:
            return self.number("nominalInterestRate")
        if past[-1] == self.resets[0] and "nextResetRate" in self:
            return self.number("nextResetRate")
        told = next(iter(self.observed.values()))
        last = max(d for d in told if day_of(d) <= past[-1])
        return told[last] * self.number("rateMultiplier", "1") + self.number("rateSpread")

    @cached_property
    def fixings(self) -> list[tuple[date, Decimal]]:
        """Return the day from which each instalment holds, and what it comes to."""
        if self.kind == "PAM":
            return []
        horizon = self.day("amortizationDate") if "amortizationDate" in self else self.maturity
        plan = self.days("PrincipalRedemption", horizon)
        owed = abs(self.number("notionalPrincipal"))
        if "nextPrincipalRedemptionPayment" in self:
            first = self.number("nextPrincipalRedemptionPayment")
        elif self.kind == "LAM":
            first = owed / len(plan)
        else:
            first = self.level(owed, ZERO, self.number("nominalInterestRate"), [self.opens, *plan])
        found = [(date.min, first)]
        for e in self.events:
            if e.kind == "PRF":
                left = [e.day, *(d for d in plan if d > e.day)]
                found.append((e.day, self.level(abs(e.owed), abs(e.accrued), e.rate, left)))
        return found

    def level(self, owed: Decimal, accrued: Decimal, rate: Decimal, days: list[date]) -> Decimal:
        """Return the level instalment from the first of some days on, paid on the others."""
        interest = [Fraction(rate) * year_fraction(a, b, self.basis) for a, b in pairwise(days)]
        return level_instalment(owed, interest, accrued=accrued)

    def instalment_on(self, day: date) -> Decimal:
        """Return the instalment of a day."""
        at = bisect_right([d for d, _ in self.fixings], day - DAY)
        return self.fixings[at - 1][1] if self.fixings else ZERO

    @property
    def note(self) -> str:
        """Say what was worked out outside the text."""
        given = self.kind != "ANN" or "nextPrincipalRedemptionPayment" in self
        return "" if given and all(e.kind != "PRF" for e in self.events) else OUTSIDE


def read(find: Find) -> list[Contract]:
    """Return all contracts, in order."""
    found = []
    for kind in KINDS:
        with gzip.open(
            find(f"peer-tests/actus/actus-tests-{kind}.json.gz"), "rt", encoding="utf-8"
        ) as handle:
            tests = json.load(handle, parse_float=str, parse_int=str)
        found += [contract_of(name, test) for name, test in tests.items()]
    return found


def contract_of(name: str, test: dict[str, Any]) -> Contract:
    """Return one contract."""
    side = 1 if test["terms"]["contractRole"] == "RPA" else -1
    events = tuple(
        Event(
            day_of(e["eventDate"]),
            e["eventType"],
            Decimal(e["payoff"]) * side,
            Decimal(e["notionalPrincipal"]) * side,
            Decimal(e["accruedInterest"]) * side,
            Decimal(e["nominalInterestRate"]),
        )
        for e in test["results"]
    )
    observed = {
        code: {row["timestamp"]: Decimal(row["value"]) for row in series["data"]}
        for code, series in test["dataObserved"].items()
    }
    return Contract(name, test["terms"], observed, events)


# ---- what cannot be said ----------------------------------------------------------------------------


def missing_construct(c: Contract) -> str | None:
    """Return what the language lacks for a contract, None if it can be said; from its terms alone."""
    cycles = [v for k, v in c.terms.items() if k.startswith("cycleOf")]
    if "businessDayConvention" in c and c.terms.get("calendar", "NC") != "NC":
        return "business days"
    if any(re.match(r"P\d+[DW]", v) for v in cycles):
        return "windows of N days"
    if "scalingEffect" in c:
        return "a balance scaled by an index"
    paid = [*c.interest, *c.repaid]
    if c.off_grid(paid, calendar=True) and c.off_grid(paid, calendar=False):
        return "a first window of another length than the rest"
    if c.off_grid(c.capitalised, calendar=c.by_calendar):
        return "an account window that breaks on a given day"
    if c.off_grid(c.resets, calendar=c.by_calendar):
        return "a rate that changes within a window"
    return None


# ---- what is said -----------------------------------------------------------------------------------


def money(amount: Decimal) -> str:
    """Write an amount, scaled."""
    return f"USD {plain((amount * SCALE).quantize(CENT))}".replace("USD -", "-USD ")


def yes(answer: bool) -> str:
    """Write yes or no."""
    return "yes" if answer else "no"


def agreement_of(c: Contract) -> str:
    """Return a contract as an agreement under our text."""
    windows = list(pairwise(c.starts))
    thirty = c.basis == "thirty360"
    sold = c.day("purchaseDate") if "purchaseDate" in c else None
    early = "terminationDate" in c
    parties = {"lender": "BANK", "borrower": "CLIENT", "buyer": "BUYER", "seller": "SELLER"}
    if c.terms["contractRole"] == "RPL":
        parties |= {"lender": "CLIENT", "borrower": "BANK"}
    year_days = {
        a.year: 366
        if c.basis == "actact" and a.year % 4 == 0
        else 360
        if c.basis in ("act360", "thirty360")
        else 365
        for a, _ in windows
    }
    if c.basis == "actact":  # a window has one year
        assert all((b - DAY).year == a.year for a, b in windows)
    series = {
        "rate": [f"{plain(c.rate_from(a) * 100)}%" for a, _ in windows],
        "pays_interest": [str(int(b in c.interest)) for _, b in windows],
        "capitalises": [str(int(b in c.capitalised)) for _, b in windows],
        "pays_principal": [str(int(b in c.repaid)) for _, b in windows],
        "instalment": [money(c.instalment_on(b)) for _, b in windows],
        "base_renewed": [str(int(b in c.renewals)) for _, b in windows],
    }
    interest_first = c.opens in c.interest
    at_drawing = c.opens in c.repaid and c.day("initialExchangeDate") == c.opens
    values = {
        "drawn_on": str(c.opens),
        "last_day": str(c.end - DAY),
        "amount": money(c.number("notionalPrincipal")),
        "premium": money(c.number("premiumDiscountAtIED")),
        "paid_at_drawing": money(c.instalment_on(c.opens) if at_drawing else ZERO),
        "accrued_at_start": money(ZERO if interest_first else c.number("accruedInterest")),
        "interest_at_drawing": money(c.number("accruedInterest") if interest_first else ZERO),
        "months_of_thirty": yes(thirty),
        "interest_included": yes(c.kind in ("ANN", "NAM")),
        "base_lags": yes(c.terms.get("interestCalculationBase") == "NTL"),
        "base_at_start": money(c.number("interestCalculationBaseAmount")),
        "ends_early": yes(early),
        "price_at_end": money(c.number("priceAtTerminationDate") if early else ZERO),
        "sold": yes(sold is not None),
        "sold_on": str(sold or c.opens),
        "sold_in_row_from": str(max(a for a in c.starts if a <= (sold or c.opens))),
        "price_of_sale": money(abs(c.number("priceAtPurchaseDate")) if sold else ZERO),
        "year_days": f"series {{ {', '.join(f'year {y}: {n}' for y, n in year_days.items())} }}",
    }
    for name, entries in series.items():
        pairs = (f"{a:%Y-%m}: {entry}" for (a, _), entry in zip(windows, entries, strict=True))
        values[name] = f"series {{ {', '.join(pairs)} }}"
    lines = [f'  set {name} = "{party}"' for name, party in parties.items()]
    lines += [f"  set {name} = {value}" for name, value in values.items()]
    head = f'agreement "{c.name}" under loan version {2 if c.by_calendar else 1}'
    return "\n".join([head, *lines, f"  signed {c.opens}"])


def texts() -> str:
    """Return the text, and again with calendar months as version 2."""
    text = (Path(__file__).parent / "loan.terms").read_text("utf-8")
    _, _, body = text.partition("language 1\n")
    again = body.replace("loan version 1", "loan version 2").replace("each 1 months from", "each month from")
    return text + again
