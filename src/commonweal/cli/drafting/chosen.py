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

_PICKED: Final = re.compile(r"(?P<file>.+)@(?P<pick>[0-9]{1,9}|[a-z][a-z0-9_]*)", re.ASCII | re.DOTALL)


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
    Return what stands in a text; `FILE@2` and `FILE@NAME` mean its terms of that version or name only.

    Raises
    ------
    WrongCall : it is not there, is no text, or has neither terms nor an agreement; Faulty : it has errors
    """
    path, pick = _parted(file)
    if asking.existing(path).is_dir():
        raise WrongCall(f"{path} is a folder; name one text")
    (unit,) = texts.units([path])
    compiled = texts.compiled(unit)
    if not compiled.ok:
        raise Faulty(compiled.diagnostics, texts.sources_of(unit))
    own = [terms for terms in compiled.terms.values() if terms.at and terms.at.file == str(path)]
    terms = tuple(t for t in own if pick in (None, t.name, str(t.version)))
    signed = tuple(a for a in compiled.agreements if a.place.rsplit(":", 2)[0] == str(path))
    if pick is not None:
        signed = tuple(a for a in signed if pick in (a.terms, str(a.version)))
        if not terms and not signed:
            held = ", ".join(f"{t.name} version {t.version}" for t in own) or "no terms"
            raise WrongCall(f"{path} has no {pick}; it has {held}")
    if not terms and not signed:
        raise WrongCall(f"{path} has no terms and no agreement in it")
    return Chosen(str(file), compiled, terms, signed)


def _parted(file: Path) -> tuple[Path, str | None]:
    """Return a path and the version or name that was picked behind it, if any."""
    found = _PICKED.fullmatch(str(file))
    if found is None or _is_there(file):
        return file, None
    return Path(found["file"]), found["pick"]


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except (OSError, ValueError):
        return False
