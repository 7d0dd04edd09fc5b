"""
What the engine said, row by row, as the public may see it.

`data` is the row as `commonweal assess --format json` prints it, in the same order of keys: page, API and
files are made from that text alone. Columns beside it exist for asking.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models


class Judged(models.Model):
    """What all rows of an assessment share."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE)
    start = models.DateField()
    end = models.DateField()
    data = models.TextField()

    class Meta:
        abstract = True

    @property
    def row(self) -> dict[str, Any]:
        """Return the row as the API gives it."""
        found: dict[str, Any] = json.loads(self.data)
        return found


class Finding(Judged):
    """
    A finding; `reason` is why, made by `report`, safe as HTML.

    Attributes
    ----------
    version : of the agreement that governs the window
    status : what the engine says; shown : what pages say (`report.page.view.status_of`)
    days_late : how many days after its proof was due a promise was known to be kept, 0 for in time
    """

    clause = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=20, db_index=True)
    shown = models.CharField(max_length=20)
    days_late = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["agreement_id", "clause", "start", "end", "id"]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "clause", "start", "end"], name="findings_by_window")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.clause} {self.start}: {self.status}"


class Payable(Judged):
    """An amount that one party owes another; `version` and `reason` as of a finding."""

    clause = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    item = models.PositiveIntegerField()
    state = models.CharField(max_length=20, db_index=True)
    currency = models.CharField(max_length=50)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["agreement_id", "clause", "start", "end", "kind", "item", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agreement", "clause", "start", "end", "kind", "item"], name="payables_by_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.clause} {self.start}: {self.state}"


class Settlement(Judged):
    """What of a payment settles one amount: the `place` where the payment stands, and how much of it."""

    clause = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    item = models.PositiveIntegerField()
    place = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["agreement_id", "clause", "start", "end", "kind", "item", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agreement", "clause", "start", "end", "kind", "item"], name="settlements_by_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.clause} {self.start}: {self.place}"


class Power(Judged):
    """An act that is open to a party, or may be."""

    clause = models.CharField(max_length=200)
    item = models.PositiveIntegerField()
    state = models.CharField(max_length=20, db_index=True)

    class Meta:
        ordering: ClassVar = ["agreement_id", "clause", "start", "end", "item", "id"]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "clause", "start", "end", "item"], name="powers_by_window")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.clause} {self.start}: {self.state}"


class AccountRow(Judged):
    """One window of an account; `version` as of a finding."""

    account = models.CharField(max_length=200)
    version = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["agreement_id", "account", "start", "end", "id"]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "account", "start", "end"], name="accounts_by_window")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.account} {self.start}"


class Coming(Judged):
    """One thing that comes: a window that ends, a proof or a payment that is due on a `day`."""

    day = models.DateField(db_index=True)
    what = models.CharField(max_length=10)
    clause = models.CharField(max_length=200)
    party = models.CharField(max_length=200, db_index=True)

    class Meta:
        ordering: ClassVar = ["day", "agreement_id", "id"]
        verbose_name_plural = "coming"
        indexes: ClassVar = [models.Index(fields=["day", "agreement", "id"], name="coming_by_day")]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.clause} {self.day}: {self.what}"


class Missing(Judged):
    """One figure that a result of a window waits for; `row` says what the result is."""

    clause = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["agreement_id", "clause", "start", "id"]
        verbose_name_plural = "missing"
        indexes: ClassVar = [
            models.Index(fields=["agreement", "clause", "start", "id"], name="missing_by_window"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.clause} {self.start}"


class Amendment(models.Model):
    """
    What an amendment did; `data` is its row of the API.

    Attributes
    ----------
    says, redline : the amendment in prose, and what it changed in the words; made by `report`, safe as HTML
    """

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    signed = models.DateField()
    data = models.TextField()
    says = models.TextField()
    redline = models.TextField()

    class Meta:
        ordering: ClassVar = ["agreement_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_amendment_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}#{self.number}"

    @property
    def row(self) -> dict[str, Any]:
        """Return the row as the API gives it."""
        found: dict[str, Any] = json.loads(self.data)
        return found


class Change(Judged):
    """One result that an amendment changed, without it and with it."""

    number = models.PositiveIntegerField()
    clause = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["agreement_id", "number", "id"]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "number", "id"], name="changes_of_amendment"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}#{self.number} {self.clause} {self.start}"


class Remark(models.Model):
    """A doubt about texts or tables; `agreement` is empty where it is about the whole."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.CharField(max_length=200, blank=True, db_index=True)
    code = models.CharField(max_length=20)
    data = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.code


class Pass(models.Model):
    """
    One time that the site was judged anew; the last one is what stands.

    Attributes
    ----------
    recorded : number of the last event of the record that it saw
    agreements, judged : how many there are, and how many were judged because something of theirs changed
    totals : what the first page says of all of them together, as JSON
    whole : it looked at the whole record; else at agreements that were touched, and a whole one follows
    """

    id = models.BigAutoField(primary_key=True)
    recorded = models.BigIntegerField()
    as_of = models.DateField()
    known_at = models.DateTimeField()
    judged_at = models.DateTimeField()
    engine = models.CharField(max_length=50)
    engine_version = models.CharField(max_length=50)
    workspace = models.TextField()
    zone = models.CharField(max_length=100)
    language = models.CharField(max_length=10)
    agreements = models.PositiveIntegerField()
    judged = models.PositiveIntegerField()
    ms = models.PositiveIntegerField()
    totals = models.TextField(default="{}")
    whole = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "passes"

    def __str__(self) -> str:
        return f"pass {self.id}"
