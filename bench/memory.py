"""
How much memory a workspace takes by the number of its facts: it should grow by the same for each.

A workspace with that many events in one CSV file is loaded and judged in a process of its own; what is told
is the most memory it ever held, and what each further fact added.

    python bench/memory.py            25,000 to 200,000 facts
    python bench/memory.py --quick    a tenth of that
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

SIZES = (0, 25_000, 50_000, 100_000, 200_000)
TEXT = """\
language 1
measure buyback "Shares bought back" per award: flow money each event nonnegative
terms grant version 1
  instrument grant
  currency EUR
  party firm recipient
  party state public

condition no_buybacks "Little is bought back"
  firm must ensure total of buyback since 2021-01-01 at most EUR 1 billion
  tested each quarter from 2021-01-01 until 2030-12-31
  evidence documented due within 90 days after end of period

agreement "A-1" under grant version 1
  set firm = "FIRM"
  set state = "STATE"
  signed 2020-12-31
"""
HEAD = "agreement,kind,subject,measure,event,period,value,unit,level,source,reported_on,recorded_at\n"
PARTIES = "party,name,kind\nFIRM,The firm,company\nSTATE,The state,public\n"
JUDGED = """
import sys
from datetime import date
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
workspace = load(sys.argv[1]).value
run = assess(workspace, as_of=date(2031, 12, 31))
assert len(run.assessments[0].findings) == 40
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]))
"""


def lay(folder: Path, facts: int) -> None:
    """Write a workspace with so many events on days spread over ten years."""
    for name in ("terms", "evidence"):
        (folder / name).mkdir(parents=True)
    (folder / "commonweal.toml").write_text('name = "memory"\nzone = "UTC"\nlanguage = "en"\n')
    (folder / "parties.csv").write_text(PARTIES)
    (folder / "terms" / "grant.terms").write_text(TEXT)
    with (folder / "evidence" / "buybacks.csv").open("w") as file:
        file.write(HEAD)
        for n in range(facts):
            day = date(2021, 1, 1) + timedelta(days=n % 3_652)
            row = f"A-1,,,buyback,E{n},{day},{n % 997 + 1}.50,EUR,audited,ledger,{day},{day}T18:00:00Z\n"
            file.write(row)


def kilobytes(facts: int) -> int:
    """Return the most memory that loading and judging so many facts held."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / "workspace"
        lay(folder, facts)
        done = subprocess.run(
            [sys.executable, "-c", JUDGED, str(folder)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        sys.exit(done.stderr)
    return int(done.stdout)


def main() -> None:
    """Print a line for each size."""
    sizes = [n // 10 for n in SIZES] if "--quick" in sys.argv else list(SIZES)
    print(f"{'facts':>9} {'memory':>12} {'each further fact':>20}")
    before: tuple[int, int] | None = None
    for facts in sizes:
        held = kilobytes(facts)
        more = "" if before is None else f"{(held - before[1]) * 1024 / (facts - before[0]):,.0f} bytes"
        print(f"{facts:>9,} {held / 1024:>8,.0f} MiB {more:>20}", flush=True)
        before = (facts, held)


if __name__ == "__main__":
    main()
