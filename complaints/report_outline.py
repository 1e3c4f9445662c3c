"""The annual report of complaints and customer feedback: its sections, and what the law wants to stand in them. Pure.

The sections are those of the 2020/21 report of Lancashire County Council, which a committee knows and which fit any council
with social care. Tables and graphs of a section are in `complaints.report_graphs`, the council's own words are
`models.ReportText` under the section's number, learning is `models.Learning`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from complaints.figures import Audience

Part = Literal["Introduction", "Section One", "Section Two", "Section Three"]
#: What a section is besides words and figures: the learning of an area, from complaints or from the Ombudsman's decisions.
Learning = tuple[str, Literal["internal", "ombudsman"]]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its number, its title, the part it belongs to and whom its figures are about.

    `asks` tells the author what belongs in the council's words; figures are counted and never typed.
    """

    number: str
    title: str
    part: Part
    audience: Audience
    asks: str
    learning: Learning | None = None


PARTS: Mapping[Part, str] = {
    "Introduction": "Introduction",
    "Section One": "Section One: Summary and overview",
    "Section Two": "Section Two: Adult social care feedback",
    "Section Three": "Section Three: Children and young people feedback",
}

SECTIONS: tuple[Section, ...] = (
    Section(
        "i",
        "Background",
        "Introduction",
        "all",
        "The law that asks for this report, and the groups in which the council works with others.",
    ),
    Section(
        "ii",
        "Purpose",
        "Introduction",
        "all",
        "What the report is for and who receives it. It is available to anyone who asks (2009 Regulations, regulation 18).",
    ),
    Section(
        "iii",
        "Period covered and data",
        "Introduction",
        "all",
        "Where the data come from, and anything about them that a reader must know, such as a pause of investigations.",
    ),
    Section(
        "1.1",
        "Executive summary",
        "Section One",
        "all",
        "What changed from last year and why, and matters of general importance that arose from complaints.",
    ),
    Section(
        "1.2",
        "Statutory complaint trends and outcomes",
        "Section One",
        "all",
        "What lies behind the trend, and what investigations cost.",
    ),
    Section(
        "1.3",
        "Local Government and Social Care Ombudsman complaints received",
        "Section One",
        "all",
        "What came of the Ombudsman's decisions, and what the Ombudsman's annual letter says of the council.",
    ),
    Section(
        "2.1",
        "Summary of adult social care feedback",
        "Section Two",
        "adult",
        "What people told the council, in short.",
    ),
    Section(
        "2.2",
        "Breakdown of complaints by stage and outcome",
        "Section Two",
        "adult",
        "How complaints ended, how long answers took and why some took longer than the statutory time.",
    ),
    Section(
        "2.3",
        "What do people complain about?",
        "Section Two",
        "adult",
        "The subject matter of complaints, and what explains a change.",
    ),
    Section(
        "2.4",
        "Learning for adult social care",
        "Section Two",
        "adult",
        "How the council learns from complaints. The learning points themselves are listed from the learning log.",
        ("adults", "internal"),
    ),
    Section(
        "2.5",
        "Services which were the subject of compliments",
        "Section Two",
        "adult",
        "What people praised.",
    ),
    Section(
        "2.6",
        "Joint complaints",
        "Section Two",
        "adult",
        "The protocol with the NHS, and the themes of joint complaints.",
    ),
    Section(
        "2.7",
        "Ombudsman complaints",
        "Section Two",
        "adult",
        "What the Ombudsman's decisions on adult social care were about.",
    ),
    Section(
        "2.8",
        "Ombudsman identified learning for adult social care complaints",
        "Section Two",
        "adult",
        "What the council changed after the Ombudsman's decisions.",
        ("adults", "ombudsman"),
    ),
    Section(
        "3.1",
        "Summary of children and young people and children's social care feedback",
        "Section Three",
        "children_statutory",
        "The statutory and the non-statutory process, who complains, and how children are helped to have a voice.",
    ),
    Section(
        "3.2",
        "Breakdown of complaints by stage",
        "Section Three",
        "children_statutory",
        "How far complaints went, and what independent investigations and review panels found.",
    ),
    Section(
        "3.3",
        "Breakdown of complaints by outcome",
        "Section Three",
        "children_statutory",
        "How complaints ended, how long answers took and why some took longer than the statutory time.",
    ),
    Section(
        "3.4",
        "What do people complain about in the statutory process?",
        "Section Three",
        "children_statutory",
        "The subject matter of complaints, and what explains a change.",
    ),
    Section(
        "3.5",
        "Learning",
        "Section Three",
        "children_all",
        "How the council learns from complaints. The learning points themselves are listed from the learning log.",
        ("children", "internal"),
    ),
    Section(
        "3.6",
        "Summary of non-statutory complaints",
        "Section Three",
        "children_non_statutory",
        "Whose complaints the statutory procedure does not cover, and why.",
    ),
    Section(
        "3.7",
        "What are non-statutory complaints about?",
        "Section Three",
        "children_non_statutory",
        "The subject matter of these complaints, and what explains a change.",
    ),
    Section(
        "3.8",
        "Services which were the subject of compliments and comments",
        "Section Three",
        "children_all",
        "What people praised or remarked on.",
    ),
    Section(
        "3.9",
        "Ombudsman complaints",
        "Section Three",
        "children_all",
        "What the Ombudsman's decisions on children's services were about.",
    ),
    Section(
        "3.10",
        "Ombudsman identified learning for children's complaints",
        "Section Three",
        "children_all",
        "What the council changed after the Ombudsman's decisions.",
        ("children", "ombudsman"),
    ),
)

