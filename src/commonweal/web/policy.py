"""
Who may see and do what: one place, object by object and field by field; what is not named here is refused.

A *class* says what a cell or a document is: public, withheld until a day, confidential to the parties, or
personal. A *role* says for whom something is made. A *route* is a page or an act of the API; `ROUTES` names
every one that may be asked for, with who may ask. No Django here: the middleware, the tables and the tests
all ask the same few functions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final


class Class(Enum):
    """What a field of evidence or a document is."""

    PUBLIC = "public"
    WITHHELD = "withheld"
    PARTIES = "parties"
    PERSONAL = "personal"


class Role(Enum):
    """For whom something is made. Without signing in there is only the public; who signs in is an officer."""

    PUBLIC = "public"
    PARTY = "party"
    AUDITOR = "auditor"
    OFFICER = "officer"
    STEWARD = "steward"


@dataclass(frozen=True, slots=True)
class Marking:
    """
    The class of one field or document.

    Attributes
    ----------
    until : the last day on which it is withheld (`WITHHELD` only); None: until somebody says otherwise
    basis : the ground for it, in words that are shown
    """

    what: Class = Class.PARTIES
    until: date | None = None
    basis: str = ""

    def shown(self) -> str:
        """Return what stands where a field may not be seen."""
        if self.what is Class.WITHHELD:
            return f"withheld until {self.until.isoformat()}" if self.until else "withheld"
        return {Class.PARTIES: "confidential to the parties", Class.PERSONAL: "personal"}.get(self.what, "")

    def told(self) -> str:
        """Return what stands there with the ground for it, as far as one is given."""
        return f"{self.shown()}: {self.basis}" if self.basis else self.shown()


PUBLIC: Final = Marking(Class.PUBLIC)
_MARK: Final = re.compile(r"withheld(?: until \d{4}-\d\d-\d\d)?|confidential to the parties|personal")


def is_mark(text: str) -> bool:
    """Say whether a text is what `Marking.shown` puts where a field may not be seen."""
    return bool(_MARK.fullmatch(text))


_MAY_SEE: Final[Mapping[Class, frozenset[Role]]] = {
    Class.PUBLIC: frozenset(Role),
    Class.WITHHELD: frozenset({Role.PARTY, Role.AUDITOR, Role.OFFICER, Role.STEWARD}),
    Class.PARTIES: frozenset({Role.PARTY, Role.AUDITOR, Role.OFFICER, Role.STEWARD}),
    Class.PERSONAL: frozenset({Role.STEWARD}),
}


def may_see(role: Role, marking: Marking, *, on: date) -> bool:
    """Say whether a role may see a field or document of a class on a day."""
    over = marking.what is Class.WITHHELD and marking.until is not None and on > marking.until
    return over or role in _MAY_SEE.get(marking.what, frozenset())


# ---- routes -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may ask for a route, and how."""

    roles: frozenset[Role]
    methods: frozenset[str] = frozenset({"GET", "HEAD"})


EVERYONE: Final = Rule(frozenset(Role))
PROGRAMS: Final = Rule(frozenset(Role), frozenset({"GET"}))
VISITORS: Final = Rule(frozenset(Role), frozenset({"GET", "HEAD", "POST"}))
OFFICERS: Final = Rule(frozenset({Role.OFFICER}), frozenset({"GET", "HEAD", "POST"}))
ACTS: Final = Rule(frozenset({Role.OFFICER}), frozenset({"POST"}))

ROUTES: Final[dict[str, Rule]] = {
    # pages
    "home": EVERYONE,
    "missions": EVERYONE,
    "mission": EVERYONE,
    "programme": EVERYONE,
    "place": EVERYONE,
    "firm": EVERYONE,
    "decisions": EVERYONE,
    "search": EVERYONE,
    "methods": EVERYONE,
    "about": EVERYONE,
    "feed": EVERYONE,
    "agreements": EVERYONE,
    "compare": EVERYONE,
    "agreement": EVERYONE,
    "terms": EVERYONE,
    "terms_file": EVERYONE,
    "amendment": EVERYONE,
    "document": EVERYONE,  # and only the bytes of one that the public may see: `record.documents`
    "agreement_calendar": EVERYONE,
    "agreement_calendar_file": EVERYONE,
    "calendar": EVERYONE,
    "calendar_file": EVERYONE,
    "clause": EVERYONE,
    "result": EVERYONE,
    "support": EVERYONE,
    "support_unmatched": EVERYONE,
    "support_group": EVERYONE,
    "downloads": EVERYONE,
    # the office: what is entered, by whom
    "sign_in": VISITORS,
    "sign_out": ACTS,
    "import": OFFICERS,
    "upload": OFFICERS,
    # files: the same rows as the pages and the API
    "table": EVERYONE,
    # the API
    "api:agreements": PROGRAMS,
    "api:agreement": PROGRAMS,
    "api:findings": PROGRAMS,
    "api:payables": PROGRAMS,
    "api:settlements": PROGRAMS,
    "api:powers": PROGRAMS,
    "api:accounts": PROGRAMS,
    "api:amendments": PROGRAMS,
    "api:changes": PROGRAMS,
    "api:documents": PROGRAMS,
    "api:missing": PROGRAMS,
    "api:calendar": PROGRAMS,
    "api:parties": PROGRAMS,
    "api:evidence": PROGRAMS,
    "api:payments": PROGRAMS,
    "api:decisions": PROGRAMS,
    "api:targets": PROGRAMS,
    "api:indicators": PROGRAMS,
    "api:missions": PROGRAMS,
    "api:mission_events": PROGRAMS,
    "api:outlooks": PROGRAMS,
    "api:programmes": PROGRAMS,
    "api:mission_money": PROGRAMS,
    "api:aims": PROGRAMS,
    "api:commitments": PROGRAMS,
    "api:bodies": PROGRAMS,
    "api:seats": PROGRAMS,
    "api:delivery": PROGRAMS,
    "api:places": PROGRAMS,
    "api:fingerprints": PROGRAMS,
    "api:support": PROGRAMS,
    "api:support_groups": PROGRAMS,
    "api:support_sources": PROGRAMS,
    "api:support_balances": PROGRAMS,
    "api:support_suggestions": PROGRAMS,
    "api:chain": PROGRAMS,
    "api:openapi-json": PROGRAMS,
    "api:api-root": PROGRAMS,
    # whoever runs the site
    "healthz": EVERYONE,
    "readyz": EVERYONE,
}
"""Every route by its name. A test walks the site: a route that is not here fails the build."""


def may_ask(role: Role, route: str, method: str) -> bool:
    """Say whether a role may ask for a route by a method; what is not named is refused."""
    rule = ROUTES.get(route)
    return rule is not None and role in rule.roles and method in rule.methods


def may_handle(role: Role, actor: str, owner: str) -> bool:
    """Say whether somebody may see and decide on what an officer uploaded: that officer alone."""
    return role is Role.OFFICER and bool(actor) and actor == owner


def is_route(route: str) -> bool:
    """Say whether a route may be asked for by anybody."""
    return route in ROUTES
