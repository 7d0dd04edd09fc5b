"""
Answers carry a tag of what they were made from; who has it already gets no body.

What the public sees changes only when the site is judged anew or its program changes. The number of the last
pass is therefore the tag of every page, and whole answers, headers and all, are kept in the memory of a
worker under it; `request.memory` is for what views ask again and again. The doors that make headers stand
before this one, which asks the database and may fail.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Any, Final, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from commonweal import __version__
from commonweal.web.assessment.queries import stamp

KEPT_BYTES: Final = 64 * 1024 * 1024
"""Of pages in the memory of one worker."""
BESIDES: Final = 4 * 1024
"""Bytes that a page in memory takes beside content and address: headers, route, objects (measured)."""
LARGEST: Final = 1024 * 1024
LOOK_SECONDS: float = 0.2
"""How old the answer to "was the site judged anew?" may be."""
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
        self._stamp = self._last = ""
        self._memory: dict[str, Any] = {}
        self._looked = -LOOK_SECONDS - 1
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if not _plain(request):
            return self.get_response(request)
        now = self._now()
        address = _address(request)
        tag = f'"{sha256(f"{__version__} {now} {address}".encode()).hexdigest()[:32]}"'
        kept = self._find(address, now)
        request.memory = self._memory  # type: ignore[attr-defined]
        if kept is None:
            response = self.get_response(request)
            if not isinstance(response, HttpResponse) or response.status_code != 200 or _private(response):
                return response
            kept = Kept(response.content, dict(response.items()), _lighter(request.resolver_match))
            if request.method == "GET" and len(kept.content) <= LARGEST:
                self._keep(address, now, kept)
        request.resolver_match = kept.route
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            said = {name: value for name, value in kept.headers.items() if not name.startswith("Content-L")}
            return _marked(HttpResponseNotModified(headers=said), tag)
        return _marked(HttpResponse(kept.content, headers=kept.headers), tag)

    def _now(self) -> str:
        """Return what the last look at the database said, if that was a moment ago."""
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._last, self._looked = stamp(), time.monotonic()
        return self._last

    def _find(self, address: str, now: str) -> Kept | None:
        with self._lock:
            if now != self._stamp:
                self._pages.clear()
                self._bytes, self._stamp, self._memory = 0, now, {}
            if address in self._pages:
                self._pages.move_to_end(address)
            return self._pages.get(address)

    def _keep(self, address: str, now: str, page: Kept) -> None:
        with self._lock:
            if now != self._stamp or address in self._pages:
                return
            self._pages[address] = page
            self._bytes += _weight(address, page)
            while self._bytes > KEPT_BYTES:
                old, gone = self._pages.popitem(last=False)
                self._bytes -= _weight(old, gone)


def _weight(address: str, page: Kept) -> int:
    """Return the bytes of a page in memory: one of no content counts too, since anybody may ask for many."""
    return len(page.content) + len(address) + BESIDES


def _lighter(route: ResolverMatch | None) -> ResolverMatch | None:
    """Return a route without the patterns that did not match, which take more than most answers."""
    if route is not None:
        route.tried = None
    return route


def _plain(request: HttpRequest) -> bool:
    """Say whether an answer can depend on the address alone; who brings a cookie is asked anew, each time."""
    reads = request.method in ("GET", "HEAD") and not request.path.startswith(_LIVE)
    return reads and not request.META.get("HTTP_COOKIE")


def _private(response: HttpResponse) -> bool:
    """Say whether an answer is for one visitor: it brings a cookie, or says that nobody may store it."""
    return bool(response.cookies) or "no-store" in response.headers.get("Cache-Control", "")


def _address(request: HttpRequest) -> str:
    # The host is not judged here: one that is refused gets an answer that is not kept.
    host, language = (request.META.get(name, "") for name in ("HTTP_HOST", "HTTP_ACCEPT_LANGUAGE"))
    return f"{request.scheme} {host} {request.get_full_path()} {language}"


def _marked(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _CONTROL
    patch_vary_headers(response, ["Accept-Language"])
    return response
