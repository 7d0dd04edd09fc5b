"""
A folder of support, as a workspace keeps it: files of any source, saved mappings, decisions on names.

```text
support/grants.csv              a file as its source published it
support/mappings/loans.toml     what the columns of a table mean
support/review.csv              which names are one organisation
```
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Final

from commonweal.cycle.portfolio.matching import Decision
from commonweal.exchange.files import import_file
from commonweal.exchange.imported import Imported
from commonweal.exchange.mapping import Mapping, read_mapping
from commonweal.exchange.review import read_review
from commonweal.ground.diagnostics import Diagnostic

FOLDER: Final = "support/"
MAPPINGS: Final = "support/mappings/"
REVIEW: Final = "support/review.csv"


@dataclass(frozen=True, slots=True)
class Kept:
    """
    What a folder of support holds.

    Attributes
    ----------
    imported : what each file holds that could be read
    unread : the paths of the others; `diagnostics` says why
    """

    imported: tuple[Imported, ...] = ()
    decisions: tuple[Decision, ...] = ()
    unread: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def is_data(path: str) -> bool:
    """Say whether a path of a workspace is that of a file of support, neither mapping nor decisions."""
    return path.startswith(FOLDER) and not path.startswith(MAPPINGS) and path != REVIEW


def read_kept(files: Map[str, bytes]) -> Kept:
    """Return what the folder of support of a workspace holds; paths elsewhere are passed over."""
    faults: list[Diagnostic] = []
    mappings = _mappings(files, faults)
    decisions: tuple[Decision, ...] = ()
    if REVIEW in files:
        reviewed = read_review(files[REVIEW], REVIEW)
        faults += reviewed.diagnostics
        decisions = reviewed.value or ()
    imported, unread = [], []
    for path in sorted(filter(is_data, files)):
        read = import_file(files[path], path, mappings)
        faults += read.diagnostics
        if read.value is None:
            unread.append(path)
        else:
            imported.append(read.value)
    return Kept(tuple(imported), decisions, tuple(unread), tuple(faults))


def _mappings(files: Map[str, bytes], faults: list[Diagnostic]) -> list[Mapping]:
    made = []
    for path in sorted(path for path in files if path.startswith(MAPPINGS)):
        read = read_mapping(files[path], path)
        faults += read.diagnostics
        if read.value is not None:
            made.append(read.value)
    return made
