"""Due dates for a file of stages: what `bin/manage due_dates` does. Pure, over text streams.

received    the day on which the stage's clock starts, as people write days (`complaints.written_days`). For the stages of
            the corporate procedure that run from acknowledgement, the day of the acknowledgement
extended    yes, no or blank
stage       1, Stage 1, acknowledge-1 ..., or 1.0 as spreadsheets write it; procedure in any case, with spaces or hyphens
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import TextIO

from complaints import written_days
from complaints.clocks import CannotExtend, due
from complaints.procedures import NoRule, rule_for
from council.row_files import BadCell, Columns, answer_rows

COLUMNS = Columns(required=("id", "procedure", "stage", "received"), optional=("extended",), added=("due",))
YES, NO = {"yes", "y", "true", "1"}, {"", "no", "n", "false", "0"}
#: A later year is a slip of the keyboard; bank holidays of earlier ones are not known.
YEARS = range(1978, 2100)


def due_file(stages: TextIO, output: TextIO) -> Iterator[str]:
    """Write every stage with its due date as ISO; yields a sentence for each row that cannot be read."""
    return answer_rows(stages, output, COLUMNS, _answer)


def _answer(cells: dict[str, str]) -> tuple[str]:
    start = read_day(cells["received"])
    procedure = _key(cells["procedure"])
    stage = _key(cells["stage"]).removeprefix("stage-").removesuffix(".0")
    try:
        rule = rule_for(procedure, stage, start)
        return (due(rule, start, extended=_yes(cells.get("extended", ""))).day.isoformat(),)
    except NoRule as error:
        raise BadCell(str(error)) from error
    except CannotExtend as error:
        raise BadCell(f"extended: {error}") from error


def read_day(text: str) -> date:
    """A day as people write it. Raises BadCell."""
    day = written_days.read_day(text)
    if day is None or day.year not in YEARS:
        words = " ".join(text.split())
        raise BadCell(
            f'received: "{words}" is not a day between {YEARS[0]} and {YEARS[-1]}. Write it like 2023-04-03.'
        )
    return day


def _key(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", text.strip().casefold().replace("'", "").replace("\u2019", ""))


def _yes(text: str) -> bool:
    word = text.strip().casefold()
    if word in YES | NO:
        return word in YES
    raise BadCell(f'extended: "{text.strip()}" is not known. Write yes or no.')
