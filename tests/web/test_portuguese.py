"""
A Portuguese page speaks Portuguese: what stands on it as on the English page is what somebody wrote.

Whatever both pages share must be in the files of the workspace (names, titles, sources, commands) or in the
short list below; any other text is a sentence of ours that nobody translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from commonweal.methods.progress.registry import methods
from commonweal.report.speech.phrases import is_english, speaking
from commonweal.web.accounts.operations import actor
from commonweal.web.agreements.models import Agreement, Clause, Telling
from commonweal.web.assessment.models import Amendment, Finding, Payable
from commonweal.web.assessment.operations import judge
from commonweal.web.missions.queries import Missions
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.publication.files import FORMS
from commonweal.web.record.operations import set_as_of
from tests.web.conftest import JOBS, NOW, words

PAGES = (
    "/", "/missions", "/missions/clean", "/agreements", f"/agreements/{JOBS}", f"/agreements/{JOBS}/calendar",
    "/calendar", "/decisions", "/methods", "/about", "/support", "/search?q=jobs", "/downloads",
)  # fmt: skip
ALIKE = (
    r"commonweal( [\d.]+.*)?", r"English|Português", r"(JSON|CSV|PARQUET|API)", r"commonweal:\S+",
    r"[\w-]+\.\w+(, \d+ bytes?, SHA-256)?", r"SHA-256", r"https?:\S+", r"status|site|chance",
    r"(reference|commonweal) .*",
)  # fmt: skip
"""Texts of ours that are the same in both languages."""
SPLIT = re.compile(r"[;:()–…→·,›»«“”\[\]]|\. |\s/\s|\b\d[\d.,]*\b|\b(?:USD|EUR|BRL|GBP)\b|\.$")


class _Texts(HTMLParser):
    """Reads what is seen of a page, and what is read out; commands and addresses are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read the texts of attributes."""
        self._code += tag in ("code", "style")
        named = ("aria-label", "data-label", "placeholder", "title", "alt")
        self.found += [value for name, value in attrs if name in named and value]

    def handle_endtag(self, tag: str) -> None:
        """Leave a command."""
        self._code -= tag in ("code", "style")

    def handle_data(self, data: str) -> None:
        """Read a text."""
        if not self._code:
            self.found.append(data)


def texts(page: str) -> set[str]:
    """Return the texts of a page, spaces single."""
    reader = _Texts()
    reader.feed(page[page.index("<body") :])
    spaced = (" ".join(unescape(text).replace("\u00a0", " ").split()) for text in reader.found)
    return {text for text in spaced if re.search(r"[A-Za-z]{3}", text)}


@cache
def _by_others() -> str:
    """Return what others wrote that is in no workspace: names of published methods and their sources."""
    every = methods().values()
    return " ".join(f"{one.title} {one.source.text} {one.source.date}" for one in every)


def written(folder: Path) -> str:
    """Return everything that somebody wrote in a workspace, names without their underscores too."""
    every = [path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.suffix in FILES]
    whole = " ".join(" ".join([*every, _by_others()]).split())
    return f"{whole} {whole.replace('_', ' ')}".casefold()


FILES = (".terms", ".csv", ".toml", ".md", ".txt")


def ours(text: str, record: str) -> bool:
    """Say whether a part of a text is neither in the record nor a name that every language shares."""
    if any(re.fullmatch(form, text, re.IGNORECASE) for form in ALIKE):
        return False
    parts = (part.strip(" .'\"-") for part in SPLIT.split(text))
    return any(re.search(r"[A-Za-z]{3}", part) and part.casefold() not in record for part in parts)


def untranslated(client: Client, path: str, record: str) -> list[str]:
    """Return the texts of ours that a page shows in both languages alike."""
    there = path if path != "/" else ""
    pages = [client.get(path), client.get(f"/pt-br{there or '/'}")]
    assert [page.status_code for page in pages] == [200, 200], path
    english, portuguese = (texts(page.content.decode()) for page in pages)
    return sorted(text for text in english & portuguese if ours(text, record))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_shares_only_what_was_written(
    steered: Missions, client: Client, folder: Path, path: str
) -> None:
    assert untranslated(client, path, written(folder)) == []


def test_a_sentence_that_nobody_translated_is_found(
    steered: Missions, client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonweal.web.doors.speaking.speaking", lambda _: nullcontext())
    left = untranslated(client, "/methods", written(folder))
    assert "Evidence of the agreed strength shows that it was kept." in left
    assert len(left) > 30


def results(limit: int) -> Iterator[str]:
    """Yield addresses of clauses and results of the starter."""
    for clause in Clause.objects.order_by("agreement_id", "name"):
        yield f"/agreements/{clause.agreement_id}/{clause.name}"
    for finding in Finding.objects.exclude(reason="").order_by("agreement_id", "clause", "start")[:limit]:
        yield f"/agreements/{finding.agreement_id}/{finding.clause}/{finding.start}..{finding.end}"
    for owed in Payable.objects.exclude(reason="").order_by("agreement_id", "clause", "start")[:limit]:
        yield f"/agreements/{owed.agreement_id}/{owed.clause}/{owed.start}..{owed.end}"


def test_clauses_and_reasons_share_only_what_was_written(
    steered: Missions, client: Client, folder: Path
) -> None:
    record, paths = written(folder), list(results(12))
    assert len(paths) > 10
    assert {path: left for path in paths if (left := untranslated(client, path, record))} == {}


def test_what_is_stored_is_told_once_in_every_other_language(steered: Missions) -> None:
    for agreement in Agreement.objects.all():
        told = dict(Telling.objects.filter(agreement=agreement).values_list("about", "text"))
        reasons = Finding.objects.filter(agreement=agreement).exclude(reason="").count()
        assert sum(of.startswith("finding/") for of in told) == reasons
        assert told["lead"] != agreement.lead
        assert {of for of in told if of.startswith("clause/")} == {
            f"clause/{name}/{n}" for name, n in agreement.wordings.values_list("name", "words")
        }
    assert set(Telling.objects.values_list("language", flat=True)) == {"pt-br"}


def test_the_page_of_an_agreement_in_portuguese(steered: Missions, client: Client) -> None:
    said = words(client, f"/pt-br/agreements/{JOBS}")
    assert "promessas chegaram à verificação" in said
    assert "A parte " in said and "deve assegurar" in said
    assert "assinado em" in said and re.search(r"\d+ de \w+ de 20\d\d", said)
    assert re.search(r"[A-Z]{3} \d{1,3}(\.\d{3})+,\d\d\b", said)


@pytest.mark.parametrize(
    "path", ["/missions/clean", f"/agreements/{JOBS}", f"/agreements/{JOBS}/jobs", "/support"]
)
def test_a_page_is_cited_alike_in_every_language(steered: Missions, client: Client, path: str) -> None:
    said = [words(client, at) for at in (path, f"/pt-br{path}")]
    cited = [re.findall(r"commonweal:[^ ]+", text) for text in said]
    assert cited[0] == cited[1] and cited[0]


def test_data_are_the_same_bytes_in_every_language(steered: Missions, client: Client) -> None:
    asked = {"accept-language": "pt-BR"}
    files = [f"/downloads/{name}.{form}" for name in TABLES for form in FORMS]
    for path in ("/api/agreements", "/api/findings", "/api/amendments", "/api/openapi.json", *files):
        client.get("/pt-br/search")  # whatever the worker spoke last
        first = client.get(path, headers=asked)
        client.get("/search")
        assert first.status_code == 200 and first.content == client.get(path).content, path
        assert client.get(f"/pt-br{path}").status_code == 404, "data have one address"
    assert client.get("/downloads/findings.csv").content.decode().startswith("agreement,")
    told = client.get("/downloads/findings.json").json()
    assert (told["says"], told["columns"][0]["name"]) == (TABLES["findings"].says, "agreement")


def test_the_dictionary_says_in_portuguese_what_columns_mean_and_leaves_their_names(
    steered: Missions, client: Client
) -> None:
    page = client.get("/pt-br/downloads").content.decode()
    for table in TABLES.values():
        assert f'<h2 id="{table.name}"><code>{table.name}</code></h2>' in page
        assert table.says not in page
        for name, _, means in table.columns:
            assert f"<dt><code>{name}</code> (" in page and f"<dd>{means}</dd>" not in page
    assert "(sim ou não)" in page and 'lang="en"' not in page[page.index("<main") : page.index("</main>")]
    assert max(len(client.get(path).content) for path in ("/downloads", "/pt-br/downloads")) < 100_000


def test_after_a_page_english_is_spoken_again(steered: Missions, client: Client) -> None:
    client.get("/pt-br/methods")
    assert is_english()


def test_judging_while_a_page_speaks_portuguese_stores_english(take: object, folder: Path, db: None) -> None:
    assert callable(take)
    assert take(folder).ok
    set_as_of(date(2025, 12, 31), actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    before = list(Agreement.objects.values_list("agreement", "lead", "give_get", "data"))
    Agreement.objects.all().delete()
    with speaking("pt-BR"):
        judge(now=NOW)
    assert list(Agreement.objects.values_list("agreement", "lead", "give_get", "data")) == before
    assert Amendment.objects.exclude(data__contains='"said": "Amendment').count() == 0
