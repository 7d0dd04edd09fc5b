"""The app of assessment."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class Assessment(AppConfig):
    """Findings, amounts, powers, accounts."""

    name = "commonweal.web.assessment"
    label = "assessment"

    def ready(self) -> None:
        """Have the site judged anew whenever the record changes."""
        from commonweal.web.record.events import appended

        appended.connect(_judge_anew, dispatch_uid="assessment.judge_anew")


def _judge_anew(act: str, **_: Any) -> None:
    from commonweal.web.assessment.tasks import judge_anew

    if not act.startswith("assessment."):
        judge_anew.enqueue()
