"""The words that the numbers of the annual report are named by: outcomes, stages, decisions, areas, procedures. Pure.

The codes are those of `complaints.models.choices` and `complaints.procedures`; a test compares.
"""

from collections.abc import Mapping

from complaints.figures import Audience

#: What the report counts: social care, with inclusion and education. Other services have reports of their own.
SOCIAL_CARE = ("adults", "children", "inclusion")
AREAS: Mapping[Audience, tuple[str, ...]] = {
    "all": SOCIAL_CARE,
    "adult": ("adults",),
    "children_statutory": ("children",),
    "children_non_statutory": (),
    "children_all": ("children", "inclusion"),
}
AREA_LABELS = {
    "children": "Children's social care",
    "inclusion": "Inclusion and education",
    "adults": "Adult social care",
}
PROCEDURES: Mapping[Audience, tuple[str, ...]] = {
    "all": ("adults-statutory", "childrens-statutory"),
    "adult": ("adults-statutory",),
    "children_statutory": ("childrens-statutory",),
    "children_non_statutory": ("childrens-non-statutory",),
    "children_all": ("childrens-statutory", "childrens-non-statutory"),
}
COMPLAINTS: Mapping[Audience, str] = {
    "all": "Statutory complaints about adult and children's social care",
    "adult": "Statutory complaints about adult social care",
    "children_statutory": "Statutory complaints about children's social care",
    "children_non_statutory": "Complaints about children's services that the statutory procedure does not cover",
    "children_all": "Complaints about children's services, statutory and not",
}
OF_WHAT: Mapping[Audience, str] = {
    "all": "about adult social care, children's social care, inclusion and education",
    "adult": "about adult social care",
    "children_statutory": "about children's social care",
    "children_non_statutory": "about children's services",
    "children_all": "about children's social care, inclusion and education",
}

OUTCOMES = {
    "upheld": "Upheld",
    "partly_upheld": "Partly upheld",
    "not_upheld": "Not upheld",
    "resolved_early": "Resolved early",
    "withdrawn": "Withdrawn",
    "signposted": "Signposted",
    "out_of_jurisdiction": "Out of jurisdiction",
}
UPHELD_OR_PARTLY = frozenset({"upheld", "partly_upheld"})
#: Ended without a finding: what the reports call resolved early, withdrawn or signposted.
WITHOUT_FINDING = frozenset({"resolved_early", "withdrawn", "signposted", "out_of_jurisdiction"})
#: The groups of outcomes that reports print: name, label, outcomes, rule in words.
OUTCOME_GROUPS = (
    ("upheld_or_partly", "Upheld or partly upheld", UPHELD_OR_PARTLY, "upheld or partly upheld"),
    (
        "without_finding",
        "Resolved early, withdrawn or signposted",
        WITHOUT_FINDING,
        "ended without a finding: resolved early, withdrawn, signposted or out of jurisdiction",
    ),
)

OMBUDSMAN = "ombudsman"
#: The stages at which a complaint can end, by audience; more where the data have more.
STAGES: Mapping[Audience, tuple[str, ...]] = {
    "adult": ("0", "respond", OMBUDSMAN),
    "children_statutory": ("0", "1", "2", "3", OMBUDSMAN),
    "children_non_statutory": ("0", "1", "2", OMBUDSMAN),
}
STAGE_LABELS = {
    "0": "Stage 0: early resolution",
    "1": "Stage 1: local resolution",
    "2": "Stage 2: investigation",
    "3": "Stage 3: review panel",
    "respond": "Local resolution",
    OMBUDSMAN: "Ombudsman's investigation",
}

COMPLAINANTS = {
    "service_user": "Person who receives the service",
    "child": "Child or young person",
    "parent": "Parent or guardian",
    "relative": "Relative or carer",
    "advocate": "Advocate or representative",
    "public": "Member of the public",
    "councillor_mp": "Councillor or MP",
    "other": "Other",
}

DECISIONS = {
    "upheld": "Upheld",
    "not_upheld": "Not upheld",
    "not_investigated": "Not investigated",
    "closed_after_enquiries": "Closed after initial enquiries",
    "referred_back": "Referred back for local resolution",
    "advice_given": "Advice given",
    "incomplete": "Incomplete or invalid",
}
#: The groups of decisions that reports print.
DECISION_GROUPS = (
    (
        "without_investigation",
        "Not investigated",
        frozenset(DECISIONS) - {"upheld", "not_upheld"},
        "decided without an investigation: every decision but upheld and not upheld",
    ),
    (
        "not_upheld_or_closed",
        "Not upheld or closed after initial enquiries",
        frozenset({"not_upheld", "closed_after_enquiries"}),
        "not upheld or closed after initial enquiries",
    ),
)

#: The times that answers are held against: usual and longest, by audience.
LIMITS: Mapping[Audience, tuple[str, str]] = {
    "adult": ("six months", "six months"),
    "children_statutory": ("10 working days", "20 working days"),
    "children_non_statutory": (
        "the usual limit of its procedure",
        "the longest time that its procedure allows",
    ),
}
NOT_RECORDED = "not-recorded"
