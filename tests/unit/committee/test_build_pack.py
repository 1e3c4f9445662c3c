"""`build_pack`: the frozen files as they are kept, and nothing where there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from committee.actions import meetings, packs
from committee.actions.errata import issue_erratum
from committee.models import PackFile
from tests.committee_factories import EXEMPT, clerk, make_item, make_meeting, make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    row = make_meeting()
    make_paper(item=make_item(row), words={"detail": "Words."})
    packs.freeze(row, by=clerk())
    return row


def build(slug: str, output: Path, part: int = 1) -> None:
    call_command("build_pack", slug, "--part", str(part), "--output", str(output), verbosity=0)


def test_the_files_are_those_of_the_database_with_the_errata(meeting, tmp_path: Path) -> None:
    packs.publish(meeting.packs.get(), by=clerk())
    issue_erratum(meeting.items.get(), said="One", now_says="Two", reason="Mistyped.", by=clerk())
    build(meeting.slug, tmp_path)
    kept = {file.name: bytes(file.content) for file in PackFile.objects.filter(pack__meeting=meeting, part=1)}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept
    assert any(name.startswith("Erratum 1") for name in kept)


def test_a_part_with_nothing_in_it_leaves_nothing(meeting, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing in Part II"):
        build(meeting.slug, tmp_path / "new", part=2)
    assert not (tmp_path / "new").exists()


def test_what_became_exempt_after_the_freezing_is_not_in_the_frozen_part_ii(meeting, tmp_path: Path) -> None:
    meetings.change_item(meeting.items.get(), by=clerk(), based_on=1, **EXEMPT)
    with pytest.raises(CommandError, match="nothing in Part II"):
        build(meeting.slug, tmp_path, part=2)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(meeting, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("A file")
    with pytest.raises(CommandError, match="could not be written"):
        build(meeting.slug, taken)
    assert taken.read_text() == "A file"
