"""What the words of the site mean: statuses, states, labels of published methods with their thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString

from commonweal.methods.progress.registry import Method, Rule, methods
from commonweal.report.page import words
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
    rules = (("with a target", method.with_target), ("without a target", method.without_target))
    return {
        "method": method,
        "rules": [
            (said, words.named(rule.measure), rule, list(_bands(rule)))
            for said, rule in rules
            if rule is not None
        ],
    }


def _bands(rule: Rule) -> Iterable[tuple[str, str]]:
    """Yield each label, drawn, with where it begins."""
    for band in rule.bands:
        if band.threshold is None:
            edge = "below that"
        else:
            edge = f"{'from' if band.inclusive else 'above'} {_percent(band.threshold)}"
        yield drawn(band.stage.value, band.label), edge


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g} %".replace("-", "−")
