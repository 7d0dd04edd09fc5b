"""
How soon a hostile text is refused: the processor time of every one in the tests, the slowest first.

The aim is one second each on a quiet machine. Beside each stands a sound text of the same machine and moment,
so that the ratio tells on a busy machine what the seconds cannot. Tests only see to it that nothing hangs
(`tests/patience.py`); this is where time is measured.

    python bench/hostile.py            the twenty slowest
    python bench/hostile.py --all      every one
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from commonweal.terms.driver import compile_sources
from tests.unit.terms.surface import test_limits as limits
from tests.unit.terms.surface.samples import TEXT
from tests.unit.terms.test_bad_texts import CASES, HOSTILE, text_of

AIM_SECONDS = 1.0
TIMES = 3


def texts() -> Iterator[tuple[str, Callable[[], str]]]:
    """Return every hostile text with its name."""
    for name, (text, _) in limits.BEYOND.items():
        yield f"beyond a limit: {name}", partial(str, text)
    for name, text in limits.HOSTILE.items():
        yield f"at a limit: {name}", partial(str, text)
    for name, (make, _) in HOSTILE.items():
        yield f"hostile: {name}", make
    for case in CASES:
        yield f"bad: {case.parents[1].name}/{case.name}", partial(text_of, case)


def seconds(text: str) -> float:
    """Return the least processor time of three readings."""
    best = float("inf")
    for _ in range(TIMES):
        begun = time.process_time()
        compile_sources([("case.terms", text)])
        best = min(best, time.process_time() - begun)
    return best


def main() -> int:
    """Print the slowest texts, and how many missed the aim."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    arguments.add_argument("--all", action="store_true", help="print every text, not the twenty slowest")
    every = arguments.parse_args().all
    sound = seconds(TEXT)
    found = sorted(((seconds(make()), name) for name, make in texts()), reverse=True)
    print(f"a sound text of {TEXT.count(chr(10))} lines: {sound * 1000:.1f} ms")
    for taken, name in found if every else found[:20]:
        print(f"{taken:8.3f} s  {taken / sound:8.0f} times the sound text  {name}")
    missed = sum(taken >= AIM_SECONDS for taken, _ in found)
    print(f"{len(found)} hostile texts; {missed} took a second or more")
    return 0


if __name__ == "__main__":
    sys.exit(main())
