"""The sentences behind a label: the numbers used, and no number rounded across a threshold."""

from __future__ import annotations

from fractions import Fraction

from commonweal.methods.progress.measures import Facts, Measure, growth
from commonweal.methods.progress.registry import Band, Rule
from commonweal.methods.progress.roots import sign_of
from commonweal.methods.progress.series import Series

_MOST_PLACES = 20


def _fixed(value: Fraction, places: int) -> str:
    """Return a number with so many decimals, half-even, with a real minus sign."""
    scaled = round(value * 10**places)
    digits = f"{abs(scaled):0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"\N{MINUS SIGN}{text}" if scaled < 0 else text


def number(value: Fraction) -> str:
    """Return a value of the indicator: as it is written if it has at most 6 decimals, else 6 of them."""
    text = _fixed(value, 6)
    return text.rstrip("0").rstrip(".")


def percent(share: Fraction, *, measure: Measure | None = None, edges: tuple[Fraction, ...] = ()) -> str:
    """
    Return a share in percent, with as many decimals as keep it on its side of every threshold.

    Parameters
    ----------
    share : 1 is 100 %
    measure : whose side of the thresholds counts; without it two decimals are shown
    edges : thresholds, as shares
    """
    places = 2
    if measure is not None:
        while places < _MOST_PLACES:
            shown = Fraction(round(share * 100 * 10**places), 100 * 10**places)
            if all(sign_of(shown - _scaled(e, measure.weight)) == measure.sign_from(e) for e in edges):
                break
            places += 1
    return f"{_fixed(share * 100, places)} %"


def _scaled(edge: Fraction, weight: Fraction) -> Fraction:
    return edge * weight if edge > 0 else edge


def achieved(series: Series) -> str:
    """Return the sentence of a target that is met."""
    assert series.target is not None
    (year, value), (due, target) = series.latest, series.target
    return f"{number(value)} in {year} meets the target of {number(target)} set for {due}."


def nearly(near: Fraction | None) -> str:
    """Return the note of a percentage that counts as reached because it is close."""
    return f"Counted as reached: within {number(near or Fraction(0))} point of a target of 0 % or 100 %."


def date_passed(whole: Series, used: Series) -> str:
    """Return the note that the target's year has come, and whether the target was met in it."""
    assert used.target is not None
    year, value = used.latest
    due = used.target[0]
    if year < due:
        return f"The target's year {due} has passed without a known value; later years are left out."
    met = "met" if used.meets(value) else "missed"
    later = ", and later years are left out" if whole.latest[0] > year else ""
    return f"The target's year {due} has come: with {number(value)} in {year} it is {met}{later}."


def revised_baseline(year: int, value: Fraction, now: Fraction) -> str:
    """Return the note that the baseline stands though the series was revised."""
    return f"The baseline of {number(value)} stands; the series now gives {number(now)} for {year}."


def nothing_since(series: Series, *, cut: bool) -> str:
    """Return why there is no way to judge; `cut`: years after the target's were left out."""
    up_to = f", and up to {series.target[0]}, the target's," if cut and series.target is not None else ","
    return f"no yearly figure after {series.baseline[0]}, the baseline's{up_to} is known"


def less_than_zero_counts(by: Fraction) -> str:
    """Return why nothing is said of a value that has hardly left a baseline of 0, or not at all."""
    return f"the baseline of 0 would count as {number(by)}, and the latest value is less"


def zero_replaced(what: str, by: Fraction) -> str:
    """Return the note that a zero was replaced."""
    return f"The {what} of 0 counts as {number(by)}, as the method says; read the label with care."


def natural_limit(limit: Fraction, weight: Fraction) -> str:
    """Return the note that thresholds were scaled near a natural limit."""
    return f"Near the natural limit of {number(limit)} thresholds above zero count {percent(weight)}."


def _where(band: Band, rule: Rule, weight: Fraction = Fraction(1)) -> str:
    """Return where a band begins and ends, in percent; thresholds above zero are scaled by `weight`."""

    def shown(edge: Fraction | None) -> str:
        return percent(_scaled(edge or Fraction(0), weight))

    place = rule.bands.index(band)
    worst, best = band.threshold, rule.bands[place - 1].threshold if place else None
    if worst is None:
        above = rule.bands[place - 1]
        word = "below" if above.inclusive else "at most"
        return f"{word} {shown(above.threshold)}"
    start = f"{'from' if band.inclusive else 'above'} {shown(worst)}"
    if best is None:
        return start
    return f"{start} to {'below' if rule.bands[place - 1].inclusive else 'at most'} {shown(best)}"


def explained(series: Series, facts: Facts, measure: Measure, band: Band, rule: Rule) -> str:
    """
    Return the sentence that explains a label with its numbers.

    Parameters
    ----------
    series : as assessed
    facts : baseline, latest value, target with edge rules applied
    measure : of the rule
    band : that the measure lies in
    rule : whose bands these are
    """
    if measure.kind == "looks":
        return _looks(series, measure, band)
    if measure.kind == "mean_change":
        return _kept(series, measure, band)
    if measure.kind == "projected_share":
        return _projected(series, measure, band, rule)
    (first, _), (latest, last) = series.baseline, series.latest
    rate = growth(facts.start, facts.last, facts.elapsed)
    so_far = f"From {number(facts.start)} in {first} to {number(last)} in {latest}: {percent(rate)} a year."
    if measure.kind == "growth":
        value = measure.value or Fraction(0)
        shown = percent(value, measure=measure, edges=rule.edges)
        place = _where(band, rule, measure.weight)
        return f"{so_far} In the wished direction that is {shown} a year; {band.label} is {place}."
    assert series.target is not None and facts.end is not None
    due = series.target[0]
    if measure.value is None:
        target = f"The target of {number(facts.end)} is the baseline itself"
        return f"{so_far} {target}, and it is not met: {band.label}."
    shown = percent(measure.value, measure=measure, edges=rule.edges)
    if measure.kind == "growth_ratio":
        needed = percent(growth(facts.start, facts.end, facts.whole))
        wanted = f"Reaching {number(facts.end)} by {due} takes {needed} a year. The pace is {shown} of that"
    else:
        wanted = f"At that rate {shown} of the way to {number(facts.end)} is covered by {due}"
    return f"{so_far} {wanted}; {band.label} is {_where(band, rule)}."


def _yearly(series: Series, rule_window: int = 6) -> str:
    points = series.observations[-rule_window:]
    (first, start), (latest, last) = points[0], points[-1]
    mean = (last - start) / (latest - first)
    return f"From {first} to {latest} the indicator changed by {number(mean)} a year on average."


def _projected(series: Series, measure: Measure, band: Band, rule: Rule) -> str:
    assert series.target is not None and measure.value is not None
    shown = percent(measure.value, measure=measure, edges=rule.edges)
    return (
        f"{_yearly(series)} At that pace {shown} of the gap between {number(series.latest[1])} and"
        f" {number(series.target[1])} closes by {series.target[0]}; {band.label} is {_where(band, rule)}."
    )


def _kept(series: Series, measure: Measure, band: Band) -> str:
    trend = "is no setback" if measure.sign_from(Fraction(0)) >= 0 else "points to a setback"
    return f"{achieved(series)} {_yearly(series)} That {trend}: {band.label}."


def _looks(series: Series, measure: Measure, band: Band) -> str:
    value = int(measure.value or 0)
    mean = "points in the wished direction" if value >= 2 else "does not point in the wished direction"
    last = "does" if value in (1, 3) else "does not"
    return f"{_yearly(series)} That {mean}; the last change {last}: {band.label}."
