"""
The words of a page: days, periods, amounts, statuses. Each status is a word, then a shape, then a colour.

Texts made here are plain; they are escaped where they enter a page. Spaces inside a figure do not break. All
are in the language that is spoken (`speech.phrases`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Final

from commonweal.ground.currencies import minor_digits
from commonweal.ground.days import next_day
from commonweal.ground.money import Money
from commonweal.ground.numbers import mul, plain
from commonweal.ground.period import FiscalEnd, Period, show_period
from commonweal.ground.rounding import Rounding, round_places
from commonweal.report.speech.phrases import is_english, local, phrase, plural, spoken, translated
from commonweal.terms.core.types import Type

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FIXED: Final = "\u00a0"
"""A space that does not break."""
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Word:
    """
    How a status or state is shown.

    Attributes
    ----------
    word : what is read
    shape : name of its drawing; hue : name of its colour, both in `page.css` and `shapes`
    means : one sentence for the legend
    """

    word: str
    shape: str
    hue: str
    means: str


STATUSES: Final[Mapping[str, Word]] = {
    "breached": Word(
        "breached", "diamond", "bad", "Evidence of the agreed strength shows that it was broken."
    ),
    "curing": Word("in cure", "half-diamond", "bad", "It was broken and can still be mended in time."),
    "overdue": Word(
        "overdue",
        "triangle",
        "late",
        "The day for proof has passed; no proof that suffices is in this register. More is not known here.",
    ),
    "not_public": Word(
        "not public", "question", "void", "The figures exist and are not public: the public cannot know it."
    ),
    "met": Word("met", "disc", "good", "Evidence of the agreed strength shows that it was kept."),
    "vacuous": Word("nothing to test", "empty", "void", "True only because nothing was there to break it."),
    "cured": Word("cured", "mended", "good", "It was broken, and mended within the time the clause allows."),
    "waived": Word(
        "waived", "half-square", "waived", "Who may do so decided not to hold it against the other."
    ),
    "suspended": Word(
        "suspended", "bars", "still", "A decision put it on hold; money that hangs on it waits."
    ),
    "open": Word("open", "ring", "open", "The period is over; the time for proof still runs."),
    "not_due": Word("not due yet", "dots", "open", "The period is not over yet."),
    "inapplicable": Word(
        "not owed", "dash", "still", "The clause did not apply: its own condition did not hold."
    ),
    "ended": Word("ended", "square", "still", "The clause or the agreement ended before the period began."),
}
"""Of findings, as `view.status_of` names them."""

STATES: Final[Mapping[str, Word]] = {
    "late": Word(
        "late", "triangle", "late", "The due date has passed and less than the amount is on record as paid."
    ),
    "due": Word("due", "ring", "open", "The amount is known and to be paid by the due date."),
    "part_paid": Word("part paid", "half-disc", "open", "Some of it was paid; the due date has not passed."),
    "undetermined": Word(
        "undetermined", "question", "void", "Facts are missing; nothing falls due until they come."
    ),
    "paid": Word("paid", "disc", "good", "The amount was paid."),
    "overpaid": Word("overpaid", "plus", "waived", "More was paid than the amount as it is known now."),
    "withheld": Word("withheld", "bars", "still", "Kept back under the agreement."),
    "released": Word(
        "cancelled unpaid",
        "half-square",
        "waived",
        "It was not paid, and is not owed any more: the record says who let it go, and why.",
    ),
    "none_due": Word("nothing due", "dash", "still", "The terms make no amount due for this period."),
    "not_due": Word("not due yet", "dots", "open", "The period is not over yet."),
}
"""Of payables."""

POWERS: Final[Mapping[str, Word]] = {
    "available": Word("available", "ring", "open", "The party may act now."),
    "unknown": Word(
        "unknown", "question", "void", "Facts are missing; whether the party may act is not known."
    ),
    "not_yet": Word("not yet", "dots", "open", "The time has not come."),
    "unavailable": Word("unavailable", "dash", "still", "The party may not act now."),
    "exercised": Word("exercised", "disc", "open", "The party has acted."),
    "lapsed": Word("lapsed", "square", "still", "The time to act has passed."),
}
"""Of powers."""

REASONS: Final[Mapping[str, str]] = {
    "missing": "evidence is missing",
    "level": "there is only weaker evidence than the clause asks for",
    "not_closed": "nobody has stated that no event is left out",
    "stated_ahead": "the statement that no event is left out is about days to come, and does not count yet",
    "open_register": "the register is not closed",
    "evidence_inconsistent": "a closing statement and the rows disagree",
    "overlap": "facts overlap",
    "undisclosed": "the figure exists and is not public",
    "unset": "a value of the agreement is not filled in",
    "several": "several figures contradict each other",
    "division_by_zero": "a quotient divides by zero",
    "too_long": "a number grew too long",
    "clause": "it hangs on another clause that is not decided",
}
"""Why something is not known, by the codes of `language.md` 6.2."""

DECISIONS: Final = ("notice", "waived", "suspended", "terminated", "exercised", "enforced", "released")
"""Kinds of decisions, as `decisions/*.csv` names them."""
_ISO: Final = re.compile(r"\b([0-9]{4}-[0-9]{2}-[0-9]{2})\b")
_UNKNOWN_WORD: Final = Word("", "question", "void", "")


def word_of(code: str, words: Mapping[str, Word]) -> Word:
    """Return how a code is shown; one that is not known shows itself."""
    found = words.get(code) or Word(code.replace("_", " "), _UNKNOWN_WORD.shape, _UNKNOWN_WORD.hue, "")
    return (
        found if is_english() else replace(found, word=translated(found.word), means=translated(found.means))
    )


def reason_of(code: str) -> str:
    """Return why something is not known, by its code; one that is not known shows itself."""
    return translated(REASONS[code]) if code in REASONS else named(code)


# ---- days -------------------------------------------------------------------------------------------


def day(d: date) -> str:
    """Return a day in words: 31 December 2021."""
    if is_english():
        return f"{d.day}{FIXED}{MONTHS[d.month - 1]}{FIXED}{d.year}"
    return spoken().day(d).replace(" ", FIXED)


def days_in_words(text: str) -> str:
    """Return a text of ours with its ISO dates in words."""
    return _ISO.sub(lambda found: _day_or_text(found[1]), text)


def _day_or_text(iso: str) -> str:
    try:
        return day(date.fromisoformat(iso))
    except ValueError:
        return iso


def instant(at: datetime, zone: tzinfo) -> str:
    """Return an instant in a zone: "the end of 31 December 2021", or the day with its time."""
    local = at.astimezone(zone)
    midnight = datetime.combine(next_day(local.date()), datetime.min.time(), local.tzinfo)
    if 0 <= (midnight - local).total_seconds() <= 1:
        return phrase("the end of {day}", day=day(local.date()))
    if local.time() == datetime.min.time():
        return phrase("the start of {day}", day=day(local.date()))
    return f"{day(local.date())}, {local.time().isoformat('seconds')}"


def period(p: Period, fiscal: FiscalEnd | None = None) -> str:
    """Return a period in words: 2021, FY2021, Q1 2021, July 2021, 31 July 2021, or first and last day."""
    code = show_period(p, fiscal)
    if "/" in code:
        return phrase("{first} to {last}", first=day(p.first), last=day(p.last))
    if "-Q" in code:
        year, quarter = code.split("-")
        return phrase("Q{number}\u00a0{year}", number=quarter[1:], year=year)
    if code.startswith("FY"):
        return phrase("FY{year}", year=code[2:])
    if code.isdigit():
        return code
    if len(code) == len("2024-07"):
        month = MONTHS[p.first.month - 1] if is_english() else spoken().month(p.first)
        return phrase("{month}\u00a0{year}", month=month, year=str(p.first.year))
    return day(p.first)


def periods(several: Sequence[str], most: int = 4) -> str:
    """Return several periods in words; of many the first and the last ones, with the number of the rest."""
    if len(several) <= most:
        return listed(several)
    return phrase(
        "{first}, … {last} ({n} in all)",
        first=", ".join(several[: most - 2]), last=several[-1], n=str(len(several)),
    )  # fmt: skip


# ---- numbers ----------------------------------------------------------------------------------------


def number(x: Decimal, places: int = 6) -> str:
    """Return a number with its thousands apart: 1,234.5; with "≈" if it has more decimals than `places`."""
    shown = plain(x)
    if len(shown.partition(".")[2]) > places:
        return f"≈{FIXED}{number(round_places(x, places, Rounding.HALF_EVEN), places)}"
    head, point, tail = shown.lstrip("-").partition(".")
    return local(f"{'−' if x < 0 else ''}{int(head):,}{point}{tail}")


def named(name: str) -> str:
    """Return a name of a text in words: lithium_tonne as "lithium tonne"."""
    return name.replace("_", " ")


def amount(x: Decimal, currency: str) -> str:
    """Return an exact amount of money, or a quantity with its unit."""
    if minor_digits(currency) is not None:
        return local(Money(x, currency).show().replace(" ", FIXED).replace("-", "−"))
    return f"{number(x)}{FIXED}{named(currency)}" if currency else number(x)


def typed(x: Decimal, type_: Type) -> str:
    """Return a value of a formula with its unit: 281 jobs, USD 3.50 per tonne, 17 %."""
    if type_.kind == "percent":
        return percent(number(mul(x, Decimal(100)), 4))
    whole = type_.kind == "money" and type_.of and x == x.to_integral_value()
    shown = f"{type_.of}{FIXED}{number(x)}" if whole else amount(x, type_.of or "")
    return phrase("{amount} per {unit}", amount=shown, unit=named(type_.per)) if type_.per else shown


def percent(figure: str) -> str:
    """Return a number as so many of a hundred: 17 %."""
    return phrase("{number}\u00a0%", number=figure)


def headline(x: Decimal, currency: str) -> str:
    """Return an amount for a headline: three digits and a word above a million, else exact."""
    for size in (Decimal(10**9), Decimal(10**6)):
        if abs(x) >= size:
            parts = x / size
            places = max(0, 3 - len(str(int(abs(parts)))))
            rounded = round_places(parts, places, Rounding.HALF_EVEN)
            short = local(plain(rounded).replace("-", "−"))
            money = minor_digits(currency) is not None
            return _large(
                size, int(abs(rounded)), money, figure=short, unit=currency if money else named(currency)
            )
    return amount(x, currency)


def _large(size: Decimal, n: int, money: bool, **blanks: str) -> str:
    """Return so many millions or billions; `n` is the whole part, by which a language tells one from many."""
    if money:
        if size == Decimal(10**9):
            return plural(
                "{unit}\u00a0{figure}\u00a0billion", "{unit}\u00a0{figure}\u00a0billion", n, **blanks
            )
        return plural("{unit}\u00a0{figure}\u00a0million", "{unit}\u00a0{figure}\u00a0million", n, **blanks)
    if size == Decimal(10**9):
        return plural("{figure}\u00a0billion\u00a0{unit}", "{figure}\u00a0billion\u00a0{unit}", n, **blanks)
    return plural("{figure}\u00a0million\u00a0{unit}", "{figure}\u00a0million\u00a0{unit}", n, **blanks)


def between(lo: Decimal | None, hi: Decimal | None, currency: str) -> str:
    """Return what is known of an amount that is not known."""
    if lo is not None and hi is not None:
        return phrase("between {low} and {high}", low=amount(lo, currency), high=amount(hi, currency))
    if lo is not None and lo != 0:
        return phrase("at least {amount}", amount=amount(lo, currency))
    return phrase("not known") if hi is None else phrase("at most {amount}", amount=amount(hi, currency))


def decimal(text: str | None) -> Decimal | None:
    """Return the number that a trace writes, or None."""
    try:
        x = Decimal(text) if text is not None else None
    except InvalidOperation:
        return None
    return x if x is not None and x.is_finite() else None


# ---- sentences --------------------------------------------------------------------------------------


def listed(parts: Iterable[str]) -> str:
    """Return several in one phrase: "a, b and c"."""
    every = list(parts)
    if len(every) < 2:
        return "".join(every)
    return phrase("{first} and {last}", first=", ".join(every[:-1]), last=every[-1])


def numeral(n: int) -> str:
    """Return a small number as a word that begins a sentence, a larger one in figures."""
    if n >= len(NUMBERS):
        return spoken().whole(n)
    return capital(translated(NUMBERS[n]))


def counted(n: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: "1 promise", "3 promises"."""
    return f"{n:,}{FIXED}{one if n == 1 else many or one + 's'}"


def capital(sentence: str) -> str:
    """Return a sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]


def shortened(words: str, most: int) -> str:
    """Return a text of at most so many letters, cut between words, with a mark where it was cut."""
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut
    return f"{head.rstrip(' ,;:·')}…"
