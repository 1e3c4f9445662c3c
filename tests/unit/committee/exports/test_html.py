"""HTML: semantic, self-contained, and it runs nothing."""

import pytest
from bs4 import BeautifulSoup

from council.sections import Section
from tests.unit.committee.exports.papers import FORECAST, GREEN, NOT_DUE, exported, paper, paper_saying


def page(**fields: object) -> BeautifulSoup:
    return BeautifulSoup(exported(paper(**fields), "html"), "html.parser")


def test_the_page_has_a_language_a_title_and_headings_in_order() -> None:
    soup = page()
    assert soup.html["lang"] == "en-GB"
    assert soup.title.string == "Quarter 2 performance - Lancashire County Council"
    assert [h.name for h in soup.find_all(["h1", "h2", "h3"])] == ["h1", "h2", "h2"]
    assert "Figures as at 9:05am on 22 November 2021" in soup.header.get_text()


def test_tables_have_captions_and_scopes_and_can_be_scrolled_by_keyboard() -> None:
    for table in page().find_all("table"):
        assert table.caption.string
        assert {th["scope"] for th in table.thead.find_all("th")} == {"col"}
        assert all(
            [th["scope"] for th in row.find_all("th")] == ["row"] for row in table.tbody.find_all("tr")
        )
        pane = table.parent
        assert (pane["role"], pane["tabindex"], pane["aria-label"]) == ("region", "0", table.caption.string)


def test_footnote_links_lead_to_their_notes() -> None:
    soup = page()
    (link,) = soup.select("sup a")
    assert soup.select_one(link["href"]).get_text() == "[note 1] The figure is a forecast for the full year."


def test_a_note_printed_twice_has_one_anchor() -> None:
    soup = page(notes=(FORECAST,))
    assert soup.get_text().count("The figure is a forecast for the full year.") == 2
    assert len(soup.select("#note-1")) == 1


def test_a_rating_has_its_colour_and_its_words() -> None:
    cell = next(td for td in page().find_all("td") if "▲ A Slightly" in td.get_text())
    assert cell["style"] == "background: #ffdd00; color: #0b0c0c"


def test_the_key_names_states_without_a_mark() -> None:
    key = page(key=(GREEN, NOT_DUE)).table.tbody
    assert [row.get_text(" ", strip=True) for row in key.find_all("tr")] == [
        "● G On track",
        "No mark Not due this quarter",
    ]


def test_tables_of_one_caption_are_told_apart() -> None:
    (table, *_) = paper().sections[0].tables
    panes = page(sections=(Section("Twice", (table, table)),), key=()).find_all(attrs={"role": "region"})
    assert [pane["aria-label"] for pane in panes] == [table.caption, f"{table.caption} (2)"]


def test_the_marking_stands_first() -> None:
    assert page(marking="Part II: not for publication").header.p.string == "Part II: not for publication"


@pytest.mark.parametrize(
    "payload",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><script>alert(1)</script>"],
)
def test_nothing_can_run_or_be_fetched(payload: str) -> None:
    soup = BeautifulSoup(exported(paper_saying(payload), "html"), "html.parser")
    assert soup.find_all(["script", "img", "link", "iframe", "object", "svg"]) == []
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
