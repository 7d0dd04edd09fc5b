"""
Reading on after a fault: a text that cannot be read whole is cut into items, clauses and lines.

Each piece that can be read is kept; each that cannot gives its own message, so that ten slips
give ten messages and one slip gives one. Pieces are cut where a reserved word begins a line,
which no correct text does inside another piece; every word is looked at a few times at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.terms.surface.automaton import Lexeme, Walk, read, tables
from commonweal.terms.surface.faults import Place, explain
from commonweal.terms.surface.limits import MAX_SHOWN
from commonweal.terms.surface.tree import Node
from commonweal.terms.surface.words import (
    CLAUSES,
    EDITION_2,
    HEAD,
    ITEMS,
    LEVELS,
    LINES,
    SPOKEN_LINES,
    listed,
    nearest,
)

#: Words that begin lines and are never names: they begin one wherever they stand.
_SURE = frozenset(
    ("tested", "calculated", "while", "waivable", "capped", "if", "party", "parameter", "set", "closed",
     "expect")
)  # fmt: skip
#: After these a line goes on, so that a word that begins lines is only a name here.
_OPERATORS = frozenset(
    ("+", "-", "*", "/", "(", ")", ",", "}", "=", ":", "AT_LEAST", "AT_MOST", "MORE_THAN", "LESS_THAN",
     "UP_TO", "equals", "is", "at", "for", "under", "and", "or", "of", "below", "above")
)  # fmt: skip
_REPAIRS = 8


@dataclass(frozen=True, slots=True)
class _Block:
    """How a construct of several lines is read: its first line, its lines, and the words that begin them."""

    top: str
    lines: str
    begin: tuple[str, ...]


_ANY_LINE = (*LINES["clause_lines"], *HEAD)
_BLOCKS = {
    "terms": _Block("terms_top", "head_lines", HEAD),
    "agreement": _Block("item", "agreement_lines", LINES["agreement_lines"]),
    "amend": _Block("amend_top", "amend_lines", LINES["amend_lines"]),
    "example": _Block("item", "example_lines", LINES["example_lines"]),
    "define": _Block("clause", "clause_lines", _ANY_LINE),
    "condition": _Block("clause", "clause_lines", _ANY_LINE),
    "payment": _Block("clause", "clause_lines", _ANY_LINE),
    "account": _Block("clause", "account_lines", (*_ANY_LINE, *LINES["account_lines"])),
    "right": _Block("clause", "right_lines", (*_ANY_LINE, *LINES["right_lines"])),
}
_SINGLE = _Block("item", "item", ())


def recover(
    words: Sequence[Lexeme], file: str, *, told: Sequence[Diagnostic] = ()
) -> tuple[Node | None, list[Diagnostic]]:
    """
    Return a tree of what can be read of a faulty text, None if nothing can, and every fault.

    Parameters
    ----------
    words : the words of a text that cannot be read whole
    file : the name under which its places are reported
    told : faults of its characters and words: what is merely unexpected on their lines is not told again
    """
    reader = _Reader(file, frozenset(d.span.line for d in told if d.span))
    root = reader.text(list(words))
    if not reader.faults and not told:  # every piece can be read, and yet the whole cannot
        stop = read(words, "start", file)
        if not isinstance(stop, Node):
            reader.stuck(list(words), "start", stop.at)
    return root, reader.faults


@dataclass(frozen=True, slots=True)
class _Piece:
    """What was read of a piece, its words as they were meant, and whether they could all be read."""

    node: Node | None
    words: list[Lexeme]
    whole: bool


@dataclass(slots=True)
class _Reader:
    """Reads the pieces of one faulty text and gathers its faults."""

    file: str
    marred: frozenset[int]
    faults: list[Diagnostic] = field(default_factory=list)
    #: How many words at the beginning of lines are still looked at for slips of spelling.
    looks: int = 1_000
    #: Whether a line of the block began with an unknown word: what follows may belong elsewhere.
    lost: bool = False

    @property
    def full(self) -> bool:
        """Whether more faults were found than are shown."""
        return len(self.faults) > MAX_SHOWN

    def text(self, words: list[Lexeme]) -> Node | None:
        """Read a whole text."""
        pieces = _cut(words, ITEMS, "item")
        lead = pieces.pop(0) if pieces and pieces[0][0].kind not in ITEMS else []
        made: list[Node] = []
        stray = self.edition(lead, made)
        if stray:
            pieces = [*_cut(self.respelt(stray, "terms"), ITEMS, "item"), *pieces]
        for piece in pieces:
            if self.full:
                break
            for part in self.again(piece):
                made.extend(self.item(part))
        if not made:
            return None
        return Node("start", tuple(made), made[0].span.to(made[-1].span))

    def edition(self, lead: list[Lexeme], made: list[Node]) -> list[Lexeme]:
        """Read the first line and return what stands between it and the first item."""
        if lead and lead[0].kind == "NAME" and nearest(lead[0].text, ("language",)):
            self.tell("spelling", lead[0].span(self.file), found=lead[0].text, meant="language")
            lead = [lead[0]._replace(kind="language"), *lead[1:]]
        if not lead or lead[0].kind != "language":
            place = lead[0].span(self.file) if lead else Span(self.file, 1, 1, 1, 1)
            self.tell("edition_missing", place)
            return lead if lead and lead[0].kind != "INT" else lead[1:]
        node = read(lead[:2], "edition", self.file)
        if isinstance(node, Node):
            made.append(node)
            return lead[2:]
        self.stuck(lead[:2], "edition", node.at)
        return [w for w in lead[1:] if w.line > lead[0].line]

    def again(self, piece: list[Lexeme]) -> list[list[Lexeme]]:
        """Return an item, cut again if slips of spelling hid the beginning of another one."""
        if isinstance(read(piece, "item", self.file), Node):
            return [piece]
        respelt = self.respelt(piece, piece[0].kind)
        return _cut(respelt, ITEMS, "item")

    def item(self, piece: list[Lexeme]) -> list[Node]:
        """Read one item and return its node, without the lines and clauses that cannot be read."""
        made = read(piece, "item", self.file)
        self.lost = False
        if isinstance(made, Node):
            return [made]
        kind = piece[0].kind
        head, *clauses = _cut(piece, CLAUSES, "clause")
        if head[0].kind in CLAUSES:
            clauses.insert(0, head)
            head = []
        elif kind not in ITEMS:
            self.stuck(head, "item", 0)
            head = []
        told = len(self.faults)
        if kind != "terms":
            head = self.outside(head, clauses)
        nodes = self.block(head, _BLOCKS.get(kind, _SINGLE)) if head else None
        read_clauses = [node for clause in clauses if not self.full and (node := self.clause(clause))]
        if nodes is None:
            return []
        if len(self.faults) == told:
            self.stuck(piece, "item", made.at)
        if kind == "terms":
            nodes.extend(read_clauses)
        return [_item(kind, nodes)]

    def outside(self, words: list[Lexeme], clauses: Sequence[Sequence[Lexeme]]) -> list[Lexeme]:
        """Tell head lines and clauses that stand outside of terms, once; return the words before them."""
        own = _BLOCKS.get(words[0].kind, _SINGLE).begin if words else ()
        begin = [kind for kind in HEAD if kind not in own]
        before, *lines = _cut(words, begin, "head_lines") or [words]
        lines = [line for line in lines if Walk.at("head_lines").reach(line, 2) == 2]
        stray = lines[0] if lines else clauses[0] if clauses else None
        # After a line with a fault of its own, that fault may be that it should have begun the terms.
        if stray and (not before or isinstance(read(before, "item", self.file), Node)):
            self.tell("outside", stray[0].span(self.file), word=stray[0].text)
        return before if lines else words

    def block(self, words: list[Lexeme], block: _Block) -> list[Node] | None:
        """Return the children of a block, its first line's and then its lines'; None without a first line."""
        first, *lines = _cut(words, block.begin, block.lines)
        top = self.piece(first, block.top).node
        nodes = [self.piece(line, block.lines).node for line in lines]
        if top is None:
            return None
        return [top, *(part for node in nodes if node for part in node.nodes())]

    def clause(self, words: list[Lexeme]) -> Node | None:
        """Return the node of a clause; with a fault it is left out, unless it is plain what was meant."""
        made = read(words, "clause", self.file)
        self.lost = False
        if isinstance(made, Node):
            return made
        told = len(self.faults)
        block = _BLOCKS[words[0].kind]
        first, *lines = _cut(words, block.begin, block.lines)
        clause = words[0].kind
        pieces = [
            self.piece(first, block.top, clause),
            *(self.piece(line, block.lines, clause) for line in lines),
        ]
        if len(self.faults) == told:
            self.stuck(words, "clause", made.at)
            return None
        if not all(piece.whole for piece in pieces):
            return None
        whole = read([w for piece in pieces for w in piece.words], "clause", self.file)
        return whole if isinstance(whole, Node) else None

    def piece(self, words: list[Lexeme], start: str, clause: str = "") -> _Piece:
        """Read a piece of a text, perhaps of a clause of some kind, and tell its faults."""
        if self.full:
            return _Piece(None, words, False)
        for _ in range(_REPAIRS):
            made = read(words, start, self.file)
            if isinstance(made, Node):
                return _Piece(made, words, True)
            mended = self.stuck(words, start, made.at, clause)
            if mended is None:
                break
            words = mended
        else:
            return _Piece(None, words, False)
        before = words[: made.at]
        if before and Place.of(words, start, made.at, self.file).ends_before:
            part = read(before, start, self.file)
            return _Piece(part if isinstance(part, Node) else None, before, False)
        return _Piece(None, words, False)

    def stuck(self, words: list[Lexeme], start: str, at: int, clause: str = "") -> list[Lexeme] | None:
        """Tell why reading a piece stopped; return its words as they were meant, if that is clear."""
        if self.full:
            return None
        if self.misplaced(words, start, at):
            return None
        place = Place.of(words, start, at, self.file, clause=clause)
        found = explain(place)
        lines = {word.line for word in (place.word, place.before) if word}
        plain = found.words is not None
        if found.diagnostic is not None and (plain or not (self.lost or lines & self.marred)):
            self.faults.append(found.diagnostic)
        self.lost |= not plain and place.ends_before
        return found.words

    def misplaced(self, words: list[Lexeme], start: str, at: int) -> bool:
        """Tell a line that is right in itself and stands in the wrong place, if that is the fault."""
        if at >= len(words) or (at and words[at].line == words[at - 1].end_line):
            return False
        word = words[at]
        earlier = {w.kind for w in words[:at]}
        span = word.span(self.file)
        line = LINES["clause_lines"]
        if start in ("clause", "clause_lines") and word.kind in line and "if" in earlier:
            self.tell("order", span, word=_shown(word))
        elif at or not start.endswith("_lines"):
            return False
        elif start != "head_lines" and word.kind in HEAD and Walk.at("head_lines").reach(words, 3) == 3:
            self.tell("head_late", span, word=word.text)
        elif start in ("account_lines", "right_lines") and word.kind in line:
            shown = listed(f"`{SPOKEN_LINES.get(w, w)}`" for w in LINES[start])
            self.tell("misplaced", span, word=_shown(word), block=start.removesuffix("_lines"), lines=shown)
        else:
            return False
        return True

    def respelt(self, words: list[Lexeme], kind: str) -> list[Lexeme]:
        """Return words with slips of spelling at the beginning of lines mended and told."""
        made = list(words)
        block = _BLOCKS.get(kind, _SINGLE)
        for i, word in enumerate(words):
            if word.kind in _BLOCKS:
                block = _BLOCKS[word.kind]
            opens = i == 0 or word.line > words[i - 1].end_line
            if word.kind != "NAME" or not opens or word.text in EDITION_2 or self.looks <= 0:
                continue
            self.looks -= 1
            meant = nearest(word.text, (*ITEMS, *CLAUSES, *block.begin))
            if meant is None:
                continue
            start = "item" if meant in ITEMS else "clause" if meant in CLAUSES else block.lines
            rest = [word._replace(kind=meant, text=meant), *words[i + 1 : i + 5]]
            line = next((n for n in range(1, len(rest)) if rest[n].line > rest[n - 1].end_line), len(rest))
            if Walk.at(start).reach(rest, 4) < min(3, line):
                continue
            made[i] = rest[0]
            if meant in _BLOCKS:
                block = _BLOCKS[meant]
            self.tell("spelling", word.span(self.file), found=word.text, meant=meant)
        return made

    def tell(self, variant: str, span: Span, **values: object) -> None:
        """Add a fault of CW1001."""
        self.faults.append(diagnose(f"CW1001.{variant}", span, values=values))


def _item(kind: str, nodes: list[Node]) -> Node:
    """Return an item's node made of its first line's node and the nodes of its lines and clauses."""
    top = nodes[0]
    name = {"amend": "amendment"}.get(kind, kind)
    return Node(name, (*top.children, *nodes[1:]), top.span.to(nodes[-1].span))


def _shown(word: Lexeme) -> str:
    return " ".join(word.text.split())


def _cut(words: list[Lexeme], begin: Sequence[str], start: str) -> list[list[Lexeme]]:
    """Return words cut before each word that begins a new piece; `start` is what the pieces are read as."""
    begins = frozenset(begin)
    opens = _opens_line if start.endswith("_lines") else _opens_block
    cuts = [i for i in range(1, len(words)) if words[i].kind in begins and opens(words, i, start)]
    return [words[a:b] for a, b in zip([0, *cuts], [*cuts, len(words)], strict=True) if a < b]


def _opens_block(words: list[Lexeme], i: int, start: str) -> bool:
    """Say whether an item or clause begins at a word that could, and is no name put there by mistake."""
    if words[i].line > words[i - 1].end_line:
        return True
    if words[i - 1].kind in ITEMS or words[i - 1].kind in CLAUSES:
        return False
    return Walk.at(start).reach(words[i : i + 3], 3) >= 3


def _opens_line(words: list[Lexeme], i: int, start: str) -> bool:
    """Say whether a line begins at a word that could begin one."""
    word, before = words[i], words[i - 1]
    after = words[i + 1].kind if i + 1 < len(words) else ""
    if word.line == before.end_line:
        sure = word.kind in _SURE and before.kind not in _OPERATORS
        return sure and Walk.at(start).reach(words[i : i + 2], 2) >= 2
    if before.kind in _OPERATORS or before.kind in ("per", "must", "may"):
        return False
    if word.kind in tables().name_words or word.kind in ("due", "end", "from", "until"):
        if after in _OPERATORS:
            return False
    if word.kind == "due" and before.kind in LEVELS:
        return False
    return True
