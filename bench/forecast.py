"""
Print how well the forecasts of `commonweal.methods.forecast` are calibrated, on simulated series.

Nothing is asserted here (tests/unit/methods/forecast does that on fewer series). One key, the same figures on
every machine; docs/methods/on-track.md quotes them.

    python bench/forecast.py             2,000 series a generator (about a minute)
    python bench/forecast.py --series 200
    python bench/forecast.py --models    state-space models too (needs the extra methods; slow)
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import numpy
from numpy.typing import NDArray

from commonweal.methods.forecast.back_test import Fit
from commonweal.methods.forecast.conformal import GAMMA, adaptive_half_widths, next_level
from commonweal.methods.forecast.distributions import (
    brier_score,
    calibration,
    probability_of_meeting,
)
from commonweal.methods.forecast.drift import History, fit_drift, fit_no_change, resampled_drift
from commonweal.methods.forecast.simulation import counter_generator
from commonweal.methods.forecast.state_space import KINDS, fit_state_space

Array = NDArray[numpy.float64]
Generator = numpy.random.Generator
Simulate = Callable[[Generator, int], Array]
HORIZONS = (1, 3, 5)
POINTS = (5, 8, 12)
LONG_POINTS = (20, 40, 60)
MISSES = (0.2, 0.05)


def random_walk(generator: Generator, length: int) -> Array:
    """Return a random walk with a drift of half a step's standard deviation."""
    return 100 + (0.5 + generator.standard_normal(length)).cumsum()


def autoregression(generator: Generator, length: int) -> Array:
    """Return an AR(1) with coefficient 0.7, from its stationary distribution."""
    errors = generator.standard_normal(length)
    values = [errors[0] / (1 - 0.7**2) ** 0.5]
    for e in errors[1:]:
        values.append(0.7 * values[-1] + e)
    return 100 + numpy.array(values)


