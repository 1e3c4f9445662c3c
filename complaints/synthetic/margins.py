"""Counting what was made, and holding it against what is published. Pure.

It counts by itself, without the selectors of the annual report: two ways of counting that agree are worth more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from complaints.references import year_of
from complaints.synthetic.made import Case, Enquiry, Made
from complaints.synthetic.plan import Group, InfeasiblePlan, Margin

Row = Mapping[str, object]
#: The stages of local resolution; as `actions.standing` has it.
LOCAL = frozenset({"0", "1", "respond"})
UPHELD = frozenset({"upheld", "partly_upheld"})


def check(margins: Iterable[Margin], made: Made, groups: Mapping[str, Group]) -> None:
    """Raise InfeasiblePlan, naming all of them, where what was made differs from what is published."""
    ended = {row.case: row for row in made.enquiries if row.ends_the_case}
    tables: dict[str, list[Row]] = {
        "cases": [columns_of_case(case, ended.get(case.key), groups) for case in made.cases],
        "enquiries": [columns_of_enquiry(row) for row in made.enquiries],
    }
    if wrong := [words for margin in margins if (words := _differs(margin, tables[margin.of]))]:
        raise InfeasiblePlan(" ".join(wrong))


def columns_of_case(case: Case, ended: Enquiry | None, groups: Mapping[str, Group]) -> Row:
    """What margins may ask of a case; `ended` is the Ombudsman's enquiry that ended it.

    `closed`: by the last day that the report of its year counts. `open_at_end_of`: the years at whose end it was open.
    """
    group = groups[case.key.rpartition("/")[0]]
    closed_on, outcome = case.answered_on, case.outcome
    ended_at = case.stages[-1].stage if closed_on else ""
    if ended and ended.decided_on:
        closed_on, outcome, ended_at = ended.decided_on, ended.decision, "ombudsman"
    local = [stage for stage in case.stages if stage.stage in LOCAL]
    answered, longest = (local[-1].answered_on, local[0].longest_on) if local else (None, None)
    last_year = year_of(closed_on) if closed_on else year_of(date.max)
    received = year_of(case.received_on)
    return {
        "kind": case.kind,
        "area": case.area,
        "procedure": case.procedure,
        "year": received,
        "captured": case.captured,
        "joint": bool(case.lead_body),
        "service_type": case.service_type,
        "complainant": case.complainant,
        "closed": closed_on is not None and closed_on <= group.last_counted,
        "closed_year": year_of(closed_on) if closed_on else None,
        "open_at_end_of": tuple(range(received, min(last_year, received + 5))),
        "outcome": outcome,
        "ended_at": ended_at,
        "stages": tuple(stage.stage for stage in case.stages),
        "investigated": tuple(stage.investigated for stage in case.stages if stage.investigated),
        "late": bool(answered and longest and answered > longest),
        "cost": sum((stage.cost for stage in case.stages if stage.cost), Decimal(0)),
    }


def columns_of_enquiry(row: Enquiry) -> Row:
    """What margins may ask of an enquiry of the Ombudsman; `year` is that in which it came."""
    return {
        "area": row.area,
        "year": year_of(row.received_on),
        "decided_year": year_of(row.decided_on) if row.decided_on else None,
        "decision": row.decision,
        "upheld_before": row.council_outcome in UPHELD,
        "settlement": row.settlement or Decimal(0),
    }


def share(part: int, whole: int) -> int:
    """A share in whole percent, half up; of nothing it is 0.

    >>> share(1, 8), share(1, 40)
    (13, 3)
    """
    if not whole:
        return 0
    return int((Decimal(100 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP))


def _differs(margin: Margin, rows: list[Row]) -> str:
    """A sentence where the margin does not hold."""
    found = [row for row in rows if _holds(margin.where, row)]
    name = ", ".join(margin.ids)
    asked = ", ".join(f"{column}: {value}" for column, value in margin.where.items())
    if margin.count is not None and len(found) != margin.count:
        return f"{name}: {margin.count} is published, the plan makes {len(found)} ({asked})."
    if margin.total is not None:
        total = sum((Decimal(str(row[margin.column])) for row in found), Decimal(0))
        if total != margin.total:
            return f"{name}: {margin.total} is published, the plan makes {total} ({margin.column} where {asked})."
    if margin.percent is not None:
        base = sum(1 for row in rows if _holds(margin.base, row))
        percent = share(len(found), base)
        if percent != margin.percent:
            return f"{name}: {margin.percent}% is published, the plan makes {percent}% ({len(found)} of {base}; {asked})."
    return ""


def _holds(where: Mapping[str, object], row: Row) -> bool:
    for column, wanted in where.items():
        if column not in row:
            raise InfeasiblePlan(f"margins: {column} is not known. Known: {', '.join(row)}.")
        allowed = wanted if isinstance(wanted, list) else [wanted]
        value = row[column]
        if not any(each in allowed for each in (value if isinstance(value, tuple) else (value,))):
            return False
    return True
