"""The app of agreements."""

from django.apps import AppConfig


class Agreements(AppConfig):
    """The register of agreements."""

    name = "commonweal.web.agreements"
    label = "agreements"
