"""Calendar files, held to the rules of RFC 5545 and read back by a reader of the test's own."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from council.icalendar import DayEvent, calendar, fold, text

EVENT = DayEvent(
    uid="due-2021-22-Q3@outturn.example.gov.uk",
    day=datetime.date(2022, 2, 4),
    summary="Returns due: Quarter 3 (Oct-Dec) 2021/22",
    description="Highways Service\nHR & Skills, Learning and Development",
    url="https://outturn.example.gov.uk/kpis/returns/",
    changed_at=datetime.datetime(2022, 1, 4, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=1))),
    sequence=2,
)


def unfolded(file: str) -> list[str]:
    return file.replace("\r\n ", "").split("\r\n")


def unescaped(written: str) -> str:
    read, escaped = "", False
    for character in written:
        if escaped:
            read += "\n" if character == "n" else character
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            read += character
    return read


def test_an_event_is_a_whole_day() -> None:
    lines = unfolded(calendar("Quarterly returns", [EVENT]))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART;VALUE=DATE:20220204" in lines
    assert "DTSTAMP:20220104T083000Z" in lines, "in UTC"
    assert "SEQUENCE:2" in lines
    assert "UID:due-2021-22-Q3@outturn.example.gov.uk" in lines
    assert "DESCRIPTION:Highways Service\\nHR & Skills\\, Learning and Development" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1


def test_an_empty_calendar_is_one_all_the_same() -> None:
    assert "BEGIN:VEVENT" not in calendar("Quarterly returns", [])


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_lines_are_folded_at_75_octets_and_read_back(words: str) -> None:
    folded = fold(words)
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == words


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=100))
def test_a_text_never_ends_its_line_and_reads_back(words: str) -> None:
    assert "\n" not in text(words)
    assert unescaped(text(words)) == words
