"""
What a mission lacks, in the language that is spoken.

The lint of missions writes English (`ground/messages/en/cw71.toml`, where each text stands with its blanks).
In English it is shown as it is; in another language each message and its mend are said again by their form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from commonweal.report.page.drawing.network import ROLES
from commonweal.report.speech.again import Forms
from commonweal.report.speech.phrases import is_english, marked, translated
from commonweal.report.words import long_day

_INPUTS: Final = (marked("input"), marked("output"))
_ID: Final = r"[^\s,:;]+"
_KINDS: Final = {
    "id": _ID, "n": r"\d+", "day": r"\d{4}-\d{2}-\d{2}", "kind": "|".join(_INPUTS),
    "ids": rf"{_ID}(?:, {_ID})*",
    "role": "|".join(ROLES), "text": ".+", "successor": f"; {_ID} took over|",
}  # fmt: skip
MESSAGES: Final = Forms(
    (
        marked("{id} has no computable target"), marked("{id} does not say what is measured"),
        marked("{id} is measured by {id2}, which has no unit"),
        marked("{id} is measured by {id2}, and nobody said which way is better"),
        marked("{id} does not say from where it counts"), marked("{id} has no value"),
        marked("{id} has no date"), marked("nobody answers for {id}"), marked("{id} has no observation"),
        marked("the last figure of {id} is of {day}, more than {n} years ago"),
        marked("{id} is a headline target, and {id2} is an {kind}"),
        marked("ministries that lead {id} or contribute to it: {n}, and a mission needs two"),
        marked("routes that compete for {id}: {n}, and a mission needs two"), marked("{id} has no board"),
        marked("{id} has no mandate"), marked("nobody chairs {id}"), marked("{id} has no quorum"),
        marked("{id} cannot reach its quorum of {n} on this day (members with a vote: {n2})"),
        marked("{id} is to be reached by {day}, before its baseline ends"),
        marked("{id} was to be reached by {day}, and there is no figure of that day or later"),
        marked("{id} ended on {day}, and nothing says what became of it"),
        marked("{id} names no terms: nothing of it can be traced"),
        marked("agreements under {id} serve no mission ({n} of them, {id2} among them)"),
        marked("`serves {id}` names no mission of this workspace (agreements under {id2}: {n}, {id3} among "
               "them)"),
        marked("neither a target nor a clause stands behind this aim: {text}"),
        marked("no target measures this aim: {text}"),
        marked("no clause demands this aim of anybody: {text}"),
        marked("{id} has money and nobody who delivers it"), marked("without {id} nobody delivers for {ids}"),
        marked("{id} {role} {id2}, and it ended on {day}{successor}"),
        marked("{id} is unknown from {day} to {day2}: {ids} is missing"),
        marked("the parts of {id} come to more than the whole from {day} to {day2}"),
        marked("no mission answers the challenge {id}"),
    ),
    _KINDS,
)  # fmt: skip
"""What is doubtful."""
MENDS: Final = Forms(
    (
        marked("add a target: an indicator, a baseline, a value, a day, an owner"),
        marked("name an indicator"), marked("give the indicator a unit, such as job, % or MtCO2e"),
        marked('write better = "higher", "lower" or "target" in the indicator'),
        marked('add a baseline, for example baseline = {{ period = "2021" }}'),
        marked("add the value that is to be reached"),
        marked("add by = the last day on which it is to be reached"), marked("name a body as its owner"),
        marked("add rows to indicators/, or take the indicator away"), marked("add what was observed since"),
        marked("make an outcome or an impact the headline, and keep this one beside it"),
        marked("name who else contributes, or call it a programme"),
        marked("add [route.…] for each way that is tried"),
        marked("add [board.…] with mandate, chair and quorum"),
        marked("say what it may decide, and on what basis"), marked("name the chair"),
        marked("say how many members must be present"), marked("add who sits on it now"),
        marked("correct one of the two"), marked("add what was observed"),
        marked("add an event: dropped, or moved to a later day, with author and reason"),
        marked("name the terms texts that its agreements are under"),
        marked("name the terms in a programme that serves one, or write `serves` into the text"),
        marked("correct the name, or state the mission"),
        marked("name both, or leave it as it is: it is counted as words"), marked("name a target"),
        marked("name a clause, AGREEMENT/clause"),
        marked("name who delivers it, in `delivers` or by a link"),
        marked("let a second body deliver, or say who would step in"), marked("name who does it now"),
        marked("add what is missing; until then the sum is unknown"),
        marked("check the figures and their definitions"),
        marked("name it in `challenge` of a mission, or take it away"),
    ),
    _KINDS,
)  # fmt: skip
"""What mends it."""
_SUCCESSORS: Final = Forms((marked("; {id} took over"),), _KINDS)


def doubt(text: str, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return what is doubtful of a mission; a record is called by its title where one is given."""

    def tell(kind: str, value: str) -> str:
        if kind in ("id", "ids"):
            return ", ".join(_named(id_, titles) for id_ in value.split(", "))
        return _tell(kind, value)

    return text if is_english() and not titles else MESSAGES.again(text, tell) or text


def _named(id_: str, titles: Mapping[str, str]) -> str:
    return f"“{titles[id_]}”" if id_ in titles else id_


def mend(text: str) -> str:
    """Return what mends it."""
    return text if is_english() else MENDS.again(text, _tell) or text


def _tell(kind: str, value: str) -> str:
    if kind == "day":
        return long_day(date.fromisoformat(value))
    if kind == "successor":
        return _SUCCESSORS.again(value, _tell) or ""
    return translated(value) if kind in ("kind", "role") else value
