"""
The register as the public may see it: agreements, their texts and clauses, the parties. Made anew from the
record whenever that changes (`assessment.operations`); nothing is entered here.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Party(models.Model):
    """A row of `parties.csv`; `parent` is the corporate group's next higher party."""

    id = models.BigAutoField(primary_key=True)
    party = models.CharField(max_length=200, db_index=True)
    name = models.TextField(blank=True)
    kind = models.CharField(max_length=50, blank=True)
    parent = models.CharField(max_length=200, blank=True)
    data = models.TextField()

    class Meta:
        ordering: ClassVar = ["party", "id"]
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.name or self.party


class Agreement(models.Model):
    """
    One agreement that was judged.

    Attributes
    ----------
    inputs : hash of everything its findings rest on; known_at : rows recorded later do not count
    data : the row of the API, as JSON; `lead` and `give_get` : made by `report`, safe as HTML
    counts : how many findings pages show under each word, as JSON
    concerns : findings and payables that somebody should look at
    """

    agreement = models.CharField(max_length=200, primary_key=True)
    title = models.TextField()
    terms = models.CharField(max_length=200)
    instrument = models.CharField(max_length=50, db_index=True)
    serves = models.CharField(max_length=200, blank=True, db_index=True)
    signed = models.DateField(null=True)
    inputs = models.CharField(max_length=64)
    as_of = models.DateField()
    known_at = models.DateTimeField()
    judged_at = models.DateTimeField()
    data = models.TextField()
    lead = models.TextField()
    give_get = models.TextField()
    counts = models.TextField(default="{}")
    concerns = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["agreement"]
        indexes: ClassVar = [models.Index(fields=["-concerns", "agreement"], name="agreements_by_concern")]

    def __str__(self) -> str:
        return self.title


class Page(models.Model):
    """
    What the page of an agreement shows in one language, made when the site is judged (`publication.reading`).

    Attributes
    ----------
    html : all of it that no request decides, safe as HTML
    stated : hash of what it shows that the agreement's own rows do not hold: decisions, amendments, missions
    """

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="pages")
    language = models.CharField(max_length=10)
    stated = models.CharField(max_length=64)
    html = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "language"], name="one_page_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} ({self.language})"


class Telling(models.Model):
    """
    A text about an agreement in another language than English (`agreements.tellings`), safe as HTML.

    Attributes
    ----------
    about : of what it is: `lead`, `give_get`, `clause/jobs/1`, `finding/jobs/2024-01-01/2024-12-31`; of
        `values/1` it is JSON (`Opening.values`)
    """

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="tellings")
    language = models.CharField(max_length=10)
    about = models.CharField(max_length=400)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "language", "about"], name="one_telling_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.about} ({self.language})"


class Role(models.Model):
    """Who an agreement's party is: `name` in its text, `party` in `parties.csv`."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=200)
    side = models.CharField(max_length=20)
    party = models.CharField(max_length=200, db_index=True)
    label = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["agreement_id", "id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.label or self.party}"


class Version(models.Model):
    """
    A version of an agreement: a text, and what was signed of it, from a day on.

    Attributes
    ----------
    number : as results name it; start : first day on which its periods may begin, none for the first
    terms, title : of its text; text : its place among the texts of the agreement, from 1
    amendment : number of the amendment that brought it
    """

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    start = models.DateField(null=True)
    terms = models.CharField(max_length=200)
    title = models.TextField()
    text = models.PositiveIntegerField()
    amendment = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["agreement_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}, version {self.number}"


class Clause(models.Model):
    """
    A clause, account or right of an agreement, as the last text that has it calls it.

    Attributes
    ----------
    purpose : what a condition is for, as its text says: access, direction …; empty where it says none
    """

    KINDS: ClassVar = [(kind, kind) for kind in ("condition", "payment", "account", "right")]

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="clauses")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=KINDS)
    label = models.TextField()
    purpose = models.CharField(max_length=50, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["agreement_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "name"], name="one_clause_a_name")
        ]

    def __str__(self) -> str:
        return self.label


class Wording(models.Model):
    """
    What one text of an agreement says under the name of a clause (`prose`, safe as HTML).

    Attributes
    ----------
    text : place of the text among those of the agreement, from 1; position : of the clause within it
    words : number of the wording, from 1, the same in texts that follow each other and say the same
    """

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="wordings")
    name = models.CharField(max_length=200)
    text = models.PositiveIntegerField()
    words = models.PositiveIntegerField()
    label = models.TextField()
    position = models.PositiveIntegerField()
    prose = models.TextField()

    class Meta:
        ordering: ClassVar = ["agreement_id", "text", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "name", "text"], name="one_wording_a_text")
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.agreement_id}, text {self.text})"


class Opening(models.Model):
    """
    What stands before the clauses of one text of an agreement, and which values hold under it.

    Attributes
    ----------
    text : place of the text among those of the agreement, from 1
    version : of the agreement whose values these are: the one that is in force, or held last, under the text
    path : file of the record that holds the text
    prose : how it is read, and definitions; safe as HTML
    values : as JSON under `rows`: label, period, value, and by whom it was filled in, all in words
    """

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="openings")
    text = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    path = models.TextField(blank=True)
    prose = models.TextField()
    values = models.TextField(default="{}")

    class Meta:
        ordering: ClassVar = ["agreement_id", "text"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "text"], name="one_opening_a_text")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}, text {self.text}"


_FOUND = ("agreement", "clause", "party", "target", "indicator", "aim")


class Name(models.Model):
    """
    What an agreement, a clause, a party, or something stated of a mission is called, folded for search.

    Attributes
    ----------
    name : the clause's or the party's own; the mission to which a target, an indicator or an aim leads; empty
        for an agreement
    agreement : of an agreement or a clause, none else
    called : as pages show it; note : what else tells it apart
    names : every name that it answers to, folded, the shown one first, each between line ends
    """

    KINDS: ClassVar = [(kind, kind) for kind in _FOUND]

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=KINDS, db_index=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="names", null=True)
    name = models.CharField(max_length=200, blank=True)
    called = models.TextField()
    note = models.CharField(max_length=200, blank=True)
    names = models.TextField()

    class Meta:
        ordering: ClassVar = ["agreement_id", "id"]

    def __str__(self) -> str:
        return self.called


class Document(models.Model):
    """
    A document of an agreement as the public may see it; `data` is its row of the API.

    Attributes
    ----------
    sha256 : of its bytes; empty where it is not public
    """

    id = models.BigAutoField(primary_key=True)
    agreement = models.CharField(max_length=200, db_index=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    data = models.TextField()

    class Meta:
        ordering: ClassVar = ["agreement", "id"]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.sha256 or 'not public'}"
