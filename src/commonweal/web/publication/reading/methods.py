"""What the words of the site mean: statuses, states, labels of published methods with their thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from commonweal.methods.progress.registry import Band, Method, Rule, methods
from commonweal.report.page import words
from commonweal.report.speech.phrases import local
from commonweal.report.steering.judged import label
from commonweal.web.publication import showing
from commonweal.web.publication.steering.missions import drawn


def shown() -> dict[str, Any]:
    """Return what the page of methods shows."""
    return {
        "statuses": _legend(words.STATUSES, showing.status_word),
        "states": _legend(words.STATES, showing.state_word),
        "reasons": [words.reason_of(code) for code in words.REASONS],
        "methods": [_method(method) for method in methods().values()],
    }


def _legend(of: Mapping[str, words.Word], drawn: Callable[[str], SafeString]) -> list[tuple[SafeString, str]]:
    """Return each word, drawn, with what it means."""
    return [(drawn(code), words.word_of(code, of).means) for code in of]


def _method(method: Method) -> Mapping[str, Any]:
    rules = (
        (gettext("with a target"), method.with_target),
        (gettext("without a target"), method.without_target),
    )
    return {
        "method": method,
        "rules": [(_rule(said, rule), list(_bands(rule))) for said, rule in rules if rule is not None],
    }


def _rule(said: str, rule: Rule) -> str:
    """Return by what a rule judges, and how many figures it needs."""
    blanks = {"case": words.capital(said), "measure": gettext(words.named(rule.measure)), "n": rule.least}
    if not rule.window:
        return gettext("%(case)s: %(measure)s, from %(n)s figures.") % blanks
    whole = gettext("%(case)s: %(measure)s, from %(n)s figures of the last %(years)s years.")
    return whole % {**blanks, "years": rule.window}


def _bands(rule: Rule) -> Iterable[tuple[str, str]]:
    """Yield each label, drawn, with where it begins."""
    for band in rule.bands:
        yield drawn(band.stage.value, label(band.label)), _edge(band)


def _edge(band: Band) -> str:
    if band.threshold is None:
        return gettext("below that")
    percent = words.percent(_figure(band.threshold)).replace(words.FIXED, " ")
    said = gettext("from %(percent)s") if band.inclusive else gettext("above %(percent)s")
    return said % {"percent": percent}


def _figure(share: Fraction) -> str:
    return local(f"{float(share * 100):g}".replace("-", "−"))
