"""`bin/manage reconcile MEETING`."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from committee.models import FindingAnswer, Meeting
from committee.selectors.findings import findings
from council.models import User

pytestmark = pytest.mark.django_db

REASON = "The register is printed as it was received."
ACCEPTED = f" (Accepted: {REASON})"


def run(meeting: str, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
    """The lines printed, and what the command says at its end."""
    try:
        call_command("reconcile", meeting)
    except CommandError as error:
        return capsys.readouterr().out.splitlines(), str(error)
    printed = capsys.readouterr()
    return printed.out.splitlines(), printed.err.strip()


def test_a_line_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    lines, said = run("2021-11-25", capsys)
    [exchanged] = [line for line in lines if ": card_and_profile: " in line]
    assert exchanged.startswith("Risk register, Q3 2021/22: card_and_profile: Corp 4: the card gives 6")
    assert said.startswith(f"{len(lines)} findings: ")
    assert "high" in said


def test_what_was_accepted_says_so_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    meeting = Meeting.objects.get(slug="ccpi-2021-11-25")
    before, _ = run(meeting.slug, capsys)
    accepted = next(each.finding for each in findings(meeting) if each.finding.code == "card_and_profile")
    accept(meeting, accepted.key, accepted.sentence)
    lines, said = run(meeting.slug, capsys)
    assert [line.removesuffix(ACCEPTED) for line in lines] == before
    assert [": card_and_profile: " in line for line in lines] == [line.endswith(ACCEPTED) for line in lines]
    assert said.endswith("Accepted with a reason: 1.")


def test_papers_that_hold_together_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ccpi-2021-09-09", capsys) == ([], "No findings.")


def test_what_is_accepted_is_still_found(capsys: pytest.CaptureFixture[str]) -> None:
    meeting = Meeting.objects.get(slug="ccpi-2018-12-05")
    [each] = findings(meeting)
    accept(meeting, each.finding.key, each.finding.sentence)
    lines, said = run(meeting.slug, capsys)
    assert [line.endswith(ACCEPTED) for line in lines] == [True]
    assert said == "1 finding: 1 low. Accepted with a reason: 1."


def test_a_meeting_that_is_not_there_is_answered_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines, said = run("2031-01-01", capsys)
    assert lines == []
    assert "no meeting 2031-01-01" in said
    assert "ccpi-2021-11-25" in said


def accept(meeting: Meeting, key: str, sentence: str) -> None:
    FindingAnswer.objects.create(
        meeting=meeting,
        finding=key,
        sentence=sentence,
        reason=REASON,
        recorded_at=timezone.now(),
        recorded_by=User.objects.get(username="clerk"),
    )
