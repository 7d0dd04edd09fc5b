"""
Officers: who may sign in, and whether somebody is one of them.

The site makes each password, of 144 random bits; it is shown once, and only its hash is kept. A wrong name
and a wrong password look the same, also to a clock, and tries are bounded by name and in all. A new password
ends every session of its owner.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from commonweal.web.accounts.models import Actor, Attempt, Officer
from commonweal.web.accounts.operations import actor

PASSWORD_BYTES: Final = 18
WINDOW: Final = timedelta(minutes=15)
"""In which tries are counted."""
TRIES: Final = 10
"""Failures in that time under one name, whether there is such an officer or not."""
TRIES_IN_ALL: Final = 200
KEY: Final = "officer"
PROOF: Final = "proof"
"""What a session holds: the key of its officer, and a proof."""
LONGEST: Final = 200
"""Letters of a name or password that are looked at."""


class NoOfficer(Exception):
    """There is no such officer, or there is one already; one line says which."""


def add(name: str) -> tuple[Actor, str]:
    """
    Make a person an officer; return the key and the password, which nobody can be told again.

    Raises
    ------
    NoOfficer : the name is none, or its owner is an officer already
    """
    if not name.strip() or len(name) > LONGEST or not name.isprintable():
        raise NoOfficer(f"{name[:40]!r} is no name")
    who = actor(name, kind="person")
    if Officer.objects.filter(actor=who).exists():
        raise NoOfficer(f"{name} is an officer already; site officer reset gives a new password")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    Officer.objects.create(actor=who, password=make_password(password))
    return who, password


def reset(name: str) -> tuple[Actor, str]:
    """
    Give an officer another password, which ends every session; return the key and the password.

    Raises
    ------
    NoOfficer : nobody is called so
    """
    one = _called(name)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    one.password = make_password(password)
    one.save(update_fields=["password"])
    return one.actor, password


def remove(name: str) -> Actor:
    """
    Make somebody an officer no more, which ends every session; return the key, which stays.

    Raises
    ------
    NoOfficer : nobody is called so
    """
    one = _called(name)
    who = one.actor
    one.delete()
    return who


def names() -> list[str]:
    """Return the names of all officers, in order."""
    return list(Officer.objects.order_by("actor__name").values_list("actor__name", flat=True))


def _called(name: str) -> Officer:
    one = Officer.objects.select_related("actor").filter(actor__name=name).first() if name else None
    if one is None:
        raise NoOfficer(f"there is no officer {name!r}")
    return one


# ---- signing in --------------------------------------------------------------------------------------


def known(name: str, password: str, *, now: datetime) -> Officer | None:
    """Return the officer of a name and password, None if they are not one's or too many were tried."""
    name, password = name.strip()[:LONGEST], password.strip()[:LONGEST]
    whose = salted_hmac("commonweal.attempt", name).hexdigest()
    if _too_many(whose, now):
        return None
    name = name if name.isprintable() else ""  # no name, and nothing that a database would refuse
    one = Officer.objects.select_related("actor").filter(actor__name=name).first() if name else None
    # Somebody who is not there costs as much time as somebody who is.
    right = check_password(password, one.password if one is not None else _nobody())
    if one is None or not right:
        Attempt.objects.create(whose=whose, at=now)
        return None
    Attempt.objects.filter(whose=whose).delete()
    return one


def _too_many(whose: str, now: datetime) -> bool:
    with transaction.atomic():
        Attempt.objects.filter(at__lte=now - WINDOW).delete()
    return Attempt.objects.filter(whose=whose).count() >= TRIES or Attempt.objects.count() >= TRIES_IN_ALL


_NOBODY: list[str] = []


def _nobody() -> str:
    """Return the hash of a password that nobody has."""
    if not _NOBODY:
        _NOBODY.append(make_password(secrets.token_urlsafe(PASSWORD_BYTES)))
    return _NOBODY[0]


def proof(one: Officer) -> str:
    """Return what a session holds of its officer's password: another password, another proof."""
    return salted_hmac("commonweal.session", one.password).hexdigest()


def of_session(key: object, proved: object) -> Officer | None:
    """Return the officer whose session this is, None if it is nobody's any more."""
    if not isinstance(key, str) or not isinstance(proved, str):
        return None
    one = Officer.objects.select_related("actor").filter(actor_id=key).first()
    return one if one is not None and constant_time_compare(proof(one), proved) else None
