"""The narrative of a committee's paper: who sees which commentary, and its tables of issues, causes and actions."""

import pytest

from council.actions.quarters import close_quarter
from council.models import CorporatePriority
from council.periods import parse_quarter
from council.sections import Bullets, Section
from kpis.actions import commentary
from kpis.models import Commentary, Indicator
from kpis.narrative_tables import narrative_sections
from kpis.selectors.commentary import of_quarter
from kpis.visibility import visible_to

pytestmark = pytest.mark.django_db
Q3 = parse_quarter("2021-22-Q3")
RATES = {"text": "Rates of pay", "items": ["in the north", "in the south"]}


@pytest.fixture
def write(person):
    """A function that writes commentary of the open quarter as the performance lead."""

    def write(slug: str, *indicators: str, priority: str = "delivering-better-services", **parts: object):
        return commentary.write(
            **{
                "quarter": Q3,
                "slug": slug,
                "heading": slug.capitalize(),
                "priority": CorporatePriority.objects.get(slug=priority),
                "position": Commentary.objects.count(),
                "indicators": Indicator.objects.filter(slug__in=indicators),
                "body": [],
                "by": person("performance"),
                "based_on": 0,
                **parts,
            }
        )

    return write


def sections() -> tuple[Section, ...]:
    return narrative_sections(of_quarter(Q3, visible_to(None)), first_table=7)


def cells_of(section: Section) -> list[list[str]]:
    [table] = section.tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_issues_causes_and_actions_stand_in_their_columns(write) -> None:
    write(
        "gritting",
        "defects-4h-emergency",
        body=[{"kind": "paragraph", "text": "All roads were gritted."}],
        issues=[{"kind": "bullets", "items": ["Ice", "Snow"]}],
        causes=[{"kind": "bullets", "items": [RATES]}],
        actions=[
            {
                "text": "Recruit drivers",
                "owner": "Highways Manager",
                "due": "March 2022",
                "items": ["by press"],
            },
            {"text": "Buy salt", "owner": "", "due": "", "items": []},
        ],
    )
    [section] = sections()
    assert section.title == "Delivering better services: summary, issues, causes and actions"
    assert section.tables[0].caption.startswith("Table 7: Delivering better services")
    assert cells_of(section) == [
        [
            "Gritting",
            "All roads were gritted.",
            "• Ice\n• Snow",
            "Rates of pay\n– in the north\n– in the south",
            "• Recruit drivers (Highways Manager, by March 2022)\n– by press\n• Buy salt",
        ]
    ]


def test_a_list_after_a_paragraph_keeps_its_mark_and_an_empty_part_says_so(write) -> None:
    write(
        "gritting",
        "defects-4h-emergency",
        issues=[{"kind": "paragraph", "text": "Two:"}, {"kind": "bullets", "items": ["Ice"]}],
    )
    [section] = sections()
    assert cells_of(section) == [["Gritting", "None given", "Two:\n• Ice", "None given", "None given"]]


def test_what_speaks_of_no_measure_introduces_the_table(write) -> None:
    write("gritting", "defects-4h-emergency", issues=[{"kind": "bullets", "items": ["Ice"]}])
    write(
        "about",
        body=[{"kind": "paragraph", "text": "This section:"}, {"kind": "bullets", "items": [RATES]}],
    )
    write(
        "waste",
        "recycling-rate",
        priority="protecting-our-environment",
        body=[{"kind": "paragraph", "text": "Steady."}],
    )
    better, environment = sections()
    assert better.blocks[:2] == (
        "This section:",
        Bullets(("Rates of pay\n– in the north\n– in the south",)),
    )
    assert cells_of(environment) == [["Waste", "Steady.", "None given", "None given", "None given"]]
    assert environment.tables[0].caption.startswith("Table 8: Protecting our environment")


def test_summaries_alone_make_no_narrative(write) -> None:
    write("gritting", "defects-4h-emergency", body=[{"kind": "paragraph", "text": "All roads were gritted."}])
    assert sections() == ()


@pytest.mark.parametrize(
    ("username", "seen"),
    [
        ("officer", {"Own"}),
        ("approver", {"Own", "Waste"}),
        ("performance", {"Own", "Waste", "Both", "Whole"}),
        ("auditor", {"Own", "Waste", "Both", "Whole"}),
        ("member", set()),
        ("admin", set()),
    ],
)
def test_commentary_of_an_open_quarter_is_a_draft(write, person, username: str, seen: set[str]) -> None:
    write("own", "defects-4h-emergency")
    write("waste", "recycling-rate")
    write("both", "defects-4h-emergency", "library-visits")
    write("whole")
    assert {str(each) for each in of_quarter(Q3, visible_to(person(username)))} == seen


def test_commentary_of_a_closed_quarter_is_for_everybody(write, person) -> None:
    write("own", "defects-4h-emergency")
    write("whole")
    close_quarter(quarter=Q3, by=person("performance"), reason="For a test")
    assert {str(each) for each in of_quarter(Q3, visible_to(person("member")))} == {"Own", "Whole"}


def test_commentary_as_it_stood(write, django_assert_max_num_queries) -> None:
    first = write("own", "defects-4h-emergency", heading="First")
    write("own", "defects-4h-emergency", heading="Second", based_on=1)
    with django_assert_max_num_queries(4):
        assert [str(each) for each in of_quarter(Q3, visible_to(None))] == ["Second"]
    then = of_quarter(Q3, visible_to(None), as_at=first.recorded_at)
    assert [str(each) for each in then] == ["First"]


def test_the_indicators_page_shows_the_parts_beside_its_chart(write, client_of) -> None:
    write(
        "gritting",
        "defects-4h-emergency",
        issues=[{"kind": "bullets", "items": ["<b>Ice</b>"]}],
        causes=[{"kind": "bullets", "items": [RATES]}],
        actions=[{"text": "Recruit drivers", "owner": "Highways Manager", "due": "March 2022", "items": []}],
    )
    page = " ".join(client_of("officer").get("/kpis/defects-4h-emergency/").content.decode().split())
    assert "Commentary: Quarter 3 (Oct-Dec) 2021/22</h2>" in page
    assert "&lt;b&gt;Ice&lt;/b&gt;" in page
    assert "Rates of pay" in page and "in the north" in page
    assert "Recruit drivers (Highways Manager, by March 2022)" in page
    earlier = page.index("Commentary: Quarter 2 (July-Sep) 2021/22")
    assert page.index("Recruit drivers") < page.index("<details", page.index("Recruit drivers")) < earlier
    member = client_of("member").get("/kpis/defects-4h-emergency/").content.decode()
    assert "Recruit drivers" not in member
    assert "Commentary: Quarter 2 (July-Sep) 2021/22</h2>" in member
