"""
Texts that another room writes in English, said again: engines and methods know no other language.

What such a room writes is a closed list of forms with names and numbers in it. The form that a text fits
gives its translation; its blanks are said again one by one. A text that no form fits stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Final

from commonweal.report.speech.phrases import filled, translated

_BLANK: Final = re.compile(r"\{([a-z]+)(\d?)\}")


class Forms:
    """
    Forms of texts.

    Parameters
    ----------
    texts : in English, with blanks like `{day}`; `{day2}` is another blank of the same kind
    kinds : what stands in a blank of a kind, as a regular expression
    sentence : they are shown with a capital letter, and written without one
    """

    def __init__(self, texts: Sequence[str], kinds: Mapping[str, str], *, sentence: bool = False) -> None:
        self.texts = tuple(texts)
        self._kinds = kinds
        self._sentence = sentence

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(english, self._pattern(english)) for english in self.texts]

    def _pattern(self, english: str) -> re.Pattern[str]:
        written = english[:1].lower() + english[1:] if self._sentence else english
        written = written.replace("{{", "\ue000").replace("}}", "\ue001")
        made, at = "", 0
        for blank in _BLANK.finditer(written):
            made += (
                f"{re.escape(written[at : blank.start()])}(?P<{blank[1]}{blank[2]}>{self._kinds[blank[1]]})"
            )
            at = blank.end()
        pattern = made + re.escape(written[at:])
        return re.compile(pattern.replace("\ue000", r"\{").replace("\ue001", r"\}"))

    def again(self, text: str, tell: Callable[[str, str], str]) -> str | None:
        """
        Return a text in the language that is spoken, None where no form fits; the first that does is meant.

        Parameters
        ----------
        tell : says what stands in a blank again, given its kind and the text
        """
        for english, pattern in self._patterns:
            found = pattern.fullmatch(text)
            if found is not None:
                blanks = {name: tell(name.rstrip("0123456789"), x) for name, x in found.groupdict().items()}
                return filled(translated(english), blanks)
        return None
