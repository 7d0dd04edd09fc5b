"""The register: agreements, their clauses and parties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import Count, IntegerField, JSONField, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from commonweal.web.agreements.models import Agreement, Clause, Document, Opening, Page, Party, Role, Version

RECIPIENT: Final = "recipient"
"""Side of who is supported, and whom conditions bind."""


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


def concerning() -> QuerySet[Agreement]:
    """
    Return the agreements of which somebody should look at something, what is worst first.

    Each has how many tests were `broken`, how many amounts are `late`, and of how many tests proof is
    `wanting`; in this order they are sorted.
    """
    found = Agreement.objects.filter(concerns__gt=0).annotate(
        broken=_counted("counts", "breached") + _counted("counts", "curing"),
        late=_counted("data", "payables", "late"),
        wanting=_counted("counts", "overdue"),
    )
    return found.order_by("-broken", "-late", "-wanting", "agreement")


def _counted(column: str, *keys: str) -> Combinable:
    """Return a number that stands in a column of JSON, 0 where it does not."""
    within: Any = Cast(column, JSONField())
    for key in keys[:-1]:
        within = KeyTransform(key, within)
    return Coalesce(Cast(KeyTextTransform(keys[-1], within), IntegerField()), 0)


def titles(agreements: Iterable[str]) -> dict[str, str]:
    """
    Return what agreements are called, by id; one that is not there is left out.

    Where several are called alike, who receives is added; where that is alike too, the id.
    """
    found = dict(Agreement.objects.filter(agreement__in=agreements).values_list("agreement", "title"))
    bearers = Agreement.objects.order_by("title").filter(title__in=set(found.values()))
    counted = bearers.values("title").annotate(n=Count("agreement")).filter(n__gt=1)
    alike = set(counted.values_list("title", flat=True))
    if alike:
        found |= _told_apart({id_: title for id_, title in found.items() if title in alike})
    return found


def _told_apart(found: Mapping[str, str]) -> dict[str, str]:
    """Return titles that others bear too with who receives, and the id where that is alike too."""
    sides = Role.objects.filter(side=RECIPIENT)
    who: dict[str, list[str]] = defaultdict(list)
    own = sides.filter(agreement__in=list(found)).order_by("agreement_id", "id")
    for id_, label, party in own.values_list("agreement", "label", "party"):
        who[id_].append(label or party)
    bearing = sides.filter(agreement__title__in=set(found.values())).order_by("label", "party")
    borne = {
        (row["agreement__title"], row["label"] or row["party"]): row["n"]
        for row in bearing.values("agreement__title", "label", "party").annotate(n=Count("agreement"))
    }

    def told(id_: str, title: str) -> str:
        unique = any(borne[title, one] == 1 for one in who[id_])
        return f"{title} ({', '.join(who[id_] if unique else [*who[id_], id_])})"

    return {id_: told(id_, title) for id_, title in found.items()}


class Kept(NamedTuple):
    """The page of an agreement in one language, and what its frame says of the agreement."""

    agreement: str
    title: str
    as_of: date
    inputs: str
    html: str


def page(id_: str, language: str) -> Kept | None:
    """Return the page of an agreement in a language, None where there is none."""
    found = Page.objects.filter(agreement=id_, language=language).values_list(
        "agreement", "agreement__title", "agreement__as_of", "agreement__inputs", "html"
    )
    return next((Kept(*row) for row in found), None)


def without_page(languages: Sequence[str]) -> list[str]:
    """Return the agreements that lack a page in one of these languages, by id."""
    there = Count("pages", filter=Q(pages__language__in=languages))
    found = Agreement.objects.annotate(there=there).filter(there__lt=len(languages))
    return list(found.values_list("agreement", flat=True))


def names(parties: Iterable[str]) -> dict[str, str]:
    """Return what parties are called, by id; one that the register does not know is left out."""
    return {row.party: str(row) for row in Party.objects.filter(party__in=parties)}


def name(party: str) -> str:
    """Return what a party is called, its id where the register does not know it."""
    return names([party]).get(party, party)


def documents(*, agreement: str = "") -> QuerySet[Document]:
    """Return the documents of agreements as the public may see them; an empty word asks for all."""
    return Document.objects.filter(agreement=agreement) if agreement else Document.objects.all()


def by_instrument() -> dict[str, int]:
    """Return how many agreements there are of each instrument, by its name."""
    found = Agreement.objects.order_by("instrument").values_list("instrument")
    return dict(found.annotate(n=Count("agreement")))


def clauses_of(agreements: Iterable[str], *, kind: str = "") -> list[Clause]:
    """Return the clauses of some agreements in the order of their texts; an empty word asks for all kinds."""
    found = Clause.objects.filter(agreement__in=agreements)
    return list(found.filter(kind=kind) if kind else found)


def conditions_of(agreements: Iterable[str]) -> int:
    """Return how many conditions some agreements have in all."""
    return Clause.objects.filter(agreement__in=list(agreements), kind="condition").count()


def clause_names() -> list[str]:
    """Return every name that a clause, account or right has somewhere."""
    return list(Clause.objects.order_by("name").values_list("name", flat=True).distinct())


def known_parties() -> list[str]:
    """Return the ids of all who are in the register of parties or take part in an agreement."""
    found = set(Party.objects.values_list("party", flat=True)) | set(
        Role.objects.values_list("party", flat=True)
    )
    return sorted(found - {""})


def is_party(party: str) -> bool:
    """Say whether somebody is in the register of parties or takes part in an agreement."""
    return Party.objects.filter(party=party).exists() or Role.objects.filter(party=party).exists()


def recipients(agreements: Iterable[str]) -> dict[str, list[str]]:
    """Return what those whom agreements support are called, by agreement; an empty list for nobody."""
    found: dict[str, list[str]] = {id_: [] for id_ in agreements}
    rows = Role.objects.filter(side=RECIPIENT, agreement__in=list(found)).order_by("agreement_id", "id")
    for id_, label, party in rows.values_list("agreement", "label", "party"):
        found[id_].append(label or party)
    return found


def opening(id_: str, text: int | None = None) -> Opening | None:
    """Return what stands before the clauses of a text of an agreement; None asks for its last text."""
    found = Opening.objects.select_related("agreement").filter(agreement=id_).order_by("-text")
    return (found if text is None else found.filter(text=text)).first()


def text_path(terms: str) -> str:
    """Return the file of the record that holds a text, by its name and version; "" where none is in use."""
    used = Version.objects.filter(terms=terms).values_list("agreement", "text")[:1]
    for agreement, text in used:
        return str(Opening.objects.get(agreement=agreement, text=text).path)
    return ""
