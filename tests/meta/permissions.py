"""Who gets what at every address: the reviewed table (bar A1). A new address fails its test until it has a row here.

`get` and `post` name the roles that are let in and what they are answered. Everybody else is refused: sent to sign in where
nobody is signed in, else told so (403). The demonstration's officer belongs to the Highways Service, its approver to the
directorate of that service. A POST carries no fields, so that what it answers is the door's word, not the form's.
"""

from __future__ import annotations

from tests.meta.committee_doors import COMMITTEE_DOORS
from tests.meta.doors import (
    COMPLAINTS,
    ENTER_FIGURES,
    EVERYBODY,
    EXPORT,
    PERFORMANCE,
    PROPOSE,
    REVIEW_RISKS,
    REVIEWERS,
    RISK,
    SEE_DASHBOARDS,
    STAFF,
    UNKNOWN,
    Answer,
    Door,
    nothing_at,
    page,
)

HIGHWAYS = "defects-4h-emergency"
OPEN, CLOSED = "2021-22-Q3", "2021-22-Q2"
#: The risk quarter that is open.
RISK_QUARTER = "2021-22-Q4"
ENTRY = "/risks/corporate/corp6"
REVIEW = f"{ENTRY}/review"
RETURN = f"/kpis/returns/{OPEN}/highways"
#: An enquiry of the Ombudsman and a learning point that are not there: their keys are made at random.
ENQUIRY = "/complaints/ombudsman/00000000-0000-4000-8000-000000000000"
POINT = "/complaints/learning/00000000-0000-4000-8000-000000000000"
PAUSE = "/complaints/pauses/00000000-0000-4000-8000-000000000000"

#: A complaint of the demonstration: its one stage was answered.
CASE = "/complaints/cases/CF-2020-0001"

