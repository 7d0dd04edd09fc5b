"""The app of missions."""

from django.apps import AppConfig


class Missions(AppConfig):
    """Where missions stand."""

    name = "commonweal.web.missions"
    label = "missions"
