"""Cases: an agreement under a random text, its amendments, a record, a day and a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import note, reject
from hypothesis import strategies as st

from commonweal.engines.protocol import Assessment, PaymentMade, Record
from commonweal.engines.reference.engine import ReferenceEngine
from commonweal.ground.period import Period, containing
from commonweal.terms.core.agreements import Agreement, Amendment, Plan, SeriesEntry, Setting
from commonweal.terms.core.clauses import Terms
from commonweal.terms.lowering.bind import bind
from tests.strategies.choices import Choices, drawn_bytes
from tests.strategies.rows import AS_OF, YEARS, at, later, parameter_values, records
from tests.strategies.texts import TEXT_BYTES, Circular, Draft, compiled, draft, rewritten

D = Decimal
ENGINE = ReferenceEngine()
SIGNED = date(2020, 6, 1)


@dataclass(frozen=True, repr=False)
class Case:
    """
    One agreement to be judged: text, values filled in, record, day D and time K.

    Attributes
    ----------
    others : further versions of the text, to which amendments may move
    """

    text: str
    settings: tuple[Setting, ...] = ()
    series: tuple[SeriesEntry, ...] = ()
    record: Record = field(default_factory=Record)
    as_of: date = date(2024, 12, 31)
    known_at: datetime = datetime(2030, 1, 1, tzinfo=UTC)
    amendments: tuple[Amendment, ...] = ()
    others: tuple[str, ...] = ()
    signed: date | None = None

    @property
    def terms(self) -> Terms:
        """Return the compiled terms, of the first text."""
        return compiled(self.text)[0]

    @property
    def every_terms(self) -> list[Terms]:
        """Return the compiled terms of every text."""
        return [compiled(text)[0] for text in (self.text, *self.others)]

    def terms_of(self, ref: str) -> Terms:
        """Return the text that a finding or payable names."""
        return next(terms for terms in self.every_terms if terms.ref == ref)

    def agreement(self, id_: str = "A") -> Agreement:
        """Return the agreement that is judged, under an id."""
        return Agreement(
            id_,
            "t",
            1,
            {p.name: p.name for p in self.terms.parties},
            self.settings,
            self.series,
            signed=self.signed,
            recorded_at=at(self.signed) if self.signed else None,
            amendments=self.amendments,
        )

    def plan(self) -> Plan:
        """
        Return the plan as known at K.

        Raises
        ------
        Circular : the texts together make a circle
        """
        made = [compiled(text) for text in (self.text, *self.others)]
        texts = {(terms.name, terms.version): (terms, digest) for terms, digest in made}
        found = bind(texts, self.agreement(), known_at=self.known_at, example=True)
        if any(d.code.startswith("CW4007") for d in found.diagnostics):
            raise Circular
        assert found.value is not None, found.diagnostics
        return found.value

    def assess(self, *, explain: bool = False) -> Assessment:
        """Return what the reference engine says."""
        return ENGINE.assess(
            self.plan(), record=self.record, as_of=self.as_of, known_at=self.known_at, explain=explain
        )

    def with_rows(self, **changes: Any) -> Case:
        """Return the case with some tables of its record replaced."""
        return replace(self, record=replace(self.record, **changes))

    def __repr__(self) -> str:
        """Return text and record as one would write them down."""
        rows = [text.split("party union labour\n")[-1].strip() for text in (self.text, *self.others)]
        rows = ["\n---- version 2 ----\n".join(rows)]
        rows += [f"signed {self.signed}"] * (self.signed is not None)
        rows += [f"set {s.name} = {s.value}  recorded {s.recorded_at:%F}" for s in self.settings]
        rows += [f"set {e.name} {e.period.first}/{e.period.last} = {e.value}" for e in self.series]
        for a in self.amendments:
            said = [f"move to version {a.version}"] * (a.version is not None)
            said += [f"end {name}" for name in a.ended]
            said += [f"set {s.name} = {s.value}" for s in a.settings]
            said += [f"set {e.name} {e.period.first}/{e.period.last} = {e.value}" for e in a.series]
            rows.append(f"amend effective {a.effective} signed {a.signed}: {', '.join(said)}")
        for name in self.record.__dataclass_fields__:
            rows += [f"{name[:-1]} {_shown(row)}" for row in getattr(self.record, name)]
        return "\n".join([*rows, f"as of {self.as_of} known at {self.known_at:%F %T}"])


def _shown(row: Any) -> str:
    parts = []
    for name in row.__dataclass_fields__:
        value = getattr(row, name)
        if value in ("", None, "A") or name in ("place", "source", "public"):
            continue
        if isinstance(value, Period):
            value = f"{value.first}/{value.last}"
        elif isinstance(value, datetime):
            value = f"{value:%F}"
        parts.append(f"{name}={value}")
    return " ".join(parts)


def made(case: Case) -> list[PaymentMade]:
    """Return the payments that count: known at K the latest version of each, made by D."""
    known = [p for p in case.record.payments if p.recorded_at <= case.known_at]
    latest = {p.id: p for p in sorted(known, key=lambda p: p.recorded_at)}
    return [p for p in latest.values() if p.paid_on <= case.as_of]


# ---- amendments --------------------------------------------------------------------------------------

EFFECTIVE = (
    date(2022, 1, 1), date(2022, 7, 1), date(2021, 7, 1), date(2023, 1, 1), date(2022, 5, 15),
    date(2020, 7, 1), date(2021, 1, 1),
)  # fmt: skip


def amendment(effective: date, signed: date, **changes: Any) -> Amendment:
    """Return an amendment recorded on the day of its signature."""
    return Amendment("A", effective, signed, at(signed), place=f"amend:{effective}:{signed}", **changes)


def amendments_of(choices: Choices, names: Sequence[str], versions: int) -> tuple[Amendment, ...]:
    """Return one to three amendments: they set, end, move to another text; some reach back."""
    made: dict[tuple[date, date], Amendment] = {}
    for _ in range(choices.pick(1, 1, 2, 3)):
        effective = choices.pick(*EFFECTIVE)
        signed = later(effective, choices.pick(0, -100, 0, 200, 500, 1000))
        changes: dict[str, Any] = {}
        settings, series = _changed(choices.block(16), signed)
        if versions > 1 and choices.pick(True, True, False):
            changes |= {"terms": "t", "version": choices.pick(2, 2, 2, 1)}
        if choices.pick(False, False, True):
            changes["ended"] = tuple(sorted({choices.pick(*names) for _ in range(choices.pick(1, 1, 2))}))
        if settings or series or changes:
            found = amendment(effective, signed, settings=settings, series=series, **changes)
            made[effective, signed] = found
    return tuple(sorted(made.values(), key=lambda a: (a.signed, a.effective)))


def _changed(choices: Choices, signed: date) -> tuple[tuple[Setting, ...], tuple[SeriesEntry, ...]]:
    options: dict[str, tuple[Any, ...]] = {
        "floor": (None, None, D(5), D(40)),
        "share": (None, None, D("0.25"), D(2)),
        "talks": (None, None, None, D(1)),
        "switched": (None, None, True, False),
        "begins": (None, None, None, date(2021, 1, 1), date(2022, 1, 1)),
    }
    settings = [
        Setting(name, value, at(signed), f"amend:{signed}:{name}")
        for name, values in options.items()
        if (value := choices.pick(*values)) is not None
    ]
    series = [
        SeriesEntry("goal", containing("year", date(y, 1, 1)), value, at(signed), f"amend:{signed}:{y}")
        for y in YEARS[1:]
        if (value := choices.pick(None, None, D(15), D(70))) is not None
    ]
    return tuple(settings), tuple(series)


# ---- cases -------------------------------------------------------------------------------------------


def make_case(
    text: str,
    choices: Choices,
    *,
    sealed: bool = False,
    others: tuple[str, ...] = (),
    names: Sequence[str] = (),
    amended: bool = False,
) -> Case:
    """
    Return a random agreement, record, day and time under a text.

    Parameters
    ----------
    sealed : control totals everywhere
    others, names : further versions, and the names of all; `amended`: with one amendment or more
    """
    given, series = parameter_values(choices.block(16))
    day = choices.pick(*AS_OF)
    known = choices.pick(at(day, 23), at(date(2026, 1, 1)), at(date(2026, 1, 1)), at(later(day, -120)))
    signed = choices.pick(None, SIGNED)
    case = Case(text, tuple(given), tuple(series), as_of=day, known_at=known, signed=signed)
    if amended:
        changes = amendments_of(choices.block(90), names, 1 + len(others))
        case = replace(case, amendments=changes, others=others)
        replace(case, known_at=datetime(2035, 1, 1, tzinfo=UTC)).plan()
    return replace(case, record=records(choices, case.plan(), sealed=sealed))


def make_amended(choices: Choices, first: Draft, rows: Choices, *, sealed: bool = False) -> Case:
    """Return a random case under a text with one amendment or more, which may move to a second text."""
    second = rewritten(choices.block(700), first)
    names = sorted({*first.parts, *second.parts})
    others = (second.text(2),) if choices.pick(True, True, True, False) else ()
    return make_case(first.text(), rows, sealed=sealed, others=others, names=names, amended=True)


CASE_BYTES = 800
CHANGE_BYTES = 720


@st.composite
def cases(
    draw: Callable[..., Any],
    *,
    silence: bool = True,
    most: int = 3,
    sealed: bool = False,
    text: str | None = None,
    amended: bool | None = None,
    still: bool = False,
) -> Case:
    """
    Return a text (or the given one) with a random agreement, record, day and time.

    Parameters
    ----------
    silence, most, still : see `draft`; sealed : control totals everywhere
    amended : with amendments or without; None: some of both
    """
    found = _drawn(draw, text, amended, sealed, silence=silence, most=most, still=still)
    note(repr(found))
    return found


def _drawn(
    draw: Callable[..., Any], text: str | None, amended: bool | None, sealed: bool, **words: Any
) -> Case:
    """Return a case for `cases`; `words` are those of `draft`."""
    if text is not None:
        return make_case(text, Choices(draw(drawn_bytes(CASE_BYTES))), sealed=sealed)
    first = draft(Choices(draw(drawn_bytes(TEXT_BYTES))), **words)
    if amended is None:
        amended = draw(st.sampled_from((False, False, True)))
    try:
        compiled(first.text())
        if not amended:
            return make_case(first.text(), Choices(draw(drawn_bytes(CASE_BYTES))), sealed=sealed)
        changes = Choices(draw(drawn_bytes(CHANGE_BYTES)))
        return make_amended(changes, first, Choices(draw(drawn_bytes(CASE_BYTES))), sealed=sealed)
    except Circular:
        reject()
