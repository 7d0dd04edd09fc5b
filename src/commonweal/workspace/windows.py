"""Which window of a clause a period names (language, section 12)."""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.ground.period import Period


def named_window(windows: Sequence[Period], wanted: Period) -> Period | None:
    """Return the window that equals a period, else the only one inside it, else the one that holds it."""
    equal = [w for w in windows if w == wanted]
    inside = [w for w in windows if w.within(wanted)]
    holding = [w for w in windows if wanted.within(w)]
    for found in (equal, inside, holding):
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None
