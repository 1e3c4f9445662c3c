"""The shared models. Import them from here."""

from council.models.audit import AuditEntry
from council.models.jobs import Job, OutboxMessage
from council.models.organisation import CorporatePriority, Council, Directorate, Service
from council.models.people import Reminder, RoleAssignment, User
from council.models.quarters import ReportingQuarter, RoundStep
from council.models.superseding import Superseding, SupersedingQuerySet

__all__ = [
    "AuditEntry",
    "CorporatePriority",
    "Council",
    "Directorate",
    "Job",
    "OutboxMessage",
    "Reminder",
    "ReportingQuarter",
    "RoleAssignment",
    "RoundStep",
    "Service",
    "Superseding",
    "SupersedingQuerySet",
    "User",
]
