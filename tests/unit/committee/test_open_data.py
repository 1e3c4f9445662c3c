"""What a pack publishes as records, and which of them are read: the newest, as corrected, of what was published."""

from __future__ import annotations

import csv
import datetime
import json

import pytest
from django.utils import timezone

from committee.actions import contents
from committee.actions.errata import issue_erratum
from committee.api.tables import TABLES, csv_lines, metadata
from committee.models import Meeting, Paper, PublishedRecord
from committee.pack_data import Record
from committee.selectors import open_data, published
from kpis.actions import ratings
from kpis.selectors.inputs import EVERYTHING
from tests.committee_corrections import DEFECTS, bring_back_indicator, correct_figure, retire_indicator
from tests.committee_factories import (
    EXEMPT,
    clerk,
    make_committee,
    make_item,
    make_meeting,
    make_paper,
    publish,
)

pytestmark = pytest.mark.django_db

Kind = PublishedRecord.Kind
KEY = f"{DEFECTS}/2021-22-Q2"


def records_of(meeting: Meeting) -> list[Record]:
    return contents.read(meeting, timezone.now()).records


def correct(meeting: Meeting, position: int = 1) -> None:
    item = meeting.items.get(position=position)
    issue_erratum(item, said="88.71%", now_says="11.11%", reason="Mistyped.", by=clerk())


def of_kind(records: list[Record], kind: str) -> dict[str, dict]:
    return {record.key: record.data for record in records if record.kind == kind}


@pytest.fixture
def indicators() -> list[Record]:
    """The records of a paper of indicators."""
    ratings.rate(EVERYTHING)
    paper = make_paper(Paper.Kind.PERFORMANCE)
    return open_data.paper_records(paper, timezone.now())


class TestRecords:
    def test_a_figure_is_exact_and_as_printed(self, indicators: list[Record]) -> None:
        figure = of_kind(indicators, Kind.FIGURE)[KEY]
        assert (figure["value"], figure["printed"], figure["unit"]) == ("88.71", "88.71%", "%")
        assert (figure["period_start"], figure["period_end"]) == ("2021-07-01", "2021-09-30")

    def test_every_figure_and_rating_is_of_an_indicator_that_is_there(self, indicators: list[Record]) -> None:
        known = set(of_kind(indicators, Kind.INDICATOR))
        figures, rated = of_kind(indicators, Kind.FIGURE), of_kind(indicators, Kind.RATING)
        assert {each["indicator"] for each in (*figures.values(), *rated.values())} == known
        assert len(figures) > len(rated) > 40
        assert all(key == f"{each['indicator']}/{each['slot']}" for key, each in (figures | rated).items())

    def test_a_rating_names_its_scheme_as_people_do(self, indicators: list[Record]) -> None:
        rating = of_kind(indicators, Kind.RATING)[KEY]
        assert (rating["status"], rating["scheme"].partition("/")[2].isdecimal()) == ("red", True)

    def test_only_the_indicators_that_are_named(self) -> None:
        found = open_data.paper_records(make_paper(Paper.Kind.PERFORMANCE), timezone.now(), {DEFECTS})
        assert set(of_kind(found, Kind.INDICATOR)) == {DEFECTS}

    def test_everything_is_plain_data(self, indicators: list[Record]) -> None:
        assert json.loads(json.dumps([record.data for record in indicators])) == [
            each.data for each in indicators
        ]

    def test_risks_are_those_of_the_corporate_register_of_the_quarter(self) -> None:
        found = of_kind(open_data.paper_records(make_paper(Paper.Kind.RISKS), timezone.now()), Kind.RISK)
        assert len(found) == 9
        risk = found["corporate/Corp 1/2021-22-Q3"]
        assert risk["current"] == {"likelihood": "Likely", "impact": "Major", "score": "16", "band": "High"}

    def test_a_complaints_figure_that_is_kept_back_has_no_value(self) -> None:
        found = of_kind(
            open_data.paper_records(make_paper(Paper.Kind.COMPLAINTS), timezone.now()), Kind.COMPLAINTS
        )
        kept_back = [each for each in found.values() if each["not_shown"]]
        assert kept_back
        assert {each["value"] for each in kept_back} == {None}

    def test_of_an_exempt_item_only_that_it_is_and_why(self) -> None:
        meeting = make_meeting()
        make_paper(Paper.Kind.RISKS, item=make_item(meeting, title="Contract", text="Secret", **EXEMPT))
        found = records_of(meeting)
        assert [record.kind for record in found] == [Kind.MEETING, Kind.ITEM]
        assert found[1].data == {
            "number": 1, "title": "Contract", "kind": "report", "part": 2, "paragraphs": [3],
            "public_interest": "Secrecy outweighs disclosure.",
        }  # fmt: skip


