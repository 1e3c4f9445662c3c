"""Addresses of the pages that draw on all apps."""

from django.urls import path

from committee.views import pages, places
from kpis.views import calendars

urlpatterns = [
    path("", pages.home, name="home"),
    path("overview/", pages.overview, name="overview"),
    path("services/", places.service_list, name="services"),
    path("services/<slug:slug>/", places.service, name="service"),
    path("directorates/<slug:slug>/", places.directorate, name="directorate"),
    path("calendar/<uuid:key>.ics", calendars.feed, name="calendar-feed"),
    path("download/indicator/<slug:slug>.<str:file_format>", pages.download_series, name="download-series"),
    path(
        "download/control-chart/<slug:slug>.<str:file_format>",
        pages.download_control_chart,
        name="download-control-chart",
    ),
    path("download/targets/<slug:slug>.<str:file_format>", pages.download_targets, name="download-targets"),
    path("download/<str:table>.<str:file_format>", pages.download, name="download"),
]
