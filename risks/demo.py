"""The demonstration's registers: the committee's papers, entered in their order through the same actions that people use.

Everything is written as of the day it would have been: an entry when it came on its register, its assessment and measures
in the quarter whose paper prints them. What an entry said before the first paper that prints it is not known, so its
details are those of that paper from the start. Reviews of the published quarters are not on record: each closes with
that reason.
"""

from __future__ import annotations

import datetime
import json

from django.utils import timezone

from council.demo import DEMO, FIXTURES, read_yaml
from council.models import Directorate, Service, User
from council.periods import Quarter, parse_quarter
from risks.actions import entries, movements, registers, reviews, rounds
from risks.actions.movements import Decision
from risks.models import Entry, Movement, Place, Register, RiskMatrix
from risks.references import key_of

RISKS = DEMO / "risks"
MATRIX = FIXTURES / "reference" / "matrices" / "five-by-five.json"
CLOSED_WITHOUT_REVIEWS = "Taken over from the published register: its reviews were not kept here."


def load() -> None:
    """Load every published register and its movements, and leave the risk quarter after the last one open."""
    by = User.objects.get(username="risk")
    said = read_yaml(RISKS / "movements.yaml")
    quarters = [parse_quarter(row["quarter"]) for row in said["rounds"]]
    registers.add_matrix_version(
        slug="five-by-five",
        name="Five by five",
        content=json.loads(MATRIX.read_text(encoding="utf-8")),
        valid_from=quarters[0],
        by=by,
        at=noon(said["rounds"][0]["opens"]),
    )
    _load_registers(by)
    loader = _Loader(by)
    for quarter, row in zip(quarters, said["rounds"], strict=True):
        opens = noon(row["opens"])
        rounds.open_round(quarter=quarter, by=by, due_on=row["due"], at=opens)
        for movement in said["movements"]:
            if parse_quarter(movement["quarter"]) == quarter:
                loader.move(movement, quarter, opens)
        loader.assess(quarter, opens)
        if "closes" in row:
            rounds.close_round(quarter=quarter, by=by, reason=CLOSED_WITHOUT_REVIEWS, at=noon(row["closes"]))


def noon(day: datetime.date) -> datetime.datetime:
    """Noon in London."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def _load_registers(by: User) -> None:
    matrix = RiskMatrix.objects.get(slug="five-by-five")
    for row in read_yaml(RISKS / "registers.yaml"):
        parts = {
            name: model.objects.get(slug=row[name])
            for name, model in {"directorate": Directorate, "service": Service}.items()
            if row.get(name)
        }
        registers.keep_register(Register(**{**row, **parts, "matrix": matrix}), by=by)


class _Loader:
    """Enters movements and assessments of the papers, each entry with the details of the paper that prints it."""

    def __init__(self, by: User) -> None:
        self.by = by
        papers = [read_yaml(path) for path in sorted(RISKS.glob("[0-9]*.yaml"))]
        self.papers = {parse_quarter(paper["quarter"]): paper for paper in papers}
        self.printed = {(paper["register"], row["ref"]): row for paper in papers for row in paper["entries"]}
        self.reviewers = {
            (paper["register"], ref): User.objects.get(username=username)
            for paper in papers
            for ref, username in paper.get("reviewers", {}).items()
        }

    def move(self, row: dict, quarter: Quarter, at: datetime.datetime) -> None:
        """One row of movements.yaml."""
        if row.get("same_entry_as"):
            return  # the entry was put there when it left the other register
        kind = row["movement"]
        decision = Decision(reason=row["words"], decided_on=row.get("meeting_date"))
        if kind in {"taken_over", "new"}:
            self._add(row, quarter, at)
            return
        if _place(row["register"], row["ref"]) is None:
            # It is said of an entry that no paper shows coming on the register.
            self._add({**row, "movement": "taken_over", "words": ""}, quarter, at)
        place = _place(row["register"], row["ref"])
        if kind == "de_escalated":
            below = Register.objects.get(slug=row["kept_on"])
            movements.de_escalate(
                place, keep_on=below, ref=row["ref"], quarter=quarter, decision=decision, by=self.by, at=at
            )
            return
        said = {"quarter": quarter, "decision": decision, "by": self.by, "at": at}
        if kind == "closed":
            movements.close(place, **said)
        else:
            movements.note(place, score=row.get("residual_score"), **said)

    def _add(self, row: dict, quarter: Quarter, at: datetime.datetime) -> None:
        printed = self.printed.get((row["register"], row["ref"]), {})
        as_printed = printed.get("ref_as_printed", row["ref"])
        entries.add(
            register=Register.objects.get(slug=row["register"]),
            ref=as_printed if key_of(as_printed) == key_of(row["ref"]) else row["ref"],
            kind=printed.get("kind", Entry.Kind.RISK),
            quarter=quarter,
            by=self.by,
            movement=Movement.Kind(row["movement"]),
            reason=row["words"],
            decided_on=row.get("meeting_date"),
            at=at,
            title=printed.get("title") or row["title"],
            category=printed.get("category", ""),
            description=printed.get("description", []),
            consequences=printed.get("consequences", []),
            owner=printed.get("owner", ""),
            reviewer=self.reviewers.get((row["register"], row["ref"])),
            note=printed.get("note", ""),
        )

    def assess(self, quarter: Quarter, at: datetime.datetime) -> None:
        """The assessments, controls and actions that the paper of a quarter prints."""
        paper = self.papers.get(quarter, {"entries": []})
        for row in paper["entries"]:
            entry = _place(paper["register"], row["ref"]).entry
            reviews.assess(entry, quarter=quarter, by=self.by, based_on=0, at=at, **_assessment(row))
            for control in row.get("controls", []):
                entries.write_control(entry, by=self.by, at=at, **_measure(control))
            for action in row.get("actions", []):
                entries.write_action(entry, by=self.by, at=at, kind=action["kind"], **_measure(action))


def _place(register: str, ref: str) -> Place | None:
    found = Place.objects.filter(register__slug=register, key=key_of(ref))
    return found.select_related("entry", "register").first()


def _assessment(row: dict) -> dict[str, object]:
    """The fields of an assessment from an entry of a paper."""
    fields: dict[str, object] = {}
    as_printed: dict[str, str] = {}
    for position in ("current", "target"):
        given = row.get(position) or {}
        fields |= {f"{position}_{axis}": given.get(axis, "") for axis in ("likelihood", "impact")}
        fields[f"{position}_score"] = given.get("score")
        as_printed |= {
            f"{position}_{axis}": given[f"{axis}_as_printed"]
            for axis in ("likelihood", "impact")
            if given.get(f"{axis}_as_printed")
        }
    as_printed |= {
        name: str(row[f"printed_{name}"]) for name in ("score", "target_score") if f"printed_{name}" in row
    }
    return fields | {
        "as_printed": as_printed,
        "target_on": row.get("target_date"),
        "target_date_text": row.get("target_date_text", ""),
        "confidence": row.get("confidence", ""),
        "direction": row.get("direction", ""),
        "travel": row.get("travel", []),
        "progress": row.get("progress", []),
        "summary": row.get("summary", []),
    }


def _measure(row: dict) -> dict[str, object]:
    names = ("heading", "sub_heading", "owner", "text", "sub_items")
    return {name: row[name] for name in names if row.get(name)}
