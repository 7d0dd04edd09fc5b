"""
The site is judged anew: only agreements whose inputs changed, and in one transaction with one event.

Where the record says which agreements were touched since the last pass, these are judged at once, from their
rows alone; a whole pass follows, which looks at everything and restates missions, documents and the table.
What one says of an agreement, the other says too (decision 41). If the record changed meanwhile, nothing is
written and it is done again from what stands then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.dispatch import Signal

from commonweal import __version__
from commonweal.report.speech.phrases import speaking
from commonweal.web.agreements import models as register
from commonweal.web.agreements.operations import changed_documents, store_documents
from commonweal.web.assessment import models, storing
from commonweal.web.assessment.inputs import Inputs
from commonweal.web.assessment.judging import Made, make
from commonweal.web.assessment.storing import ENGINE
from commonweal.web.missions import operations as missions
from commonweal.web.portfolio import operations as portfolio
from commonweal.web.portfolio.agreements import standings
from commonweal.web.record import events
from commonweal.web.record.composing import compose_judged, published, slice_as_public, stated_markings
from commonweal.web.record.events import recorded
from commonweal.web.record.models import Site
from commonweal.web.record.slicing import touched_since
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.files import Progress
from commonweal.workspace.load import Workspace, load_files
from commonweal.workspace.run import assess

TRIES: Final = 5
"""Times that a pass begins anew because the record changed under it."""
_LOOK_SECONDS: Final = 0.2
"""How often a pass over everything looks whether the record changed under it."""

restated = Signal()
"""
Sent in the transaction of a pass where what is said of missions and acts is news, or which documents there
are: what was made of it goes then. What was made of an agreement goes with its rows.
"""
settled = Signal()
"""Sent after a pass, outside its transaction: what is made of findings, and takes its time, is made then."""


class Restless(RuntimeError):
    """The record changed again and again while it was judged; the next task judges it."""


class Overtaken(Exception):
    """The record changed while it was judged; what was made of it is let go."""


class Unsound(RuntimeError):
    """What the public may see is no sound workspace: nothing is judged, and what was found stands."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What a pass did: the agreements that were judged, and those that are gone.

    Attributes
    ----------
    whole : everything stands as the record says; else missions and the rest are still to be restated
    """

    judged: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    whole: bool = True


def judge(
    *,
    now: datetime,
    partly: bool = False,
    clock: Callable[[], float] = time.monotonic,
    progress: Progress | None = None,
) -> Outcome:
    """
    Bring findings in line with the record, and return what that changed.

    Parameters
    ----------
    now : the instant at the door; it is the as-of day where the site sets none, and decides what is withheld
    partly : where some agreements were touched and nothing else, judge these and leave the rest for later
    clock : seconds, to tell how long it took
    progress : told which agreement is judged next, where everything is looked at

    Raises
    ------
    Restless : the record did not stand still
    Unsound : a row that the engine would pass over is in what the public may see
    """
    judged: tuple[str, ...] = ()
    for n in range(TRIES):
        try:
            with speaking(settings.LANGUAGE_CODE):  # rows are data, and data is English
                # Who overtook a whole pass waits for his page: what he touched goes first.
                part = _part(now, clock) if partly or n else None
                judged += () if part is None else part.judged
                done = part if part is not None and partly else _whole(now, clock, progress)
        except Overtaken:
            # A pass that began later may have ended first, on the next day: this one must not turn it back.
            stands = models.Pass.objects.last()
            now = now if stands is None else max(now, stands.judged_at)
            continue
        settled.send(sender=models.Pass)
        return Outcome(tuple(sorted({*judged, *done.judged})), done.gone, done.whole)
    raise Restless("the record changed while it was judged; it will be judged again")


def _part(now: datetime, clock: Callable[[], float]) -> Outcome | None:
    """Judge the agreements that were touched since the last pass; None where that would not be enough."""
    started = clock()
    with events.snapshot():
        seen, last = recorded(), models.Pass.objects.last()
        touched = None if last is None else touched_since(last.recorded)
        if last is None or not touched or not _goes_on(last, now):
            return None
        files = slice_as_public(touched, on=now.date())
    try:
        workspace = _loaded(files)
    except Unsound:
        return None  # the whole tells what is wrong
    as_of, known_at = last.as_of, end_of_day(last.as_of, workspace.zone)
    made, gone, _ = _changed(workspace, as_of, now, among=touched)
    decided = missions.decided(workspace, touched, as_of=as_of, known_at=known_at)
    with _writing(seen, last):
        storing.write_agreements(made, gone)
        if decided is not None:
            missions.store(decided, as_of=as_of)
        storing.tell(made, gone, now)
        counts = (register.Agreement.objects.count(), len(made), round((clock() - started) * 1000))
        storing.note(workspace, seen, as_of, now, counts, whole=False)
    return Outcome(tuple(one.agreement.agreement for one in made), tuple(gone), whole=False)


def _goes_on(last: models.Pass, now: datetime) -> bool:
    """Say whether a pass stands on what the last one stood on, the record apart."""
    site = Site.objects.get_or_create(id=1)[0]
    if last.engine_version != __version__ or last.judged_at.astimezone(now.tzinfo).date() != now.date():
        return False  # another day withholds other cells
    return last.as_of == (site.as_of or now.astimezone(ZoneInfo(last.zone)).date())


def _whole(now: datetime, clock: Callable[[], float], progress: Progress | None) -> Outcome:
    """Judge whatever changed, and restate everything else."""
    started = clock()
    with events.snapshot():
        seen = recorded()
        site = Site.objects.get_or_create(id=1)[0]
        last = models.Pass.objects.last()
        exact, stated = compose_judged(), stated_markings()
    if not exact:
        return Outcome()
    watch = _Watch(seen, clock)
    files = published(exact, stated, on=now.date(), watch=watch)
    workspace = _loaded(files, watch)
    as_of = site.as_of or now.astimezone(workspace.zone).date()
    made, gone, total = _changed(workspace, as_of, now, watch=watch.telling(progress))
    documents = changed_documents(standings(workspace, as_of), on=now.date(), by=as_of)
    table = portfolio.changed(files, workspace, as_of=as_of)
    nothing = not made and not gone and table is None and documents is None
    if nothing and last is not None and last.whole and (last.recorded, last.as_of) == (seen, as_of):
        return Outcome()
    document = missions.document(workspace, as_of=as_of, known_at=end_of_day(as_of, workspace.zone))
    with _writing(seen, last):
        storing.write_agreements(made, gone)
        storing.write_rest(workspace)
        told = missions.store(document, as_of=as_of)
        news = store_documents(documents) or told
        portfolio.store(table)
        storing.tell(made, gone, now)
        counts = (total, len(made), round((clock() - started) * 1000))
        storing.note(workspace, seen, as_of, now, counts, whole=True)
        if news:
            restated.send(sender=models.Pass)
    return Outcome(tuple(m.agreement.agreement for m in made), tuple(gone))


@contextmanager
def _writing(seen: int, last: models.Pass | None) -> Iterator[None]:
    """Hold the transaction in which a pass is written, if it stands on what still stands."""
    with transaction.atomic():
        Site.objects.select_for_update().get(id=1)
        if recorded() != seen or models.Pass.objects.last() != last:
            raise Overtaken
        yield


class _Watch:
    """Looks from time to time whether the record is still the one that is judged."""

    def __init__(self, seen: int, clock: Callable[[], float]) -> None:
        self._seen, self._clock, self._looked = seen, clock, clock()

    def telling(self, progress: Progress | None) -> Progress:
        """Return itself as what is told how far the work is, and passes that on."""

        def told(name: str, done: int, total: int) -> None:
            self()
            if progress is not None:
                progress(name, done, total)

        return told

    def __call__(self, *_: object) -> None:
        if self._clock() - self._looked >= _LOOK_SECONDS:
            self._looked = self._clock()
            if recorded() != self._seen:
                raise Overtaken


def _loaded(files: Mapping[str, bytes], watch: _Watch | None = None) -> Workspace:
    found = load_files(files, progress=watch)
    errors = [fault for fault in found.diagnostics if fault.is_error]
    if errors:
        # A row that is left out is an accusation: a payment that nobody sees was never made.
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise Unsound(f"{errors[0].span}: {errors[0].code}: {errors[0].message}{more}")
    if found.value is None:
        raise Unsound("the record holds no workspace; an import should have refused it")
    return found.value


def _changed(
    workspace: Workspace,
    as_of: date,
    now: datetime,
    *,
    among: Collection[str] | None = None,
    watch: Progress = lambda *_: None,
) -> tuple[list[Made], list[str], int]:
    """
    Return what is new of every agreement whose inputs changed, the agreements that are gone, and how many
    there are.

    Parameters
    ----------
    among : of these alone; None: of all
    watch : called before each agreement; it may raise
    """
    known_at = end_of_day(as_of, workspace.zone)
    inputs = Inputs(workspace, as_of=as_of, known_at=known_at, engine=ENGINE)
    rows = register.Agreement.objects.values_list("agreement", "inputs")
    stored = {id_: hashed for id_, hashed in rows if among is None or id_ in among}
    there = {id_ for id_ in workspace.agreements if among is None or id_ in among}
    made, unjudged = [], []
    for n, id_ in enumerate(sorted(there)):
        watch(id_, n, len(there))
        hashed = inputs.of(id_)
        if stored.get(id_) == hashed:
            continue
        run = assess(workspace, as_of=as_of, known_at=known_at, engine=ENGINE, agreement=id_, explain=True)
        one = make(run, id_, inputs=hashed, judged_at=now)
        if one is None:
            unjudged.append(id_)
        else:
            made.append(one)
    gone = sorted(stored.keys() - (there - set(unjudged)))
    return made, gone, len(there) - len(unjudged)
