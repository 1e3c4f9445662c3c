"""Two clerks at one meeting, and an author who writes while its papers are frozen: each sees all of what the other did, or
nothing of it. Every one works on a database connection of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections

from committee import tasks
from committee.actions import agenda, contents, errata, pack_files, packs, papers, questions
from committee.actions.refusals import CommitteeRefused
from committee.models import AgendaItem, Erratum, Meeting, Pack, PackFile, Paper, Publication, Question
from council.models import Job
from kpis.actions import ratings
from kpis.selectors.inputs import EVERYTHING
from tests.committee_corrections import correct_figure
from tests.committee_factories import accept_findings, clerk, make_item, make_meeting, make_paper, publish
from tests.integration.held import LONG, MOMENT, Held
from tests.integration.kpis.entering import at_once

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "progress"])

SEVERAL = 4
BEFORE, AFTER = "Before it was edited.", "After it was edited."


def settled(work: Callable[[], object]) -> Callable[[], object]:
    """The work, whose refusal is its outcome."""

    def run() -> object:
        try:
            return work()
        except CommitteeRefused as refused:
            return refused

    return run


@pytest.fixture
def meeting(committed_demo) -> Meeting:
    """A meeting whose two papers say the same words."""
    found = make_meeting()
    for title in ("First report", "Second report"):
        make_paper(item=make_item(found, title), words={"detail": BEFORE})
    return found


@pytest.fixture
def published(meeting: Meeting) -> Meeting:
    publish(meeting)
    return meeting


@pytest.fixture
def with_figures(committed_demo) -> Meeting:
    """A meeting with a paper of indicators that may be frozen."""
    ratings.rate(EVERYTHING)
    found = make_meeting()
    make_paper(Paper.Kind.PERFORMANCE, item=make_item(found))
    accept_findings(found)
    return found


def paper_of(meeting: Meeting, position: int = 1) -> Paper:
    return Paper.objects.select_related("item__meeting").get(item__meeting=meeting, item__position=position)


def freeze(meeting: Meeting) -> Pack:
    return packs.freeze(Meeting.objects.get(pk=meeting.pk), by=clerk())


def edit(meeting: Meeting, position: int = 1) -> object:
    return papers.write_words(
        paper_of(meeting, position), {"detail": AFTER}, by=clerk(), based_on={"detail": 1}
    )


def add_item(meeting: Meeting) -> AgendaItem:
    return agenda.add(meeting, by=clerk(), title="A late report", kind="minutes", author="Chief Executive")


def correct(meeting: Meeting, said: str, position: int = 1) -> Erratum:
    item = meeting.items.get(position=position)
    return errata.issue_erratum(item, said=said, now_says="It.", reason="Mistyped.", by=clerk())


def save_figure_while(made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a figure being saved now, and saved while the files are made: before the second reading."""
    saving = Held(correct_figure)
    assert saving.done.wait(LONG)
    make = getattr(pack_files, made)

    def meanwhile(*args: object) -> list[pack_files.Built]:
        assert not isinstance(saving.let_go(), Exception)
        return make(*args)

    monkeypatch.setattr(pack_files, made, meanwhile)


