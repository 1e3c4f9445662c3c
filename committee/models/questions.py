"""What members asked for at a meeting, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from committee.models.meetings import AgendaItem, Meeting
from complaints.models import Subject
from council.models import Superseding
from council.models.superseding import version_constraints
from kpis.models import Indicator
from risks.models import Entry


class Question(models.Model):
    """A question or request, as it was put. What it concerns, where that is something we keep, joins it to our pages."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        INFORMATION = "information", "Information asked for"
        REPORT = "report", "Report to a meeting"
        REFERRAL = "referral", "Referral to somebody else"
        ACTION = "action", "Action"
        WATCH = "watch", "Point to watch"

    ref = models.CharField(max_length=20, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    kind = models.CharField(max_length=11, choices=Kind)
    raised_by = models.CharField(max_length=200, help_text="A post: the Chair, a member; never a name")
    text = models.TextField()
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["meeting__starts_at", "id"]

    def __str__(self) -> str:
        return f"{self.ref}: {self.text}"


class Answer(Superseding):
    """Who has a question, by when, and what the answer is; one row a change."""

    KEY = ("question",)

    class State(models.TextChoices):
        OPEN = "open", "No answer yet"
        UNDER_WAY = "under_way", "Under way"
        REFERRED = "referred", "Referred, reply expected"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed without an answer"

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    owner = models.CharField(max_length=200, blank=True, help_text="The post that is to answer")
    due_meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="answers_due"
    )
    due = models.CharField(max_length=100, blank=True, help_text="In words, where no meeting is named")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            *version_constraints("answer", "question"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["answered", "closed"]) | ~models.Q(text=""),
                name="an_end_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state not in {self.State.ANSWERED, self.State.CLOSED}
