"""
Answers carry a tag of what they were made from; who has it already gets no body.

What the public sees changes only when the site is judged anew or its program changes. The number of the last
pass is therefore the tag of every page, and pages are kept in the memory of a worker under it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from commonweal import __version__
from commonweal.web.assessment.queries import stamp

KEPT_BYTES: Final = 64 * 1024 * 1024
"""Of pages in the memory of one worker."""
LARGEST: Final = 1024 * 1024
_LIVE: Final = ("/healthz", "/readyz", "/static/")
_CONTROL: Final = "public, max-age=0, must-revalidate"


class Kept(NamedTuple):
    """A page in memory."""

    content: bytes
    headers: dict[str, str]
    route: ResolverMatch | None


class Conditional:
    """Answers `If-None-Match`, and keeps pages until the site is judged anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0
        self._stamp = ""
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if request.method not in ("GET", "HEAD") or request.path.startswith(_LIVE):
            return self.get_response(request)
        now = stamp()
        address = (
            f"{request.get_host()} {request.get_full_path()} {request.headers.get('Accept-Language', '')}"
        )
        tag = f'"{sha256(f"{__version__} {now} {address}".encode()).hexdigest()[:32]}"'
        kept = self._find(address, now)
        if kept is None:
            response = self.get_response(request)
            if not isinstance(response, HttpResponse) or response.status_code != 200:
                return response
            kept = Kept(response.content, dict(response.items()), request.resolver_match)
            if request.method == "GET" and len(kept.content) <= LARGEST:
                self._keep(address, now, kept)
        request.resolver_match = kept.route
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            return _marked(HttpResponseNotModified(), tag)
        return _marked(HttpResponse(kept.content, headers=kept.headers), tag)

    def _find(self, address: str, now: str) -> Kept | None:
        with self._lock:
            if now != self._stamp:
                self._pages.clear()
                self._bytes, self._stamp = 0, now
            if address in self._pages:
                self._pages.move_to_end(address)
            return self._pages.get(address)

    def _keep(self, address: str, now: str, page: Kept) -> None:
        with self._lock:
            if now != self._stamp or address in self._pages:
                return
            self._pages[address] = page
            self._bytes += len(page.content) + len(address)
            while self._bytes > KEPT_BYTES:
                old, gone = self._pages.popitem(last=False)
                self._bytes -= len(gone.content) + len(old)


def _marked(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _CONTROL
    patch_vary_headers(response, ["Accept-Language"])
    return response
