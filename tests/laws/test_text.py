"""Laws of the text: reading what was formatted is the identity; Lark reads what the automaton reads."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from lark import Lark, Tree

from commonweal.terms.surface.build_tables import KEPT, WORD_RULES, grammar_text
from commonweal.terms.surface.format import format_tree
from commonweal.terms.surface.parse import parse
from commonweal.terms.surface.tree import Node, SyntaxTree, Token
from tests.strategies import sample
from tests.strategies_text import texts

Shape = tuple[str, object]


def shape(part: Node | Token) -> Shape:
    """Return a tree without its places."""
    if isinstance(part, Token):
        return (part.kind, part.text)
    return (part.kind, tuple(shape(child) for child in part.children))


def comments(tree: SyntaxTree) -> list[tuple[str, bool]]:
    """Return the comments of a text, each with whether text stands before it."""
    return [(comment.text, comment.trailing) for comment in tree.comments]


def read(text: str) -> SyntaxTree:
    """Return the tree of a text that must be without fault."""
    result = parse(text, "a.terms")
    assert result.ok and result.value, (text, result.diagnostics[:3])
    return result.value


@given(texts())
def test_a_formatted_text_reads_as_the_text(text: str) -> None:
    """Law 6, text: parse after format."""
    tree = read(text)
    again = read(format_tree(tree))
    assert shape(again.root) == shape(tree.root)
    assert comments(again) == comments(tree)


@given(texts())
def test_formatting_twice_changes_nothing(text: str) -> None:
    """Law 6, text: format after format."""
    once = format_tree(read(text))
    assert format_tree(read(once)) == once


@given(texts())
def test_spans_hold_what_they_say(text: str) -> None:
    lines = text.split("\n")
    stack: list[Node | Token] = [read(text).root]
    while stack:
        part = stack.pop()
        span = part.span
        if isinstance(part, Token):
            written = lines[span.line - 1][span.column - 1 : span.end_column - 1]
            assert part.text == (written[1:-1] if part.kind == "STRING" else written)
            continue
        for child in part.children:
            inner = child.span
            assert (span.line, span.column) <= (inner.line, inner.column)
            assert (inner.end_line, inner.end_column) <= (span.end_line, span.end_column)
        stack.extend(part.children)


@cache
def lark() -> Lark:
    """Return the grammar as Lark itself reads it, with its own lexer."""
    return Lark(grammar_text(), parser="lalr", lexer="basic", maybe_placeholders=False)


def shape_by_lark(tree: Tree) -> Shape:
    """Return a tree of Lark's in the shape of ours."""
    children: list[Shape] = []
    for child in tree.children:
        if isinstance(child, Tree):
            word = str(child.children[0]) if child.data in WORD_RULES else ""
            children.append(("NAME", word) if word else shape_by_lark(child))
        elif child.type in KEPT:
            children.append((child.type, child[1:-1] if child.type == "STRING" else str(child)))
    return (str(tree.data), tuple(children))


@given(texts())
def test_the_automaton_reads_as_lark_reads(text: str) -> None:
    assert shape(read(text).root) == shape_by_lark(lark().parse(text))


@sample(200)
@given(texts(noisy=False), st.data())
def test_every_slip_is_told_and_nothing_breaks(text: str, data: st.DataObject) -> None:
    words = text.split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    slips = ("", "§", "the", words[at] + "x", words[at - 1], "(", "unit", "if", '"')
    slip = data.draw(st.sampled_from(slips))
    broken = " ".join([*words[:at], *([slip] if slip else []), *words[at + 1 :]])
    result = parse(broken, "a.terms")
    assert result.value is not None or result.diagnostics
    for diagnostic in result.diagnostics:
        assert diagnostic.code.startswith("CW100") and diagnostic.help and diagnostic.span
        assert 1 <= diagnostic.span.line <= broken.count("\n") + 1


@given(st.text(max_size=400))
def test_any_text_at_all_gives_a_tree_or_a_reason(text: str) -> None:
    result = parse(text, "a.terms")
    assert result.diagnostics or result.value
