"""What the quick entry offers, how days are read, and how near a due date is. Pure."""

from __future__ import annotations

from datetime import date

import pytest

from complaints.due_marks import Nearness, due_mark
from complaints.offers import offer
from complaints.written_days import read_day

TODAY = date(2021, 6, 7)


@pytest.mark.parametrize(
    ("area", "complainant", "procedure"),
    [
        ("adults", "service_user", "adults-statutory"),
        ("adults", "public", "adults-statutory"),
        ("children", "child", "childrens-statutory"),
        ("children", "parent", "childrens-statutory"),
        ("children", "advocate", "childrens-statutory"),
        ("children", "relative", "childrens-non-statutory"),
        ("children", "public", "childrens-non-statutory"),
        ("children", "councillor_mp", "childrens-non-statutory"),
        ("inclusion", "parent", "childrens-non-statutory"),
        ("other", "parent", "corporate"),
    ],
)
def test_the_procedure_follows_from_what_it_is_about_and_who_complains(
    area: str, complainant: str, procedure: str
) -> None:
    offered = offer(area, complainant)
    assert offered.procedure == procedure
    assert offered.why and not offered.why.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "2020-04-03", "03/04/2020", "3/4/2020", "3.4.2020", "3-4-2020", "3 4 2020", "3 April 2020", " 3  Apr 2020 ",
        "3 APRIL 2020", "2020-04-03 00:00", "2020-04-03T00:00:00", "2020-04-03 09:15", "Friday 3rd April 2020", "03-Apr-20",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_day(text) == date(2020, 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "4/2020",
        "31 June 2020",
        "29 February 2021",
        "04/13/2020",
        "3/4/20",
        "٣/٤/٢٠٢٠",
        "1" * 400,
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("day", "nearness", "distance"),
    [
        (date(2021, 6, 6), Nearness.OVERDUE, "1 day overdue"),
        (date(2021, 2, 28), Nearness.OVERDUE, "99 days overdue"),
        (date(2021, 2, 27), Nearness.OVERDUE, "3 months overdue"),
        (date(2019, 6, 8), Nearness.OVERDUE, "23 months overdue"),
        (date(2018, 6, 7), Nearness.OVERDUE, "3 years overdue"),
        (date(2021, 6, 7), Nearness.SOON, "today"),
        (date(2021, 6, 13), Nearness.SOON, "in 6 days"),
        (date(2021, 6, 14), Nearness.LATER, "in 7 days"),
        (date(2021, 12, 7), Nearness.LATER, "in 6 months"),
    ],
)
def test_a_due_date_is_marked_by_word(day: date, nearness: Nearness, distance: str) -> None:
    mark = due_mark(day, TODAY)
    assert (mark.nearness, mark.distance) == (nearness, distance)
    assert bool(mark.tag) is (nearness is not Nearness.LATER)
