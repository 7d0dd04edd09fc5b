"""
What each amendment did, as rows that can be stored: a sentence, every result that it changed, what it says.

An agreement is judged once for each of its amendments, from what the public may see: as it stood before, and
with it. Nothing here knows a figure that the findings do not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from commonweal.report.amended.rows import amendment_row, change_rows
from commonweal.report.amended.sentence import number_of, sentence
from commonweal.report.page.drawing.markup import Markup, el, join
from commonweal.report.signing.comparing import compare_versions
from commonweal.report.signing.redline import Compared, changed_clauses
from commonweal.report.signing.signature import paragraphs
from commonweal.report.speech.phrases import phrase, spoken
from commonweal.terms.core.agreements import Plan
from commonweal.terms.explain.prose_agreements import agreement_prose
from commonweal.web.agreements import models as register
from commonweal.web.agreements.tellings import about, tellings
from commonweal.web.assessment import models
from commonweal.web.record.rows import written
from commonweal.workspace.planning import Effect, one_by_one
from commonweal.workspace.run import Run

LONGEST: Final = 48_000
"""Letters of a redline that a page holds; the command line prints any."""


def amended(
    run: Run, agreement: register.Agreement
) -> tuple[list[models.Amendment], list[models.Change], list[register.Telling]]:
    """Return what every known amendment of an agreement did, from a run of that agreement alone."""
    id_ = agreement.agreement
    made: list[models.Amendment] = []
    changes: list[models.Change] = []
    told: list[register.Telling] = []
    if id_ not in run.plans or not run.workspace.agreements[id_].amendments:
        return made, changes, told
    names = {row.party: row.name for row in run.workspace.parties if row.covers(run.as_of)}
    for effect in one_by_one(
        run.workspace, id_, as_of=run.as_of, known_at=run.known_at, engine=run.engine, last=run
    ):
        row = amendment_row(effect)
        made.append(_amendment(row, effect, agreement, names))
        changes += [_change(one, agreement) for one in change_rows(effect)]
        told += tellings(agreement, partial(_told, effect, names))
    return made, changes, told


def _told(effect: Effect, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what an amendment did and says in the language that is spoken, behind what it is about."""
    number = number_of(effect)
    yield about("amendment", number, "said"), sentence(effect)
    yield about("amendment", number, "says"), _says(effect, names)
    yield about("amendment", number, "redline"), _bounded(list(_compared(effect, names)))


def _amendment(
    row: Mapping[str, Any], effect: Effect, agreement: register.Agreement, names: Mapping[str, str]
) -> models.Amendment:
    return models.Amendment(
        agreement=agreement, number=row["amendment"], signed=date.fromisoformat(row["signed"]),
        data=written(row), says=_says(effect, names), redline=_bounded(list(_compared(effect, names))),
    )  # fmt: skip


def _change(row: Mapping[str, Any], agreement: register.Agreement) -> models.Change:
    start, end = (date.fromisoformat(row["window"][name]) for name in ("start", "end"))
    return models.Change(
        agreement=agreement, number=row["amendment"], clause=row["clause"], start=start, end=end,
        data=written(row),
    )  # fmt: skip


# ---- in words ---------------------------------------------------------------------------------------


def _says(effect: Effect, names: Mapping[str, str]) -> str:
    """Return the amendment itself in prose, as it is signed."""
    (amendment,) = effect.amendments
    agreement = effect.after.workspace.agreements[effect.agreement]
    texts = effect.after.workspace.terms
    at = agreement.amendments.index(amendment) + 1
    told = agreement_prose(agreement, texts, language_code=spoken().code, known=names)[at]
    return str(paragraphs(told))


def _compared(effect: Effect, names: Mapping[str, str]) -> Iterator[Compared]:
    """Yield what differs on its day of effect: values, then the text."""
    (amendment,) = effect.amendments
    plans: Sequence[Plan | None] = [run.plans.get(effect.agreement) for run in (effect.before, effect.after)]
    before, after = plans
    if before is not None and after is not None:
        day = amendment.effective
        versions = before.version_on(day), after.version_on(day)
        yield from compare_versions(*versions, known=names, language=spoken().code)


def _bounded(every: Sequence[Compared]) -> str:
    """Return a redline that a page can hold; of what is longer it says how much is left out."""
    parts: list[Markup] = []
    room = LONGEST
    for compared in every:
        old, new = compared.old[0], compared.new[0]
        named = old if old == new else f"{old} → {new}"
        made = join(el("h3", named), el("p", f"{compared.verdict}."), changed_clauses(compared, heading="h4"))
        if len(made) > room:
            long_ = phrase("Side by side they are too long for a page; this prints them:")
            made = join(
                el("h3", named),
                el("p", f"{compared.verdict}. ", long_, " "),
                el("p", el("code", "commonweal diff OLD NEW", class_="cmd")),
            )
        parts.append(made)
        room -= len(made)
    return str(join(*parts))
