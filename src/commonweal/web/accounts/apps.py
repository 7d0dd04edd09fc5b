"""The app of accounts."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """Who acts."""

    name = "commonweal.web.accounts"
    label = "accounts"
