"""What a pass made of agreements is written down, told in one event, and noted; within its transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from commonweal import __version__
from commonweal.report.diagnostics import as_row
from commonweal.web.accounts.operations import actor
from commonweal.web.agreements import models as register
from commonweal.web.agreements import names
from commonweal.web.assessment import models
from commonweal.web.assessment.judging import Made
from commonweal.web.assessment.queries import WHOLE, fingerprints
from commonweal.web.record import events
from commonweal.web.record.rows import written
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import Workspace

ENGINE: Final = "reference"
PROGRAM: Final = "the worker of the site"
_KEPT: Final = 1_000
"""Remarks that are kept."""


def write_agreements(made: Sequence[Made], gone: Sequence[str]) -> None:
    """Write what was made of agreements in the place of what stood there; take out those that are gone."""
    replaced = [one.agreement.agreement for one in made]
    register.Agreement.objects.filter(agreement__in=[*replaced, *gone]).delete()
    register.Agreement.objects.bulk_create([one.agreement for one in made])
    for one in made:
        register.Role.objects.bulk_create(one.roles)
        register.Clause.objects.bulk_create(one.clauses)
        register.Version.objects.bulk_create(one.versions)
        register.Wording.objects.bulk_create(one.wordings)
        register.Opening.objects.bulk_create(one.openings)
        register.Telling.objects.bulk_create(one.tellings, batch_size=500)
        register.Name.objects.bulk_create(
            [names.of_agreement(one.agreement), *names.of_clauses(one.clauses, one.wordings)]
        )
        models.Finding.objects.bulk_create(one.findings, batch_size=500)
        models.Payable.objects.bulk_create(one.payables, batch_size=500)
        models.Settlement.objects.bulk_create(one.settlements, batch_size=500)
        models.Power.objects.bulk_create(one.powers, batch_size=500)
        models.AccountRow.objects.bulk_create(one.accounts, batch_size=500)
        models.Coming.objects.bulk_create(one.coming, batch_size=500)
        models.Missing.objects.bulk_create(one.missing, batch_size=500)
        models.Amendment.objects.bulk_create(one.amendments)
        models.Change.objects.bulk_create(one.changes, batch_size=500)


def write_rest(workspace: Workspace) -> None:
    """Write the parties of a workspace, and what is remarked of it."""
    parties = list(_parties(workspace))
    register.Party.objects.all().delete()
    register.Party.objects.bulk_create(parties, batch_size=500)
    register.Name.objects.filter(kind="party").delete()
    register.Name.objects.bulk_create(names.of_parties(parties), batch_size=500)
    models.Remark.objects.all().delete()
    models.Remark.objects.bulk_create(
        [
            models.Remark(code=remark.code, data=written(as_row(remark)))
            for remark in workspace.diagnostics[:_KEPT]
        ]
    )


def _parties(workspace: Workspace) -> Iterable[register.Party]:
    for row in workspace.parties:
        data = {
            "party": row.party, "name": row.name, "kind": row.kind, "scheme": row.scheme,
            "identifier": row.identifier, "parent": row.parent,
            "from": None if row.start is None else row.start.isoformat(),
            "until": None if row.end is None else row.end.isoformat(),
        }  # fmt: skip
        yield register.Party(
            party=row.party, name=row.name, kind=row.kind, parent=row.parent, data=written(data)
        )


def tell(made: Sequence[Made], gone: Sequence[str], now: datetime) -> None:
    """Append the event of a pass: what each agreement rested on, and the hash of what came out."""
    rows = [
        {
            "agreement": one.agreement.agreement,
            "inputs": one.agreement.inputs,
            "results": sha256("\n".join(one.data()).encode("utf-8")).hexdigest(),
        }
        for one in made
    ]
    if rows or gone:
        events.append("assessment.judged", actor=actor(PROGRAM).key, at=now, agreements=rows, gone=list(gone))


def note(
    workspace: Workspace, seen: int, as_of: date, now: datetime, counts: tuple[int, int, int], *, whole: bool
) -> None:
    """
    Note a pass.

    Parameters
    ----------
    counts : agreements that there are, agreements that were judged, milliseconds that it took
    whole : the record was looked at as a whole
    """
    models.Pass.objects.create(
        recorded=seen, as_of=as_of, known_at=end_of_day(as_of, workspace.zone), judged_at=now, engine=ENGINE,
        engine_version=__version__, workspace=workspace.name, zone=str(workspace.zone),
        language=workspace.language, agreements=counts[0], judged=counts[1], ms=counts[2],
        totals=written(_totals()), whole=whole,
    )  # fmt: skip


def _totals() -> dict[str, Any]:
    """Return what the first page says of all agreements together."""
    findings: Counter[str] = Counter()
    expected = present = 0
    for counts, data in register.Agreement.objects.values_list("counts", "data").iterator():
        row = json.loads(data)
        findings.update(json.loads(counts))
        expected, present = expected + row["facts_expected"], present + row["facts_present"]
    return {
        "findings": dict(sorted(findings.items())), "expected": expected, "present": present,
        "fingerprint": fingerprints()[WHOLE],
    }  # fmt: skip
