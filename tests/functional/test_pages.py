"""Every kind of page, wide and narrow: accessible by axe, no wider than the window, and kept as a picture to look at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page

from committee.demo import packs
from committee.models import Meeting
from council.models import Job, ReportingQuarter, User
from council.periods import Quarter, Slot, parse_quarter
from kpis.actions import benchmarks, definitions
from risks.models import Place
from tests.complaint_factories import decided_enquiry, learning_point
from tests.factories import judged, make_figure, make_indicator, make_target
from tests.functional.conftest import Browse
from tests.risk_factories import make_assessment

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = settings.BASE_DIR / ".local" / "screenshots"

#: WCAG 2.2 AA, and axe's best practices.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

#: Name, who looks, address, and the status it comes with.
PAGES = (
    ("welcome", None, "/", 200),
    ("sign-in", None, "/sign-in/", 200),
    ("home-officer", "officer", "/", 200),
    ("home-performance", "performance", "/", 200),
    ("home-member", "member", "/", 200),
    ("overview", "member", "/overview/?quarter=2021-22-Q2", 200),
    ("overview-open", "officer", "/overview/?quarter=2021-22-Q3", 200),
    ("overview-filtered", "member", "/overview/?quarter=2021-22-Q2&status=red&search=defects", 200),
    ("list", "member", "/kpis/", 200),
    ("grid", "member", "/kpis/grid/?quarter=2021-22-Q2", 200),
    ("exceptions", "member", "/kpis/exceptions/?quarter=2021-22-Q2", 200),
    ("services", "member", "/services/?quarter=2021-22-Q2", 200),
    ("service", "member", "/services/highways/?quarter=2021-22-Q2", 200),
    ("service-open", "officer", "/services/highways/?quarter=2021-22-Q3", 200),
    ("directorate", "member", "/directorates/growth-environment-transport/?quarter=2021-22-Q2", 200),
    ("indicator", "officer", "/kpis/defects-4h-emergency/", 200),
    ("control-chart-too-few", "member", "/kpis/defects-4h-emergency/control-chart/", 200),
    ("control-chart", "member", "/kpis/roads-gritted/control-chart/", 200),
    ("indicator-with-counts", "member", "/kpis/roads-gritted/", 200),
    ("indicator-agreed", "member", "/kpis/library-volunteers/", 200),
    ("indicator-long-word", "member", "/kpis/older-people-home-91-days/", 200),
    ("indicator-of-quartiles", "member", "/kpis/primary-top-3-preferences/", 200),
    ("indicator-in-words", "member", "/kpis/public-health-outcomes/", 200),
    ("enter-running-total", "performance", "/kpis/rosebud-loans/enter/2021-22-Q3/", 200),
    ("enter", "officer", "/kpis/defects-4h-emergency/enter/2021-22-Q3/", 200),
    ("override", "performance", "/kpis/defects-4h-emergency/override/2021-22-Q2/", 200),
    ("returns", "officer", "/kpis/returns/", 200),
    ("returns-all", "performance", "/kpis/returns/", 200),
    ("return", "officer", "/kpis/returns/2021-22-Q3/highways/", 200),
    ("return-grid", "officer", "/kpis/returns/2021-22-Q3/highways/grid/", 200),
    ("return-grid-running-totals", "performance", "/kpis/returns/2021-22-Q3/libraries/grid/", 200),
    ("return-grid-long-unit", "officer", "/kpis/returns/2021-22-Q3/street-lighting/grid/", 200),
    ("return-check", "officer", "/kpis/returns/2021-22-Q3/highways/check/", 200),
    (
        "commentary",
        "officer",
        "/kpis/returns/2021-22-Q3/highways/commentary/safety-carriageway-defects/",
        200,
    ),
    ("upload", "performance", "/kpis/returns/upload/", 200),
    ("evidence", "officer", "/kpis/defects-4h-emergency/evidence/2021-22-Q3/", 200),
    ("targets", "member", "/kpis/library-visits/targets/", 200),
    ("targets-to-change", "performance", "/kpis/library-visits/targets/", 200),
    ("target", "performance", "/kpis/library-visits/targets/change/?applies_to=2021-22", 200),
    (
        "target-of-a-programme",
        "performance",
        "/kpis/rosebud-loans/targets/change/?applies_to=from-2019-20-Q2",
        200,
    ),
    ("schemes", "performance", "/kpis/schemes/", 200),
    ("scheme", "performance", "/kpis/schemes/house/", 200),
    ("scheme-edit", "performance", "/kpis/schemes/four-bands/edit/", 200),
    ("scheme-new", "performance", "/kpis/schemes/new/?from=one-and-five-percent", 200),
    ("rounds", "performance", "/kpis/rounds/", 200),
    ("round-open", "performance", "/kpis/rounds/2021-22-Q4/open/", 200),
    ("round", "performance", "/kpis/rounds/2021-22-Q3/", 200),
    ("round-closed", "performance", "/kpis/rounds/2021-22-Q2/", 200),
    ("round-deadline", "performance", "/kpis/rounds/2021-22-Q3/deadline/", 200),
    ("round-close", "performance", "/kpis/rounds/2021-22-Q3/close/", 200),
    ("round-reopen", "performance", "/kpis/rounds/2021-22-Q2/reopen/", 200),
    ("return-decide", "performance", "/kpis/returns/2021-22-Q3/highways/decide/", 200),
    ("changes", "member", "/kpis/changes/?since=2021-22-Q2", 200),
    ("calendar", "officer", "/kpis/returns/calendar/", 200),
    ("manage", "performance", "/kpis/manage/", 200),
    ("definitions", "performance", "/kpis/definitions/", 200),
    ("definition-new", "performance", "/kpis/definitions/new/", 200),
    ("definition", "performance", "/kpis/definitions/defects-4h-emergency/", 200),
    ("definition-history", "officer", "/kpis/definitions/defects-4h-emergency/history/", 200),
    ("definition-retire", "performance", "/kpis/definitions/defects-4h-emergency/retire/", 200),
    ("marks", "performance", "/kpis/definitions/secondary-top-3-preferences/marks/", 200),
    ("benchmarks", "performance", "/kpis/definitions/defects-4h-emergency/benchmarks/", 200),
    ("groups", "performance", "/kpis/groups/", 200),
    ("group", "performance", "/kpis/groups/safety-carriageway-defects/", 200),
    ("definitions-import", "performance", "/kpis/definitions/import/", 200),
    ("risks", "member", "/risks/", 200),
    ("register", "member", "/risks/corporate/", 200),
    ("register-table", "member", "/risks/corporate-2018/?kind=risk", 200),
    ("register-open", "risk", "/risks/corporate/?quarter=2021-22-Q4", 200),
    ("register-empty", "risk", "/risks/growth-environment-transport/?quarter=2021-22-Q4", 200),
    ("heat-map", "member", "/risks/corporate/heat-map/", 200),
    ("heat-map-of-targets", "member", "/risks/corporate-2018/heat-map/?show=target", 200),
    ("profile", "member", "/risks/corporate/profile/", 200),
    ("movements", "member", "/risks/corporate-2018/movements/?since=2018-19-Q2", 200),
    ("checks", "performance", "/risks/corporate/checks/", 200),
    ("risk", "member", "/risks/corporate/corp1/", 200),
    ("opportunity", "member", "/risks/corporate/co1/", 200),
    ("risk-unscored", "risk", "/risks/adult-services/cr9/?quarter=2021-22-Q4", 200),
    ("risk-indicators", "member", "/risks/corporate/corp3/indicators/", 200),
    ("risk-indicators-choose", "approver", "/risks/corporate/corp6/indicators/choose/?search=defects", 200),
    ("indicator-risks", "member", "/indicators/eet-send/risks/", 200),
    ("service-risks", "performance", "/services/adult-services/risks/?quarter=2018-19-Q4", 200),
    ("directorate-risks", "member", "/directorates/growth-environment-transport/risks/", 200),
    ("risks-at-a-glance", "risk", "/risks-at-a-glance/", 200),
    ("together", "member", "/together/?quarter=2021-22-Q2", 200),
    ("together-open", "performance", "/together/?quarter=2021-22-Q3", 200),
    ("together-priority", "member", "/together/?quarter=2021-22-Q2&priority=caring-for-the-vulnerable", 200),
    ("together-risks", "member", "/together/risks/?quarter=2021-22-Q2", 200),
    ("together-complaints", "member", "/together/complaints/", 200),
    ("service-together", "performance", "/services/adult-services/together/?quarter=2018-19-Q3", 200),
    ("service-complaints", "member", "/services/childrens-social-care/complaints/", 200),
    ("service-complaints-none", "member", "/services/highways/complaints/", 200),
    ("directorate-complaints", "complaints", "/directorates/education-childrens-services/complaints/", 200),
    ("complaint-home", "complaints", "/complaints/", 200),
    ("complaint-home-member", "member", "/complaints/?year=2020-21", 200),
    ("complaint-report", "member", "/complaints/report/2020-21/", 200),
    ("complaint-report-open-year", "complaints", "/complaints/report/2021-22/", 200),
    ("complaint-report-of-nothing", "member", "/complaints/report/2021-22/", 404),
    ("complaint-years", "member", "/complaints/years/", 200),
    ("complaint-report-open", "complaints", "/complaints/report/open/", 200),
    ("complaint-report-text", "complaints", "/complaints/report/2021-22/text/2.2/", 200),
    ("complaint-report-active", "complaints", "/complaints/report/2021-22/active/adults/", 200),
    ("complaint-report-counted", "complaints", "/complaints/report/2021-22/counted/", 200),
    ("complaint-report-close", "complaints", "/complaints/report/2021-22/close/", 200),
    ("complaint-report-reopen", "complaints", "/complaints/report/2020-21/reopen/", 200),
    ("complaint-cases", "complaints", "/complaints/cases/?kind=complaint&due=open", 200),
    ("complaint-cases-none", "complaints", "/complaints/cases/?search=CF-1990&stage=3", 200),
    ("complaint-add", "complaints", "/complaints/cases/add/", 200),
    ("complaint-added", "complaints", "/complaints/cases/CF-2021-0066/added/", 200),
    ("complaint-equality", "complaints", "/complaints/equality/2021/adults/", 200),
    ("complaint-upload", "complaints", "/complaints/cases/upload/", 200),
    ("complaint-case", "complaints", "/complaints/cases/CF-2021-0066/", 200),
    ("complaint-case-ombudsman", "complaints", "/complaints/cases/CF-2019-0043/", 200),
    ("complaint-case-none", "complaints", "/complaints/cases/CF-1990-0001/", 404),
    ("complaint-details", "complaints", "/complaints/cases/CF-2020-0001/details/", 200),
    ("complaint-stage-correct", "complaints", "/complaints/cases/CF-2020-0001/stages/1/correct/", 200),
    ("complaint-stage-reopen", "complaints", "/complaints/cases/CF-2020-0001/stages/1/reopen/", 200),
    ("complaint-stage-answered", "complaints", "/complaints/cases/CF-2020-0001/stages/1/answer/", 200),
    ("complaint-stage-extend", "complaints", "/complaints/cases/CF-2021-0066/stages/1/extend/", 200),
    ("complaint-stage-agree", "complaints", "/complaints/cases/CF-2021-0066/stages/1/agree/", 200),
    ("complaint-stage-end", "complaints", "/complaints/cases/CF-2021-0066/stages/1/end/", 200),
    ("complaint-stage-void", "complaints", "/complaints/cases/CF-2021-0066/stages/1/void/", 200),
    ("complaint-stage-refuse", "complaints", "/complaints/cases/CF-2019-0043/refuse/", 200),
    ("complaint-case-pause", "complaints", "/complaints/cases/CF-2020-0001/pause/", 200),
    ("complaint-element-add", "complaints", "/complaints/cases/CF-2020-0001/elements/add/", 200),
    ("complaint-remedy-add", "complaints", "/complaints/cases/CF-2020-0001/remedies/add/", 200),
    ("complaint-note", "complaints", "/complaints/cases/CF-2020-0001/notes/add/", 200),
    ("complaint-text", "complaints", "/complaints/cases/CF-2020-0001/words/contact/", 200),
    ("complaint-link", "complaints", "/complaints/cases/CF-2020-0001/links/add/", 200),
    ("complaint-ombudsman", "complaints", "/complaints/ombudsman/", 200),
    ("complaint-ombudsman-statistics", "complaints", "/complaints/ombudsman/statistics/", 200),
    ("complaint-ombudsman-add", "complaints", "/complaints/ombudsman/add/", 200),
    ("complaint-ombudsman-case", "complaints", "/complaints/ombudsman/{enquiry}/", 200),
    ("complaint-ombudsman-edit", "complaints", "/complaints/ombudsman/{enquiry}/edit/", 200),
    ("complaint-ombudsman-decide", "complaints", "/complaints/ombudsman/{enquiry}/decide/", 200),
    ("complaint-ombudsman-remove", "complaints", "/complaints/ombudsman/{enquiry}/remove/", 200),
    ("complaint-recommendation", "complaints", "/complaints/ombudsman/{enquiry}/recommendations/add/", 200),
    ("complaint-learning", "complaints", "/complaints/learning/", 200),
    ("complaint-learning-add", "complaints", "/complaints/learning/add/", 200),
    ("complaint-learning-point", "complaints", "/complaints/learning/{point}/", 200),
    ("complaint-learning-edit", "complaints", "/complaints/learning/{point}/edit/", 200),
    ("complaint-learning-done", "complaints", "/complaints/learning/{point}/done/", 200),
    ("complaint-learning-remove", "complaints", "/complaints/learning/{point}/remove/", 200),
    ("complaint-panel", "complaints", "/complaints/panel/", 200),
    ("complaint-panel-discussed", "complaints", "/complaints/panel/discussed/", 200),
    ("complaint-procedures", "complaints", "/complaints/procedures/", 200),
    ("complaint-pauses", "complaints", "/complaints/pauses/", 200),
    ("complaint-pause-add", "complaints", "/complaints/pauses/add/", 200),
    ("complaint-closure-add", "complaints", "/complaints/closures/add/", 200),
    ("complaint-retention", "complaints", "/complaints/retention/", 200),
    ("complaint-retention-edit", "complaints", "/complaints/retention/corporate/", 200),
    ("complaint-erasure", "complaints", "/complaints/erasure/", 200),
    ("complaint-erasure-confirm", "complaints", "/complaints/erasure/confirm/", 200),
    ("complaint-erase", "complaints", "/complaints/cases/CF-2020-0001/erase/", 200),
    ("complaint-everything", "complaints", "/complaints/cases/CF-2020-0001/everything/", 200),
    ("complaint-access", "complaints", "/complaints/access/", 200),
    ("reviews", "approver", "/risks/reviews/", 200),
    ("reviews-all", "risk", "/risks/reviews/?all", 200),
    ("review", "approver", "/risks/corporate/corp6/review/", 200),
    ("review-score", "approver", "/risks/corporate/corp6/review/score/", 200),
    ("review-score-of-an-opportunity", "approver", "/risks/corporate/co2/review/score/", 200),
    ("review-measures", "approver", "/risks/corporate/corp6/review/measures/", 200),
    ("review-check", "approver", "/risks/corporate/corp6/review/check/", 200),
    ("review-progress", "approver", "/risks/corporate/co2/review/progress/", 200),
    ("risk-rounds", "risk", "/risks/rounds/", 200),
    ("risk-round-open", "risk", "/risks/rounds/2022-23-Q1/open/", 200),
    ("risk-round", "risk", "/risks/rounds/2021-22-Q4/", 200),
    ("risk-round-closed", "risk", "/risks/rounds/2021-22-Q3/", 200),
    ("risk-round-close", "risk", "/risks/rounds/2021-22-Q4/close/", 200),
    ("risk-round-agree", "risk", "/risks/rounds/2021-22-Q4/agree/", 200),
    ("risk-round-deadline", "risk", "/risks/rounds/2021-22-Q4/deadline/", 200),
    ("risk-round-reopen", "risk", "/risks/rounds/2021-22-Q3/reopen/", 200),
    ("risk-decide", "risk", "/risks/corporate/corp4/decide/", 200),
    ("risk-escalate", "risk", "/risks/adult-services/cr9/escalate/", 200),
    ("risk-de-escalate", "risk", "/risks/corporate/corp4/de-escalate/", 200),
    ("risk-merge", "risk", "/risks/corporate/corp4/merge/", 200),
    ("risk-close", "risk", "/risks/corporate/corp4/close/", 200),
    ("risk-keep", "risk", "/risks/adult-services/cr9/keep/", 200),
    ("risk-note", "risk", "/risks/corporate/corp4/note/", 200),
    ("risk-control-add", "risk", "/risks/corporate/corp4/controls/add/", 200),
    ("risk-add", "risk", "/risks/corporate/add/", 200),
    ("risk-add-opportunity", "risk", "/risks/corporate/add/?kind=opportunity", 200),
    ("risk-edit", "approver", "/risks/corporate/corp6/edit/", 200),
    ("risk-measures", "approver", "/risks/corporate/corp6/measures/", 200),
    ("risk-control", "approver", "/risks/corporate/corp6/controls/1/", 200),
    ("risk-action", "approver", "/risks/corporate/corp6/actions/1/", 200),
    ("risk-action-end", "approver", "/risks/corporate/corp6/actions/1/end/", 200),
    ("risk-import", "risk", "/risks/corporate/import/", 200),
    ("risk-manage", "risk", "/risks/manage/", 200),
    ("risk-registers", "risk", "/risks/registers/", 200),
    ("risk-register", "risk", "/risks/registers/corporate/", 200),
    ("risk-matrices", "risk", "/risks/matrices/", 200),
    ("risk-matrix", "risk", "/risks/matrices/five-by-five/", 200),
    ("risk-matrix-version", "risk", "/risks/matrices/five-by-five/version/", 200),
    ("403", "officer", "/kpis/library-volunteers/enter/2021-22-Q3/", 403),
    ("404", "officer", "/kpis/no-such-indicator/", 404),
    ("job-running", "performance", "/jobs/{running}/", 200),
    ("job-failed", "performance", "/jobs/{failed}/", 200),
    # committee-pages: papers
    ("paper-of-indicators", "performance", "/committee/ccpi-2021-11-25/items/4/", 200),
    ("paper-of-risks", "risk", "/committee/ccpi-2021-11-25/items/5/", 200),
    ("paper-of-complaints", "complaints", "/committee/ccpi-2021-11-25/items/6/", 200),
    ("paper-minutes", "clerk", "/committee/ccpi-2021-11-25/items/3/", 200),
    ("paper-edit", "performance", "/committee/ccpi-2021-11-25/items/4/edit/", 200),
    ("paper-edit-part", "performance", "/committee/ccpi-2021-11-25/items/4/edit/?part=highlights", 200),
    ("paper-setup", "performance", "/committee/ccpi-2021-11-25/items/4/setup/", 200),
    # committee-pages: meetings, packs and questions
    ("meetings", "clerk", "/committee/", 200),
    ("meetings-member", "member", "/committee/", 200),
    ("meeting", "clerk", "/committee/ccpi-2019-02-26/", 200),
    ("meeting-add", "clerk", "/committee/add/", 200),
    ("meeting-edit", "clerk", "/committee/ccpi-2021-11-25/edit/", 200),
    ("agenda-add", "clerk", "/committee/ccpi-2021-11-25/agenda/add/", 200),
    ("committee-members", "clerk", "/committee/ccpi/members/", 200),
    ("meeting-check", "clerk", "/committee/ccpi-2021-11-25/check/", 200),
    ("pack", "clerk", "/committee/ccpi-2021-11-25/pack/", 200),
    ("pack-annexes", "clerk", "/committee/ccpi-2021-11-25/pack/annexes/", 200),
    ("house-style", "clerk", "/committee/house-style/", 200),
    ("questions", "clerk", "/committee/questions/", 200),
    ("question", "clerk", "/committee/questions/FU05/", 200),
    ("question-answer", "clerk", "/committee/questions/FU05/answer/", 200),
    ("question-ask", "clerk", "/committee/questions/ask/", 200),
    ("question-ask-at-a-meeting", "clerk", "/committee/questions/ask/?meeting=ccpi-2021-11-25", 200),
    # published-pages: what everybody sees
    ("welcome-published", None, "/?published", 200),
    ("published", None, "/published/", 200),
    ("published-meeting", None, "/published/ccpi-2021-11-25/", 200),
    ("published-paper-of-indicators", None, "/published/ccpi-2021-11-25/items/4/", 200),
    ("published-paper-of-risks", None, "/published/ccpi-2021-11-25/items/5/", 200),
    ("published-nothing", None, "/published/no-such-meeting/", 404),
    ("open-data", None, "/published/open-data/", 200),
)


def group_of(address: str) -> str:
    """The pages that are looked at in one test: all at once would take too long."""
    groups = {
        "/risks/": "risk-pages",
        "/complaints/": "complaint-pages",
        "/committee/": "committee-pages",
        "/published/": "published-pages",
        "/?published": "published-pages",
    }
    return next((group for start, group in groups.items() if address.startswith(start)), "pages")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
    "group", ["pages", "risk-pages", "complaint-pages", "committee-pages", "published-pages"]
)
def test_every_kind_of_page(browse: Browse, group: str, width: int):
    keys = given_jobs() | given_complaints()
    given_a_long_series()
    make_indicator("long-unit", "street-lighting", value_type="rate", unit="per % of the population aged 18+")
    make_assessment(Place.objects.get(register__slug="corporate", key="co2"), "3x3", "4x4")
    if group == "published-pages":
        packs.publish(Meeting.objects.get(slug="ccpi-2021-11-25"), on=date(2021, 11, 19))
    pages = [page for page in PAGES if group_of(page[2]) == group]
    people = {who: browse(who, width=width) for who in {who for _, who, _, _ in pages}}
    found = {}
    for name, who, address, status in pages:
        page = people[who]
        answer = page.goto(address.format(**keys))
        problems = [] if answer.status == status else [f"came with {answer.status}, not {status}"]
        settle(page)
        found[name] = problems + axe_problems(page) + width_problems(page, width)
        keep_picture(page, f"{name}-{width}")
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.parametrize("width", [1280, 320])
def test_a_form_that_was_refused(browse: Browse, width: int):
    officer = browse("officer", width=width)
    officer.goto("/kpis/defects-4h-emergency/enter/2021-22-Q3/")
    officer.get_by_label("Figure for Quarter 3 (Oct-Dec) 2021/22, in %").fill("ninety")
    officer.get_by_role("button", name="Save the figure").click()

    summary = officer.locator(".govuk-error-summary")
    summary.wait_for()
    assert officer.title().startswith("Error: ")
    assert officer.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    summary.get_by_role("link").click()
    assert officer.evaluate("document.activeElement.value") == "ninety"
    assert axe_problems(officer) + width_problems(officer, width) == []
    keep_picture(officer, f"enter-refused-{width}")


def given_jobs() -> dict[str, int]:
    """A job in the middle of its work, and one that failed."""
    lead = User.objects.get(username="performance")
    title = "Ratings of Quarter 2 (July-Sep) 2021/22"
    running = Job.objects.create(
        kind="recompute", title=title, requested_by=lead, state="running", steps_done=2, steps_total=5
    )
    failed = Job.objects.create(
        kind="recompute",
        title=title,
        requested_by=lead,
        state="failed",
        error="Nothing was changed. Try again.",
    )
    return {"running": running.pk, "failed": failed.pk}


def given_complaints() -> dict[str, UUID]:
    """An enquiry of the Ombudsman that was upheld, and a learning point: their addresses hold keys."""
    return {"enquiry": decided_enquiry().key, "point": learning_point(action="Call back").key}


def given_a_long_series() -> None:
    """Ten quarters of a percentage of few cases, one of them unusual, to Quarter 2 of 2021/22; a break, an event, others."""
    kpi = make_indicator("roads-gritted", decimals=1)
    newest = parse_quarter("2021-22-Q2").ordinal
    counts = (54, 55, 53, 54, 56, 55, 54, 42, 55, 56)
    for ordinal, numerator in enumerate(counts, start=newest - len(counts) + 1):
        share = f"{Decimal(numerator * 100) / 60:.1f}"
        make_figure(kpi, f"{Quarter.from_ordinal(ordinal)}", share, numerator=numerator, denominator=60)
    make_target(kpi, value="95")
    lead = User.objects.get(username="performance")
    definitions.break_series(indicator=kpi, slot=Slot.parse("2019-20-Q3"), reason="New routes", by=lead)
    definitions.note_event(indicator=kpi, slot=Slot.parse("2020-21-Q4"), reason="Heavy snow", by=lead)
    for comparator, period in (
        ("england", "2021-22-Q1"),
        ("neighbours", "2021-22-Q2"),
        ("counties", "2020-21"),
    ):
        benchmarks.record(
            indicator=kpi,
            comparator=comparator,
            reported_in=parse_quarter("2021-22-Q2"),
            by=lead,
            based_on=0,
            period=period,
            value=Decimal("91.5"),
            rank=12,
            rank_of=36,
        )
    ReportingQuarter.objects.filter(closed_at=None, ordinal__lte=newest).update(closed_at=timezone.now())
    judged(kpi)


def settle(page: Page) -> None:
    """Wait until charts are drawn."""
    for figure in page.locator("figure[data-chart]").all():
        figure.locator("svg.main-svg").first.wait_for()


def axe_problems(page: Page) -> list[str]:
    """What axe finds, each with the element it is about; what is in order, a hundred times more, stays in the browser."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("rules => axe.run(document, rules).then(result => result.violations)", RULES)
    return [
        f"{violation['id']}: {node['html'][:120]}" for violation in violations for node in violation["nodes"]
    ]


def width_problems(page: Page, width: int) -> list[str]:
    """Whether the page is wider than its window (WCAG 1.4.10): only tables may scroll, each in its own pane."""
    needed = page.evaluate("document.documentElement.scrollWidth")
    return [f"is {needed} pixels wide"] if needed > width else []


def keep_picture(page: Page, name: str) -> None:
    """A picture of the whole page for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
