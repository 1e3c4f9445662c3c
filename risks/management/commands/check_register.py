"""bin/manage check_register REGISTER [--quarter Q]: what the checks find in a register that is kept."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from council.periods import parse_quarter
from risks.models import Register
from risks.selectors import findings
from risks.selectors import register as registers
from risks.visibility import visible_to


class Command(BaseCommand):
    help = (
        "Check the entries of a register as they stand in a quarter. Each finding is a line "
        '"reference: code: sentence"; where there are any, the command ends with 1.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("register", help="the register, by its short name")
        parser.add_argument(
            "--quarter", help="such as 2021-22-Q3; default: the newest risk quarter of the register"
        )

    def handle(self, *args: Any, register: str, quarter: str | None, **options: Any) -> None:
        view = visible_to(None)
        found = Register.objects.select_related("matrix").filter(slug=register).first()
        if found is None:
            known = ", ".join(Register.objects.values_list("slug", flat=True))
            raise CommandError(f'There is no register "{register}". There are: {known or "none"}.')
        kept = [row for row in view.rounds if found.exists_in(row.quarter)]
        if quarter is not None:
            try:
                wanted = parse_quarter(quarter)
            except ValueError as error:
                raise CommandError(str(error)) from error
            kept = [row for row in kept if row.quarter == wanted]
        if not kept:
            raise CommandError(
                f"{found.name} has no such risk quarter." if quarter else "No risk quarter was opened yet."
            )
        round_ = kept[0]
        rows = registers.rows(found, round_.quarter, view)
        histories = findings.histories(rows, round_.quarter, moment=registers.moment_of(round_))
        told = findings.of_register(rows, histories, findings.checked_on(round_))
        for finding in told:
            self.stdout.write(str(finding))
        if told:
            things = "1 finding" if len(told) == 1 else f"{len(told):,} findings"
            raise CommandError(f"{things} in {round_.quarter.label}.")
