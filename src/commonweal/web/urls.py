"""Every address of the site. Each name stands in `policy.ROUTES`, or the build fails."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from commonweal.web.office import urls as office
from commonweal.web.publication.api import API
from commonweal.web.publication.urls import files, pages
from commonweal.web.record import views as record

urlpatterns = [
    *i18n_patterns(*pages, prefix_default_language=False),
    *files,
    *office.pages,
    path("api/", API.urls),
    path("healthz", record.healthz, name="healthz"),
    path("readyz", record.readyz, name="readyz"),
]
handler400 = "commonweal.web.publication.failing.bad_request"
handler403 = "commonweal.web.publication.failing.not_found"
handler404 = "commonweal.web.publication.failing.not_found"
handler500 = "commonweal.web.publication.failing.own_fault"
