"""One agreement: its sentence, give and get, promises, money, what is missing, its text and reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from commonweal.report.page import balances, changes, clauses, missing, money, promises, words
from commonweal.report.page.drawing.markup import Markup, el, join
from commonweal.report.page.drawing.tables import folded
from commonweal.report.page.drawing.timeline import Bar, Lane, timeline
from commonweal.report.page.lead import sentence
from commonweal.report.page.view import Chapter, state_of, status_of
from commonweal.report.words import instant as stamped
from commonweal.terms.core.agreements import Version
from commonweal.terms.core.clauses import Condition
from commonweal.terms.explain.prose_words import INSTRUMENTS, SIDES

LOUD: Final = ("breached", "curing", "overdue", "late", "vacuous", "suspended", "withheld", "released")
PICTURE: Final = 4
"""Tested periods from which on a picture says more than the table."""
CROWDED: Final = 600
"""Tested periods beyond which a picture says less."""


def section(chapter: Chapter, reasons: dict[str, Markup]) -> Markup:
    """
    Return the section of an agreement.

    Parameters
    ----------
    reasons : those that the page holds, by their id
    """
    held = frozenset(reasons)
    parts = [
        *_head(chapter),
        money.give_and_get(chapter),
        *_promises(chapter, held),
        *_money(chapter, held),
        *_accounts(chapter),
        *_powers(chapter),
        *_amendments(chapter),
        *_missing(chapter),
        *_text(chapter, reasons),
        _proof(chapter),
    ]
    return el("section", join(*parts, by="\n"), class_="agreement", aria_labelledby=chapter.anchor)


def _heading(chapter: Chapter, part: str, text: str) -> tuple[str, Markup]:
    anchor = chapter.part_anchor(part)
    return anchor, el("h3", text, id=anchor)


def _head(chapter: Chapter) -> Iterator[Markup]:
    agreement, terms = chapter.plan.agreement, chapter.terms
    instrument = INSTRUMENTS.get(terms.instrument, words.named(terms.instrument)).removeprefix("a ")
    facts = [chapter.id, instrument]
    facts += [f"signed {words.day(agreement.signed)}"] if agreement.signed else []
    serves = agreement.serves or terms.serves
    facts += [f"serves {words.named(serves)}"] if serves else []
    yield el("p", " · ".join(facts), class_="kicker")
    yield el("h2", chapter.title, id=chapter.anchor)
    yield el("p", sentence(chapter), class_="lead")
    yield el("p", join(*_parties(chapter), by=" · "), class_="src")


def _parties(chapter: Chapter) -> Iterator[Markup]:
    for party in chapter.terms.parties:
        side = SIDES[party.side].removeprefix("the ")
        yield join(el("b", words.named(party.name)), f": {chapter.official(party.name)} ({side})")


# ---- parts ------------------------------------------------------------------------------------------


def _promises(chapter: Chapter, reasons: frozenset[str]) -> Iterator[Markup]:
    if not chapter.findings:
        return
    anchor, heading = _heading(chapter, "promises", "What was promised, and did it happen?")
    yield heading
    picture = _picture(chapter)
    if picture is not None:
        yield picture
    yield promises.promises(chapter, reasons, anchor)


def _picture(chapter: Chapter) -> Markup | None:
    lanes = [lane for lane in _lanes(chapter) if lane.bars]
    if not PICTURE <= sum(len(lane.bars) for lane in lanes) <= CROWDED:
        return None
    said = [f"{lane.label}: {_spoken(chapter, lane)}." for lane in lanes]
    ids = (chapter.part_anchor("picture"), chapter.part_anchor("picture-text"))
    title = f"{chapter.title}, period by period"
    drawn = timeline(lanes, today=chapter.run.as_of, title=title, description=" ".join(said), ids=ids)
    caption = "Each bar is a period; its word and shape say how it ended. The tables say the same."
    return el("figure", drawn, el("figcaption", caption))


def _spoken(chapter: Chapter, lane: Lane) -> str:
    """Return a lane in words; of many periods the first and last, with their number."""
    said = [f"{chapter.period(bar.period)} {bar.word.word}" for bar in lane.bars]
    return words.periods(said, most=8)


def _lanes(chapter: Chapter) -> Iterator[Lane]:
    """Yield the periods of each clause; of one that was called otherwise before, a lane for each name."""
    ordered = sorted(chapter.plan.clauses(), key=lambda c: (not isinstance(c, Condition), c.name))
    for clause in ordered:
        lanes: dict[str, list[Bar]] = {chapter.clause_label(clause.name): []}
        for f in chapter.findings:
            if f.clause == clause.name:
                bar = Bar(f.window, code := status_of(f), words.word_of(code, words.STATUSES), code in LOUD)
                lanes.setdefault(chapter.clause_label(f.clause, f.window), []).append(bar)
        for p in chapter.payables:
            if p.clause == clause.name and p.kind == "payment":
                code = state_of(p)
                bar = Bar(p.window, code, words.word_of(code, words.STATES), code in LOUD)
                lanes.setdefault(chapter.clause_label(p.clause, p.window), []).append(bar)
        for label, bars in lanes.items():
            yield Lane(label, tuple(sorted(bars, key=lambda b: b.period)))


def _money(chapter: Chapter, reasons: frozenset[str]) -> Iterator[Markup]:
    if not chapter.payables:
        return
    anchor, heading = _heading(chapter, "money", "Money")
    yield heading
    yield money.money(chapter, reasons, anchor)


def _powers(chapter: Chapter) -> Iterator[Markup]:
    if not chapter.assessment.powers:
        return
    anchor, heading = _heading(chapter, "powers", "What a party may do")
    yield heading
    yield money.powers(chapter, anchor)


def _accounts(chapter: Chapter) -> Iterator[Markup]:
    if not chapter.assessment.accounts:
        return
    anchor, heading = _heading(chapter, "accounts", "Accounts")
    yield heading
    yield balances.balances(chapter, anchor)


def _amendments(chapter: Chapter) -> Iterator[Markup]:
    if not chapter.plan.versions[-1].amendments:
        return
    anchor, heading = _heading(chapter, "amendments", "What was changed by amendment")
    yield heading
    yield changes.amendments(chapter, anchor)


def _missing(chapter: Chapter) -> Iterator[Markup]:
    if not missing.wanted(chapter):
        return
    anchor, heading = _heading(chapter, "missing", "What is missing, and who owes it")
    yield heading
    yield missing.missing_table(chapter, anchor)


def _text(chapter: Chapter, reasons: dict[str, Markup]) -> Iterator[Markup]:
    anchor, heading = _heading(chapter, "text", "Clause by clause: the text, and why")
    yield heading
    yield clauses.definitions(chapter)
    filled = clauses.values(chapter, anchor)
    if filled is not None:
        yield filled
    yield clauses.clauses(chapter, reasons)


def _known(local: datetime) -> str:
    """Return an instant as the command takes it; the end of a day is that day."""
    after = local + timedelta(microseconds=1)
    return local.date().isoformat() if after.time() == time() else stamped(local)


def _fingerprint(version: Version) -> tuple[object, ...]:
    since = f" from {words.day(version.start)} on" if version.start is not None else ""
    return (
        f"The text{since} is {version.terms.ref}; its fingerprint must be ",
        el("code", version.terms_hash, class_="cmd"),
        ". ",
    )


def _proof(chapter: Chapter) -> Markup:
    """Return how anybody can come to the same result."""
    run = chapter.run
    known = _known(run.known_at.astimezone(run.workspace.zone))
    command = (
        f"commonweal assess WORKSPACE --agreement {chapter.id} --as-of {run.as_of.isoformat()} "
        f"--known-at {known} --engine {run.engine}"
    )
    steps = el(
        "ol",
        el("li", "Take the same folder of texts and tables; it stands for WORKSPACE below."),
        el(
            "li",
            *(part for version in chapter.plan.versions for part in _fingerprint(version)),
        ),
        el(
            "li", "This gives the same findings and amounts, to the cent: ", el("code", command, class_="cmd")
        ),
    )
    return folded(el("h3", "Check this yourself"), steps, class_="proof")
