"""The Corporate Summary Risk Profile beside the published one, and the confidence of a year's quarters."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.periods import parse_quarter
from risks.models import Register
from risks.selectors.profile import Line, profile
from risks.travel import PRINTED, Travel
from risks.visibility import visible_to
from tests import risk_papers
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_register,
    open_next,
    open_quarter,
)

pytestmark = pytest.mark.django_db
Q3 = parse_quarter("2021-22-Q3")


def said(line: Line) -> list[str]:
    """The confidence of each quarter in one word."""
    return ["to come" if each.to_come else each.code or "not said" for each in line.confidence]


def row_of(page: BeautifulSoup, ref: str) -> list[str]:
    row = next(
        row for row in page.select(".app-profile tbody tr") if row.select_one("th").text.startswith(f"{ref} ")
    )
    return [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("td")]


def page_of(client, register: str = "test-register", **query: str) -> BeautifulSoup:
    answer = client.get(f"/risks/{register}/profile/", query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def test_the_published_profile_line_by_line():
    """Corp4's card and profile differ: the line has the card's scores, and says what the profile printed."""
    shown = profile(Register.objects.get(slug="corporate"), Q3, visible_to(None))
    printed = risk_papers.register("2021-22-Q3")
    lines = {line.row.place.key: line for line in (*shown.risks, *shown.opportunities)}

    assert list(lines) == [ref.casefold() for ref in printed]
    for ref, paper in printed.items():
        line = lines[ref.casefold()]
        current, target, direction = paper.profile
        scores = {"current": line.row.current.score, "target": line.row.target.score}
        scores |= {name: int(score) for name, score in line.printed_scores.items()}
        assert scores == {"current": current, "target": target}, ref
        assert PRINTED[Travel(line.owners_direction)] == direction, ref
        assert line.row.target_date == paper.target_date_text, ref
        assert line.row.details.title == paper.title, ref
    assert [ref for ref, line in lines.items() if line.printed_scores] == ["corp4"]
    assert [line.row.ref for line in shown.opportunities] == ["CO1", "CO2"]


def test_confidence_stands_in_the_quarter_that_it_was_said_in():
    place = make_entry(make_register())
    make_assessment(place, confidence="red")  # Quarter 4 2021/22: another year
    open_next()
    make_assessment(place, confidence="green")
    open_next()  # nobody assessed it
    open_next()
    make_assessment(place, confidence="")
    register, view = place.register, visible_to(None)

    (newest,) = profile(register, parse_quarter("2022-23-Q3"), view).risks
    (first,) = profile(register, parse_quarter("2022-23-Q1"), view).risks

    assert said(newest) == ["green", "not said", "not said", "to come"]
    assert said(first) == ["green", "to come", "to come", "to come"]


def test_the_owners_direction_stands_beside_the_one_worked_out(client_of):
    register = make_register()
    risk, chance = make_entry(register, "R1"), make_entry(register, "O1", kind="opportunity")
    make_assessment(risk, "3x4", "2x4")
    make_assessment(chance, "3x4", "5x4")
    open_next()
    make_assessment(risk, "4x4", "2x4", direction="improving", confidence="amber")
    make_assessment(chance, "4x4", "5x4", confidence="green")
    page = page_of(client_of("risk"), quarter=str(open_quarter()))

    assert row_of(page, "R1") == [
        "16 H High Major/Likely",
        "8 M Medium Major/Unlikely",
        "Not set",
        "A Some doubt",
        "To come",
        "To come",
        "To come",
        "↑ Worsening Owner: +ve Improving",
    ]
    assert row_of(page, "O1")[0::7] == ["16 H High Major/Likely", "↑ Improving Owner: Not given"]


def test_the_page_of_the_real_register(client_of):
    page = page_of(client_of("member"), "corporate", quarter="2021-22-Q3")
    assert row_of(page, "Corp 4")[:3] == [
        "6 M Medium Minor/Possible The published paper says 20",
        "20 V Very high Major/Certain The published paper says 6",
        "March 2022",
    ]
    assert row_of(page, "Corp 1")[3:7] == ["Not given", "Not given", "Not given", "To come"]
    assert [each.text for each in page.select('th[scope="rowgroup"]')] == ["Risks", "Opportunities"]


def test_a_closed_quarter_stays_as_it_closed():
    place = make_entry(make_register())
    make_assessment(place, "4x4", confidence="green")
    quarter = open_quarter()
    open_next()
    make_assessment(place, "2x4", confidence="red")
    (line,) = profile(place.register, quarter, visible_to(None)).risks
    assert (line.row.current.score, said(line)[3]) == (16, "green")


def test_members_do_not_see_an_open_quarter(client_of, person):
    place = make_entry(make_register(for_members=True))
    make_assessment(place)
    quarter = open_quarter()
    assert profile(place.register, quarter, visible_to(person("member"))).risks == ()
    close_quarter()
    assert len(profile(place.register, quarter, visible_to(person("member"))).risks) == 1


def test_a_register_without_entries_says_so(client_of):
    make_register()
    assert "There are no entries on this register" in page_of(client_of("risk")).text


def test_the_page_needs_no_more_queries_for_more_entries(client_of):
    register, client = make_register(), client_of("risk")
    address = f"/risks/test-register/profile/?quarter={open_quarter()}"
    counts = []
    for number in range(1, 13):
        make_assessment(make_entry(register, f"R{number}"))
        if number in {2, 12}:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
