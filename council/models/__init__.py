"""The shared models. Import them from here."""

from council.models.audit import AuditEntry
from council.models.jobs import Job, OutboxMessage
from council.models.organisation import CorporatePriority, Council, Directorate, Service
from council.models.people import RoleAssignment, User
from council.models.quarters import ReportingQuarter
from council.models.superseding import Superseding, SupersedingQuerySet

__all__ = [
    "AuditEntry",
    "CorporatePriority",
    "Council",
    "Directorate",
    "Job",
    "OutboxMessage",
    "ReportingQuarter",
    "RoleAssignment",
    "Service",
    "Superseding",
    "SupersedingQuerySet",
    "User",
]
