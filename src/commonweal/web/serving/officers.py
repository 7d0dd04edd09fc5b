"""`commonweal site officer`: who may sign in. A password is printed once; the chain names keys, no people."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from commonweal.web.accounts import officers
from commonweal.web.accounts.operations import actor
from commonweal.web.record import events

OK, WRONG_CALL = 0, 2
_SAID: Final = {"add": "officer.added", "reset": "officer.reset", "remove": "officer.removed"}


def act(words: Sequence[str], *, who: str) -> int:
    """Do what the words after `site officer` say; return an exit status."""
    verb, name = (words[0] if words else "list"), " ".join(words[1:])
    if verb == "list" and not name:
        print("\n".join(officers.names()) or "no officer yet")
        return OK
    if verb not in _SAID or not name:
        print("commonweal: site officer add NAME, reset NAME, remove NAME, or list", file=sys.stderr)
        return WRONG_CALL
    try:
        password = _done(verb, name, who)
    except officers.NoOfficer as fault:
        print(f"commonweal: {fault}", file=sys.stderr)
        return WRONG_CALL
    print(f"{name} {'may sign in at /office/sign-in' if password else 'may sign in no more'}")
    if password:
        print(f"password: {password}")
        print("It is shown this once; only its hash is kept.")
    return OK


def _done(verb: str, name: str, who: str) -> str:
    """Do it, with its event; return the password, "" where there is none."""
    password = ""
    with transaction.atomic():
        if verb == "remove":
            key = officers.remove(name).key
        else:
            made, password = officers.add(name) if verb == "add" else officers.reset(name)
            key = made.key
        by = actor(who, kind="person").key
        events.append(_SAID[verb], actor=by, at=datetime.now(UTC), officer=key)
    return password
