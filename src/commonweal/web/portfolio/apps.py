"""The app of the portfolio."""

from __future__ import annotations

from django.apps import AppConfig


class Portfolio(AppConfig):
    """Support of every kind, by corporate group."""

    name = "commonweal.web.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        """Have no workspace taken in whose files of support cannot be read."""
        from commonweal.web.portfolio.deriving import faults
        from commonweal.web.record.refusing import CHECKS

        if faults not in CHECKS:
            CHECKS.append(faults)
