"""Registers, the matrices they are scored by, and the quarters in which they are reviewed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import Directorate, Service
from council.models.fields import FigureField, finite_constraints
from council.models.organisation import Dated
from council.models.rounds import Round, StepOfRound, closes_after_opening, reopening_gives_a_reason
from council.periods import Quarter
from risks.matrix import Matrix, parse_matrix


class RiskMatrix(models.Model):
    """A way of scoring, by name. Its axes, scores and bands are in its versions."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class MatrixVersion(models.Model):
    """A matrix from one risk quarter on. Never changed: what was scored by a version keeps it."""

    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    valid_from = models.PositiveIntegerField(help_text="Ordinal of the first risk quarter it scores")
    content = models.JSONField(help_text="As `risks.matrix.parse_matrix` reads it")
    note = models.TextField(blank=True, help_text="Who agreed it, when and why")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["matrix", "valid_from", "version"]
        constraints = [
            models.UniqueConstraint(fields=["matrix", "version"], name="matrix_version_once"),
            models.UniqueConstraint(fields=["matrix", "valid_from"], name="matrix_one_version_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.matrix} version {self.version}"

    def parsed(self) -> Matrix:
        """The matrix as the pure modules read it."""
        return parse_matrix(self.content)


class Register(Dated):
    """A register of risks and opportunities: the corporate one, or that of a directorate or a service.

    A register that ends keeps its entries: papers of its time are printed from it.
    """

    class Kind(models.TextChoices):
        CORPORATE = "corporate", "Corporate"
        DIRECTORATE = "directorate", "Directorate"
        SERVICE = "service", "Service"

    class Layout(models.TextChoices):
        """How the committee's paper prints it."""

        CARDS = "cards", "A card for each entry, as in 2021/22"
        TABLE = "table", "A row for each entry, as in 2018/19"

    kind = models.CharField(max_length=11, choices=Kind)
    directorate = models.ForeignKey(
        Directorate, null=True, blank=True, on_delete=models.PROTECT, related_name="registers"
    )
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="registers"
    )
    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="registers")
    layout = models.CharField(max_length=5, choices=Layout, default=Layout.CARDS)
    for_members = models.BooleanField(default=False, help_text="Committee members see its closed quarters")
    escalates_at = FigureField(
        null=True,
        blank=True,
        help_text="Residual score from which an entry is proposed for the corporate register; empty: never",
    )

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            *finite_constraints("register", "escalates_at"),
            models.CheckConstraint(
                condition=Q(kind="corporate", directorate=None, service=None)
                | Q(kind="directorate", directorate__isnull=False, service=None)
                | Q(kind="service", directorate=None, service__isnull=False),
                name="register_belongs_to_its_kind",
                violation_error_message="A directorate's register names the directorate, a service's the service, "
                "and the corporate register neither.",
            ),
        ]

    @property
    def is_corporate(self) -> bool:
        return self.kind == self.Kind.CORPORATE

    def exists_in(self, quarter: Quarter) -> bool:
        """Whether it was kept in some part of the quarter."""
        begun = self.valid_from is None or self.valid_from <= quarter.end
        return begun and (self.valid_to is None or self.valid_to >= quarter.start)


class ReviewRound(Round):
    """A quarter's review of all registers. It has its own days: a meeting may print KPIs of Q2 with the register of Q3.

    While it is open owners review their entries; members see it once it has closed.
    """

    due_on = models.DateField(null=True, blank=True, help_text="The day by which reviews are to be submitted")

    class Meta(Round.Meta):
        constraints = [closes_after_opening("review_round_closes_after_opening")]


class ReviewRoundStep(StepOfRound):
    """What happened to a risk quarter, and why. Never changed."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="steps")

    class Meta(StepOfRound.Meta):
        constraints = [reopening_gives_a_reason("reopening_a_review_gives_a_reason")]
