"""
A file of any standard that we know: what it holds, or everything that is wrong with it.

What a file is shows in its bytes, not in its name. A file that nobody told us how to read is refused, with a
mapping proposed that a person can mend; nothing is guessed in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from commonweal.cycle.portfolio.matching import Mention
from commonweal.cycle.portfolio.records import LeftOut, Ownership, Support
from commonweal.exchange import ocds, threesixty, usaspending
from commonweal.exchange.forms.bounds import fault, shown, text_of, unpacked
from commonweal.exchange.forms.documents import read_json, read_json_lines
from commonweal.exchange.forms.separated import Sheet, read_csv
from commonweal.exchange.forms.spreadsheets import read_xlsx
from commonweal.exchange.imported import Imported
from commonweal.exchange.known import SAID, releases_by, supports_by
from commonweal.exchange.mapped import read_mapped
from commonweal.exchange.mapping import Mapping
from commonweal.exchange.proposal import proposal
from commonweal.exchange.tree import Tree
from commonweal.ground.diagnostics import Diagnostic, Result

_PACKAGE: Final = "package"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What several files hold together; the order of the files makes no difference."""

    supports: tuple[Support, ...]
    rows: dict[str, int]
    left_out: tuple[LeftOut, ...]
    ownerships: tuple[Ownership, ...]
    mentions: tuple[Mention, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def import_file(data: bytes, file: str, mappings: Sequence[Mapping] = ()) -> Result[Imported]:
    """
    Return what a file holds, or None and every fault: a file is taken whole or not at all.

    Parameters
    ----------
    data : the file as it comes; CSV, XLSX, JSON or JSON lines, each also in gzip
    file : its name, for messages and origins
    mappings : saved mappings; for a table, the one that fits it is used
    """
    opened = unpacked(data, file)
    if opened.value is None:
        return Result(None, opened.diagnostics)
    if not opened.value.startswith(_ZIP) and _is_json(opened.value, file):
        return _of_json(opened.value, file)
    return _of_table(opened.value, file, mappings)


def propose(data: bytes, file: str) -> Result[str]:
    """Return a mapping for a table that no mapping fits, as TOML for a person to review."""
    opened = unpacked(data, file)
    if opened.value is None or _is_json(opened.value, file):
        return Result(None, opened.diagnostics)
    sheet = _table(opened.value, file, _Form())
    return Result(None, sheet.diagnostics) if sheet.value is None else Result(proposal(sheet.value))


def gather(imported: Iterable[Imported], *, by: date | None = None) -> Gathered:
    """
    Return what files hold together: a process of OCDS may lie in several of them.

    Parameters
    ----------
    by : what was dated or said after this day is left out, and counted (`known`); None: everything counts
    """
    files = list(imported)
    releases, late = releases_by((release for one in files for release in one.releases), by)
    of_ocds = ocds.merged(releases)
    supports, left = supports_by((*(s for one in files for s in one.supports), *of_ocds.supports), by)
    rows: Counter[str] = Counter(of_ocds.rows)
    left.update({(o.source, o.reason): o.count for o in of_ocds.left_out})
    for release in late:
        stated = ocds.statements(release)
        rows[release.source] += stated
        left[release.source, SAID] += stated
    for one in files:
        rows.update(one.rows)
        left.update({(o.source, o.reason): o.count for o in one.left_out})
    return Gathered(
        supports=tuple(supports),
        rows=dict(sorted(rows.items())),
        left_out=tuple(LeftOut(source, reason, n) for (source, reason), n in sorted(left.items()) if n),
        ownerships=tuple(dict.fromkeys(o for one in files for o in one.ownerships)),
        mentions=tuple(dict.fromkeys(m for one in files for m in one.mentions)),
        diagnostics=of_ocds.diagnostics,
    )


# ---- JSON --------------------------------------------------------------------------------------------


def _is_json(data: bytes, file: str) -> bool:
    names = PurePath(file.lower().removesuffix(".gz")).suffix
    first = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return names in (".json", ".jsonl", ".ndjson") or first in (b"{", b"[")


def _of_json(data: bytes, file: str) -> Result[Imported]:
    decoded = text_of(data, file)
    if decoded.value is None:
        return Result(None, decoded.diagnostics)
    text = decoded.value
    if PurePath(file.lower().removesuffix(".gz")).suffix in (".jsonl", ".ndjson"):
        return _of_lines(text, file)
    found = read_json(text, file)
    if found.diagnostics:
        return Result(None, found.diagnostics)
    return _of_value(found.value, Tree(file, text))


def _of_lines(text: str, file: str) -> Result[Imported]:
    found = read_json_lines(text, file)
    if found.value is None:
        return Result(None, found.diagnostics)
    lines = text.split("\n")
    read = [_of_line(value, file, lines[number - 1], number) for number, value in found.value]
    faults = tuple(d for one in read for d in one.diagnostics)
    parts = [one.value for one in read if one.value is not None]
    if len(parts) < len(read) or not parts:
        return Result(None, faults or (fault("CW7201.empty", file),))
    whole = gather(
        Imported(file, "", p.supports, p.rows, p.left_out, p.ownerships, p.mentions) for p in parts
    )
    made = Imported(
        file, parts[0].standard, whole.supports, whole.rows, whole.left_out, whole.ownerships, whole.mentions,
        tuple(release for one in parts for release in one.releases),
    )  # fmt: skip
    return Result(made, faults)


def _of_line(value: Any, file: str, text: str, line: int) -> Result[Imported]:
    """Return what a line holds: a value of a standard, or one that stands beside the name of its file."""
    if isinstance(value, dict) and _is_collected(value):
        return _of_value(value[_PACKAGE], Tree(file, text, line, (_PACKAGE,)))
    return _of_value(value, Tree(file, text, line))


def _is_collected(value: Map[str, Any]) -> bool:
    """Say whether a line is a file of a collection: a package, and beside it only what tells where it was."""
    return isinstance(value.get(_PACKAGE), dict) and all(key[:1] == "_" for key in value if key != _PACKAGE)


def _of_value(value: Any, tree: Tree) -> Result[Imported]:
    """Return what a JSON value holds by the standard that it shows itself to be of."""
    if threesixty.is_package(value):
        return threesixty.read_package(value, tree)
    if usaspending.is_award(value):
        return usaspending.read_awards(value, tree)
    if ocds.is_ocds(value):
        return ocds.read_ocds(value, tree)
    keys = ", ".join(shown(str(key)) for key in list(value)[:6]) if isinstance(value, dict) else "no object"
    tree.blame((), "CW7210.json", keys=keys or "nothing")
    return Result(None, tree.diagnostics())


# ---- tables ------------------------------------------------------------------------------------------


class _Form(NamedTuple):
    """What of a mapping decides how a table is read."""

    encoding: str = "utf-8"
    delimiter: str = ""
    header_row: int = 1
    sheet: str = ""

    @classmethod
    def of(cls, mapping: Mapping) -> _Form:
        return cls(mapping.encoding, mapping.delimiter, mapping.header_row, mapping.sheet)


def _table(data: bytes, file: str, form: _Form) -> Result[Sheet]:
    """Return the rows of a spreadsheet or of a CSV text."""
    if data.startswith(_ZIP):
        return read_xlsx(data, file, sheet=form.sheet, header_row=form.header_row)
    decoded = text_of(data, file, form.encoding)
    if decoded.value is None:
        return Result(None, decoded.diagnostics)
    return read_csv(decoded.value, file, delimiter=form.delimiter, header_row=form.header_row)


def _of_table(data: bytes, file: str, mappings: Sequence[Mapping]) -> Result[Imported]:
    """Return what a table holds by the one mapping that fits it, else by the titles of 360Giving."""
    sheets = {form: _table(data, file, form) for form in dict.fromkeys(map(_Form.of, mappings))}
    read_by = [(mapping, sheets[_Form.of(mapping)]) for mapping in mappings]
    fitting = [(m, s.value) for m, s in read_by if s.value is not None and m.fits(file, s.value.head)]
    if len(fitting) > 1:
        names = ", ".join(mapping.source for mapping, _ in fitting)
        return Result(None, (fault("CW7205.several", file, names=names),))
    if fitting:
        return read_mapped(fitting[0][1], fitting[0][0])
    plain = sheets.get(_Form()) or _table(data, file, _Form())
    if plain.value is not None and (titled := threesixty.mapping_of(plain.value.head)):
        return read_mapped(plain.value, titled, "360Giving")
    return Result(None, _why_none(file, read_by, plain))


def _why_none(
    file: str, read_by: list[tuple[Mapping, Result[Sheet]]], plain: Result[Sheet]
) -> tuple[Diagnostic, ...]:
    """
    Return why no mapping fits: what is wrong with the file itself, else what the nearest mapping lacks.

    A mapping that lacks half of its columns or more is for another table, and says nothing of this one.
    """
    lacking = sorted(
        (len(set(m.columns) - set(s.value.head)), m.source, m, s.value.head)
        for m, s in read_by
        if s.value is not None
    )
    if not lacking:
        wrong = next((s.diagnostics for _, s in read_by if s.diagnostics), plain.diagnostics)
        return wrong or (fault("CW7210.table", file),)
    many, _, near, head = lacking[0]
    if not many:
        return (fault("CW7205.files", file, names=", ".join(near.files)),)
    if many * 2 >= len(near.columns):
        return (fault("CW7210.table", file),)
    names = ", ".join(shown(c) for c in near.columns if c not in head)
    return (fault("CW7210.columns", file, near.header_row, names=names),)
