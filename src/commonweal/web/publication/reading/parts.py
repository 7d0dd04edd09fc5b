"""Pages and files of parts of an agreement: how its text is read, one amendment, one document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.publication.paging import number
from commonweal.web.publication.reading import amendments, texts
from commonweal.web.record.composing import as_public, compose, stated_markings
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


def terms(request: HttpRequest, agreement: str, text: int | None = None) -> HttpResponse:
    """Show what stands before the clauses of a text of an agreement, and the values that hold under it."""
    found = texts.opening(agreement, text, number(request)) if text is None or text < 10**6 else None
    if found is None:
        raise Http404
    return render(request, "publication/terms.html", found)


def terms_file(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """Send a text that an agreement has, as it was written: law is public."""
    path, last = register.text_path(f"{name}@{version}"), judged.last_pass()
    files = compose(frozenset([path])) if path and last is not None else {}
    if last is None or path not in files:
        raise Http404
    content = as_public(path, files[path], stated_markings(), on=last.judged_at.date())
    if content is None:
        raise Http404
    return _kept(content, path.rpartition("/")[2], TYPES["txt"])


def document(request: HttpRequest, sha256: str) -> HttpResponse:
    """Send the bytes of a document that the public may see, to be kept and never to be run."""
    last = judged.last_pass()
    known = last is not None and register.documents().filter(sha256=sha256).exclude(sha256="").exists()
    # What is stored was public when the site was judged; what became confidential since then is so at once.
    found = public_document(sha256, on=last.judged_at.date()) if last is not None and known else None
    if found is None:
        raise Http404
    ending = found.name.rpartition(".")[2].lower()
    response = _kept(bytes(found.content), found.name, TYPES.get(ending, "application/octet-stream"))
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _kept(content: bytes, name: str, type_: str) -> HttpResponse:
    """Return a file under a name, to be kept and not to be shown as a page."""
    response = HttpResponse(content, content_type=type_)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
