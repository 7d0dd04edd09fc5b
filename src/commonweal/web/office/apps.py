"""The app of the office."""

from django.apps import AppConfig


class Office(AppConfig):
    """Signing in, and importing."""

    name = "commonweal.web.office"
    label = "office"
