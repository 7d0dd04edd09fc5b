"""The page for signature: what stands on it, in which order, and that nothing on it is not escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from commonweal.ground.period import Period
from commonweal.report.signing.signature import Document, signature_page
from commonweal.terms.core.agreements import Agreement, Amendment, SeriesEntry, Setting
from commonweal.terms.core.digest import terms_hash
from commonweal.terms.explain.language import languages
from commonweal.terms.explain.prose import prose
from tests.unit.terms.core.samples import SAMPLE

NOW = datetime(2020, 1, 1, tzinfo=UTC)
YEAR = Period.days_of(date(2020, 1, 1), date(2020, 12, 31))
SECOND = replace(SAMPLE, version=2)
TEXTS = {(t.name, t.version): (t, terms_hash(t)) for t in (SAMPLE, SECOND)}
SIGNED = Agreement(
    "WI-1", SAMPLE.name, 1, {"company": "ACME", "state": "WI"},
    (Setting("lifetime_cap", Decimal(5), NOW),), (SeriesEntry("jobs_floor", YEAR, Decimal(480), NOW),),
    date(2019, 12, 1), label="Mount Pleasant",
    amendments=(
        Amendment("WI-1", date(2021, 1, 1), date(2020, 12, 1), NOW, parties={"company": "BETA"}),
        Amendment("WI-1", date(2022, 1, 1), date(2021, 12, 1), NOW, terms=SAMPLE.name, version=2),
    ),
)  # fmt: skip
BARE = Document(SAMPLE, None, TEXTS, {})
FULL = Document(SAMPLE, SIGNED, TEXTS, {"BETA": "Beta <Ltd>"})


class Reading(HTMLParser):
    """The tags of a page with their ids, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text.append(data)


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("document", [BARE, FULL], ids=["bare", "signed"])
def test_headings_descend_landmarks_stand_and_ids_are_unique(document, code):
    page = signature_page(document, language_code=code)
    read = Reading(page)
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    tags = [tag for tag, _ in read.tags]
    assert [tags.count(t) for t in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in read.tags:
        assert (attrs.get("aria-labelledby") or ids[0]) in ids
        assert (attrs.get("href") or "#" + str(ids[0])).lstrip("#") in [*ids, "data:,"]
    assert read.tags[0] == ("html", {"lang": code})
    assert "<script" not in page and "http:" not in page and "https:" not in page
    assert signature_page(document, language_code=code) == page


def test_every_paragraph_stands_on_the_page_with_its_number():
    said = "".join(Reading(signature_page(BARE)).text).replace("\u00a0", " ")
    for clause in prose(SAMPLE):
        assert f"{clause.number}. {clause.title}" in said
        for paragraph in clause.paragraphs:
            assert f"{paragraph.number} {paragraph.text}" in said


def test_the_bare_text_has_its_hash_and_a_line_for_each_party():
    page = signature_page(BARE)
    assert f'<code class="mark">{terms_hash(SAMPLE)}</code>' in page
    assert page.count('class="line"') == 3 * len(SAMPLE.parties)
    assert "For company" in page and "For The State" in page
    assert "<h1>Credits for jobs</h1>" in page


def test_an_agreement_is_signed_by_who_the_parties_are_now():
    page = signature_page(FULL)
    assert "<h1>Credits for jobs: Mount Pleasant</h1>" in page
    assert "For Beta &lt;Ltd&gt;" in page and "For WI" in page and "<Ltd>" not in page
    assert page.count('<code class="mark">') == 2, "the hash of each text that is signed"
    n = len(prose(SAMPLE))
    assert [f"{n + k}. " in page for k in (1, 2, 3, 4)] == [True, True, True, False]
    assert '<th scope="row">2020</th><td class="n">480 jobs</td>' in page


def test_a_currency_does_not_part_from_its_figure():
    assert "USD\u00a080,000,000" in signature_page(BARE)


def test_hostile_words_are_escaped():
    evil = replace(SAMPLE, label='<img src=x onerror="alert(1)">', parties=SAMPLE.parties)
    page = signature_page(Document(evil, replace(SIGNED, id='"><script>'), TEXTS, {"BETA": "</style>"}))
    assert "<img" not in page and "<script" not in page and page.count("</style>") == 1
