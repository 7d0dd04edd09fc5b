"""What readers of files say in English is said again in Portuguese: every fault, rule and likeness."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.portfolio.names import likeness as likeness_of
from commonweal.exchange.files import import_file, propose
from commonweal.exchange.ocds import _NO_AWARD
from commonweal.ground.diagnostics import catalogue
from commonweal.web.office.again import COMMENTS, REFUSALS, proposal, refusal
from commonweal.web.publication.support import again
from commonweal.web.publication.support.again import LIKENESSES, RULES, WANTED, fault, fitted, likeness, place
from tests.cases.imports.seeds import Seed
from tests.conftest import ROOT
from tests.patience import soon
from tests.unit.exchange.test_refused import SEEDS, read
from tests.web.test_support import GRANTS, LOANS, MAPPING

SOURCE = ROOT / "src/commonweal"
MESSAGES = sorted(
    {
        text
        for code, page in catalogue().items()
        if code.startswith("CW72")
        for words in page.messages.values()
        for text in words.values()
        if text
    }
)
FORMS = (*MESSAGES, *RULES, *WANTED, *LIKENESSES, *REFUSALS, *COMMENTS)


def spoken(text: str) -> bool:
    """Say whether a text holds words: a name such as `commonweal.mapping/1` needs no translation."""
    return bool(re.search(r"[a-z]{2,} [a-z]", text))


# ---- faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.id)
def test_every_refusal_of_the_corpus_is_said_in_portuguese(seed: Seed) -> None:
    for one in read(seed).diagnostics:
        assert fault(one.code, one.message, one.help) == (one.message, list(one.help)), "English stays"
        with override("pt-br"):
            said, mends = fault(one.code, one.message, one.help)
        assert said != one.message, one.message
        assert len(mends) == len(one.help) and not set(mends) & {text for text in one.help if spoken(text)}


def test_what_a_blank_holds_is_said_too_where_it_is_ours_and_kept_where_it_is_not() -> None:
    asked = {
        ("CW7205", 'basis must be one of "total", "period"'): 'basis deve ser um destes: "total", "period"',
        ("CW7209", "/a/0 must be a list of objects"): "/a/0 deve ser uma lista de objetos",
        ("CW7206", "the record A of s stands in two files with different content: "
                   "support/a and b.csv row 2 and support/c.csv row 3"):
            "o registro A de s está em dois arquivos com conteúdo diferente: "
            "support/a and b.csv row 2 and support/c.csv row 3",
        ("CW7206", "the record A of s stands in two files with different content: "
                   "a.csv row 2 and b.json /x/1"):
            "o registro A de s está em dois arquivos com conteúdo diferente: a.csv linha 2 e b.json /x/1",
        ("CW7212", "XX 1 joins names that are not alike: a, b and 3 more"):
            "XX 1 une nomes que não se parecem: a, b e mais 3",
        ("CW7202", "the spreadsheet has several sheets or none: none"):
            "a pasta de trabalho tem várias planilhas ou nenhuma: nenhuma planilha",
        ("CW9999", "something else"): "something else",
        ("CW7201", "something that no form has"): "something that no form has",
    }  # fmt: skip
    with override("pt-br"):
        assert {key: fault(*key)[0] for key in asked} == asked


TEXTS = st.text(max_size=30)


@given(st.sampled_from(FORMS), st.data())
def test_a_form_is_found_whatever_stands_in_its_blanks(form: str, data: st.DataObject) -> None:
    blanks = {name: data.draw(TEXTS) for name in re.findall(r"\{(\w+)\}", form)}
    text = form.format_map(blanks)
    found = fitted(form, text)
    assert found is not None and found.keys() == blanks.keys()
    assert form.format_map(found) == text, "nothing is lost, wherever a blank is taken to end"
    with override("pt-br"):
        told = gettext(form).format_map(found)
    assert all(value in told for value in found.values())


@given(st.sampled_from(FORMS), TEXTS)
def test_what_fits_a_form_is_that_form(form: str, text: str) -> None:
    found = fitted(form, text)
    assert found is None or form.format_map(found) == text


def test_a_hostile_text_is_held_against_a_form_in_linear_time() -> None:
    (form,) = (text for text in MESSAGES if text.startswith("{a} and {b} are called different"))
    with soon():
        assert fitted(form, " and " * 200_000) is None
        assert fitted(form, form.format(a=" and " * 100_000, b="b", c="c", d=" and " * 100_000)) is not None


# ---- the lists are those of the code -----------------------------------------------------------------


def written(node: ast.expr) -> Iterator[str]:
    """Yield what an expression writes, with X where something is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "X" for p in parts)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Add()):
            yield f"{text}X"


