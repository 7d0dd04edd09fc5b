"""Imports by page: bring files, see what would come in and what would not, say yes, get a receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from commonweal.exchange.folder import REVIEW, is_data
from commonweal.report.page import words
from commonweal.web.office.again import mend, proposal, refusal
from commonweal.web.office.shown import officer_of, page, to
from commonweal.web.policy import Role
from commonweal.web.portfolio import uploads
from commonweal.web.portfolio.adding import Outcome, Refused, data_path, mapping_path
from commonweal.web.portfolio.models import Upload
from commonweal.web.publication.support.again import fault, likeness, place, rule
from commonweal.web.publication.support.showing import STAGES, line, spoken

SHOWN: Final = 100
"""Faults, rows and pairs that a preview shows; all of them count."""


def start(request: HttpRequest) -> HttpResponse:
    """Show the form for files, and take files that come."""
    owner = officer_of(request).pk
    said = ""
    if request.method == "POST":
        try:
            files = _brought(request)
        except Refused as why:
            said = refusal(str(why))
        else:
            return to("upload", uploads.keep(files, owner=owner, at=datetime.now(UTC)).id)
    shown = {"said": said, "uploads": uploads.waiting(owner)}
    return page(request, "import", shown, status=400 if said else 200)


def _brought(request: HttpRequest) -> dict[str, bytes]:
    """Return the files of a form by the paths that they would have."""
    found: dict[str, bytes] = {}
    wanted = [(data_path(_name(one)), one) for one in request.FILES.getlist("files")]
    wanted += [(mapping_path(_name(one)), one) for one in request.FILES.getlist("mappings")]
    wanted += [(REVIEW, one) for one in request.FILES.getlist("review")[:1]]
    for path, one in wanted:
        if path in found:
            raise Refused(f"two files are called {_name(one)}; give one of them another name")
        found[path] = one.read()
    if not found:
        raise Refused("no file came; choose at least one")
    return found


def _name(one: Any) -> str:
    return str(one.name or "")


def decide(request: HttpRequest, upload: str) -> HttpResponse:
    """Show what an upload would do, or what it did; take it in, give it a mapping, or let it go."""
    owner = officer_of(request).pk
    found = uploads.find(upload, role=Role.OFFICER, actor=owner)
    if found is None:
        raise Http404
    said = ""
    if request.method == "POST" and found.event is None:
        try:
            done = _done(request, found, owner)
        except Refused as why:
            said = refusal(str(why))
        else:
            if done is not None:
                return done
    if found.event is not None:
        return page(request, "receipt", {"upload": found, "lines": found.told.split("\n")})
    try:
        shown = _preview(found)
    except Refused as why:
        return page(request, "refused", {"said": refusal(str(why))}, status=400)
    return page(request, "preview", {"said": said, **shown}, status=400 if said else 200)


def _done(request: HttpRequest, found: Upload, owner: str) -> HttpResponse | None:
    """Do what a form asks; None: show the preview again."""
    match request.POST.get("act"):
        case "confirm":
            outcome: Outcome = uploads.confirm(found, actor=owner, at=datetime.now(UTC))
            return to("upload", found.id) if outcome.ok else None
        case "mapping":
            uploads.with_mapping(found, request.POST.get("name", ""), request.POST.get("text", ""))
            return to("upload", found.id)
        case "discard":
            found.delete()
            return to("import")
    return None


def _preview(found: Upload) -> dict[str, Any]:
    made = uploads.preview(found)
    errors = made.errors
    return {
        "upload": found,
        "errors": [_fault(one) for one in errors[:SHOWN]],
        "faults": len(errors),
        "doubts": [_fault(one) for one in made.outcome.diagnostics if not one.is_error][:SHOWN],
        "changed": made.outcome.changed,
        "known": sorted((made.outcome.known or {}).items()),
        "supports": len(made.supports),
        "lines": [line(_total(one)) for one in made.tallies],
        "rows": [_row(one) for one in made.supports[:SHOWN]],
        "unmatched": made.unmatched,
        "left_out": [
            {"count": one.count, "reason": rule(one.reason), "source": one.source} for one in made.left_out
        ],
        "suggestions": [
            {"a": one.a, "b": one.b, "why": likeness(one.why)} for one in made.suggestions[:SHOWN]
        ],
        "pairs": len(made.suggestions),
        "proposals": [
            (path, PurePosixPath(path).stem, proposal(text)) for path, text in _items(made.proposals)
        ],
        "data": [one.path for one in found.files.all() if is_data(one.path)],
    }


def _items(proposals: Any) -> Iterable[tuple[str, str]]:
    return sorted((proposals or {}).items())


def _fault(one: Any) -> dict[str, Any]:
    said, mends = fault(one.code, one.message, one.help)
    # A mend for the command line is known by its English words: it is replaced, not said again.
    here = [mend(text) for text in one.help]
    told = [told if told != text else said_ for text, told, said_ in zip(one.help, here, mends, strict=True)]
    return {"code": one.code, "at": one.span, "said": said, "help": told}


def _total(one: Any) -> dict[str, Any]:
    known = format(one.amount, "f") if one.count else None
    return {**one.line._asdict(), "amount": known, "count": one.count, "unknown": one.unknown}


def _row(one: Any) -> dict[str, Any]:
    unknown = one.words or gettext("not known")
    return {
        "recipient": "; ".join(r.name for r in one.recipients),
        "numbers": "; ".join(str(i) for r in one.recipients for i in r.identifiers),
        "kind": spoken(one.instrument), "stage": spoken(STAGES.get(one.stage, one.stage)), "on": one.on,
        "amount": unknown if one.amount is None else words.amount(one.amount, one.currency),
        "file": one.origin.file, "place": place(one.origin.place),
    }  # fmt: skip
