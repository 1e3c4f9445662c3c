"""`export_table kpis --quarter 2022-23-Q2`: the figures and the words of the narrative report, cell by cell."""

import csv
import datetime
import io
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command

from committee.tables_for_export import build
from council.demo import DEMO, read_yaml
from council.periods import parse_quarter
from council.sections import Document
from kpis.visibility import visible_to
from tests.third_paper import third_paper

pytestmark = pytest.mark.django_db
QUARTER = "2022-23-Q2"
DATA = Path(__file__).parent / "data"
NAMES = {row["slug"]: row["name"] for row in read_yaml(DEMO / "2022-23-q2" / "indicators.yaml")}
HEADINGS = {
    group["slug"]: group["heading"]
    for priority in read_yaml(DEMO / "2022-23-q2" / "commentary.yaml")["priorities"]
    for group in priority["groups"]
}


def printed(what: str) -> list[dict[str, str]]:
    with (DATA / f"printed-2022-23-q2-{what}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FIGURES, ITEMS = printed("figures"), printed("items")


@dataclass(frozen=True)
class Exported:
    """What the paper's export says, read once."""

    figures: dict[str, dict[str, str]]  # rows of the tables of figures by the indicator's name
    words: dict[str, dict[str, str]]  # rows of the narrative by their heading
    page: str  # the HTML file
    before: Document  # the export of the closed quarter before it, whose commentary is a summary alone


@pytest.fixture(scope="module")
def exported(django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The third paper is loaded on top of the demonstration of the tests, exported, and taken away again."""
    folder = tmp_path_factory.mktemp("narrative")
    with django_db_blocker.unblock(), third_paper():
        for name in ("csv", "html"):
            path = folder / f"kpis.{name}"
            call_command(
                "export_table",
                "kpis",
                f"--quarter={QUARTER}",
                f"--format={name}",
                f"--output={path}",
                verbosity=0,
            )
        before = build(
            "kpis",
            parse_quarter("2021-22-Q2"),
            view=visible_to(None),
            now=datetime.datetime(2022, 12, 1, tzinfo=datetime.UTC),
        )
    rows = list(csv.DictReader(io.StringIO((folder / "kpis.csv").read_text(encoding="utf-8-sig"))))
    return Exported(
        figures={row["Performance indicator"]: row for row in rows if row["Performance indicator"]},
        words={row["Service or measure"]: row for row in rows if row["Service or measure"]},
        page=_text(folder / "kpis.html"),
        before=before,
    )


def _text(page: Path) -> str:
    """The words of an HTML file, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))).split())


def test_every_measure_and_every_section_has_its_row(exported: Exported) -> None:
    assert set(exported.figures) == set(NAMES.values())
    assert set(exported.words) == {HEADINGS[row["group"]] for row in ITEMS}
    assert (len(exported.figures), len(exported.words)) == (72, 47)


def stands_in(words: str, row: dict[str, str]) -> bool:
    """Whether the words stand in one of the row's cells, and not as part of a longer number."""
    alone = re.compile(rf"(?<![\d.,£]){re.escape(words)}(?!\d|[.,]\d)")
    return any(alone.search(cell) for cell in row.values() if cell)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda row: row["id"])
def test_no_figure_that_the_paper_prints_is_missing(exported: Exported, figure: dict[str, str]) -> None:
    """In the table of figures as a figure, target or comparator of its measure; and all of them in the paper's words."""
    if figure["lands"] in {"figure", "target", "benchmark"}:
        assert stands_in(figure["reads"], exported.figures[NAMES[figure["indicator"]]])
    for part in figure["quote"].split("..."):
        assert " ".join(part.split()) in exported.page


def test_no_point_that_the_paper_makes_is_missing_from_its_cell(exported: Exported) -> None:
    missing = [
        (item["group"], item["part"], item["text"])
        for item in ITEMS
        if item["text"] not in exported.words[HEADINGS[item["group"]]][item["part"].capitalize()]
    ]
    assert missing == []
    assert len(ITEMS) == 268


def test_a_part_that_the_paper_leaves_out_says_so(exported: Exported) -> None:
    parts = {(item["group"], item["part"]) for item in ITEMS}
    for group in {item["group"] for item in ITEMS}:
        for part in ("summary", "issues", "causes", "actions"):
            cell = exported.words[HEADINGS[group]][part.capitalize()]
            assert (cell == "None given") == ((group, part) not in parts)


def test_the_check_above_can_fail() -> None:
    row = {"a": "£7,989,000 (2022/23)", "b": "81.9%"}
    assert stands_in("£7,989,000", row) and stands_in("81.9%", row)
    assert not stands_in("7,989,000", row) and not stands_in("1.9%", row) and not stands_in("81", row)


def test_the_rating_that_the_paper_states_is_agreed(exported: Exported) -> None:
    row = exported.figures["Household Waste Recycling Centres (HWRC): recycling rate"]
    assert (row["Rating"], row["Calculated rating"]) == ("Slightly below desired (agreed)", "Data only")


@pytest.mark.parametrize(
    ("slug", "rating"),
    [
        ("cqc-care-homes-good-outstanding", "Requires improvement"),
        ("cqc-community-providers-good-outstanding", "On track"),
        ("perm-admissions-65plus", "Requires improvement"),
        ("nowcards-processing", "Cannot be rated"),
        ("care-leavers-eet", "Cannot be rated"),
        ("defects-4h-emergency", "Not available"),
    ],
)
def test_ratings(exported: Exported, slug: str, rating: str) -> None:
    assert exported.figures[NAMES[slug]]["Rating"] == rating


def test_a_quarter_whose_commentary_is_a_summary_alone_has_no_narrative(exported: Exported) -> None:
    assert [section.title for section in exported.before.sections if "actions" in section.title] == []
