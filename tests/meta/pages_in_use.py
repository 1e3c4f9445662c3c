"""The pages at their fullest, for counting queries: every part of them that is read only where there is something to show.

`DOORS` names an example of every address; most of these examples are of a service that has just begun its quarter. These
are of one in the middle of it: figures entered and worked out, files behind them, a return with its approver, uploads.
"""

from __future__ import annotations

from collections.abc import Callable

from council.models import Service, User
from council.periods import Quarter, Slot
from kpis.actions import definitions, evidence, figures, overrides, ratings, returns, uploads
from kpis.entries import Entry
from kpis.models import Definition, Indicator
from kpis.selectors.inputs import EVERYTHING
from tests import hostile_files as hostile
from tests.factories import make_figure, make_indicator, make_target
from tests.meta.permissions import ENTER_FIGURES, EXPORT, OPEN, PERFORMANCE, PROPOSE, SEE_DASHBOARDS, STAFF

#: The paper of directorates, some of which have no services any more.
OLD = "?quarter=2018-19-Q3"
HIGHWAYS, LIGHTING = f"/kpis/returns/{OPEN}/highways", f"/kpis/returns/{OPEN}/street-lighting"
GRITTED, SALTED, WHOLE = "roads-gritted", "roads-salted", "roads-treated"

DASHBOARDS = {
    "overview": "/overview/",
    "list": "/kpis/",
    "grid": "/kpis/grid/",
    "exceptions": "/kpis/exceptions/",
    "summary of exceptions": "/kpis/exceptions/summary/",
    "services": "/services/",
    "directorate": "/directorates/growth-environment-transport/",
}
#: Name, address, and who opens it. {findings} and {changes} are uploads of the officer's.
IN_USE: dict[str, tuple[str, tuple[str, ...]]] = {
    **{name: (address, SEE_DASHBOARDS) for name, address in DASHBOARDS.items()},
    **{
        f"{name} of directorates": (f"{address}{OLD}", SEE_DASHBOARDS) for name, address in DASHBOARDS.items()
    },
    "overview of the open quarter": (f"/overview/?quarter={OPEN}", STAFF),
    "directorate without services": (f"/directorates/adult-services-public-health/{OLD}", SEE_DASHBOARDS),
    "service": ("/services/highways/", SEE_DASHBOARDS),
    "home": ("/", SEE_DASHBOARDS),
    "returns": ("/kpis/returns/", STAFF),
    "round": (f"/kpis/rounds/{OPEN}/", PERFORMANCE),
    "changes": ("/kpis/changes/?since=2018-19-Q3", SEE_DASHBOARDS),
    "definitions": ("/kpis/definitions/", STAFF),
    "template": ("/kpis/returns/template.xlsx", ENTER_FIGURES),
    "table": ("/download/kpis.csv", EXPORT),
    "table of directorates": (f"/download/kpis.csv{OLD}", EXPORT),
    "grid of directorates as a file": (f"/download/ratings.csv{OLD}", EXPORT),
    "changes as a file": ("/download/changes.csv", EXPORT),
    "indicator": (f"/kpis/{GRITTED}/", SEE_DASHBOARDS),
    "indicator that is worked out": (f"/kpis/{WHOLE}/", SEE_DASHBOARDS),
    "indicator that was retired": ("/kpis/asc-direct-payments/", SEE_DASHBOARDS),
    "indicator in words": ("/kpis/public-health-outcomes/", SEE_DASHBOARDS),
    "figure to correct": (f"/kpis/{GRITTED}/enter/{OPEN}/", ENTER_FIGURES),
    "evidence": (f"/kpis/{GRITTED}/evidence/{OPEN}/", STAFF),
    "history": (f"/kpis/definitions/{GRITTED}/history/", STAFF),
    "marks": (f"/kpis/definitions/{GRITTED}/marks/", PERFORMANCE),
    "targets": (f"/kpis/{GRITTED}/targets/", SEE_DASHBOARDS),
    "return in progress": (f"{HIGHWAYS}/", STAFF),
    "return in progress, grid": (f"{HIGHWAYS}/grid/", ENTER_FIGURES),
    "return in progress, commentary": (f"{HIGHWAYS}/commentary/{GRITTED}/", ENTER_FIGURES),
    "return in progress, check": (f"{HIGHWAYS}/check/", ENTER_FIGURES),
    "return with its approver": (f"{LIGHTING}/", STAFF),
    "return with its approver, submitted": (f"{LIGHTING}/submitted/", ENTER_FIGURES),
    "return to decide": (f"{LIGHTING}/decide/", PROPOSE),
    "return of a closed round": ("/kpis/returns/2021-22-Q2/highways/", STAFF),
    "upload with findings": ("/kpis/returns/upload/{findings}/", ("officer",)),
    "upload with findings, to mend": ("/kpis/returns/upload/{findings}/what-to-fix.xlsx", ("officer",)),
    "upload with changes": ("/kpis/returns/upload/{changes}/", ("officer",)),
}


