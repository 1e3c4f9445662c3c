"""Addresses of complaints and feedback, under /complaints/. What begins with a fixed word stands before a reference."""

from django.urls import URLPattern, path

from complaints.views import (
    add,
    cases,
    dashboard,
    learning,
    measures,
    ombudsman,
    panel,
    pauses,
    privacy,
    procedures,
    recommendations,
    report_steps,
    reports,
    stages,
    texts,
    uploads,
    years,
)
from complaints.views.case_step_kinds import Next, PauseCase, Refuse, ResumeCase
from complaints.views.step_kinds import (
    Acknowledge,
    Agree,
    Answer,
    Correct,
    End,
    Extend,
    PutBack,
    Remove,
    Reopen,
    Step,
)

CASE = "cases/<str:ref>/"
ENQUIRY, RECOMMENDATION = "ombudsman/<uuid:key>/", "ombudsman/<uuid:key>/recommendations/<int:number>/"
POINT = "learning/<uuid:key>/"


def stage_path(way: str, kind: type[Step]) -> URLPattern:
    """The address of a step of one stage, by the stage's place in the case."""
    return path(
        f"{CASE}stages/<int:number>/{way}/", stages.step, {"kind": kind}, name=f"complaint-stage-{way}"
    )


def measure_paths(start: str, kind: measures.Kind) -> list[URLPattern]:
    """The addresses of a case's elements, and the same ones of its remedies."""
    given, name = {"kind": kind}, f"complaint-{kind.name}"
    return [
        path(f"{CASE}{start}/add/", measures.add, given, name=f"{name}-add"),
        path(f"{CASE}{start}/<int:number>/", measures.change, given, name=name),
        path(f"{CASE}{start}/<int:number>/remove/", measures.remove, given, name=f"{name}-remove"),
    ]


