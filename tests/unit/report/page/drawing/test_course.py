"""The picture of an indicator: everything lies on it, every number is in its table, and text is escaped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commonweal.report.page.drawing.course import Band, Course, Fan, Point, course, course_rows, figure, key
from commonweal.report.page.drawing.tables import Row

numbers = st.decimals("-1e12", "1e12", places=3)


def at(year: int) -> date:
    return date(year, 12, 31)


CAMDEN = Course(
    published=(Point(at(2005), D(1755), "2005"), Point(at(2020), D(864), "2020")),
    unit="kt",
    goal=Point(at(2030), D(0)),
    start=Point(at(2020), D(864)),
    fans=(Fan(80, (Band(at(2025), D(500), D(800)), Band(at(2030), D(350), D(800)))),),
)


def drawn(made: Course, title: str = "Emissions in Camden") -> ET.Element:
    return ET.fromstring(course(made, title=title, description="falling", ids=("t", "d")))


def places(picture: ET.Element) -> list[tuple[float, float]]:
    lines = [e for e in picture.iter() if e.tag in ("polyline", "polygon")]
    return [tuple(map(float, p.split(","))) for e in lines for p in e.attrib["points"].split()]  # type: ignore[misc]


@given(st.lists(numbers, min_size=1, max_size=30), st.none() | numbers, st.booleans())
def test_everything_drawn_lies_on_the_plane(values: list[D], goal: D | None, needed: bool):
    published = tuple(Point(at(2000 + i), value) for i, value in enumerate(values))
    target = None if goal is None else Point(at(2050), goal)
    made = Course(published, "kt", target, published[-1] if needed and target else None)
    for x, y in places(drawn(made)):
        assert 0 <= x <= 10_000 and 0 <= y <= 10_000


@given(st.lists(numbers, min_size=2, max_size=30, unique=True))
def test_larger_values_stand_higher(values: list[D]):
    picture = drawn(Course(tuple(Point(at(2000 + i), v) for i, v in enumerate(sorted(values))), "kt"))
    assert all(a >= b for (_, a), (_, b) in pairwise(places(picture)))


def test_a_flat_line_has_a_scale_too():
    for value in ("0", "7", "-3", "0.0001"):
        picture = drawn(Course((Point(at(2020), D(value)), Point(at(2021), D(value))), "kt"))
        assert len(list(picture.iter("line"))) >= 2


def test_the_axis_has_round_numbers_and_few_of_them():
    ticks = [e.text for e in drawn(CAMDEN).iter("text") if e.attrib["class"] == "scale"]
    assert ticks == ["2,000 kt", "1,500", "1,000", "500", "0", "2005", "2010", "2015", "2020", "2025", "2030"]


def test_the_last_value_and_the_target_are_written_out():
    labels = [e.text for e in drawn(CAMDEN).iter("text") if "label" in e.attrib["class"]]
    assert labels == ["864 (2020)", "0 (2030)"]


def test_numbers_below_nought_have_a_minus_sign_in_the_picture_and_a_hyphen_in_the_table():
    made = Course((Point(at(2020), D(-2500)), Point(at(2021), D("-3.5"))), "kt", Point(at(2030), D(-1)))
    texts = [e.text or "" for e in drawn(made).iter("text")]
    assert "\u22123.5 (2021)" in texts and "\u22121 (2030)" in texts and "\u22122,000" in texts
    assert not any("-" in text for text in texts)
    assert [cell for row in course_rows(made) for cell in row.cells if cell][1] == "-2500"


def test_the_table_says_every_number():
    rows = list(course_rows(CAMDEN, show=figure))
    assert rows == [
        Row(["2005", "1,755", "", ""]),
        Row(["2020", "864", "", ""]),
        Row(["2025", "", "", "500 to 800"]),
        Row(["2030", "", "0", "350 to 800"]),
    ]


def test_the_key_names_what_is_drawn_and_nothing_else():
    assert re.findall(r"</span>([^<]*)<", key(CAMDEN)) == [
        "published",
        "what the target needs",
        "80 in 100 paths end here",
    ]
    assert "target" not in key(Course(CAMDEN.published, "kt"))


RESERVED = Course(
    (
        Point(at(2005), D(9), "2005", "unverified"),
        Point(at(2010), D(7)),
        Point(at(2020), D(5), "", "computed"),
    ),
    "kt",
)


def test_published_is_said_only_of_what_is():
    assert re.findall(r"</span>([^<]*)<", key(RESERVED)) == ["on record", "published", "unverified; computed"]
    alone = Course(RESERVED.published[:1], "kt")
    assert re.findall(r"</span>([^<]*)<", key(alone)) == ["on record", "unverified"]


def test_a_figure_with_a_reserve_has_a_hollow_point_and_its_words():
    dots = [e.attrib["class"] for e in drawn(RESERVED).iter("circle")]
    assert dots == ["dot hollow", "dot published", "dot hollow"]
    labels = [e.text for e in drawn(RESERVED).iter("text") if "label" in e.attrib["class"]]
    assert labels == ["5 (2020, computed)"]
    assert [row.cells for row in course_rows(RESERVED, show=figure)] == [
        ["2005", "9", "unverified", ""],
        ["2010", "7", "published", ""],
        ["2020", "5", "computed", ""],
    ]


def test_words_of_others_are_escaped():
    made = Course((Point(at(2020), D(1), "<b>"),), "<i>")
    svg = course(made, title='"><script>', description="&", ids=("t", "d"))
    assert "<script>" not in svg and "<b>" not in svg and "<i>" not in svg
    assert ET.fromstring(svg).findtext("title") == '"><script>'


def label(made: Course) -> dict[str, str]:
    return next(dict(e.attrib) for e in drawn(made).iter("text") if "now" in e.attrib["class"])


def test_a_long_label_ends_at_its_point_and_keeps_off_the_line():
    """On a telephone there is no room to the right of the middle; left of a falling line it is free below."""
    short = label(CAMDEN)
    falling = label(
        replace(CAMDEN, published=(CAMDEN.published[0], Point(at(2020), D(864), "2020, computed")))
    )
    rising = label(Course((Point(at(2005), D(1), "2005"), Point(at(2020), D(9), "2020, computed")), "kt"))
    assert short["text-anchor"] == "start" and (falling["text-anchor"], rising["text-anchor"]) == (
        "end",
        "end",
    )
    assert float(falling["y"].removesuffix("em")) > float(short["y"].removesuffix("em"))
    point = next(e for e in drawn(CAMDEN).iter("circle") if "published" in e.attrib["class"])
    assert float(falling["y"].removesuffix("em")) > float(point.attrib["cy"].removesuffix("em"))
