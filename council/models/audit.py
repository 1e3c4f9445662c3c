"""The audit trail: who changed what, when, from what to what. Written by database triggers only (ADR 0004)."""

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One change of one row, or one statement that wrote many derived rows at once.

    The triggers see bulk writes, raw SQL and COPY as well as forms. The database refuses to change, delete or truncate
    entries. `who` is the person of the request or the actor a command names; empty means a change made outside both.
    """

    class Action(models.TextChoices):
        INSERT = "insert", "Added"
        UPDATE = "update", "Changed"
        DELETE = "delete", "Removed"
        BULK = "bulk", "Written in bulk"

    at = models.DateTimeField()
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        help_text="No constraint: the entry outlives everything",
    )
    system = models.CharField(max_length=60, help_text="The command or task, where no person acted")
    request = models.CharField(max_length=300, help_text="Method and path of the request")
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=40)
    action = models.CharField(max_length=10, choices=Action)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["table", "row", "-id"], name="audit_row")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()} {self.table} {self.row}"
