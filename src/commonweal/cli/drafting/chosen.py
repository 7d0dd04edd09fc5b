"""Which terms and agreements of a text a call means, with everything that is read beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from commonweal.cli import asking
from commonweal.cli.drafting import texts
from commonweal.cli.writing import Faulty, WrongCall

if TYPE_CHECKING:
    from commonweal.terms.core.agreements import Agreement
    from commonweal.terms.core.clauses import Terms
    from commonweal.terms.driver import Compiled

_VERSIONED: Final = re.compile(r"(?P<file>.+)@(?P<version>[0-9]{1,9})", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class Chosen:
    """
    What stands in one text.

    Attributes
    ----------
    name : the text as it was named
    compiled : the text with what is read beside it
    terms, agreements : those of the text itself, in its order
    """

    name: str
    compiled: Compiled
    terms: tuple[Terms, ...]
    agreements: tuple[Agreement, ...]


def chosen(file: Path) -> Chosen:
    """
    Return what stands in a text; `FILE@2` means version 2 of its terms only.

    Raises
    ------
    WrongCall : it is not there, is no text, or has neither terms nor an agreement; Faulty : it has errors
    """
    path, version = _parted(file)
    if asking.existing(path).is_dir():
        raise WrongCall(f"{path} is a folder; name one text")
    (unit,) = texts.units([path])
    compiled = texts.compiled(unit)
    if not compiled.ok:
        raise Faulty(compiled.diagnostics, texts.sources_of(unit))
    own = [terms for terms in compiled.terms.values() if terms.at and terms.at.file == str(path)]
    terms = tuple(t for t in own if version in (None, t.version))
    signed = tuple(a for a in compiled.agreements if a.place.rsplit(":", 2)[0] == str(path))
    if version is not None:
        signed = tuple(a for a in signed if a.version == version)
        if not terms:
            held = ", ".join(str(t.version) for t in own) or "none"
            raise WrongCall(f"{path} has no version {version} (it has {held})")
    if not terms and not signed:
        raise WrongCall(f"{path} has no terms and no agreement in it")
    return Chosen(str(file), compiled, terms, signed)


def _parted(file: Path) -> tuple[Path, int | None]:
    """Return a path and the version that was named behind it, if any."""
    found = _VERSIONED.fullmatch(str(file))
    if found is None or Path(file).exists():
        return file, None
    return Path(found["file"]), int(found["version"])
