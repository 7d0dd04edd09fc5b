"""Triggers of remedies: at which window of a run or count one fires (language 7.3)."""

from __future__ import annotations

from commonweal.terms.core.clauses import Remedy

NEUTRAL = ("waived", "suspended", "inapplicable", "cured")
"""Statuses that neither count nor break a run, unless the trigger names them."""
FIRED = -1
"""The counter of a `times` trigger that has fired: it stays so, whatever a later version counts."""


def trigger_words(remedy: Remedy) -> str:
    """Return the trigger as written: `breached`, `breached 2 running`, `met 3 times`."""
    return remedy.state if remedy.repeat == "each" else f"{remedy.state} {remedy.times} {remedy.repeat}"


def following(remedy: Remedy | None, truth: str, counters: frozenset[int]) -> tuple[str, frozenset[int]]:
    """
    Return whether a trigger fires at a window, and the possible counters after it.

    A counter is the length of the present run (`running`) or the number so far (`times`).

    Parameters
    ----------
    remedy : as worded for the window, None if that version has none
    truth : whether the window is in the state of the trigger; "-": it neither counts nor breaks a run
    """
    if remedy is None:
        return "F", counters
    if remedy.repeat == "each":
        return ("T" if truth == "T" else "F"), counters
    if truth == "-":
        return "F", counters
    running = remedy.repeat == "running"
    hits, after = 0, set[int]()
    for counter in counters:
        if counter == FIRED and not running:
            after.add(FIRED)
            continue
        so_far = max(counter, 0)
        if truth in ("T", "U"):
            if so_far + 1 >= remedy.times:
                hits += 1
                after.add(0 if running else FIRED)
            else:
                after.add(so_far + 1)
        if truth in ("F", "U"):
            after.add(0 if running else so_far)
    if hits == 0 or truth == "F":
        return "F", frozenset(after)
    return ("T" if truth == "T" and hits == len(counters) else "U"), frozenset(after)
