"""The table of support is brought in line with the record, within the transaction of a pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commonweal.web.portfolio import models
from commonweal.web.portfolio.deriving import Derived, derive, inputs_of
from commonweal.web.portfolio.rows import Published, published, text, turning
from commonweal.workspace.load import Workspace

_BATCH = 1_000
_DOUBTS = 500
"""Doubts that are kept."""


@dataclass(frozen=True, slots=True)
class Made:
    """A table that is not stored yet: its rows, and what is told of it."""

    rows: Published
    as_of: date
    inputs: str
    data: str


def changed(files: Mapping[str, bytes], workspace: Workspace, *, as_of: date) -> Made | None:
    """Return the table of what the public may see, None if it is the one that is stored."""
    inputs = inputs_of(files, workspace, as_of=as_of)
    if models.Ledger.objects.filter(id=1, inputs=inputs).exists():
        return None
    derived = derive(files, workspace, as_of=as_of)
    return Made(published(derived), as_of, inputs, _told(derived))


def store(made: Made | None) -> None:
    """Store a table in the place of the one before; None: that one stands."""
    if made is None:
        return
    rows = made.rows
    for model, several in (
        (models.Support, rows.supports), (models.Group, rows.groups), (models.Total, rows.totals),
        (models.Source, rows.sources), (models.Balance, rows.balances),
        (models.Suggestion, rows.suggestions),
    ):  # fmt: skip
        model._default_manager.all().delete()
        model._default_manager.bulk_create(several, batch_size=_BATCH)  # type: ignore[arg-type]
    stated = {"as_of": made.as_of, "inputs": made.inputs, "data": made.data}
    models.Ledger.objects.update_or_create(id=1, defaults=stated)


def _told(derived: Derived) -> str:
    files = [
        {
            "file": one.file, "standard": one.standard, "rows": sum(one.rows.values()) or len(one.releases),
            "sha256": derived.digests[one.file],
        }
        for one in derived.files
        if one.file in derived.digests
    ]  # fmt: skip
    doubts = [
        {"code": d.code, "at": "" if d.span is None else str(d.span), "said": d.message}
        for d in derived.diagnostics[:_DOUBTS]
    ]
    turned = {
        id_: {"instrument": one.instrument, **turning(one)}
        for id_, one in derived.standings.items()
        if one.signed_as
    }
    told = {"files": files, "unread": list(derived.unread), "doubts": doubts, "turned": turned}
    return text(told)
