"""Where keys and values stand: what is cut out at each place reads as what `tomllib` read there."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commonweal.ground.diagnostics import Span
from commonweal.workspace.missions.places import Path, locate

HARD = '''\
# a comment with ] and = and "
name = "a \\" # no comment"   # one
"quoted key".'and one' = [ 1, # first
  "two ] ]", 'three',
  { x = """
many # lines""", y = \'\'\'raw
"quotes"\'\'\', z = [] },
]
day = 1979-05-27
when = 1979-05-27 07:32:00   # a blank in a value
a . b = 0x1F
[table]
empty = ""
[table."x.y"]
deep = [[1, 2], [3]]
[[list]]
key = true
[[list]]
[list.sub]
key = """ends in quotes"""""
[[list.many]]
n = 1
[[list.many]]
n = 2
[late]
'''


def cut(text: str, span: Span) -> str:
    """Return what stands at a place."""
    lines = text.replace("\r\n", "\n").split("\n")
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first, last = lines[span.line - 1][span.column - 1 :], lines[span.end_line - 1][: span.end_column - 1]
    return "\n".join([first, *lines[span.line : span.end_line - 1], last])


def leaves(value: Any, path: Path = ()) -> dict[Path, Any]:
    """Return every value that is no table, with the keys that lead to it; arrays count themselves too."""
    found: dict[Path, Any] = {}
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= leaves(inner, (*path, key))
        return found
    if isinstance(value, list):
        for n, inner in enumerate(value):
            found |= leaves(inner, (*path, n))
        return found | ({path: value} if not any(isinstance(v, dict) for v in value) else {})
    return {path: value}


def holds(text: str) -> None:
    """Check that every value is found, and that its place says it."""
    document = tomllib.loads(text)
    places = locate(text, "f.toml")
    for path, value in leaves(document).items():
        assert path in places, path
        assert tomllib.loads(f"x = {cut(text, places[path].value)}")["x"] == value, path


def test_a_hard_text() -> None:
    holds(HARD)


def test_line_ends_of_windows_change_no_place() -> None:
    assert locate(HARD.replace("\n", "\r\n"), "f") == locate(HARD, "f")


def test_keys_and_tables_have_their_places() -> None:
    places = locate(HARD, "f.toml")
    said = {path: cut(HARD, place.key) for path, place in places.items()}
    assert said["name",] == "name"
    assert said["quoted key", "and one"] == "'and one'"
    assert said["table", "x.y"] == '[table."x.y"]'
    assert said["list", 1] == "[[list]]"
    assert said["list", 1, "many", 1] == "[[list.many]]"
    assert said["late",] == "[late]"
    assert str(places["table", "x.y", "deep"].key) == "f.toml:15:1"
    assert str(places["quoted key", "and one", 3, "y"].value) == "f.toml:6:22"


def test_every_table_and_entry_is_located() -> None:
    def paths(value: Any, path: Path = ()) -> set[Path]:
        inner = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        own = {path} if path else set()
        return own.union(*(paths(v, (*path, k)) for k, v in inner))

    assert set(locate(HARD, "f")) == paths(tomllib.loads(HARD))


# ---- any text -----------------------------------------------------------------------------------------

WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\x7f", exclude_categories=["Cc", "Cs"]), max_size=12
)
KEYS = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True) | WORDS.map(
    lambda w: '"' + w.replace("\\", "\\\\").replace('"', '\\"') + '"'
)
BASIC = WORDS.map(lambda w: '"' + w.replace("\\", "\\\\").replace('"', '\\"') + '"')
LITERAL = WORDS.map(lambda w: "'" + w.replace("'", "") + "'")
LONG = st.lists(WORDS, max_size=3).map(lambda ws: "'''\n" + "\n".join(w.replace("'", "") for w in ws) + "'''")
LONG_BASIC = st.lists(WORDS, max_size=3).map(
    lambda ws: '"""' + "\n".join(w.replace("\\", "\\\\").replace('"', '""\\"') for w in ws) + '"""'
)
BARE = st.sampled_from(["1", "-2.5", "true", "1e6", "0x1f", "1979-05-27", "1979-05-27 07:32:00", "inf"])
DAYS = st.dates(min_value=date(1800, 1, 1)).map(date.isoformat)
BLANK = st.sampled_from(["", " ", "\n", " # ] , # }\n", "\n\n  "])
SCALARS = st.one_of(BASIC, LITERAL, LONG, LONG_BASIC, BARE, DAYS)


def arrays(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return arrays with any blanks, comments and commas at their end."""
    entries = st.lists(st.tuples(BLANK, inner, BLANK).map("".join), max_size=3)
    return st.tuples(entries, BLANK, st.booleans()).map(
        lambda t: "[" + ",".join(t[0]) + ("," if t[0] and t[2] else "") + t[1] + "]"
    )


def inlines(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return inline tables."""
    pairs = st.lists(st.tuples(st.sampled_from("abcdef"), inner), max_size=3, unique_by=lambda pair: pair[0])
    return pairs.map(lambda found: "{ " + ", ".join(f"{k} = {v}" for k, v in found) + " }")


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | inlines(inner), max_leaves=6)
PAIRS = st.tuples(
    KEYS, st.sampled_from([" = ", "=", "\t=  "]), VALUES, st.sampled_from(["\n", " # x = ]\n", "\n\n"])
)


@given(
    st.lists(PAIRS, max_size=4), st.lists(st.tuples(st.sampled_from("tuv"), st.booleans(), PAIRS), max_size=4)
)
def test_every_place_says_what_was_read(
    top: list[tuple[str, str, str, str]], tables: list[tuple[str, bool, tuple[str, str, str, str]]]
) -> None:
    text = "".join(map("".join, top))
    text += "".join(f"[[{name}]] # ]\n{''.join(pair)}" if many else f"[x{n}.{name}]\n{''.join(pair)}"
                    for n, (name, many, pair) in enumerate(tables))  # fmt: skip
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # a key given twice
    holds(text)
