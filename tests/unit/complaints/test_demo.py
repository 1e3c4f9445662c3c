"""The demonstration's complaints in the database: totals, history, marks, and limits as the actions work them out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pytest
import yaml
from django.db.models import Count, Sum

from complaints import synthetic
from complaints.actions import stages, standing
from complaints.demo import COMPLAINTS, Log
from complaints.models import (
    ActiveCases,
    AnnualReport,
    Area,
    CaseText,
    Channel,
    Complainant,
    Decision,
    Details,
    Feedback,
    Investigated,
    Kind,
    Learning,
    OmbudsmanCase,
    Outcome,
    Pause,
    Procedure,
    PublishedStatistic,
    Recommendation,
    Remedy,
    ReportText,
    ServiceType,
    Stage,
    Standing,
    Subject,
)
from complaints.report_outline import section_of
from complaints.selectors.figures import figures
from complaints.selectors.published import compared
from complaints.visibility import visible_to
from council.models import OutboxMessage, User

pytestmark = pytest.mark.django_db

YEAR = {"received_on__gte": datetime.date(2020, 4, 1), "received_on__lte": datetime.date(2021, 3, 31)}


def read(name: str) -> list[dict]:
    return yaml.safe_load((COMPLAINTS / f"{name}.yaml").read_text(encoding="utf-8"))


def test_feedback_of_2020_21_adds_up_to_the_report() -> None:
    found = Standing.objects.current().filter(**YEAR).values_list("kind", "area").annotate(Count("id"))
    assert {(kind, area): count for kind, area, count in found} == {
        ("complaint", "adults"): 420,
        ("complaint", "children"): 226 + 90,
        ("complaint", "inclusion"): 139,
        ("compliment", "adults"): 616,
        ("compliment", "children"): 51,
        ("compliment", "inclusion"): 36,
        ("comment", "adults"): 43,
        ("comment", "children"): 13,
        ("comment", "inclusion"): 7,
    }


def test_every_case_is_marked_synthetic_and_nobody_wrote_anything() -> None:
    assert Feedback.objects.count() > 3400
    assert not Feedback.objects.filter(synthetic=False).exists()
    assert not OmbudsmanCase.objects.filter(synthetic=False).exists()
    assert not ActiveCases.objects.filter(synthetic=False).exists()
    assert not CaseText.objects.exists()
    assert not OutboxMessage.objects.filter(done_at=None).exists()


def test_standings_and_limits_are_those_that_the_actions_work_out(person) -> None:
    """What was entered in bulk is what people would have entered case by case."""
    every = list(Feedback.objects.values_list("pk", flat=True))
    by = person("complaints")
    assert standing.refresh(every, by=by) == 0
    assert stages.recount(every, by=by) == 0


def test_rows_hold_what_their_fields_allow() -> None:
    """Bulk writes do not ask: the words of the plan are held against the models' choices here."""
    for model, choices in (
        (
            Details,
            {"channel": Channel, "area": Area, "complainant": Complainant, "captured": Details.Captured},
        ),
        (Standing, {"kind": Kind}),
        (Remedy, {"what": Remedy.What}),
    ):
        for name, known in choices.items():
            assert set(model.objects.values_list(name, flat=True)) <= set(known.values), name
    for model, name, known in (
        (Details, "procedure", Procedure),
        (Details, "lead_body", Details.LeadBody),
        (Stage, "outcome", Outcome),
        (Stage, "investigated", Investigated),
        (OmbudsmanCase, "decision", Decision),
        (OmbudsmanCase, "council_outcome", Outcome),
    ):
        assert set(model.objects.values_list(name, flat=True)) <= {"", *known.values}, name
    slugs = set(Subject.objects.values_list("slug", flat=True))
    assert {slug for row in Details.objects.values_list("subjects", flat=True) for slug in row} <= slugs
    for joint in Details.objects.exclude(lead_body=""):
        assert joint.partners


def test_service_types_belong_to_the_area_of_their_cases() -> None:
    rows = Standing.objects.current().exclude(service_type=None)
    assert not [row for row in rows.select_related("service_type") if row.service_type.area != row.area]
    assert not [
        row for row in rows.select_related("service_type") if row.service_id != row.service_type.service_id
    ]


def test_reports_are_as_they_were_when_they_closed() -> None:
    """A joint complaint of 2019/20 that was answered at last in 2021 was open when the report of its year closed."""
    reports = {row.year: row for row in AnnualReport.objects.all()}
    assert {year: row.is_open for year, row in reports.items()} == {2019: False, 2020: False, 2021: True}
    assert visible_to(User.objects.get(username="member")).reports == [reports[2020], reports[2019]]
    then = Standing.objects.as_at(reports[2019].closed_at)
    of_2019 = then.filter(received_on__range=(datetime.date(2019, 4, 1), datetime.date(2020, 3, 31)))
    assert of_2019.filter(kind="complaint").count() == 536 + 252 + 139
    assert not then.filter(received_on__gt=datetime.date(2020, 3, 31)).exists()
    answered_later = Standing.objects.current().filter(version=2)
    assert answered_later.exists()
    for row in answered_later:
        before = then.get(feedback=row.feedback_id)
        assert (before.closed_on, before.outcome) == (None, "")
        assert row.closed_on > reports[2019].counted_on


