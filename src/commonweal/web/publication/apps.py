"""The app of publication."""

from django.apps import AppConfig


class Publication(AppConfig):
    """Pages, API, files."""

    name = "commonweal.web.publication"
    label = "publication"
