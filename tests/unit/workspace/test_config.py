"""`commonweal.toml`: every key checked, those of the workspace and those of its publication."""

from __future__ import annotations

import pytest

from commonweal.workspace.config import MAX_BYTES, Publication, languages, read_config
from tests.unit.workspace.small import line


def said(text: str | bytes) -> list[str]:
    """Return what is wrong with a file of settings."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    result = read_config(data)
    assert (result.value is None) == bool(result.diagnostics)
    return [line(d).partition("error ")[2] for d in result.diagnostics]


def test_all_keys() -> None:
    config = read_config('name = "Été"\nzone = "Europe/Paris"\nlanguage = "en"\n'.encode()).value
    assert config is not None
    assert (config.name, str(config.zone), config.language) == ("Été", "Europe/Paris", "en")


def test_the_name_is_by_default_that_of_the_folder_and_the_language_english() -> None:
    config = read_config(b'zone = "UTC"', folder="my-strategy").value
    assert config is not None
    assert (config.name, config.language) == ("my-strategy", "en")
    assert "en" in languages()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the time zone is missing, and with it when a day ends"),
        ('zone = "UTC"\nzome = 1', "commonweal.toml has no key `zome`"),
        ('zone = "Mars/Olympus"', "there is no time zone `Mars/Olympus`"),
        ('zone = "../../etc/passwd"', "there is no time zone `../../etc/passwd`"),
        ('zone = "/etc/localtime"', "there is no time zone `/etc/localtime`"),
        ('zone = "America"', "there is no time zone `America`"),
        ('zone = "zone.tab"', "there is no time zone `zone.tab`"),
        ('zone = ""', "`zone` must be words in quotes"),
        ("zone = 1", "`zone` must be words in quotes"),
        ('zone = ["UTC"]', "`zone` must be words in quotes"),
        ('zone = "UTC"\nname = "=cmd"', "`name` must be words in quotes"),
        ('zone = "UTC"\nname = "a\\u001b[31m"', "`name` must be words in quotes"),
        ('zone = "UTC"\nlanguage = "../en"', "there are no messages in `../en`"),
        ('zone = "UTC"\nzone = "UTC"', "this file cannot be read: Cannot overwrite a value"),
        ("zone = " + "9" * 5_000, "this file cannot be read: Exceeds the limit"),
        ("x = " + "[" * 20_000, "this file cannot be read: brackets nested too deep"),
        ("#" * (MAX_BYTES + 1), "this file cannot be read: more than 64 kB"),
        (b'zone = "\xff"', "this is not UTF-8"),
    ],
)
def test_what_is_wrong_is_said(text: str | bytes, message: str) -> None:
    found = [s.partition(": ")[2] for s in said(text)]
    assert len(found) == 1
    assert found[0].startswith(message)


def test_all_faults_are_said_at_once_with_their_lines() -> None:
    result = read_config(b'# settings\nname = 1\nzone = "X"\n\n"langage" = "en"\n[more]\n')
    assert [(d.span.line if d.span else 0) for d in result.diagnostics] == [5, 6, 2, 3]


# ---- publication ------------------------------------------------------------------------------------

LICENCE = "CC BY 4.0"
PAGE = "https://creativecommons.org/licenses/by/4.0/"


def published(*lines: str) -> str:
    """Return a file that says how its workspace is published."""
    return "\n".join(['zone = "UTC"', "[publication]", *lines])


def test_where_nothing_is_stated_nothing_is_said() -> None:
    for text in ('zone = "UTC"', published()):
        config = read_config(text.encode()).value
        assert config is not None and config.publication == Publication()
        assert not config.publication.by_mail and config.publication.contact_url == ""


@pytest.mark.parametrize(
    ("contact", "by_mail", "url"),
    [
        ("register@oakford.example", True, "mailto:register@oakford.example"),
        ("ask.us+register@data.oakford.example", True, "mailto:ask.us+register@data.oakford.example"),
        (
            "https://oakford.example/ask?to=register#form",
            False,
            "https://oakford.example/ask?to=register#form",
        ),
        ("https://oakford.example/@register", False, "https://oakford.example/@register"),
        ("https://oakford.example", False, "https://oakford.example"),
    ],
)
def test_licence_and_contact_are_read(contact: str, by_mail: bool, url: str) -> None:
    text = published(f'licence = "{LICENCE}"', f'licence_url = "{PAGE}"', f'contact = "{contact}"')
    config = read_config(text.encode()).value
    assert config is not None
    assert config.publication == Publication(LICENCE, PAGE, contact)
    assert (config.publication.by_mail, config.publication.contact_url) == (by_mail, url)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('zone = "UTC"\npublication = "CC BY 4.0"', "`publication` must be a table of keys"),
        ('zone = "UTC"\n[[publication]]', "`publication` must be a table of keys"),
        (published('license = "MIT"'), "commonweal.toml has no key `publication.license`"),
        (published("licence = 4"), "`licence` must be words in quotes"),
        (published('licence = " "'), "`licence` must be words in quotes"),
        (published('licence = "=cmd"'), "`licence` must be words in quotes"),
        (published('licence = "a\\nb"'), "`licence` must be words in quotes"),
        (published('licence = "a\\u202eb"'), "`licence` must be words in quotes"),
        (published(f'licence = "{"x" * 201}"'), "`licence` has more than 200 characters"),
        (published(f'licence_url = "{PAGE}"'), "an address of a licence is stated, and no licence"),
        *(
            (published('licence = "X"', f'licence_url = "{url}"'), "`licence_url` must be the address of a")
            for url in (
                "http://example.org/x", "javascript:alert(1)", "example.org", "https://", "https://x",
                "https://user@example.org/", "https://example.org/a b", "https://127.0.0.1/x",
                "https://example.org/<script>", "https://exämple.org/", "//example.org/x",
            )
        ),
        (published('licence = "X"', f'licence_url = "{PAGE}{"x" * 500}"'), "`licence_url` has more than 500"),
        *(
            (published(f'contact = "{contact}"'), "`contact` must say where to ask, and")
            for contact in (
                "the town hall", "a@b", "a@@example.org", "a@example.org?bcc=x", "mailto:a@example.org",
                "a%40b@example.org", "http://example.org", "Ada <a@example.org>", ".a@example.org",
            )
        ),
        (published(f'contact = "{"a" * 500}@example.org"'), "`contact` has more than 500 characters"),
        (published("contact = []"), "`contact` must be words in quotes"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_publication_is_said(text: str, message: str) -> None:
    (found,) = said(text)
    assert found.partition(": ")[2].startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        'zone = "UTC"\n\n[publication]\n# whom to ask\ncontact = "nobody"\n',
        'zone = "UTC"\nname = "contact = us"\n\n\npublication.contact = "nobody"\n',
        '\n\n\nzone = "UTC"\npublication = { contact = "nobody" }\n',
    ],
)
def test_a_fault_of_a_publication_names_its_line_however_the_table_is_written(text: str) -> None:
    (fault,) = read_config(text.encode()).diagnostics
    assert fault.span is not None and fault.span.line == 5
    assert fault.help and "register@example.org" in fault.help[0]
