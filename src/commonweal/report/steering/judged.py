"""
What methods say of a target, in the language that is spoken: sentences, labels, and why none can be given.

Methods write English (`methods.progress`, `methods.forecast`, `cycle.missions.track`). In English their texts
are shown as they are; in another language each sentence is said again by its form.
"""

from __future__ import annotations

import re
from typing import Final

from commonweal.report.page import words
from commonweal.report.speech.again import Forms
from commonweal.report.speech.phrases import is_english, local, marked, plural, translated

LABELS: Final = (
    marked("Target achieved"), marked("On track"), marked("Progress made but acceleration needed"),
    marked("Limited progress"), marked("Deterioration"), marked("Significant progress"),
    marked("Moderate progress"), marked("Moderate movement away"), marked("Significant movement away"),
    marked("Target met or on track"), marked("Fair progress, but acceleration needed"),
    marked("Stagnation or regression"), marked("Sun"), marked("Slightly cloudy"), marked("Clouded"),
    marked("Thunderstorm"), marked("Unable to assess"), marked("Cannot be calculated"),
    marked("Not assessed"), marked("No calculation"),
)  # fmt: skip
"""Labels of published methods (`methods/progress/methods.toml`)."""
MODELS: Final = (marked("random walk with drift"), marked("local level"), marked("local linear trend"))
"""Models of forecasts, as sentences call them (`methods/forecast/outlook.py`)."""
_NUMBER: Final = r"[−-]?[\d.,]+(?:e[+-]?\d+)?"
_KINDS: Final = {
    "number": _NUMBER, "percent": rf"{_NUMBER} %", "year": r"\d{1,4}", "n": r"\d+",
    "chance": r"[a-z]* ?[\d.]+",
    "years": r"\d+ years?", "model": "|".join(MODELS),
    "label": "|".join(re.escape(label) for label in LABELS), "place": r"[^;]+",
    "reason": ".+",
}  # fmt: skip
PLACES: Final = Forms(
    (
        marked("below {percent}"), marked("at most {percent}"), marked("from {percent} to below {percent2}"),
        marked("from {percent} to at most {percent2}"), marked("above {percent} to below {percent2}"),
        marked("above {percent} to at most {percent2}"), marked("from {percent}"), marked("above {percent}"),
    ),
    _KINDS,
)  # fmt: skip
"""Where a label begins and ends."""
REASONS: Final = Forms(
    (
        marked("fewer than {n} yearly figures"),
        marked("the method, as held here, has no rule for an indicator with a target"),
        marked("the method, as held here, has no rule for an indicator without a target"),
        marked("the method, as held here, has no rule for values below zero"),
        marked("growth from or to zero has no rate"),
        marked("values above and below zero have no compound growth"),
        marked("no yearly figure after {year}, the baseline's, and up to {year2}, the target's, is known"),
        marked("no yearly figure after {year}, the baseline's, is known"),
        marked("the baseline of 0 would count as {number}, and the latest value is less"),
        marked("the baseline lies beyond the natural limit"), marked("the target's year has passed"),
        marked("the target's year is not after the baseline's"),
        marked("the target is no other value than the baseline"),
        marked("the year {year} has come, and what has happened is no forecast"),
        marked("the year {year} is more than {n} years away"),
        marked("nobody said which way the indicator should go"), marked("the target has no value"),
        marked("the target has no date"), marked("no figure of the indicator is known"),
        marked("its figures are neither yearly nor levels on a day"),
        marked("no yearly figure up to the target's day is known"),
        marked("the figure that the target counts from is not known"),
        marked("its years are more than {n} apart"), marked("the target names no indicator"),
        marked("not enough history"), marked("unable to assess"),
    ),
    _KINDS,
)  # fmt: skip
"""Why there is no label, no forecast, or nothing at all."""
SENTENCES: Final = Forms(
    (
        marked("From {number} in {year} to {number2} in {year2}: {percent} a year."),
        marked("In the wished direction that is {percent} a year; {label} is {place}."),
        marked("The target of {number} is the baseline itself, and it is not met: {label}."),
        marked("Reaching {number} by {year} takes {percent} a year."),
        marked("The pace is {percent} of that; {label} is {place}."),
        marked("At that rate {percent} of the way to {number} is covered by {year}; {label} is {place}."),
        marked("From {year} to {year2} the indicator changed by {number} a year on average."),
        marked("At that pace {percent} of the gap between {number} and {number2} closes by {year}; "
               "{label} is {place}."),
        marked("{number} in {year} meets the target of {number2} set for {year2}."),
        marked("That is no setback: {label}."), marked("That points to a setback: {label}."),
        marked("That points in the wished direction; the last change does: {label}."),
        marked("That points in the wished direction; the last change does not: {label}."),
        marked("That does not point in the wished direction; the last change does: {label}."),
        marked("That does not point in the wished direction; the last change does not: {label}."),
        marked("Counted as reached: within {number} point of a target of 0 % or 100 %."),
        marked("The target's year {year} has passed without a known value; later years are left out."),
        marked("The target's year {year} has come: with {number} in {year2} it is met, "
               "and later years are left out."),
        marked("The target's year {year} has come: with {number} in {year2} it is missed, "
               "and later years are left out."),
        marked("The target's year {year} has come: with {number} in {year2} it is met."),
        marked("The target's year {year} has come: with {number} in {year2} it is missed."),
        marked("The baseline of {number} stands; the series now gives {number2} for {year}."),
        marked("The baseline of 0 counts as {number}, as the method says; read the label with care."),
        marked("The target of 0 counts as {number}, as the method says; read the label with care."),
        marked("Near the natural limit of {number} thresholds above zero count {percent}."),
        marked("Not enough history: {n} yearly figure, and a forecast needs {n2}."),
        marked("Not enough history: {n} yearly figures, and a forecast needs {n2}."),
        marked("If the future moves like the past, {number} is met in {year} with a probability of {chance} "
               "({model})."),
        marked("Not enough history to say how good such calls were."),
        marked("The same question, {years} ahead, was put to it at {n} moments of its own past."),
        marked("The target lies {years} after the last figure, and for a test that far ahead there are too "
               "few figures: the question was put {years2} ahead, at {n} moments of its own past."),
        marked("Its Brier score, of which lower is better and 0 is best, was {number}; assuming no change "
               "had {number2}, so the model did better."),
        marked("Its Brier score, of which lower is better and 0 is best, was {number}; assuming no change "
               "had {number2}, so the model did no better."),
        marked("Of {n} outcomes {n2} lay in the 80 % interval and {n3} in the 95 % interval."),
        marked("{label}: {reason}."),
    ),
    _KINDS,
)  # fmt: skip
"""Sentences, one by one."""
_CHANCES: Final = Forms((marked("below {number}"), marked("above {number}")), _KINDS)
_WHOLE: Final = re.compile(r"(?<![\d.,])[1-9]\d{3,}(?![\d,]*e)")
_END: Final = re.compile(r"(?<=\.) (?=[A-Z0-9−])")


def sentences(text: str) -> str:
    """Return what a method says, sentence by sentence; one that no form fits stays as it is."""
    return " ".join(SENTENCES.again(part, _tell) or part for part in _END.split(text))


def reason(text: str) -> str:
    """Return why a method says nothing."""
    return text if is_english() else REASONS.again(text, _tell) or text


def label(text: str) -> str:
    """Return a label of a published method; English where the list above lacks it."""
    return translated(text)


def _grouped(number: str) -> str:
    """Return a number as methods write it with its thousands apart, in the marks of the language."""
    return local(_WHOLE.sub(lambda found: f"{int(found[0]):,}", number, count=1))


def _tell(kind: str, value: str) -> str:
    if kind == "percent":
        number = _grouped(value.removesuffix(" %"))
        return f"{number} %" if is_english() else words.percent(number)
    if kind in ("label", "model"):
        return label(value)
    if kind == "years":
        return plural("{n} year", "{n} years", int(value.partition(" ")[0]))
    if kind == "reason":
        return reason(value)
    of = {"place": PLACES, "chance": _CHANCES}.get(kind)
    if of is not None:
        return of.again(value, _tell) or local(value)
    return _grouped(value) if kind == "number" else value