class TestPublishing:
    def test_of_two_clerks_one_publishes_and_the_other_is_told(self, meeting: Meeting) -> None:
        pack = freeze(meeting)
        outcomes = at_once(*[settled(lambda: packs.publish(pack, by=clerk()))] * 2)
        [refused] = [each for each in outcomes if isinstance(each, CommitteeRefused)]
        assert "are published, and stay as they are" in str(refused)
        assert Publication.objects.get(meeting=meeting) in outcomes

    def test_what_is_being_frozen_anew_is_not_published_as_it_was(self, meeting: Meeting) -> None:
        first = freeze(meeting)
        edit(meeting)
        freezing = Held(lambda: freeze(meeting))
        assert freezing.done.wait(LONG)
        publishing = Held(settled(lambda: packs.publish(first, by=clerk())))
        assert not publishing.done.wait(MOMENT)
        second = freezing.let_go()
        assert isinstance(second, Pack)
        refused = publishing.let_go()
        assert "There is a newer edition" in str(refused)
        assert not Publication.objects.filter(meeting=meeting).exists()

    def test_papers_that_are_being_published_are_not_frozen_anew(self, meeting: Meeting) -> None:
        pack = freeze(meeting)
        publishing = Held(lambda: packs.publish(pack, by=clerk()))
        assert publishing.done.wait(LONG)
        freezing = Held(settled(lambda: freeze(meeting)))
        assert not freezing.done.wait(MOMENT)
        assert isinstance(publishing.let_go(), Publication)
        assert "are published, and stay as they are" in str(freezing.let_go())
        assert Pack.objects.filter(meeting=meeting).count() == 1

    def test_an_agenda_that_changes_first_is_not_published_as_it_was(self, meeting: Meeting) -> None:
        pack = freeze(meeting)
        adding = Held(lambda: add_item(meeting))
        assert adding.done.wait(LONG)
        publishing = Held(settled(lambda: packs.publish(pack, by=clerk())))
        assert not publishing.done.wait(MOMENT)
        adding.let_go()
        assert "was changed after they were frozen" in str(publishing.let_go())
        assert not Publication.objects.filter(meeting=meeting).exists()

    def test_words_saved_after_the_freezing_are_in_nothing_published(self, meeting: Meeting) -> None:
        pack = freeze(meeting)
        saving = Held(lambda: edit(meeting))
        assert saving.done.wait(LONG)
        publishing = Held(lambda: packs.publish(pack, by=clerk()))
        assert not publishing.done.wait(MOMENT)
        saving.let_go()
        publication = publishing.let_go()
        assert isinstance(publication, Publication)
        assert (pack.data.count(BEFORE), pack.data.count(AFTER)) == (2, 0)
        assert packs.reproduce(publication.pack) == []

    def test_an_agenda_that_is_being_published_stays(self, meeting: Meeting) -> None:
        pack = freeze(meeting)
        publishing = Held(lambda: packs.publish(pack, by=clerk()))
        assert publishing.done.wait(LONG)
        adding = Held(settled(lambda: add_item(meeting)))
        assert not adding.done.wait(MOMENT)
        publishing.let_go()
        assert "are published, and stay as they are" in str(adding.let_go())
        assert meeting.items.count() == 2
        assert packs.reproduce(pack) == []


