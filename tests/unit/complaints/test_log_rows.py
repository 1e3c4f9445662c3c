"""A log in a spreadsheet, row by row: what is read, and what is said of what is wrong. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from complaints.clocks import Pause
from complaints.log_rows import Known, KnownType, Log, read_log
from council.spreadsheets import FileRefused, read
from council.working_days import ENGLAND

NEEDED = ("received", "kind", "complainant")
GOOD = {
    "received": "7 June 2021",
    "kind": "Complaint",
    "complainant": "Parent or guardian",
    "area": "children",
}
CANARY = "Canary Person"


def known(**changes: Any) -> Known:
    given: dict[str, Any] = {
        "today": date(2021, 12, 31),
        "kinds": {"complaint": "complaint", "comment": "comment", "compliment": "compliment"},
        "channels": {"e-mail": "email", "letter": "letter"},
        "complainants": {"parent or guardian": "parent", "member of the public": "public"},
        "areas": {"children": "children", "adult social care": "adults", "other services": "other"},
        "procedures": {"corporate": "corporate", "childrens-statutory": "childrens-statutory"},
        "outcomes": {"upheld": "upheld", "not upheld": "not_upheld"},
        "services": {"highways service": "highways", "highways": "highways"},
        "subjects": {"delay": "delay", "communication": "communication"},
        "service_types": {
            "support planning": KnownType("support-planning", "Support planning", "adults", "adult-care")
        },
        "needs_service": False,
        "taken": {"old-7"},
        "calendar": ENGLAND,
    }
    return Known(**given | changes)


def log_of(*rows: dict[str, str], **changes: Any) -> Log:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names), *(",".join(f'"{row.get(name, "")}"' for name in names) for row in rows)]
    return read_log(read("The file", "\n".join(lines).encode(), needed=NEEDED), known(**changes))


def test_a_row_is_read_with_what_follows_from_it() -> None:
    log = log_of(
        {**GOOD, "subjects": "Delay; communication;delay", "channel": "Letter", "words": f" {CANARY} "}
    )
    assert log.problems == ()
    row = log.rows[0]
    assert row.details == {
        "received_on": date(2021, 6, 7), "channel": "letter", "area": "children", "service_type": "", "service": "",
        "subjects": ["delay", "communication"], "complainant": "parent", "lead_body": "", "partners": "",
        "procedure": "childrens-statutory",
    }  # fmt: skip
    assert (row.stage["stage"], row.stage["started_on"]) == ("0", date(2021, 6, 7))
    assert row.texts == {"words": CANARY}


def test_area_and_service_follow_from_the_service_type() -> None:
    details = log_of({**GOOD, "area": "", "service_type": "SUPPORT  planning"}).rows[0].details
    assert (details["area"], details["service_type"], details["service"]) == (
        "adults", "support-planning", "adult-care",
    )  # fmt: skip


def test_dates_are_worked_out_by_the_rules_with_the_pauses_of_the_procedure() -> None:
    answered = {
        "stage": "1",
        "answered": "1/7/2021",
        "outcome": "Upheld",
        "extended": "yes",
        "letter": "10/6/2021",
    }
    stage = log_of({**GOOD, **answered}).rows[0].stage
    assert (stage["limit_on"], stage["longest_on"], stage["due_on"]) == (
        date(2021, 6, 21), date(2021, 7, 5), date(2021, 7, 5),
    )  # fmt: skip
    assert (stage["answered_on"], stage["outcome"]) == (date(2021, 7, 1), "upheld")
    pause = Pause(date(2021, 6, 8), date(2021, 6, 8), "a test")
    paused = log_of({**GOOD, "stage": "1"}, pauses={"childrens-statutory": [pause]}).rows[0]
    assert paused.stage["limit_on"] == date(2021, 6, 22)


def test_comments_have_no_stage() -> None:
    assert log_of({**GOOD, "kind": "comment"}).rows[0].stage == {}
    assert [each.column for each in log_of({**GOOD, "kind": "comment", "outcome": "Upheld"}).problems] == [
        "outcome"
    ]


@pytest.mark.parametrize(
    ("changes", "column", "wrong"),
    [
        ({"received": ""}, "received", "it is empty"),
        ({"received": CANARY}, "received", "it is not a day"),
        ({"received": "1 January 2022"}, "received", "the day is in the future"),
        ({"received": "1 January 1921"}, "received", "the day is before 1990"),
        (
            {"received": "1 January 2001", "stage": "1"},
            "received",
            "the procedure had no such stage on that day",
        ),
        ({"kind": CANARY}, "kind", "the log does not know what it says"),
        ({"complainant": ""}, "complainant", "it is empty"),
        ({"channel": CANARY}, "channel", "the log does not know what it says"),
        ({"area": ""}, "service_type", "it is empty, and so is the area"),
        ({"service_type": CANARY}, "service_type", "the log does not know what it says"),
        ({"service_type": "support planning"}, "area", "it is another than that of the service type"),
        ({"service": CANARY}, "service", "the log does not know what it says"),
        ({"subjects": f"delay;{CANARY}"}, "subjects", "the log does not know one of them"),
        ({"joint_lead": "NHS"}, "joint_with", "it is empty, though the complaint is joint"),
        ({"joint_with": CANARY}, "joint_lead", "it is empty, though organisations are named"),
        ({"stage": "3"}, "stage", "the log does not know what it says"),
        ({"procedure": CANARY}, "procedure", "the log does not know what it says"),
        ({"answered": "1/7/2021"}, "outcome", "it is empty, though the stage was answered"),
        ({"outcome": "Upheld"}, "answered", "it is empty, though there is an outcome"),
        ({"answered": "1/5/2021", "outcome": "Upheld"}, "answered", "the day is before the day of receipt"),
        ({"acknowledged": "1/5/2021"}, "acknowledged", "the day is before the day of receipt"),
        ({"extended": CANARY}, "extended", "it is neither yes nor no"),
        ({"reference": "no spaces"}, "reference", "it is no reference"),
        ({"reference": "Upload"}, "reference", "it is no reference"),
        ({"reference": "OLD-7"}, "reference", "the log has a case with this reference"),
        ({"reference": "A" * 21}, "reference", "it is longer than 20 characters"),
        ({"decided_by": CANARY * 20}, "decided_by", "it is longer than 120 characters"),
    ],
)
def test_what_is_wrong_is_named_and_never_repeated(changes: dict[str, str], column: str, wrong: str) -> None:
    log = log_of({**GOOD, **changes})
    assert (column, wrong) in [(each.column, each.wrong) for each in log.problems]
    assert log.rows == ()
    for each in log.problems:
        assert (each.row, each.mend.endswith(".")) == (2, True)
        assert CANARY.casefold() not in str(each).casefold()


def test_every_bad_row_is_named_and_the_good_ones_are_still_read() -> None:
    log = log_of(GOOD, {**GOOD, "received": "x"}, GOOD, {**GOOD, "kind": "x", "complainant": "x"})
    assert [row.number for row in log.rows] == [2, 4]
    assert [(each.row, each.column) for each in log.problems] == [
        (3, "received"),
        (5, "kind"),
        (5, "complainant"),
    ]


def test_two_rows_with_one_reference() -> None:
    log = log_of({**GOOD, "reference": "A-1"}, {**GOOD, "reference": "a-1"})
    assert [(each.row, each.wrong) for each in log.problems] == [(3, "row 2 has the same reference")]


@pytest.mark.parametrize("reference", ["CF-2021-9999999", "cf-2021-0100000"])
def test_a_reference_that_would_use_up_the_series_is_refused(reference: str) -> None:
    (problem,) = log_of({**GOOD, "reference": reference}).problems
    assert (problem.column, problem.wrong) == ("reference", "its number is too large")


def test_an_acknowledgement_comes_before_the_answer() -> None:
    days = {"acknowledged": "2021-06-20", "answered": "2021-06-18", "outcome": "Upheld"}
    (problem,) = log_of({**GOOD, **days}).problems
    assert (problem.column, problem.wrong) == ("acknowledged", "the day is after the day of the answer")


def test_who_handles_one_service_uploads_no_other() -> None:
    assert log_of({**GOOD, "service": "highways"}, needs_service=True).problems == ()
    for other in ({}, {"area": "", "service_type": "support planning"}):
        problems = log_of({**GOOD, **other}, needs_service=True).problems
        assert [each.column for each in problems] == ["service"]


def test_columns_that_the_log_has_not_are_named_by_letter() -> None:
    log = log_of({**GOOD, CANARY: "x"})
    assert log.notes == ("Not read, since the log has no such columns: column E.",)
    with pytest.raises(FileRefused, match="The column kind is there twice"):
        read_log(read("The file", b"received,kind,complainant,Kind\n1,2,3,4", needed=NEEDED), known())
