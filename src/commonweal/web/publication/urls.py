"""Addresses of pages and files."""

from __future__ import annotations

from django.urls import path

from commonweal.web.publication import views

urlpatterns = [
    path("", views.home, name="home"),
    path("agreements", views.agreements, name="agreements"),
    path("agreements/<str:agreement>", views.agreement, name="agreement"),
    path("agreements/<str:agreement>/<str:clause>", views.clause, name="clause"),
    path("agreements/<str:agreement>/<str:clause>/<str:period>", views.result, name="result"),
    path("downloads", views.downloads, name="downloads"),
    path("downloads/<str:table>.<str:form>", views.table, name="table"),
]
