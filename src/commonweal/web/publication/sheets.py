"""The style sheet of `report` as a static file, so that pages and reports wear the same dress."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SHEETS: Final = ("page.css", "drawings.css")


class ReportSheets(BaseFinder):
    """Finds the style sheets of `report`, and nothing else that lies beside them."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self._folder = Path(str(resources.files("commonweal.report")))

    def check(self, **kwargs: Any) -> list[Any]:
        """Return no complaint: there is nothing to configure."""
        return []

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        """Return where a sheet lies, or nothing."""
        wanted_all = bool(kwargs.get("find_all", kwargs.get("all", False)))
        found = [str(self._folder / path)] if path in SHEETS else []
        return found if wanted_all else (found or [""])[0] or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """Yield every sheet with the storage that reads it."""
        storage = FileSystemStorage(location=str(self._folder))
        for name in SHEETS:
            yield name, storage
