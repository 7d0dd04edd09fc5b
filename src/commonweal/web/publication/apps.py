"""The app of publication."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class Publication(AppConfig):
    """Pages, API, files."""

    name = "commonweal.web.publication"
    label = "publication"

    def ready(self) -> None:
        """Have pages go when what they say does, and made again after; search finds what is stated now."""
        from commonweal.web.assessment.operations import restated, settled

        restated.connect(_forget, dispatch_uid="publication.forget")
        restated.connect(_named, dispatch_uid="publication.named")
        settled.connect(_complete, dispatch_uid="publication.complete")


def _forget(**_: Any) -> None:
    from commonweal.web.publication.reading.pages import forget

    forget()


def _named(**_: Any) -> None:
    from commonweal.web.agreements.stated import store
    from commonweal.web.missions.queries import missions

    store(missions())


def _complete(**_: Any) -> None:
    from commonweal.web.publication.reading.pages import complete

    complete()
