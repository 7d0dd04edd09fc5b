"""Addresses of the office: all under one path, which is the only one that its cookies are sent to."""

from __future__ import annotations

from django.urls import path

from commonweal.web.office import signing, views

pages = [
    path("office/sign-in", signing.sign_in, name="sign_in"),
    path("office/sign-out", signing.sign_out, name="sign_out"),
    path("office/import", views.start, name="import"),
    path("office/import/<str:upload>", views.decide, name="upload"),
]
