"""`bin/manage build_pack MEETING --part 1|2 --output DIR`: the files of a meeting's papers."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from committee.actions import contents, pack_files
from committee.management.commands.export_table import write_whole
from committee.management.meetings import meeting_named
from committee.models import Meeting, Pack, PackFile
from committee.selectors import packs


class Command(BaseCommand):
    help = (
        "Write the frozen files of a meeting's papers, Part I or Part II. Papers that are not frozen yet, and any with "
        "--draft, are built from the data as it is now."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("meeting", help="the meeting's slug, or its day: 2021-11-25")
        parser.add_argument("--part", type=int, choices=(1, 2), default=1)
        parser.add_argument(
            "--output", required=True, type=Path, help="a directory; made where it is missing"
        )
        parser.add_argument(
            "--draft", action="store_true", help="build anew, even where there are frozen files"
        )

    def handle(self, *args, meeting: str, part: int, output: Path, draft: bool, **options) -> None:
        found = meeting_named(meeting)
        pack = None if draft else packs.newest(found)
        files = self._built(found, part) if pack is None else self._frozen(pack, part)
        if not files:
            raise CommandError(f"{found} has nothing in Part {'II' if part == 2 else 'I'}.")
        try:
            output.mkdir(parents=True, exist_ok=True)
            for name, content in files:
                write_whole(output / name, lambda stream, content=content: stream.write(content))
                self.stdout.write(f"Wrote {output / name}")
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}.") from error

    def _frozen(self, pack: Pack, part: int) -> list[tuple[str, bytes]]:
        """The files of an edition, then those of its errata."""
        self.stderr.write(
            f"Edition {pack.edition}, frozen {timezone.localdate(pack.frozen_at):%-d %B %Y}, hash {pack.sha256}."
        )
        rows = PackFile.objects.filter(pack=pack, part=part).order_by("pk")
        return [(row.name, bytes(row.content)) for row in rows]

    def _built(self, meeting: Meeting, part: int) -> list[tuple[str, bytes]]:
        self.stderr.write("A draft: built from the data as it is now, not frozen.")
        read = contents.read(meeting, timezone.now())
        return [(file.name, file.content) for file in pack_files.build(read, parts=(part,))]
