"""Say whether the installed package holds every file of the source tree that is no Python cache."""

import sys
from importlib.metadata import files
from pathlib import Path

source = Path(__file__).resolve().parents[1] / "src"
wanted = {
    p.relative_to(source).as_posix()
    for p in (source / "commonweal").rglob("*")
    if p.is_file() and "__pycache__" not in p.parts
}
installed = {f.as_posix() for f in files("commonweal") or ()}
missing = sorted(wanted - installed)
if missing or "commonweal/py.typed" not in installed:
    sys.exit(f"the wheel lacks {missing or 'commonweal/py.typed'}")
print(f"the wheel holds all {len(wanted)} files of the package")
