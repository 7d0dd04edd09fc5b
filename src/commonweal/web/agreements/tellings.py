"""
What the site says of an agreement in other languages than English, text by text.

English stands in the rows themselves; every other language has a row for each text, so that a further one
needs no column. A text is found by what it is about, as `lead` or `finding/jobs/2024-01-01/2024-12-31`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from django.conf import settings
from django.utils.translation import get_language

from commonweal.report.speech.phrases import speaking
from commonweal.web.agreements.models import Agreement, Telling

LEAD: Final = "lead"
GIVE_GET: Final = "give_get"
OPENING: Final = "opening"
VALUES: Final = "values"


def about(*parts: object) -> str:
    """Return what a text is about: `about("clause", "jobs")`."""
    return "/".join(str(part) for part in parts)


def tellings(agreement: Agreement, say: Callable[[], Iterable[tuple[str, str]]]) -> Iterator[Telling]:
    """
    Yield texts of an agreement in every language but English.

    Parameters
    ----------
    say : makes the texts, each behind what it is about, in the language that is spoken then
    """
    for language, _ in settings.LANGUAGES:
        if language != settings.LANGUAGE_CODE:
            with speaking(language):
                for of, text in dict(say()).items():
                    yield Telling(agreement=agreement, language=language, about=of, text=text)


def told(agreement: str, abouts: Iterable[str] | None = None) -> dict[str, str]:
    """
    Return what is said of an agreement in the language of the page, by what it is about; nothing in English.

    Parameters
    ----------
    abouts : what is asked for; None asks for what the page of an agreement shows: there may be thousands of
        reasons, and definitions stand on a page of their own
    """
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE:
        return {}
    found = Telling.objects.filter(agreement=agreement, language=language)
    if abouts is None:
        for elsewhere in ("finding/", "payable/", f"{OPENING}/", f"{VALUES}/"):
            found = found.exclude(about__startswith=elsewhere)
    else:
        found = found.filter(about__in=list(abouts))
    return dict(found.values_list("about", "text"))


def told_of(agreements: Iterable[str], beginning: str) -> dict[tuple[str, str], str]:
    """Return such texts of several agreements, by agreement and what they are about, that begins so."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE:
        return {}
    found = Telling.objects.filter(agreement__in=agreements, language=language, about__startswith=beginning)
    return {(id_, of): text for id_, of, text in found.values_list("agreement", "about", "text")}
