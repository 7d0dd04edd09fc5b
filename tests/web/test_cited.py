"""Every page that shows numbers of its own says how it is cited: address, day and fingerprint."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from commonweal.web.assessment.queries import WHOLE, fingerprints, last_pass
from commonweal.web.missions.queries import Missions
from tests.web.conftest import AS_OF, words

PAGES = ["/", "/missions", "/decisions", "/agreements", "/places/land", "/programmes/riverside", "/calendar"]


def cited(client: Client, path: str) -> str:
    text = words(client, path)
    assert text.count("Cite this page") == 1, path
    return text.partition("Cite this page")[2]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_whole_record_is_cited_by_its_fingerprint(
    steered: Missions, client: Client, path: str
) -> None:
    name = path.strip("/") or "home"
    assert f"commonweal:{name}@{AS_OF}#{fingerprints()[WHOLE][:12]}" in cited(client, path)
    assert f"http://testserver{path} " in cited(client, path)
    assert f"commonweal:{name}@" in words(client, f"/pt-br{path}"), "the same in every language"


@pytest.mark.parametrize(
    "asked", ["attention=1", "instrument=tax_benefit", "attention=1&instrument=tax_benefit"]
)
def test_a_part_of_the_register_is_cited_as_that_part(steered: Missions, client: Client, asked: str) -> None:
    assert f"http://testserver/agreements?{asked} " in cited(client, f"/agreements?{asked}")


def test_the_number_and_its_fingerprint_are_of_one_pass(steered: Missions, client: Client) -> None:
    stood = last_pass()
    assert stood is not None
    whole = json.loads(stood.totals)["fingerprint"]
    shown = unescape(client.get("/").content.decode())
    assert re.findall(r"commonweal:home@[^<]+", shown) == [f"commonweal:home@{stood.as_of}#{whole[:12]}"]


@pytest.mark.parametrize("path", ["/", "/missions", "/decisions", "/agreements"])
def test_a_site_that_holds_nothing_cites_nothing(db: None, client: Client, path: str) -> None:
    assert "Cite this page" not in words(client, path)


@pytest.mark.parametrize("path", ["/about", "/downloads"])
def test_a_licence_that_nobody_stated_is_said_to_be_missing(
    steered: Missions, client: Client, path: str
) -> None:
    said = words(client, path)
    assert "Licence, and whom to ask No licence is stated for these data" in said
    assert "Nobody is named who answers for the register as a whole." in said
    assert "Nenhuma licença é declarada para estes dados" in words(client, f"/pt-br{path}")
