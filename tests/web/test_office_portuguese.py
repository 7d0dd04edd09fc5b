"""The office in Portuguese: each page, its refusals too, in the language of its address; the same record."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonweal.web.assessment.operations import Outcome as Judged
from commonweal.web.doors.guard import LARGEST
from commonweal.web.doors.speaking import of_office
from commonweal.web.portfolio.models import Upload
from commonweal.web.record.composing import compose
from tests.web.conftest import STARTER
from tests.web.test_office import IMPORT, IN, OUT, _quick_hashes, bring, officer, signed_in
from tests.web.test_portuguese import ours, texts, written
from tests.web.test_support import GRANTS, HOSTILE, LOANS, MAPPING, NEW

pytestmark = pytest.mark.django_db
__all__ = ["_quick_hashes"]
OWN = " ".join((GRANTS + LOANS + MAPPING).decode().casefold().split())


def there(path: str) -> str:
    """Return the address of a page of the office in Portuguese."""
    return path.replace("/office/", "/office/pt-br/")


def said(response: Any, status: int = 200) -> str:
    """Return a page."""
    assert response.status_code == status, response.content
    return str(response.content.decode())


def record() -> str:
    """Return everything that somebody wrote who is no part of the site."""
    return f"{written(STARTER)} {OWN} ada support review toml csv xlsx 360giving ocds usaspending commonweal"


def shared(client: Client, path: str, *, of: str = "", status: int = 200) -> list[str]:
    """Return the texts of ours that a page shows in both languages alike."""
    english, portuguese = (texts(said(client.get(at), status)) for at in (path, there(path)))
    return sorted(text for text in english & portuguese if ours(text, f"{record()} {of}".casefold()))


# ---- addresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/office/pt-br/import", "pt-br"), ("/office/pt-br", "pt-br"), ("/office/import", ""),
        ("/office/", ""), ("/office/en/import", ""), ("/office/pt/import", ""), ("/office/PT-BR/import", ""),
        ("/pt-br/office/x", ""), ("/officers/pt-br/import", ""), ("/office/import/pt-br", ""),
    ],
)  # fmt: skip
def test_the_address_tells_the_language(path: str, language: str) -> None:
    assert of_office(path) == language


def test_a_page_says_its_language_and_leads_to_the_other(judged: Judged) -> None:
    client = signed_in()
    for path in (IN, IMPORT, bring(client, NEW)):
        for at, other, code in ((path, there(path), "en"), (there(path), path, "pt-br")):
            response = client.get(at)
            page = said(response)
            assert f'<html lang="{code}">' in page and response["Content-Language"] == code
            assert f'href="{other}">{"Português" if code == "en" else "English"}</a>' in page
            assert re.search(rf'<link rel="alternate" hreflang="[a-z-]+" href="{other}">', page)
            assert response["Cache-Control"] == "no-store"
            actions = set(re.findall(r'action="(/office/[^"]*)"', page))
            assert actions and all(
                action.startswith("/office/pt-br/") == (code == "pt-br") for action in actions
            )


def test_every_public_page_leads_to_the_office_in_its_language(judged: Judged, client: Client) -> None:
    assert f'href="{IN}"' in said(client.get("/")) and f'href="{there(IN)}"' in said(client.get("/pt-br/"))


def test_who_works_in_portuguese_stays_there_and_the_cookies_stay_in_the_office(judged: Judged) -> None:
    client = Client()
    answer = client.post(there(IN), {"name": "Ada", "password": officer()[1]})
    assert (answer.status_code, answer["Location"]) == (302, there(IMPORT))
    assert answer.cookies["__Secure-office"]["path"] == "/office"
    assert client.get(IMPORT).status_code == 200, "one session, two languages"
    brought = client.post(there(IMPORT), {"files": SimpleUploadedFile("grants.csv", GRANTS)})
    at = str(brought["Location"])
    assert at.startswith(f"{there(IMPORT)}/")
    assert client.post(at, {"act": "confirm"})["Location"] == at
    assert client.post(there(OUT))["Location"] == there(IN)


def test_a_stranger_cannot_tell_what_is_there_in_portuguese_either(judged: Judged) -> None:
    client, answers = Client(), set()
    for path in ("/office/pt-br/import", "/office/pt-br/import/" + "0" * 32, "/office/pt-br/nothing"):
        response = client.get(path)
        answers.add((response.status_code, response.content))
    ((status, page),) = answers
    assert status == 404 and "Não há nada neste endereço" in page.decode()
    signed = signed_in()
    for path in ("/pt-br/office/import", "/office/pt/import", "/office/en/import", "/office/pt-br"):
        assert signed.get(path).status_code == 404, path


# ---- every page --------------------------------------------------------------------------------------


def test_the_pages_before_and_after_signing_in_share_only_what_was_written(judged: Judged) -> None:
    client = signed_in()
    assert shared(Client(), IN) == []
    wrong = Client().post(there(IN), {"name": "Eve", "password": "x"})
    assert "Este nome e esta senha não correspondem" in said(wrong, 403)
    bring(client, NEW)
    done = bring(client, NEW)
    client.post(done, {"act": "confirm"})
    assert shared(client, IMPORT) == []
    assert "espera a sua decisão" in said(client.get(there(IMPORT)))


def test_a_preview_and_a_receipt_share_only_what_was_written(judged: Judged) -> None:
    client = signed_in()
    left = {"support/more.csv": b"Who;Amount;Status\nVale;7;refused\nNobody;8;paid\n"}
    mapping = MAPPING.replace(b'"Company"', b'"Who"').replace(b'date = "Signed"\n', b"")
    mapping = mapping.replace(b'"loans"', b'"more"') + b'[only]\nStatus = ["paid"]\n'
    left["support/mappings/more.toml"] = mapping
    at = bring(client, NEW | left)
    assert shared(client, at, of="more status refused paid who vale nobody") == []
    page = said(client.get(there(at))).replace("\u00a0", " ")
    for text in (
        "6 apoios, 4 deles conhecidos só por um nome", "EUR 1.257.008,50", "1 × a coluna Status diz refused",
        "o mesmo nome, salvo a forma jurídica", "linha 2", "31 de janeiro de 2021", "empréstimo, pago",
    ):  # fmt: skip
        assert text in page, text
    client.post(there(at), {"act": "confirm"})
    assert shared(client, at, of="more") == []
    assert "Recebido" in said(client.get(there(at)))
    again = bring(client, NEW | left)
    assert shared(client, again) == [] and "O registro já diz o mesmo." in said(client.get(there(again)))
    copy = bring(client, {"support/copy.csv": GRANTS})
    assert shared(client, copy, of="copy") == []
    assert "é, byte por byte," in said(client.get(there(copy)))


def test_a_mapping_is_asked_for_in_portuguese_and_taken_as_it_is(judged: Judged) -> None:
    client = signed_in()
    at = bring(client, {"support/loans.csv": LOANS})
    assert shared(client, at, of="loans.toml iso 4217 unreadable keep") == []
    page = said(client.get(there(at)))
    assert "Um mapeamento para support/loans.csv" in page and "# Uma proposta para loans.csv" in page
    wrong = client.post(there(at), {"act": "mapping", "name": "../x.toml", "text": "x"})
    assert "não serve de nome para um arquivo" in said(wrong, 400)
    given = {"act": "mapping", "name": "loans.toml", "text": MAPPING.decode()}
    assert client.post(there(at), given)["Location"] == there(at)
    client.post(there(at), {"act": "confirm"})
    stored = compose()
    assert (stored["support/mappings/loans.toml"], stored["support/loans.csv"]) == (MAPPING, LOANS)


def test_every_hostile_file_is_refused_in_portuguese(judged: Judged) -> None:
    client, left = signed_in(), {}
    for seed in HOSTILE[::5]:
        new = {f"support/{seed.file}": seed.data}
        new |= {"support/mappings/m.toml": seed.mapping.encode()} if seed.mapping else {}
        at = bring(client, new)
        pages = [said(client.get(path)) for path in (at, there(at))]
        cells = [set(re.findall(r'<td data-label="[^"]*">([^<]*?) *<', page)) for page in pages]
        assert cells[0] and seed.code in pages[1] and "Nada entraria" in pages[1]
        if same := {cell for cell in cells[0] & cells[1] if cell != "–"}:
            left[seed.id] = same
        client.post(at, {"act": "discard"})
    assert left == {}


def test_what_is_doubtful_is_told_in_portuguese(judged: Judged) -> None:
    client = signed_in()
    odd = GRANTS.replace(b"GB-COH-1234567", b"GB-COH-Unknown")
    at = bring(client, {"support/grants.csv": odd})
    assert shared(client, at, of="gb-coh-unknown org-id") == []
    assert "O que é duvidoso" in said(client.get(there(at)))


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], "não veio nenhum arquivo"),
        (["a.csv", "a.csv"], "dois arquivos se chamam a.csv"),
        ([".hidden"], "não serve de nome para um arquivo"),
        (["review.csv"], "um arquivo de apoio não pode se chamar assim"),
    ],
)
def test_a_form_that_cannot_be_is_answered_in_portuguese(names: list[str], told: str) -> None:
    files = [SimpleUploadedFile(name, GRANTS) for name in names]
    assert told in said(signed_in().post(there(IMPORT), {"files": files}), 400)


def test_where_there_is_no_workspace_that_is_said_in_portuguese() -> None:
    client = signed_in()
    at = bring(client, NEW)
    assert shared(client, at, status=400) == []
    assert "ainda não há espaço de trabalho" in said(client.get(there(at)), 400)


def test_what_the_doors_refuse_is_said_in_portuguese() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert "Este formulário é antigo demais" in said(strict.post(there(IN), {"name": "a"}), 403)
    client = signed_in()
    large = client.generic("POST", there(IMPORT), b"x", CONTENT_LENGTH=str(LARGEST + 1))
    assert "O pedido é grande demais." in said(large, 413) and not Upload.objects.exists()


def test_the_same_files_make_the_same_record_in_both_languages(judged: Judged, tmp_path: Path) -> None:
    client = signed_in()
    client.post(there(bring(client, NEW)), {"act": "confirm"})
    assert {path: compose()[path] for path in NEW} == NEW
    told = {one.told for one in Upload.objects.all()}
    assert told == {"\n".join(sorted(NEW))} and len(settings.LANGUAGES) == 2
