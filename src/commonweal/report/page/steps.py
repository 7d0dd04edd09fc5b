"""
What the steps of a trace say: engines write them in English, one of a closed list of texts with names in it.

In English they are shown as written. In another language each is found in the list below by its form, and
said again, its names, days and windows as that language has them. A text that no form fits stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from commonweal.ground.period import FiscalEnd, parse_period
from commonweal.report.page import words
from commonweal.report.speech.again import Forms
from commonweal.report.speech.phrases import is_english, local, marked, phrase, spoken, translated

_LED: Final = {
    "applies only while": marked("The clause applies only while this holds:"),
    "duty judged, but the guard is unknown": marked("Whether the clause applies is not known:"),
    "payable only while": marked("Payable only while this holds:"),
    "amount": marked("The amount by the formula:"),
    "less amounts already due": marked("less what is already due"),
    "capped": marked("but at most the limit:"),
    "capped in total": marked("but at most the limit in total:"),
    "never below zero": marked("and never below zero"),
    "cured if": marked("It counts as mended if:"),
}
"""Texts that are said in another way than engines write them."""
_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_NAME: Final = r"\w+"
_KINDS: Final = {
    "clause": _NAME, "clauses": r"\w+(?: and \w+)*", "party": r"[\w.-]+", "payee": r"[\w.-]+", "kind": _NAME,
    "day": _DAY, "first": _DAY, "last": _DAY, "window": r"[\d/QFY-]+", "state": r"[a-z_]+(?: [a-z]+)*",
    "n": r"[\d,]+", "quantity": r"[\d.]+", "level": _NAME,
    "value": ".+", "rest": ".+", "trigger": ".+", "subject": ".+",
}  # fmt: skip
_STEPS: Final = Forms(
    (
        marked("Amount, rounded once"),
        marked("After amounts already due"),
        marked("After the cap"),
        marked("After the cap in total"),
        marked("Quantity"),
        marked("Opening balance"),
        marked("Closing balance"),
        marked("Interest on the opening balance"),
        marked("Added"),
        marked("Taken off"),
        marked("Due earlier and not taken off yet"),
        marked("Only while"),
        marked("Open only while"),
        marked("{clause}: opening balance"),
        marked("{clause}: balance on {day}"),
        marked("Interest of {clause}"),
        marked("{clause} before what is taken off"),
        marked("No more than is left of {clause}"),
        marked("Of what {party} has paid {payee} and not got back"),
        marked("Suspended: not due, it stays on {clauses}"),
        marked("{n} payment made under {clause}"),
        marked("{n} payments made under {clause}"),
        marked("{n} payment made"),
        marked("{n} payments made"),
        marked("Hangs on {n} more"),
        marked("Hangs on several windows of {clause}"),
        marked("Hangs on earlier repayments"),
        marked("Hangs on {clause} {window}, which is {state}"),
        marked("Hangs on {clause} exercised on {day}, which is {state}"),
        marked("Register of {clause}: {n} known, closed"),
        marked("Register of {clause}: {n} known, not closed"),
        marked("If {trigger}"),
        marked("{clause} exercised on {day}"),
        marked("{kind} of {quantity} by {party} on {day}: given up"),
        marked("{kind} of {quantity} by {party} on {day}: {rest}"),
        marked("{kind} by {party} on {day}: {rest}"),
        marked("{kind} by {party} on {day}"),
        marked("On {day}"),
        marked("Not open on that day: its days are from {first} to {last}"),
        marked("Open from {day} until {last}, up to {n} times in all"),
        marked("Open from {day}, up to {n} times in all"),
        marked("Open from {day} until {last}"),
        marked("Open from {day}"),
        marked("{clause} {window}: {state}"),
    ),
    _KINDS,
    sentence=True,
)
"""Every other text, as it is shown in English."""
_ASIDE: Final = Forms(
    (
        marked("statement of {subject} through {day}, {level}, recorded {day2}"),
        marked("statement through {day}, {level}, recorded {day2}"),
        marked("register of {clause} closed through {day}, recorded {day2}"),
        marked("{value} {level}, recorded {day}"),
        marked("{first} to {last}"),
        marked("level too low: {level}, {level2} is asked for"),
        marked("a {level} figure stands above it"),
        marked("restated on {day}"),
        marked("reaches beyond the window"),
        marked("it is about days to come, and counts from {day} on"),
    ),
    _KINDS,
)
"""What is said of rows that were set aside, and why they were."""
_TRIGGERS: Final = Forms((marked("{state} {n} running"), marked("{state} {n} times")), _KINDS)


def step_text(text: str, fiscal: FiscalEnd | None) -> str:
    """Return what a step says, its days and windows in words; `fiscal` is the end of the fiscal year."""
    if text in _LED:
        return translated(_LED[text])
    if is_english():
        return words.capital(words.named(words.days_in_words(text)))
    known = state_word(text)
    if known is not None:
        return words.capital(known)

    def tell(kind: str, value: str) -> str:
        if kind != "window":
            return _said(kind, value)
        period = parse_period(value, fiscal)
        return words.period(period, fiscal) if period is not None else value

    return words.capital(_STEPS.again(text, tell) or words.named(words.days_in_words(text)))


def set_aside(text: str, why: str) -> str:
    """Return a row that was set aside, and why."""
    if is_english():
        return words.days_in_words(f"{text}: {why}")
    said = (_ASIDE.again(part, _said) or words.days_in_words(part) for part in (text, why))
    return ": ".join(said)


def trigger_text(text: str) -> str:
    """Return what made a consequence due: breached, breached 2 running."""
    if is_english():
        return words.named(text)
    return _TRIGGERS.again(text, _said) or state_word(text) or words.named(text)


def state_word(code: str) -> str | None:
    """Return the word of a status or state, None for what is none."""
    for table in (words.STATUSES, words.STATES, words.POWERS):
        if code in table:
            return words.word_of(code, table).word
    return None


# ---- saying it again --------------------------------------------------------------------------------


def _said(kind: str, value: str) -> str:
    return _SAID.get(kind, words.named)(value)


def _day(iso: str) -> str:
    return words.day(date.fromisoformat(iso))


def _state(code: str) -> str:
    return state_word(code.replace(" ", "_")) or state_word(code) or words.named(code)


def _level(name: str) -> str:
    return spoken().list_of("levels").get(name, name)


def _value(text: str) -> str:
    """Return the value of a row: a number with its unit, yes or no, or that there is none."""
    if text in ("yes", "no", "retracted", "undisclosed"):
        return {
            "yes": phrase("yes"), "no": phrase("no"), "retracted": phrase("retracted"),
            "undisclosed": phrase("undisclosed"),
        }[text]  # fmt: skip
    figure, space, unit = text.partition(" ")
    try:
        return f"{words.number(Decimal(figure))}{space}{words.named(unit)}"
    except InvalidOperation:
        return text


_SAID: Final[Mapping[str, Callable[[str], str]]] = {
    "day": _day, "first": _day, "last": _day, "state": _state, "level": _level,
    "value": _value, "trigger": trigger_text, "n": local, "subject": str,
    "quantity": local, "kind": lambda text: translated(words.named(text)),
    "clauses": lambda text: words.listed(words.named(name) for name in text.split(" and ")),
}  # fmt: skip
