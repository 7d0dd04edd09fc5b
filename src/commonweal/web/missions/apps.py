"""The room of missions."""

from __future__ import annotations

from django.apps import AppConfig


class MissionsConfig(AppConfig):
    """Registers the room."""

    name = "commonweal.web.missions"
    label = "missions"
    default_auto_field = "django.db.models.BigAutoField"
