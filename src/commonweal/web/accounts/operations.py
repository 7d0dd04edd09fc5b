"""Keys are given and names are erased."""

from __future__ import annotations

from commonweal.web.accounts.models import Actor


def actor(name: str, *, kind: str = "program") -> Actor:
    """Return the key of a program or person, made where there is none yet."""
    return Actor.objects.get_or_create(kind=kind, name=name)[0]


def erase(key: str) -> bool:
    """Forget whose key this is; what the key did stays. Say whether there was such a key."""
    return Actor.objects.filter(key=key).update(name="") == 1
