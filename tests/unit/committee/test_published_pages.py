"""The public's pages: what was published, from what was frozen, with errata beside it; and nothing that came later."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from committee.actions import papers
from committee.exempt import PARAGRAPHS
from committee.models import Meeting, PackFile, Publication
from committee.views.frozen import mark
from tests.committee_factories import (
    EXEMPT,
    clerk,
    correct,
    make_committee,
    make_item,
    make_meeting,
    make_paper,
    publish,
)

pytestmark = pytest.mark.django_db


def page(address: str, status: int = 200) -> BeautifulSoup:
    response = Client().get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(address: str) -> str:
    return " ".join(page(address).main.get_text(" ").split())


def links(address: str) -> dict[str, str]:
    """Of the main part, by address, the words of each link."""
    return {link["href"]: " ".join(link.get_text().split()) for link in page(address).main.select("a")}


@pytest.fixture
def published() -> Publication:
    """A meeting with a standing item, a report and an exempt one."""
    meeting = make_meeting(room="Room 7", next_meeting="In May")
    make_item(meeting, title="Apologies", kind="standing", author="")
    make_paper(item=make_item(meeting, text="To be noted."), words={"detail": "As published."})
    make_paper(item=make_item(meeting, title="Contract", **EXEMPT), words={"detail": "Behind closed doors."})
    return publish(meeting)


@pytest.fixture
def address(published: Publication) -> str:
    return f"/published/{published.meeting.slug}/"


class TestNothingYet:
    def test_the_list_says_so(self) -> None:
        assert "No papers have been published yet" in words("/published/")

    def test_home_says_so_and_leads_to_the_way_in(self) -> None:
        assert "Nothing has been published here yet" in words("/")
        assert links("/") == {"/sign-in/": "Sign in"}

    def test_open_data_says_that_its_tables_are_empty(self) -> None:
        assert "the tables are empty" in words("/published/open-data/")

    def test_a_meeting_that_is_being_prepared_is_not_there(self) -> None:
        meeting = make_meeting()
        make_paper(item=make_item(meeting))
        for rest in ("", "items/1/", "items/1/0/", "files/1/Agenda.pdf"):
            page(f"/published/{meeting.slug}/{rest}", 404)


class TestList:
    def test_years_and_meetings_come_newest_first(self) -> None:
        committee = make_committee()
        for starts_at in (
            datetime.datetime(2022, 3, 8, 14),
            datetime.datetime(2021, 6, 1, 14),
            datetime.datetime(2022, 9, 6, 14),
        ):
            meeting = make_meeting(committee, starts_at)
            make_item(meeting, title="Apologies", kind="standing", author="")
            publish(meeting)
        found = page("/published/").main
        assert [heading.get_text() for heading in found.select("h2")] == ["2022", "2021"]
        assert [link.get_text().partition(", ")[2] for link in found.select("ul a")] == [
            "6 September 2022",
            "8 March 2022",
            "1 June 2021",
        ]

    def test_home_names_what_was_published_last_and_its_papers(self, address: str) -> None:
        found = links("/")
        assert found[address] == "Scrutiny Committee, 8 March 2022"
        assert found[f"{address}items/2/"] == "Monitoring report"
        assert f"{address}items/3/" not in found
        assert "Contract" not in words("/")


class TestMeeting:
    def test_the_agenda_reads_as_printed_in_its_parts(self, address: str) -> None:
        found = page(address).main
        parts = [
            heading.get_text() for heading in found.select("h3") if heading.get_text().startswith("Part")
        ]
        assert parts == ["Part I (Open to Press and Public)", "Part II (Not Open to Press and Public)"]
        lines = [" ".join(line.get_text(" ").split()) for line in found.select(".app-agenda__item")]
        assert lines[0] == "Apologies"
        assert lines[1].startswith(
            "Monitoring report To be noted. Report of the Chief Executive Page 2 of all papers PDF file of item 2"
        )
        assert "Room 7" in words(address) and "Next meeting: In May" in words(address)

    def test_of_an_exempt_item_the_reason_and_nothing_else(self, address: str) -> None:
        line = page(address).main.select(".app-agenda__item")[2]
        assert " ".join(line.get_text(" ").split()) == (
            "Contract Exempt Not for publication, under Part 1 of Schedule 12A to the Local Government Act 1972: "
            f"{PARAGRAPHS[3]} (paragraph 3) Secrecy outweighs disclosure."
        )
        assert line.select("a") == []

    def test_every_public_file_is_there_with_its_format_size_and_hash(
        self, address: str, published: Publication
    ) -> None:
        found, said = links(address), words(address)
        for file in PackFile.objects.filter(pack=published.pack):
            ways = [href for href in found if f"/files/{file.pk}/" in href]
            assert len(ways) == (file.part == 1)
            if file.part == 1:
                response = Client().get(ways[0])
                assert response.content == bytes(file.content)
                assert response.headers["Content-Security-Policy"] == "sandbox"
                assert response.headers["Content-Disposition"].startswith("attachment")
            assert (file.sha256 in said) == (file.part == 1)
        assert published.pack.sha256 in said
        assert "Page 2 of all papers" in said

    def test_an_exempt_file_is_nobodys_under_a_public_address(
        self, address: str, published: Publication
    ) -> None:
        for file in PackFile.objects.filter(pack=published.pack, part=2):
            page(f"{address}files/{file.pk}/{file.name}", 404)

    def test_it_leads_to_its_open_data(self, address: str, published: Publication) -> None:
        found = links(address)
        slug = published.meeting.slug
        for way in (f"/api/v1/meetings/{slug}", f"/api/v1/figures?meeting={slug}", "/published/open-data/"):
            assert way in found
            assert Client().get(way).status_code == 200


class TestPaper:
    def test_it_is_read_here_as_it_was_frozen(self, address: str) -> None:
        assert "As published." in words(f"{address}items/2/")

    @pytest.mark.parametrize("position", [1, 3, 4])
    def test_only_what_has_a_public_paper_is_read(self, address: str, position: int) -> None:
        page(f"{address}items/{position}/", 404)
        page(f"{address}items/{position}/0/", 404)

    def test_nothing_written_later_shows(self, address: str, published: Publication) -> None:
        paths = [
            "/",
            "/published/",
            address,
            f"{address}items/2/",
            f"/api/v1/meetings/{published.meeting.slug}",
        ]
        before = [Client().get(path).content for path in paths]
        item = published.meeting.items.get(position=2)
        papers.write_words(item.paper, {"detail": "Written later."}, by=clerk(), based_on={"detail": 1})
        Meeting.objects.filter(pk=published.meeting_id).update(note="Written later.")
        assert [Client().get(path).content for path in paths] == before

    def test_ratings_need_no_inline_style(self) -> None:
        meeting = make_meeting()
        make_paper("risks", item=make_item(meeting))
        publish(meeting)
        found = page(f"/published/{meeting.slug}/items/1/").main
        marks = found.select(".app-rag--frozen")
        assert {mark.select_one("svg")["color"] for mark in marks} >= {"#00703c", "#942514"}
        assert all(mark.select_one(".app-rag__word").get_text(strip=True) for mark in marks)
        assert found.select("[style]") == []

    def test_drawings_are_on_the_page_and_say_the_same_in_words(self) -> None:
        meeting = make_meeting()
        make_paper("complaints", item=make_item(meeting))
        publish(meeting)
        drawings = page(f"/published/{meeting.slug}/items/1/").main.select("figure svg[role=img]")
        assert drawings
        assert all(drawing["aria-label"] for drawing in drawings)

    def test_a_printed_rating_keeps_its_letter_and_word(self) -> None:
        drawn = BeautifulSoup(mark({"text": "▲ A Slightly <below>", "colour": "#ffdd00"}), "html.parser")
        assert drawn.get_text() == "A Slightly <below>"
        assert drawn.svg["color"] == "#ffdd00"
        assert "M8 1" in drawn.path["d"], "a triangle"

    def test_a_colour_without_a_sign_is_a_square(self) -> None:
        drawn = BeautifulSoup(mark({"text": "On course", "colour": "#123456"}), "html.parser")
        assert (drawn.get_text(), drawn.svg["color"]) == ("On course", "#123456")
        assert "h13v13" in drawn.path["d"]


class TestErrata:
    def test_the_slip_says_what_was_wrong_and_both_papers_stay(
        self, address: str, published: Publication
    ) -> None:
        item = published.meeting.items.get(position=2)
        erratum = correct(item, "As corrected.")
        said, found = words(address), links(address)
        for sentence in ("As published.", "As corrected.", "It was mistyped."):
            assert sentence in said
        assert "#errata" in found
        files = [name for name in found.values() if name.startswith("Erratum 1 to item 2")]
        assert len(files) == PackFile.objects.filter(erratum=erratum).count() == 3
        assert f"{address}items/2/0/" in found and f"{address}items/2/1/" in found

    def test_the_paper_reads_as_corrected_and_leads_to_the_first(
        self, address: str, published: Publication
    ) -> None:
        correct(published.meeting.items.get(position=2), "As corrected.")
        now, first = words(f"{address}items/2/"), words(f"{address}items/2/0/")
        assert "As corrected." in now and "As published." not in now
        assert "Corrected by erratum 1" in now
        assert links(f"{address}items/2/")[f"{address}items/2/0/"] == "Read it as first published"
        assert "As published." in first and "As corrected." not in first
        assert links(f"{address}items/2/0/")[f"{address}items/2/"] == "Read it as corrected"

    def test_of_two_errata_each_stays_reachable(self, address: str, published: Publication) -> None:
        item = published.meeting.items.get(position=2)
        correct(item, "Once.")
        correct(item, "Twice.")
        assert "Twice." in words(f"{address}items/2/")
        between = words(f"{address}items/2/1/")
        assert (
            "Once." in between
            and "as corrected by erratum 1. It has been corrected since by erratum 2" in between
        )
        page(f"{address}items/2/3/", 404)

    def test_an_erratum_to_an_exempt_item_is_not_public(self, address: str, published: Publication) -> None:
        before = Client().get(address).content
        correct(published.meeting.items.get(position=3), "Behind other doors.")
        assert Client().get(address).content == before


class TestFrame:
    def test_the_public_find_papers_and_open_data_from_every_page(self) -> None:
        frame = page("/sign-in/")
        assert [link["href"] for link in frame.select("header nav a")] == [
            "/",
            "/published/",
            "/published/open-data/",
        ]
        assert [link["href"] for link in frame.select("footer a")] == ["/published/", "/published/open-data/"]

    def test_staff_have_them_in_the_footer(self, client_of) -> None:
        frame = BeautifulSoup(client_of("officer").get("/").content, "html.parser")
        assert [link["href"] for link in frame.select("footer a")] == ["/published/", "/published/open-data/"]

    def test_open_data_says_under_which_licence_and_how_to_cite(self, address: str) -> None:
        said, found = words("/published/open-data/"), links("/published/open-data/")
        assert "Open Government Licence, version 3.0" in said
        assert "as published for the meeting of 8 March 2022, read on" in said
        for way in (
            "/api/v1/",
            "/api/v1/openapi.json",
            "/api/v1/figures.csv",
            "/api/v1/figures.csv-metadata.json",
        ):
            assert way in found
