"""
What is recorded: the files of the workspace, row by row; documents, once each; every event.

`Event` is append-only: triggers of the database refuse to change or delete one (migration 0002).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """One thing that happened; see `chain`."""

    seq = models.BigIntegerField(primary_key=True)
    body = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"event {self.seq}"


class Document(models.Model):
    """Bytes, stored once, named by their SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class File(models.Model):
    """
    One file of the workspace.

    A text stands in `text`; a table is a sheet, whose rows are `Line`s; anything else is a document.
    `commitment` is what the chain says of it, `salt` what is needed to show that; see `chain`. Neither the
    salt nor `sha256` is ever told to the public. `signs` are the agreements that a text signs or amends where
    it says nothing else; None: it says more, or nobody looked.
    """

    KINDS: ClassVar = [("text", "text"), ("sheet", "sheet"), ("document", "document")]

    path = models.CharField(max_length=500, primary_key=True)
    kind = models.CharField(max_length=8, choices=KINDS)
    sha256 = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    text = models.TextField(blank=True)
    newline = models.CharField(max_length=2, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT)
    signs = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["text", "sheet", "document"]), name="file_kind"
            )
        ]

    def __str__(self) -> str:
        return self.path


class Line(models.Model):
    """
    One row of a sheet; row 1 is the header.

    `raw` is the row as it was written, only where our own writing of its cells would give other bytes.
    """

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    cells = models.JSONField()
    raw = models.TextField(null=True)
    agreement = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["file_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "position"], name="one_line_a_place")
        ]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "file", "position"], name="lines_of_agreement")
        ]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.position}"


class Touch(models.Model):
    """
    An agreement of which an event changed rows, where it changed nothing but rows of some agreements.

    An event of the record without any concerns all of them.
    """

    event = models.BigIntegerField()
    agreement = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "agreement"], name="one_touch_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.agreement} at event {self.event}"


class Site(models.Model):
    """
    How this site judges and publishes; there is one row.

    Attributes
    ----------
    as_of : the day as of which it judges; None is the day it is
    unmarked : the class of what `publication/classes.toml` does not name
    checked : the version of this program that last found the whole record sound; "" for none
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    as_of = models.DateField(null=True)
    unmarked = models.CharField(max_length=8, default="parties")
    checked = models.CharField(max_length=50, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_site"),
            models.CheckConstraint(
                condition=models.Q(unmarked__in=["public", "parties"]), name="site_unmarked"
            ),
        ]

    def __str__(self) -> str:
        return "the site"