#: By the name of the URL pattern. {job} is the number of a job that the test makes.
DOORS: dict[str, Door] = {
    # Public: nothing here says more than that the service runs.
    "healthz": page("/healthz", EVERYBODY),
    "readyz": page("/readyz", EVERYBODY),
    "home": page("/", EVERYBODY),
    # Somebody signed in is sent home instead; see test_permissions.
    "sign-in": Door("/sign-in/", Answer(UNKNOWN), Answer(UNKNOWN)),
    "sign-out": Door("/sign-out/", Answer((), 405), Answer(EVERYBODY, 302)),
    # Closed quarters: staff and members.
    "overview": page("/overview/", SEE_DASHBOARDS),
    "kpi-list": page("/kpis/", SEE_DASHBOARDS),
    "kpi-grid": page("/kpis/grid/", SEE_DASHBOARDS),
    "kpi-exceptions": page("/kpis/exceptions/", SEE_DASHBOARDS),
    "kpi-exceptions-summary": page("/kpis/exceptions/summary/", SEE_DASHBOARDS),
    "services": page("/services/", SEE_DASHBOARDS),
    "service": page("/services/highways/", SEE_DASHBOARDS),
    "directorate": page("/directorates/growth-environment-transport/", SEE_DASHBOARDS),
    "kpi-detail": page(f"/kpis/{HIGHWAYS}/", SEE_DASHBOARDS),
    "kpi-control-chart": page(f"/kpis/{HIGHWAYS}/control-chart/", SEE_DASHBOARDS),
    "kpi-rating": page(f"/kpis/{HIGHWAYS}/rating/", SEE_DASHBOARDS),
    "download": page("/download/kpis.csv", EXPORT),
    "download-complaints-report": page("/download/complaints/2020-21.csv", EXPORT),
    "download-complaint-cases": page("/download/complaint-cases.csv", COMPLAINTS),
    "download-series": page(f"/download/indicator/{HIGHWAYS}.csv", EXPORT),
    "download-control-chart": page(f"/download/control-chart/{HIGHWAYS}.csv", EXPORT),
    "download-targets": page("/download/targets/library-visits.csv", EXPORT),
    # The registers of risks and opportunities: closed quarters of the corporate one are for members too.
    "risk-list": page("/risks/", SEE_DASHBOARDS),
    "risk-register": page("/risks/corporate/", SEE_DASHBOARDS),
    "risk-heat-map": page("/risks/corporate/heat-map/", SEE_DASHBOARDS),
    "risk-profile": page("/risks/corporate/profile/", SEE_DASHBOARDS),
    "risk-movements": page("/risks/corporate/movements/", SEE_DASHBOARDS),
    "risk-checks": page("/risks/corporate/checks/", STAFF),
    "risk-entry": page("/risks/corporate/corp4/", SEE_DASHBOARDS),
    # What links to what, as this person may see either side; chosen by the entry's reviewer and the risk lead.
    "risk-indicators": page("/risks/corporate/corp6/indicators/", SEE_DASHBOARDS),
    "risk-indicators-choose": page("/risks/corporate/corp6/indicators/choose/", REVIEWERS),
    "risk-indicators-remove": Door(
        "/risks/corporate/corp6/indicators/999999999/remove/",
        Answer(REVIEW_RISKS, 405),
        Answer(REVIEWERS, 302),
    ),
    "kpi-risks": page(f"/indicators/{HIGHWAYS}/risks/", SEE_DASHBOARDS),
    "service-risks": page("/services/highways/risks/", SEE_DASHBOARDS),
    "directorate-risks": page("/directorates/growth-environment-transport/risks/", SEE_DASHBOARDS),
    "risks-at-a-glance": page("/risks-at-a-glance/", SEE_DASHBOARDS),
    # Indicators, risks and complaints together: what this person may see of each.
    "together": page("/together/", SEE_DASHBOARDS),
    "together-risks": page("/together/risks/", SEE_DASHBOARDS),
    "together-complaints": page("/together/complaints/", SEE_DASHBOARDS),
    "service-together": page("/services/children-families-wellbeing/together/", SEE_DASHBOARDS),
    "service-complaints": page("/services/adult-services/complaints/", SEE_DASHBOARDS),
    "directorate-together": page("/directorates/education-childrens-services/together/", SEE_DASHBOARDS),
    "directorate-complaints": page("/directorates/education-childrens-services/complaints/", SEE_DASHBOARDS),
    # Reviews: those in somebody's name; of one entry its reviewer and the risk lead.
    "risk-reviews": page("/risks/reviews/", REVIEW_RISKS),
    "risk-review": page(f"{REVIEW}/", REVIEWERS),
    "risk-review-score": page(f"{REVIEW}/score/", REVIEWERS),
    "risk-review-measures": page(f"{REVIEW}/measures/", REVIEWERS),
    # The score comes first, and nobody has submitted anything yet.
    "risk-review-progress": Door(f"{REVIEW}/progress/", Answer(REVIEWERS, 302), Answer(REVIEWERS, 302)),
    "risk-review-check": page(f"{REVIEW}/check/", REVIEWERS),
    "risk-review-submitted": Door(f"{REVIEW}/submitted/", Answer(REVIEWERS, 302), Answer(REVIEWERS, 302)),
    "risk-review-take-back": Door(f"{REVIEW}/take-back/", Answer(REVIEW_RISKS, 405), Answer(REVIEWERS, 302)),
    # The risk lead's: the quarter, the decision about a review, and every move of an entry.
    "risk-rounds": page("/risks/rounds/", RISK),
    "risk-round": page(f"/risks/rounds/{RISK_QUARTER}/", RISK),
    "risk-round-open": page("/risks/rounds/2022-23-Q1/open/", RISK),
    "risk-round-deadline": page(f"/risks/rounds/{RISK_QUARTER}/deadline/", RISK),
    "risk-round-close": page(f"/risks/rounds/{RISK_QUARTER}/close/", RISK),
    "risk-round-reopen": page("/risks/rounds/2021-22-Q3/reopen/", RISK),
    "risk-round-agree": Door(f"/risks/rounds/{RISK_QUARTER}/agree/", Answer(RISK), Answer(RISK, 302)),
    "risk-decide": page("/risks/corporate/corp1/decide/", RISK),
    "risk-escalate": page("/risks/adult-services/cr9/escalate/", RISK),
    "risk-keep": page("/risks/adult-services/cr9/keep/", RISK),
    "risk-de-escalate": page("/risks/corporate/corp1/de-escalate/", RISK),
    "risk-close": page("/risks/corporate/corp1/close/", RISK),
    "risk-reopen": page("/risks/corporate-2018/cr9/reopen/", RISK),
    "risk-merge": page("/risks/corporate/corp1/merge/", RISK),
    "risk-note": page("/risks/corporate/corp1/note/", RISK),
    # What an entry is, its controls and actions: its reviewer's and the risk lead's, who alone puts one on a register.
    "risk-import": page("/risks/corporate/import/", RISK),
    "risk-entry-add": page("/risks/corporate/add/", RISK),
    "risk-entry-edit": page(f"{ENTRY}/edit/", REVIEWERS),
    "risk-measures": page(f"{ENTRY}/measures/", REVIEWERS),
    "risk-control-add": page(f"{ENTRY}/controls/add/", REVIEWERS),
    "risk-control": page(f"{ENTRY}/controls/1/", REVIEWERS),
    "risk-control-end": Door(f"{ENTRY}/controls/1/end/", Answer(REVIEWERS), Answer(REVIEWERS, 302)),
    "risk-control-put-back": Door(
        f"{ENTRY}/controls/1/put-back/", Answer(REVIEW_RISKS, 405), Answer(REVIEWERS, 302)
    ),
    "risk-control-move": Door(f"{ENTRY}/controls/1/move/", Answer(REVIEW_RISKS, 405), Answer(REVIEWERS, 302)),
    "risk-action-add": page(f"{ENTRY}/actions/add/", REVIEWERS),
    "risk-action": page(f"{ENTRY}/actions/1/", REVIEWERS),
    "risk-action-end": Door(f"{ENTRY}/actions/1/end/", Answer(REVIEWERS), Answer(REVIEWERS, 302)),
    "risk-action-put-back": Door(
        f"{ENTRY}/actions/1/put-back/", Answer(REVIEW_RISKS, 405), Answer(REVIEWERS, 302)
    ),
    "risk-action-move": Door(f"{ENTRY}/actions/1/move/", Answer(REVIEW_RISKS, 405), Answer(REVIEWERS, 302)),
    # Registers and matrices: the risk lead's.
    "risk-manage": page("/risks/manage/", RISK),
    "risk-registers": page("/risks/registers/", RISK),
    "risk-register-add": page("/risks/registers/add/", RISK),
    "risk-register-edit": page("/risks/registers/corporate/", RISK),
    "risk-matrices": page("/risks/matrices/", RISK),
    "risk-matrix": page("/risks/matrices/five-by-five/", RISK),
    "risk-matrix-add": page("/risks/matrices/add/", RISK),
    "risk-matrix-version": page("/risks/matrices/five-by-five/version/", RISK),
    # Complaints: closed years for everybody who may see dashboards; running the report for complaints managers. In the
    # demonstration the report of 2021/22 is open, that of 2020/21 closed.
    "complaint-home": page("/complaints/", SEE_DASHBOARDS),
    "complaint-years": page("/complaints/years/", SEE_DASHBOARDS),
    "complaint-report": page("/complaints/report/2020-21/", SEE_DASHBOARDS),
    "complaint-report-open": page("/complaints/report/open/", COMPLAINTS),
    "complaint-report-text": page("/complaints/report/2021-22/text/1.1/", COMPLAINTS),
    "complaint-report-active": page("/complaints/report/2021-22/active/adults/", COMPLAINTS),
    "complaint-report-counted": page("/complaints/report/2021-22/counted/", COMPLAINTS),
    "complaint-report-close": page("/complaints/report/2021-22/close/", COMPLAINTS),
    "complaint-report-reopen": page("/complaints/report/2020-21/reopen/", COMPLAINTS),
    # Complaints: the feedback log and its cases, for whoever handles complaints.
    "complaint-cases": page("/complaints/cases/", COMPLAINTS),
    "complaint-add": page("/complaints/cases/add/", COMPLAINTS),
    "complaint-upload": page("/complaints/cases/upload/", COMPLAINTS),
    "complaint-upload-template": page("/complaints/cases/upload/template.csv", COMPLAINTS),
    "complaint-equality": Door(
        "/complaints/equality/2021/adults/", Answer(COMPLAINTS), Answer(COMPLAINTS, 302)
    ),
    "complaint-case": page("/complaints/cases/CF-2021-0066/", COMPLAINTS),
    "complaint-added": page("/complaints/cases/CF-2021-0066/added/", COMPLAINTS),
    "complaint-words": Door(
        "/complaints/cases/CF-2021-0066/words/", Answer(COMPLAINTS, 405), Answer(COMPLAINTS)
    ),
    # Complaints: working on a case, for whoever handles complaints.
    "complaint-details": page(f"{CASE}/details/", COMPLAINTS),
    "complaint-text": Door(f"{CASE}/words/contact/", Answer(COMPLAINTS), Answer(COMPLAINTS, 302)),
    "complaint-note": page(f"{CASE}/notes/add/", COMPLAINTS),
    "complaint-link": page(f"{CASE}/links/add/", COMPLAINTS),
    "complaint-unlink": Door(
        f"{CASE}/links/CF-2019-0001/remove/", Answer(COMPLAINTS, 405), Answer(COMPLAINTS, 302)
    ),
    "complaint-stage-acknowledge": page(f"{CASE}/stages/1/acknowledge/", COMPLAINTS),
    "complaint-stage-extend": page(f"{CASE}/stages/1/extend/", COMPLAINTS),
    "complaint-stage-agree": page(f"{CASE}/stages/1/agree/", COMPLAINTS),
    "complaint-stage-answer": page(f"{CASE}/stages/1/answer/", COMPLAINTS),
    "complaint-stage-end": page(f"{CASE}/stages/1/end/", COMPLAINTS),
    "complaint-stage-reopen": page(f"{CASE}/stages/1/reopen/", COMPLAINTS),
    "complaint-stage-correct": page(f"{CASE}/stages/1/correct/", COMPLAINTS),
    "complaint-stage-void": page(f"{CASE}/stages/1/void/", COMPLAINTS),
    "complaint-stage-restore": page(f"{CASE}/stages/1/restore/", COMPLAINTS),
    "complaint-stage-next": page(f"{CASE}/next/", COMPLAINTS),
    "complaint-stage-refuse": page(f"{CASE}/refuse/", COMPLAINTS),
    "complaint-case-pause": page(f"{CASE}/pause/", COMPLAINTS),
    "complaint-case-resume": page(f"{CASE}/resume/", COMPLAINTS),
    "complaint-pause-remove": nothing_at(
        f"{CASE}/pauses/00000000-0000-4000-8000-000000000000/remove/", COMPLAINTS
    ),
    "complaint-element-add": page(f"{CASE}/elements/add/", COMPLAINTS),
    "complaint-element": nothing_at(f"{CASE}/elements/99/", COMPLAINTS),
    "complaint-element-remove": Door(
        f"{CASE}/elements/99/remove/", Answer(COMPLAINTS, 405), Answer(COMPLAINTS, 404)
    ),
    "complaint-remedy-add": page(f"{CASE}/remedies/add/", COMPLAINTS),
    "complaint-remedy": nothing_at(f"{CASE}/remedies/99/", COMPLAINTS),
    "complaint-remedy-remove": Door(
        f"{CASE}/remedies/99/remove/", Answer(COMPLAINTS, 405), Answer(COMPLAINTS, 404)
    ),
    # Complaints: the Ombudsman's enquiries, learning and its panel, for whoever handles complaints.
    "complaint-ombudsman": page("/complaints/ombudsman/", COMPLAINTS),
    "complaint-ombudsman-statistics": page("/complaints/ombudsman/statistics/", COMPLAINTS),
    "complaint-ombudsman-add": page("/complaints/ombudsman/add/", COMPLAINTS),
    "complaint-ombudsman-case": nothing_at(f"{ENQUIRY}/", COMPLAINTS),
    "complaint-ombudsman-edit": nothing_at(f"{ENQUIRY}/edit/", COMPLAINTS),
    "complaint-ombudsman-answer": nothing_at(f"{ENQUIRY}/answer/", COMPLAINTS),
    "complaint-ombudsman-decide": nothing_at(f"{ENQUIRY}/decide/", COMPLAINTS),
    "complaint-ombudsman-remove": nothing_at(f"{ENQUIRY}/remove/", COMPLAINTS),
    "complaint-ombudsman-recommendation-add": nothing_at(f"{ENQUIRY}/recommendations/add/", COMPLAINTS),
    "complaint-ombudsman-recommendation": nothing_at(f"{ENQUIRY}/recommendations/1/", COMPLAINTS),
    "complaint-ombudsman-recommendation-done": nothing_at(f"{ENQUIRY}/recommendations/1/done/", COMPLAINTS),
    "complaint-ombudsman-recommendation-remove": nothing_at(
        f"{ENQUIRY}/recommendations/1/remove/", COMPLAINTS
    ),
    "complaint-learning": page("/complaints/learning/", COMPLAINTS),
    "complaint-learning-add": page("/complaints/learning/add/", COMPLAINTS),
    "complaint-learning-point": nothing_at(f"{POINT}/", COMPLAINTS),
    "complaint-learning-edit": nothing_at(f"{POINT}/edit/", COMPLAINTS),
    "complaint-learning-done": nothing_at(f"{POINT}/done/", COMPLAINTS),
    "complaint-learning-remove": nothing_at(f"{POINT}/remove/", COMPLAINTS),
    "complaint-learning-link": Door(f"{POINT}/cases/", Answer(COMPLAINTS, 405), Answer(COMPLAINTS, 404)),
    "complaint-learning-unlink": Door(
        f"{POINT}/cases/CF-2021-0001/remove/", Answer(COMPLAINTS, 405), Answer(COMPLAINTS, 404)
    ),
    "complaint-panel": page("/complaints/panel/", COMPLAINTS),
    "complaint-panel-discussed": page("/complaints/panel/discussed/", COMPLAINTS),
    # What the clocks run by, how long words are kept, who read them.
    "complaint-procedures": page("/complaints/procedures/", COMPLAINTS),
    "complaint-procedure-pauses": page("/complaints/pauses/", COMPLAINTS),
    "complaint-procedure-pause-add": page("/complaints/pauses/add/", COMPLAINTS),
    "complaint-procedure-pause-end": nothing_at(f"{PAUSE}/end/", COMPLAINTS),
    "complaint-procedure-pause-remove": nothing_at(f"{PAUSE}/remove/", COMPLAINTS),
    "complaint-closure-add": page("/complaints/closures/add/", COMPLAINTS),
    "complaint-closure-remove": Door(
        "/complaints/closures/999999999/remove/", Answer(COMPLAINTS, 405), Answer(COMPLAINTS, 404)
    ),
    "complaint-retention": page("/complaints/retention/", COMPLAINTS),
    "complaint-retention-edit": page("/complaints/retention/corporate/", COMPLAINTS),
    "complaint-erasure": page("/complaints/erasure/", COMPLAINTS),
    "complaint-erasure-confirm": page("/complaints/erasure/confirm/", COMPLAINTS),
    "complaint-erase": page("/complaints/cases/CF-2020-0001/erase/", COMPLAINTS),
    "complaint-everything": page("/complaints/cases/CF-2020-0001/everything/", COMPLAINTS),
    "complaint-access": page("/complaints/access/", COMPLAINTS),
    # Figures: the officers of the service, and the performance lead.
    "my-figures": page("/kpis/returns/", STAFF),
    "kpi-return": page(f"{RETURN}/", STAFF),
    "kpi-return-grid": page(f"{RETURN}/grid/", ENTER_FIGURES),
    "kpi-return-commentary": page(f"{RETURN}/commentary/safety-carriageway-defects/", ENTER_FIGURES),
    "kpi-return-check": page(f"{RETURN}/check/", ENTER_FIGURES),
    # Nobody has submitted this one, so there is nothing to say or to take back.
    "kpi-return-submitted": Door(
        f"{RETURN}/submitted/", Answer(ENTER_FIGURES, 302), Answer(ENTER_FIGURES, 302)
    ),
    "kpi-return-take-back": Door(
        f"{RETURN}/take-back/", Answer(ENTER_FIGURES, 405), Answer(ENTER_FIGURES, 302)
    ),
    "kpi-enter": page(f"/kpis/{HIGHWAYS}/enter/{OPEN}/", ENTER_FIGURES),
    # Somebody else's upload, or one that is gone, sends back to the page where a file is chosen.
    "kpi-template": page("/kpis/returns/template.xlsx", ENTER_FIGURES),
    "kpi-upload": page("/kpis/returns/upload/", ENTER_FIGURES),
    "kpi-upload-check": Door(
        "/kpis/returns/upload/999999999/", Answer(ENTER_FIGURES, 302), Answer(ENTER_FIGURES, 302)
    ),
    "kpi-upload-fix": Door(
        "/kpis/returns/upload/999999999/what-to-fix.xlsx",
        Answer(ENTER_FIGURES, 302),
        Answer(ENTER_FIGURES, 302),
    ),
    # The files behind a figure: read by staff, attached and removed by the officers of the service.
    "kpi-evidence": Door(f"/kpis/{HIGHWAYS}/evidence/{OPEN}/", Answer(STAFF), Answer(ENTER_FIGURES)),
    "kpi-evidence-file": Door(
        f"/kpis/{HIGHWAYS}/evidence/{OPEN}/999999999/", Answer(STAFF, 404), Answer(STAFF, 405)
    ),
    "kpi-evidence-remove": Door(
        f"/kpis/{HIGHWAYS}/evidence/{OPEN}/999999999/remove/",
        Answer(ENTER_FIGURES, 405),
        Answer(ENTER_FIGURES, 302),
    ),
    # Overrides: proposed in the directorate, decided by the performance lead.
    "kpi-override": page(f"/kpis/{HIGHWAYS}/override/{CLOSED}/", PROPOSE),
    "kpi-override-decide": Door(
        f"/kpis/{HIGHWAYS}/override/{CLOSED}/decide/", Answer(PERFORMANCE, 405), Answer(PERFORMANCE, 404)
    ),
    # Targets and schemes: the performance lead's. The ledger of targets is for everybody who sees the indicator.
    "kpi-targets": page(f"/kpis/{HIGHWAYS}/targets/", SEE_DASHBOARDS),
    "kpi-target-change": page(f"/kpis/{HIGHWAYS}/targets/change/?applies_to=2021-22", PERFORMANCE),
    "kpi-schemes": page("/kpis/schemes/", PERFORMANCE),
    "kpi-scheme": page("/kpis/schemes/house/", PERFORMANCE),
    "kpi-scheme-edit": page("/kpis/schemes/house/edit/", PERFORMANCE),
    "kpi-scheme-new": page("/kpis/schemes/new/", PERFORMANCE),
    # What the indicators are: read by staff, kept by the performance lead.
    "kpi-manage": page("/kpis/manage/", PERFORMANCE),
    "kpi-definitions": page("/kpis/definitions/", STAFF),
    "kpi-definitions-export": page("/kpis/definitions/export/", STAFF),
    "kpi-definitions-import": page("/kpis/definitions/import/", PERFORMANCE),
    "kpi-definition-new": page("/kpis/definitions/new/", PERFORMANCE),
    "kpi-definition": page(f"/kpis/definitions/{HIGHWAYS}/", PERFORMANCE),
    "kpi-definition-history": page(f"/kpis/definitions/{HIGHWAYS}/history/", STAFF),
    "kpi-definition-retire": page(f"/kpis/definitions/{HIGHWAYS}/retire/", PERFORMANCE),
    "kpi-definition-bring-back": Door(
        f"/kpis/definitions/{HIGHWAYS}/bring-back/", Answer(PERFORMANCE, 405), Answer(PERFORMANCE, 302)
    ),
    "kpi-marks": page(f"/kpis/definitions/{HIGHWAYS}/marks/", PERFORMANCE),
    "kpi-mark-remove": Door(
        f"/kpis/definitions/{HIGHWAYS}/marks/break/999999999/remove/",
        Answer(PERFORMANCE, 405),
        Answer(PERFORMANCE, 404),
    ),
    "kpi-benchmarks": page(f"/kpis/definitions/{HIGHWAYS}/benchmarks/", PERFORMANCE),
    "kpi-benchmark": Door(
        f"/kpis/definitions/{HIGHWAYS}/benchmarks/999999999/",
        Answer(PERFORMANCE, 404),
        Answer(PERFORMANCE, 404),
    ),
    "kpi-groups": page("/kpis/groups/", PERFORMANCE),
    "kpi-group": page("/kpis/groups/safety-carriageway-defects/", PERFORMANCE),
    # Running the round.
    "kpi-rounds": page("/kpis/rounds/", PERFORMANCE),
    "kpi-round": page(f"/kpis/rounds/{OPEN}/", PERFORMANCE),
    "kpi-round-open": page("/kpis/rounds/2021-22-Q4/open/", PERFORMANCE),
    "kpi-round-deadline": page(f"/kpis/rounds/{OPEN}/deadline/", PERFORMANCE),
    "kpi-round-close": page(f"/kpis/rounds/{OPEN}/close/", PERFORMANCE),
    "kpi-round-reopen": page(f"/kpis/rounds/{CLOSED}/reopen/", PERFORMANCE),
    "kpi-return-decide": page(f"/kpis/returns/{OPEN}/highways/decide/", PROPOSE),
    "kpi-changes": page("/kpis/changes/", SEE_DASHBOARDS),
    "kpi-calendar": Door("/kpis/returns/calendar/", Answer(STAFF), Answer(STAFF, 302)),
    # Public, but for whoever holds the secret: another one finds nothing.
    "calendar-feed": Door(
        "/calendar/00000000-0000-4000-8000-000000000000.ics", Answer(EVERYBODY, 404), Answer(EVERYBODY, 404)
    ),
    # Meetings, papers and what was published: in a table of its own.
    **COMMITTEE_DOORS,
    "recompute": Door("/kpis/recompute/", Answer(PERFORMANCE, 405), Answer(PERFORMANCE, 404)),
    "job": page("/jobs/{job}/", PERFORMANCE),
    "job-progress": page("/jobs/{job}/progress/", PERFORMANCE),
}

#: The only addresses that answer somebody who is not signed in.
PUBLIC = {
    *("calendar-feed", "healthz", "readyz", "home", "sign-in", "sign-out"),
    *(name for name in DOORS if name.startswith(("published", "open-data", "api-", "openapi-json"))),
}
