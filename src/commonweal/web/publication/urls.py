"""Addresses of pages and of the feed, in every language, and of files."""

from __future__ import annotations

from django.urls import path

from commonweal.web.publication import views
from commonweal.web.publication.calendar import views as calendar
from commonweal.web.publication.reading import parts
from commonweal.web.publication.reading import register as listing
from commonweal.web.publication.reading import views as reading
from commonweal.web.publication.steering import views as steering
from commonweal.web.publication.support import views as support

pages = [
    path("", views.home, name="home"),
    path("missions", steering.every, name="missions"),
    path("missions/<str:mission>", steering.one, name="mission"),
    path("programmes/<str:programme>", steering.programme, name="programme"),
    path("places/<str:place>", steering.place, name="place"),
    path("firms/<str:party>", reading.firm, name="firm"),
    path("agreements", listing.agreements, name="agreements"),
    path("compare", listing.compare, name="compare"),
    path("agreements/<str:agreement>", views.agreement, name="agreement"),
    path("agreements/<str:agreement>/terms", parts.terms, name="terms"),
    path("agreements/<str:agreement>/terms/<int:text>", parts.terms, name="terms"),
    path("agreements/<str:agreement>/amendments/<int:number>", parts.amendment, name="amendment"),
    path("agreements/<str:agreement>/calendar", calendar.one, name="agreement_calendar"),
    path("agreements/<str:agreement>/calendar.ics", calendar.one_file, name="agreement_calendar_file"),
    path("agreements/<str:agreement>/<str:clause>", views.clause, name="clause"),
    path("agreements/<str:agreement>/<str:clause>/<str:period>", views.result, name="result"),
    path("calendar", calendar.every, name="calendar"),
    path("calendar.ics", calendar.every_file, name="calendar_file"),
    path("support", support.every, name="support"),
    path("support/unmatched", support.unmatched, name="support_unmatched"),
    path("support/<str:group>", support.group, name="support_group"),
    path("decisions", reading.decisions, name="decisions"),
    path("search", reading.search, name="search"),
    path("methods", reading.methods, name="methods"),
    path("about", reading.about, name="about"),
    path("downloads", views.downloads, name="downloads"),
    path("feed.atom", reading.feed, name="feed"),
]
files = [
    path("documents/<str:sha256>", parts.document, name="document"),
    path("terms/<str:name>/<int:version>.terms", parts.terms_file, name="terms_file"),
    path("downloads/<str:table>.<str:form>", views.table, name="table"),
]