def bring_into_use(quarter: Quarter, person: Callable[[str], User]) -> dict[str, int]:
    """Do what fills the pages, in the open `quarter`; the uploads by their names in the addresses."""
    officer = person("officer")
    gritted = make_indicator(GRITTED)
    make_indicator(SALTED, name="Roads salted on time")
    make_indicator(WHOLE, name="Roads treated", calculation={"kind": "sum", "of": [GRITTED, SALTED]})
    whole = Indicator.objects.get(slug=WHOLE)
    for slot in ("2020-21-Q3", "2021-22-Q1", "2021-22-Q2"):
        for slug in (GRITTED, SALTED):
            make_figure(Indicator.objects.get(slug=slug), slot, "41")
    for indicator, values in ((gritted, ("40", "45")), (whole, ("80", "90"))):
        first = make_target(indicator, value=values[0])
        make_target(
            indicator, value=values[1], based_on=first.version, at=None, reason="Asked for by the committee"
        )
    _enter(quarter, officer, "highways", skipped="defects-20d-non-urgent")
    _enter(quarter, officer, "street-lighting")
    evidence.attach(
        definition=Definition.objects.current().select_related("service").get(indicator=gritted),
        quarter=quarter,
        name="gritting log.csv",
        content=b"road,gritted\r\nA6,yes\r\n",
        by=officer,
    )
    lead = person("performance")
    definitions.break_series(indicator=gritted, slot=Slot.parse("2021-22-Q1"), reason="New routes", by=lead)
    definitions.note_event(indicator=gritted, slot=Slot.parse("2021-22-Q2"), reason="Heavy snow", by=lead)
    ratings.rate(EVERYTHING)
    overrides.propose(
        indicator=Indicator.objects.get(slug="lampout-ntm-5d"),
        quarter=quarter,
        status="amber",
        reason="The storm of November",
        by=person("approver"),
    )
    returns.submit(service=Service.objects.get(slug="street-lighting"), quarter=quarter, by=officer)
    return {
        "findings": _upload(officer, GRITTED, "12,5").pk,
        "changes": _upload(officer, GRITTED, "52").pk,
    }


def _enter(quarter: Quarter, officer: User, service: str, skipped: str = "") -> None:
    """The officer enters the quarter's figures of a service, all of them on track."""
    for definition in Definition.objects.current().filter(service__slug=service).select_related("indicator"):
        places = definition.places_due(quarter) if definition.exists_in(quarter) else []
        for slot in places if definition.indicator.slug != skipped else []:
            figures.record(
                indicator=definition.indicator,
                slot=slot,
                entry=Entry(value=100),
                based_on=0,
                by=officer,
            )


def _upload(officer: User, slug: str, value: str):
    content = hostile.csv_file([{"kpi": slug, "period": OPEN, "value": value}])
    return uploads.keep(name="figures.csv", content=content, by=officer)