_BY_NUMBER = {section.number: section for section in SECTIONS}


def section_of(number: str) -> Section | None:
    """The section with this number, None where there is none.

    >>> section_of("2.6").title
    'Joint complaints'
    """
    return _BY_NUMBER.get(number)


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that the law or the Ombudsman's Code wants the report to say, and where it says it.

    `keys` are the figures that say it; `sections` those whose words or learning points do. A statement is answered when
    each of its sections has words or learning points; figures are always there.
    """

    source: str
    what: str
    keys: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


_REGULATION_18 = (
    "Local Authority Social Services and NHS Complaints (England) Regulations 2009, regulation 18"
)
_CHILDREN = "Children Act 1989 Representations Procedure (England) Regulations 2006, regulation 13"
_CODE = "Ombudsman's Complaint Handling Code 2024, paragraph 8.1"

STATEMENTS: tuple[Statement, ...] = (
    Statement(_REGULATION_18, "How many complaints were received", ("adult.complaints.received",)),
    Statement(
        _REGULATION_18,
        "How many complaints were decided to be well-founded",
        ("adult.outcomes.upheld_or_partly", "adult.outcomes.upheld_or_partly.share"),
    ),
    Statement(
        _REGULATION_18,
        "How many complaints were referred to the Ombudsman, as far as the council knows",
        ("adult.ombudsman.received",),
    ),
    Statement(
        _REGULATION_18, "The subject matter of the complaints", ("adult.complaints.received",), ("2.3",)
    ),
    Statement(
        _REGULATION_18,
        "Matters of general importance that arose from complaints or from how they were handled",
        sections=("1.1",),
    ),
    Statement(
        _REGULATION_18,
        "Action taken or planned to improve services after complaints",
        sections=("2.4", "2.8"),
    ),
    Statement(
        _CHILDREN,
        "How the arrangements for children's complaints work: stages, outcomes, time taken",
        (
            "children_statutory.complaints.received",
            "children_statutory.stages.0",
            "children_statutory.reached.2",
            "children_statutory.reached.3",
            "children_statutory.timescales.over_longest",
        ),
    ),
    Statement(_CHILDREN, "Who complained", ("children_statutory.complainants.child",), ("3.1",)),
    Statement(_CHILDREN, "Learning from children's complaints", sections=("3.5", "3.10")),
    Statement(_CODE, "The council's assessment of itself against the Code", sections=("ii",)),
    Statement(
        _CODE,
        "Complaint handling in numbers and words, with complaints that were not accepted",
        ("children_non_statutory.complaints.received", "children_non_statutory.outcomes.out_of_jurisdiction"),
        ("3.6",),
    ),
    Statement(_CODE, "Improvements made from learning", sections=("2.4", "3.5")),
    Statement(_CODE, "The Ombudsman's annual letter and other reports about the council", sections=("1.3",)),
)


def unanswered(written: frozenset[str]) -> list[Statement]:
    """The statements that still want words, where `written` are the numbers of sections with words or learning points."""
    return [statement for statement in STATEMENTS if not written.issuperset(statement.sections)]
