"""What stands: the last pass, and the rows of the public by agreement, clause, status and state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, TypeVar

from django.db.models import Count, QuerySet

from commonweal.web.agreements.queries import agreements
from commonweal.web.assessment.models import (
    AccountRow,
    Amendment,
    Change,
    Coming,
    Finding,
    Judged,
    Missing,
    Pass,
    Payable,
    Power,
    Settlement,
)
from commonweal.web.missions.queries import fingerprint
from commonweal.web.portfolio.queries import inputs

WHOLE: Final = "everything"
"""What the fingerprint of the whole record is called."""
R = TypeVar("R", bound=Judged)


def last_pass() -> Pass | None:
    """Return the pass that stands."""
    return Pass.objects.last()


def stamp() -> str:
    """Return what changes whenever something that the public sees does."""
    found = Pass.objects.order_by("-id").values_list("id", flat=True).first()
    return str(found or 0)


def findings(*, agreement: str = "", clause: str = "", status: str = "") -> QuerySet[Finding]:
    """Return findings by agreement, clause and window; an empty word asks for all."""
    found = _of(Finding.objects.all(), agreement)
    found = found.filter(clause=clause) if clause else found
    return found.filter(status=status) if status else found


def payables(*, agreement: str = "", clause: str = "", state: str = "") -> QuerySet[Payable]:
    """Return payables by agreement, clause, window, kind and item; an empty word asks for all."""
    found = _of(Payable.objects.all(), agreement)
    found = found.filter(clause=clause) if clause else found
    return found.filter(state=state) if state else found


def settlements(*, agreement: str = "", clause: str = "") -> QuerySet[Settlement]:
    """Return what settles which amount, by agreement, clause and window; an empty word asks for all."""
    found = _of(Settlement.objects.all(), agreement)
    return found.filter(clause=clause) if clause else found


def powers(*, agreement: str = "", state: str = "") -> QuerySet[Power]:
    """Return powers by agreement, clause, window and item; an empty word asks for all."""
    found = _of(Power.objects.all(), agreement)
    return found.filter(state=state) if state else found


def accounts(*, agreement: str = "", account: str = "") -> QuerySet[AccountRow]:
    """Return the rows of accounts by agreement, account and window; an empty word asks for all."""
    found = _of(AccountRow.objects.all(), agreement)
    return found.filter(account=account) if account else found


def coming(*, agreement: str = "", party: str = "", what: str = "") -> QuerySet[Coming]:
    """Return what comes, by day and agreement; an empty word asks for all."""
    found = _of(Coming.objects.all(), agreement)
    found = found.filter(party=party) if party else found
    return found.filter(what=what) if what else found


def _of(rows: QuerySet[R], agreement: str) -> QuerySet[R]:
    return rows.filter(agreement=agreement) if agreement else rows


def latest(shown: Iterable[str], most: int) -> list[Finding]:
    """Return the findings that pages name by some words, the last first, at most so many."""
    found = Finding.objects.filter(shown__in=list(shown)).defer("reason").order_by("-end", "-id")
    return list(found[:most])


def missing(*, agreement: str = "", clause: str = "") -> QuerySet[Missing]:
    """Return what results wait for, by agreement, clause and window; an empty word asks for all."""
    found = _of(Missing.objects.all(), agreement)
    return found.filter(clause=clause) if clause else found


def amendments(*, agreement: str = "") -> QuerySet[Amendment]:
    """Return what amendments did, by agreement and number; an empty word asks for all."""
    return Amendment.objects.filter(agreement=agreement) if agreement else Amendment.objects.all()


def changes(*, agreement: str = "", clause: str = "") -> QuerySet[Change]:
    """Return every result that amendments changed, by agreement and number; an empty word asks for all."""
    found = _of(Change.objects.all(), agreement)
    return found.filter(clause=clause) if clause else found


Governed = tuple[str, str, int]
"""An agreement, a clause, and the version of the agreement that governs some windows of it."""


def standing(agreements: Iterable[str]) -> dict[Governed, Counter[str]]:
    """Return how many findings pages show under each word, by agreement, clause and version."""
    found: dict[Governed, Counter[str]] = defaultdict(Counter)
    key = ("agreement", "clause", "version", "shown")
    rows = Finding.objects.filter(agreement__in=agreements).order_by(*key)
    for id_, clause, version, shown, n in rows.values_list(*key).annotate(n=Count("id")):
        found[id_, clause, version][shown] = n
    return found


def latest_of(agreements: Iterable[str], shown: Iterable[str]) -> dict[Governed, Finding]:
    """Return the last finding that pages show under some words, by agreement, clause and version."""
    found = Finding.objects.filter(agreement__in=agreements, shown__in=list(shown)).defer("reason")
    return {(one.agreement_id, one.clause, one.version): one for one in found.order_by("end", "id")}


def fingerprints() -> dict[str, str]:
    """
    Return the hash of what each part of the site is judged from, by what it is of; `WHOLE` comes last.

    That of the whole is over the others, each as its name, a space, itself and a line feed.
    """
    found = {f"agreement {id_}": hashed for id_, hashed in agreements().values_list("agreement", "inputs")}
    found["missions"] = fingerprint()
    ledger = inputs()
    if ledger is not None:
        found["support"] = ledger[1]
    lines = "".join(f"{of} {hashed}\n" for of, hashed in found.items())
    return {**found, WHOLE: sha256(lines.encode("utf-8")).hexdigest()}
