"""Every hostile seed is refused with its message and its place: no traceback, nothing half-read."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from commonweal.cycle.portfolio.rules import build, settle
from commonweal.exchange.files import gather, import_file
from commonweal.exchange.mapping import read_mapping
from commonweal.exchange.review import read_review
from commonweal.ground.diagnostics import Diagnostic, Result
from tests.cases.imports.seeds import MAPPING, Seed, seeds

BAD = Path(__file__).resolve().parents[2] / "cases" / "imports" / "bad"
SEEDS = seeds()
TOPICS = sorted({seed.topic for seed in SEEDS})
_SAID: dict[str, str] = {}


def read(seed: Seed) -> Result[object]:
    """Read a seed as what it gives itself out to be."""
    result: Result[object]
    match seed.reads:
        case "mapping":
            result = read_mapping(seed.data, seed.file)  # type: ignore[assignment]
        case "review":
            result = read_review(seed.data, seed.file)  # type: ignore[assignment]
        case _:
            mapping = read_mapping((seed.mapping or MAPPING).encode(), "m.toml")
            assert mapping.value is not None, mapping.diagnostics
            result = import_file(seed.data, seed.file, (mapping.value,) if seed.mapping else ())  # type: ignore[assignment]
    return result


def told(seed: Seed, diagnostic: Diagnostic) -> str:
    """Return one line of the golden file of a topic."""
    return f"{seed.name}: {diagnostic.span} {diagnostic.code}: {diagnostic.message}"


def test_there_are_three_hundred_reasons_to_refuse_a_file() -> None:
    assert len({seed.id for seed in SEEDS}) == len(SEEDS) >= 300
    assert len({(seed.data, seed.mapping) for seed in SEEDS}) == len(SEEDS), "no file stands here twice"


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.id)
def test_a_bad_file_is_refused_whole_with_its_place(seed: Seed) -> None:
    found = read(seed)
    assert found.value is None, "nothing of a file with a fault is taken"
    errors = [d for d in found.diagnostics if d.is_error]
    assert {d.code for d in errors} == {seed.code}, [d.message for d in errors]
    for one in errors:
        assert (
            one.span is not None
            and one.span.file == seed.file
            and one.span.line >= 1
            and one.span.column >= 1
        )
        assert one.help, "there is a mend"
        assert one.message.isprintable() and len(one.message) < 1_000
    _SAID[seed.id] = "".join(told(seed, d) + "\n" for d in errors[:3])


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_said_of_bad_files_is_what_stands_written(topic: str, record: bool) -> None:
    said = "".join(
        _SAID.get(s.id) or "".join(told(s, d) + "\n" for d in read(s).diagnostics[:3])
        for s in SEEDS
        if s.topic == topic
    )
    golden = BAD / topic / "diagnostics.txt"
    if record:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(said, "utf-8")
    assert golden.read_text("utf-8") == said


# ---- numbers that join nothing -----------------------------------------------------------------------

SCHEMES = """
source = "s"
[constants]
instrument = "grant"
stage = "awarded"
currency = "GBP"
[columns]
recipient = "who"
amount = "amount"
[identifiers]
GB-COH = "company"
GB-CHC = "charity"
"""
DOUBTFUL = {
    "no-number": "A,1,Unknown,\n",
    "number-of-another-register": "A,1,GGIS_ID_20,JAGSFO\nB,2,E5104X,\n",
    "charity-of-two-companies": "A,1,00000001,1000001\nB,2,00000002,1000001\n",
}


def test_numbers_that_join_nothing_are_told_of(record: bool) -> None:
    said = ""
    for name, lines in DOUBTFUL.items():
        mapping = read_mapping(SCHEMES.encode(), "m.toml").value
        assert mapping is not None
        found = import_file(f"who,amount,company,charity\n{lines}".encode(), "t.csv", (mapping,))
        assert found.value is not None
        table = build(settle(gather([found.value]).supports), as_of=date(2024, 1, 1))
        assert len(table.groups) == lines.count("\n"), "nothing was joined"
        told_of = (*found.diagnostics, *table.diagnostics)
        assert told_of and not any(d.is_error for d in told_of)
        said += "".join(f"{name}: {d.span or '-'} {d.code}: {d.message}\n" for d in told_of)
    golden = BAD / "doubtful-numbers" / "diagnostics.txt"
    if record:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(said, "utf-8")
    assert golden.read_text("utf-8") == said


# ---- decisions and numbers that contradict one another ------------------------------------------------

CONTRADICTED = {
    # rows of the table, rows of the review file, how many organisations there are in the end
    "number-against-a-decision": (
        "A,1,00000012,\nB,2,00000012,\n",
        "s: A [GB-COH 00000012],s: B [GB-COH 00000012],,different\n",
        2,
    ),
    "decisions-in-a-ring": (
        "A,1,,\nB,2,,\nC,3,,\n",
        "s: A,s: B,,same\ns: B,s: C,,same\ns: A,s: C,,different\n",
        3,
    ),
    "strangers-of-an-unknown-register": ("A,1,,7-2024\nB,2,,7-2024\na ltd,3,,7-2024\n", "", 1),
    "strangers-that-a-person-judged": (
        "A,1,,7-2024\nB,2,,7-2024\n",
        "s: A [XX-REG 7-2024],s: B [XX-REG 7-2024],,different\n",
        2,
    ),
}  # fmt: skip


def test_contradictions_are_told_of_with_their_place(record: bool) -> None:
    said = ""
    mapping = read_mapping(SCHEMES.replace("GB-CHC", "XX-REG").encode(), "m.toml").value
    assert mapping is not None
    for name, (lines, decided, count) in CONTRADICTED.items():
        found = import_file(f"who,amount,company,charity\n{lines}".encode(), "t.csv", (mapping,))
        review = read_review(f"a,b,why,decision\n{decided}".encode(), "r.csv")
        assert found.value is not None and review.value is not None and not found.diagnostics
        supports = settle(gather([found.value]).supports)
        table = build(supports, as_of=date(2024, 1, 1), decisions=review.value)
        assert len(table.groups) == count and table.diagnostics
        said += "".join(f"{name}: {d.span or '-'} {d.code}: {d.message}\n" for d in table.diagnostics)
    golden = BAD / "contradictions" / "diagnostics.txt"
    if record:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(said, "utf-8")
    assert golden.read_text("utf-8") == said


# ---- what it costs -----------------------------------------------------------------------------------

MEASURED = """
import resource, time
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
from commonweal.exchange.files import import_file
from commonweal.exchange.mapping import read_mapping
from tests.cases.imports.seeds import seeds
slowest = 0.0
for seed in seeds():
    if seed.reads == "file":
        mappings = (read_mapping(seed.mapping.encode(), "m.toml").value,) if seed.mapping else ()
        began = time.process_time()
        assert import_file(seed.data, seed.file, mappings).value is None
        slowest = max(slowest, time.process_time() - began)
# What getrusage tells begins with the size of the process that started this one; this is its own.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]) // 1024, slowest)
"""


def test_no_bad_file_takes_more_than_ten_seconds_or_half_a_gigabyte() -> None:
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED], capture_output=True, text=True, timeout=300, cwd=root, check=False
    )
    assert done.returncode == 0, done.stderr
    megabytes, seconds = done.stdout.split()
    assert int(megabytes) <= 512
    assert float(seconds) <= 10
