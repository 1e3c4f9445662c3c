"""Pages at 500 indicators and 200 risk entries x 40 quarters and 20,000 pieces of feedback, then with ten times the history
(of complaints always ten years); and what they weigh.

Ten times the history means ten versions of every figure, target and rating, and of all that a register says
(corrections upon corrections); this has the bar. Ten times the quarters, a century of them, is measured too, without
one: the page of an indicator shows them all and every filter offers them all. Growth is that of the quickest run, which
other programs on the machine disturb least.
"""

from __future__ import annotations

import gzip
import re
import statistics
from dataclasses import dataclass

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.authorization import Role
from council.models import ReportingQuarter, RoleAssignment, User
from council.periods import Quarter
from kpis.actions import ratings
from kpis.selectors.inputs import EVERYTHING
from tests.bench import complaint_data, data, risk_data
from tests.bench.measure import Report, empty_database, seconds

INDICATORS, RISK_ENTRIES, QUARTERS, TIMES = 500, 200, 40, 15
FEEDBACK, YEARS = 20_000, 10
MOST_MS, MOST_QUERIES, MOST_GROWTH = 60, 15, 1.3
OPEN = data.LAST + 1
VERSIONED = (
    "kpis_figure",
    "kpis_target",
    "risks_details",
    "risks_assessment",
    "risks_control",
    "risks_action",
    "complaints_details",
    "complaints_stage",
    "complaints_standing",
    "complaints_ombudsmancase",
)


@dataclass(frozen=True)
class Page:
    """A page, whose it is, and the bar of its server time."""

    name: str
    address: str
    username: str = "member"
    most_ms: float | None = MOST_MS


PAGES = (
    Page("home", "/"),
    Page("overview", "/overview/"),
    Page("list", "/kpis/"),
    Page("list, filtered", "/kpis/?priority=p1&status=red"),
    # No bar (the design's is for overview, list, indicator and register): eight ratings a row, and here nearly all
    # indicators are red or green with a history to read.
    Page("grid", "/kpis/grid/", most_ms=None),
    Page("exceptions", "/kpis/exceptions/", most_ms=None),
    Page("indicator", "/kpis/bench-250/"),
    Page(
        "my figures, all 500 due", "/kpis/returns/", username="lead", most_ms=None
    ),  # no bar: an officer has twenty
    Page("entry", f"/kpis/bench-250/enter/{Quarter.from_ordinal(OPEN)}/", username="lead"),
    # The design's bar of time is for the register and the page of an entry. The pages without one draw all 200 entries.
    Page("registers", "/risks/"),
    Page("registers, open quarter", f"/risks/?quarter={Quarter.from_ordinal(OPEN)}", username="risk"),
    Page("register", "/risks/corporate/"),
    Page(
        "register, open quarter",
        f"/risks/corporate/?quarter={Quarter.from_ordinal(OPEN)}",
        username="risk",
    ),
    Page("register, filtered", "/risks/corporate/?kind=risk&direction=worsening"),
    Page("register, words searched", "/risks/corporate/?search=timelines", most_ms=None),
    Page("risk entry, the longest", "/risks/corporate/corp1/"),
    Page(
        "risk entry, open quarter",
        f"/risks/corporate/corp1/?quarter={Quarter.from_ordinal(OPEN)}",
        username="risk",
    ),
    Page("heat map", "/risks/corporate/heat-map/", most_ms=None),
    Page("risk profile", "/risks/corporate/profile/", most_ms=None),
    Page("risk movements", "/risks/corporate/movements/", most_ms=None),
    Page("risk checks", "/risks/corporate/checks/", username="risk", most_ms=None),
    Page("reviews of an officer", "/risks/reviews/", username="officer-0"),
    Page("reviews, all 200", "/risks/reviews/", username="risk"),
    Page("a review", "/risks/corporate/corp1/review/", username="officer-0"),
    Page("risk quarters", "/risks/rounds/", username="risk"),
    Page("complaints, figures alone", "/complaints/"),
    Page("complaints, work and figures", "/complaints/", username="complaints"),
    Page("complaints, annual report", "/complaints/report/2020-21/", username="complaints"),
    Page("cases", "/complaints/cases/", username="complaints"),
    Page("cases, filtered", "/complaints/cases/?kind=complaint&area=adults", username="complaints"),
    Page("case", "/complaints/cases/CF-2020-0100/", username="complaints"),
    Page("Ombudsman", "/complaints/ombudsman/", username="complaints", most_ms=None),
    Page("learning", "/complaints/learning/", username="complaints", most_ms=None),
    Page("risk quarter", f"/risks/rounds/{Quarter.from_ordinal(OPEN)}/", username="risk", most_ms=None),
)


