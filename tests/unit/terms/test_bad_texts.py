"""
The bad half of the corpus: every fault of a text is told, once, in its place, with a mend, and soon.

`tests/cases/<topic>/bad/<slug>/` holds `case.terms`, `diagnostics.txt` (one line for each diagnostic) and
`about.md`, whose first line begins with the case's main code. `pytest --record` writes `diagnostics.txt`
anew: read what changed before you keep it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from commonweal.ground.diagnostics import Diagnostic, catalogue
from commonweal.terms.checking.analysis.cycles import find_plan_cycles
from commonweal.terms.driver import Compiled, compile_sources
from tests.patience import soon

ROOT = Path(__file__).resolve().parents[3]
CASES = sorted(path.parent for path in (ROOT / "tests/cases").glob("*/bad/*/case.terms"))
CODE = re.compile(r"CW[12346]\d{3}")


def name_of(case: Path) -> str:
    """Return `topic/slug`."""
    return f"{case.parents[1].name}/{case.name}"


def compiled(text: str) -> Compiled:
    """Return what a text says, after checking that it was read soon."""
    with soon():
        return compile_sources([("case.terms", text)])


def line_of(told: Diagnostic) -> str:
    """Return a diagnostic as one line of a golden file."""
    return f"{told.span}: {told.severity.value} {told.code}: {told.message}"


def text_of(case: Path) -> str:
    """Return a case's text, byte-order mark and line ends included."""
    return (case / "case.terms").read_bytes().decode("utf-8")


def golden_of(case: Path) -> list[str]:
    """Return the lines of a case's golden file."""
    golden = case / "diagnostics.txt"
    return golden.read_text("utf-8").splitlines() if golden.is_file() else []


def main_code(case: Path) -> str:
    """Return the code that a case is about."""
    return (case / "about.md").read_text("utf-8").partition(":")[0]


@pytest.fixture(scope="module", autouse=True)
def tables_read() -> None:
    """Read grammar tables and messages before anything is timed."""
    compile_sources([("case.terms", "language 1\nterms t version 1\n")])


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_bad_text_is_told_what_is_wrong(case: Path, record: bool) -> None:
    told = compiled(text_of(case)).diagnostics
    lines = [line_of(d) for d in told]
    if record:
        (case / "diagnostics.txt").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    assert lines == golden_of(case)
    assert len(set(lines)) == len(lines), "a fault is told twice"
    assert [d for d in told if not d.help or not all(d.help)] == [], "a fault has no mend"
    assert [d for d in told if d.span is None] == [], "a fault has no place"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_case_says_what_it_is_about(case: Path) -> None:
    about = (case / "about.md").read_text("utf-8").splitlines()
    assert len(about) == 2, "what is wrong, and why it matters"
    assert CODE.fullmatch(main_code(case))
    assert any(f" {main_code(case)}: " in line for line in golden_of(case))


def test_at_most_five_cases_of_a_topic_are_about_one_code() -> None:
    counts = Counter((case.parents[1].name, main_code(case)) for case in CASES)
    assert {code: n for code, n in counts.items() if n > 5} == {}


def test_every_code_that_a_text_can_raise_has_a_case() -> None:
    raised: set[str] = set()
    for room in ("surface", "checking", "driver.py"):
        root = ROOT / "src/commonweal/terms" / room
        for path in [root] if root.is_file() else root.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    raised.update(CODE.findall(node.value) if node.value.startswith("CW") else ())
    shown = {code for case in CASES for line in golden_of(case) for code in CODE.findall(line)}
    assert sorted(raised - shown) == []


# ---- the pages of the messages -------------------------------------------------------------------------

PAGES = ("CW2405", "CW2414", "CW2415", "CW2416", "CW2417", "CW2418", "CW2419", "CW3012", "CW3013", "CW6004")
START = """language 1
unit jobs
unit mwh
unit shares
measure repaid per award: flow money each event
terms deal version 1
  instrument loan
  currency USD
  party company recipient
  party state public
  parameter principal : money = USD 1_000
  parameter floor : jobs = 500 jobs
"""


@pytest.mark.parametrize("code", PAGES)
def test_the_bad_example_of_a_page_gives_its_code_and_the_good_one_is_good(code: str) -> None:
    page = catalogue()[code]
    assert {d.code for d in compiled(START + page.bad).diagnostics if d.is_error} == {code}
    assert compiled(START + page.good).ok


# ---- texts that a stranger may send: made here, too large or too odd to lie in the corpus ---------------

HEAD = (
    'language 1\nunit jobs\nmeasure staff "Jobs" per award: stock jobs each year\n\nterms support version 1\n'
    "  instrument grant\n  currency USD\n  party company recipient\n  party state public\n\n"
)
ENOUGH = "staff at end at least 5 jobs"
YEARS = "from 2025-01-01 until 2029-12-31"