class TestWhatIsRead:
    @pytest.fixture
    def meetings(self) -> list[Meeting]:
        """Two meetings of a committee with the same indicators: the second prints a figure that was corrected."""
        committee = make_committee()
        found = []
        for month in (3, 6):
            meeting = make_meeting(committee, datetime.datetime(2022, month, 8, 14))
            make_paper(Paper.Kind.PERFORMANCE, item=make_item(meeting))
            ratings.rate(EVERYTHING)
            publish(meeting)
            found.append(meeting)
            if month == 3:
                correct_figure()
        return found

    def figure(self, meeting: str = "") -> tuple[str, int | None]:
        """What is printed, and the erratum that corrected it."""
        record = published.records(Kind.FIGURE, meeting=meeting, key=KEY).get()
        return record.data["printed"], record.erratum.number if record.erratum else None

    def test_each_key_once_as_published_last_or_by_one_meeting(self, meetings: list[Meeting]) -> None:
        assert self.figure() == ("11.11%", None)
        assert self.figure(meetings[0].slug) == ("88.71%", None)
        assert self.figure(meetings[1].slug) == ("11.11%", None)

    def test_an_erratum_corrects_what_its_meeting_published(self, meetings: list[Meeting]) -> None:
        before = published.state()
        correct(meetings[0])
        assert self.figure(meetings[0].slug) == ("11.11%", 1)
        assert self.figure() == ("11.11%", None), "the second meeting was published later"
        assert published.state() != before

    def test_what_a_corrected_paper_no_longer_says_is_no_record_of_its_meeting(
        self, meetings: list[Meeting]
    ) -> None:
        """What an earlier meeting published of it still stands, until it is corrected too."""
        others = published.records(Kind.FIGURE).exclude(data__indicator=DEFECTS).count()
        retire_indicator()
        correct(meetings[1])
        for kind in (Kind.FIGURE, Kind.RATING, Kind.INDICATOR):
            found = published.records(kind, meeting=meetings[1].slug)
            assert found.exists(), kind
            assert not any(record.key.startswith(DEFECTS) for record in found), kind
        assert self.figure() == self.figure(meetings[0].slug) == ("88.71%", None)
        correct(meetings[0])
        assert not published.records(Kind.FIGURE, data__indicator=DEFECTS).exists()
        assert published.records(Kind.FIGURE).count() == others > 0
        assert PublishedRecord.objects.filter(kind=Kind.FIGURE, key=KEY).count() == 2, "both stay on record"

    def test_a_record_that_comes_back_is_read_again(self, meetings: list[Meeting]) -> None:
        retire_indicator()
        correct(meetings[1])
        bring_back_indicator()
        correct(meetings[1])
        assert self.figure() == ("11.11%", 2)

    def test_what_another_paper_of_the_meeting_says_stands(self) -> None:
        meeting = make_meeting()
        for _ in range(2):
            make_paper(Paper.Kind.PERFORMANCE, item=make_item(meeting))
        ratings.rate(EVERYTHING)
        publication = publish(meeting)
        assert publication.pack.data.count(f'["figure","{KEY}",') == 1
        retire_indicator()
        correct(meeting, position=2)
        assert self.figure() == ("88.71%", None)
        correct(meeting, position=1)
        assert not published.records(Kind.FIGURE, key=KEY).exists()

    def test_what_is_frozen_and_not_published_is_read_by_nobody(self) -> None:
        assert not published.records(Kind.FIGURE).exists()
        meeting = make_meeting()
        make_item(meeting, title="Apologies", kind="standing", author="")
        before = published.state()
        publish(meeting)
        assert published.state() != before
        assert published.records(Kind.ITEM, meeting=meeting.slug).count() == 1


class TestTables:
    def test_every_column_is_in_every_record_of_its_kind(self, indicators: list[Record]) -> None:
        of_meeting = {"meeting": "m", "published_at": "2022-03-01T00:00:00+00:00", "erratum": None}
        for name in ("indicators", "figures", "ratings"):
            table = TABLES[name]
            rows = [data | of_meeting for data in of_kind(indicators, table.kind).values()]
            read = list(csv.reader(csv_lines(table, rows)))
            assert read[0] == [column.name for column in table.columns]
            assert len(read) == len(rows) + 1
            assert {len(line) for line in read} == {len(table.columns)}

    def test_a_cell_may_hold_lines_commas_and_quotes(self) -> None:
        table = TABLES["indicators"]
        row = dict.fromkeys((column.name for column in table.columns), "") | {
            "name": 'One, "two"\nthree',
            "erratum": None,
        }
        [_, line] = csv.reader("".join(csv_lines(table, [row])).splitlines(keepends=True))
        assert line[1] == 'One, "two"\nthree'

    def test_the_metadata_names_columns_types_keys_and_licence(self) -> None:
        found = metadata("figures", "figures.csv")
        columns = {column["name"]: column for column in found["tableSchema"]["columns"]}
        assert (columns["value"]["datatype"], columns["is_forecast"]["datatype"]) == ("decimal", "boolean")
        assert found["tableSchema"]["primaryKey"] == ["indicator", "slot"]
        assert "open-government-licence" in found["dc:license"]["@id"]
