"""
A picture of an agreement: each clause a row, each tested period a bar, with word and shape as well as colour.

Hand-written SVG. Places along the time axis are shares of the width and heights are in letters, so that the
picture grows with its page and its text does not shrink; what does not fit beside its neighbours is left to
the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from commonweal.ground.days import add_days
from commonweal.ground.period import Period
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el
from commonweal.report.page.words import Word
from commonweal.report.speech.phrases import phrase

ROW: Final = 34
"""Height of a row, in tenths of a letter."""
BAR: Final = 15
"""Height of a bar, in tenths of a letter."""
TOP: Final = 16
LETTER: Final = 6
"""Width of a letter, in tenths of its height."""
WIDTHS: Final = ((200, ""), (400, "w1"), (700, "w2"))
"""Widths of the picture in tenths of a letter, and the class of what fits from there on."""
TICKS: Final = 9
LABEL: Final = 34
DEAD: Final = ("inapplicable", "ended")
"""Codes of periods in which nothing was owed: they do not stretch the axis."""
MANY: Final = 80
"""Windows of a row beyond which their edges are not drawn."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of a clause: `code` is its status, `word` shows it; a `loud` one always has its shape."""

    period: Period
    code: str
    word: Word
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """One clause with its bars in order."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to shares of the width."""

    first: date
    days: int

    @property
    def end(self) -> date:
        """Return the day after the last."""
        return add_days(self.first, self.days)

    def holds(self, day: date) -> bool:
        """Say whether a day lies on the axis."""
        return 0 <= (day - self.first).days <= self.days

    def share(self, day: date) -> int:
        """Return where a day begins, in hundredths of a percent."""
        return max(0, min(10_000, (day - self.first).days * 10_000 // self.days))


def timeline(
    lanes: Sequence[Lane], *, today: date, title: str, description: str, ids: tuple[str, str]
) -> Markup:
    """
    Return the picture.

    Parameters
    ----------
    today : the day as of which was judged; a line marks it
    ids : of the title and the description
    """
    scale = _scale(lanes, today)
    lanes = [lane for lane in lanes if any(bar.period.start < scale.end for bar in lane.bars)]
    height = TOP + ROW * len(lanes) + 18
    inner = [
        el("title", title, id=ids[0]),
        el("desc", description, id=ids[1]),
        *_axis(scale, height),
        *(part for i, lane in enumerate(lanes) for part in _lane(lane, TOP + ROW * i, scale)),
        *_today(scale, today, height),
    ]
    return el(
        "svg", inner, class_="timeline", role="img", aria_labelledby=ids[0], aria_describedby=ids[1],
        width="100%", height=_em(height),
    )  # fmt: skip


def _scale(lanes: Sequence[Lane], today: date) -> _Scale:
    """Return the axis: the periods that matter, a little more, and the day of judgement if it is near."""
    bars = [bar for lane in lanes for bar in lane.bars]
    live = [bar.period for bar in bars if bar.code not in DEAD] or [bar.period for bar in bars]
    first, end = min(p.start for p in live), max(p.end for p in live)
    days = max(1, (end - first).days)
    reach = end
    for bar in sorted(bars, key=lambda b: b.period):
        reach = max(reach, bar.period.end) if bar.period.start <= reach else reach
    end = min(reach, add_days(end, days // 3))
    if add_days(first, -days // 5) <= today <= add_days(end, days // 5):
        first, end = min(first, today), max(end, add_days(today, 1))
    return _Scale(first, max(1, (end - first).days))


def _em(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}em" if tenths % 10 else f"{tenths // 10}em"


def _at(share: int) -> str:
    return f"{share // 100}.{share % 100:02d}%".replace(".00%", "%")


# ---- axis -------------------------------------------------------------------------------------------


def _axis(scale: _Scale, height: int) -> Iterator[Markup]:
    """Return a line and a number for some years; on a narrow page every second number is left out."""
    last = date.fromordinal(scale.first.toordinal() + scale.days)
    years = [y for y in range(scale.first.year, last.year + 1) if date(y, 1, 1) >= scale.first]
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 10_000) if len(years) <= TICKS * s)
    for i, year in enumerate(y for y in years if y % step == 0):
        share = scale.share(date(year, 1, 1))
        if share > 9_500:
            continue
        x = _at(share)
        yield el("line", x1=x, x2=x, y1=_em(TOP - 4), y2=_em(height - 18), class_="tick")
        yield el("text", str(year), x=x, y="1em", class_="year w1" if i % 2 else "year")


def _today(scale: _Scale, today: date, height: int) -> Iterator[Markup]:
    if not scale.holds(today):
        return
    share = scale.share(today)
    x = _at(share)
    anchor = "start" if share < 2_500 else "end" if share > 7_500 else "middle"
    yield el("line", x1=x, x2=x, y1=_em(TOP - 4), y2=_em(height - 14), class_="today")
    yield el(
        "text",
        phrase("judged as of {day}", day=words.day(today)),
        x=x,
        y=_em(height - 3),
        text_anchor=anchor,
        class_="asof",
    )


# ---- one clause -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring bars of one status."""

    bars: tuple[Bar, ...]

    @property
    def first(self) -> Bar:
        """Return the first bar."""
        return self.bars[0]

    @property
    def period(self) -> Period:
        """Return the days from the first bar's start to the last bar's end."""
        return Period(self.bars[0].period.start, self.bars[-1].period.end)

    @property
    def text(self) -> str:
        """Return the word, with the number of periods if there are several."""
        return self.first.word.word if len(self.bars) == 1 else f"{self.first.word.word} × {len(self.bars)}"


def _stretches(bars: Sequence[Bar]) -> list[_Stretch]:
    made: list[list[Bar]] = []
    for bar in bars:
        last = made[-1][-1] if made else None
        if last is not None and last.code == bar.code and last.period.end == bar.period.start:
            made[-1].append(bar)
        else:
            made.append([bar])
    return [_Stretch(tuple(found)) for found in made]


def _lane(lane: Lane, y: int, scale: _Scale) -> Iterator[Markup]:
    short = words.shortened(lane.label, LABEL)
    full = words.shortened(lane.label, 2 * LABEL)
    yield el("text", short, x="0", y=_em(y + 10), class_="lane" if short == full else "lane n1")
    if short != full:
        yield el("text", full, x="0", y=_em(y + 10), class_="lane w1")
    stretches = _stretches([bar for bar in lane.bars if bar.period.start < scale.end])
    for stretch in stretches:
        yield _box(stretch, y + 14, scale)
    if len(lane.bars) <= MANY:
        yield from _edges(stretches, y + 14, scale)
    for i, stretch in enumerate(stretches):
        after = stretches[i + 1].period.start if i + 1 < len(stretches) else None
        yield from _mark(stretch, y + 14, scale, scale.share(after) if after else 10_000)


def _box(stretch: _Stretch, y: int, scale: _Scale) -> Markup:
    start, end = scale.share(stretch.period.start), scale.share(stretch.period.end)
    width = max(end - start, 30)
    return el(
        "rect", x=_at(min(start, 10_000 - width)), y=_em(y), width=_at(width), height=_em(BAR), rx="2",
        class_=f"bar {stretch.first.word.hue}",
    )  # fmt: skip


def _edges(stretches: Sequence[_Stretch], y: int, scale: _Scale) -> Iterator[Markup]:
    """Return a line between two periods of one stretch, so that they can be counted."""
    for stretch in stretches:
        for bar in stretch.bars[1:]:
            x = _at(scale.share(bar.period.start))
            yield el("line", x1=x, x2=x, y1=_em(y), y2=_em(y + BAR), class_=f"edge {bar.word.hue}")


def _mark(stretch: _Stretch, y: int, scale: _Scale, limit: int) -> Iterator[Markup]:
    """Return shape and word of a stretch, as far as they fit before the next one."""
    start = min(scale.share(stretch.period.start), 9_700)
    room = max(limit - start, 1)
    x, hue = _at(start), stretch.first.word.hue
    fits = "" if stretch.first.loud else _fits(16, room)
    if fits is not None:
        use = {"x": x, "y": _em(y + 3), "width": ".9em", "height": ".9em"}
        yield el(
            "use",
            href=f"#s-{stretch.first.word.shape}",
            class_=f"{hue} {fits} mark".replace("  ", " "),
            **use,
        )
    word = _fits(20 + LETTER * len(stretch.text), room)
    if word is not None:
        yield el("text", stretch.text, x=x, y=_em(y + 11), class_=f"{hue} {word} word".replace("  ", " "))


def _fits(need: int, room: int) -> str | None:
    """Return the class of the narrowest picture in which so many tenths of a letter fit, None if in none."""
    return next((name for width, name in WIDTHS if width * room >= need * 10_000), None)
