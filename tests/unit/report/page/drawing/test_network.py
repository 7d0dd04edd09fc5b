"""The picture of a delivery network: nobody is lost, few lines cross, marks are words."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from commonweal.report.page.drawing.network import Edge, Node, network, network_rows
from commonweal.report.page.drawing.tables import Row

NODES = (
    Node("hmt", "HM Treasury", 0),
    Node("dft", "Department for Transport", 0),
    Node("homes", "Retrofit of homes", 1, "nobody delivers it"),
    Node("cfd", "Contracts for difference", 1, href="/programmes/cfd"),
    Node("lccc", "Low Carbon Contracts Company", 2),
)
EDGES = (Edge("hmt", "cfd", "pays"), Edge("dft", "homes", "pays"), Edge("lccc", "cfd", "delivers"))
HEADS = ("Pays", "Programme", "Delivers")


def drawn(nodes: Sequence[Node], edges: Sequence[Edge], heads: Sequence[str] = HEADS) -> ET.Element:
    return ET.fromstring(
        network(nodes, edges, heads=heads, title="Who delivers", description="…", ids=("t", "d"))
    )


def tops(picture: ET.Element) -> list[tuple[str, float]]:
    return [(e.attrib["x"], float(e.attrib["y"].removesuffix("em"))) for e in picture.iter("rect")]


@given(
    st.lists(st.tuples(st.text("ab ", min_size=1, max_size=60), st.integers(0, 3)), min_size=1, max_size=25),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=40),
)
def test_every_name_has_a_place_of_its_own(names: list[tuple[str, int]], pairs: list[tuple[int, int]]):
    nodes = [Node(str(i), label.strip() or "a", column) for i, (label, column) in enumerate(names)]
    edges = [Edge(str(a), str(b), "pays") for a, b in pairs]
    picture = drawn(nodes, edges, ("a", "b", "c", "d"))
    boxes = tops(picture)
    assert len(boxes) == len(set(boxes)) == len(nodes)
    height = float(picture.attrib["height"].removesuffix("em"))
    assert all(0 <= top <= height - 4.2 for _, top in boxes)


def test_names_that_belong_together_stand_side_by_side():
    crossed = (*EDGES[:0], Edge("hmt", "cfd", "pays"), Edge("dft", "homes", "pays"))
    picture = drawn(NODES, crossed)
    paths = [e.attrib["d"].split() for e in picture.iter("path")]
    starts = [int(p[1].partition("C")[0]) for p in paths]
    ends = [int(p[-1]) for p in paths]
    assert (starts[0] < starts[1]) == (ends[0] < ends[1])


def test_what_is_alone_is_said_in_words():
    picture = drawn(NODES, EDGES)
    words = [e.text for e in picture.iter("text")]
    assert "nobody delivers it" in words
    assert sum("marked" in e.attrib["class"] for e in picture.iter("rect")) == 1


def test_a_name_leads_to_its_page():
    assert [e.attrib["href"] for e in drawn(NODES, EDGES).iter("a")] == ["/programmes/cfd"]


def test_lines_to_strangers_are_left_out():
    assert len(list(drawn(NODES, (*EDGES, Edge("nobody", "cfd", "pays"))).iter("path"))) == len(EDGES)


def test_the_table_says_who_does_what_for_whom():
    assert list(network_rows(NODES, EDGES))[2:] == [
        Row(("Retrofit of homes", "", "nobody delivers it")),
        Row(("Contracts for difference", "", "")),
        Row(("Low Carbon Contracts Company", "delivers Contracts for difference", "")),
    ]