urlpatterns = [
    # What needs doing and the year's figures; the annual report; years beside each other.
    path("", dashboard.home, name="complaint-home"),
    path("years/", years.years_page, name="complaint-years"),
    path("report/open/", report_steps.open_report, name="complaint-report-open"),
    path("report/<str:year>/", reports.report_page, name="complaint-report"),
    path("report/<str:year>/text/<str:section>/", report_steps.edit_text, name="complaint-report-text"),
    path("report/<str:year>/active/<slug:area>/", report_steps.active_cases, name="complaint-report-active"),
    path("report/<str:year>/counted/", report_steps.count_until, name="complaint-report-counted"),
    path("report/<str:year>/close/", report_steps.close_report, name="complaint-report-close"),
    path("report/<str:year>/reopen/", report_steps.reopen_report, name="complaint-report-reopen"),
    # What the clocks run by, and what no clock counts.
    path("procedures/", procedures.procedure_list, name="complaint-procedures"),
    path("pauses/", pauses.pause_list, name="complaint-procedure-pauses"),
    path("pauses/add/", pauses.add, name="complaint-procedure-pause-add"),
    path("pauses/<uuid:key>/end/", pauses.end, name="complaint-procedure-pause-end"),
    path("pauses/<uuid:key>/remove/", pauses.remove, name="complaint-procedure-pause-remove"),
    path("closures/add/", pauses.add_closure, name="complaint-closure-add"),
    path("closures/<int:pk>/remove/", pauses.remove_closure, name="complaint-closure-remove"),
    # How long words are kept, and who read them.
    path("retention/", privacy.retention, name="complaint-retention"),
    path("retention/<slug:slug>/", privacy.edit_retention, name="complaint-retention-edit"),
    path("erasure/", privacy.due, name="complaint-erasure"),
    path("erasure/confirm/", privacy.erase_due, name="complaint-erasure-confirm"),
    path("access/", privacy.access_log, name="complaint-access"),
    # The log.
    path("cases/", cases.case_list, name="complaint-cases"),
    path("cases/add/", add.add, name="complaint-add"),
    path("cases/upload/", uploads.upload_log, name="complaint-upload"),
    path("cases/upload/template.csv", uploads.template, name="complaint-upload-template"),
    path("equality/<int:year>/<slug:area>/", add.equality_questions, name="complaint-equality"),
    # A case, by its reference.
    path("cases/<str:ref>/", cases.case_page, name="complaint-case"),
    path("cases/<str:ref>/added/", add.added, name="complaint-added"),
    path("cases/<str:ref>/words/", cases.words, name="complaint-words"),
    path("cases/<str:ref>/erase/", privacy.erase_case, name="complaint-erase"),
    path("cases/<str:ref>/everything/", privacy.everything, name="complaint-everything"),
    # Working on it: each step has one page.
    path(f"{CASE}details/", texts.details, name="complaint-details"),
    path(f"{CASE}words/<slug:part>/", texts.text, name="complaint-text"),
    path(f"{CASE}notes/add/", texts.note, name="complaint-note"),
    path(f"{CASE}links/add/", texts.link, name="complaint-link"),
    path(f"{CASE}links/<str:other>/remove/", texts.unlink, name="complaint-unlink"),
    stage_path("acknowledge", Acknowledge),
    stage_path("extend", Extend),
    stage_path("agree", Agree),
    stage_path("answer", Answer),
    stage_path("end", End),
    stage_path("reopen", Reopen),
    stage_path("correct", Correct),
    stage_path("void", Remove),
    stage_path("restore", PutBack),
    path(f"{CASE}next/", stages.step, {"kind": Next}, name="complaint-stage-next"),
    path(f"{CASE}refuse/", stages.step, {"kind": Refuse}, name="complaint-stage-refuse"),
    path(f"{CASE}pause/", stages.step, {"kind": PauseCase}, name="complaint-case-pause"),
    path(f"{CASE}resume/", stages.step, {"kind": ResumeCase}, name="complaint-case-resume"),
    path(f"{CASE}pauses/<uuid:key>/remove/", stages.remove_pause, name="complaint-pause-remove"),
    *measure_paths("elements", measures.ELEMENT),
    *measure_paths("remedies", measures.REMEDY),
    # The Ombudsman's enquiries, decisions and recommendations.
    path("ombudsman/", ombudsman.enquiry_list, name="complaint-ombudsman"),
    path("ombudsman/statistics/", ombudsman.statistics_page, name="complaint-ombudsman-statistics"),
    path("ombudsman/add/", ombudsman.add, name="complaint-ombudsman-add"),
    path(ENQUIRY, ombudsman.case_page, name="complaint-ombudsman-case"),
    path(f"{ENQUIRY}edit/", ombudsman.edit, name="complaint-ombudsman-edit"),
    path(f"{ENQUIRY}answer/", ombudsman.answer, name="complaint-ombudsman-answer"),
    path(f"{ENQUIRY}decide/", ombudsman.decide, name="complaint-ombudsman-decide"),
    path(f"{ENQUIRY}remove/", ombudsman.remove, name="complaint-ombudsman-remove"),
    path(
        f"{ENQUIRY}recommendations/add/", recommendations.add, name="complaint-ombudsman-recommendation-add"
    ),
    path(RECOMMENDATION, recommendations.edit, name="complaint-ombudsman-recommendation"),
    path(f"{RECOMMENDATION}done/", recommendations.done, name="complaint-ombudsman-recommendation-done"),
    path(
        f"{RECOMMENDATION}remove/", recommendations.remove, name="complaint-ombudsman-recommendation-remove"
    ),
    # Learning, and the panel that looks at it.
    path("learning/", learning.point_list, name="complaint-learning"),
    path("learning/add/", learning.add, name="complaint-learning-add"),
    path(POINT, learning.point_page, name="complaint-learning-point"),
    path(f"{POINT}edit/", learning.edit, name="complaint-learning-edit"),
    path(f"{POINT}done/", learning.done, name="complaint-learning-done"),
    path(f"{POINT}remove/", learning.remove, name="complaint-learning-remove"),
    path(f"{POINT}cases/", learning.link, name="complaint-learning-link"),
    path(f"{POINT}cases/<str:ref>/remove/", learning.unlink, name="complaint-learning-unlink"),
    path("panel/", panel.panel_page, name="complaint-panel"),
    path("panel/discussed/", panel.discussed, name="complaint-panel-discussed"),
]
