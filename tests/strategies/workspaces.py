"""Cases as the agreements of one workspace, with every value set that binding asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from commonweal.ground.period import containing
from commonweal.terms.core.agreements import SeriesEntry, Setting
from commonweal.terms.driver import compile_sources
from commonweal.workspace.load import Workspace
from tests.strategies.cases import Case
from tests.strategies.rows import at

EARLY = at(date(2020, 6, 1))
VALUES = {"share": Decimal("0.5"), "begins": date(2021, 7, 1), "switched": True}


def complete(case: Case) -> Case:
    """Return a case in which every parameter that its texts declare has a value, as in a signed agreement."""
    declared = {p.name for terms in case.every_terms for p in terms.parameters}
    known = tuple(s for s in case.settings if s.name in declared and s.recorded_at <= case.known_at)
    missing = sorted(VALUES.keys() & declared - {s.name for s in known})
    settings = (*known, *(Setting(name, VALUES[name], EARLY) for name in missing))
    years = {e.period for e in case.series}
    spans = [containing("year", date(y, 1, 1)) for y in range(2019, 2032)]
    entries = (SeriesEntry("goal", span, Decimal(10), EARLY) for span in spans if span not in years)
    series = (*case.series, *entries) if "goal" in declared else ()
    changes = tuple(
        replace(
            a,
            settings=tuple(s for s in a.settings if s.name in declared),
            series=a.series if "goal" in declared else (),
        )
        for a in case.amendments
    )
    return replace(case, settings=settings, series=series, amendments=changes, signed=date(2020, 6, 1))


def workspace_of(cases: Mapping[str, Case]) -> Workspace:
    """Return a workspace with an agreement for each case, by id; all of them under the texts of the first."""
    texts = next([c.text, *c.others] for c in cases.values())
    compiled = compile_sources([(f"t{n}.terms", text) for n, text in enumerate(texts, 1)])
    return Workspace(
        "random",
        ZoneInfo("UTC"),
        "en",
        Path(),
        terms={key: terms for key, (terms, _) in compiled.texts.items()},
        agreements={id_: case.agreement(id_) for id_, case in cases.items()},
        records={id_: case.record for id_, case in cases.items()},
        compiled=compiled,
    )
