"""
A picture of an indicator: what was published, what the target needs, and where trends of the past lead.

Hand-written SVG. Lines lie in a plane that stretches with the page; their strokes and all text keep their
size. One message a picture: its title says it, and its table (`course_rows`) says every number again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.report.page.drawing.markup import Markup, el
from commonweal.report.page.drawing.tables import Row
from commonweal.report.speech.phrases import local, phrase

HEIGHT: Final = 200
"""Height of the plane, in tenths of a letter."""
TOP: Final = 14
FOOT: Final = 20
PLANE: Final = 10_000
"""Width and height of the plane in its own units; the page stretches it."""
LETTER: Final = 270
"""What a letter of a label takes of the plane's width on a telephone, where the plane is about 20 em wide."""
TICKS: Final = 4
YEARS: Final = 7
MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Point:
    """
    A value of the indicator and the last day of the period for which it stands.

    Attributes
    ----------
    name : of the period, "" for its year
    reserve : what is said of a figure that nobody published as it stands, "" of the others
    """

    day: date
    value: Decimal
    name: str = ""
    reserve: str = ""

    @property
    def told(self) -> str:
        """Return the period with the reserve."""
        name = self.name or str(self.day.year)
        return f"{name}, {self.reserve}" if self.reserve else name


@dataclass(frozen=True, slots=True)
class Band:
    """Between which values an indicator lies on a day, in so many of a hundred paths."""

    day: date
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Fan:
    """Where paths lead: `percent` of a hundred lie in its bands, which begin at the last published value."""

    percent: int
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """
    What a picture shows.

    Attributes
    ----------
    published : what is known, in order of days, at least one
    goal : value and day of the target
    start : where the target counts from; the straight line from there to the goal is drawn
    fans : the widest first
    """

    published: tuple[Point, ...]
    unit: str
    goal: Point | None = None
    start: Point | None = None
    fans: tuple[Fan, ...] = ()

    @property
    def is_reserved(self) -> bool:
        """Say whether some figure is not published as it stands."""
        return any(point.reserve for point in self.published)


def course(drawn: Course, *, title: str, description: str, ids: tuple[str, str]) -> Markup:
    """Return the picture; `ids` are those of its title and its description."""
    plane = _Plane.over(drawn)
    height = TOP + HEIGHT + FOOT
    inner = [
        el("title", title, id=ids[0]),
        el("desc", description, id=ids[1]),
        *_grid(plane, drawn.unit),
        el(
            "svg", *_lines(drawn, plane), x="0", y=_em(TOP), width="100%", height=_em(HEIGHT),
            viewBox=f"0 0 {PLANE} {PLANE}", preserveAspectRatio="none",
        ),
        *_points(drawn, plane),
    ]  # fmt: skip
    return el(
        "svg", inner, class_="course", role="img", aria_labelledby=ids[0], aria_describedby=ids[1],
        width="100%", height=_em(height),
    )  # fmt: skip


def key(drawn: Course) -> Markup:
    """Return what each line of the picture is, as a list beside it."""
    said = list(_known(drawn))
    if drawn.goal is not None:
        needed = ("needed", phrase("what the target needs"))
        said.append(needed if drawn.start else ("goal", phrase("the target")))
    ends = (phrase("{n} in 100 paths end here", n=str(fan.percent)) for fan in drawn.fans)
    said += [(f"fan f{i}", end) for i, end in enumerate(ends)]
    return el("ul", [el("li", el("span", class_=f"swatch {c}"), words) for c, words in said], class_="key")


def _known(drawn: Course) -> Iterator[tuple[str, str]]:
    """Yield what line and points are: "published" is said only of what is."""
    if not drawn.is_reserved:
        yield "published", phrase("published")
        return
    yield "published", phrase("on record")
    if not all(point.reserve for point in drawn.published):
        yield "point", phrase("published")
    reserves = dict.fromkeys(point.reserve for point in drawn.published if point.reserve)
    yield "point hollow", "; ".join(reserves)


