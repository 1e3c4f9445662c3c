"""The checks of kept entries: on the two published registers, on mirrored entries, on the page and by command."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from council.periods import Quarter, parse_quarter
from risks.models import Place, Register
from risks.selectors import findings, history
from risks.selectors import register as registers
from risks.visibility import visible_to
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_person,
    make_register,
    open_next,
    open_quarter,
)

pytestmark = pytest.mark.django_db
SWAPPED = "Current and target look exchanged."


def found_in(register: Register, quarter: Quarter, on: datetime.date | None = None) -> list[tuple[str, str]]:
    """Reference and code of every finding."""
    view = visible_to(None)
    rows = registers.rows(register, quarter, view)
    round_ = view.round_of(quarter)
    histories = history.scores([row.entry for row in rows], quarter, moment=registers.moment_of(round_))
    told = findings.of_register(rows, histories, on or findings.checked_on(round_))
    return [(finding.ref, finding.code) for finding in told]


def codes(place: Place, on: datetime.date = datetime.date(2022, 2, 1)) -> list[str]:
    return [code for ref, code in found_in(place.register, open_quarter(), on) if ref == place.ref]


def test_the_published_registers_have_the_two_findings_and_no_other():
    assert found_in(Register.objects.get(slug="corporate"), parse_quarter("2021-22-Q3")) == [
        ("Corp 1", "wrong_axis"),
        ("Corp 4", "swapped"),
    ]
    assert found_in(Register.objects.get(slug="corporate-2018"), parse_quarter("2018-19-Q4")) == []


def test_dates_are_held_against_the_day_the_quarter_closed():
    place = make_entry(make_register())
    make_assessment(place, target_on=datetime.date(2021, 12, 31))
    quarter = close_quarter(at=datetime.datetime(2030, 6, 30, 23, 30, tzinfo=datetime.UTC))

    round_ = visible_to(None).round_of(quarter)
    assert findings.checked_on(round_) == datetime.date(2030, 7, 1)  # in London it was July
    assert found_in(place.register, quarter) == [("R1", "date_passed")]
    assert found_in(place.register, quarter, on=datetime.date(2021, 12, 31)) == []


def test_no_date_has_passed_where_other_words_stand_beside_it():
    place = make_entry(make_register())
    past = datetime.date(2021, 3, 31)
    make_assessment(place, target_on=past, target_date_text="March 2021/Ongoing")
    assert codes(place) == []
    make_assessment(place, target_on=past, target_date_text="March 2021")
    assert codes(place) == ["date_passed"]


@pytest.mark.parametrize(
    ("kind", "current", "target", "expected"),
    [
        ("risk", "4x4", "2x4", []),
        ("risk", "2x4", "4x4", ["target_worse"]),
        ("opportunity", "2x4", "4x4", []),
        ("opportunity", "4x4", "2x4", ["target_worse"]),
    ],
)
def test_an_opportunity_is_checked_the_other_way_round(kind, current, target, expected):
    place = make_entry(make_register(), kind=kind)
    make_assessment(place, current, target)
    assert codes(place) == expected


def test_an_entry_without_owner_or_assessment():
    place = make_entry(make_register(), owner="")
    assert codes(place) == ["missing_owner"]


def test_a_printed_score_that_the_matrix_does_not_make():
    place = make_entry(make_register())
    make_assessment(place, "4x4", "2x4", as_printed={"score": "15"})
    assert codes(place) == ["score_mismatch"]
    make_assessment(place, "4x4", "2x4", as_printed={"score": "8", "target_score": "16"})
    assert codes(place) == ["swapped"]
    make_assessment(place, "12", "8")  # a score alone
    assert codes(place) == []


@pytest.mark.parametrize(
    ("kind", "now", "expected"),
    [("risk", "5x4", ["contradicts"]), ("risk", "3x4", []), ("opportunity", "5x4", [])],
)
def test_the_owners_direction_beside_the_scores(kind, now, expected):
    place = make_entry(make_register(), kind=kind)
    target = "5x5" if kind == "opportunity" else "1x4"
    make_assessment(place, "4x4", target)
    open_next()
    make_assessment(place, now, target, direction="improving")
    assert codes(place) == expected


def test_improving_without_a_change_of_score_is_asked_about_and_only_where_it_was_said():
    place = make_entry(make_register())
    for _ in range(3):
        make_assessment(place, direction="improving")
        open_next()
    make_assessment(place, direction="improving")
    assert codes(place) == ["no_change"]
    open_next()  # carried over: nobody claims anything
    assert codes(place) == []


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_page_names_each_finding_with_the_way_to_mend_it(client_of):
    place = make_entry(make_register(for_members=True), owner="")
    make_assessment(place)
    page = BeautifulSoup(
        client_of("risk").get(f"/risks/test-register/checks/?quarter={open_quarter()}").content, "lxml"
    )

    assert "1 finding." in page.text
    assert "Nobody owns it. Name the post that does." in page.text
    addresses = [link["href"] for link in page.select("main a")]
    assert "/risks/test-register/r1/review/" in addresses


def test_the_page_says_where_nothing_was_found(client_of):
    make_assessment(make_entry(make_register()))
    answer = client_of("risk").get(f"/risks/test-register/checks/?quarter={open_quarter()}")
    assert "1 entry was checked" in answer.text
    assert "Nothing was found." in answer.text


def test_a_closed_quarter_is_mended_in_the_next(client_of):
    answer = client_of("risk").get("/risks/corporate/checks/?quarter=2021-22-Q3")
    assert "dates held against 17 November 2021. 2 findings." in answer.text
    assert SWAPPED in answer.text
    assert "A closed quarter stays as it was reported." in answer.text
    assert "/review/" not in answer.text


def test_findings_are_for_staff(client_of):
    assert client_of("member").get("/risks/corporate/checks/").status_code == 403
    assert client_of("clerk").get("/risks/corporate/checks/").status_code == 200


def test_staff_of_another_part_of_the_council_see_only_the_entries_they_review(client_of):
    officer = make_person("reviewer", "officer", service="libraries")
    register = make_register(for_members=True)
    make_entry(register, "R1", owner="", reviewer=officer)
    make_entry(register, "R2", owner="")
    address = f"/risks/test-register/checks/?quarter={open_quarter()}"

    mine = client_of("reviewer").get(address)

    assert "1 entry was checked" in mine.text
    assert "R2" not in BeautifulSoup(mine.content, "lxml").select_one("main").text
    assert "2 entries were checked" in client_of("risk").get(address).text


def test_a_register_that_somebody_may_not_see_does_not_exist(client_of):
    make_person("elsewhere", "officer", service="libraries")
    make_register(service="highways")
    assert client_of("elsewhere").get("/risks/test-register/checks/").status_code == 404


# --- The command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_findings_and_ends_with_one(capsys):
    with pytest.raises(CommandError, match=r"2 findings in Quarter 3 \(Oct-Dec\) 2021/22") as refusal:
        call_command("check_register", "corporate", quarter="2021-22-Q3")
    assert refusal.value.returncode == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [["Corp 1", "wrong_axis"], ["Corp 4", "swapped"]]
    assert lines[1].endswith(SWAPPED)


def test_the_command_says_nothing_of_a_register_that_is_right(capsys):
    call_command("check_register", "corporate-2018", quarter="2018-19-Q4")
    call_command("check_register", "corporate-2018")  # its newest quarter
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("register", "quarter", "message"),
    [
        ("no-such", None, 'There is no register "no-such". There are: corporate, '),
        ("corporate", "2021-22-Q9", "no quarter 9"),
        ("corporate", "2018-19-Q4", "has no such risk quarter"),
    ],
)
def test_the_command_refuses_what_it_does_not_know(register, quarter, message):
    with pytest.raises(CommandError, match=message):
        call_command("check_register", register, quarter=quarter)
