"""The page of an assessment: complete, sound, safe whatever others wrote, and never larger than it may be."""

from __future__ import annotations

import ast
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engines.protocol import Finding, Payable, Power
from commonweal.ground.period import Period, day, fiscal_year, month, quarter, year
from commonweal.report.html import LIMIT, assessment_page
from commonweal.report.page import lead, words
from commonweal.report.page.drawing import markup
from commonweal.report.page.drawing.timeline import Bar, Lane, timeline
from commonweal.report.page.view import UP_FOR_TEST, Anchors, chapters, status_of
from tests.unit.report.pages import (
    TURNED,
    Node,
    atlas,
    examples_of,
    hostile,
    made_of,
    many,
    one,
    read,
)

CSS = resources.files("commonweal.report").joinpath("page.css").read_text("utf-8")
DAYS = [date(2009, 1, 31), date(2021, 12, 31), date(2022, 3, 31), date(2025, 6, 30)]
FIXED = words.FIXED


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return " ".join(text.replace(FIXED, " ").split())


@pytest.fixture(scope="module", params=DAYS, ids=str)
def page(request: pytest.FixtureRequest) -> str:
    """Return the atlas as of several days."""
    return assessment_page(atlas(request.param))


@pytest.fixture(scope="module")
def tree() -> Node:
    """Return the atlas at the end of 2021 as a tree."""
    return read(assessment_page(atlas()))


# ---- a sound page -----------------------------------------------------------------------------------


def test_a_page_stays_under_its_limit_and_is_well_formed(page: str) -> None:
    assert len(page.encode()) <= LIMIT
    assert page.startswith("<!doctype html>\n")
    read(page)


def test_the_same_run_gives_the_same_bytes() -> None:
    assert assessment_page(atlas()) == assessment_page(atlas())


def test_ids_stand_once_and_every_link_inside_leads_somewhere(page: str) -> None:
    root = read(page)
    ids = [n.attrs["id"] for n in root.walk() if "id" in n.attrs]
    assert len(ids) == len(set(ids))
    assert not [i for i in ids if re.search(r"\s", i) or not i]
    for node in root.walk():
        for name in ("aria-labelledby", "aria-describedby"):
            assert all(i in ids for i in node.attrs.get(name, "").split())
        target = node.attrs.get("href", "")
        if target.startswith("#"):
            assert unquote(target[1:]) in ids, target


