"""
Where the files of a workspace come from: a folder, or bytes that somebody holds. Both are read alike.

Nothing outside a folder is read: links that lead out are not followed.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from commonweal.ground.diagnostics import Diagnostic, Result, diagnose
from commonweal.workspace import config
from commonweal.workspace.forms.rows import cell_span, shown
from commonweal.workspace.gather import TableFile
from commonweal.workspace.tables import MAX_FILE

Progress = Callable[[str, int, int], None]
"""Called with the file to be read next, the bytes read so far, and the bytes of all files."""

TEXTS: Final = ("vocabulary", "terms", "agreements")
TABLES: Final = (".csv", ".parquet")
_FOLDERS: Final = ("", *TEXTS, "evidence", "payments", "decisions", "missions", "indicators")
_LOOSE: Final = (".csv", ".parquet", ".terms", ".tsv", ".xlsx", ".xls", ".ods")

_OWN: Final = ("quarantine", "build", "support", "documents")
"""
Folders of a workspace at which nobody looks for loose files: ours, that of other people's files
(`exchange.folder`), and that of documents of agreements, which a site keeps as they are.
"""
_OF_A_SITE: Final = ("documents.csv",)
"""What stands at the top for a site alone: the titles and days of documents (`web.record.documents`)."""
_LOOKED_AT: Final = 20_000
"""Files after which a folder is looked at no further for what nobody reads."""


class Files(ABC):
    """The files of a workspace, and what is wrong with them as files; `path` says where they lie."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self.path = path
        self.diagnostics: list[Diagnostic] = []
        self._progress = progress
        self._read: set[str] = set()
        self._done = 0
        self._total = self._size() if progress else 0

    # ---- what a workspace reads -----------------------------------------------------------------

    def config(self) -> Result[config.Config]:
        """Return the configuration; without one this is no workspace."""
        file = self._file(config.FILE)
        if file is None:
            at, found = cell_span(config.FILE, 1, 1), self._elsewhere()
            fault = diagnose("CW5107.workspace", at, help=found, folder=shown(self._called()))
            return Result(None, (fault,))
        return config.read_config(file.read(), folder=self._called())

    def texts(self) -> Sequence[tuple[str, str]]:
        """Return every text with its name."""
        found = []
        for folder in TEXTS:
            for file in self._all(folder, (".terms",)):
                try:
                    found.append((file.name, file.read().decode("utf-8-sig")))
                except UnicodeDecodeError as fault:
                    line = fault.object.count(b"\n", 0, fault.start) + 1
                    self.diagnostics.append(diagnose("CW5107.utf8", cell_span(file.name, line, 1)))
        return found

    def tables(self, folder: str, *names: str) -> list[TableFile]:
        """Return the tables of a folder in the order of their names; only these, if names are given."""
        if names:
            found = (self._file(f"{folder}/{name}" if folder else name) for name in names)
            return [file for file in found if file is not None]
        return self._all(folder, TABLES)

    def settings(self, folder: str) -> list[TableFile]:
        """Return the TOML files of a folder in the order of their names."""
        return self._all(folder, (".toml",))

    def look_around(self) -> None:
        """Warn of tables and texts that lie where nobody reads them, in any folder of the workspace."""
        for seen, path in enumerate(self._every(), start=1):
            if seen > _LOOKED_AT:
                return
            loose = PurePosixPath(path).suffix.lower() in _LOOSE
            if loose and shown_path(path) not in (*_OF_A_SITE, *self._read):
                self.diagnostics.append(diagnose("CW5109.unread", cell_span(shown_path(path), 1, 1)))

    def _all(self, folder: str, suffixes: tuple[str, ...]) -> list[TableFile]:
        paths = (path for path in self._entries(folder) if PurePosixPath(path).suffix in suffixes)
        return [file for path in paths if (file := self._file(path)) is not None]

    def _told(self, name: str, read: Callable[[], bytes]) -> bytes:
        """Return what a file holds, and say before that it comes next."""
        if self._progress:
            self._progress(name, self._done, self._total)
        data = read()
        self._done += len(data)
        return data

    # ---- where they come from -------------------------------------------------------------------

    @abstractmethod
    def _called(self) -> str:
        """Return the name of the folder."""

    @abstractmethod
    def _elsewhere(self) -> list[str]:
        """Return what helps whoever named a folder that is no workspace."""

    @abstractmethod
    def _entries(self, folder: str) -> list[str]:
        """Return the paths of what lies in a folder, hidden things apart, in the order of their names."""

    @abstractmethod
    def _every(self) -> Iterator[str]:
        """Yield the paths of all files, hidden ones apart, and those of folders at which nobody looks."""

    @abstractmethod
    def _file(self, path: str) -> TableFile | None:
        """Return a file, None if it is not there or may not be read (a diagnostic)."""

    @abstractmethod
    def _size(self) -> int:
        """Return the bytes of all files that are read."""


