"""The pages on which matrices are read and new versions written."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from council.authorization import Role
from risks.actions import registers
from risks.matrix import as_content, load_matrix
from risks.matrix_text import written_out
from risks.models import MatrixVersion, RiskMatrix
from risks.reference import usual_matrix
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_matrix,
    make_person,
    make_register,
    open_quarter,
    risk_lead,
)
from tests.unit.kpis.page_forms import typed, words
from tests.unit.risks.import_files import FOUR, LETTERED

pytestmark = pytest.mark.django_db

MATRIX = "/risks/matrices/five-by-five/"
VERSION = f"{MATRIX}version/"


def newest(slug: str = "five-by-five") -> MatrixVersion:
    return MatrixVersion.objects.filter(matrix__slug=slug).order_by("-version").first()


def content(answer: HttpResponse) -> str:
    """What stands in the box of the matrix."""
    return BeautifulSoup(answer.content, "html.parser").select_one("[name=content]").get_text().lstrip("\n")


def box(answer: HttpResponse, name: str) -> str:
    return BeautifulSoup(answer.content, "html.parser").select_one(f"[name={name}]").get("value", "")


def write(lead: Client, text: str, **more: str) -> tuple[HttpResponse, dict[str, object]]:
    """Have a version shown; the page, and what a browser would send to save it."""
    data = typed(lead, VERSION) | {"content": text} | more
    shown = lead.post(VERSION, data)
    return shown, data | {"shown": box(shown, "shown")}


def with_bands(**limits: tuple[int, int]) -> str:
    """Five by five with other bands."""
    bands = [{"label": label, "from": low, "to": high} for label, (low, high) in limits.items()]
    mapping = as_content(usual_matrix()) | {"bands": bands}
    del mapping["bands_opportunity"]
    return json.dumps(mapping)


@pytest.mark.parametrize("mapping", [FOUR, LETTERED, as_content(usual_matrix())])
def test_the_text_reads_back_as_the_same_matrix(mapping: dict) -> None:
    matrix = load_matrix(json.dumps(mapping))
    text = written_out(matrix)
    assert load_matrix(text) == matrix
    assert max(len(line) for line in text.splitlines()) < 300
    assert len(text.splitlines()) > len(matrix.likelihood) + len(matrix.impact)


class TestReading:
    def test_every_cell_with_its_band_and_the_words_of_opportunities(self, lead: Client) -> None:
        page = BeautifulSoup(lead.get(MATRIX).content, "html.parser")
        risks, opportunities = page.select("main table")
        for table, heaviest in ((risks, "Catastrophic"), (opportunities, "Outstanding")):
            first, *_, last = table.select("tbody tr")
            assert first.th.get_text(" ", strip=True).split() == [heaviest, "5"]
            assert [cell.get_text(" ", strip=True) for cell in first.select("td")] == [
                "5 M Medium", "10 M Medium", "15 H High", "20 V Very high", "25 V Very high",
            ]  # fmt: skip
            assert last.td.get_text(" ", strip=True) == "1 L Low"
        said = page.main.get_text(" ", strip=True) if page.main else page.get_text(" ", strip=True)
        assert "Catastrophic is Outstanding for an opportunity." in said
        assert "A risk is tolerated up to a score of 10." in said
        assert "From Quarter 1 (April-June) 2018/19 on" in said

    def test_each_version_with_its_quarters(self, lead: Client) -> None:
        registers.add_matrix_version(
            slug="five-by-five",
            name="",
            content=FOUR,
            valid_from=open_quarter(),
            by=risk_lead(),
            note="Agreed by Cabinet",
        )
        page = words(lead.get(MATRIX))
        assert "From Quarter 4 (Jan-March) 2021/22 on" in page
        assert "Quarter 1 (April-June) 2018/19 to Quarter 3 (Oct-Dec) 2021/22" in page
        assert "Agreed by Cabinet" in page
        assert page.index("Harm 4") < page.index("Catastrophic")
        assert "Quarter 3 (Oct-Dec) 2021/22 (version 1)" in words(lead.get("/risks/matrices/"))

    def test_letters_grids_and_no_bands(self, lead: Client) -> None:
        make_matrix("lettered", LETTERED)
        make_matrix("bare", {name: value for name, value in FOUR.items() if name != "bands"})
        assert "Chance D D" in words(lead.get("/risks/matrices/lettered/"))
        assert "It has no bands." in words(lead.get("/risks/matrices/bare/"))
        assert lead.get("/risks/matrices/nobody/").status_code == 404


class TestWriting:
    def test_it_is_shown_before_it_is_saved(self, lead: Client) -> None:
        text = with_bands(Small=(1, 6), Middling=(8, 15), Large=(16, 25))
        shown, data = write(lead, text, note="Agreed by Cabinet")
        page = BeautifulSoup(shown.content, "html.parser")
        assert MatrixVersion.objects.filter(matrix__slug="five-by-five").count() == 1
        rows = {
            row.th.get_text(" ", strip=True).split()[0] + row.th.get_text(" ", strip=True).split()[1]: [
                cell.get_text(" ", strip=True) for cell in row.select("td")
            ]
            for row in page.select("[aria-label='What would change'] tbody tr")
            if "Current" in row.get_text()
        }
        assert rows["Corp1"] == ["Current score", "16 H High Major/Likely", "16 L Large Major/Likely"]
        saved = lead.post(VERSION, data)
        assert saved.headers["Location"] == MATRIX
        made = newest()
        assert (made.version, made.note, made.recorded_by) == (2, "Agreed by Cabinet", risk_lead())
        assert made.valid_from == open_quarter().ordinal
        assert made.parsed() == load_matrix(text)

    def test_what_was_changed_after_it_was_shown_is_shown_again(self, lead: Client) -> None:
        _, data = write(lead, with_bands(All=(1, 25)))
        again = lead.post(VERSION, data | {"content": with_bands(Every=(1, 25))})
        assert again.status_code == 200
        assert "If you save this" in words(again)
        assert newest().version == 1
        assert lead.post(VERSION, data | {"content": with_bands(Every=(1, 25)), "shown": box(again, "shown")})
        assert newest().parsed().bands[0].label == "Every"

    def test_a_file_takes_the_place_of_the_text(self, lead: Client) -> None:
        file = SimpleUploadedFile("m.json", b"\xef\xbb\xbf" + json.dumps(FOUR).encode())
        data = typed(lead, VERSION)
        data.pop("file", None)
        shown = lead.post(VERSION, data | {"file": file})
        assert json.loads(content(shown)) == FOUR
        lead.post(VERSION, data | {"content": content(shown), "shown": box(shown, "shown")})
        assert newest().parsed() == load_matrix(json.dumps(FOUR))

    def test_what_was_scored_keeps_its_version(self, lead: Client) -> None:
        place = make_entry(make_register("of-highways", service="highways"), "H1")
        before = make_assessment(place, "4x4")
        _, data = write(lead, json.dumps(FOUR))
        lead.post(VERSION, data)
        before.refresh_from_db()
        assert (before.matrix.version, before.current_score) == (1, Decimal(16))
        assert make_assessment(place, "4x4").matrix == newest()

    def test_steps_that_are_gone_are_told(self, lead: Client) -> None:
        shown, _ = write(lead, json.dumps(FOUR))
        assert "No such step: choose anew in the next review" in words(shown)  # Corp4 is catastrophic, 5

    def test_where_nothing_would_change_it_says_so(self, lead: Client) -> None:
        shown, _ = write(lead, written_out(usual_matrix()).replace('"#00703c"', '"#00ff00"'))
        assert "would have the same scores and bands" in words(shown)
        assert newest().version == 1

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Enter the matrix, or select its file"),
            ("{", "The matrix is not JSON"),
            ("[" * 50_000, "The matrix is not JSON"),
            ("[]", "The matrix must be an object"),
            (json.dumps(FOUR | {"score": "sum"}), 'Write "product" or "grid"'),
            (json.dumps(FOUR | {"bands": [{"label": "\x00", "from": 1, "to": 2}]}), "Every band needs a label"),
            (with_bands(Small=(1, 9), Large=(9, 25)), "overlap at 9"),
            (json.dumps(FOUR | {"tolerance": 1e308}), "Write the highest score that it allows"),
            ("x" * 70_000, "at most 60000 characters"),
        ],
    )  # fmt: skip
    def test_nothing_typed_is_lost_on_a_mistake(self, lead: Client, text: str, sentence: str) -> None:
        answer, _ = write(lead, text, note="Kept as typed")
        assert answer.status_code == 200
        assert sentence in words(answer)
        assert "Kept as typed" in words(answer)
        assert content(answer) == text
        assert newest().version == 1

    def test_what_no_database_holds_is_left_out(self, lead: Client) -> None:
        mapping = FOUR | {"likelihood": [{"value": n, "label": f"Chance\x00\ud800{n}"} for n in (1, 2, 3, 4)]}
        _, data = write(lead, json.dumps(mapping))
        assert lead.post(VERSION, data).status_code == 302
        assert newest().parsed().likelihood[0].label.startswith("Chance")

    @pytest.mark.parametrize(
        ("file", "sentence"),
        [
            (b"\xff\xfe\x00", "is not UTF-8 text"),
            (b" " * 70_000, "must have at most 60,000 characters"),
            (b" " * 1_100_000, "must be smaller than 1MB"),
            (b"", "The selected file is empty"),
        ],
    )
    def test_a_file_that_is_no_matrix(self, lead: Client, file: bytes, sentence: str) -> None:
        data = typed(lead, VERSION) | {"file": SimpleUploadedFile("m.json", file), "note": "Kept as typed"}
        answer = lead.post(VERSION, data)
        assert sentence in words(answer)
        assert "Kept as typed" in words(answer)
        assert newest().version == 1

    def test_the_same_again_is_no_version(self, lead: Client) -> None:
        answer = lead.post(VERSION, typed(lead, VERSION))
        assert "It says what the newest version says" in words(answer)
        assert newest().version == 1

    def test_two_people_lose_nothing(self, lead: Client) -> None:
        _, data = write(lead, with_bands(Mine=(1, 25)))
        registers.add_matrix_version(
            slug="five-by-five", name="", content=FOUR, valid_from=open_quarter(), by=risk_lead()
        )
        later = {"valid_from": str(open_quarter().next.ordinal)}
        shown_again = lead.post(VERSION, data | later)
        answer = lead.post(VERSION, data | later | {"shown": box(shown_again, "shown")})
        assert answer.status_code == 409
        assert "Somebody else wrote a version of this matrix" in words(answer)
        assert "Mine" in content(answer)
        assert newest().version == 2
        mine = data | later | {"based_on": box(answer, "based_on")}
        shown = lead.post(VERSION, mine)
        assert lead.post(VERSION, mine | {"shown": box(shown, "shown")}).status_code == 302
        assert (newest().version, newest().parsed().bands[0].label) == (3, "Mine")

    def test_a_version_begins_in_the_open_quarter_or_later_and_after_the_newest(self, lead: Client) -> None:
        def offered() -> str:
            page = BeautifulSoup(lead.get(VERSION).content, "html.parser")
            return page.select_one("[name=valid_from] option").get_text()

        assert offered() == "Quarter 4 (Jan-March) 2021/22"
        _, data = write(lead, json.dumps(FOUR))
        lead.post(VERSION, data)
        assert offered() == "Quarter 1 (April-June) 2022/23"
        assert "Select a valid choice" in words(lead.post(VERSION, data))
        close_quarter()
        assert offered() == "Quarter 1 (April-June) 2022/23"

    def test_who_keeps_a_part_reads_and_does_not_write(self, client_of) -> None:
        keeper = client_of(make_person("keeper", Role.RISK, service="highways").username)
        page = words(keeper.get(MATRIX))
        assert "Catastrophic" in page
        assert "Write a new version" not in page
        for address in (VERSION, "/risks/matrices/add/"):
            assert keeper.get(address).status_code == 403
            assert keeper.post(address, {"content": json.dumps(FOUR)}).status_code == 403


class TestAdding:
    def test_a_new_matrix(self, lead: Client) -> None:
        address = "/risks/matrices/add/"
        data = typed(lead, address) | {"name": "Four by four", "content": json.dumps(FOUR)}
        shown = lead.post(address, data)
        assert not RiskMatrix.objects.filter(slug="four-by-four").exists()
        answer = lead.post(address, data | {"shown": box(shown, "shown")})
        assert answer.headers["Location"] == "/risks/matrices/four-by-four/"
        assert newest("four-by-four").parsed() == load_matrix(json.dumps(FOUR))
        assert RiskMatrix.objects.get(slug="four-by-four").name == "Four by four"

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"name": ""}, "Enter name"),
            ({"slug": "five-by-five"}, "Another matrix has this short name"),
            ({"slug": "add"}, "not the name of a page"),
            ({"slug": "A b"}, "Write the short name with small letters"),
            ({"valid_from": ""}, "Select first risk quarter"),
        ],
    )
    def test_a_sentence_for_every_mistake(self, lead: Client, wrong: dict[str, str], sentence: str) -> None:
        address = "/risks/matrices/add/"
        data = typed(lead, address) | {"name": "Four", "note": "Kept as typed"}
        answer = lead.post(address, data | wrong)
        assert sentence in words(answer)
        assert "Kept as typed" in words(answer)
        assert RiskMatrix.objects.count() == 1


def test_the_usual_matrix_is_what_a_new_one_begins_with(lead: Client) -> None:
    assert load_matrix(content(lead.get("/risks/matrices/add/"))) == usual_matrix()


def test_a_trial_counts_every_entry_once_and_asks_as_much_for_many(lead: Client) -> None:
    register = make_register("of-highways", service="highways")
    for number in range(15):
        make_assessment(make_entry(register, f"H{number}"), "4x4", "1x1")
    with CaptureQueriesContext(connection) as asked:
        shown, _ = write(lead, with_bands(Low=(1, 4), Big=(5, 25)))
    page = BeautifulSoup(shown.content, "html.parser")
    changed = [
        row for row in page.select("[aria-label='What would change'] tbody tr") if "H1 " in row.get_text(" ")
    ]
    assert len(changed) == 1  # 16 is Big now; 1 stays Low
    assert len(asked) <= 2 * 15
