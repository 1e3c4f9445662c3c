"""Recompute jobs: what they rate, what they say, what they leave alone."""

import pytest
from django.utils import timezone

from council import outbox
from council.actions import jobs
from council.models import AuditEntry, Job, ReportingQuarter
from kpis.actions import ratings
from kpis.models import Rating, Scheme, SchemeVersion
from kpis.selectors import inputs
from kpis.selectors.inputs import EVERYTHING, Scope
from kpis.topics import RECOMPUTE

# The progress of a job is written on a connection of its own, which cannot see what these tests roll back:
# test_faults.py watches it.
pytestmark = pytest.mark.django_db(databases=["default", "progress"])


@pytest.fixture
def quarters() -> list[int]:
    outbox.drain()
    return sorted(ReportingQuarter.objects.values_list("ordinal", flat=True))


def recompute(quarters: list[int], by=None) -> Job:
    job = jobs.request(kind="recompute", title="Rate again", topic=RECOMPUTE, by=by, quarters=quarters)
    outbox.drain()
    job.refresh_from_db()
    return job


def stricter_house_scheme() -> SchemeVersion:
    house = Scheme.objects.get(is_house_default=True)
    last = house.versions.latest("version")
    return SchemeVersion.objects.create(
        scheme=house,
        version=last.version + 1,
        valid_from=last.valid_from + 1,
        content={**last.content, "default_tolerance": 0},
        recorded_at=timezone.now(),
    )


def test_nothing_changed_writes_nothing(quarters) -> None:
    ratings_before, last = Rating.objects.count(), AuditEntry.objects.latest("id").pk
    job = recompute(quarters)
    assert job.state == Job.State.DONE
    assert job.result["changed"] == 0
    assert job.result["unchanged"] > 0
    assert Rating.objects.count() == ratings_before
    assert not AuditEntry.objects.filter(pk__gt=last, table="kpis_rating").exists()


def test_a_changed_scheme_rates_the_asked_quarters_and_no_other(quarters) -> None:
    version = stricter_house_scheme()
    asked = quarters[-2]
    job = recompute([asked])
    judged_anew = {
        row["reported_in"]
        for row in inputs.fetch(EVERYTHING)
        if row["status"] and row["scheme_version_id"] == version.pk
    }
    assert judged_anew == {asked}
    assert job.result["changed"] == Rating.objects.filter(scheme_version_id=version.pk).count() > 0


def test_a_new_rating_stands_beside_the_old_one(quarters) -> None:
    """Ratings are never rewritten: what a committee saw can be shown again."""
    before = {row["id"]: row for row in Rating.objects.values()}
    stricter_house_scheme()
    recompute(quarters)
    after = {row["id"]: row for row in Rating.objects.values()}
    assert len(after) > len(before)
    assert {key: after[key] for key in before} == before


def test_the_counts_add_up(quarters) -> None:
    job = recompute(quarters)
    figures = len(inputs.fetch(Scope(quarters=quarters)))
    assert job.result["rated"] + sum(job.result["unrated"].values()) == figures
    assert job.result["changed"] + job.result["unchanged"] == figures


def test_a_failed_job_changes_nothing_and_says_so(quarters, monkeypatch) -> None:
    stricter_house_scheme()
    before, usual = Rating.objects.count(), ratings.rate

    def fails_at_the_last(scope: Scope) -> ratings.Counts:
        if list(scope.quarters) == quarters[-1:]:
            raise RuntimeError("the disk is gone")
        return usual(scope)

    monkeypatch.setattr(ratings, "rate", fails_at_the_last)
    job = recompute(quarters)
    assert job.state == Job.State.FAILED
    assert "nothing was changed" in job.error
    assert str(job.pk) in job.error
    assert "disk" not in job.error
    assert Rating.objects.count() == before


def test_a_job_that_is_over_is_not_run_again(quarters) -> None:
    job = recompute(quarters[-1:])
    finished = job.finished_at
    outbox.put(RECOMPUTE, job=job.pk)
    outbox.drain()
    job.refresh_from_db()
    assert job.finished_at == finished