class HeldFiles(Files):
    """Files that somebody holds, by their path with `/`, as if they lay in a folder."""

    def __init__(
        self, files: Mapping[str, bytes], progress: Progress | None, *, called: str = "workspace"
    ) -> None:
        self._files = files
        self._folders: dict[str, list[str]] = {}
        for path in sorted(files):
            folder, _, name = path.rpartition("/")
            if not name.startswith("."):
                self._folders.setdefault(folder, []).append(path)
        super().__init__(Path(called), progress)

    def _called(self) -> str:
        return self.path.name

    def _elsewhere(self) -> list[str]:
        return []

    def _entries(self, folder: str) -> list[str]:
        return self._folders.get(folder, [])

    def _every(self) -> Iterator[str]:
        for path in self._files:
            parts = path.split("/")
            if (len(parts) == 1 or parts[0] not in _OWN) and not any(part.startswith(".") for part in parts):
                yield path

    def _file(self, path: str) -> TableFile | None:
        if path not in self._files:
            return None
        name = shown_path(path)
        self._read.add(name)
        if len(self._files[path]) > MAX_FILE:
            large = diagnose("CW5107.large", cell_span(name, 1, 1), limit=MAX_FILE // 1024**2)
            self.diagnostics.append(large)
            return None
        return TableFile(name, lambda: self._told(name, lambda: self._files[path]))

    def _size(self) -> int:
        return sum(len(self._files[path]) for folder in _FOLDERS for path in self._entries(folder))


class FolderFiles(Files):
    """The files of a folder: regular, inside it, of a size that can be read."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self._root = path.resolve()
        super().__init__(path, progress)

    def _called(self) -> str:
        return self._root.name

    def _elsewhere(self) -> list[str]:
        above = self._root.parent
        inside = (above / config.FILE).is_file()
        return [f"name the workspace that it lies in: {above.name}"] if inside else []

    def _entries(self, folder: str) -> list[str]:
        top = self.path / folder
        at = cell_span(shown_path(folder), 1, 1)
        try:
            if not top.is_dir():
                return []
            if not self._inside(top):
                self.diagnostics.append(diagnose("CW5107.outside", at))
                return []
            found = sorted(path.name for path in top.iterdir() if not path.name.startswith("."))
            return [f"{folder}/{name}" if folder else name for name in found]
        except OSError:
            self.diagnostics.append(diagnose("CW5107.no_file", at))
            return []

    def _every(self) -> Iterator[str]:
        for top, folders, files in os.walk(self.path):
            own = _OWN if Path(top) == self.path else ()
            folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in own)
            for name in sorted(files):
                if not name.startswith("."):
                    yield (Path(top) / name).relative_to(self.path).as_posix()

    def _inside(self, path: Path) -> bool:
        """Say whether a path stays in the workspace once its links are followed."""
        try:
            return path.resolve().is_relative_to(self._root)
        except RuntimeError:  # a circle of links
            return False

    def _file(self, path: str) -> TableFile | None:
        place = self.path / path
        if not place.is_symlink() and not place.exists():
            return None
        name = shown_path(path)
        self._read.add(name)
        at = cell_span(name, 1, 1)
        if not self._inside(place):
            self.diagnostics.append(diagnose("CW5107.outside", at))
        elif not place.is_file() or not os.access(place, os.R_OK):
            self.diagnostics.append(diagnose("CW5107.no_file", at))
        elif place.stat().st_size > MAX_FILE:
            self.diagnostics.append(diagnose("CW5107.large", at, limit=MAX_FILE // 1024**2))
        else:
            return TableFile(name, lambda: self._told(name, lambda: _bytes(place)))
        return None

    def _size(self) -> int:
        files = (self.path / path for folder in _FOLDERS for path in self._entries(folder))
        return sum(file.stat().st_size for file in files if file.is_file())


def _bytes(place: Path) -> bytes:
    with place.open("rb") as stream:
        return stream.read(MAX_FILE + 1)


def shown_path(name: str) -> str:
    """Return a file's name without characters that cannot be seen, or that would divide it from its row."""
    return "".join(c if c.isprintable() and c != ":" else f"\\u{ord(c):04x}" for c in name)
