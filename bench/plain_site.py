"""The least that Django can be asked: one view, no middleware, no database. What `web.py` is held beside."""

from __future__ import annotations

from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="nothing is signed here", ROOT_URLCONF="plain_site", MIDDLEWARE=[]
)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

BODY = b"x" * 10_000


def plain(request: HttpRequest) -> HttpResponse:
    """Answer ten kilobytes."""
    return HttpResponse(BODY, headers={"Content-Length": len(BODY)})


urlpatterns = [path("", plain)]
application = get_wsgi_application()
