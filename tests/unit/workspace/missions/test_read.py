"""Files of missions: read together, in any order, whole or not at all, within limits."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.missions.records import ClauseRef, Serving
from commonweal.cycle.missions.strategy import NO_STRATEGY, Strategy
from commonweal.workspace.gather import TableFile
from commonweal.workspace.load import load
from commonweal.workspace.missions.keys import ID
from commonweal.workspace.missions.kinds import LISTED, NAMED
from commonweal.workspace.missions.links import World
from commonweal.workspace.missions.read import MAX_BYTES, MAX_ENTRIES, load_missions
from tests.unit.workspace.missions.small import BASE, lay, line, workspace
from tests.unit.workspace.small import BASE as WITHOUT

BLOCK = re.compile(r"^(?=\[)", re.MULTILINE)


def read(*texts: str | bytes, world: World | None = None) -> tuple[Strategy, list[str]]:
    """Return what files state, and what is wrong with them."""
    files = [
        TableFile(f"missions/{n}.toml", lambda t=t: t.encode("utf-8") if isinstance(t, str) else t)  # type: ignore[misc]
        for n, t in enumerate(texts)
    ]
    found = load_missions(files, world or World())
    return found.strategy, [line(d) for d in found.diagnostics]


def without_places(strategy: Strategy) -> dict[str, object]:
    """Return what a strategy says; places do not enter equality, and boards hold seats with places."""
    return {one.name: getattr(strategy, one.name) for one in fields(strategy)}


# ---- what is read -------------------------------------------------------------------------------------


def test_every_kind_of_record_is_read() -> None:
    found = workspace().strategy
    counts = {one.name: len(getattr(found, one.name)) for one in fields(found)}
    assert counts == {
        "challenges": 1, "places": 3, "missions": 3, "indicators": 4, "targets": 3, "routes": 2,
        "programmes": 2, "bodies": 5, "boards": 1, "links": 2, "commitments": 1, "aims": 2, "events": 1,
        "observations": 3,
    }  # fmt: skip
    assert found.programmes["credits"].serves[1] == Serving(
        "upper_jobs", found.programmes["credits"].serves[1].share
    )
    assert found.aims[0].clauses == (ClauseRef("RIV-1", "jobs"),)
    assert [seat.role for seat in found.boards["jobs_board"].members] == ["chair", "member", "observer"]


def test_every_record_knows_its_lines() -> None:
    found = workspace().strategy
    text = (BASE / "missions/riverside.toml").read_text("utf-8").split("\n")
    target = found.targets["upper_2030"]
    assert target.at is not None and text[target.at.line - 1] == "[target.upper_2030]"
    by = target.where("by")
    assert by is not None and text[by.line - 1] == "by = 2030-12-31"
    assert text[by.line - 1][by.column - 1 : by.end_column - 1] == "2030-12-31"
    assert target.where("headline") == target.at, "of what is not stated, where the record begins"


def test_a_workspace_without_missions_is_as_it_was() -> None:
    found = load(WITHOUT).value
    assert found is not None
    assert found.strategy == NO_STRATEGY and not found.strategy


def test_a_share_that_is_not_written_is_the_whole() -> None:
    found, faults = read(
        '[mission.m]\ntitle = "M"\n[programme.p]\ntitle = "P"\nserves = [{ mission = "m" }]\n'
    )
    assert (faults, str(found.programmes["p"].serves[0].share)) == ([], "1")


def test_a_byte_order_mark_and_line_ends_of_windows_are_nothing() -> None:
    text = '[place.p]\ntitle = "P"\nwithin = "q"\n'
    plain = read(text)[1]
    assert plain == ["missions/0.toml:3:10: error CW7006: there is no place `q`"]
    assert read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())[1] == plain


# ---- together, or not at all --------------------------------------------------------------------------


def test_one_error_in_one_file_leaves_nothing_of_all(tmp_path: Path) -> None:
    spoilt = lay(tmp_path / "w", {"missions/zzz.toml": '[place.p]\ntitel = "P"\n'})
    result = load(spoilt)
    assert result.value is not None and not result.ok
    assert result.value.strategy == replace(NO_STRATEGY, observations=result.value.strategy.observations)
    assert {d.span.file for d in result.diagnostics if d.span} == {"missions/zzz.toml"}, (
        "nothing else is blamed"
    )


def test_names_that_an_unreadable_file_may_hold_are_not_missed() -> None:
    world = '[mission.m]\ntitle = "M"\nlead = "ministry"\n'
    assert read(world)[1] == ["missions/0.toml:3:8: error CW7006: there is no body `ministry`"]
    assert [f for f in read(world, "[body.ministry\n")[1] if "CW7006" in f] == []


def test_a_record_at_fault_is_still_there_to_be_named() -> None:
    faults = read('[body.b]\n[mission.m]\ntitle = "M"\nlead = "b"\n')[1]
    assert faults == ["missions/0.toml:1:1: error CW7004: body b lacks `title`"]


def test_names_of_texts_that_could_not_be_read_are_not_missed() -> None:
    text = '[programme.p]\ntitle = "P"\nterms = ["grant"]\n'
    assert len(read(text)[1]) == 1
    assert read(text, world=World(complete=False))[1] == []


def test_rows_about_missions_that_could_not_be_read_are_not_judged(tmp_path: Path) -> None:
    rows = "indicator,period,value,unit,source,reported_on,recorded_at\nnew,2020,1,job,office,,2021-01-01\n"
    found = load(lay(tmp_path / "w", {"missions/zzz.toml": "[", "indicators/new.csv": rows}))
    assert [d.span.file for d in found.diagnostics if d.is_error and d.span] == ["missions/zzz.toml"]


def test_bad_observations_are_set_aside_where_that_is_asked(tmp_path: Path) -> None:
    rows = "indicator,period,value,unit,source,reported_on,recorded_at\n"
    rows += "jobs_upper,2019-12-31,900,job,office,,2020-03-01\n"
    rows += "jobs_upper,2018-12-31,many,job,office,,2019-03-01\n"
    folder = lay(tmp_path / "w", {"indicators/more.csv": rows})
    assert not load(folder).ok
    found = load(folder, quarantine=True)
    assert found.ok and found.value is not None
    assert [(item.file, item.row) for item in found.value.set_aside] == [("indicators/more.csv", 3)]
    assert len(found.value.strategy.observations["jobs_upper"]) == 6


def test_a_file_loaded_twice_changes_nothing(tmp_path: Path) -> None:
    again = lay(tmp_path / "w", {"indicators/zzz.csv": (BASE / "indicators/jobs.csv").read_bytes()})
    assert workspace(again).strategy.observations == workspace().strategy.observations


def test_links_out_of_the_workspace_are_not_followed(tmp_path: Path) -> None:
    folder = lay(tmp_path / "w")
    outside = tmp_path / "outside.toml"
    outside.write_text('[place.p]\ntitle = "P"\n')
    (folder / "missions" / "link.toml").symlink_to(outside)
    assert [d.code for d in load(folder).diagnostics] == ["CW5107"]


# ---- limits -------------------------------------------------------------------------------------------


def test_a_file_may_have_a_megabyte() -> None:
    fits = b'[place.p]\ntitle = "P"\n#'
    assert read(fits + b"x" * (MAX_BYTES - len(fits)))[1] == []
    assert read(b"#" * (MAX_BYTES + 1))[1] == [
        "missions/0.toml:1:1: error CW7001: this file is larger than 1 MB"
    ]


def test_all_files_may_have_ten_thousand_records() -> None:
    half = "".join(f'[place.p{{0}}{n}]\ntitle = "P"\n' for n in range(MAX_ENTRIES // 2))
    full = [half.format("a"), half.format("b")]
    found, faults = read(*full)
    assert (faults, len(found.places)) == ([], MAX_ENTRIES)
    assert read(*full, '[place.q]\ntitle = "Q"\n')[1] == [
        "missions/2.toml:1:1: error CW7001: the files of missions hold more than 10000 records"
    ]


@pytest.mark.parametrize(
    "deep", ["x = " + "[" * 20_000, "x = " + "{ a = " * 20_000, "[" + "a." * 50_000 + "a]"]
)
def test_nothing_nested_breaks_the_reader(deep: str) -> None:
    faults = read(deep)[1]
    assert len(faults) == 1 and "error CW700" in faults[0]


# ---- laws ---------------------------------------------------------------------------------------------


TEXTS = "\n".join(
    (BASE / "missions" / name).read_text("utf-8") for name in ("riverside.toml", "delivery.toml")
)
BLOCKS = [block for block in BLOCK.split(TEXTS) if block.startswith("[")]


@given(st.permutations(BLOCKS), st.integers(1, 5))
def test_files_and_the_order_in_them_are_irrelevant(blocks: list[str], files: int) -> None:
    w = workspace()
    world = World(w.terms, w.agreements, frozenset(party.party for party in w.parties))
    texts = ["".join(f"{block}\n" for block in blocks[n::files]) for n in range(files)]
    found, faults = read(*texts, world=world)
    assert faults == []
    assert without_places(found) == without_places(replace(w.strategy, observations={}))


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), st.dates(),
              st.text(st.characters(codec="utf-8"), max_size=8)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=5,
)  # fmt: skip
KEYS = """title mission within serves members baseline value by from to role on what of text clauses sums
terms quorum codes x""".split()
KINDS = [*NAMED, *LISTED, "other"]


def toml(value: object) -> str:
    """Write a value."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return (
                '"'
                + "".join(f"\\U{ord(c):08x}" if not 0xD800 <= ord(c) < 0xE000 else "?" for c in value)
                + '"'
            )
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f'"{k}" = {toml(v)}' for k, v in value.items()) + "}"
        case _:
            return str(value)


TABLES = st.tuples(st.sampled_from(KINDS), st.booleans(), st.dictionaries(st.sampled_from(KEYS), VALUES))


@given(st.lists(TABLES, max_size=4))
def test_whatever_a_table_says_is_read_or_told(tables: list[tuple[str, bool, dict[str, object]]]) -> None:
    texts = [
        (f"[{kind}.a{n}]\n" if named else f"[[{kind}]]\n")
        + "".join(f"{k} = {toml(v)}\n" for k, v in values.items())
        for n, (kind, named, values) in enumerate(tables)
    ]
    found, faults = read(*texts)
    assert bool(found) == (bool(tables) and not faults)
    for fault in faults:
        assert re.match(r"missions/\d\.toml:\d+:\d+: error CW(70\d\d|5105): ", fault), fault


@given(st.text(max_size=90))
def test_an_id_is_plain_ascii(text: str) -> None:
    assert (ID.fullmatch(text) is not None) == (
        0 < len(text) <= 80
        and text.isascii()
        and text[0].isalpha()
        and all(c.isalnum() or c == "_" for c in text)
    )