def calls(*rooms: str) -> Iterator[ast.Call]:
    """Yield every call in some rooms."""
    for room in rooms:
        for path in sorted((SOURCE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield node


def missing(texts: set[str], forms: tuple[str, ...]) -> list[str]:
    """Return the texts with words in them that fit no form."""
    return sorted(
        text for text in texts if spoken(text) and not any(fitted(f, text) is not None for f in forms)
    )


def test_what_a_mapping_or_standard_asks_for_is_in_the_list() -> None:
    named = {"what", "wanted"}
    said = {
        text
        for call in calls("exchange", "web/portfolio")
        for word in call.keywords
        if word.arg in named
        for text in written(word.value)
    }
    assert len(said) > 12 and missing(said, WANTED) == []


def test_every_refusal_is_in_the_list() -> None:
    said = {
        text
        for call in calls("web/portfolio", "web/office")
        if isinstance(call.func, ast.Name) and call.func.id == "Refused"
        for text in written(call.args[0])
    }
    assert len(said) == len(REFUSALS) and missing(said, REFUSALS) == []


def test_every_likeness_and_rule_is_in_the_list() -> None:
    names = ("A b", "A B", "A b Ltd", "b A")
    assert {likeness_of("A b", name) for name in ("A b", *names)} == set(LIKENESSES)
    reasons = ("left", "_left", "reasons", "counts")
    said = set()
    for path in sorted((SOURCE / "exchange").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
                of = ast.unparse(node.target.value).rpartition(".")[2]
                key = node.target.slice
                last = key.elts[-1] if isinstance(key, ast.Tuple) else key
                said |= set(written(last)) if of in reasons else set()
    assert len(said) == 3 and missing(said, RULES) == []
    assert {f"{of} is {status}" for of in ("award", "contract") for status in _NO_AWARD} <= set(RULES)


def test_rules_places_and_likenesses_in_portuguese() -> None:
    with override("pt-br"):
        assert again.rules("3 × Status is no; 1 × a; b is empty; 2 × award is pending") == (
            "3 × a coluna Status diz no; 1 × a coluna a; b está vazia; 2 × a adjudicação está pendente"
        )
        assert (again.rules(""), place("row 12"), place("/grants/3")) == ("", "linha 12", "/grants/3")
        assert likeness("the same name") == "o mesmo nome" and likeness("") == ""
        assert refusal("'a/b' is no name for a file") == "'a/b' não serve de nome para um arquivo"
    assert place("row 12") == "row 12" and refusal("no file came") == "no file came"


# ---- a mapping that is proposed ----------------------------------------------------------------------


def commented(text: str) -> list[str]:
    """Return the comments of a mapping that say something."""
    return [line.partition("# ")[2] for line in text.split("\n") if spoken(line.partition("# ")[2])]


@pytest.mark.parametrize("table", [LOANS, GRANTS, b"a,b\n1,n/a\n2,x\n", b"Amount,Who\nx # y,1\n"])
def test_a_proposal_has_portuguese_comments_and_the_same_keys_and_values(table: bytes) -> None:
    made = propose(table, "support/t.csv").value
    assert made is not None and commented(made)
    assert proposal(made) == made, "English stays"
    with override("pt-br"):
        told = proposal(made)
    assert not set(commented(told)) & set(commented(made))
    bare = [re.sub(r"# [^\"]*$", "", text) for text in made.split("\n")]
    assert [re.sub(r"# [^\"]*$", "", text) for text in told.split("\n")] == bare


def test_the_seeds_are_refused_the_same_whatever_language_is_spoken() -> None:
    with override("pt-br"):
        said = import_file(LOANS, "loans.csv").diagnostics
    assert said == import_file(LOANS, "loans.csv").diagnostics and MAPPING
