"""The register: agreements, their clauses and parties."""

from __future__ import annotations

from django.db.models import QuerySet

from commonweal.web.agreements.models import Agreement, Clause, Party


def agreements(*, instrument: str = "", serves: str = "", party: str = "") -> QuerySet[Agreement]:
    """Return agreements by id; an empty word asks for all."""
    found = Agreement.objects.all()
    found = found.filter(instrument=instrument) if instrument else found
    found = found.filter(serves=serves) if serves else found
    return found.filter(roles__party=party).distinct() if party else found


def agreement(id_: str) -> Agreement | None:
    """Return one agreement with its parties."""
    return Agreement.objects.prefetch_related("roles").filter(agreement=id_).first()


def clause(id_: str, name: str) -> Clause | None:
    """Return one clause of an agreement."""
    return Clause.objects.select_related("agreement").filter(agreement=id_, name=name).first()


def parties() -> QuerySet[Party]:
    """Return the rows of `parties.csv` as the public may see them."""
    return Party.objects.all()


def labels(agreement: str = "") -> dict[tuple[str, str], str]:
    """Return what clauses are called, by agreement and name; an empty word asks for all."""
    found = Clause.objects.filter(agreement=agreement) if agreement else Clause.objects.all()
    return {(id_, name): label for id_, name, label in found.values_list("agreement", "name", "label")}