def trend_break(generator: Generator, length: int) -> Array:
    """Return a random walk whose drift falls from +1 to -1 in the middle."""
    drift = numpy.where(numpy.arange(length) < length // 2, 1.0, -1.0)
    return 100 + (drift + generator.standard_normal(length)).cumsum()


GENERATORS: dict[str, Simulate] = {
    "AR(1), 0.7": autoregression,
    "random walk": random_walk,
    "trend break": trend_break,
}


def history(values: Iterable[float]) -> History:
    """Return values as a history from the year 2000."""
    found = tuple(float(v) for v in values)
    return History(tuple(range(2000, 2000 + len(found))), found)


def short_series(count: int) -> Iterator[str]:
    """Yield the coverage of the drift's intervals on short series, and of resampled errors."""
    yield "Coverage on short series (80 % / 95 %), by points and years ahead"
    yield f"{'':14}{'points':>7}" + "".join(f"{f'{h} ahead':>16}" for h in HORIZONS) + f"{'resampled, 3':>16}"
    for name, simulate in GENERATORS.items():
        for points in POINTS:
            generator = counter_generator(45)
            inside = numpy.zeros((len(HORIZONS) + 1, len(MISSES)))
            for _ in range(count):
                values = simulate(generator, points + max(HORIZONS))
                known = history(values[:points])
                model = fit_drift(known)
                drawn = resampled_drift(known, 3, 400, generator)
                assert model is not None and drawn is not None
                said = [(model.at(h), values[points + h - 1]) for h in HORIZONS] + [
                    (drawn, values[points + 2])
                ]
                for row, (forecast, outcome) in enumerate(said):
                    place = forecast.cdf(float(outcome))
                    inside[row] += [m / 2 <= place <= 1 - m / 2 for m in MISSES]
            shares = 100 * inside / count
            yield f"{name:14}{points:7}" + "".join(f"{a:9.1f} /{b:5.1f}" for a, b in shares)


def long_series(count: int) -> Iterator[str]:
    """Yield the coverage of one-year forecasts along series of 60 years, with and without adapted levels."""
    yield "\nCoverage one year ahead along 60 years, drift of the last 12 points, last 40 years (80 % / 95 %)"
    yield f"{'':14}{'as fitted':>16}{'adapted':>16}"
    for name, simulate in GENERATORS.items():
        generator = counter_generator(46)
        inside = numpy.zeros((2, len(MISSES)))
        steps = 0
        for _ in range(count):
            values = simulate(generator, 60)
            levels = list(MISSES)
            for t in range(12, 60):
                model = fit_drift(history(values[t - 12 : t]))
                assert model is not None
                place = model.at(1).cdf(float(values[t]))
                plain = [m / 2 <= place <= 1 - m / 2 for m in MISSES]
                adapted = [level / 2 <= place <= 1 - level / 2 for level in levels]
                levels = [
                    next_level(level, not hit, alpha=m)
                    for level, hit, m in zip(levels, adapted, MISSES, strict=True)
                ]
                if t >= 20:
                    inside += [plain, adapted]
                    steps += 1
        shares = 100 * inside / steps
        yield f"{name:14}" + "".join(f"{a:9.1f} /{b:5.1f}" for a, b in shares)


def break_test(runs: int = 400) -> Iterator[str]:
    """Yield split and adaptive coverage before and after the scale grows by 2.5 at t = 250 (nominal 90 %)."""
    yield f"\nBreak: scale x 2.5 at t = 250, nominal 90 %, window 100, gamma {GAMMA}, {runs} runs"
    for name, gamma in (("split", 0.0), ("adaptive", GAMMA)):
        generator = counter_generator(47)
        before = after = 0
        for _ in range(runs):
            errors = numpy.abs(generator.standard_normal(350))
            errors[250:] *= 2.5
            hits = [
                e <= w for w, e in adaptive_half_widths(errors.tolist(), alpha=0.1, window=100, gamma=gamma)
            ]
            before += sum(hits[:150])
            after += sum(hits[150:])
        yield f"{name:10} before {before / runs / 1.5:5.1f} %   100 steps after {after / runs:5.1f} %"


def missions(generator: Generator, count: int) -> tuple[list[float], list[float], list[bool]]:
    """Return what drift and no change said of simulated missions, and whether their targets were met."""
    said, naive, happened = [], [], []
    for _ in range(count):
        points, horizon = int(generator.integers(5, 13)), int(generator.integers(1, 9))
        drift, size = generator.normal(0.0, 1.0), generator.uniform(0.3, 3.0)
        values = 100 + (drift + size * generator.standard_normal(points + horizon)).cumsum()
        wished = generator.normal(drift, 1.0) * horizon  # a target is set with some idea of what is possible
        sign = 1 if generator.random() < 0.5 else -1
        known = history(values[:points])
        target = known.values[-1] + float(wished)
        model, flat = fit_drift(known), fit_no_change(known)
        assert model is not None and flat is not None
        said.append(probability_of_meeting(model.at(horizon), target, sign))
        naive.append(probability_of_meeting(flat.at(horizon), target, sign))
        happened.append(bool(sign * (values[-1] - target) >= 0))
    return said, naive, happened


def calibrated(count: int) -> Iterator[str]:
    """Yield what became of calls of each size, and Brier scores."""
    said, naive, happened = missions(counter_generator(48), count)
    yield f"\nCalls on {count} simulated missions (5 to 12 points, 1 to 8 years ahead)"
    for row in calibration(said, happened):
        yield (
            f"said {row.low:.1f}–{row.high:.1f} (mean {row.mean_probability:.2f}): {row.calls:5} calls,"
            f" {100 * row.came_true / row.calls:5.1f} % met"
        )
    rate = sum(happened) / count
    climate = brier_score([rate] * count, happened)
    for name, calls in (("drift", said), ("no change", naive)):
        score = brier_score(calls, happened)
        skill = 1 - score / climate
        yield f"Brier score, {name}: {score:.4f}; skill over the base rate {rate:.2f}: {skill:+.3f}"


def state_space(count: int) -> Iterator[str]:
    """Yield the coverage of state-space models, by number of points."""
    yield f"\nState-space models three years ahead, {count} series (80 % / 95 %)"
    yield f"{'':14}{'':20}" + "".join(f"{f'{points} points':>16}" for points in LONG_POINTS)
    fits: dict[str, Fit] = {kind: partial(fit_state_space, kind=kind) for kind in KINDS}
    for name, simulate in GENERATORS.items():
        for kind, fit in (*fits.items(), ("drift", fit_drift)):
            row = f"{name:14}{kind:20}"
            for points in LONG_POINTS:
                generator = counter_generator(49)
                places = []
                for _ in range(count):
                    values = simulate(generator, points + 3)
                    model = fit(history(values[:points]))
                    if model is not None:
                        places.append(model.at(3).cdf(float(values[points + 2])))
                row += f"{100 * covered(places, 0.2):9.1f} /{100 * covered(places, 0.05):5.1f}"
            yield row


def covered(places: Sequence[float], misses: float) -> float:
    """Return the share of probability integral transforms inside a central interval."""
    return sum(misses / 2 <= p <= 1 - misses / 2 for p in places) / len(places)


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--series", type=int, default=2_000)
    parser.add_argument("--models", action="store_true")
    asked = parser.parse_args()
    began = time.perf_counter()
    tables = [short_series(asked.series), long_series(asked.series), break_test(), calibrated(asked.series)]
    if asked.models:
        tables.append(state_space(min(asked.series, 150)))
    for table in tables:
        for line in table:
            print(line, flush=True)
    print(f"\n{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
