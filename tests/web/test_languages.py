"""Portuguese is whole: every sentence of the pages is there, with the same blanks, as programs read it."""

from __future__ import annotations

import ast
import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from commonweal.ground.diagnostics import catalogue
from commonweal.methods.progress.registry import methods
from commonweal.terms.core.clauses import ACTS
from commonweal.terms.explain.language import languages
from commonweal.web.missions.queries import Missions
from commonweal.web.publication.calendar.entries import WHATS
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.publication.reading.acts import KINDS
from commonweal.web.publication.steering.missions import STAGES
from tests.catalogues import program
from tests.conftest import ROOT

WEB = ROOT / "src/commonweal/web"
CATALOGUE = WEB / "publication/locale/pt_BR/LC_MESSAGES/django.po"
BLANK = re.compile(r"%\((\w+)\)s|(?<!\{)\{(\w+)\}")
ENGLISH = frozenset(
    "the of which with from what is are was not this that and by its it has than there".split()
)
"""Words that no Portuguese sentence has."""
QUOTED = re.compile(r"\{\w+\}|`[^`]*`|<code>.*?</code>|\([^()]*\)|“[^”]*”")


def of_templates() -> set[str]:
    """Return every sentence of the templates as the catalogue must hold it."""
    said: set[str] = set()
    for path in WEB.rglob("templates/*/*.html"):
        text = path.read_text("utf-8")
        said |= {
            one.replace("%", "%%") for one in re.findall(r'\{% translate "([^"]*)"(?: as \w+)? %\}', text)
        }
        said |= set(re.findall(r'_\("([^"]*)"\)', text))
        for block in re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate %\}", text, re.DOTALL):
            parts = block.split("{% plural %}")
            said.add("\0".join(re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", p.replace("%", "%%")) for p in parts))
    return said


def of_words() -> set[str]:
    """Return the words of closed lists: acts, things to come, classes of labels, what methods measure."""
    rules = (rule for method in methods().values() for rule in (method.with_target, method.without_target))
    measures = {rule.measure.replace("_", " ") for rule in rules if rule is not None}
    classes = set(STAGES) - {"achieved", "no target"}
    return (
        set(KINDS)
        | set(WHATS.values())
        | set(ACTS)
        | measures
        | classes
        | {"public", "recipient", "labour", "third"}
    )


def of_dictionary() -> set[str]:
    """Return what the data dictionary says of every table and column, and the kinds of columns."""
    columns = [column for table in TABLES.values() for column in table.columns]
    return {table.says for table in TABLES.values()} | {
        text for _, kind, means in columns for text in (kind, means)
    }


def of_messages() -> set[str]:
    """Return the words of every fault that a file of support can have."""
    pages = (page for code, page in catalogue().items() if code.startswith("CW72"))
    said = {text for page in pages for words in page.messages.values() for text in words.values()}
    return said - {""}


def of_code() -> Iterator[str]:
    """Yield every sentence of the site's code as the catalogue must hold it."""
    for path in WEB.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                given = [
                    a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                if given and call.func.id in ("gettext", "gettext_noop", "_"):
                    yield given[0]
                elif call.func.id == "ngettext":
                    yield "\0".join(given)


def test_every_sentence_and_word_is_in_the_catalogue() -> None:
    held = dict(program().entries(CATALOGUE.read_text("utf-8")))
    wanted = (of_templates(), of_words(), set(of_code()), of_dictionary(), of_messages())
    assert min(map(len, wanted)) > 20 and len(of_templates()) > 200
    assert sorted(set().union(*wanted) - set(held)) == []
    assert [id_ for id_, said in held.items() if not all(said)] == []


def test_a_translation_has_the_blanks_of_its_sentence() -> None:
    for id_, said in program().entries(CATALOGUE.read_text("utf-8")):
        for text in said if id_ else ():
            assert set(BLANK.findall(text)) <= set(BLANK.findall(id_)), id_
            for mark in ("<b>", "<code>", "`"):
                assert text.count(mark) == id_.split("\0")[0].count(mark), id_


def test_a_form_keeps_every_blank_and_has_each_once() -> None:
    """What stood in a sentence stands in its translation: a file, a number, a word that was refused."""
    for id_, (said, *_) in program().entries(CATALOGUE.read_text("utf-8")):
        if (blanks := re.findall(r"\{(\w+)\}", id_)) and "%(" not in id_:
            assert sorted(re.findall(r"\{(\w+)\}", said)) == sorted(set(blanks)) == sorted(blanks), id_


def test_no_translation_has_an_english_word() -> None:
    for id_, said in program().entries(CATALOGUE.read_text("utf-8")):
        for text in said if id_ else ():
            words = set(re.findall(r"\w+", QUOTED.sub("", text).lower()))
            assert not words & ENGLISH, text


def test_the_compiled_catalogue_is_up_to_date_and_read_by_the_standard_library() -> None:
    made = program().compiled(CATALOGUE.read_text("utf-8"))
    assert CATALOGUE.with_suffix(".mo").read_bytes() == made
    read = gettext.GNUTranslations(io.BytesIO(made))
    assert read.gettext("Missions") == "Missões"
    assert [read.ngettext("%(n)s clause", "%(n)s clauses", n) for n in (1, 2)] == [
        "%(n)s cláusula",
        "%(n)s cláusulas",
    ]


def test_every_catalogue_is_up_to_date() -> None:
    assert program().main(["--check"]) == 0


def test_a_catalogue_that_is_not_up_to_date_is_named_and_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made_by = program()
    monkeypatch.setattr(made_by, "FOLDER", tmp_path)
    folder = tmp_path / "room/locale/pt/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "a"\nmsgstr "b"\n', "utf-8")
    assert made_by.main(["--check"]) == 1
    assert "django.mo is not up to date" in capsys.readouterr().out
    assert not (folder / "django.mo").exists()
    assert (made_by.main([]), made_by.main(["--check"])) == (0, 0)


def test_what_is_no_line_of_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="msgfoo"):
        list(program().entries('msgid "a"\nmsgfoo "b"\n'))


def test_the_report_speaks_every_language_of_the_site() -> None:
    assert {code for code, _ in settings.LANGUAGES} == {code.lower() for code in languages()}


def test_a_page_says_its_language_and_leads_to_the_other(steered: Missions, client: Client) -> None:
    here = client.get("/pt-br/missions/clean?x=1").content.decode()
    assert '<html lang="pt-br">' in here and "Das palavras às cláusulas" in here
    assert 'href="/missions/clean?x=1"' in here and 'href="/pt-br/agreements"' in here
    there = client.get("/missions/clean", headers={"accept-language": "pt-BR"}).content.decode()
    assert '<html lang="en">' in there, "the address decides, not the browser"
    assert 'href="/pt-br/missions/clean"' in there


@pytest.mark.parametrize("path", ["/pt-br/nothing", "/pt/missions", "/en/missions"])
def test_another_address_is_not_there(steered: Missions, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
