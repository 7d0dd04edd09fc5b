"""`commonweal.toml`: three keys, each checked."""

from __future__ import annotations

import pytest

from commonweal.workspace.config import MAX_BYTES, languages, read_config
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