def test_headings_go_down_one_step_at_a_time(page: str) -> None:
    levels = [int(n.tag[1]) for n in read(page).walk() if re.fullmatch("h[1-6]", n.tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_nothing_is_asked_of_any_other_place(page: str) -> None:
    root = read(page)
    tags = {n.tag for n in root.walk()}
    assert tags.isdisjoint({"script", "img", "iframe", "object", "embed", "form", "base", "video", "audio"})
    for node in root.walk():
        assert not [a for a in node.attrs if a.startswith("on") or a in ("src", "srcset", "style", "action")]
        href = node.attrs.get("href", "")
        outside = href.startswith(("http://", "https://"))
        assert outside or href.startswith("#") or href == "data:," or href == ""
        if outside:
            assert node.tag == "a" and node.attrs["rel"] == "noopener noreferrer"
    assert "url(" not in CSS and "@import" not in CSS


def test_the_policy_allows_the_style_of_the_page_and_nothing_else(tree: Node) -> None:
    policy = tree.all("meta", http_equiv="Content-Security-Policy")[0].attrs["content"]
    css = tree.all("style")[0].text
    assert css == CSS
    digest = b64encode(sha256(css.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy


def test_every_finding_and_amount_has_a_row_one_can_link_to(tree: Node) -> None:
    ids = {n.attrs["id"] for n in tree.all("tr") if "id" in n.attrs}
    assert {"WI-FXC/jobs/2019", "WI-FXC/jobs/2020", "WI-FXC/credits/2020"} <= ids
    assert len(ids) == sum(len(a.findings) + len(a.payables) for a in atlas().assessments)


# ---- what it says -----------------------------------------------------------------------------------


def test_foxconn_2020_is_met_with_579_jobs_against_481(tree: Node) -> None:
    row = next(n for n in tree.all("tr") if n.attrs.get("id") == "WI-FXC/jobs/2020")
    assert [plain(c.text) for c in row.children if isinstance(c, Node)] == [
        "Enough jobs at year end for any credit", "2020", "at least 481 jobs", "579 jobs",
        "met 98 jobs more than needed",
    ]  # fmt: skip


def test_foxconn_2019_is_breached_and_its_reason_is_open(tree: Node) -> None:
    why = next(n for n in tree.walk() if n.attrs.get("id") == "WI-FXC/jobs/2019/why")
    said = plain(why.text)
    assert "281 jobs at least 520 jobs: no, 239 jobs short, 46 %" in said
    assert "evidence/foxconn.csv:4" in said and "Set aside: 550 jobs claimed, recorded 30 April 2020" in said
    block = next(d for d in tree.all("details") if why in d.children)
    assert "open" in block.attrs


def test_the_first_screen_answers(tree: Node) -> None:
    main = tree.all("main")[0]
    sentence = plain(main.all("p", class_="lead")[0].text)
    assert sentence.startswith("9 promises in 3 agreements came up for test 18 times: 2 were met, 2 are ")
    terms = [plain(n.text) for n in main.all("dl")[0].all("dt")]
    assert terms == ["Evidence", "Breached", "Proof overdue", "Owed now"]
    first = [plain(n.text) for n in main.all("h2")][:3]
    assert first == ["Needs attention", "What comes next", "The agreements"]


def test_the_figures_of_the_first_screen_are_those_of_the_findings(tree: Node) -> None:
    run = atlas()
    figures = {plain(d.all("dt")[0].text): plain(d.all("b")[0].text) for d in tree.all("dl")[0].all("div")}
    findings = [f for a in run.assessments for f in a.findings]
    assert figures["Breached"] == str(sum(f.status == "breached" for f in findings))
    assert figures["Proof overdue"] == str(sum(status_of(f) == "overdue" for f in findings))
    present = sum(a.facts_present for a in run.assessments)
    assert figures["Evidence"] == f"{present} of {sum(a.facts_expected for a in run.assessments)} facts"


def test_a_page_says_how_to_check_it(tree: Node) -> None:
    run = atlas()
    text = plain(tree.text)
    for judged in run.assessments:
        assert judged.terms_hash in text
        assert f"commonweal assess WORKSPACE --agreement {judged.agreement} --as-of 2021-12-31" in text
    assert "--known-at 2021-12-31 --engine reference" in text


def test_a_run_without_traces_gives_a_page_too() -> None:
    run = atlas()
    bare = [
        replace(
            a,
            findings=tuple(replace(f, trace=None, missing=()) for f in a.findings),
            payables=tuple(replace(p, trace=None, missing=()) for p in a.payables),
        )
        for a in run.assessments
    ]
    root = read(assessment_page(made_of(run, *bare)))
    assert not [n for n in root.walk() if n.attrs.get("id", "").endswith("/why")]
    assert "WI-FXC/jobs/2019" in {n.attrs.get("id") for n in root.walk()}


def test_an_empty_workspace_says_so() -> None:
    text = plain(read(assessment_page(made_of(atlas(), name="Nothing yet"))).text)
    assert "No agreement of this workspace was in force and known by then" in text
    assert "Nothing is breached, late or in doubt." in text and "No deadline lies ahead." in text


# ---- nothing inside is trusted ----------------------------------------------------------------------


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    page = assessment_page(hostile(tmp_path))
    root = read(page)
    assert {n.tag for n in root.walk()}.isdisjoint({"script", "img"})
    assert not [a for n in root.walk() for a in n.attrs if a.startswith("on")]
    assert not [n for n in root.all("svg") if "onload" in n.attrs]
    assert root.text.count("<script>alert(1)</script>") > 50
    assert page.count("<svg") == len(root.all("svg"))


def test_hostile_words_stay_words_in_the_picture(tmp_path: Path) -> None:
    picture = read(assessment_page(hostile(tmp_path))).all("svg", class_="timeline")[0]
    assert "<script>alert(1)" in picture.all("title")[0].text
    assert {n.tag for n in picture.walk()} <= {"svg", "title", "desc", "line", "text", "rect", "use"}


def test_links_to_sources_show_where_they_lead(tmp_path: Path) -> None:
    links = [n for n in read(assessment_page(hostile(tmp_path))).all("a") if "rel" in n.attrs]
    assert {n.text for n in links} == {"x.example"}
    assert {n.attrs["href"] for n in links} == {"https://x.example/?a=1&b="}


@given(st.text())
def test_any_text_is_escaped_in_elements_and_attributes(text: str) -> None:
    made = markup.el("p", text, title=text, data_label=markup.Markup(text))
    node = read(made).children[0]
    assert isinstance(node, Node) and len(read(made).children) == 1
    clean = markup._UNSEEN.sub("\ufffd", text)
    assert node.text == clean.replace("\r", "\n")
    assert set(node.attrs) == {"title", "data-label"}


def test_markup_that_is_added_to_is_text_again() -> None:
    bold = markup.el("b", "x")
    assert markup.el("p", bold + "<i>") == "<p>&lt;b&gt;x&lt;/b&gt;&lt;i&gt;</p>"
    assert markup.el("p", f"{bold}") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    assert markup.el("p", bold) == "<p><b>x</b></p>"
    assert markup.text(TURNED) == "abc\ufffddef\ufffd"


def test_only_one_module_makes_markup() -> None:
    folder = Path(str(resources.files("commonweal.report")))
    for path in [*folder.glob("*.py"), *folder.glob("page/*.py")]:
        if path.name == "markup.py":
            continue
        calls = [n.func for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
        assert not [c for c in calls if isinstance(c, ast.Name) and c.id == "Markup"], path.name


@pytest.mark.parametrize("child", [3, 1.5, object()])
def test_what_is_no_text_does_not_enter_a_page(child: object) -> None:
    with pytest.raises(TypeError):
        markup.el("p", child)


def test_a_style_sheet_cannot_end_itself() -> None:
    with pytest.raises(ValueError):
        markup.style("a{}</style><script>")


# ---- statuses ---------------------------------------------------------------------------------------


def test_every_status_is_a_word_a_shape_and_a_colour() -> None:
    shapes = {n.attrs["id"] for n in read(assessment_page(atlas())).all("symbol")}
    for words_of in (words.STATUSES, words.STATES, words.POWERS):
        for code, word in words_of.items():
            assert word.word and word.means.endswith("."), code
            assert f"s-{word.shape}" in shapes, code
            assert f".{word.hue}{{color:var(--{word.hue})}}" in CSS, code
        looks = [(w.shape, w.hue) for w in words_of.values()]
        assert len(looks) == len(set(looks)), "two statuses look alike"
        spoken = [w.word for w in words_of.values()]
        assert len(spoken) == len(set(spoken))


def test_unknown_and_vacuous_are_never_green() -> None:
    green = {code for code, word in {**words.STATUSES, **words.STATES}.items() if word.hue == "good"}
    assert green == {"met", "cured", "paid"}


def shown_as(root: Node, code: str) -> list[Node]:
    """Return the places where a status or state stands."""
    name = f"is-{code.replace('_', '-')}"
    return [n for n in root.all("span") if name in n.attrs.get("class", "").split()]


@pytest.mark.parametrize("status", [s for s in words.STATUSES if s != "vacuous"])
def test_every_status_shows_on_the_page(status: str) -> None:
    run = atlas()
    first = one(run, "WI-FXC")
    changed = replace(first, findings=tuple(replace(f, status=status, reason="x") for f in first.findings))
    root = read(assessment_page(made_of(run, changed)))
    shown = shown_as(root, status)
    word = words.STATUSES[status].word
    assert len(shown) > len(first.findings) and {plain(n.text) for n in shown} == {word}


@pytest.mark.parametrize("state", words.STATES)
def test_every_state_shows_on_the_page(state: str) -> None:
    run = atlas()
    first = one(run, "WI-FXC")
    changed = replace(first, payables=tuple(replace(p, state=state) for p in first.payables))
    root = read(assessment_page(made_of(run, changed)))
    shown = shown_as(root, state)
    assert {plain(n.text) for n in shown if n.text} >= {words.STATES[state].word}


def test_a_promise_that_nothing_could_break_is_not_called_met(tmp_path: Path) -> None:
    root = read(assessment_page(hostile(tmp_path)))
    row = next(n for n in root.all("tr") if n.attrs.get("id") == "D/1/plants/2021")
    assert [plain(n.text) for n in row.all("span")] == ["nothing to test"]
    assert "1 was met only because there was nothing to test" in plain(root.all("p", class_="lead")[0].text)


def test_proof_that_exists_and_is_not_public_is_not_called_overdue() -> None:
    run = atlas()
    late = [f for a in run.assessments for f in a.findings if f.status == "overdue"]
    hidden = [f for f in late if status_of(f) == "not_public"]
    assert hidden and len(hidden) < len(late)
    assert all("undisclosed" in f.reason and not f.missing for f in hidden)
    row = next(
        n for n in read(assessment_page(run)).all("tr")
        if n.attrs.get("id") == f"{hidden[0].agreement}/{hidden[0].clause}/{hidden[0].window.first.year}"
    )  # fmt: skip
    assert "not public" in plain(row.text) and "overdue" not in plain(row.text)


def test_a_waiver_says_by_whom_and_when(tmp_path: Path) -> None:
    root = read(assessment_page(hostile(tmp_path)))
    row = next(n for n in root.all("tr") if n.attrs.get("id") == "D/1/jobs/2020")
    assert plain(row.text).endswith(", 1 June 2021") and "waived by" in plain(row.text)


def test_powers_that_are_open_are_named() -> None:
    run = atlas()
    first = one(run, "WI-FXC")
    power = Power("WI-FXC", "stays", 1, year(2019), "state", "terminate", "available", date(2022, 6, 30))
    text = plain(read(assessment_page(made_of(run, replace(first, powers=(power,))))).text)
    assert "What a party may do" in text and "may terminate" in text and "30 June 2022" in text


# ---- contrast, computed from the style sheet --------------------------------------------------------


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    digits = colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_has_a_contrast_of_4_5(scheme: int) -> None:
    roots = re.findall(r":root\{([^}]*)\}", CSS)
    colours = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", roots[scheme]))
    texts = ["ink", "soft", "accent", *{w.hue for w in (*words.STATUSES.values(), *words.STATES.values())}]
    for ground in ("paper", "wash", "accent-wash"):
        for name in texts:
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    assert contrast(colours["focus"], colours["paper"]) >= 3


# ---- sentences --------------------------------------------------------------------------------------


def finding(status: str, n: int = 2020, clause: str = "jobs", **more: Any) -> Finding:
    """Return a finding of a year."""
    due = date(n + 1, 6, 30)
    return Finding("A", 1, "t@1", clause, "", None, year(n), due, status, "status:0", None, **more)


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ([], "These terms hold no promises to be tested, only payments."),
        (["not_due"], "No promise has come up for test yet. One is to be proved by 30 June 2021."),
        (["met"], "The one promise that came up for test was met."),
        (["met", "met"], "Both promises that came up for test were met."),
        (["breached"] * 3, "All 3 promises that came up for test are breached."),
        (
            ["overdue"],
            "The one promise that came up for test has no proof in this register since 30 June 2021.",
        ),
        (
            ["met", "met", "breached", "overdue"],
            "Of 4 promises that came up for test, 2 were met, 1 is breached and 1 has no proof in this "
            "register since 30 June 2024.",
        ),
        (
            ["waived", "suspended", "cured", "curing", "open", "not_due", "ended", "inapplicable"],
            "Of 4 promises that came up for test, 1 is breached and can still be mended, 1 was mended in "
            "time, 1 was waived and 1 is suspended. 2 more are to be proved, the first by 30 June 2025.",
        ),
    ],
)  # fmt: skip
def test_a_sentence_for_each_situation(statuses: list[str], said: str) -> None:
    several = [finding(s, 2020 + i, f"promise_{i}") for i, s in enumerate(statuses)]
    assert plain(lead.promises(several)) == said


def test_a_promise_that_comes_up_again_is_one_promise_tested_several_times() -> None:
    again = [finding("met", 2020), finding("met", 2021), finding("open", 2022)]
    told = "One promise came up for test 2 times: 2 were met. One more is to be proved by 30 June 2023."
    assert plain(lead.promises(again)) == told
    two = [*again, finding("breached", 2020, "wages"), finding("not_due", 2023, "later")]
    assert plain(lead.promises(two)).startswith(
        "2 promises came up for test 3 times: 2 were met and 1 is breached."
    )


def test_what_was_true_for_nothing_is_not_counted_as_met() -> None:
    assert status_of(finding("met", vacuous=True)) == "vacuous"
    said = plain(lead.promises([finding("met", vacuous=True)]))
    assert said == "The one promise that came up for test was met only because there was nothing to test."


def owed(chapter: Any, **changes: Any) -> str:
    """Return the sentence on money when Foxconn's first payable is changed so."""
    first = chapter.payables[0]
    chapter.assessment = replace(chapter.assessment, payables=(replace(first, **changes),))
    return plain(lead.money(chapter))


def test_a_sentence_for_each_state_of_money() -> None:
    run = atlas()
    chapter = chapters(made_of(run, one(run, "WI-FXC")), Anchors())[0]
    state, firm = "The State of Wisconsin, through WEDC", "the Foxconn companies in Wisconsin, with FII USA"
    due = {"amount": Decimal("100.50"), "interval": None, "due": date(2022, 1, 31)}
    assert (
        owed(chapter, state="due", paid=Decimal(0), **due)
        == f"{state} owes {firm} USD 100.50, to be paid by 31 January 2022."
    )
    assert (
        owed(chapter, state="late", paid=Decimal("0.50"), **due)
        == f"By the terms {state[0].lower()}{state[1:]} had to pay {firm} USD 100.50 by 31 January 2022; "
        "USD 0.50 of it is on record as paid, USD 100.00 is not."
    )
    assert owed(chapter, state="late", paid=Decimal(0), **due).endswith(
        "USD 100.50 by 31 January 2022; none of it is on record as paid."
    )
    assert owed(chapter, state="part_paid", paid=Decimal("40.50"), **due) == (
        f"{state} owes {firm} USD 100.50, to be paid by 31 January 2022; USD 40.50 of it is on record as "
        "paid, USD 60.00 is not."
    )
    no_day = owed(chapter, state="part_paid", paid=Decimal("40.50"), **{**due, "due": None})
    assert no_day.endswith("USD 60.00 is not, and the day is not fixed yet.")
    assert owed(chapter, state="paid", paid=Decimal("100.50"), **due) == (
        f"All money that fell due from {state[0].lower()}{state[1:]} was paid; nothing fell due from {firm}."
    )
    back = {"state": "paid", "paid": Decimal("100.50"), "payer": "company", "payee": "state", **due}
    assert owed(chapter, **back) == "All money that fell due was paid."
    assert owed(chapter, state="none_due", paid=Decimal(0), **due) == "No money is owed now."
    hanging = owed(chapter, state="undetermined", amount=None, interval=(Decimal(0), None))
    assert (
        hanging
        == "No known amount is owed now. One amount cannot be worked out before missing evidence comes."
    )


def test_money_of_two_currencies_is_never_added() -> None:
    run = atlas()
    first = one(run, "WI-FXC")
    due = replace(first.payables[0], state="due", amount=Decimal(5), paid=Decimal(0), interval=None)
    both = replace(first, payables=(due, replace(due, currency="EUR", window=year(2021))))
    figures = read(assessment_page(made_of(run, both))).all("dl")[0]
    assert plain(figures.all("b")[3].text) == "EUR 5.00 + USD 5.00"


def test_statuses_that_came_up_are_known() -> None:
    assert set(UP_FOR_TEST) | {"open", "not_due", "ended", "inapplicable"} == set(words.STATUSES)


# ---- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (year(2021), "2021"),
        (quarter(2021, 3), "Q3 2021"),
        (month(2021, 7), "July 2021"),
        (day(date(2021, 7, 31)), "31 July 2021"),
        (Period.days_of(date(2008, 10, 28), date(2008, 12, 31)), "28 October 2008 to 31 December 2008"),
    ],
)
def test_periods_in_words(period: Period, said: str) -> None:
    assert plain(words.period(period)) == said


def test_fiscal_years_in_words() -> None:
    from commonweal.ground.period import FiscalEnd

    ends = FiscalEnd(9, 30)
    assert words.period(fiscal_year(2024, ends), ends) == "FY2024"


@pytest.mark.parametrize(
    ("show", "said"),
    [
        (lambda: words.amount(Decimal("28793553.75"), "USD"), "USD 28,793,553.75"),
        (lambda: words.amount(Decimal("-1"), "JPY"), "JPY −1"),
        (lambda: words.amount(Decimal("12000"), "lithium_tonne"), "12,000 lithium tonne"),
        (lambda: words.headline(Decimal("28793553.75"), "USD"), "USD 28.8 million"),
        (lambda: words.headline(Decimal("2850000000"), "USD"), "USD 2.85 billion"),
        (lambda: words.headline(Decimal("999999.99"), "USD"), "USD 999,999.99"),
        (lambda: words.headline(Decimal("192857142"), "doses"), "193 million doses"),
        (lambda: words.number(Decimal("-0.5")), "−0.5"),
        (lambda: words.number(Decimal("1") / Decimal("3")), "≈ 0.333333"),
        (lambda: words.between(Decimal(0), Decimal(9), "EUR"), "between EUR 0.00 and EUR 9.00"),
        (lambda: words.between(Decimal(0), None, "EUR"), "not known"),
        (lambda: words.between(Decimal(2), None, "EUR"), "at least EUR 2.00"),
        (lambda: words.between(None, Decimal(2), "EUR"), "at most EUR 2.00"),
        (lambda: words.listed(["a", "b", "c"]), "a, b and c"),
        (lambda: words.periods([str(n) for n in range(2000, 2010)]), "2000, 2001, … 2009 (10 in all)"),
        (lambda: words.shortened("Enough jobs at the end of the year", 20), "Enough jobs at the…"),
        (lambda: words.days_in_words("on 2020-04-30, not 2020-13-99"), "on 30 April 2020, not 2020-13-99"),
    ],
)  # fmt: skip
def test_numbers_in_words(show: Callable[[], str], said: str) -> None:
    assert plain(show()) == said


def test_instants_in_words() -> None:
    end = datetime(2021, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert plain(words.instant(end, UTC)) == "the end of 31 December 2021"
    assert plain(words.instant(end + timedelta(seconds=1), UTC)) == "the start of 1 January 2022"
    assert plain(words.instant(end - timedelta(hours=6), UTC)) == "31 December 2021, 17:59:59"


# ---- the picture ------------------------------------------------------------------------------------


def lane(*statuses: str, first: int = 2018) -> Lane:
    """Return a clause with a status a year."""
    bars = [Bar(year(first + i), s, words.STATUSES[s], s == "breached") for i, s in enumerate(statuses)]
    return Lane("Jobs", tuple(bars))


def drawn(*lanes: Lane, today: date = date(2021, 12, 31)) -> Node:
    """Return a picture as a tree."""
    return read(timeline(lanes, today=today, title="T", description="D", ids=("t", "d"))).all("svg")[0]


def test_a_picture_has_title_description_and_words() -> None:
    picture = drawn(lane("met", "met", "breached", "overdue"))
    assert picture.attrs["role"] == "img" and picture.attrs["aria-labelledby"] == "t"
    assert [picture.all("title")[0].text, picture.all("desc")[0].text] == ["T", "D"]
    said = [n.text for n in picture.all("text")]
    assert {"Jobs", "met × 2", "breached", "overdue"} <= set(said)
    assert {n.attrs["href"] for n in picture.all("use")} == {"#s-disc", "#s-diamond", "#s-triangle"}


def test_nothing_of_a_picture_stands_outside_it() -> None:
    picture = drawn(lane("met", "breached"), lane(*["inapplicable"] * 30, first=2019), today=date(2060, 1, 1))
    for box in picture.all("rect"):
        x, width = (Decimal(box.attrs[name].rstrip("%")) for name in ("x", "width"))
        assert 0 <= x and width > 0 and x + width <= 100
    assert not [n for n in picture.all("text") if "judged" in n.text], "the day of judgement is far away"


def test_a_breach_keeps_its_shape_however_narrow() -> None:
    picture = drawn(lane(*["met"] * 40, "breached", *["met"] * 40))
    marks = [n for n in picture.all("use") if n.attrs["href"] == "#s-diamond"]
    assert len(marks) == 1 and marks[0].attrs["class"].split() == ["bad", "mark"]
    assert "breached" not in {n.text for n in picture.all("text") if "w2" not in n.attrs["class"]}


def test_neighbours_of_one_status_are_one_bar_with_edges() -> None:
    picture = drawn(lane("met", "met", "met"))
    assert len(picture.all("rect")) == 1
    assert len([n for n in picture.all("line") if "edge" in n.attrs["class"]]) == 2


# ---- every construct --------------------------------------------------------------------------------

CASES = sorted((Path(__file__).resolve().parents[2] / "cases").glob("*/good/*/case.terms"))


@pytest.mark.parametrize("topic", sorted({path.parts[-4] for path in CASES}))
def test_every_construct_of_the_corpus_is_told(topic: str) -> None:
    for path in (p for p in CASES if p.parts[-4] == topic):
        for run in examples_of(path):
            page = assessment_page(run)
            root = read(page)
            reasons = " ".join(n.text for n in root.walk() if n.attrs.get("id", "").endswith("/why"))
            assert "\ue000" not in page and "Decimal" not in reasons and "None" not in reasons, path


# ---- size -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [30, 1_500])
def test_very_many_agreements_still_make_a_page_that_says_what_it_leaves_out(n: int) -> None:
    page = assessment_page(many(n))
    root = read(page)
    assert LIMIT * 0.8 < len(page.encode()) <= LIMIT
    ids = {node.attrs["id"] for node in root.walk() if "id" in node.attrs}
    links = [unquote(a.attrs["href"][1:]) for a in root.all("a") if a.attrs["href"].startswith("#")]
    assert set(links) <= ids
    text = plain(root.text)
    if n > 100:
        assert f"of {n:,} agreements have a section below" in text
    assert "commonweal assess WORKSPACE --format csv" in text or "for want of room" in text


def test_an_agreement_with_very_many_periods_makes_a_page() -> None:
    run = atlas()
    first = one(run, "WI-FXC")
    found = [f for f in first.findings if f.clause == "jobs"]
    days = [day(date(2000, 1, 1) + timedelta(days=i)) for i in range(4_000)]
    changed = replace(first, findings=tuple(replace(found[i % 2], window=d) for i, d in enumerate(days)))
    page = assessment_page(made_of(run, changed))
    assert len(page.encode()) <= LIMIT
    assert "further rows are not on this page, for want of room" in plain(read(page).text)


def test_two_things_never_share_an_id() -> None:
    anchors = Anchors()
    given = [anchors.give(name) for name in ("A/b", "A/b", "A b", "A_b", "", "<x>", "top")]
    assert len(set(given)) == len(given)
    assert not [g for g in given if re.search(r"[\s<>\"]", g)]


def payable(**changes: Any) -> Payable:
    """Return Foxconn's credits of 2021, changed."""
    found = one(atlas(), "WI-FXC").payables
    credits = next(p for p in found if p.clause == "credits" and p.window.first.year == 2021)
    return replace(credits, **changes)


def test_rows_of_one_clause_and_period_have_ids_of_their_own() -> None:
    run = atlas()
    first = one(run, "WI-FXC")
    rows = (payable(kind="consequence", item=1), payable(kind="consequence", item=2), payable())
    root = read(assessment_page(made_of(run, replace(first, payables=rows))))
    ids = {n.attrs["id"] for n in root.all("tr") if "id" in n.attrs}
    assert {f"WI-FXC/credits/2021/consequence-{i}" for i in (1, 2)} | {"WI-FXC/credits/2021"} <= ids
