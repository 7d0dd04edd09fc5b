"""From a text to its syntax tree, with every fault of the text at once."""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.ground.diagnostics import Diagnostic, Result, diagnose, in_order
from commonweal.terms.surface.automaton import Lexeme, read
from commonweal.terms.surface.lexing import split
from commonweal.terms.surface.limits import MAX_SHOWN, check_characters, check_size, check_words, shown
from commonweal.terms.surface.tree import Node, SyntaxTree
from commonweal.terms.surface.words import EDITION_2, nearest_day

_DIGITS = ("INT", "NUMBER", "PERCENT")


def parse(text: str, file: str) -> Result[SyntaxTree]:
    """
    Return the syntax tree of a text, and all its faults.

    Of a faulty text the tree holds what could be read: lines and clauses with a fault are left
    out, unless only a keyword was misspelt and it is plain which. A text beyond a limit gives
    that one fault (CW1002) and no tree; a text of another edition gives that one fault.

    Parameters
    ----------
    text : the text, without a byte-order mark (see `limits.read_text`)
    file : the name under which its places are reported
    """
    text = text.removeprefix("\ufeff")
    too_large = check_size(text, file)
    if too_large:
        return Result(None, (too_large,))
    unseen = check_characters(text, file)
    if len(unseen) > MAX_SHOWN:
        return Result(None, tuple(shown(unseen)))
    found = split(text, file)
    beyond = check_words(found.words, found.comments, file)
    if beyond:
        return Result(None, (beyond,))
    faults = [*unseen, *found.faults]
    if len(found.faults) > MAX_SHOWN:
        return Result(None, tuple(shown(list(in_order(faults)))))
    faults += [*_edition_2(found.words, file), *_days(found.words, file)]
    made = read(found.words, "start", file)
    root: Node | None
    if isinstance(made, Node):
        root = made
        faults += _decimal_commas(found.words, file)
    else:
        # Words for faults are learnt only when there are faults: reading a good text stays quick.
        from commonweal.terms.surface.recover import recover

        root, more = recover(found.words, file, told=faults)
        faults.extend(more)
    wrong = _edition(root, file)
    if wrong:
        faults = [wrong]
    tree = SyntaxTree(file, root, tuple(found.comments), text) if root and not wrong else None
    return Result(tree, tuple(shown(list(in_order(faults)))))


def _edition_2(words: Sequence[Lexeme], file: str) -> list[Diagnostic]:
    """Return a fault for each word that is kept for edition 2."""
    kept = [i for i, word in enumerate(words) if word.kind == "NAME" and word.text in EDITION_2]
    return [
        diagnose(
            "CW1004", words[i].span(file), word=words[i].text, instead=_instead(words[max(0, i - 1) : i + 1])
        )
        for i in kept[:MAX_SHOWN]
    ]


def _instead(words: Sequence[Lexeme]) -> str:
    """Return what edition 1 offers for the last word; behind `if` or `is` a breach is meant as a status."""
    if words[-1].text == "breach" and words[0].kind in ("if", "is"):
        return f"`{words[0].text} breached`"
    return EDITION_2[words[-1].text]


def _edition(root: Node | None, file: str) -> Diagnostic | None:
    """Return the fault of a text that is written in another edition than the first."""
    edition = root.first("edition") if root else None
    if edition is None:
        return None
    number = next(edition.tokens("INT"))
    if number.text.replace("_", "").lstrip("0") == "1":
        return None
    return diagnose("CW1001.edition", number.span, found=number.text)


def _decimal_commas(words: Sequence[Lexeme], file: str) -> list[Diagnostic]:
    """
    Return a fault for each comma that touches digits on both sides: `min(1,5, 2)` may mean 1.5 and 2.

    Of a text that cannot be read, what cannot be read is told instead.
    """
    told = []
    for before, comma, after in zip(words, words[1:], words[2:], strict=False):
        if comma.kind != "," or before.kind != "INT" or after.kind not in _DIGITS:
            continue
        ends = (before.end_line, before.end_column) == (comma.line, comma.column)
        if ends and (comma.end_line, comma.end_column) == (after.line, after.column):
            span = before.span(file).to(after.span(file))
            one, two = f"{before.text}.{after.text}", f"{before.text}, {after.text}"
            told.append(diagnose("CW1001.comma", span, found=f"{before.text},{after.text}", one=one, two=two))
    return told[:MAX_SHOWN]


def _days(words: Sequence[Lexeme], file: str) -> list[Diagnostic]:
    """Return a fault for each date that is no day of the calendar."""
    faults = []
    for word in words:
        if word.kind == "DATE" and (meant := nearest_day(word.text)) != word.text:
            faults.append(diagnose("CW1001.no_such_day", word.span(file), found=word.text, meant=meant))
            if len(faults) == MAX_SHOWN:
                break
    return faults
