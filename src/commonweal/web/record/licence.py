"""What the keeper of the register says of its data: the licence, and whom to ask (`commonweal.toml`)."""

from __future__ import annotations

from functools import lru_cache

from commonweal.web.record.models import File
from commonweal.workspace.config import FILE, Publication, read_config


def publication() -> Publication:
    """Return licence and contact of the workspace that is recorded; nothing of them where none is stated."""
    stated = File.objects.filter(path=FILE, kind="text").values_list("text", flat=True).first()
    return _read(stated or "")


@lru_cache(4)
def _read(stated: str) -> Publication:
    """Return what a file says; one at fault is taken in by no import, and says nothing."""
    found = read_config(stated.encode("utf-8")).value
    return Publication() if found is None else found.publication