def run(report: Report) -> None:
    """Times, queries, growth, weight."""
    _make(QUARTERS)
    before = _times()
    for page in PAGES:
        report.add(f"pages: {page.name}, server time", before[page].median, "ms", most=page.most_ms)
        report.add(f"pages: {page.name}, queries", _queries(page), "queries", most=MOST_QUERIES)
    for page in PAGES:
        report.add(f"pages: {page.name}, weight", _weight(page), "kB", most=500 if _has_chart(page) else 60)
    _ten_versions()
    for page, after in _times().items():
        report.add(
            f"pages: {page.name}, ten versions of everything",
            after.least / before[page].least,
            "x",
            most=MOST_GROWTH,
        )
    empty_database()
    _make(10 * QUARTERS)
    for page, after in _times().items():
        report.add(f"pages: {page.name}, ten times the quarters", after.least / before[page].least, "x")


def _make(quarters: int) -> None:
    data.make_council()
    data.make_series(INDICATORS, quarters)
    ReportingQuarter.objects.create(ordinal=OPEN, opened_at=timezone.now())
    for username, role in (
        ("member", Role.MEMBER),
        ("lead", Role.PERFORMANCE),
        ("risk", Role.RISK),
        ("complaints", Role.COMPLAINTS),
    ):
        RoleAssignment.objects.create(
            user=User.objects.create(username=username, name=username.title()), role=role
        )
    risk_data.make_registers(RISK_ENTRIES, quarters)
    complaint_data.make_feedback(FEEDBACK, YEARS)
    ratings.rate(EVERYTHING)
    _vacuum()


def _ten_versions() -> None:
    """Nine superseded versions before each row that supersedes others, and the ratings that the figures had."""
    with connection.cursor() as cursor:
        for table in VERSIONED:
            cursor.execute(f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'")
            columns = [
                name for (name,) in cursor.fetchall() if name not in {"id", "version", "superseded_at"}
            ]
            names = ", ".join(columns)
            cursor.execute(f"UPDATE {table} SET version = version + 9")
            cursor.execute(
                f"INSERT INTO {table} (version, superseded_at, {names}) "
                f"SELECT n, recorded_at, {names} FROM {table}, generate_series(1, 9) n WHERE superseded_at IS NULL"
            )
        cursor.execute(
            """INSERT INTO kpis_rating (figure_id, definition_id, scheme_version_id, target_id, previous_id, last_year_id,
                   total, last_year_total, status, direction_previous, direction_last_year, rated_at)
               SELECT old.id, definition_id, scheme_version_id, target_id, previous_id, last_year_id,
                      total, last_year_total, status, direction_previous, direction_last_year, rated_at
               FROM kpis_rating JOIN kpis_figure f ON f.id = figure_id
               JOIN kpis_figure old USING (indicator_id, grain, ordinal) WHERE old.superseded_at IS NOT NULL"""
        )
    _vacuum()


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _client(page: Page) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=page.username))
    return client


def _get(client: Client, page: Page) -> bytes:
    answer = client.get(page.address)
    assert answer.status_code == 200, f"{page.address} answers {answer.status_code}"
    return answer.content


@dataclass(frozen=True)
class Times:
    """How long a page took, in milliseconds."""

    median: float
    least: float


def _times() -> dict[Page, Times]:
    """Each page several times, after once to fill the caches."""
    found = {}
    for page in PAGES:
        client = _client(page)
        _get(client, page)
        runs = [1000 * seconds(lambda client=client, page=page: _get(client, page)) for _ in range(TIMES)]
        found[page] = Times(statistics.median(runs), min(runs))
    return found


def _queries(page: Page) -> int:
    client = _client(page)
    with CaptureQueriesContext(connection) as captured:
        _get(client, page)
    return len(captured)


def _has_chart(page: Page) -> bool:
    return b"plotly" in _get(_client(page), page)


def _weight(page: Page) -> float:
    """The page with every style sheet and script it names, compressed, in kB."""
    html = _get(_client(page), page).decode()
    names = set(
        re.findall(r'(?:<script[^>]* src|<link[^>]*rel="stylesheet"[^>]* href)="/static/([^"?]+)"', html)
    )
    assert names, f"{page.address} names no files: the pattern no longer finds them"
    files = [html.encode()]
    for name in names:
        with open(finders.find(name), "rb") as file:
            files.append(file.read())
    return sum(len(gzip.compress(content)) for content in files) / 1000
