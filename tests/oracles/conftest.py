"""
Tests whose answers others have published: real ledgers, filings, statistics, conformance suites.

The data lies in `shared/data` beside the clone (its SOURCES.md names every source and licence) and nothing of
it is copied into the repository. Without it these tests are skipped; with COMMONWEAL_ALL=1 they fail.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.oracles.asking")

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def oracle_file(shared_data: Path) -> Callable[[str], Path]:
    """Return a function that gives a file of `shared/data` by name; without it: skip, or fail."""

    def find(name: str) -> Path:
        path = shared_data / name
        if not path.is_file():
            line = f"needs shared/data/{name} beside the clone"
            if os.environ.get("COMMONWEAL_ALL") == "1":
                pytest.fail(f"{line}, which is missing", pytrace=False)
            pytest.skip(line)
        return path

    return find


@pytest.fixture(scope="session")
def oracle_rows(oracle_file: Callable[[str], Path]) -> Callable[[str], Rows]:
    """Return a function that gives the rows of a CSV file of `shared/data`."""

    def read(name: str) -> Rows:
        with oracle_file(name).open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    return read
