"""Rating schemes as data with versions."""

from django.db import models
from django.db.models import Q

from kpis import schemes


class Scheme(models.Model):
    """A way of rating, by name. Its rules are in its versions. One scheme is the house default."""

    slug = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    is_house_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_house_default"], condition=Q(is_house_default=True), name="one_house_default"
            )
        ]

    def __str__(self) -> str:
        return self.label


class SchemeVersion(models.Model):
    """The rules of a scheme from a reporting quarter on. Never changed: old quarters keep the rules they were rated by."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    valid_from = models.PositiveIntegerField(help_text="Ordinal of the first reporting quarter it rates")
    content = models.JSONField(help_text="As `kpis.schemes.to_mapping` writes it")
    approved_by = models.CharField(max_length=160, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["scheme", "valid_from", "version"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "version"], name="scheme_version_once"),
            models.UniqueConstraint(fields=["scheme", "valid_from"], name="scheme_one_version_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} version {self.version}"

    def parsed(self) -> schemes.Scheme:
        """The rules as the engine reads them."""
        return schemes.parse_scheme(self.content)
