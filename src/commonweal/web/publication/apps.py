"""The app of publication."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class Publication(AppConfig):
    """Pages, API, files."""

    name = "commonweal.web.publication"
    label = "publication"

    def ready(self) -> None:
        """Have pages made anew whenever findings change."""
        from commonweal.web.assessment.operations import changed

        changed.connect(_remake, dispatch_uid="publication.remake")


def _remake(agreements: tuple[str, ...], stated: bool, **_: Any) -> None:
    from commonweal.web.publication.reading.pages import remake

    remake(agreements=agreements, stated=stated)
