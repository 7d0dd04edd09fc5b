"""
Make the catalogues of languages, of the site and of the report: each `.po` becomes the `.mo` beside it.

Of the format only what our catalogues use is read: `msgid`, `msgid_plural`, `msgstr`, `msgstr[n]`, each with
its text on the same line or on lines after it. The result is that of GNU msgfmt without a hash table
(GNU gettext manual, "The Format of GNU MO Files"); the program itself is not needed.

    python scripts/catalogues.py            make them
    python scripts/catalogues.py --check    end with 1 if one is not up to date
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[1] / "src/commonweal"
_MAGIC: Final = 0x950412DE
_PART: Final = re.compile(r'(msgid|msgid_plural|msgstr)(?:\[(\d)\])? (".*")$')


def entries(text: str) -> Iterator[tuple[str, list[str]]]:
    """
    Yield each message with its translations; one with a plural is both its forms, apart by a zero byte.

    Raises
    ------
    ValueError : a line is none of the format
    """
    for block in re.split(r"\n\s*\n", text):
        ids: list[str] = []
        said: list[str] = []
        into = ids
        for line in block.splitlines():
            part = _PART.match(line)
            if part is not None:
                into = said if part[1] == "msgstr" else ids
                into.append(ast.literal_eval(part[3]))
            elif line.startswith('"') and into:
                into[-1] += ast.literal_eval(line)
            elif line and not line.startswith("#"):
                raise ValueError(f"not a line of a catalogue: {line}")
        if ids:
            yield "\0".join(ids), said


def compiled(text: str) -> bytes:
    """Return a catalogue as programs read it; what has no translation is left out."""
    pairs = sorted(
        (id_.encode("utf-8"), "\0".join(said).encode("utf-8")) for id_, said in entries(text) if all(said)
    )
    start = 7 * 4 + 16 * len(pairs)
    content = b""
    ids: list[int] = []
    texts: list[int] = []
    for column, into in ((0, ids), (1, texts)):
        for pair in pairs:
            into += [len(pair[column]), start + len(content)]
            content += pair[column] + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + struct.pack(f"<{len(ids) + len(texts)}I", *ids, *texts) + content


def main(words: list[str]) -> int:
    """Make or check every catalogue."""
    stale = 0
    for source in sorted(FOLDER.rglob("locale/*/LC_MESSAGES/*.po")):
        made, at = compiled(source.read_text("utf-8")), source.with_suffix(".mo")
        if not at.is_file() or at.read_bytes() != made:
            stale += 1
            if "--check" in words:
                print(f"{at.relative_to(FOLDER)} is not up to date: python scripts/catalogues.py makes it")
            else:
                at.write_bytes(made)
    return 1 if stale and "--check" in words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
