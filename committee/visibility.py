"""Who sees which meetings, papers and questions. Every page, file and list of the committee starts from here.

The public and members see what was published; drafts are for those who write or check papers. Exempt papers (Part II) are
for those who hold the permission, and for members whose seat on that committee brings them; everybody else sees that an
exempt item exists, and why, and nothing else. A committee's papers are of the whole council: a role that is narrowed to a
directorate or a service neither writes, reads as a draft, checks nor answers them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone

from committee.models import AgendaItem, CommitteeMember, Meeting, Question
from council.authorization import Permission, grants, may
from council.models import User


@dataclass(frozen=True)
class CommitteeView:
    """What one person may see; `user` None is the system itself (commands, jobs), which sees everything."""

    user: User | None

    def _may(self, permission: Permission) -> bool:
        return self.user is None or may(self.user, permission)

    def _everywhere(self, permission: Permission) -> bool:
        """Whether this person holds the permission for the whole council."""
        return self.user is None or any(
            grant.permission is permission and grant.everywhere for grant in grants(self.user)
        )

    @property
    def manages(self) -> bool:
        """Whether this person prepares, freezes and publishes."""
        return self._everywhere(Permission.MANAGE_MEETINGS)

    @property
    def writes(self) -> bool:
        """Whether this person writes papers."""
        return self._everywhere(Permission.WRITE_PAPERS)

    @property
    def sees_drafts(self) -> bool:
        """Whether this person sees meetings before they are published."""
        return (
            self.manages
            or self.writes
            or (self._everywhere(Permission.VIEW_AUDIT) and self._everywhere(Permission.READ_EXEMPT))
        )

    @property
    def asks(self) -> bool:
        return self._may(Permission.ASK_QUESTIONS)

    @property
    def answers(self) -> bool:
        return self._everywhere(Permission.ANSWER_QUESTIONS)

    @cached_property
    def _exempt_seats(self) -> frozenset[int]:
        """The committees whose exempt papers a seat brings today."""
        today = timezone.localdate()
        held = CommitteeMember.objects.filter(
            Q(until=None) | Q(until__gte=today), user=self.user, since__lte=today, reads_exempt=True
        )
        return frozenset(held.values_list("committee_id", flat=True))

    def reads_exempt(self, meeting: Meeting) -> bool:
        """Whether exempt papers of this meeting are for this person."""
        if self._everywhere(Permission.READ_EXEMPT):
            return True
        return self._may(Permission.VIEW_PUBLISHED) and meeting.committee_id in self._exempt_seats

    def reads(self, item: AgendaItem) -> bool:
        """Whether this person may read the item's paper, in a meeting that they may see."""
        return not item.is_exempt or self.reads_exempt(item.meeting)

    def meetings(self) -> QuerySet[Meeting]:
        """The meetings that this person may see, newest first."""
        found = Meeting.objects.select_related("committee", "publication")
        return found if self.sees_drafts else found.filter(publication__isnull=False)

    def meeting(self, slug: str) -> Meeting | None:
        return self.meetings().filter(slug=slug).first()

    def questions(self) -> QuerySet[Question]:
        """The questions that this person may see: those of meetings they may see, and their own.

        A question on an exempt item is for those who may read the item.
        """
        found = Question.objects.select_related("meeting", "item", "indicator", "entry", "subject")
        if not self.sees_drafts:
            mine = Q(asked_by=self.user) if self.user is not None else Q()
            found = found.filter(Q(meeting__publication__isnull=False) | mine)
        if self._everywhere(Permission.READ_EXEMPT):
            return found
        return found.exclude(Q(item__part=2) & ~Q(meeting__committee__in=self._exempt_seats))


def visible_to(user: User | None) -> CommitteeView:
    """What `user` may see."""
    return CommitteeView(user)


def require_clerk(user: User) -> None:
    """Raise PermissionDenied unless this person prepares and publishes the papers of the whole council."""
    if not visible_to(user).manages:
        raise PermissionDenied("Your account may not prepare and publish committee papers.")
