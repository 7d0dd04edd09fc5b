"""
Clause by clause: the text in plain sentences, and below it why each result is what it is.

A page has room for so many reasons. `choose` takes the most urgent first: what is broken, late or in doubt,
then the latest results; the others are named with the command that prints them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from commonweal.engines.protocol import Finding, Payable
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, join
from commonweal.report.page.drawing.tables import Row, folded, table
from commonweal.report.page.rows import value_in_words, value_of
from commonweal.report.page.view import Chapter, state_of, status_of
from commonweal.report.page.why import why, why_command
from commonweal.report.page.wordings import Wording, in_turn, labels, told, with_labels
from commonweal.report.speech.phrases import phrase, spoken
from commonweal.terms.core.agreements import SeriesEntry, Setting, Undisclosed, Version
from commonweal.terms.core.clauses import Condition, Parameter, Terms
from commonweal.terms.explain.prose import ProseClause
from commonweal.terms.explain.prose_expressions import Voice, finish, say
from commonweal.terms.explain.prose_schedules import window_noun

URGENT: Final = {
    "breached": 0, "curing": 0, "late": 0, "overdue": 1, "not_public": 1, "undetermined": 1, "suspended": 1,
    "vacuous": 1, "overpaid": 1, "withheld": 1, "part_paid": 2, "due": 2, "waived": 2, "cured": 2,
    "released": 1,
    "met": 3, "paid": 3, "open": 4, "none_due": 4, "inapplicable": 6, "ended": 6, "not_due": 7,
}  # fmt: skip
"""In which order results get room for their reasons; from 6 on there is nothing to explain."""
OPEN: Final = ("breached", "curing", "late")
"""Results whose reasons are shown at once."""
MOST: Final = 400
"""Reasons that are made at most, so that a page of thousands of results is made in time."""
MOST_VALUES: Final = 120
"""Values as signed that a page holds."""
_LONG: Final = 600
"""Letters of a clause's first paragraph beyond which that is folded too."""


# ---- which reasons the page holds -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """The reasons of one result, made and weighed."""

    anchor: str
    made: Markup


def code_of(row: Finding | Payable) -> str:
    """Return the status or state of a result as the page shows it."""
    return status_of(row) if isinstance(row, Finding) else state_of(row)


def _rank(row: Finding | Payable, latest: bool) -> tuple[int, int]:
    urgent = URGENT.get(code_of(row), 5)
    return (urgent + (0 if latest or urgent < 3 else 2), -row.window.end.toordinal())


def choose(chapters: Sequence[Chapter], room: int) -> dict[str, Markup]:
    """
    Return the reasons that fit into so many bytes, by their id, the most urgent first.

    Parameters
    ----------
    room : bytes of the page that are left
    """
    ranked: list[tuple[tuple[int, int], str, Chapter, Finding | Payable]] = []
    for chapter in chapters:
        rows: list[Finding | Payable] = [*chapter.findings, *chapter.payables]
        last = _latest(rows)
        for row in rows:
            rank = _rank(row, last.get(row.clause) is row)
            if row.trace is not None and URGENT.get(code_of(row), 5) < 6:
                ranked.append((rank, chapter.why_anchor(row), chapter, row))
    ranked.sort(key=lambda r: (r[0], r[1]))
    chosen: dict[str, Markup] = {}
    for _, anchor, chapter, row in ranked[:MOST]:
        made = why(chapter, row, open_=code_of(row) in OPEN)
        size = len(made.encode()) if made is not None else 0
        if made is not None and size <= room:
            chosen[anchor] = made
            room -= size
    return chosen


def _latest(rows: Sequence[Finding | Payable]) -> dict[str, Finding | Payable]:
    """Return the latest result of each clause that is decided."""
    found: dict[str, Finding | Payable] = {}
    for row in rows:
        decided = URGENT.get(code_of(row), 5) <= 4
        if decided and (row.clause not in found or found[row.clause].window < row.window):
            found[row.clause] = row
    return found


# ---- the texts --------------------------------------------------------------------------------------


def clauses(chapter: Chapter, reasons: dict[str, Markup]) -> Markup:
    """Return every clause with its text and the reasons that the page holds."""
    ordered = sorted(chapter.plan.clauses(), key=lambda c: (not isinstance(c, Condition), c.name))
    names = [clause.name for clause in ordered]
    names += [account.name for account in chapter.plan.accounts()]
    names += [right.name for right in chapter.plan.rights()]
    return join(*(_clause(chapter, name, reasons) for name in names))


