"""Pages and files of parts of an agreement: one amendment, one document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.publication.reading import amendments
from commonweal.web.record.documents import public_document

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8", "docx": _OFFICE + "wordprocessingml.document", "jpeg": "image/jpeg",
    "jpg": "image/jpeg", "json": "application/json", "md": "text/plain; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text", "pdf": "application/pdf", "png": "image/png",
    "txt": "text/plain; charset=utf-8", "xlsx": _OFFICE + "spreadsheetml.sheet",
}  # fmt: skip
"""Media types of documents by the end of their name; any other is bytes."""


def amendment(request: HttpRequest, agreement: str, number: int) -> HttpResponse:
    """Show what one amendment did: the agreement judged without it and with it."""
    found = amendments.amendment(agreement, number) if number < 10**6 else None
    if found is None:
        raise Http404
    return render(request, "publication/amendment.html", found)


def document(request: HttpRequest, sha256: str) -> HttpResponse:
    """Send the bytes of a document that the public may see, to be kept and never to be run."""
    last = judged.last_pass()
    known = last is not None and register.documents().filter(sha256=sha256).exclude(sha256="").exists()
    # What is stored was public when the site was judged; what became confidential since then is so at once.
    found = public_document(sha256, on=last.judged_at.date()) if last is not None and known else None
    if found is None:
        raise Http404
    ending = found.name.rpartition(".")[2].lower()
    response = HttpResponse(found.content, content_type=TYPES.get(ending, "application/octet-stream"))
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
