"""The models of complaints. Import them from here."""

from complaints.models.cases import Element, Pause, Remedy, Stage, Standing
from complaints.models.choices import (
    Area,
    Channel,
    Complainant,
    Decision,
    Investigated,
    Kind,
    Outcome,
    Procedure,
)
from complaints.models.feedback import (
    CaseAccess,
    CaseLink,
    CaseText,
    Details,
    EqualityAnswer,
    Feedback,
    ServiceType,
    Subject,
)
from complaints.models.learning import Learning, LearningCase
from complaints.models.ombudsman import OmbudsmanCase, Recommendation
from complaints.models.reports import (
    ActiveCases,
    AnnualReport,
    AnnualReportStep,
    ClosureDay,
    PublishedStatistic,
    ReportText,
    Retention,
)

__all__ = [
    "ActiveCases", "AnnualReport", "AnnualReportStep", "Area", "CaseAccess", "CaseLink", "CaseText", "Channel", "ClosureDay",
    "Complainant", "Decision", "Details", "Element", "EqualityAnswer", "Feedback", "Investigated", "Kind", "Learning",
    "LearningCase", "OmbudsmanCase", "Outcome", "Pause", "Procedure", "PublishedStatistic", "Recommendation", "Remedy",
    "ReportText", "Retention", "ServiceType", "Stage", "Standing", "Subject",
]  # fmt: skip
