"""Every address (design.md section 4). The apps' own are in their urls.py."""

from django.urls import include, path

from council import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/progress/", views.job_progress, name="job-progress"),
    path("", include("committee.urls")),
    path("kpis/", include("kpis.urls")),
    path("risks/", include("risks.urls")),
    path("complaints/", include("complaints.urls")),
]

handler403 = "council.views.permission_denied"
handler404 = "council.views.not_found"
