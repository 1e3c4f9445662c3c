"""Addresses of the KPIs, under /kpis/."""

from django.urls import path

from kpis.views import entry, overrides, pages

urlpatterns = [
    path("", pages.indicator_list, name="kpi-list"),
    path("returns/", entry.my_figures, name="my-figures"),
    path("recompute/", pages.recompute, name="recompute"),
    path("<slug:slug>/", pages.indicator_detail, name="kpi-detail"),
    path("<slug:slug>/rating/", pages.rating_fragment, name="kpi-rating"),
    path("<slug:slug>/override/<str:quarter>/", overrides.override, name="kpi-override"),
    path("<slug:slug>/override/<str:quarter>/decide/", overrides.decide, name="kpi-override-decide"),
    path("<slug:slug>/enter/<str:quarter>/", entry.enter, name="kpi-enter"),
]
