"""Addresses of pages and files."""

from __future__ import annotations

from django.urls import path

from commonweal.web.publication import steering_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("missions", steering_views.every, name="missions"),
    path("missions/<str:mission>", steering_views.one, name="mission"),
    path("agreements", views.agreements, name="agreements"),
    path("agreements/<str:agreement>", views.agreement, name="agreement"),
    path("agreements/<str:agreement>/<str:clause>", views.clause, name="clause"),
    path("agreements/<str:agreement>/<str:clause>/<str:period>", views.result, name="result"),
    path("downloads", views.downloads, name="downloads"),
    path("downloads/<str:table>.<str:form>", views.table, name="table"),
]