def test_the_pause_of_the_pandemic_holds_for_every_procedure() -> None:
    general = Pause.objects.current().filter(feedback=None)
    assert set(general.values_list("procedure", flat=True)) == set(Procedure.values)
    assert {(row.first, row.last) for row in general} == {
        (datetime.date(2020, 4, 1), datetime.date(2020, 6, 30))
    }


def test_the_year_under_way_has_work_of_every_kind() -> None:
    today = datetime.date(2021, 11, 19)
    still_open = Standing.objects.current().filter(
        kind="complaint", closed_on=None, received_on__gte=datetime.date(2021, 4, 1)
    )
    assert still_open.filter(due_on__lt=today).exists(), "overdue"
    assert still_open.filter(due_on__range=(today, today + datetime.timedelta(days=14))).exists(), "due soon"
    stages_open = Stage.objects.current().filter(answered_on=None)
    assert stages_open.filter(extended=True, letter_on__isnull=False).exists()
    assert Pause.objects.current().exclude(feedback=None).count() == 1
    pending = OmbudsmanCase.objects.current().filter(decision="")
    assert pending.filter(answered_on=None).exists()
    assert Recommendation.objects.current().filter(done_on=None).exists()
    assert Recommendation.objects.current().exclude(done_on=None).exclude(proof="").exists()
    assert not Standing.objects.filter(received_on__gt=today).exists()


def test_settlements_by_the_year_of_the_decision() -> None:
    paid: Mapping[str, object] = (
        OmbudsmanCase.objects.current()
        .filter(decided_on__range=(datetime.date(2020, 4, 1), datetime.date(2021, 3, 31)))
        .aggregate(total=Sum("settlement"))
    )
    assert paid["total"] == 19700


def test_learning_is_kept_word_for_word() -> None:
    points = Learning.objects.current().order_by("position")
    assert points.values_list("area", "source").annotate(n=Count("id")).count() == 4
    assert [row.text for row in points] == [row["text"] for row in read("learning")]
    assert points.count() == 51
    assert sum(len(row.points) for row in points) == 10
    assert {row.position for row in points} == set(range(1, 52))


def test_texts_of_the_report_stand_in_its_sections_and_repeat_no_figures() -> None:
    texts = ReportText.objects.current().filter(report=2020)
    assert texts.count() == 22
    for row in texts:
        section = section_of(row.section)
        assert section is not None, row.section
        assert "%" not in row.text
        assert "£" not in row.text


def test_what_reports_state_is_on_record() -> None:
    assert PublishedStatistic.objects.filter(report_year=2020).count() == 134


@pytest.mark.parametrize("at_closing", [True, False], ids=["as it closed", "now"])
def test_the_report_counted_from_the_cases_agrees_with_all_that_can_hold(at_closing: bool) -> None:
    """What differs is what the report contradicts itself in: the list at the head of the plan, and changes of those."""
    closed_at = AnnualReport.objects.get(year=2020).closed_at
    counted = figures(2020, view=visible_to(None), as_at=closed_at if at_closing else None)
    verdicts = {row.statistic.ref: row.verdict for row in compared(counted)}
    differs = {ref.removeprefix("C2021-") for ref, verdict in verdicts.items() if verdict == "differs"}
    assert differs == {"023", "025", "032", "042", "043", "044", "057", "099", "100", "101"}
    assert {*verdicts.values()} == {"agrees", "differs", "stated"}
    assert len(verdicts) == 134


def test_service_types_and_subjects_of_the_files_are_there() -> None:
    assert set(ServiceType.objects.values_list("slug", flat=True)) == {
        row["slug"] for row in read("service_types")
    }
    assert set(Subject.objects.values_list("slug", flat=True)) == {row["slug"] for row in read("subjects")}


def test_a_log_is_taken_over_again_without_effect(person) -> None:
    """What is already there as it was known is left alone; a later day brings what happened until then."""
    plan = synthetic.parse(
        {
            "seed": "twice",
            "as_of": datetime.date(2021, 11, 19),
            "channels": {"complaint": {"web": 1}},
            "subjects": {"complaint": {"delay": 1}},
            "groups": [
                {
                    "name": "joint",
                    "kind": "complaint",
                    "area": "adults",
                    "procedure": "adults-statutory",
                    "year": 2010,
                    "count": 3,
                    "paths": [
                        {
                            "count": 3,
                            "stages": ["respond"],
                            "outcomes": {"upheld": 3},
                            "received": [datetime.date(2011, 3, 1), datetime.date(2011, 3, 31)],
                            "closes": [datetime.date(2011, 6, 1), datetime.date(2011, 7, 29)],
                        }
                    ],
                }
            ],
        }
    )
    log = Log(synthetic.make(plan), person("complaints"))
    log.take_over(through=2010, on=datetime.date(2011, 4, 29))
    of_2010 = Standing.objects.filter(feedback__reference__startswith="CF-2010-")
    assert [row.outcome for row in of_2010] == ["", "", ""]
    log.take_over(through=2010, on=datetime.date(2011, 5, 10))
    assert of_2010.all().count() == 3
    log.take_over(through=2010, on=datetime.date(2011, 8, 31))
    assert [row.outcome for row in of_2010.filter(superseded_at=None)] == ["upheld"] * 3
    assert {
        row.version for row in Stage.objects.current().filter(feedback__in=of_2010.values("feedback"))
    } == {2}
    log.take_over(through=2010, on=datetime.date(2011, 9, 30))
    assert of_2010.all().count() == 6
