"""The committee's models: what joins the apps, meetings and their papers, what was published. Import them from here."""

from committee.models.links import IndicatorLink
from committee.models.meetings import AgendaItem, Committee, CommitteeMember, Meeting
from committee.models.packs import Erratum, Pack, PackFile, Publication, PublishedRecord
from committee.models.papers import FindingAnswer, HouseTemplate, Paper, PaperWords, SeenFigures
from committee.models.questions import Answer, Question

__all__ = [
    "AgendaItem",
    "Answer",
    "Committee",
    "CommitteeMember",
    "Erratum",
    "FindingAnswer",
    "HouseTemplate",
    "IndicatorLink",
    "Meeting",
    "Pack",
    "PackFile",
    "Paper",
    "PaperWords",
    "Publication",
    "PublishedRecord",
    "Question",
    "SeenFigures",
]
