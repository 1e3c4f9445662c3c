"""People and what they may do."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from council.authorization import Role
from council.models.organisation import Directorate, Service


class User(AbstractUser):
    """Somebody who signs in. What they may do follows from their role assignments, never from Django's own flags."""

    first_name = None
    last_name = None
    name = models.CharField("full name or post title", max_length=150)
    calendar_key = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text="The secret in the address of a person's calendar feed",
    )
    is_demonstration = models.BooleanField(default=False, help_text="Made by load_demo")

    #: What `held_roles` says of each.
    OF_A_ROLE = ("role", "directorate_id", "service_id")

    @cached_property
    def held_roles(self) -> list[dict]:
        """The person's roles; whoever is signed in was read together with them (`council.sign_in.PersonBackend`)."""
        return list(self.role_assignments.order_by("pk").values(*self.OF_A_ROLE))

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RoleAssignment(models.Model):
    """A role that a person holds: for the whole council, or within one directorate or one service."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    directorate = models.ForeignKey(
        Directorate, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(directorate=None) | Q(service=None),
                name="role_has_one_scope",
                violation_error_message="Give the role a directorate or a service, not both.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "directorate", "service"], nulls_distinct=False, name="role_once"
            ),
        ]

    def __str__(self) -> str:
        scope = self.service or self.directorate or "whole council"
        return f"{self.user}: {self.role} ({scope})"


class Reminder(models.Model):
    """That a person was reminded of something once: what keeps a digest from saying it again tomorrow."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=120, help_text="What it was about: a round, or a service's return")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "about"], name="reminded_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.about}"
