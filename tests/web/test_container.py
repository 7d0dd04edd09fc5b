"""What stands in `container/`: the check of the image against a site, the unit and the command beside it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT
from tests.web.running import environment_of, free_port, serving

CONTAINER = ROOT / "container"


def asked(environment: dict[str, str], port: str) -> tuple[int, str]:
    """Return status and words of the check."""
    done = subprocess.run(
        [sys.executable, CONTAINER / "healthy.py", port],
        env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_site_is_healthy_by_number_and_past_any_proxy(tmp_path: Path) -> None:
    environment = environment_of(tmp_path / "data")
    environment |= {"COMMONWEAL_HOSTS": ".example.org", "COMMONWEAL_BEHIND_HTTPS": "1"}
    nowhere = {"http_proxy": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    with serving(environment) as address:
        port = address.rpartition(":")[2]
        code, said = asked({**environment, **nowhere}, port)
        assert (code, '"status": "ready"' in said) == (0, True)
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{address}/", timeout=30)
        with refused.value as answer:
            assert answer.code == 400, "a page is not for whoever asks by number"


def test_where_nobody_answers_the_check_fails_in_one_line(tmp_path: Path) -> None:
    port = str(free_port())
    code, said = asked(environment_of(tmp_path), port)
    assert (code, said.startswith(f"nobody answers on port {port}: ")) == (1, True)
    assert len(said.splitlines()) == 1


def said_by_the_unit() -> dict[str, list[str]]:
    """Return the settings of `[Service]`, each with its values in order."""
    found = defaultdict(list)
    section = ""
    for line in (CONTAINER / "commonweal.service").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name].append(value)
    return found


def said_by_the_command() -> tuple[dict[str, list[str]], list[str]]:
    """Return the properties that `commonweal-site` sets, and what it runs."""
    text = (CONTAINER / "commonweal-site").read_text("utf-8")
    words = shlex.split(text.partition("exec ")[2].replace("\\\n", " "))
    at = words.index("--")
    found = defaultdict(list)
    for word in words[:at]:
        if match := re.fullmatch("--property=([A-Za-z]+)=(.*)", word):
            found[match[1]].append(match[2])
    return found, words[at + 1 :]


def test_commands_beside_the_unit_have_its_user_its_folder_and_its_settings() -> None:
    unit, (command, run) = said_by_the_unit(), said_by_the_command()
    for name in ("User", "Group", "UMask", "Environment", "EnvironmentFile", "StateDirectory",
                 "StateDirectoryMode", "NoNewPrivileges"):  # fmt: skip
        assert unit[name] and unit[name] == command[name], name
    assert unit["ExecStart"][0].split()[:2] == [run[0], "serve"]
    assert run[1:] == ["site", "$@"]
