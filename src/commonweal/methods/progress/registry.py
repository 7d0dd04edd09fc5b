"""The methods of `methods.toml` as records: thresholds, labels, edge rules, source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any


class Stage(Enum):
    """A class for drawing that all methods share; the label is the method's own word."""

    ACHIEVED = "achieved"
    ON_TRACK = "on track"
    OFF_TRACK = "off track"
    FAR_OFF_TRACK = "far off track"
    MOVING_AWAY = "moving away"
    MISSED = "missed"
    UNKNOWN = "unable to assess"


@dataclass(frozen=True, slots=True)
class Band:
    """
    A label and where it begins.

    `threshold` is a share (0.95 is 95 %), or a score in an aggregate; None takes the rest. `inclusive`: the
    threshold itself belongs to this band.
    """

    label: str
    stage: Stage
    threshold: Fraction | None
    inclusive: bool

    def begins_at_or_below(self, sign: int) -> bool:
        """Say whether a measure belongs here, by the sign of measure minus threshold (best band first)."""
        return self.threshold is None or sign > 0 or (sign == 0 and self.inclusive)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    A measure, its bands from best to worst, and the rules for edges.

    `score` holds (measure, points) corners. `least` and `window` count observations. `zero` replaces a
    baseline or target of 0. `limit_power` is the exponent of the natural-limit factor.
    """

    measure: str
    bands: tuple[Band, ...]
    score: tuple[tuple[Fraction, Fraction], ...]
    least: int
    window: int | None
    zero: Fraction | None
    negative: str
    limit_power: Fraction | None

    @property
    def edges(self) -> tuple[Fraction, ...]:
        """Return the thresholds, best first."""
        return tuple(b.threshold for b in self.bands if b.threshold is not None)


@dataclass(frozen=True, slots=True)
class Reached:
    """
    What a method says when the latest value meets the target.

    Either a label with its score, or a rule. `near`: a percentage this close (in points) to a target among
    `near_targets` counts as reached.
    """

    label: str
    stage: Stage
    score: Fraction | None
    near: Fraction | None
    near_targets: tuple[Fraction, ...]
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Source:
    """
    Where a method is from.

    `is_checked` is False if it was remembered and not read: whoever shows the label says so.
    """

    text: str
    url: str
    date: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Method:
    """A published method; a rule is None where the method, as held here, has none."""

    key: str
    title: str
    source: Source
    unable: str
    with_target: Rule | None
    without_target: Rule | None
    reached: Reached | None
    aggregated: tuple[Band, ...]


def _fraction(table: Mapping[str, Any], key: str) -> Fraction | None:
    return Fraction(table[key]) if key in table else None


def _bands(rows: Sequence[Mapping[str, str]]) -> tuple[Band, ...]:
    return tuple(
        Band(
            row["label"],
            Stage(row["stage"]),
            Fraction(row["at_least"]) if "at_least" in row else _fraction(row, "above"),
            "at_least" in row,
        )
        for row in rows
    )


def _rule(table: Mapping[str, Any] | None) -> Rule | None:
    if table is None or "measure" not in table:
        return None
    return Rule(
        measure=table["measure"],
        bands=_bands(table["bands"]),
        score=tuple((Fraction(x), Fraction(y)) for x, y in table.get("score", ())),
        least=table["least"],
        window=table.get("window"),
        zero=_fraction(table, "zero"),
        negative=table["negative"],
        limit_power=_fraction(table, "limit_power"),
    )


def _reached(table: Mapping[str, Any] | None) -> Reached | None:
    if table is None:
        return None
    return Reached(
        label=table.get("label", ""),
        stage=Stage(table.get("stage", "achieved")),
        score=_fraction(table, "score"),
        near=_fraction(table, "near"),
        near_targets=tuple(map(Fraction, table.get("near_targets", ()))),
        rule=_rule(table),
    )


@cache
def methods() -> Mapping[str, Method]:
    """Return every method by key, in the order of the file."""
    text = (resources.files("commonweal.methods.progress") / "methods.toml").read_text("utf-8")
    return {
        key: Method(
            key=key,
            title=table["title"],
            source=Source(table["source"], table["url"], table["date"], table["checked"] == "read"),
            unable=table["unable"],
            with_target=_rule(table.get("with_target")),
            without_target=_rule(table.get("without_target")),
            reached=_reached(table.get("reached")),
            aggregated=_bands(table.get("aggregated", {}).get("bands", ())),
        )
        for key, table in tomllib.loads(text).items()
    }
