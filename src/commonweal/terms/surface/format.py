"""The canonical layout of a text: its words as they are, its lines and spaces as everybody writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commonweal.terms.surface.automaton import Lexeme, read
from commonweal.terms.surface.format_lines import Layout
from commonweal.terms.surface.lexing import split
from commonweal.terms.surface.tree import Comment, Node, SyntaxTree, Token
from commonweal.terms.surface.words import CLAUSES

#: Constructs with an empty line before them.
_APART = frozenset(("terms", "agreement", "amend", "example", *CLAUSES))
_WITH_BODY = frozenset(("condition", "payment", "account", "right"))
_NOT_LINES = frozenset(("label", "cite", "edition"))


@dataclass(frozen=True, slots=True)
class _Line:
    """The words from `first` up to `past` stand on a line of their own, this far to the right."""

    first: int
    past: int
    indent: int


def format_tree(tree: SyntaxTree) -> str:
    """
    Return a text in canonical layout.

    The words stay as they are (numbers, names, parentheses, texts, comments), except that signs
    of comparison become words (`>=`: `at least`). Each line of a clause stands on its own line;
    what is longer than 100 columns is broken where its parts are.

    Raises
    ------
    ValueError : the tree is of a text with faults, of which only a part could be read
    """
    found = split(tree.text, tree.file)
    words = found.words
    places = {(w.line, w.column): i for i, w in enumerate(words)}
    root = read(words, "start", tree.file)
    if found.faults or not isinstance(root, Node):
        raise ValueError("only a text without faults can be formatted")
    starts = dict(_starts(root, places))
    firsts = sorted(starts)
    lines = [_Line(a, b, starts[a]) for a, b in zip(firsts, [*firsts[1:], len(words)], strict=True)]
    layout = Layout(words, frozenset(_minus_signs(root, places)))
    return _Printer(words, found.comments, layout).print(lines)


def _starts(root: Node, places: dict[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    """Return, for each word that begins a line, its index and how far to the right it stands."""
    for item in root.nodes():
        yield _at(item, places), 0
        for line in item.nodes():
            if item.kind in ("unit", "subject", "measure") or line.kind in _NOT_LINES:
                continue
            if line.kind not in CLAUSES:
                yield _at(line, places), 2
                continue
            yield _at(line, places), 0
            if line.kind in _WITH_BODY:
                yield from _body(line, places)


def _body(clause: Node, places: dict[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    """Return the beginnings of a clause's lines: of the one that says who must do what, and the following."""
    head = 1
    while clause.children[head].kind in _NOT_LINES:
        head += 1
    last = clause.children[head - 1]
    yield _at(last, places) + (2 if last.kind == "cite" else 1), 2
    own = {"condition": 2, "payment": 4, "account": 2, "right": 2}[clause.kind]
    for line in clause.children[head + own :]:
        yield _at(line, places), 2


def _at(part: Node | Token, places: dict[tuple[int, int], int]) -> int:
    return places[part.span.line, part.span.column]


def _minus_signs(root: Node, places: dict[tuple[int, int], int]) -> Iterator[int]:
    """Return the words that are minus signs of a number, not of a difference."""
    left = [root]
    while left:
        node = left.pop()
        if node.kind == "neg":
            yield _at(node, places)
        left.extend(node.nodes())


@dataclass(slots=True)
class _Printer:
    """Puts lines and comments one below the other."""

    words: list[Lexeme]
    comments: list[Comment]
    layout: Layout

    def print(self, lines: list[_Line]) -> str:
        """Return the whole text."""
        out: list[str] = []
        comments = iter([*self.comments, None])
        comment = next(comments)
        end, before = 0, ""
        for line in lines:
            first, last = self.words[line.first], self.words[line.past - 1]
            above: list[Comment] = []
            while comment and (comment.span.line, comment.span.column) < (first.line, first.column):
                above.append(comment)
                comment = next(comments)
            self._above(out, above, line, end, before)
            inside: list[Comment] = []
            while comment and (
                (comment.span.line, comment.span.column) < (last.line, last.column)
                or (comment.trailing and comment.span.line == last.end_line)
            ):
                inside.append(comment)
                comment = next(comments)
            out.extend(self._line(line, inside))
            end, before = last.end_line, first.kind
        while comment:
            _space(out, end, comment.span.line)
            out.append(comment.text)
            end = comment.span.line
            comment = next(comments)
        return "\n".join(out) + "\n"

    def _above(self, out: list[str], above: list[Comment], line: _Line, end: int, before: str) -> None:
        """Print the comments above a line, and the empty lines around them."""
        kind, number = self.words[line.first].kind, self.words[line.first].line
        apart = line.indent == 0 and kind in _APART and not kind == before == "define"
        nexts = [c.span.line for c in above[1:]] + [number]
        joined = len(above)  # the comments from here on stand directly above the line
        while joined and nexts[joined - 1] == above[joined - 1].span.line + 1:
            joined -= 1
        for i, comment in enumerate(above):
            _space(out, end, comment.span.line, apart and i == joined)
            out.append(" " * line.indent + comment.text)
            end = comment.span.line
        _space(out, end, number, apart and joined == len(above))

    def _line(self, line: _Line, inside: list[Comment]) -> Iterator[str]:
        """Return one line of the language, broken where it is too long and where comments stand in it."""
        first, indent = line.first, line.indent
        for comment in [*inside, None]:
            past = first
            while past < line.past and (comment is None or _before(self.words[past], comment)):
                past += 1
            made = self.layout.lines(first, past, indent) if past > first else []
            if comment is None:
                yield from made
                return
            if comment.trailing:
                yield from made[:-1]
                yield f"{made[-1]}  {comment.text}"
            else:
                yield from made
                yield " " * (line.indent + 2) + comment.text
            first, indent = past, line.indent + 2


def _before(word: Lexeme, comment: Comment) -> bool:
    return (word.line, word.column) < (comment.span.line, comment.span.column)


def _space(out: list[str], end: int, number: int, apart: bool = False) -> None:
    """Print an empty line where one is due, or where the text had one or more."""
    if out and (apart or number > end + 1) and out[-1]:
        out.append("")