class TestFreezing:
    def test_two_clerks_ask_for_one_freezing(self, meeting: Meeting) -> None:
        first, second = at_once(*[lambda: packs.request_freeze(meeting, by=clerk())] * 2)
        assert first == second
        assert Job.objects.filter(parameters__meeting=meeting.pk).count() == 1

    def test_a_job_that_two_workers_were_given_keeps_one_edition(self, meeting: Meeting) -> None:
        job = packs.request_freeze(meeting, by=clerk())
        at_once(*[lambda: tasks.freeze([{"job": job.pk}])] * 2)
        [pack] = Pack.objects.filter(meeting=meeting)
        job.refresh_from_db()
        assert (job.state, job.result["pack"]) == (Job.State.DONE, pack.pk)

    @pytest.mark.parametrize("change", [edit, add_item])
    def test_a_pack_holds_all_of_before_or_all_of_after(
        self, meeting: Meeting, monkeypatch: pytest.MonkeyPatch, change: Callable[[Meeting], object]
    ) -> None:
        """The change comes while the files are made, between the two readings: it waits, and is in the next edition."""
        reading, go_on = Event(), Event()
        build = pack_files.build

        def slowly(read: contents.Contents) -> list[pack_files.Built]:
            reading.set()
            go_on.wait(LONG)
            return build(read)

        monkeypatch.setattr(pack_files, "build", slowly)

        def frozen() -> Pack:
            try:
                return freeze(meeting)
            finally:
                connections.close_all()

        with ThreadPoolExecutor() as pool:
            freezing = pool.submit(frozen)
            assert reading.wait(LONG)
            changing = Held(lambda: change(meeting))
            assert not changing.done.wait(MOMENT)
            go_on.set()
            first = freezing.result(LONG)
            assert not isinstance(changing.let_go(), Exception)
        second = freeze(meeting)
        assert (first.data.count(BEFORE), first.data.count(AFTER), "late report" in first.data) == (
            2,
            0,
            False,
        )
        assert (AFTER in second.data) is (change is edit)
        assert ("late report" in second.data) is (change is add_item)
        assert packs.reproduce(second) == []

    def test_a_pack_waits_for_words_that_are_being_saved(self, meeting: Meeting) -> None:
        saving = Held(lambda: [edit(meeting, position) for position in (1, 2)])
        assert saving.done.wait(LONG)
        freezing = Held(lambda: freeze(meeting))
        assert not freezing.done.wait(MOMENT)
        saving.let_go()
        pack = freezing.let_go()
        assert isinstance(pack, Pack)
        assert (pack.data.count(BEFORE), pack.data.count(AFTER)) == (0, 2)

    def test_a_figure_that_is_being_saved_is_in_no_pack(
        self, with_figures: Meeting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It has an earlier moment than the pack, which did not read it: made again, the pack would read otherwise."""
        save_figure_while("build", monkeypatch)
        with pytest.raises(CommitteeRefused, match="being saved at this moment, so nothing was frozen"):
            freeze(with_figures)
        assert not Pack.objects.filter(meeting=with_figures).exists()


class TestErrata:
    def test_a_figure_that_is_being_saved_is_in_none(
        self, with_figures: Meeting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(with_figures)
        save_figure_while("of_erratum", monkeypatch)
        with pytest.raises(CommitteeRefused, match="being saved at this moment, so nothing was issued"):
            correct(with_figures, "88.71%")
        assert not Erratum.objects.filter(pack__meeting=with_figures).exists()
        assert "11.11" in correct(with_figures, "88.71%").data

    def test_each_has_a_number_of_its_own_and_none_is_lost(self, published: Meeting) -> None:
        said = [f"Said {number}." for number in range(SEVERAL)]
        issued = at_once(
            *(
                lambda each=each, position=position: correct(published, each, position)
                for position, each in zip((1, 2, 1, 2), said, strict=True)
            )
        )
        assert sorted(each.number for each in issued) == [1, 2, 3, 4]
        kept = Erratum.objects.filter(pack__meeting=published)
        assert sorted(kept.values_list("said", flat=True)) == said
        assert PackFile.objects.filter(erratum__in=kept, kind=PackFile.Kind.SLIP).count() == SEVERAL

    def test_words_that_are_being_saved_are_all_in_it(self, published: Meeting) -> None:
        saving = Held(lambda: edit(published))
        assert saving.done.wait(LONG)
        correcting = Held(lambda: correct(published, BEFORE))
        assert not correcting.done.wait(MOMENT)
        saving.let_go()
        erratum = correcting.let_go()
        assert isinstance(erratum, Erratum)
        assert AFTER in erratum.data
        assert BEFORE not in erratum.data


def test_questions_asked_at_once_have_references_of_their_own(published: Meeting) -> None:
    asked = at_once(
        *(
            lambda number=number: questions.ask(
                meeting=published, text=f"Why {number}?", raised_by="a member", kind="question", by=clerk()
            )
            for number in range(SEVERAL)
        )
    )
    kept = Question.objects.filter(meeting=published)
    assert {each.ref for each in asked} == set(kept.values_list("ref", flat=True))
    assert kept.count() == SEVERAL
    assert sorted(kept.values_list("text", flat=True)) == [f"Why {number}?" for number in range(SEVERAL)]
