"""`load_demo`: once, again without effect, and nowhere but in a demonstration or a test."""

import pytest
from django.core.management import CommandError, call_command

from council.demo import ACCOUNTS
from council.models import AuditEntry, Council, OutboxMessage, User
from kpis.models import Figure, Indicator, Override, Rating

pytestmark = pytest.mark.django_db


def test_a_second_load_changes_nothing(capsys: pytest.CaptureFixture) -> None:
    before = AuditEntry.objects.count()
    call_command("load_demo")
    assert "already loaded" in capsys.readouterr().out
    assert AuditEntry.objects.count() == before


def test_what_is_loaded() -> None:
    assert Indicator.objects.count() == 42
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