def course_rows(drawn: Course, *, show: object = str) -> Iterator[Row]:
    """
    Return the rows of the picture's table: period, figure, target, then low and high of every fan.

    Where some figure is not published as it stands, each says after it how it is known.
    """
    fanned = {band.day: band for fan in drawn.fans for band in fan.bands}
    published = {point.day: point for point in drawn.published}
    shown = show if callable(show) else str
    for day in sorted({*fanned, *published, *([drawn.goal.day] if drawn.goal else [])}):
        point = published.get(day)
        bands = [next((b for b in fan.bands if b.day == day), None) for fan in drawn.fans]
        goal = drawn.goal if drawn.goal is not None and drawn.goal.day == day else None
        cells: list[object] = [point.name if point and point.name else str(day.year)]
        cells += [shown(point.value) if point else ""]
        if drawn.is_reserved:
            cells += [(point.reserve or phrase("published")) if point else ""]
        cells += [shown(goal.value) if goal else ""]
        cells += [
            phrase("{first} to {last}", first=shown(b.low), last=shown(b.high)) if b else "" for b in bands
        ]
        yield Row(cells)


# ---- places ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plane:
    """Days and values to places: shares of the width and of the height, in ten-thousandths."""

    first: date
    days: int
    low: Decimal
    high: Decimal
    step: Decimal

    @classmethod
    def over(cls, drawn: Course) -> _Plane:
        """Return the plane that holds everything drawn; nought is on it unless lines would then be flat."""
        marks = [p for p in (*drawn.published, drawn.goal, drawn.start) if p is not None]
        bands = [band for fan in drawn.fans for band in fan.bands]
        days = [p.day for p in marks] + [b.day for b in bands]
        values = [p.value for p in marks] + [b.low for b in bands] + [b.high for b in bands]
        low, high = min(values), max(values)
        if low > 0 and low < 3 * (high - low):
            low = Decimal(0)
        elif high < 0 and -high < 3 * (high - low):
            high = Decimal(0)
        step = _step((high - low) / TICKS if high > low else abs(high) / TICKS or Decimal(1))
        low, high = (low // step) * step - (step if low < 0 and low % step else 0), -((-high) // step) * step
        if high <= low or high < max(values):
            high = max(low, high) + step
        span = (max(days) - min(days)).days
        return cls(min(days), max(span, 1), low, high, step)

    def x(self, day: date) -> int:
        """Return where a day lies from the left; a margin is kept on both sides."""
        return 400 + (day - self.first).days * 9_100 // self.days

    def y(self, value: Decimal) -> int:
        """Return where a value lies from the top."""
        return int(PLANE - (value - self.low) * PLANE / (self.high - self.low))

    def ticks(self) -> Iterator[Decimal]:
        """Return the values that have a line."""
        value = self.low
        while value <= self.high:
            yield value
            value += self.step


def _step(rough: Decimal) -> Decimal:
    """Return the next of 1, 2, 2.5 and 5 times a power of ten that is not below."""
    power = Decimal(1).scaleb(rough.adjusted())
    return next(power * m for m in (1, 2, Decimal("2.5"), 5, 10) if power * m >= rough)


def _em(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}em"


def _pc(share: int) -> str:
    return f"{share // 100}.{share % 100:02d}%"


def _down(plane: _Plane, value: Decimal) -> int:
    """Return how far below the top of the picture a value lies, in tenths of a letter."""
    return TOP + plane.y(value) * HEIGHT // PLANE


def figure(value: Decimal) -> str:
    """
    Return a number as a picture says it: with a comma between thousands, without needless digits, and with a
    minus sign. The table beside the picture keeps the hyphen that programs read.
    """
    return local(f"{value.normalize():,f}".replace("-", MINUS))


# ---- what is drawn -----------------------------------------------------------------------------------


def _grid(plane: _Plane, unit: str) -> Iterator[Markup]:
    for i, value in enumerate(sorted(plane.ticks(), reverse=True)):
        y = _em(_down(plane, value))
        yield el("line", x1="0", x2="100%", y1=y, y2=y, class_="zero" if value == 0 else "grid")
        words = f"{figure(value)} {unit}" if i == 0 else figure(value)
        yield el("text", words, x="0", y=_em(_down(plane, value) - 3), class_="scale")
    last = date.fromordinal(plane.first.toordinal() + plane.days)
    years = range(plane.first.year, last.year + 1)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 1_000) if len(years) <= YEARS * s)
    for year in (y for y in years if y % step == 0):
        end = min(date(year, 12, 31), last)
        if plane.first <= end:
            yield el(
                "text", str(year), x=_pc(plane.x(end)), y=_em(TOP + HEIGHT + 14), class_="scale",
                text_anchor="middle",
            )  # fmt: skip


