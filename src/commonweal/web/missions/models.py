"""Where missions stand, in one document; nothing is entered here."""

from __future__ import annotations

from django.db import models


class Standing(models.Model):
    """
    Missions, targets, money, network and lint as of a day: what `report.steering` writes.

    Attributes
    ----------
    data : the document, JSON
    """

    id = models.BigAutoField(primary_key=True)
    as_of = models.DateField()
    data = models.TextField()

    def __str__(self) -> str:
        return f"missions as of {self.as_of}"
