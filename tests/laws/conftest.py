"""A case that refutes a law is long to print; that is no fault of it."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Hypothesis print large cases of laws without a warning, which would be shown in their place."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.filterwarnings("ignore:Generating overly large repr"))
