"""Addresses of the KPIs, under /kpis/."""

from django.urls import path

from kpis.views import entry, grid, overrides, pages, uploads

urlpatterns = [
    path("", pages.indicator_list, name="kpi-list"),
    path("returns/", entry.my_figures, name="my-figures"),
    path("returns/template.xlsx", uploads.template_workbook, name="kpi-template"),
    path("returns/upload/", uploads.upload, name="kpi-upload"),
    path("returns/upload/<int:pk>/", uploads.check, name="kpi-upload-check"),
    path("returns/upload/<int:pk>/what-to-fix.xlsx", uploads.fix, name="kpi-upload-fix"),
    path("recompute/", pages.recompute, name="recompute"),
    path("grid/", grid.rating_grid, name="kpi-grid"),
    path("exceptions/", grid.quarter_exceptions, name="kpi-exceptions"),
    path("<slug:slug>/", pages.indicator_detail, name="kpi-detail"),
    path("<slug:slug>/rating/", pages.rating_fragment, name="kpi-rating"),
    path("<slug:slug>/control-chart/", pages.control_chart, name="kpi-control-chart"),
    path("<slug:slug>/override/<str:quarter>/", overrides.override, name="kpi-override"),
    path("<slug:slug>/override/<str:quarter>/decide/", overrides.decide, name="kpi-override-decide"),
    path("<slug:slug>/enter/<str:quarter>/", entry.enter, name="kpi-enter"),
]
