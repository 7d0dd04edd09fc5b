"""`commonweal table`: files of support from anywhere in, one table per corporate group out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.writing import Faulty, WrongCall
from commonweal.report.progress import Progress

if TYPE_CHECKING:
    from commonweal.cycle.portfolio.matching import Decision
    from commonweal.cycle.portfolio.records import Ownership, Party
    from commonweal.exchange.imported import Imported
    from commonweal.exchange.mapping import Mapping
    from commonweal.ground.diagnostics import Diagnostic
    from commonweal.report.support.rows import Shown

FORMS: Final = ("text", "json", "csv", "parquet")
_UNKNOWN: Final = "CW7210"
_LARGEST: Final = 50 * 1024 * 1024 + 1


def table(
    *files: Annotated[Path, Parameter(help="CSV, XLSX, 360Giving, OCDS or USAspending files.")],
    mapping: Annotated[
        tuple[Path, ...], Parameter(help="What the columns of a table mean, in a file. May be repeated.")
    ] = (),
    parties: Annotated[Path | None, Parameter(help="A table of who owns whom when.")] = None,
    review: Annotated[Path | None, Parameter(help="A file of decisions on names that are alike.")] = None,
    suggest: Annotated[
        Path | None, Parameter(help="Write names that are alike into this file, with the decisions so far.")
    ] = None,
    as_of: asking.AsOf = None,
    format: Annotated[
        Literal["text", "json", "csv", "parquet"] | None, Parameter(help="What to write. Default: text.")
    ] = None,
    output: asking.Output = None,
) -> int:
    """
    Show every kind of support to every recipient, by corporate group, from files of any source.

    Each source is accounted for to the cent. For a table whose columns nobody has explained, a mapping is
    proposed; it is used only when --mapping names it. Names are joined by a number that they share, or by a
    decision in the review file, never in silence. What is dated or was said after the as-of day is left out,
    and counted.

    Example: commonweal table awards.csv loans.json --mapping awards.toml --parties parties.csv
    """
    if not files:
        raise WrongCall("name at least one file")
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    writing.check_target(suggest)
    shown, decisions, warnings = _made(files, mapping, parties, review, as_of)
    writing.show_diagnostics(warnings, _sources)
    if suggest is not None:
        from commonweal.exchange.review import written_review

        writing.write(written_review(decisions, shown.table.suggestions), suggest)
        writing.complain(
            f"{suggest}: {len(shown.table.suggestions):,} pairs to decide, {len(decisions):,} rows kept"
        )
    _show(shown, form, output)
    return writing.OK


def _made(
    files: tuple[Path, ...],
    mapping: tuple[Path, ...],
    parties: Path | None,
    review: Path | None,
    as_of: str | None,
) -> tuple[Shown, tuple[Decision, ...], tuple[Diagnostic, ...]]:
    """Return the table, the decisions that it follows, and warnings; Faulty if anything has an error."""
    from commonweal.cycle.portfolio import rules
    from commonweal.exchange.files import gather
    from commonweal.report.support.rows import Shown

    day = asking.day(as_of)
    mappings, faults = _mappings(mapping)
    decisions, wrong = _decisions(review)
    known, owned, said = _parties(parties)
    faults = (*faults, *wrong, *said)
    if any(d.is_error for d in faults):
        raise Faulty(faults, _sources)
    imported, read = _imported(files, mappings)
    whole = gather(imported, by=day)
    faults = (*faults, *read, *whole.diagnostics)
    made = rules.build(
        rules.settle(whole.supports), as_of=day, left_out=whole.left_out, parties=known,
        ownerships=(*owned, *whole.ownerships), decisions=decisions, mentions=whole.mentions, rows=whole.rows,
    )  # fmt: skip
    faults = (*faults, *made.diagnostics)
    if any(d.is_error for d in faults):
        raise Faulty(faults, _sources)
    return Shown(made, day, imported), decisions, faults


def _imported(
    files: tuple[Path, ...], mappings: tuple[Mapping, ...]
) -> tuple[tuple[Imported, ...], tuple[Diagnostic, ...]]:
    """Return what every file holds, and warnings; for tables that nobody knows, mappings are printed."""
    from commonweal.exchange.files import import_file, propose

    found: list[Imported] = []
    faults: list[Diagnostic] = []
    with Progress("reading") as progress:
        say = progress.each(len(files))
        for path in files:
            say(path.name)
            data = _bytes(path)
            read = import_file(data, str(path), mappings)
            faults += read.diagnostics
            if read.value is not None:
                found.append(read.value)
            elif any(d.code == _UNKNOWN for d in read.diagnostics):
                proposed = propose(data, str(path)).value
                writing.emit(proposed or "", None)
    if any(d.is_error for d in faults):
        raise Faulty(faults, _sources)
    return tuple(found), tuple(faults)


def _mappings(paths: tuple[Path, ...]) -> tuple[tuple[Mapping, ...], tuple[Diagnostic, ...]]:
    from commonweal.exchange.mapping import read_mapping

    read = [read_mapping(_bytes(path), str(path)) for path in paths]
    return tuple(r.value for r in read if r.value is not None), tuple(d for r in read for d in r.diagnostics)


def _decisions(path: Path | None) -> tuple[tuple[Decision, ...], tuple[Diagnostic, ...]]:
    from commonweal.exchange.review import read_review

    if path is None:
        return (), ()
    read = read_review(_bytes(path), str(path))
    return read.value or (), read.diagnostics


def _parties(path: Path | None) -> tuple[tuple[Party, ...], tuple[Ownership, ...], tuple[Diagnostic, ...]]:
    from commonweal.exchange.parties import of_parties
    from commonweal.workspace.gather import TableFile
    from commonweal.workspace.signed.parties import load_parties

    if path is None:
        return (), (), ()
    loaded = load_parties([TableFile(str(path), lambda: _bytes(path))])
    parties, owned, warnings = of_parties(loaded.rows)
    return parties, owned, (*loaded.diagnostics, *warnings)


def _show(shown: Shown, form: str, output: Path | None) -> None:
    from commonweal.report import flat
    from commonweal.report.rows import written
    from commonweal.report.support import rows

    match form:
        case "text":
            from commonweal.report.support.text import text

            writing.say(text(shown), output=output)
        case "json":
            writing.emit(written(rows.document(shown)), output)
        case _:
            writing.emit(flat.as_bytes(form, rows.COLUMNS, rows.flat_rows(shown)), output)


def _bytes(path: Path) -> bytes:
    """Return a file, as much of it as may be looked at: the reader says that there is more."""
    if asking.existing(path).is_dir():
        raise WrongCall(f"{path} is a folder; name files")
    with path.open("rb") as stream:
        return stream.read(_LARGEST)


def _sources(name: str) -> str | None:
    """Return what a file says, to show the line of a fault; None for what is no text of moderate size."""
    path = Path(name)
    if path.suffix.lower() not in (".csv", ".json", ".toml") or not path.is_file():
        return None
    if path.stat().st_size > asking.LARGEST_SHOWN:
        return None
    return path.read_text("utf-8", "replace")
