"""Licence and contact: stated once in `commonweal.toml`, said wherever data are shown or sent."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonweal.web.assessment.operations import judge
from commonweal.web.missions.queries import Missions
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.record.composing import compose
from commonweal.web.record.licence import publication
from commonweal.web.record.operations import Taken
from commonweal.workspace.config import Publication
from tests.web.conftest import JOBS, NOW, words

Take = Callable[..., Taken]
pytestmark = pytest.mark.django_db
PAGE = "https://creativecommons.org/licenses/by/4.0/"
MAIL = "register@oakford.example"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def state(steered: Missions, take: Take, folder: Path) -> Callable[[str], None]:
    """Give what adds a table `publication` to the workspace, takes it in, and judges it."""
    config = folder / "commonweal.toml"
    before = config.read_text("utf-8")

    def stating(table: str) -> None:
        config.write_text(f"{before}\n[publication]\n{table}", "utf-8")
        assert take(folder).ok
        judge(now=NOW)

    return stating


@pytest.fixture
def stated(state: Callable[[str], None]) -> None:
    """State all of it."""
    state(f'licence = "CC BY 4.0"\nlicence_url = "{PAGE}"\ncontact = "{MAIL}"\n')


LINK = f'<a rel="license" href="{PAGE}">CC BY 4.0</a>'


@pytest.mark.parametrize("path", ["/about", "/downloads"])
def test_pages_of_the_data_say_licence_and_contact(stated: None, client: Client, path: str) -> None:
    said, page = words(client, path), client.get(path).content.decode()
    assert "Who keeps this register states this licence for its data: CC BY 4.0 ." in said
    assert f"Who answers for the register as a whole: {MAIL} . Who answers for a promise" in said
    assert LINK in page and f'<a href="mailto:{MAIL}">{MAIL}</a>' in page
    assert "No licence is stated" not in said and "Nobody is named who" not in said
    spoken = words(client, f"/pt-br{path}")
    assert "Quem mantém este registro declara esta licença para os seus dados: CC BY 4.0 ." in spoken
    assert f"Quem responde pelo registro como um todo: {MAIL} . Quem responde por uma promessa" in spoken


def test_a_place_says_whom_to_ask_of_the_register(
    stated: None, state: Callable[[str], None], client: Client
) -> None:
    place = "/places/land"
    assert f"Who answers for the register as a whole: {MAIL}" in words(client, place)
    state("")
    assert "Who answers for the register as a whole" not in words(client, place)


@pytest.mark.parametrize(
    "path", ["/", "/missions", "/decisions", f"/agreements/{JOBS}", f"/agreements/{JOBS}/jobs"]
)
def test_who_cites_a_page_is_told_the_licence(
    state: Callable[[str], None], client: Client, path: str
) -> None:
    assert "Licence:" not in words(client, path), "where none is stated, a citation names none"
    state(f'licence = "CC BY 4.0"\nlicence_url = "{PAGE}"\n')
    page = client.get(path).content.decode()
    assert f"</code>. Licence: {LINK}.</p>" in page
    assert f"</code>. Licença: {LINK}.</p>" in client.get(f"/pt-br{path}").content.decode().replace(
        "//", "//"
    )


def feed_of(client: Client) -> ElementTree.Element:
    """Return the feed."""
    return ElementTree.fromstring(client.get("/feed.atom").content)


def test_the_feed_says_licence_and_contact(
    stated: None, state: Callable[[str], None], client: Client
) -> None:
    feed = feed_of(client)
    assert feed.findtext(f"{ATOM}rights") == "CC BY 4.0"
    assert [one.get("href") for one in feed.findall(f"{ATOM}link") if one.get("rel") == "license"] == [PAGE]
    assert feed.findtext(f"{ATOM}author/{ATOM}email") == MAIL
    assert feed.find(f"{ATOM}author/{ATOM}uri") is None
    state('contact = "https://oakford.example/ask"')
    feed = feed_of(client)
    assert feed.find(f"{ATOM}rights") is None and feed.find(f"{ATOM}author/{ATOM}email") is None
    assert feed.findtext(f"{ATOM}author/{ATOM}uri") == "https://oakford.example/ask"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", {}),
        ('licence = "OGL 3.0"', {"license": {"name": "OGL 3.0"}}),
        (
            f'licence = "CC BY 4.0"\nlicence_url = "{PAGE}"\ncontact = "{MAIL}"',
            {"license": {"name": "CC BY 4.0", "url": PAGE}, "contact": {"email": MAIL}},
        ),
        ('contact = "https://oakford.example/ask"', {"contact": {"url": "https://oakford.example/ask"}}),
    ],
)
def test_the_api_describes_itself_with_it(
    state: Callable[[str], None], client: Client, table: str, said: dict[str, Any]
) -> None:
    state(table)
    info = client.get("/api/openapi.json").json()["info"]
    assert {key: info[key] for key in info if key in ("license", "contact")} == said
    assert info["title"] == "commonweal"


@pytest.mark.parametrize("name", ["findings", "targets", "support"])
def test_a_file_says_it_and_says_null_where_nothing_is_stated(
    state: Callable[[str], None], client: Client, name: str
) -> None:
    def heading() -> list[Any]:
        document = json.loads(client.get(f"/downloads/{name}.json").content)
        return [document[key] for key in ("licence", "licence_url", "contact")]

    assert name in TABLES and heading() == [None, None, None]
    state(f'licence = "CC BY 4.0"\nlicence_url = "{PAGE}"\ncontact = "{MAIL}"')
    assert heading() == ["CC BY 4.0", PAGE, MAIL]


def test_what_is_stated_is_a_file_of_the_workspace_and_comes_back_byte_for_byte(
    stated: None, folder: Path
) -> None:
    path = "commonweal.toml"
    assert compose(frozenset({path})) == {path: (folder / path).read_bytes()}
    assert publication() == Publication("CC BY 4.0", PAGE, MAIL)


def test_what_is_at_fault_is_not_taken_in(stated: None, take: Take, folder: Path) -> None:
    config = folder / "commonweal.toml"
    config.write_text(config.read_text("utf-8").replace(MAIL, "javascript:alert(1)"), "utf-8")
    taken = take(folder)
    assert not taken.ok and [d.code for d in taken.diagnostics] == ["CW5107"]
    assert publication().contact == MAIL
