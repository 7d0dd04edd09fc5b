"""What to say about the word at which reading stopped, and how to read on."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.terms.surface.automaton import END, Lexeme, Walk, tables
from commonweal.terms.surface.words import (
    CLAUSES,
    EDITION_2,
    EXAMPLES,
    ITEMS,
    LINES,
    SPOKEN_LINES,
    SYNONYMS,
    expected,
    listed,
    nearest,
    nearest_day,
)

_AT_LEAST, _AT_MOST = ("AT_LEAST", "at least"), ("AT_MOST", "at most")
_MORE, _LESS = ("MORE_THAN", "more than"), ("LESS_THAN", "less than")
_EQUALS, _UP_TO, _EACH = ("equals", "equals"), ("UP_TO", "up to"), ("each", "each")
#: What people write, and the words (kind, text) that the language has for it.
_PHRASES: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {
    ("greater", "than"): (_MORE,), ("more", "then"): (_MORE,), ("higher", "than"): (_MORE,),
    ("exceeds",): (_MORE,), ("less", "then"): (_LESS,), ("fewer", "than"): (_LESS,),
    ("lower", "than"): (_LESS,),
    ("no", "more", "than"): (_AT_MOST,), ("not", "more", "than"): (_AT_MOST,),
    ("no", "MORE_THAN"): (_AT_MOST,), ("not", "MORE_THAN"): (_AT_MOST,),
    ("at", "maximum"): (_AT_MOST,), ("atmost",): (_AT_MOST,),
    ("=", "LESS_THAN"): (_AT_MOST,), ("LESS_THAN", "="): (_AT_MOST,), ("no", "LESS_THAN"): (_AT_LEAST,),
    ("not", "LESS_THAN"): (_AT_LEAST,), ("at", "minimum"): (_AT_LEAST,), ("at", "lest"): (_AT_LEAST,),
    ("at", "leas"): (_AT_LEAST,), ("atleast",): (_AT_LEAST,), ("=", "MORE_THAN"): (_AT_LEAST,),
    ("MORE_THAN", "="): (_AT_LEAST,), ("equal", "to"): (_EQUALS,), ("=", "="): (_EQUALS,),
    ("up", "until"): (_UP_TO,), ("upto",): (_UP_TO,),
    ("yearly",): (_EACH, ("year", "year")), ("annually",): (_EACH, ("year", "year")),
    ("quarterly",): (_EACH, ("quarter", "quarter")), ("monthly",): (_EACH, ("month", "month")),
    ("daily",): (_EACH, ("day", "day")),
}  # fmt: skip
_SIGNS = frozenset(("MORE_THAN", "LESS_THAN"))
_ARTICLES = frozenset(("the", "a", "an"))
#: What is put behind a reserved word to make a name of it, by the word before the name.
_ENDINGS = {"unit": "_unit", "subject": "_case", "party": "_party", "terms": "_terms"}
_ENDINGS |= dict.fromkeys(CLAUSES, "_clause")
_SHOWN_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A fault (None: it was told before), and the piece as it was meant, if reading can go on."""

    diagnostic: Diagnostic | None
    words: list[Lexeme] | None


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of text, where reading it stopped, and what could have followed there."""

    words: Sequence[Lexeme]
    start: str
    at: int
    file: str
    walk: Walk
    kinds: frozenset[str]
    clause: str

    @classmethod
    def of(cls, words: Sequence[Lexeme], start: str, at: int, file: str, *, clause: str = "") -> Place:
        """Return the place at which reading `words`, of a clause of some kind, stopped."""
        walk = Walk.at(start, words[:at])
        return cls(words, start, at, file, walk, frozenset(walk.kinds()), clause)

    @property
    def word(self) -> Lexeme | None:
        """The word that cannot follow; None at the end of the piece."""
        return self.words[self.at] if self.at < len(self.words) else None

    @property
    def before(self) -> Lexeme | None:
        """The last word that could be read."""
        return self.words[self.at - 1] if self.at else None

    @property
    def opens_line(self) -> bool:
        """Whether the word begins a line of its own."""
        word, before = self.word, self.before
        return word is None or before is None or word.line > before.end_line

    @property
    def ends_before(self) -> bool:
        """Whether what stands before is complete and the word begins a line of its own."""
        return self.opens_line and (self.at == 0 or self.walk.can(END))

    def span(self, first: int, past: int) -> Span:
        """Return the span of some of the words."""
        return self.words[first].span(self.file).to(self.words[past - 1].span(self.file))

    def with_words(self, first: int, past: int, *new: Lexeme) -> list[Lexeme]:
        """Return the piece with the words from `first` up to `past` replaced."""
        return [*self.words[:first], *new, *self.words[past:]]


def explain(place: Place) -> Found:
    """Return what is wrong at a place, by the most telling message that fits."""
    looks = (
        _edition_2, _thousands, _mixed, _date, _spoken_date, _twice, _article, _reserved, _compared, _share,
        _counted, _phrase, _spelling, _missing,
    )  # fmt: skip
    for look in looks:
        found = look(place)
        if found is not None:
            return found
    return Found(_unexpected(place), None)


def _edition_2(place: Place) -> Found | None:
    """Say nothing of what follows a word of edition 2: that word has been told already."""
    told = any(w.text in EDITION_2 and w.kind == "NAME" for w in place.words[: place.at + 1])
    return Found(None, None) if told else None


def _thousands(place: Place) -> Found | None:
    """Tell a number whose thousands are parted by commas."""
    word, before = place.word, place.before
    if word is None or before is None or word.kind != ",":
        return None
    first, past = place.at - 1, place.at
    while past + 1 < len(place.words) and place.words[past].kind == "," and _thousand(place.words[past + 1]):
        past += 2
    if before.kind != "INT" or past == place.at:
        return None
    last = place.words[past - 1]
    number = "_".join(word.text for word in place.words[first:past:2])
    joined = before._replace(text=number, kind=last.kind, end_line=last.end_line, end_column=last.end_column)
    told = diagnose("CW1001.thousands", place.span(first, past), found=number.replace("_", ","), meant=number)
    return Found(told, place.with_words(first, past, joined))


def _thousand(word: Lexeme) -> bool:
    return word.kind in ("INT", "NUMBER") and len(word.text.split(".")[0]) == 3


def _mixed(place: Place) -> Found | None:
    """Tell `and` and `or` in one formula, with both ways to put parentheses."""
    word = place.word
    if word is None or word.kind not in ("and", "or"):
        return None
    other = "or" if word.kind == "and" else "and"
    if other not in place.kinds or word.kind in place.kinds:
        return None
    first, past, links = _chain(place)
    mends = [_grouped(place, first, past, links, inner) for inner in ("and", "or")]
    told = diagnose("CW1003", place.span(first, past), first=_short(mends[0]), second=_short(mends[1]))
    words = list(place.words)
    for i in links:
        words[i] = words[i]._replace(kind=other)
    return Found(told, words)


def _chain(place: Place) -> tuple[int, int, list[int]]:
    """Return where the formula around a mixed `and`/`or` begins and ends, and its `and`s and `or`s."""
    words = place.words
    begins = {"ensure", "while", "when", "by", "=", ",", "{", ":", "(", *ITEMS, *CLAUSES}
    ends = {",", ")", "}", "otherwise", "NET_DUE", *EXAMPLES} - {"from", "until", "end", "due", "at"}
    links: list[int] = []
    depth, first = 0, place.at
    while first > 0:
        kind = words[first - 1].kind
        if depth == 0 and kind in begins:
            break
        depth += (kind in ")}") - (kind in "({")
        first -= 1
        if depth == 0 and kind in ("and", "or"):
            links.append(first)
    depth, past = 0, place.at
    while past < len(words):
        kind = words[past].kind
        if depth == 0 and kind in ends:
            break
        depth += (kind in "({") - (kind in ")}")
        if depth == 0 and kind in ("and", "or"):
            links.append(past)
        past += 1
    return first, past, sorted(links)


def _grouped(place: Place, first: int, past: int, links: Sequence[int], inner: str) -> str:
    """Return the formula with each run of one link put in parentheses."""
    bounds = zip([first, *(i + 1 for i in links)], [*links, past], strict=True)
    parts = [_written(place.words[a:b]) for a, b in bounds]
    kinds = [place.words[i].kind for i in links]
    text = ""
    run = [parts[0]]
    for kind, part in [*zip(kinds, parts[1:], strict=True), ("", "")]:
        if kind == inner:
            run.append(part)
            continue
        joined = f" {inner} ".join(run)
        text += f"({joined})" if len(run) > 1 else joined
        text += f" {kind} " if kind else ""
        run = [part]
    return text


def _written(words: Sequence[Lexeme]) -> str:
    """Return words as text, with single spaces where the language has spaces."""
    text = ""
    for word in words:
        tight = not text or text.endswith("(") or word.kind in (",", ")", ":") or (
            word.kind == "(" and text.rpartition(" ")[2] in ("min", "max", "round", "days", "indexed")
        )  # fmt: skip
        text += word.text if tight else f" {word.text}"
    return " ".join(text.split())


def _short(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[: most - 2]} …"


def _reserved(place: Place) -> Found | None:
    """Tell a reserved word that stands where a name must stand."""
    word = place.word
    if word is None or word.kind not in tables().keywords or "NAME" not in place.kinds:
        return None
    others = place.kinds - tables().name_words - {"NAME", "notice", "STRING", "BALANCE_OF", "(", "period"}
    if others or (place.opens_line and word.kind in EXAMPLES):
        return None
    after = place.walk.after("NAME")
    if after is None or not after.reach(place.words[place.at + 1 :], 1):
        return None
    before = place.before.kind if place.before else ""
    suggestions = (word.text + _ENDINGS.get(before, "_amount"), f"the_{word.text}")
    variant = "CW1005.narrow" if word.kind in tables().name_words else "CW1005"
    told = diagnose(
        variant, word.span(place.file), word=word.text, first=suggestions[0], second=suggestions[1]
    )
    return Found(told, place.with_words(place.at, place.at + 1, word._replace(kind="NAME")))


def _compared(place: Place) -> Found | None:
    """Tell a name that makes a comparison of the `at` before it: `capped at most`."""
    word, at = place.word, place.walk.after("at")
    if word is None or at is None or word.kind not in ("AT_LEAST", "AT_MOST"):
        return None
    behind, name = at.after("NAME"), word.text.split()[-1]
    if behind is None or not name.isalpha() or not behind.reach(place.words[place.at + 1 :], 1):
        return None
    told = diagnose(
        "CW1005.comparison", word.span(place.file),
        found=_written([word]), name=name, first=f"the_{name}",
    )  # fmt: skip
    parts = (word._replace(kind="at", text="at"), word._replace(kind="NAME", text=name))
    return Found(told, place.with_words(place.at, place.at + 1, *parts))


def _phrase(place: Place) -> Found | None:
    """Tell a comparison or a rhythm that is written in other words."""
    words = place.words
    for first in (place.at, place.at - 1):
        for length in (3, 2, 1):
            past = first + length
            if first < 0 or past > len(words):
                continue
            spoken = tuple(w.kind if w.kind in _SIGNS else w.text for w in words[first:past])
            edges = (*words[first][2:4], *words[past - 1][4:6])
            meant = [Lexeme(kind, text, *edges) for kind, text in _PHRASES.get(spoken, ())]
            walk = Walk.at(place.start, words[:first])
            if meant and walk.reach([*meant, *words[past:]], len(meant) + 1) > len(meant):
                told = diagnose(
                    "CW1001.spelling", place.span(first, past),
                    found=_written(words[first:past]), meant=_written(meant),
                )  # fmt: skip
                return Found(told, place.with_words(first, past, *meant))
    return None


def _date(place: Place) -> Found | None:
    """Tell a date that is written in another order or with slashes."""
    words = place.words
    for first in (place.at, place.at - 1):
        some = words[first : first + 5] if first >= 0 else ()
        if [w.kind for w in some] not in (["INT", sign, "INT", sign, "INT"] for sign in ("-", "/")):
            continue
        one, two, three = (w.text.zfill(2) for w in some[::2])
        if len(three) == 4:
            one, two, three = (three, two, one) if int(two) <= 12 else (three, one, two)
        day = f"{one}-{two}-{three}"
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
            continue
        return _dated(place, first, first + 5, day, "CW1001.date")
    return None


def _spoken_date(place: Place) -> Found | None:
    """Tell a date with the name of its month."""
    words = place.words
    for first in (place.at, place.at - 1, place.at - 2):
        some = words[first : first + 3] if first >= 0 else ()
        if [w.kind for w in some] != ["INT", "MONTH", "INT"] or len(some[2].text) != 4:
            continue
        month = list(month_name).index(some[1].text)
        day = f"{some[2].text}-{month:02}-{some[0].text.zfill(2)}"
        return _dated(place, first, first + 3, day, "CW1001.spoken_date")
    return None


def _dated(place: Place, first: int, past: int, day: str, key: str) -> Found:
    """Tell words that stand for a day, with the day as the language writes it, or that there is none such."""
    words, meant = place.words, nearest_day(day)
    key = key if meant == day else "CW1001.no_such_day"
    told = diagnose(key, place.span(first, past), found=_written(words[first:past]), meant=meant)
    new = Lexeme("DATE", meant, *words[first][2:4], *words[past - 1][4:6])
    return Found(told, place.with_words(first, past, new))


def _twice(place: Place) -> Found | None:
    """Tell a word that stands twice: here, or just before, where the second could pass for a name."""
    words = place.words
    for second in (place.at, place.at - 1):
        if not 0 < second < len(words) or words[second][:2] != words[second - 1][:2]:
            continue
        walk = Walk.at(place.start, words[:second])
        if walk.reach(words[second + 1 :], place.at - second + 1) > place.at - second:
            word = words[second]
            told = diagnose("CW1001.twice", word.span(place.file), found=_short(word.text, _SHOWN_LENGTH))
            return Found(told, place.with_words(second, second + 1))
    return None


def _article(place: Place) -> Found | None:
    """Tell an article, here or just before, where it passed for a name: the language has none."""
    for first in (place.at, place.at - 1):
        if not 0 <= first < len(place.words) or place.words[first].text not in _ARTICLES:
            continue
        walk = place.walk if first == place.at else Walk.at(place.start, place.words[:first])
        if walk.reach(place.words[first + 1 :], place.at - first + 1) > place.at - first:
            told = diagnose("CW1001.article", place.span(first, first + 1), found=place.words[first].text)
            return Found(told, place.with_words(first, first + 1))
    return None


def _share(place: Place) -> Found | None:
    """Tell a share that is written with `of`: `50% of paid under grant`."""
    word, before, times = place.word, place.before, place.walk.after("*")
    if word is None or before is None or times is None or (before.kind, word.kind) != ("PERCENT", "of"):
        return None
    rest = place.words[place.at + 1 :]
    if not times.reach(rest, 1):
        return None
    meant = word._replace(kind="*", text="*")
    told = diagnose(
        "CW1001.share", word.span(place.file), percent=before.text, next=_written([before, meant, *rest[:1]])
    )
    return Found(told, place.with_words(place.at, place.at + 1, meant))


def _counted(place: Place) -> Found | None:
    """Tell figures of some days without how they are counted: `spent in period`."""
    word, before = place.word, place.before
    if word is None or before is None or (before.kind, word.kind) != ("NAME", "in"):
        return None
    total = Walk.at(place.start, place.words[: place.at - 1]).after("total")
    of = total and total.after("of")
    if of is None or of.reach(place.words[place.at - 1 :], 3) < 3:
        return None
    told = diagnose("CW1001.counted", place.span(place.at - 1, place.at + 1), name=before.text)
    new = [before._replace(kind=kind, text=kind) for kind in ("total", "of")]
    return Found(told, place.with_words(place.at - 1, place.at, *new, before))


def _spelling(place: Place) -> Found | None:
    """Tell a keyword that is nearly spelt right: here, or just before, where it passed for a name."""
    words = place.words
    for first in (place.at, place.at - 1, place.at - 2):
        if not 0 <= first < len(words) or not (words[first].text.islower() or words[first].text in SYNONYMS):
            continue
        word = words[first]
        if first != place.at and word.kind != "NAME":
            continue
        walk = place.walk if first == place.at else Walk.at(place.start, words[:first])
        meant = nearest(word.text, (kind for kind in walk.kinds() if kind in tables().keywords))
        after = walk.after(meant) if meant else None
        if meant is None or after is None:
            continue
        if after.reach(words[first + 1 :], place.at - first + 1) <= place.at - first:
            continue
        told = diagnose("CW1001.spelling", word.span(place.file), found=word.text, meant=meant)
        return Found(told, place.with_words(first, first + 1, word._replace(kind=meant, text=meant)))
    return None


def _missing(place: Place) -> Found | None:
    """Tell a single word or sign that was left out, if only one makes sense of what follows."""
    if place.ends_before and place.word is not None and place.word.kind == "NAME":
        return None
    rest = place.words[place.at :]
    fixed = sorted(k for k in place.kinds if k in tables().keywords or k in tables().signs)
    reached = {}
    for kind in fixed:
        walk = place.walk.after(kind)
        reached[kind] = walk.reach(rest, 5) if walk else 0
    most = max(reached.values(), default=0)
    best = [kind for kind in fixed if reached[kind] == most]
    if best == ["calculated", "tested"]:  # both begin a line with a schedule: the clause says which
        best = ["calculated" if place.clause == "payment" else "tested"]
    enough = min(4, len(rest) + 1)
    before = place.before
    if len(best) != 1 or most < enough or before is None:
        return None
    if not rest and best[0] not in tables().signs:
        return None
    new = Lexeme(best[0], best[0], *before[4:6], *before[4:6])
    near = [*place.words[max(0, place.at - 2) : place.at], new, *rest[:1]]
    told = diagnose("CW1001.left_out", _behind(before, place.file), missing=best[0], mended=_written(near))
    return Found(told, place.with_words(place.at, place.at, new))


def _behind(word: Lexeme, file: str) -> Span:
    """Return the place just behind a word."""
    return Span(file, word.end_line, word.end_column, word.end_line, word.end_column + 1)


def _unexpected(place: Place) -> Diagnostic:
    """Tell what stands here and what was expected, with an example of such a line."""
    word, before = place.word, place.before
    begins = LINES.get(place.start)
    if word is not None and begins and word.kind == "NAME" and place.ends_before:
        shown = listed(f"`{SPOKEN_LINES.get(line, line)}`" for line in begins)
        found = _short(word.text, _SHOWN_LENGTH)
        return diagnose("CW1001.line", word.span(place.file), found=found, lines=shown)
    phrases = listed(expected(place.kinds - {END}, [w.kind for w in place.words[: place.at]]))
    example = _example(place)
    if before is not None and (word is None or (place.opens_line and word.kind in EXAMPLES)):
        shown = _written(place.words[max(0, place.at - 2) : place.at])
        span = _behind(before, place.file)
        return diagnose("CW1001.ended", span, before=_short(shown), expected=phrases, example=example)
    if word is None:
        return diagnose("CW1001.empty", None, expected=phrases, example=example)
    found, span = _short(word.text, _SHOWN_LENGTH), word.span(place.file)
    return diagnose("CW1001.unexpected", span, found=found, expected=phrases, example=example)


def _example(place: Place) -> str:
    """Return a correct line of the kind in which the place stands."""
    for i in range(min(place.at, len(place.words) - 1), -1, -1):
        word = place.words[i]
        opens = i == 0 or word.line > place.words[i - 1].end_line
        if opens and word.kind in EXAMPLES and (i < place.at or i == 0):
            return EXAMPLES[word.kind]
    return EXAMPLES["terms"]