def _clause(chapter: Chapter, name: str, reasons: dict[str, Markup]) -> Markup:
    rows: list[Finding | Payable] = [f for f in chapter.findings if f.clause == name]
    rows += [p for p in chapter.payables if p.clause == name]
    parts: list[Markup] = []
    for one, numbers in in_turn(chapter, name):
        mine = [r for r in rows if r.version in numbers]
        heading = _heading(chapter, one, newest=not parts)
        held = el("p", _held(one), class_="src") if one.start or one.last else None
        parts.append(join(heading, held, _worded(chapter, one, mine, reasons)))
    return el("section", *parts, class_="clause-part")


def _heading(chapter: Chapter, one: Wording, *, newest: bool) -> Markup:
    """Return what a clause is called under some words; its anchor leads to the newest."""
    terms = one.terms
    clause = terms.clause(one.name) or terms.account(one.name) or terms.right(one.name)
    label = (clause.label if clause else "") or words.capital(words.named(one.name))
    return el("h4", label, id=chapter.clause_anchor(one.name)) if newest else el("h5", label)


def _held(one: Wording) -> str:
    """Return for which periods words hold that do not hold for all."""
    if one.start is None:
        return f"These words hold for periods that began until {words.day(one.last)}." if one.last else ""
    until = f" until {words.day(one.last)}" if one.last else " on"
    return f"These words hold for periods that begin from {words.day(one.start)}{until}."


def _worded(
    chapter: Chapter, one: Wording, rows: Sequence[Finding | Payable], reasons: dict[str, Markup]
) -> Markup:
    """Return the text of a clause under some words, and the reasons of the results under them."""
    explained = [r for r in rows if chapter.why_anchor(r) in reasons]
    shown = [reasons[chapter.why_anchor(r)] for r in sorted(explained, key=lambda r: r.window, reverse=True)]
    text = told(one.terms).get(f"c:{one.name}")
    others = _others(chapter, one.name, [r for r in rows if r not in explained])
    return join(
        text_of(text, labels(one.terms)) if text else None, shown, _not_owed(chapter, one, rows), others
    )


def text_of(clause: ProseClause, called: Mapping[str, str]) -> Markup:
    """
    Return a clause as numbered paragraphs: the duty or debt open, what else it says folded.

    Parameters
    ----------
    called : what people call the names that it quotes
    """
    first, *others = _numbered(clause, called)
    if len(clause.paragraphs[0].text) > _LONG:
        return el("div", folded(phrase("The text of the clause"), first, others), class_="clause")
    whole = folded(phrase("The whole clause"), others) if others else None
    return el("div", first, whole, class_="clause")


def _not_owed(chapter: Chapter, one: Wording, found: Sequence[Finding | Payable]) -> Markup | None:
    """Return for which periods a promise is not owed, because of which condition."""
    clause = one.terms.clause(one.name)
    rows = [f for f in found if isinstance(f, Finding) and f.status == "inapplicable"]
    if not rows or clause is None or clause.guard is None:
        return None
    said = finish(say(clause.guard, Voice(one.terms, window_noun(clause.schedule))))
    when = words.periods([chapter.period(f.window) for f in rows])
    return el("p", f"Not owed for {when}, because this does not hold: {said}.", class_="src")


def _others(chapter: Chapter, name: str, rows: Sequence[Finding | Payable]) -> Markup | None:
    """Return how many results are not explained here, and the command that explains them."""
    rows = [r for r in rows if URGENT.get(code_of(r), 5) < 6 and r.trace is not None]
    if not rows:
        return None
    n = words.counted(len(rows), "further period")
    said = f"The reasons of {n} are not on this page, for want of room. This prints them: "
    window = chapter.notation(rows[-1].window)
    return el("p", said, el("code", why_command(chapter, name, window), class_="cmd"), class_="src")


def definitions(chapter: Chapter) -> Markup:
    """Return the opening clauses of the text: what it is, its parties and its words."""
    made = [
        join(el("h4", f"{text.number}. {text.title}"), el("div", made, class_="clause"))
        for text, made in opening(chapter.terms)
    ]
    return folded("Parties, definitions and how the text is read", el("div", made))


