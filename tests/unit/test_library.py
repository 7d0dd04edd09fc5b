"""The library: every programme is read, in form, true to its examples, and says where it comes from."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

import pytest

from commonweal.terms.core.clauses import INSTRUMENTS
from commonweal.terms.driver import Compiled, compile_sources
from commonweal.terms.surface.format import format_tree
from commonweal.terms.surface.parse import parse
from commonweal.workspace.examples import run_examples

LIBRARY = Path(str(resources.files("commonweal"))) / "library"
ATLAS = Path(__file__).resolve().parents[2] / "examples" / "atlas"
PROGRAMMES = sorted(p.name for p in LIBRARY.iterdir() if (p / "terms").is_dir())
REAL = [name for name in PROGRAMMES if name != "starter" and not name.startswith("pack_")]
PACKS = [name for name in PROGRAMMES if name.startswith("pack_")]
CASES = {f"D{n}" for n in range(1, 32)}

PUBLISHED = {
    "A1": ("sqm", ("5_372", "9_372", "13_372", "4_730", "8_730", "12_730", "USD 16", "USD 26", "USD 41")),
    "A2": ("aig", ("6.8", "1.4", "9.5", "17.7", "4.1", "5 billion", "22.7", "7_610_497_570")),
    "A3": ("alaska", ("2_094.28",)),
    "A4": ("foxconn", ("28_793_553.75",)),
    "A5": ("peterborough", ("8.387",)),
    "A6": ("gavi_amc", ("64_285_714", "6 million", "4.5 million", "3 million")),
    "A7, strike prices": ("uk_cfd", ("100.27", "87.91")),
    "A7, fees": ("fls", ("0.25%", "0.50%", "1.00%", "1.50%")),
    "A8, COTS": ("cots", ("174.7",)),
    "A8, GM": ("chrysler", ("2_139_406_777.50", "5.5 billion", "10.5 billion")),
    "A9": ("lufthansa", ("764", "3.24")),
    "A10": ("goldman", ("148_611_111.11", "12_205_045")),
    "OCDS, performance failures": ("toll_road", ("GBP 3_360_000",)),
    "D4": ("israel_rnd", ("222.47",)),
    "D11": ("kfw_housing", ("67_500", "22_500")),
    "D12": ("bounce_back", ("833.33", "1_250")),
    "D13": ("future_fund", ("133_000",)),
    "D14": ("innovate_loan", ("92.50",)),
    "D28": ("norway_petroleum", ("78_004",)),
    "D29": ("cir", ("32.5 million",)),
    "D3": ("ira_wages", ("43_600", "50_000")),
}
"""Numbers that others have printed, and the programme in whose examples they come out."""


def sources(name: str) -> list[tuple[str, str]]:
    folder = LIBRARY / name
    return [
        (p.relative_to(LIBRARY).as_posix(), p.read_text("utf-8")) for p in sorted(folder.rglob("*.terms"))
    ]


@cache
def programme(name: str) -> Compiled:
    return compile_sources(sources(name))


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_has_no_fault_and_its_examples_hold(name: str) -> None:
    made = programme(name)
    assert made.ok, [f"{d.span} {d.message}" for d in made.diagnostics if d.is_error]
    tested = run_examples(made, reach=False)
    assert [f"{d.span} {d.message}" for d in tested.failures] == []
    assert tested.expectations >= 5


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_is_in_canonical_form(name: str) -> None:
    for file, text in sources(name):
        tree = parse(text, file).value
        assert tree is not None
        assert format_tree(tree) == text, f"commonweal fmt {file}"


@pytest.mark.parametrize("name", [*REAL, *PACKS])
def test_a_programme_says_where_it_comes_from(name: str) -> None:
    for file, text in sources(name):
        if "/terms/" in file:
            head = text[: text.index("\nterms ")]
            assert re.search(r"^# case: \S", head, re.MULTILINE), file
            assert re.search(r"^# features:( F\d+)+$", head, re.MULTILINE), file
            assert Path(file).stem == re.search(r"^terms (\w+)", text, re.MULTILINE)[1], file  # type: ignore[index]


@pytest.mark.parametrize("name", [*REAL, *PACKS])
def test_what_is_not_said_has_a_reason(name: str) -> None:
    for file, text in sources(name):
        joined = re.sub(r"\n#   +", " ", text)
        for said in re.findall(r"^# not expressed: (.*)$", joined, re.MULTILINE):
            assert re.search(r"[:;–]| - ", said), f"{file}: {said}"


@pytest.mark.parametrize(("name", "numbers"), PUBLISHED.values(), ids=PUBLISHED)
def test_a_published_number_is_expected_by_an_example(name: str, numbers: tuple[str, ...]) -> None:
    lines = [line for _, text in sources(name) for line in text.splitlines() if "expect " in line]
    assert [n for n in numbers if not any(n in line for line in lines)] == []


def test_all_agreements_of_the_field_are_here() -> None:
    told = "\n".join(text for name in REAL for _, text in sources(name))
    here = {case for line in re.findall(r"^# case: (.*)$", told, re.MULTILINE) for case in line.split()}
    assert CASES - {c.strip(",") for c in here} == set()
    assert len(REAL) >= 25 and len(PACKS) == 5


def test_every_kind_of_support_has_a_programme() -> None:
    kinds = {t.instrument for name in [*REAL, *PACKS] for t in programme(name).terms.values()}
    assert kinds == set(INSTRUMENTS)


def test_the_whole_library_can_be_read_as_one() -> None:
    # but for the starter, which explains its units to newcomers in other words
    made = compile_sources([entry for name in [*REAL, *PACKS] for entry in sources(name)])
    assert made.ok, [f"{d.span} {d.message}" for d in made.diagnostics if d.is_error]


def test_texts_of_the_atlas_are_those_of_the_library() -> None:
    if not ATLAS.is_dir():
        pytest.skip("needs the atlas of a clone")
    found = [p for name in PROGRAMMES for p in (LIBRARY / name).rglob("*.terms")]
    ours = {(p.parent.name, p.name): p.read_bytes() for p in found}
    texts = [*(ATLAS / "terms").glob("*.terms"), *(ATLAS / "vocabulary").glob("*.terms")]
    assert len(texts) >= 12
    assert [p.name for p in texts if ours.get((p.parent.name, p.name)) != p.read_bytes()] == []
