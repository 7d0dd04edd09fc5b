"""
The key table: events name a key; only this table says who that is, and the name can be erased.

No name of a person enters the chain, so that erasing one breaks no hash.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models


def new_key() -> str:
    """Return a key that says nothing about its owner."""
    return secrets.token_hex(16)


class Actor(models.Model):
    """Somebody or something that acts: a person, or a program of the site."""

    KINDS: ClassVar = [("person", "person"), ("program", "program")]

    key = models.CharField(max_length=32, primary_key=True, default=new_key, editable=False)
    kind = models.CharField(max_length=8, choices=KINDS)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=["person", "program"]), name="actor_kind"),
            models.UniqueConstraint(
                fields=["kind", "name"], condition=~models.Q(name=""), name="one_key_for_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or "somebody whose name was erased"


class Officer(models.Model):
    """A person who may sign in; `password` is its hash, in Django's form."""

    actor = models.OneToOneField(Actor, on_delete=models.CASCADE, primary_key=True, related_name="officer")
    password = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.actor)


class Attempt(models.Model):
    """A sign-in that failed; `whose` is a keyed hash of what was typed as a name, and says nothing."""

    id = models.BigAutoField(primary_key=True)
    whose = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"an attempt at {self.at.isoformat()}"
