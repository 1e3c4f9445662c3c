"""The text format of words, and the cover report in the house order: nothing that an author wrote is lost."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.house_order import PARTS
from committee.house_order import Block as Place
from committee.paper_words import (
    Front,
    blocks,
    cover,
    letter,
    list_text,
    refers_to,
    sections,
    titled,
    word_appendix,
)
from council.sections import Bullets, Document

AS_AT = datetime.datetime(2021, 11, 17, 14, 0, tzinfo=datetime.UTC)
FRONT = Front(
    council="Anyshire Council",
    committee="Scrutiny Committee",
    meeting_on=datetime.date(2021, 11, 25),
    title="Monitoring report",
    author="Chief Executive",
)
EXEMPT = Front(
    council="Anyshire Council",
    committee="Scrutiny Committee",
    meeting_on=datetime.date(2021, 11, 25),
    title="Contract",
    part=2,
    paragraphs=(3, 4),
    public_interest="Secrecy outweighs disclosure.",
)

WORD = st.text(alphabet="abcXYZ0189£%'’.,;:()&", min_size=1, max_size=8)
WORDS = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
LINE = st.builds(
    lambda mark, words: f"{mark}{words}", st.sampled_from(["", "- ", "  - ", "## ", "(i) "]), WORDS
)
TEXT = st.lists(st.one_of(LINE, st.just("")), max_size=12).map("\n".join)


def made(**words: str) -> Document:
    return cover(FRONT, words, appendices=0, as_at=AS_AT)


def titles(document: Document) -> list[str]:
    return [section.title for section in document.sections]


def printed(document: Document) -> list[str]:
    """Every word that the document prints, in reading order."""
    texts = [document.title, document.subtitle]
    for section in document.sections:
        texts.append(section.title)
        for block in section.blocks:
            assert isinstance(block, str | Bullets)
            texts += [block] if isinstance(block, str) else block.items
    return " ".join(texts).split()


def typed(text: str) -> list[str]:
    """The words that an author typed, without the marks of bullets and headings."""
    return " ".join(re.sub(r"^\s*- |^## ", "", line) for line in text.splitlines()).split()


def is_within(wanted: list[str], found: list[str]) -> bool:
    """Whether the words come in this order, with others between them or not."""
    rest = iter(found)
    return all(word in rest for word in wanted)


class TestFormat:
    def test_paragraphs_have_an_empty_line_between_them(self) -> None:
        assert blocks("One.\n\nTwo.\n\n\nThree.") == ("One.", "Two.", "Three.")

    def test_points_stay_lines_below_each_other(self) -> None:
        text = "The committee is asked to note:\n\n(i) The first.\n(ii) The second."
        assert blocks(text) == ("The committee is asked to note:", "(i) The first.\n(ii) The second.")

    def test_bullets_are_a_list(self) -> None:
        assert blocks("These:\n- one\n- two\nThen.") == ("These:", Bullets(("one", "two")), "Then.")

    def test_an_indented_bullet_stands_under_the_one_above(self) -> None:
        assert blocks("- Awards:\n  - Winner\n  - Shortlist\n- Others") == (
            Bullets(("Awards:\n– Winner\n– Shortlist", "Others")),
        )

    def test_an_indented_bullet_alone_is_a_bullet(self) -> None:
        assert blocks("  - one") == (Bullets(("one",)),)

    def test_a_dash_within_words_is_no_bullet(self) -> None:
        assert blocks("-5 to 5\n- ") == ("-5 to 5\n-",)

    def test_headings_begin_sections_below_the_part(self) -> None:
        found = sections("Detail", "First.\n\n## Review\n\nSecond.\n## End", level=1)
        assert [(each.title, each.level, each.blocks) for each in found] == [
            ("Detail", 1, ("First.",)),
            ("Review", 2, ("Second.",)),
            ("End", 2, ()),
        ]

    def test_a_heading_that_is_far_too_long_is_a_paragraph(self) -> None:
        long = "## " + "word " * 200
        [only] = sections("Detail", long)
        assert only.blocks == (long.strip(),)

    def test_what_cannot_be_printed_goes(self) -> None:
        assert blocks("Pasted\x00 words") == ("Pasted words",)

    @given(TEXT)
    def test_no_word_is_lost_or_moved(self, text: str) -> None:
        found = cover(FRONT, {"detail": text}, appendices=0, as_at=AS_AT)
        assert is_within(typed(text), printed(found))

    @given(st.lists(WORDS, min_size=1, max_size=5), st.lists(WORDS, max_size=5))
    def test_a_drafted_list_reads_back_as_it_was_made(self, names: list[str], others: list[str]) -> None:
        text = list_text("These include:", {"Better services": names, "Growth": others})
        found = sections("Highlights", text)
        lists = {each.title: each.blocks for each in found[1:]}
        wanted = {"Better services": (Bullets(tuple(names)),)}
        assert found[0].blocks == ("These include:",)
        assert lists == wanted | ({"Growth": (Bullets(tuple(others)),)} if others else {})


class TestCover:
    def test_the_front_sheet(self) -> None:
        found = cover(
            FRONT,
            {"divisions": "(All divisions)", "contact": "Head of Intelligence", "priorities": "Growth"},
            appendices=2,
            as_at=AS_AT,
        )
        assert found.subtitle.split("\n") == [
            "Scrutiny Committee",
            "Meeting to be held on Thursday, 25 November 2021",
            "Report of the Chief Executive",
            "Part I",
            "(Appendices 'A' and 'B' refer)",
        ]
        assert found.sections[0].blocks == (
            "Electoral division affected: (All divisions)",
            "Corporate priorities: Growth",
            "Contact for further information: Head of Intelligence",
        )

    def test_the_author_may_say_otherwise_what_the_appendices_are(self) -> None:
        found = cover(FRONT, {"appendices_refer": "(Annex 1 refers)"}, appendices=1, as_at=AS_AT)
        assert found.subtitle.split("\n")[-1] == "(Annex 1 refers)"

    def test_the_house_order_whatever_the_order_of_writing(self) -> None:
        written = {part.key: f"Words of {part.key}." for part in reversed(PARTS)}
        assert titles(made(**written)) == [
            "About this report",
            "Brief summary",
            "Recommendation",
            "Detail",
            "Highlights of good performance",
            "Indicators performing below the desired level",
            "Further detail",
            "Consultations",
            "Implications",
            "Risk management",
            "Equality and cohesion and human rights",
            "Other implications",
            "List of background papers",
            "Reason for inclusion in Part II, if appropriate",
        ]

    def test_lists_stand_under_the_detail(self) -> None:
        found = made(detail="Words.", highlights="Good:\n\n## Growth\n\n- Visits", below_desired="However:")
        levels = {section.title: section.level for section in found.sections}
        assert levels["Detail"] == 1
        assert levels["Highlights of good performance"] == 2
        assert levels["Growth"] == 3
        assert levels["Indicators performing below the desired level"] == 2

    def test_lists_stand_alone_where_there_is_no_detail(self) -> None:
        [highlights] = [each for each in made(highlights="Good.").sections if each.title.startswith("High")]
        assert highlights.level == 1

    def test_every_report_says_what_it_consulted_and_relies_on(self) -> None:
        found = {section.title: section.blocks for section in made().sections}
        assert found == {
            "Consultations": ("N/A",),
            "Implications": ("N/A",),
            "List of background papers": ("Local Government (Access to Information) Act 1985", "None"),
            "Reason for inclusion in Part II, if appropriate": ("N/A",),
        }

    def test_implications_are_led_in(self) -> None:
        found = made(risk_management="None that matter.").sections
        place = titles(made(risk_management="None that matter.")).index("Implications")
        assert found[place].blocks == ("This item has the following implications, as indicated:",)
        assert (found[place + 1].title, found[place + 1].level) == ("Risk management", 2)

    def test_the_act_is_named_once(self) -> None:
        act = "Local Government (Access to Information) Act 1985"
        found = made(background_papers=f"{act}\n\nReport to Cabinet")
        [papers] = [each for each in found.sections if each.title == "List of background papers"]
        assert papers.blocks == (act, "Report to Cabinet")

    def test_an_open_paper_has_no_marking(self) -> None:
        assert made(detail="Words.").marking == ""

    def test_an_exempt_paper_says_so_on_every_page(self) -> None:
        found = cover(EXEMPT, {"detail": "Words."}, appendices=0, as_at=AS_AT)
        appendix = word_appendix(EXEMPT, "Costs\n\nMore.", as_at=AS_AT)
        assert found.marking == appendix.marking
        assert found.marking == (
            "NOT FOR PUBLICATION: By virtue of paragraph(s) 3, 4 of Part 1 of Schedule 12A of the Local Government Act "
            "1972. Secrecy outweighs disclosure."
        )
        assert found.subtitle.split("\n")[-1] == "Part II"

    def test_an_exempt_report_gives_its_reason_where_nobody_wrote_one(self) -> None:
        found = cover(EXEMPT, {"detail": "Words."}, appendices=0, as_at=AS_AT)
        assert found.sections[-1].title == "Reason for inclusion in Part II, if appropriate"
        assert found.sections[-1].blocks == (
            "By virtue of paragraph(s) 3, 4 of Part 1 of Schedule 12A of the Local Government Act 1972. Secrecy outweighs "
            "disclosure.",
        )
        written = cover(EXEMPT, {"part_ii_reason": "As resolved."}, appendices=0, as_at=AS_AT)
        assert written.sections[-1].blocks == ("As resolved.",)
        assert made(detail="Words.").sections[-1].blocks == ("N/A",)

    def test_minutes_have_no_furniture(self) -> None:
        text = "Present: six members.\n\n## 1. Apologies\n\nNone."
        found = cover(FRONT, {"detail": text}, appendices=0, as_at=AS_AT, is_minutes=True)
        assert titles(found) == ["Detail", "1. Apologies"]
        assert found.subtitle == "Scrutiny Committee"

    def test_minutes_that_begin_with_a_heading_need_no_other(self) -> None:
        found = cover(
            FRONT, {"detail": "## 1. Apologies\n\nNone."}, appendices=0, as_at=AS_AT, is_minutes=True
        )
        assert [(each.title, each.level) for each in found.sections] == [("1. Apologies", 1)]

    @given(st.dictionaries(st.sampled_from([part.key for part in PARTS]), TEXT), st.booleans())
    def test_every_part_that_was_written_is_printed_once(self, words: dict[str, str], minutes: bool) -> None:
        found = cover(FRONT, words, appendices=0, as_at=AS_AT, is_minutes=minutes)
        kept = [part for part in PARTS if words.get(part.key, "").strip() and part.block != Place.APPENDIX]
        for part in kept:
            assert is_within(typed(words[part.key]), printed(found)), part.key
        assert {part.heading for part in PARTS if part.block == Place.APPENDIX}.isdisjoint(titles(found))


class TestAppendices:
    def test_the_first_line_is_the_title(self) -> None:
        found = word_appendix(FRONT, "Awards\n\n## July\n\n- Gold", as_at=AS_AT)
        assert found.title == "Awards"
        assert [(each.title, each.level, each.blocks) for each in found.sections] == [
            ("July", 1, (Bullets(("Gold",)),))
        ]

    def test_words_without_headings_stand_under_the_title(self) -> None:
        found = word_appendix(FRONT, "Awards\n\nGold.", as_at=AS_AT)
        assert [(each.title, each.blocks) for each in found.sections] == [("Awards", ("Gold.",))]

    def test_what_is_too_long_for_a_title_is_words(self) -> None:
        long = "word " * 200
        assert titled(long) == ("Further information", long.strip())

    @given(TEXT.filter(lambda text: bool(typed(text))))
    def test_no_word_of_an_appendix_is_lost(self, text: str) -> None:
        assert is_within(typed(text), printed(word_appendix(FRONT, text, as_at=AS_AT)))

    @pytest.mark.parametrize(("place", "wanted"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
    def test_letters(self, place: int, wanted: str) -> None:
        assert letter(place) == wanted

    @pytest.mark.parametrize(
        ("count", "wanted"),
        [
            (0, ""),
            (1, "(Appendix 'A' refers)"),
            (2, "(Appendices 'A' and 'B' refer)"),
            (3, "(Appendices 'A', 'B' and 'C' refer)"),
        ],
    )
    def test_what_the_head_says_of_them(self, count: int, wanted: str) -> None:
        assert refers_to(count) == wanted

    def test_an_empty_list_is_no_text(self) -> None:
        assert list_text("These include:", {"Growth": []}) == ""
