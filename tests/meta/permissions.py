"""Who gets what at every address: the reviewed table (bar A1). A new address fails its test until it has a row here.

`get` and `post` name the roles that are let in and what they are answered. Everybody else is refused: sent to sign in where
nobody is signed in, else told so (403). The demonstration's officer belongs to the Highways Service, its approver to the
directorate of that service. A POST carries no fields, so that what it answers is the door's word, not the form's.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("officer", "approver", "performance", "risk", "complaints", "clerk", "member", "auditor", "admin")
#: Nobody signed in, and somebody whose account was disabled while signed in.
UNKNOWN = ("anonymous", "inactive")

EVERYBODY = (*ROLES, *UNKNOWN)
SEE_DASHBOARDS = ROLES
EXPORT = tuple(role for role in ROLES if role != "admin")
ENTER_FIGURES = ("officer", "performance")
PERFORMANCE = ("performance",)
PROPOSE = ("approver", "performance")


@dataclass(frozen=True)
class Answer:
    """The roles let in, and the status they are answered with."""

    roles: tuple[str, ...]
    status: int = 200


@dataclass(frozen=True)
class Door:
    """An address with an example of it."""

    address: str
    get: Answer
    post: Answer


def page(address: str, roles: tuple[str, ...]) -> Door:
    """A page that only shows something, by whichever method it is asked for."""
    return Door(address, Answer(roles), Answer(roles))


HIGHWAYS = "defects-4h-emergency"
OPEN, CLOSED = "2021-22-Q3", "2021-22-Q2"

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
    "kpi-detail": page(f"/kpis/{HIGHWAYS}/", SEE_DASHBOARDS),
    "kpi-control-chart": page(f"/kpis/{HIGHWAYS}/control-chart/", SEE_DASHBOARDS),
    "kpi-rating": page(f"/kpis/{HIGHWAYS}/rating/", SEE_DASHBOARDS),
    "download": page("/download/kpis.csv", EXPORT),
    "download-series": page(f"/download/indicator/{HIGHWAYS}.csv", EXPORT),
    "download-control-chart": page(f"/download/control-chart/{HIGHWAYS}.csv", EXPORT),
    # Figures: the officers of the service, and the performance lead.
    "my-figures": page("/kpis/returns/", ENTER_FIGURES),
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
    # Overrides: proposed in the directorate, decided by the performance lead.
    "kpi-override": page(f"/kpis/{HIGHWAYS}/override/{CLOSED}/", PROPOSE),
    "kpi-override-decide": Door(
        f"/kpis/{HIGHWAYS}/override/{CLOSED}/decide/", Answer(PERFORMANCE, 405), Answer(PERFORMANCE, 404)
    ),
    # Running the round.
    "recompute": Door("/kpis/recompute/", Answer(PERFORMANCE, 405), Answer(PERFORMANCE, 404)),
    "job": page("/jobs/{job}/", PERFORMANCE),
    "job-progress": page("/jobs/{job}/progress/", PERFORMANCE),
}

#: The only addresses that answer somebody who is not signed in.
PUBLIC = {"healthz", "readyz", "home", "sign-in", "sign-out"}
