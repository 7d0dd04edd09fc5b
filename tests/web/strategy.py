"""A small strategy for the starter workspace: two missions, one in the other, and seven years of figures."""

from __future__ import annotations

from pathlib import Path

STRATEGY = """
[challenge.climate]
title = "Climate <b>&"
text = "Emissions must end."

[place.land]
title = "The land"
kind = "nation"

[place.town]
title = "The town"
kind = "borough"
within = "land"
codes = ["T1"]

[mission.clean]
title = "Clean by 2030"
challenge = "climate"
place = "land"
lead = "ministry"
contributors = ["treasury"]

[mission.clean_town]
title = "A clean town"
challenge = "climate"
place = "town"
within = "clean"

[indicator.smoke]
title = "Emissions"
kind = "outcome"
unit = "kt"
better = "lower"

[target.none_left]
mission = "clean"
indicator = "smoke"
title = "Nothing left"
baseline = { period = "2018" }
value = "0"
by = 2030-12-31
owner = "ministry"
headline = true

[body.ministry]
title = "Ministry of Air"
kind = "ministry"

[body.treasury]
title = "Treasury"
kind = "ministry"

[programme.riverside]
title = "Jobs at the river"
owner = "treasury"
terms = ["jobs_credit"]
serves = [{ mission = "clean", share = "0.5" }]

[[aim]]
mission = "clean"
text = "Air that can be breathed"
source = "speech"

[[event]]
on = 2024-05-01
what = "retargeted"
of = "mission.clean"
before = "by 2040"
after = "by 2030"
author = "The minister"
reason = "It was late"
source = "speech"
"""
SERIES = "indicator,period,value,unit,source,reported_on,recorded_at\n" + "".join(
    f"smoke,{year},{value},kt,report {year},{year + 1}-03-01,{year + 1}-03-02T10:00:00Z\n"
    for year, value in [(2018, 100), (2019, 97), (2020, 90), (2021, 88), (2022, 80), (2023, 79), (2024, 71)]
)

AMENDED = """language 1
amend "RIV-2023-001" effective 2025-01-01 "No longer"
  set last_day = 2024-12-31
  signed 2025-07-01
"""
NOTE = "A note."


def add_strategy(folder: Path) -> None:
    """Write the strategy into a workspace."""
    texts = {
        "missions/all.toml": STRATEGY,
        "indicators/smoke.csv": SERIES,
        "agreements/amended.terms": AMENDED,
        "documents/RIV-2023-001/note.txt": NOTE,
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
