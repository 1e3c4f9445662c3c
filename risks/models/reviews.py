"""The quarter's review of an entry: its assessment, the way of the review, and what was decided about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import Superseding
from council.models.fields import FigureField, finite_constraints
from council.models.submissions import (
    StepOfSubmission,
    Submission,
    sent_back_with_a_comment,
    submitted_by_somebody,
)
from council.models.superseding import version_constraints
from council.periods import Quarter
from risks.models.entries import Entry, Place
from risks.models.registers import MatrixVersion, ReviewRound

POSITIONS = ("current", "target", "inherent")


class Assessment(Superseding):
    """Where an entry stood in one quarter, and where it is to be. A change is a new version.

    Of each position (current, target, inherent) `likelihood` and `impact` are the values of steps of the matrix, and
    `score` is what the matrix makes of them. A register may give a score alone. `target` is the residual score: "the
    score after mitigation actions have been put in place" (cover report of the register 2021/22 Q3). The inherent
    position, before any control, is optional. `as_printed` keeps what a published register printed where that is not
    what the steps say: {"current_likelihood": "Major (4)", "score": "20", "target_score": "6"}.
    """

    class Confidence(models.TextChoices):
        """The owner's, that the target will be reached by its date."""

        GREEN = "green", "Confident"
        AMBER = "amber", "Some doubt"
        RED = "red", "Not confident"

    class Direction(models.TextChoices):
        """The owner's view; the direction that the scores show is worked out."""

        IMPROVING = "improving", "Improving"
        SAME = "same", "No change"
        WORSENING = "worsening", "Worsening"

    KEY = ("entry", "ordinal")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="assessments")
    ordinal = models.PositiveIntegerField(help_text="The risk quarter it belongs to")
    matrix = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="+")

    current_likelihood = models.CharField(max_length=10, blank=True)
    current_impact = models.CharField(max_length=10, blank=True)
    current_score = FigureField(null=True, blank=True)
    target_likelihood = models.CharField(max_length=10, blank=True)
    target_impact = models.CharField(max_length=10, blank=True)
    target_score = FigureField(null=True, blank=True)
    inherent_likelihood = models.CharField(max_length=10, blank=True)
    inherent_impact = models.CharField(max_length=10, blank=True)
    inherent_score = FigureField(null=True, blank=True)
    as_printed = models.JSONField(default=dict, blank=True)

    target_on = models.DateField(
        null=True, blank=True, help_text="The day by which the target is to be reached"
    )
    target_date_text = models.CharField(
        max_length=60, blank=True, help_text="As it is printed: March 2022/Ongoing; empty: the day"
    )
    confidence = models.CharField(max_length=5, choices=Confidence, blank=True)
    direction = models.CharField(max_length=9, choices=Direction, blank=True)
    travel = models.JSONField(
        default=list, blank=True, help_text="Words on the direction of travel: an outline"
    )
    progress = models.JSONField(default=list, blank=True, help_text="An outline")
    summary = models.JSONField(
        default=list, blank=True, help_text="What the cover report says of it: paragraphs, each a str"
    )
    reason = models.TextField(blank=True, help_text="Why the score changed")

    class Meta:
        constraints = [
            *version_constraints("assessment", "entry", "ordinal"),
            *finite_constraints("assessment", "current_score", "target_score", "inherent_score"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{position}_likelihood": "", f"{position}_impact": ""})
                    | (
                        ~Q(**{f"{position}_likelihood": ""})
                        & ~Q(**{f"{position}_impact": ""})
                        & Q(**{f"{position}_score__isnull": False})
                    ),
                    name=f"assessment_{position}_is_whole",
                    violation_error_message="Give the likelihood and the impact, or neither.",
                )
                for position in POSITIONS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}, {self.quarter}"

    @property
    def quarter(self) -> Quarter:
        return Quarter.from_ordinal(self.ordinal)


class Review(Submission):
    """How the review of one entry stands in one risk quarter. There is a row from the first saved assessment on."""

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", "In progress"
        SUBMITTED = "submitted", "Submitted"
        SENT_BACK = "sent_back", "Returned"
        AGREED = "agreed", "Agreed"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="reviews")
    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=12, choices=State, default=State.IN_PROGRESS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "round"], name="one_review_a_quarter"),
            submitted_by_somebody("review_submitted_by_somebody", ["submitted", "agreed"]),
        ]

    def __str__(self) -> str:
        return f"{self.entry}, {self.round}: {self.get_state_display()}"


class ReviewStep(StepOfSubmission):
    """One step of a review: who did what, when, and what they said. Never changed."""

    class Step(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        TAKEN_BACK = "taken_back", "Taken back"
        SENT_BACK = "sent_back", "Returned"
        AGREED = "agreed", "Agreed"
        REOPENED = "reopened", "Opened again"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)

    class Meta(StepOfSubmission.Meta):
        constraints = [sent_back_with_a_comment("review_sent_back_with_a_comment")]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_step_display()}"


class Movement(models.Model):
    """A decision about an entry's place on a register in one quarter, or what was said of it there. Never changed.

    Whether an entry is on a register follows from the last of its movements up to a quarter that is in `ENTERS` or
    `LEAVES`. That a score changed is no movement of its own: it shows in the assessments.
    """

    class Kind(models.TextChoices):
        TAKEN_OVER = "taken_over", "On the register from the start"
        NEW = "new", "New"
        ESCALATED = "escalated", "Escalated"
        REOPENED = "reopened", "Reopened"
        CLOSED = "closed", "Closed"
        DE_ESCALATED = "de_escalated", "De-escalated"
        MERGED = "merged", "Merged"
        KEPT = "kept", "Considered and not escalated"
        NOTED = "noted", "Noted"

    ENTERS = (Kind.TAKEN_OVER, Kind.NEW, Kind.ESCALATED, Kind.REOPENED)
    LEAVES = (Kind.CLOSED, Kind.DE_ESCALATED, Kind.MERGED)

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="movements")
    ordinal = models.PositiveIntegerField(help_text="The risk quarter whose report says so")
    kind = models.CharField(max_length=12, choices=Kind)
    into = models.ForeignKey(
        Place,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
        help_text="Merged into",
    )
    reason = models.TextField(blank=True)
    decided_by = models.CharField(
        max_length=160, blank=True, help_text="The meeting or management team that decided"
    )
    decided_on = models.DateField(null=True, blank=True)
    score = FigureField(null=True, blank=True, help_text="The residual score at the time, where it mattered")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [
            *finite_constraints("movement", "score"),
            models.CheckConstraint(
                condition=Q(kind="merged", into__isnull=False) | (~Q(kind="merged") & Q(into=None)),
                name="movement_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["closed", "de_escalated", "merged", "reopened", "kept", "noted"])
                | ~Q(reason=""),
                name="movement_gives_a_reason",
                violation_error_message="Give the reason: the report of the quarter prints it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.get_kind_display()}"

    @property
    def quarter(self) -> Quarter:
        return Quarter.from_ordinal(self.ordinal)
