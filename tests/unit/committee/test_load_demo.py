"""`load_demo`: once, again without effect, and nowhere but in a demonstration or a test."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from council.demo import ACCOUNTS
from council.models import AuditEntry, Council, OutboxMessage, ReportingQuarter, User
from council.periods import Quarter
from kpis.models import Benchmark, Commentary, Definition, Figure, Indicator, Override, Rating
from kpis.selectors import dashboard
from kpis.visibility import visible_to

pytestmark = pytest.mark.django_db

PAPER_OF_2018 = Quarter(2018, 3)


def test_a_second_load_changes_nothing(capsys: pytest.CaptureFixture) -> None:
    before = AuditEntry.objects.count()
    call_command("load_demo")
    assert "already loaded" in capsys.readouterr().out
    assert AuditEntry.objects.count() == before


def test_what_is_loaded() -> None:
    assert Indicator.objects.count() == 56 + 42 - 11, "eleven indicators are in both papers"
    assert Definition.objects.current().filter(retired_on=None).count() == 42
    assert Override.objects.filter(state="agreed").count() == 2
    assert Rating.objects.values("figure_id").distinct().count() == Figure.objects.current().count()
    assert not OutboxMessage.objects.filter(done_at=None).exists(), (
        "everything is rated when the command ends"
    )


def test_the_nine_accounts_are_demonstration_accounts_and_nobody_is_djangos_superuser() -> None:
    names = {username for username, *_ in ACCOUNTS}
    assert len(names) == 9
    assert User.objects.filter(username__in=names, is_demonstration=True, is_active=True).count() == 9
    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.filter(is_demonstration=False).exists()


def test_the_holders_of_posts_in_the_papers_cannot_sign_in() -> None:
    others = User.objects.exclude(username__in={username for username, *_ in ACCOUNTS})
    assert others
    assert not any(user.has_usable_password() for user in others)


def test_refused_in_production(settings) -> None:
    settings.ENVIRONMENT = "production"
    with pytest.raises(CommandError, match="refused here"):
        call_command("load_demo")


def test_refused_in_a_real_councils_database() -> None:
    Council.objects.update(demonstration="", name="Real County Council")
    with pytest.raises(CommandError, match="belongs to Real County Council"):
        call_command("load_demo")


def test_a_change_of_the_data_since_is_said() -> None:
    Council.objects.update(demonstration="0" * 64)
    with pytest.raises(CommandError, match="bin/demo --reset"):
        call_command("load_demo")


def test_a_quarter_that_is_none_is_refused_in_a_sentence() -> None:
    Council.objects.all().delete()
    with pytest.raises(CommandError, match="is not a quarter"):
        call_command("load_demo", until="2021-22")


def test_each_paper_keeps_its_own_definitions(q2: Quarter) -> None:
    """An indicator of both papers is one, under the name and the chapter that each paper prints."""
    older, newer = (
        {row.definition.indicator.slug: row.definition for row in dashboard.rows(quarter, visible_to(None))}
        for quarter in (PAPER_OF_2018, q2)
    )
    assert (len(older), len(newer), len(older.keys() & newer.keys())) == (56, 42, 11)
    slug = "cqc-care-homes-good-outstanding"
    assert older[slug].indicator == newer[slug].indicator
    assert (older[slug].chapter.slug, newer[slug].chapter.slug) == (
        "adult-services-public-health",
        "caring-for-the-vulnerable",
    )
    assert older[slug].name.startswith("Care Quality Commission")
    assert newer[slug].name.startswith("Percentage of Care Homes")


def test_what_a_later_paper_lacks_is_retired_before_it() -> None:
    retired = Definition.objects.current().exclude(retired_on=None)
    assert retired.count() == 45
    assert {row.retired_on for row in retired} == {PAPER_OF_2018.end}
    assert {row.version for row in retired} == {2}


def test_rounds_are_closed_in_order_with_a_day_by_which_they_were_due(q3: Quarter) -> None:
    rounds = list(ReportingQuarter.objects.order_by("ordinal"))
    assert [row.quarter for row in rounds if row.is_open] == [q3]
    closings = [row.closed_at for row in rounds if not row.is_open]
    assert closings == sorted(closings)
    for row in rounds:
        assert row.due_on == row.quarter.end + datetime.timedelta(days=35)
        assert row.opened_at.date() <= row.due_on
        assert row.is_open or row.due_on < row.closed_at.date()


def test_the_older_papers_comparators_and_words_are_there() -> None:
    of_2018 = Benchmark.objects.filter(reported_in=PAPER_OF_2018.ordinal)
    assert of_2018.count() == 48
    assert of_2018.filter(comparator="england").count() == 43
    said = Commentary.objects.filter(reported_in=PAPER_OF_2018.ordinal)
    assert said.exclude(directorate=None).count() == 19
    assert {row.heading for row in said.filter(directorate=None)} == {"Highlights", "However"}


def test_ratings_of_the_older_paper_follow_the_targets_inside_names() -> None:
    rows = dashboard.rows(PAPER_OF_2018, visible_to(None))
    rated = {row.definition.indicator.slug: row.state for row in rows if row.is_rated}
    assert rated == {
        "defects-4h-emergency": "green",
        "defects-2d-urgent": "red",
        "defects-5d-non-urgent": "red",
        "defects-20d-non-urgent": "green",
        "street-lighting-average-repair-days": "red",
        "troubled-families-pbr-claims": "green",
    }
    assert {row.state for row in rows if not row.is_rated} == {"data_only", "not_due"}
