"""
Which texts a call means: a workspace, the folder of a programme, or files with the vocabulary beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from commonweal.cli import asking
from commonweal.cli.writing import Sources, WrongCall
from commonweal.ground.diagnostics import Diagnostic

if TYPE_CHECKING:
    from commonweal.terms.driver import Compiled

CONFIG: Final = "commonweal.toml"
ROOMS: Final = ("vocabulary", "terms", "agreements")
ENDING: Final = ".terms"
UNUSED: Final = "CW4008"
LARGEST: Final = 2_000_000
"""Bytes that are read of a text; the compiler refuses texts of half that size and more."""


@dataclass(frozen=True)
class Unit:
    """
    What is read together.

    Attributes
    ----------
    folder : of a workspace, else None; files : the texts of anything else
    """

    folder: Path | None
    files: tuple[Path, ...] = ()


def units(paths: Iterable[Path]) -> list[Unit]:
    """
    Return what some paths mean, each thing once.

    Files that are named are read together, with the vocabulary of the programme they lie in. A folder with a
    `commonweal.toml` is a workspace; one with `vocabulary` or `terms` in it is a programme, read as a whole;
    any other folder stands for the texts in it, read as if each were named, and for the folders below it.

    Raises
    ------
    WrongCall : a path is not there, is no text, or there is nothing to read below it
    """
    files: list[Path] = []
    found: list[Unit] = []
    for path in map(asking.existing, paths):
        if path.is_dir():
            below = list(_below(path))
            if not below:
                raise WrongCall(f"{path} has no {CONFIG} and no {ENDING} file in it")
            found += below
        elif path.suffix != ENDING or not path.is_file():
            raise WrongCall(f"{path} is neither a folder nor a {ENDING} file")
        else:
            files.append(path)
    named = [Unit(None, tuple(dict.fromkeys([*files, *_companions(files)])))] if files else []
    return list(dict.fromkeys([*named, *found]))


def _companions(files: Sequence[Path]) -> Iterator[Path]:
    """Yield the vocabulary of the programmes that files lie in."""
    for folder in dict.fromkeys(file.parent.parent for file in files if file.parent.name in ROOMS):
        yield from _texts(folder / "vocabulary")
    for file in files:
        if file.parent.name == "agreements":
            yield from _texts(file.parent.parent / "terms")


def _below(folder: Path) -> Iterator[Unit]:
    if (folder / CONFIG).is_file():
        yield Unit(folder)
        return
    if any((folder / room).is_dir() for room in ROOMS[:2]):
        files = [file for room in ROOMS for file in _texts(folder / room)]
        if files:
            yield Unit(None, tuple(files))
        return
    if own := _texts(folder):
        yield Unit(None, tuple(dict.fromkeys([*own, *_companions(own)])))
    for inner in sorted(folder.iterdir()):
        if inner.is_dir() and not inner.is_symlink() and not inner.name.startswith("."):
            yield from _below(inner)


def _texts(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix == ENDING and path.is_file())


def texts_of(paths: Iterable[Path]) -> list[Path]:
    """
    Return every text that some paths mean, each once, without what lies beside them.

    Raises
    ------
    WrongCall : a path is not there, or is no text
    """
    found: list[Path] = []
    for path in map(asking.existing, paths):
        if path.is_dir():
            inside = [p for p in sorted(path.rglob(f"*{ENDING}")) if p.is_file() and not _hidden(p, path)]
            if not inside:
                raise WrongCall(f"{path} has no {ENDING} file in it")
            found += inside
        elif path.suffix != ENDING or not path.is_file():
            raise WrongCall(f"{path} is neither a folder nor a {ENDING} file")
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def read_text(path: Path) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """Return a text, or None and what is wrong with its bytes; no more is read than a text may have."""
    from commonweal.terms.surface.limits import read_text as decode

    with path.open("rb") as stream:
        result = decode(stream.read(LARGEST), str(path))
    return result.value, result.diagnostics


def compiled(unit: Unit) -> Compiled:
    """Return what the texts of a unit that is no workspace say together, with every fault."""
    from dataclasses import replace

    from commonweal.ground.diagnostics import in_order
    from commonweal.terms.driver import compile_sources

    read = {path: read_text(path) for path in unit.files}
    made = compile_sources([(str(path), text) for path, (text, _) in read.items() if text is not None])
    spoilt = [d for _, diagnostics in read.values() for d in diagnostics]
    partly = {str(path) for path in unit.files if not _read_by_all(path, unit)}
    told = (d for d in made.diagnostics if d.code != UNUSED or d.span is None or d.span.file not in partly)
    return replace(made, diagnostics=in_order((*spoilt, *told)))


def _read_by_all(path: Path, unit: Unit) -> bool:
    """Say whether all texts that may use a vocabulary are in the unit, so that what none uses is unused."""
    if path.parent.name != ROOMS[0]:
        return True
    return set(_texts(path.parent.parent / ROOMS[1])) <= set(unit.files)


def sources_of(unit: Unit) -> Sources:
    """Return a way to the texts of a unit by the names that diagnostics use."""
    if unit.folder is not None:
        return asking.sources_in(unit.folder)
    known = {str(path): path for path in unit.files}

    def read(name: str) -> str | None:
        try:
            with known[name].open("rb") as stream:
                return stream.read(LARGEST).decode("utf-8-sig", errors="replace")
        except (KeyError, OSError):
            return None

    return read