def _lines(drawn: Course, plane: _Plane) -> Iterator[Markup]:
    for i, fan in enumerate(drawn.fans):
        yield el("polygon", points=_outline(fan, drawn.published[-1], plane), class_=f"fan f{i}")
    if drawn.goal is not None and drawn.start is not None:
        yield _polyline([drawn.start, drawn.goal], plane, "needed")
    yield _polyline(drawn.published, plane, "published")


def _outline(fan: Fan, origin: Point, plane: _Plane) -> str:
    upper = [(plane.x(b.day), plane.y(b.high)) for b in fan.bands]
    lower = [(plane.x(b.day), plane.y(b.low)) for b in reversed(fan.bands)]
    return " ".join(f"{x},{y}" for x, y in ((plane.x(origin.day), plane.y(origin.value)), *upper, *lower))


def _polyline(points: Sequence[Point], plane: _Plane, name: str) -> Markup:
    places = " ".join(f"{plane.x(p.day)},{plane.y(p.value)}" for p in points)
    return el("polyline", points=places, class_=name, fill="none", vector_effect="non-scaling-stroke")


def _points(drawn: Course, plane: _Plane) -> Iterator[Markup]:
    last = drawn.published[-1]
    for point in drawn.published if drawn.is_reserved else (last,):
        yield _dot(point, plane, "hollow" if point.reserve else "published")
    fell = drawn.published[0].value > last.value
    yield _label(last, plane, "now", above=not (fell and _is_left(last, plane)))
    if drawn.goal is not None:
        falls = drawn.goal.value < last.value and _down(plane, drawn.goal.value) < TOP + HEIGHT - 20
        yield _dot(drawn.goal, plane, "goal")
        yield _label(drawn.goal, plane, "goal", above=not falls)


def _dot(point: Point, plane: _Plane, name: str) -> Markup:
    return el(
        "circle", cx=_pc(plane.x(point.day)), cy=_em(_down(plane, point.value)), r=".32em",
        class_=f"dot {name}",
    )  # fmt: skip


def _told(point: Point) -> str:
    return f"{figure(point.value)} ({point.told})"


def _is_left(point: Point, plane: _Plane) -> bool:
    """Say whether the number at a point ends there, because it has no room to its right on a telephone."""
    room = PLANE - len(_told(point)) * LETTER
    return plane.x(point.day) > min(max(PLANE // 2, room), PLANE * 3 // 4)


def _label(point: Point, plane: _Plane, name: str, *, above: bool) -> Markup:
    """Return the number at a point: to its right, where lines of the past do not run, if there is room."""
    x = plane.x(point.day)
    anchor, x = ("end", x + 60) if _is_left(point, plane) else ("start", x + 80)
    y, words = _down(plane, point.value) + (-7 if above else 16), _told(point)
    return el("text", words, x=_pc(x), y=_em(max(y, 9)), text_anchor=anchor, class_=f"label {name}")
