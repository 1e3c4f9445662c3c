"""Errata: what they refuse, what they keep, and who may have the slip."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from committee.actions import papers
from committee.actions.errata import issue_erratum
from committee.actions.refusals import CommitteeRefused
from committee.models import Erratum, Meeting, PackFile, PublishedRecord
from committee.selectors import published
from council.models import User
from tests.committee_factories import EXEMPT, clerk, correct, make_item, make_meeting, make_paper, publish

pytestmark = pytest.mark.django_db

SAYS = {"said": "38%", "now_says": "40%", "reason": "It was mistyped."}


@pytest.fixture
def meeting() -> Meeting:
    """A published meeting: an open paper, and an exempt one."""
    found = make_meeting()
    make_paper(item=make_item(found), words={"detail": "It was 38%."})
    make_paper(item=make_item(found, title="Waste contract", **EXEMPT), words={"detail": "It was 38%."})
    publish(found)
    return found


def test_both_versions_stay_and_the_slip_says_what_was_wrong(meeting: Meeting) -> None:
    item = meeting.items.get(part=1)
    first = set(PackFile.objects.filter(item=item).values_list("sha256", flat=True))
    erratum = correct(item, "It was 40%.")
    assert (erratum.number, erratum.said, erratum.now_says) == (1, "It was 38%.", "It was 40%.")
    files = PackFile.objects.filter(erratum=erratum)
    assert sorted(files.values_list("kind", "file_format")) == [
        ("item", "docx"), ("item", "pdf"), ("slip", "pdf"),
    ]  # fmt: skip
    kept = set(PackFile.objects.filter(item=item, erratum=None).values_list("sha256", flat=True))
    assert kept == first
    assert "It was 40%." in erratum.data
    assert "It was 40%." not in erratum.pack.data


def test_errata_are_numbered_in_their_order(meeting: Meeting) -> None:
    item = meeting.items.get(part=1)
    assert [correct(item, f"It was {number}%.").number for number in (40, 41, 42)] == [1, 2, 3]


def test_the_slip_of_an_exempt_item_is_not_public(meeting: Meeting) -> None:
    erratum = correct(meeting.items.get(part=2), "It was 40%.")
    assert set(PackFile.objects.filter(erratum=erratum).values_list("part", flat=True)) == {2}
    assert not PublishedRecord.objects.filter(erratum=erratum).exists()
    assert not published.errata(meeting.publication).exists()
    assert not published.files(meeting.publication).filter(erratum=erratum).exists()


@pytest.mark.parametrize("empty", sorted(SAYS))
def test_an_erratum_that_leaves_something_unsaid_is_not_issued(meeting: Meeting, empty: str) -> None:
    with pytest.raises(CommitteeRefused, match="nothing was issued"):
        issue_erratum(meeting.items.get(part=1), **(SAYS | {empty: " "}), by=clerk())
    assert not Erratum.objects.exists()


def test_papers_that_are_not_published_are_frozen_again_instead() -> None:
    item = make_item(make_meeting())
    make_paper(item=item, words={"detail": "It was 38%."})
    with pytest.raises(CommitteeRefused, match="not published yet"):
        issue_erratum(item, **SAYS, by=clerk())
    assert not Erratum.objects.exists()


def test_an_item_without_a_paper_has_nothing_to_correct() -> None:
    standing = make_meeting()
    apologies = make_item(standing, title="Apologies", kind="standing")
    make_paper(item=make_item(standing), words={"detail": "Words."})
    publish(standing)
    with pytest.raises(CommitteeRefused, match="no paper to correct"):
        issue_erratum(apologies, **SAYS, by=clerk())
    assert not Erratum.objects.exists()


@pytest.mark.parametrize("username", ["performance", "auditor", "member"])
def test_only_the_clerk_issues_one(meeting: Meeting, username: str) -> None:
    with pytest.raises(PermissionDenied):
        issue_erratum(meeting.items.get(part=1), **SAYS, by=User.objects.get(username=username))
    assert not Erratum.objects.exists()


def test_words_written_after_the_publication_are_in_nothing_published(meeting: Meeting) -> None:
    item = meeting.items.get(part=1)
    before = published.state()
    papers.write_words(item.paper, {"detail": "It was 41%."}, by=clerk(), based_on={"detail": 1})
    assert published.state() == before
    assert [row.key for row in PublishedRecord.objects.all() if "41%" in str(row.data)] == []