def duty(name: str, formula: str, more: str = "") -> str:
    """Return a condition of one duty."""
    proof = "  evidence audited due within 90 days after end of period\n"
    rest = f"{proof}  waivable by state\n  purpose labour\n{more}"
    return f"condition {name}\n  company must ensure {formula}\n  tested each year {YEARS}\n{rest}"


def debt(name: str, amount: str) -> str:
    """Return a payment."""
    return f"payment {name}\n  state must pay company {amount}\n  calculated each year {YEARS}\n"


def book(name: str, added: str, more: str = "") -> str:
    """Return an account."""
    opening = f"account {name}\n  opens 2025-01-01 with USD 1\n"
    return f"{opening}  adds {added}\n  calculated each year {YEARS}\n{more}"


def power(name: str, act: str, more: str = "") -> str:
    """Return a right of the public side."""
    return f"right {name}\n  state may {act}\n  each year {YEARS}\n{more}"


def doubling(body: str, joined: str, steps: int) -> str:
    """Return defines each of which uses the one before twice."""
    first = f"define step_0 = {body}\n"
    return first + "".join(f"define step_{i} = step_{i - 1} {joined} step_{i - 1}\n" for i in range(1, steps))


LOAN = f"account loan\n  opens 2025-01-01 with USD 9\n  reduced by aid\n  calculated each year {YEARS}\n"
EARLIER = "due under aid in previous period"
SOUND: dict[str, str] = {
    "a fee on the opening balance is added": book("pot", "due under fee in period")
    + debt("fee", "1% * balance of pot at start"),
    "interest of the rows before is added": book("pot", "interest of pot in previous period", "")
    + debt("fee", "interest of pot in period"),
    "a payment on what is left": LOAN + debt("aid", "5% * balance of loan at start"),
    "two payments off one loan, each on the other of the year before": LOAN.replace(
        "reduced by aid", "reduced by aid\n  reduced by fee"
    )
    + debt("aid", "USD 1 + due under fee in previous period")
    + debt("fee", EARLIER),
    "a yearly payment off a monthly loan that adds a fee": LOAN.replace("each year", "each month").replace(
        "reduced", "adds due under fee in period\n  reduced"
    )
    + debt("aid", "USD 1")
    + debt("fee", EARLIER).replace("each year", "each month"),
    "a holiday after a year of delay": debt("aid", "USD 1")
    + power("holiday", "suspend aid", "  while aid is overdue in previous period\n"),
    "a yearly right to end yearly promises": duty("kept", ENOUGH)
    + power("early_end", "terminate", "  while kept is breached\n"),
    "a right of one day to end all": duty("kept", ENOUGH)
    + debt("aid", "USD 1").replace("each year", "each month")
    + "right early_end\n  state may terminate\n  until 2029-12-31\n  while kept is breached\n",
    "a right to withhold on a promise": duty("kept", ENOUGH)
    + debt("aid", "USD 1")
    + power("hold", "withhold aid", "  while kept is breached\n"),
    "two rights to have money back, on fixed years too": debt("aid", "USD 1")
    + power("first", "repay company paid under aid since 2025-01-01 less amounts already due")
    + power("second", "repay company due under aid in year 2025"),
    "a right to buy while an instalment is late, at what is left": LOAN
    + debt("aid", "USD 1")
    + power("warrant", "buy 5 of jobs at balance of loan at end", "  while aid is overdue\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_what_looks_back_is_no_circle(name: str) -> None:
    assert [d.code for d in compiled(HEAD + SOUND[name]).diagnostics if d.is_error] == []


@pytest.mark.parametrize(("edge", "codes"), [("end", ["CW4007"]), ("start", [])])
def test_a_circle_may_run_through_the_texts_of_two_versions(edge: str, codes: list[str]) -> None:
    sooner = book("pot", "USD 1") + debt("fee", f"1% * balance of pot at {edge}")
    later = book("pot", "due under fee in period") + debt("fee", "USD 2")
    first, second = (compiled(HEAD + text).terms["support", 1] for text in (sooner, later))
    texts = [first, replace(second, version=2)]
    assert [d.code for d in find_plan_cycles(texts, None)] == codes


HOSTILE: dict[str, tuple[Callable[[], str], set[str]]] = {
    "only a comment": (lambda: "# a draft\n", {"CW1001"}),
    "only a byte-order mark": (lambda: "\ufeff", {"CW1001"}),
    "a byte-order mark before a sound text": (lambda: "\ufeff" + HEAD + debt("aid", "USD 1"), set()),
    "lines of Windows": (lambda: (HEAD + debt("aid", "USD 1")).replace("\n", "\r\n"), set()),
    "lines of old Macintoshes": (lambda: (HEAD + debt("aid", "USD 1")).replace("\n", "\r"), {"CW1001"}),
    "control characters": (lambda: "".join(map(chr, range(32))) + HEAD, {"CW1001"}),
    "turned reading direction": (lambda: HEAD + debt("aid", "USD 1 # \u202e001 DSU"), {"CW1001"}),
    "lone surrogates": (lambda: HEAD + debt("aid", "USD 1 # \ud800"), {"CW1001"}),
    "2 MB of comments": (lambda: HEAD + "# x\n" * 500_000, {"CW1002"}),
    "100 000 brackets": (lambda: HEAD + debt("aid", "(" * 100_000), {"CW1002"}),
    "70 times `not`": (lambda: HEAD + duty("kept", "not " * 70 + ENOUGH), {"CW1002"}),
    "100 000 words": (lambda: "language 1\n" + "unit a\n" * 50_000, {"CW1002"}),
    "one unit 10 000 times": (lambda: "language 1\n" + "unit a\n" * 10_000, {"CW1106"}),
    "4 097 summands": (lambda: HEAD + debt("aid", " + ".join(["USD 1"] * 4_097)), {"CW1002"}),
    "4 000 summands": (lambda: HEAD + debt("aid", " + ".join(["USD 1"] * 4_000)), set()),
    "4 000 unknown names": (
        lambda: HEAD + debt("aid", " + ".join(f"x{i}" for i in range(4_000))), {"CW1105"},
    ),
    "a number of 100 000 digits": (lambda: HEAD + debt("aid", "USD " + "9" * 100_000), {"CW1002"}),
    "30 digits, in billions": (lambda: HEAD + debt("aid", f"USD {'9' * 30} billion"), set()),
    "a sum that doubles 60 times": (
        lambda: HEAD + doubling("USD 1", "+", 60) + debt("aid", "step_59"), {"CW1002"},
    ),
    "a formula that doubles 60 times": (
        lambda: HEAD + doubling(ENOUGH, "and", 60) + duty("kept", "step_59"), {"CW1002"},
    ),
    "a doubling sum in payments that ask for one another": (
        lambda: HEAD
        + doubling("USD 1", "+", 13)
        + debt("first", " + ".join(f"paid under p{i} in period" for i in range(300)))
        + "".join(debt(f"p{i}", "step_12") for i in range(300)),
        {"CW1002"},
    ),
    "500 payments, each on the next": (
        lambda: HEAD
        + "".join(debt(f"p{i}", f"paid under p{i + 1} in period") for i in range(500))
        + debt("p500", "USD 1"),
        set(),
    ),
    "a circle of 500 conditions": (
        lambda: HEAD
        + "".join(
            duty(f"c{i}", ENOUGH, f"  while c{(i + 1) % 500} is satisfied\n") for i in range(500)
        ),
        {"CW4007"},
    ),
    "60 conditions, each on all": (
        lambda: HEAD
        + "".join(duty(f"c{i}", " and ".join(f"c{j} is satisfied" for j in range(60))) for i in range(60)),
        {"CW4007"},
    ),
    "500 accounts, each on the next": (
        lambda: HEAD
        + "".join(book(f"a{i}", f"1% * balance of a{i + 1} at end") for i in range(500))
        + book("a500", "USD 1"),
        set(),
    ),
    "a circle of 500 accounts": (
        lambda: HEAD
        + "".join(book(f"a{i}", f"1% * balance of a{(i + 1) % 500} at end") for i in range(500)),
        {"CW4007"},
    ),
    "an account reduced by 500 payments": (
        lambda: HEAD
        + book("loan", "USD 1", "".join(f"  reduced by p{i}\n" for i in range(500)))
        + "".join(debt(f"p{i}", "USD 1") for i in range(500)),
        set(),
    ),
    "500 rights, each ending the rest while all is kept": (
        lambda: HEAD
        + duty("kept", ENOUGH)
        + "".join(power(f"r{i}", "terminate", "  while kept is breached\n") for i in range(500)),
        set(),
    ),
    "2 000 amendments": (
        lambda: HEAD
        + duty("kept", ENOUGH)
        + 'agreement "A" under support version 1\n  set company = "C"\n  set state = "S"\n'
        + "  signed 2025-01-01\n"
        + "".join(
            f'amend "A" effective {2026 + i}-01-01\n  move to support version 1\n  end kept\n'
            for i in range(2_000)
        ),
        set(),
    ),
    "a million windows": (
        lambda: HEAD + debt("aid", "USD 1").replace("year", "day").replace("2025-01-01", "1000-01-01"), set(),
    ),
    "noise": (lambda: "%$&/(=?`*'_:;>~^\\" * 5_000, {"CW1001", "CW1002"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_soon(name: str) -> None:
    make, codes = HOSTILE[name]
    found = compiled(make())
    raised = {d.code for d in found.diagnostics if d.is_error}
    assert raised <= codes
    assert bool(raised) == bool(codes)
    if codes == {"CW4007"}:
        assert len(found.diagnostics) == 1, "a circle is told once"
