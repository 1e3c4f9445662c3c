"""Addresses of the pages that draw on all apps."""

from django.urls import path

from committee.views import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("overview/", pages.overview, name="overview"),
    path("download/indicator/<slug:slug>.<str:file_format>", pages.download_series, name="download-series"),
    path(
        "download/control-chart/<slug:slug>.<str:file_format>",
        pages.download_control_chart,
        name="download-control-chart",
    ),
    path("download/<str:table>.<str:file_format>", pages.download, name="download"),
]
