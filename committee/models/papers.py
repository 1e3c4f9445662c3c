"""Papers: what each is about and drawn from, and the words that its author writes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from committee.house_order import PART_OF
from committee.models.meetings import AgendaItem
from council.models import Superseding
from council.models.superseding import version_constraints


class Paper(models.Model):
    """The report behind an item. Its figures come from data, of the period that this paper reports.

    One meeting carries different periods: indicators of Quarter 2 beside risks of Quarter 3. `quarter` is written
    2021-22-Q2; `year` is the first calendar year of a financial year. `version` counts changes of what the paper is.
    """

    class Kind(models.TextChoices):
        PERFORMANCE = "performance", "Corporate performance report"
        RISKS = "risks", "Risk and opportunity register"
        COMPLAINTS = "complaints", "Complaints annual report"
        FREE = "free", "Free paper"

    class Style(models.TextChoices):
        TABLES = "tables", "Tables by directorate or priority, with commentary"
        NARRATIVE = "narrative", "Narrative: issues, causes and actions"
        CARDS = "cards", "One card an entry"
        REGISTER = "table", "Register table"

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="paper")
    kind = models.CharField(max_length=11, choices=Kind)
    style = models.CharField(max_length=9, choices=Style, blank=True)
    quarter = models.CharField(max_length=10, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True, help_text="When its author said that it is ready")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["item__meeting", "item__position"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind__in=["performance", "risks"], year=None)
                    & Q(quarter__regex=r"^\d{4}-\d{2}-Q[1-4]$")
                    | Q(kind="complaints", quarter="", year__isnull=False)
                    | Q(kind="free", quarter="", year=None)
                ),
                name="paper_reports_a_period_of_its_kind",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="performance", style__in=["tables", "narrative"])
                    | Q(kind="risks", style__in=["cards", "table"])
                    | Q(kind__in=["complaints", "free"], style="")
                ),
                name="paper_style_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)


class PaperWords(Superseding):
    """One part of a paper as its author wrote it.

    Paragraphs have an empty line between them; a line that begins "- " is a bullet, one that begins "## " a heading.
    """

    KEY = ("paper", "section")

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="words")
    section = models.CharField(max_length=20, choices=[(key, part.heading) for key, part in PART_OF.items()])
    text = models.TextField(blank=True)

    class Meta:
        constraints = version_constraints("paper_words", "paper", "section")

    def __str__(self) -> str:
        return f"{PART_OF[self.section].heading} of {self.paper}"


class SeenFigures(Superseding):
    """The printed figures of a paper's appendices when its author last said "seen": what changed since is shown.

    `figures` maps what a figure is of, in words, to how it is printed.
    """

    KEY = ("paper",)

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="seen_figures")
    figures = models.JSONField(default=dict)

    class Meta:
        constraints = version_constraints("seen_figures", "paper")

    def __str__(self) -> str:
        return f"Figures of {self.paper}"


class FindingAnswer(Superseding):
    """Why a finding of the check before publication may stand. An empty reason takes the acceptance back."""

    KEY = ("meeting", "finding")

    meeting = models.ForeignKey("committee.Meeting", on_delete=models.PROTECT, related_name="finding_answers")
    finding = models.CharField(max_length=64, help_text="The key of the finding")
    sentence = models.TextField(help_text="What it said when it was accepted")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = version_constraints("finding_answer", "meeting", "finding")

    def __str__(self) -> str:
        return self.finding


class HouseTemplate(Superseding):
    """The council's Word template: the newest one dresses every Word file that is made from then on."""

    KEY = ("kind",)

    class Kind(models.TextChoices):
        WORD = "word", "Word template of papers"

    kind = models.CharField(max_length=4, choices=Kind, default=Kind.WORD)
    name = models.CharField(
        max_length=200, blank=True, help_text="The name of the uploaded file; empty: the product's own style"
    )
    content = models.BinaryField()

    class Meta:
        constraints = version_constraints("house_template", "kind")

    def __str__(self) -> str:
        return self.name
