"""The program that makes catalogues, as a module (`scripts/catalogues.py`)."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from types import ModuleType

from tests.conftest import ROOT


@cache
def program() -> ModuleType:
    """Return the program that makes catalogues."""
    path = ROOT / "scripts/catalogues.py"
    found = importlib.util.spec_from_file_location("catalogues", path)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["catalogues"] = module
    found.loader.exec_module(module)
    return module
