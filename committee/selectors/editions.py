"""The frozen editions of a meeting's papers as the clerk's page lists them: files, errata, and the freezing under way."""

from __future__ import annotations

from dataclasses import dataclass

from committee.models import Erratum, Meeting, Pack, PackFile
from committee.selectors.packs import LISTED
from council.models import Job

#: The kind of the jobs that freeze papers.
FREEZING = "freeze"


@dataclass(frozen=True)
class Edition:
    """An edition with its files by part, and the slips that correct it."""

    pack: Pack
    files: list[PackFile]
    errata: list[tuple[Erratum, list[PackFile]]]

    @property
    def open_files(self) -> list[PackFile]:
        """What becomes public."""
        return [file for file in self.files if file.part == 1]

    @property
    def exempt_files(self) -> list[PackFile]:
        """What does not."""
        return [file for file in self.files if file.part != 1]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def of_meeting(meeting: Meeting) -> list[Edition]:
    """Every edition, the newest first. Three queries."""
    found = list(
        Pack.objects.filter(meeting=meeting)
        .defer("data")
        .select_related("frozen_by", "publication")
        .order_by("-edition")
    )
    return _with_files(found)


def edition(pack: Pack) -> Edition:
    """One edition with its files."""
    return _with_files([pack])[0]


def find(meeting: Meeting, pk: int) -> Pack | None:
    """An edition by its id."""
    return Pack.objects.filter(meeting=meeting, pk=pk).defer("data").first()


def numbered(meeting: Meeting, edition: int) -> Pack | None:
    """An edition by its number, with its data."""
    return Pack.objects.filter(meeting=meeting, edition=edition).select_related("meeting__committee").first()


def freezing(meeting: Meeting) -> Job | None:
    """The freezing of the meeting's papers that is not over yet."""
    return Job.objects.filter(kind=FREEZING, finished_at=None, parameters__meeting=meeting.pk).first()


def _with_files(found: list[Pack]) -> list[Edition]:
    files: dict[int, list[PackFile]] = {pack.pk: [] for pack in found}
    slips: dict[int, list[PackFile]] = {}
    for file in PackFile.objects.filter(pack__in=found).defer(*LISTED).select_related("item"):
        if file.erratum_id is None:
            files[file.pack_id].append(file)
        else:
            slips.setdefault(file.erratum_id, []).append(file)
    errata: dict[int, list[Erratum]] = {pack.pk: [] for pack in found}
    issued = Erratum.objects.filter(pack__in=found).defer("data").select_related("item", "issued_by")
    for erratum in issued.order_by("number"):
        errata[erratum.pack_id].append(erratum)
    return [
        Edition(pack, files[pack.pk], [(erratum, slips.get(erratum.pk, [])) for erratum in errata[pack.pk]])
        for pack in found
    ]
