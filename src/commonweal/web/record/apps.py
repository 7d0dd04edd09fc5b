"""The app of the record."""

from django.apps import AppConfig


class Record(AppConfig):
    """Files, documents and the chain of events."""

    name = "commonweal.web.record"
    label = "record"
