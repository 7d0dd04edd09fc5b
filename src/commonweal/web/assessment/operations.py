"""
The site is judged anew: only agreements whose inputs changed, and in one transaction with one event.

Reading, judging and writing down take a second; if the record changed meanwhile, nothing is written and it is
done again from what stands then.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.dispatch import Signal

from commonweal import __version__
from commonweal.report.diagnostics import as_row
from commonweal.report.speech.phrases import speaking
from commonweal.web.accounts.operations import actor
from commonweal.web.agreements import models as register
from commonweal.web.agreements import names
from commonweal.web.agreements.operations import changed_documents, store_documents
from commonweal.web.assessment import models
from commonweal.web.assessment.inputs import Inputs
from commonweal.web.assessment.judging import Made, make
from commonweal.web.assessment.queries import WHOLE, fingerprints
from commonweal.web.missions import operations as missions
from commonweal.web.portfolio import operations as portfolio
from commonweal.web.portfolio.agreements import standings
from commonweal.web.record import events
from commonweal.web.record.composing import compose_public
from commonweal.web.record.contents import write_folder
from commonweal.web.record.models import Event, Site
from commonweal.web.record.rows import written
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import Workspace, load
from commonweal.workspace.run import assess

ENGINE: Final = "reference"
TRIES: Final = 5
"""Times that a pass begins anew because the record changed under it."""
PROGRAM: Final = "the worker of the site"
_KEPT: Final = 1_000
"""Remarks that are kept."""

restated = Signal()
"""
Sent in the transaction of a pass where what is said of missions and acts is news, or which documents there
are: what was made of it goes then. What was made of an agreement goes with its rows.
"""
settled = Signal()
"""Sent after a pass, outside its transaction: what is made of findings, and takes its time, is made then."""


class Restless(RuntimeError):
    """The record changed again and again while it was judged; the next task judges it."""


class Unsound(RuntimeError):
    """What the public may see is no sound workspace: nothing is judged, and what was found stands."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pass did: the agreements that were judged, and those that are gone."""

    judged: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def judge(*, now: datetime, clock: Any = time.monotonic) -> Outcome:
    """
    Bring findings in line with the record, and return what that changed.

    Parameters
    ----------
    now : the instant at the door; it is the as-of day where the site sets none, and decides what is withheld

    Raises
    ------
    Restless : the record did not stand still
    Unsound : a row that the engine would pass over is in what the public may see
    """
    for _ in range(TRIES):
        with speaking(settings.LANGUAGE_CODE):  # rows are data, and data is English
            done = _once(now, clock)
        if done is not None:
            settled.send(sender=models.Pass)
            return done
        # Another pass may have begun later and ended first, on the next day: this one must not turn it back.
        stands = models.Pass.objects.last()
        now = now if stands is None else max(now, stands.judged_at)
    raise Restless("the record changed while it was judged; it will be judged again")


def recorded() -> int:
    """Return the number of the last event that changed what is judged."""
    heads = Event.objects.exclude(body__startswith='{"act":"assessment.').order_by("-seq")
    last = heads.values_list("seq", flat=True).first()
    return last or 0


def _once(now: datetime, clock: Any) -> Outcome | None:
    started = clock()
    with events.snapshot():
        seen = recorded()
        site = Site.objects.get_or_create(id=1)[0]
        last = models.Pass.objects.last()
        files = compose_public(on=now.date())
    if not files:
        return Outcome()
    workspace = _loaded(files)
    as_of = site.as_of or now.astimezone(workspace.zone).date()
    made, gone, total = _changed(workspace, as_of, now)
    documents = changed_documents(standings(workspace, as_of), on=now.date(), by=as_of)
    table = portfolio.changed(files, workspace, as_of=as_of)
    if (
        not made
        and not gone
        and table is None
        and documents is None
        and last is not None
        and (last.recorded, last.as_of) == (seen, as_of)
    ):
        return Outcome()
    stated = missions.document(workspace, as_of=as_of, known_at=end_of_day(as_of, workspace.zone))
    with transaction.atomic():
        Site.objects.select_for_update().get(id=1)
        if recorded() != seen or models.Pass.objects.last() != last:
            return None
        _write(workspace, made, gone)
        told = missions.store(stated, as_of=as_of)
        news = store_documents(documents) or told
        portfolio.store(table)
        _tell(made, gone, now)
        _note(workspace, seen, as_of, now, (total, len(made), round((clock() - started) * 1000)))
        if news:
            restated.send(sender=models.Pass)
    return Outcome(tuple(m.agreement.agreement for m in made), tuple(gone))


def _loaded(files: dict[str, bytes]) -> Workspace:
    with tempfile.TemporaryDirectory(prefix="commonweal-") as top:
        folder = Path(top) / "workspace"
        write_folder(folder, files)
        found = load(folder)
    errors = [fault for fault in found.diagnostics if fault.is_error]
    if errors:
        # A row that is left out is an accusation: a payment that nobody sees was never made.
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise Unsound(f"{errors[0].span}: {errors[0].code}: {errors[0].message}{more}")
    if found.value is None:
        raise Unsound("the record holds no workspace; an import should have refused it")
    return found.value


def _changed(workspace: Workspace, as_of: date, now: datetime) -> tuple[list[Made], list[str], int]:
    """Return what is new of every agreement whose inputs changed, and the agreements that are gone."""
    known_at = end_of_day(as_of, workspace.zone)
    inputs = Inputs(workspace, as_of=as_of, known_at=known_at, engine=ENGINE)
    stored = dict(register.Agreement.objects.values_list("agreement", "inputs"))
    made, unjudged = [], []
    for id_ in sorted(workspace.agreements):
        hashed = inputs.of(id_)
        if stored.get(id_) == hashed:
            continue
        run = assess(workspace, as_of=as_of, known_at=known_at, engine=ENGINE, agreement=id_, explain=True)
        one = make(run, id_, inputs=hashed, judged_at=now)
        if one is None:
            unjudged.append(id_)
        else:
            made.append(one)
    gone = sorted(stored.keys() - (workspace.agreements.keys() - set(unjudged)))
    return made, gone, len(workspace.agreements) - len(unjudged)


# ---- writing ----------------------------------------------------------------------------------------


def _write(workspace: Workspace, made: list[Made], gone: list[str]) -> None:
    replaced = [one.agreement.agreement for one in made]
    register.Agreement.objects.filter(agreement__in=[*replaced, *gone]).delete()
    register.Agreement.objects.bulk_create([one.agreement for one in made])
    for one in made:
        register.Role.objects.bulk_create(one.roles)
        register.Clause.objects.bulk_create(one.clauses)
        register.Version.objects.bulk_create(one.versions)
        register.Wording.objects.bulk_create(one.wordings)
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


def _tell(made: list[Made], gone: list[str], now: datetime) -> None:
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
        events.append("assessment.judged", actor=actor(PROGRAM).key, at=now, agreements=rows, gone=gone)


def _note(workspace: Workspace, seen: int, as_of: date, now: datetime, counts: tuple[int, int, int]) -> None:
    models.Pass.objects.create(
        recorded=seen, as_of=as_of, known_at=end_of_day(as_of, workspace.zone), judged_at=now, engine=ENGINE,
        engine_version=__version__, workspace=workspace.name, zone=str(workspace.zone),
        language=workspace.language, agreements=counts[0], judged=counts[1], ms=counts[2],
        totals=written(_totals()),
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
