"""Addresses of the pages that draw on all apps."""

from django.urls import path

from committee.views import calendars, complaints, links, pages, places, risks

urlpatterns = [
    path("", pages.home, name="home"),
    path("overview/", pages.overview, name="overview"),
    path("services/", places.service_list, name="services"),
    path("services/<slug:slug>/", places.service, name="service"),
    path("services/<slug:slug>/risks/", risks.service, name="service-risks"),
    path("directorates/<slug:slug>/", places.directorate, name="directorate"),
    path("directorates/<slug:slug>/risks/", risks.directorate, name="directorate-risks"),
    path("risks-at-a-glance/", risks.at_a_glance, name="risks-at-a-glance"),
    path("risks/<slug:register>/<str:ref>/indicators/", links.of_entry, name="risk-indicators"),
    path("risks/<slug:register>/<str:ref>/indicators/choose/", links.choose, name="risk-indicators-choose"),
    path(
        "risks/<slug:register>/<str:ref>/indicators/<int:link>/remove/",
        links.remove,
        name="risk-indicators-remove",
    ),
    path("indicators/<slug:slug>/risks/", links.of_indicator, name="kpi-risks"),
    path("calendar/<uuid:key>.ics", calendars.feed, name="calendar-feed"),
    path("download/indicator/<slug:slug>.<str:file_format>", pages.download_series, name="download-series"),
    path(
        "download/control-chart/<slug:slug>.<str:file_format>",
        pages.download_control_chart,
        name="download-control-chart",
    ),
    path("download/targets/<slug:slug>.<str:file_format>", pages.download_targets, name="download-targets"),
    path(
        "download/complaints/<str:year>.<str:file_format>",
        complaints.download_report,
        name="download-complaints-report",
    ),
    path(
        "download/complaint-cases.<str:file_format>",
        complaints.download_cases,
        name="download-complaint-cases",
    ),
    path("download/<str:table>.<str:file_format>", pages.download, name="download"),
]
