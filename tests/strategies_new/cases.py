"""Cases."""

from __future__ import annotations

IMPORTS


@dataclass(frozen=True, repr=False)
class Case:
    """One agreement to be judged: text, values filled in, record, day D and time K."""

    text: str
    settings: tuple[Setting, ...] = ()
    series: tuple[SeriesEntry, ...] = ()
    record: Record = field(default_factory=Record)
    as_of: date = date(2024, 12, 31)
    known_at: datetime = datetime(2030, 1, 1, tzinfo=UTC)

    @property
    def terms(self) -> Terms:
        """Return the compiled terms."""
        return compiled(self.text)[0]

    def plan(self) -> Plan:
        """Return the plan as known at K."""
        terms, digest = compiled(self.text)
        parties = {p.name: p.name for p in terms.parties}
        agreement = Agreement("A", "t", 1, parties, self.settings, self.series)
        found = bind({(terms.name, terms.version): (terms, digest)}, agreement, known_at=self.known_at, example=True)
        assert found.value is not None
        return found.value

    def assess(self, *, explain: bool = False) -> Assessment:
        """Return what the reference engine says."""
        return ENGINE.assess(
            self.plan(), record=self.record, as_of=self.as_of, known_at=self.known_at, explain=explain
        )

    def with_rows(self, **changes: Any) -> Case:
        """Return the case with some tables of its record replaced."""
        return replace(self, record=replace(self.record, **changes))

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(f"\n{self!r}\n")

    def __repr__(self) -> str:
        """Return text and record as one would write them down."""
        rows = [self.text.split("party union labour\n")[-1].strip()]
        rows += [f"set {s.name} = {s.value}  recorded {s.recorded_at:%F}" for s in self.settings]
        rows += [f"set {e.name} {e.period.first}/{e.period.last} = {e.value}" for e in self.series]
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

def make_case(text: str, choices: Choices, *, sealed: bool = False) -> Case:
    """Return a random agreement, record, day and time under a text; `sealed`: control totals everywhere."""
    given, series = parameter_values(choices.block(16))
    day = choices.pick(*AS_OF)
    known = choices.pick(at(day, 23), at(date(2026, 1, 1)), at(date(2026, 1, 1)), at(later(day, -120)))
    case = Case(text, tuple(given), tuple(series), as_of=day, known_at=known)
    return replace(case, record=records(choices, case.plan(), sealed=sealed))


CASE_BYTES = 600


@st.composite
def cases(
    draw: Callable[..., Any],
    *,
    silence: bool = True,
    most: int = 3,
    sealed: bool = False,
    text: str | None = None,
) -> Case:
    """Return a text (or the given one) with a random agreement, record, day and time."""
    written = text if text is not None else draw(texts(silence=silence, most=most))
    return make_case(written, Choices(draw(drawn_bytes(CASE_BYTES))), sealed=sealed)
