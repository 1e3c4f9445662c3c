"""What belongs to definitions, on screen: marks in a series, groups, benchmarks, the file of all definitions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from council.periods import Slot
from kpis.actions import benchmarks, definitions
from kpis.models import Benchmark, Definition
from kpis.selectors import definition_entries
from kpis.selectors import definitions as selectors
from tests.factories import make_indicator, performance_lead
from tests.unit.kpis.page_forms import typed, words

pytestmark = pytest.mark.django_db

ADDRESS = "/kpis/definitions/new-one/"


@pytest.fixture
def lead(client_of) -> Client:
    return client_of("performance")


class TestMarks:
    def test_marked_shown_and_removed(self, lead: Client) -> None:
        make_indicator("new-one")
        event = {"kind": "event", "place": "2021-22-Q2", "reason": "Storm <b>Arwen</b>"}
        page = lead.post(ADDRESS + "marks/", event, follow=True)
        assert "The event at Quarter 2 (July-Sep) 2021/22 is marked." in words(page)
        assert "<b>Arwen" not in page.content.decode()
        assert "is marked already" in words(lead.post(ADDRESS + "marks/", event))
        [mark] = selectors.events(selectors.current("new-one").indicator)
        page = lead.post(f"{ADDRESS}marks/event/{mark.pk}/remove/", follow=True)
        assert "It stays on record." in words(page)
        assert lead.post(f"{ADDRESS}marks/event/{mark.pk}/remove/").status_code == 404
        assert lead.post(f"{ADDRESS}marks/other/{mark.pk}/remove/").status_code == 404

    def test_a_mark_of_another_indicator_is_not_removed_from_here(self, lead: Client) -> None:
        other = make_indicator("other")
        make_indicator("new-one")
        mark = definitions.break_series(
            indicator=other, slot=Slot.parse("2021-22-Q2"), reason="x", by=performance_lead()
        )
        assert lead.post(f"{ADDRESS}marks/break/{mark.pk}/remove/").status_code == 404
        assert selectors.breaks(other) == [mark]

    @pytest.mark.parametrize(
        ("frequency", "place", "sentence"),
        [
            ("quarterly", "Q2", '"Q2" is not a period'),
            ("quarterly", "2021-09", "This indicator has no such figure. Write a quarter like 2021-22-Q3"),
            ("annual", "2021-22-Q2", "This indicator has no such figure. Write a year like 2021-22."),
            ("monthly", "2021-22-Q2", "This indicator has no such figure. Write a month like 2021-09"),
            ("quarterly", "", "Enter the first figure it is about"),
        ],
    )
    def test_places_that_are_none(self, lead: Client, frequency: str, place: str, sentence: str) -> None:
        make_indicator("new-one", frequency=frequency)
        given = {"kind": "break", "place": place, "reason": "x"}
        assert sentence in words(lead.post(ADDRESS + "marks/", given))


class TestGroups:
    def test_a_group_is_added_named_and_filled(self, lead: Client) -> None:
        make_indicator("new-one")
        page = lead.post("/kpis/groups/", {"name": "Winter roads"}, follow=True)
        assert "Choose its indicators." in words(page)
        assert "already" in words(lead.post("/kpis/groups/", {"name": "Winter roads"}))
        lead.post("/kpis/groups/winter-roads/", {"rename": "1", "name": "Roads in winter"})
        assert "already" in words(
            lead.post("/kpis/groups/winter-roads/", {"rename": "1", "name": "Recycling"})
        )
        page = lead.post(
            "/kpis/groups/winter-roads/", {"choose": "1", "seen": "", "members": ["new-one"]}, follow=True
        )
        assert "1 indicator changed group." in words(page)
        assert "Roads in winter Roads gritted on time" in words(page)

    def test_two_people_choose_members(self, lead: Client) -> None:
        make_indicator("new-one")
        lead.post("/kpis/groups/recycling/", {"choose": "1", "seen": "", "members": ["new-one"]})
        answer = lead.post(
            "/kpis/groups/recycling/", {"choose": "1", "seen": "nobody", "members": ["new-one"]}
        )
        assert answer.status_code == 409
        page = BeautifulSoup(answer.content, "html.parser")
        assert "Somebody else changed this group" in page.get_text()
        assert [box["value"] for box in page.select("[name=members][checked]")] == ["new-one"]
        seen = page.select_one("[name=seen]")["value"]
        assert (
            lead.post(
                "/kpis/groups/recycling/", {"choose": "1", "seen": seen, "members": ["new-one"]}
            ).status_code
            == 302
        )
        assert selectors.current("new-one").group.slug == "recycling"


class TestBenchmarks:
    GIVEN = {
        "version": "0",
        "comparator": "region",
        "name": "North West",
        "reported_in": "2021-22-Q2",
        "period": "2020-21",
        "value": "91.2%",
        "rank": "5",
        "rank_of": "16",
        "quartile": "2",
    }

    def test_added_and_corrected(self, lead: Client) -> None:
        make_indicator("new-one")
        page = lead.post(ADDRESS + "benchmarks/", self.GIVEN, follow=True)
        assert "North West 2020/21 Quarter 2 (July-Sep) 2021/22 91.2% 5 of 16 2" in words(page)
        assert "This benchmark is there already" in words(lead.post(ADDRESS + "benchmarks/", self.GIVEN))
        row = Benchmark.objects.current().get(indicator__slug="new-one")
        address = f"{ADDRESS}benchmarks/{row.pk}/"
        lead.post(address, typed(lead, address) | {"value": "92"})
        corrected = Benchmark.objects.current().get(indicator__slug="new-one")
        assert (corrected.value, corrected.version, corrected.rank) == (92, 2, 5)
        stale = lead.post(address, {"version": "1", "value": "93"})
        assert stale.status_code == 409
        assert "saved 92% (rank 5 of 16, quartile 2)" in words(stale)
        assert 'value="93"' in stale.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"value": "", "rank": "", "rank_of": "", "quartile": ""}, "Enter their figure, our rank"),
            ({"rank": "17"}, "Our rank cannot be behind all 16"),
            ({"rank": ""}, "Enter our rank too"),
            ({"reported_in": "2021-22"}, "is not a quarter"),
            ({"period": "last year"}, "is not a period"),
            ({"value": "£5"}, "Enter the figure in %, without £"),
        ],
    )
    def test_a_sentence_for_every_mistake(self, lead: Client, wrong: dict[str, str], sentence: str) -> None:
        make_indicator("new-one")
        assert sentence in words(lead.post(ADDRESS + "benchmarks/", self.GIVEN | wrong))
        assert not Benchmark.objects.filter(indicator__slug="new-one").exists()

    def test_a_benchmark_of_another_indicator_is_not_found_here(self, lead: Client) -> None:
        other = make_indicator("other")
        make_indicator("new-one")
        row = benchmarks.record(
            indicator=other,
            comparator="england",
            reported_in=Slot.parse("2021-22-Q2").period,
            by=performance_lead(),
            based_on=0,
            value=Decimal(1),
        )
        assert lead.get(f"{ADDRESS}benchmarks/{row.pk}/").status_code == 404


class TestFile:
    IMPORT = "/kpis/definitions/import/"

    def send(self, lead: Client, content: str | bytes, name: str = "definitions.yaml"):
        given = content.encode() if isinstance(content, str) else content
        return lead.post(self.IMPORT, {"file": SimpleUploadedFile(name, given)})

    def test_what_was_downloaded_changes_nothing(self, lead: Client) -> None:
        file = lead.get("/kpis/definitions/export/")
        assert file.headers["Content-Disposition"] == 'attachment; filename="definitions.yaml"'
        assert "Nothing needs to be saved." in words(self.send(lead, file.content))

    def test_looked_at_and_then_saved(self, lead: Client) -> None:
        text = definition_entries.export().replace("name: Audit report", 'name: Audit & "more"')
        page = self.send(lead, text)
        assert 'Name Audit report Audit & "more"' in words(page)
        assert selectors.current("audit-report").name == "Audit report"
        fields = {
            box["name"]: box["value"]
            for box in BeautifulSoup(page.content, "html.parser").select("main input[type=hidden]")
        }
        answer = lead.post(self.IMPORT, fields, follow=True)
        assert "The file is imported: 0 added, 1 changed" in words(answer)
        assert selectors.current("audit-report").name == 'Audit & "more"'

    def test_somebody_changed_a_definition_meanwhile(self, lead: Client) -> None:
        text = definition_entries.export().replace("name: Audit report", "name: Audit")
        seen = self.send(lead, text).context["plan"].seen
        definitions.revise(
            selectors.current("audit-report"), by=performance_lead(), reason="", owner="Auditor"
        )
        answer = lead.post(self.IMPORT, {"text": text, "seen": seen})
        assert answer.status_code == 409
        assert "Definitions changed since you looked" in words(answer)
        assert "Owner (post) Auditor" in words(answer)
        assert selectors.current("audit-report").name == "Audit report"

    def test_findings_are_shown_and_nothing_is_saved(self, lead: Client) -> None:
        text = definition_entries.export().replace("service: highways", "service: roads", 1)
        before = Definition.objects.count()
        assert 'This council has no service "roads"' in words(self.send(lead, text))
        assert lead.post(self.IMPORT, {"text": text, "seen": ""}).status_code == 409
        assert Definition.objects.count() == before

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            ("indicators: []", "definitions.txt", "The selected file must be a YAML file"),
            ("", "definitions.yaml", "The selected file is empty"),
            (b"\xff\xfe", "definitions.yaml", "is not saved as UTF-8"),
            ("x" * (2 * 1024 * 1024 + 1), "definitions.yaml", "must be smaller than 2MB"),
            ("a: [", "definitions.yml", "cannot be read"),
        ],
    )
    def test_files_that_cannot_be_used(
        self, lead: Client, content: str | bytes, name: str, sentence: str
    ) -> None:
        assert sentence in words(self.send(lead, content, name))

    def test_a_text_that_was_meddled_with(self, lead: Client) -> None:
        assert "Choose the file again" in words(lead.post(self.IMPORT, {"text": "["}, follow=True))