def opening(terms: Terms, language: str = "en") -> Iterator[tuple[ProseClause, list[Markup]]]:
    """Yield what stands before the clauses of a text, with its paragraphs: how it is read, definitions."""
    called = labels(terms)
    for id_, text in told(terms, language).items():
        if not id_.startswith("c:"):
            yield text, _numbered(text, called)


def _numbered(clause: ProseClause, called: Mapping[str, str]) -> list[Markup]:
    number = partial(el, "span", class_="no")
    return [el("p", number(p.number), " ", with_labels(p.text, called)) for p in clause.paragraphs]


# ---- values as signed -------------------------------------------------------------------------------


def values(chapter: Chapter, labelled_by: str) -> Markup | None:
    """Return the values that were filled in at signature, each with its place."""
    agreement = chapter.plan.agreement
    rows: list[tuple[str, date | None, Row]] = []
    for setting in agreement.settings:
        rows.append(
            (
                setting.name,
                None,
                _value_row(chapter, setting.name, "", value_of(chapter, setting), setting.place),
            )
        )
    for entry in agreement.series:
        period = chapter.period(entry.period)
        made = _value_row(chapter, entry.name, period, value_of(chapter, entry), entry.place)
        rows.append((entry.name, entry.period.start, made))
    if not rows:
        return None
    rows.sort(key=lambda r: (r[0], r[1] or date.min))
    made_table = table(
        ("Value", "Period", "As signed", "Stands in"),
        [r for _, _, r in rows[:MOST_VALUES]],
        numeric=(2,),
        labelled_by=labelled_by,
    )
    return folded(f"{words.counted(len(rows), 'value')} filled in at signature", made_table)


def _value_row(chapter: Chapter, name: str, period: str, value: str, place: str) -> Row:
    parameter = chapter.parameter(name)
    label = (parameter.label if parameter else "") or words.capital(words.named(name))
    return Row((label, period, value, el("span", place, class_="src")))


@dataclass(frozen=True, slots=True)
class Filled:
    """
    A value that a text leaves open, and what was filled in.

    Attributes
    ----------
    value : in words, with its unit; "" where nothing was filled in
    by : where it comes from, in words
    """

    label: str
    period: str
    value: str
    by: str


def filled_in(chapter: Chapter, version: Version, brought: Mapping[str, int]) -> list[Filled]:
    """
    Return what was filled in for every value that the text of a version leaves open, in the text's order.

    Parameters
    ----------
    brought : numbers of amendments by the place of what they set
    """
    return [
        one for parameter in version.terms.parameters for one in _filled(parameter, chapter, version, brought)
    ]


def _filled(
    parameter: Parameter, chapter: Chapter, version: Version, brought: Mapping[str, int]
) -> Iterator[Filled]:
    """Yield what was filled in for a parameter: one value, or its series; else what the text says itself."""
    label = words.capital(parameter.label or words.named(parameter.name))
    settings = [one for one in version.agreement.settings if one.name == parameter.name]
    series = [one for one in version.agreement.series if one.name == parameter.name]
    entries: list[Setting | SeriesEntry] = [*settings, *sorted(series, key=lambda one: one.period)]
    for entry in entries:
        period = chapter.period(entry.period) if isinstance(entry, SeriesEntry) else ""
        n = brought.get(entry.place)
        by = phrase("by signature") if n is None else phrase("by amendment {n}", n=str(n))
        hidden = entry.value if isinstance(entry.value, Undisclosed) else None
        # as the agreement has it: its source says whether a figure is secret or was only not read
        said = phrase("undisclosed") if hidden else value_in_words(entry.value, parameter.type)
        source = hidden.source if hidden else ""
        yield Filled(label, period, said, ": ".join(part for part in (by, source) if part))
    if settings:
        return
    others = phrase("every other period") if series else ""
    if parameter.undisclosed is not None:
        source = f"{phrase('by the text')}: {parameter.undisclosed}"
        yield Filled(
            label, others, value_in_words(Undisclosed(parameter.undisclosed), parameter.type), source
        )
    elif parameter.default is not None:
        said = say(parameter.default, Voice(version.terms, language=spoken()))
        yield Filled(label, others, said, phrase("by the text, nothing else being filled in"))
    elif not series:
        yield Filled(label, "", "", phrase("nothing was filled in"))
