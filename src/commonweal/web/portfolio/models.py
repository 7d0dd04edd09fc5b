"""
The table of support as the public may see it, made anew from the record whenever that changes.

`data` is a row of the API as JSON; the other columns are for filters and order.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Ledger(models.Model):
    """
    What the table was made from; there is one row, or none yet.

    Attributes
    ----------
    inputs : hash of everything that it rests on
    data : files that were read, what is doubtful, and agreements that were signed as another kind, as JSON
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    inputs = models.CharField(max_length=64)
    as_of = models.DateField()
    data = models.TextField()

    def __str__(self) -> str:
        return f"support as of {self.as_of}"


class Row(models.Model):
    """A row that is published, at its place in the table."""

    id = models.BigAutoField(primary_key=True)
    data = models.TextField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.data[:80]


class Support(Row):
    """
    One support.

    Attributes
    ----------
    group : address of its corporate group, "" where it names no recipient or several
    matched : a number or a decision says who that is
    """

    group = models.CharField(max_length=200, blank=True, db_index=True)
    matched = models.BooleanField(db_index=True)
    source = models.CharField(max_length=400, db_index=True)
    instrument = models.CharField(max_length=50)
    currency = models.CharField(max_length=10)


class Group(Row):
    """
    A corporate group, or a name that stands alone, with its totals.

    Attributes
    ----------
    sources, kinds, names : words between line ends; names are folded, those of its members too
    """

    group = models.CharField(max_length=200, unique=True)
    matched = models.BooleanField(db_index=True)
    sources = models.TextField()
    kinds = models.TextField()
    names = models.TextField(default="")


class Total(Row):
    """One line of a group: what may be added up."""

    group = models.CharField(max_length=200, db_index=True)


class Source(Row):
    """Where every row of a source went."""

    source = models.CharField(max_length=400, unique=True)


class Balance(Row):
    """One line of a source to the cent: what was read, and where it is shown."""

    source = models.CharField(max_length=400, db_index=True)


class Suggestion(Row):
    """Two names that are alike, and that a person must judge."""

    groups = models.TextField()


class Upload(models.Model):
    """
    Files that an officer brought, until they are taken in or let go; in no archive, and never public.

    Attributes
    ----------
    owner : key of the officer
    event, hash : of the event that took them in; None while nobody decided
    told : what was taken in, as lines, once it was
    """

    id = models.CharField(max_length=32, primary_key=True)
    owner = models.CharField(max_length=32, db_index=True)
    at = models.DateTimeField()
    event = models.BigIntegerField(null=True)
    hash = models.CharField(max_length=64, blank=True)
    told = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"upload of {self.at.isoformat()}"


class UploadedFile(models.Model):
    """One file of an upload, under the path that it would have."""

    id = models.BigAutoField(primary_key=True)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=300)
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "path"], name="one_file_a_path")]

    def __str__(self) -> str:
        return self.path
