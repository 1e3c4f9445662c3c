"""Which stages a procedure has, who decides at each, and which may follow which. Pure.

The Ombudsman comes after every procedure and may be asked at any time; an enquiry of the Ombudsman is a record of its own
and not a stage of the council's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from complaints.procedures import NoRule

#: What a stage's clock starts with: the day the complaint came, or the day on which the person asked for the stage.
ClockFrom = Literal["receipt", "request"]


@dataclass(frozen=True)
class StageKind:
    """One stage of a procedure: its code in `models.Stage`, what it is called, and who decides.

    `clock_from` says which day `started_on` is. Stages that run from receipt share it: a complaint that early resolution
    did not settle has been waiting since it came.
    """

    code: str
    label: str
    decided_by: str
    has_clock: bool = True
    clock_from: ClockFrom = "receipt"
    #: The codes of the stages that may come next.
    then: tuple[str, ...] = ()
    #: Whether a case may begin with it.
    first: bool = True


SERVICE_MANAGER = "Manager of the service"

OMBUDSMAN = StageKind(
    "ombudsman",
    "Local Government and Social Care Ombudsman",
    decided_by="The Ombudsman",
    has_clock=False,
    clock_from="request",
    first=False,
)

STAGES: Mapping[str, tuple[StageKind, ...]] = {
    "adults-statutory": (
        StageKind("0", "Early resolution", SERVICE_MANAGER, then=("respond",)),
        StageKind("respond", "Formal response", "Responsible person of the council, or who acts for them"),
    ),
    "childrens-statutory": (
        # Stage 1 may be left out where the council and the person agree to it (Getting the Best from Complaints).
        StageKind("0", "Stage 0, early resolution", SERVICE_MANAGER, then=("1", "2")),
        StageKind("1", "Stage 1, local resolution", SERVICE_MANAGER, then=("2",)),
        StageKind(
            "2",
            "Stage 2, investigation",
            "Adjudicating officer, on the reports of an independent investigator and an independent person",
            clock_from="request",
            then=("3",),
        ),
        StageKind(
            "3",
            "Stage 3, review panel",
            "Director, on the report of a panel of three independent people",
            clock_from="request",
            first=False,
        ),
    ),
    "childrens-non-statutory": (
        StageKind("0", "Stage 0, early resolution", SERVICE_MANAGER, then=("1",)),
        StageKind("1", "Stage 1, response", SERVICE_MANAGER, then=("2",)),
        StageKind(
            "2",
            "Stage 2, review",
            "Senior manager who had no part in Stage 1",
            clock_from="request",
            first=False,
        ),
    ),
    "corporate": (
        StageKind("1", "Stage 1, response", SERVICE_MANAGER, then=("2",)),
        StageKind(
            "2",
            "Stage 2, review",
            "Senior manager who had no part in Stage 1",
            clock_from="request",
            first=False,
        ),
    ),
}


def kind_of(procedure: str, stage: str) -> StageKind:
    """A stage of a procedure, or the Ombudsman. Raises NoRule."""
    if stage == OMBUDSMAN.code:
        return OMBUDSMAN
    if procedure not in STAGES:
        raise NoRule(f'procedure: "{procedure}" is not known. Write one of {", ".join(STAGES)}.')
    found = next((kind for kind in STAGES[procedure] if kind.code == stage), None)
    if found is None:
        known = ", ".join(kind.code for kind in STAGES[procedure])
        raise NoRule(f'stage: {procedure} has no stage "{stage}". Write one of {known}.')
    return found


def label_of(procedure: str, stage: str) -> str:
    """What a stage is called: "Stage 2, investigation". Raises NoRule."""
    return kind_of(procedure, stage).label


def first_stages(procedure: str) -> tuple[str, ...]:
    """The codes of the stages that a case may begin with, the usual one first; none for comments and compliments."""
    return tuple(kind.code for kind in STAGES.get(procedure, ()) if kind.first)


def next_stages(procedure: str, stage: str) -> tuple[str, ...]:
    """The codes of the stages that may follow `stage`; after the last only the Ombudsman is left. Raises NoRule."""
    return kind_of(procedure, stage).then
