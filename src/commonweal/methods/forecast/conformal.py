"""
Conformal calibration: intervals that learn from how often they were wrong.

Split conformal takes the empirical quantile of past errors; it is right while the future is like the past.
Adaptive conformal inference also moves the level: alpha_{t+1} = alpha_t + gamma * (alpha - err_t), err_t = 1
after a miss. So it recovers after a break.

Source
------
Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World (2005); Gibbs and Candès, Adaptive
conformal inference under distribution shift, NeurIPS 34 (2021), eq. 2
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

GAMMA: Final = 0.03
"""How far a miss moves the level; Gibbs and Candès use 0.005 for daily data, an annual series is shorter."""


def split_quantile(errors: Sequence[float], alpha: float) -> float:
    """
    Return the half-width that covers the next error with probability 1 - alpha, if errors are exchangeable.

    Parameters
    ----------
    errors : absolute errors of the past, in the indicator's unit
    alpha : share of misses allowed

    Returns
    -------
    float, the k-th smallest error, k = ceil((n + 1) * (1 - alpha)); infinite if there are fewer errors than
    k, and 0 if alpha is 1 or more
    """
    if alpha >= 1:
        return 0.0
    k = math.ceil((len(errors) + 1) * (1 - alpha) - 1e-12)  # a rounding of the product is no further error
    return sorted(errors)[k - 1] if k <= len(errors) else math.inf


def next_level(level: float, missed: bool, *, alpha: float, gamma: float = GAMMA) -> float:
    """
    Return the level after one outcome: alpha_t + gamma * (alpha - err_t).

    Parameters
    ----------
    level : alpha_t, may leave 0..1 for a while
    missed : whether the outcome lay outside the interval made with it
    alpha : share of misses wanted
    gamma : step, > 0
    """
    return level + gamma * (alpha - missed)


def adaptive_half_widths(
    errors: Iterable[float], *, alpha: float, window: int, gamma: float = GAMMA
) -> Iterator[tuple[float, float]]:
    """
    Yield (half-width, error) for each error after the first `window`, the level adapted as they come.

    Parameters
    ----------
    errors : absolute errors in the order of time, in the indicator's unit
    alpha : share of misses wanted
    window : how many of the last errors the quantile is taken of
    gamma : step; 0 is split conformal on a rolling window
    """
    seen: list[float] = []
    level = alpha
    for error in errors:
        if len(seen) == window:
            width = split_quantile(seen, level)
            yield width, error
            level = next_level(level, error > width, alpha=alpha, gamma=gamma)
            seen.pop(0)
        seen.append(error)
