"""The demonstration's complaints: what was published, and made-up cases that add up to it.

The words, the learning and the totals are those of the annual report of 2020/21. The cases behind it are nobody's business:
`complaints.synthetic` makes them from the plan, and here they are entered as a council enters the log of another system:
year by year, each year at once, shortly before its report closes. So a report reads as it stood when it closed, and what
changed later, as when a joint complaint was answered at last, supersedes it.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models
from django.utils import timezone

from complaints import synthetic
from complaints.actions import published, reports, standing
from complaints.models import (
    ActiveCases,
    CaseLink,
    Details,
    Element,
    Feedback,
    Learning,
    OmbudsmanCase,
    Pause,
    Recommendation,
    Remedy,
    ReportText,
    ServiceType,
    Stage,
    Subject,
)
from complaints.references import year_of
from council.actions.superseding import supersede
from council.demo import DEMO, read_yaml
from council.models import Service, Superseding, User

COMPLAINTS = DEMO / "complaints"
BATCH = 1000
#: The report whose learning is kept.
LEARNT_IN = 2020
Row = TypeVar("Row", bound=Superseding)


def load() -> None:
    """Load the published statistics, the cases made up for them, and the reports with their words."""
    by = User.objects.get(username="complaints")
    load_vocabulary()
    plan = synthetic.parse(read_yaml(COMPLAINTS / "plan.yaml"))
    log = Log(synthetic.make(plan), by)
    for pause in plan.pauses:
        for procedure in pause.procedures:
            row = Pause(procedure=procedure, first=pause.first, last=pause.last, reason=pause.reason)
            supersede(row, by=by, based_on=0, at=noon(pause.last))
    for row in read_yaml(COMPLAINTS / "reports.yaml"):
        log.take_over(through=row["year"], on=row["taken_over"])
        _load_report(row, by)
    _load_learning(by)
    published.load(COMPLAINTS / "published.yaml", by)


def noon(day: datetime.date) -> datetime.datetime:
    """Noon in London."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def load_vocabulary() -> None:
    """Service types and subjects, in the order of their files."""
    services = {row.slug: row for row in Service.objects.all()}
    ServiceType.objects.bulk_create(
        ServiceType(**{**row, "service": services[row["service"]]}, position=position)
        for position, row in enumerate(read_yaml(COMPLAINTS / "service_types.yaml"), start=1)
    )
    Subject.objects.bulk_create(
        Subject(**row, position=position)
        for position, row in enumerate(read_yaml(COMPLAINTS / "subjects.yaml"), start=1)
    )


def _load_report(row: Mapping[str, Any], by: User) -> None:
    at = noon(row["taken_over"])
    report = reports.open_report(
        year=row["year"], counted_on=row["counted_on"], by=by, at=noon(row["opened"])
    )
    for section, text in row.get("texts", {}).items():
        supersede(ReportText(report=report, section=section, text=text), by=by, based_on=0, at=at)
    for area, count in row.get("active_cases", {}).items():
        active = ActiveCases(year=row["year"], area=area, count=count, synthetic=True)
        supersede(active, by=by, based_on=0, at=at)
    if "closes" in row:
        reports.close_report(year=row["year"], by=by, reason=row["reason"], at=noon(row["closes"]))


def _load_learning(by: User) -> None:
    """The learning points, in printed order. All are done with the year, but for what the report says is still to come."""
    types = {row.slug: row for row in ServiceType.objects.all()}
    subjects = {row.slug: row for row in Subject.objects.all()}
    taken_over = next(
        row["taken_over"] for row in read_yaml(COMPLAINTS / "reports.yaml") if row["year"] == LEARNT_IN
    )
    Learning.objects.bulk_create(
        Learning(
            key=uuid5(NAMESPACE_URL, row["id"]),
            recorded_at=noon(taken_over),
            recorded_by=by,
            year=LEARNT_IN,
            position=position,
            area=row["area"],
            source=row["source"],
            heading=row.get("heading", ""),
            text=row["text"],
            points=row.get("points", []),
            status=row.get("status", Learning.Status.DONE),
            done_on=None if "status" in row else datetime.date(LEARNT_IN + 1, 3, 31),
            service_type=types.get(row.get("service_type")),
            subject=subjects.get(row.get("subject")),
        )
        for position, row in enumerate(read_yaml(COMPLAINTS / "learning.yaml"), start=1)
    )


class Log:
    """Enters made-up cases, many at a time, as they were known on some day."""

    def __init__(self, made: synthetic.Made, by: User | None):
        self.made = made
        self.by = by
        self._ids: dict[str, int] = {}
        self._cases: dict[str, synthetic.Case] = {}
        self._enquiries: dict[str, synthetic.Enquiry] = {}
        self._versions: Counter[UUID] = Counter()
        self._types = {row.slug: (row.pk, row.service_id) for row in ServiceType.objects.all()}
        self._subjects = dict(Subject.objects.values_list("slug", "pk"))

    def take_over(self, *, through: int, on: datetime.date) -> None:
        """Enter what came in up to the financial year `through` as it stood on the day `on`, over what was there before."""
        at = noon(on)
        cases = [case.as_known_on(on) for case in self.made.cases if year_of(case.received_on) <= through]
        enquiries = [
            row.as_known_on(on) for row in self.made.enquiries if year_of(row.received_on) <= through
        ]
        new = [case for case in cases if case.key not in self._cases]
        later = [case for case in cases if case.key in self._cases and case != self._cases[case.key]]
        self._enter(new, at)
        self._write_stages([*new, *later], at)
        self._write_measures([*new, *later], at)
        self._cases |= {case.key: case for case in cases}
        about = self._write_enquiries(enquiries, at)
        touched = {self._ids[case.key] for case in [*new, *later]} | about
        standing.refresh(touched, by=self.by, at=at)
        self._link({case.key for case in new})

    def _enter(self, cases: Sequence[synthetic.Case], at: datetime.datetime) -> None:
        """The cases themselves and how they are sorted."""
        made = Feedback.objects.bulk_create(
            [Feedback(reference=case.reference, kind=case.kind, synthetic=True) for case in cases],
            batch_size=BATCH,
        )
        self._ids |= {case.key: row.pk for case, row in zip(cases, made, strict=True)}
        self._write(Details, (self._details(case) for case in cases), at)
        pauses = ((case, case.pause) for case in cases if case.pause)
        self._write(
            Pause,
            (Pause(feedback_id=self._ids[case.key], **_fields(pause)) for case, pause in pauses),
            at,
        )

    def _details(self, case: synthetic.Case) -> Details:
        service_type, service = self._types[case.service_type] if case.service_type else (None, None)
        return Details(
            feedback_id=self._ids[case.key],
            received_on=case.received_on,
            channel=case.channel,
            captured=case.captured,
            area=case.area,
            service_id=service,
            service_type_id=service_type,
            subjects=list(case.subjects),
            complainant=case.complainant,
            procedure=case.procedure,
            lead_body=case.lead_body,
            partners=case.partners,
        )

    def _write_stages(self, cases: Iterable[synthetic.Case], at: datetime.datetime) -> None:
        rows = []
        for case in cases:
            before = self._cases[case.key].stages if case.key in self._cases else ()
            for number, stage in enumerate(case.stages):
                if number >= len(before) or stage != before[number]:
                    version = 2 if number < len(before) else 1
                    rows.append(Stage(feedback_id=self._ids[case.key], version=version, **_fields(stage)))
        self._write(Stage, rows, at)

    def _write_measures(self, cases: Iterable[synthetic.Case], at: datetime.datetime) -> None:
        """Elements and remedies: they come with the answer, and stay."""
        elements, remedies = [], []
        for case in cases:
            pk, before = self._ids[case.key], self._cases.get(case.key)
            if before is None or not before.elements:
                elements += [
                    Element(
                        feedback_id=pk,
                        number=row.number,
                        subject_id=self._subjects[row.subject],
                        outcome=row.outcome,
                    )
                    for row in case.elements
                ]
            if before is None or not before.remedies:
                remedies += [Remedy(feedback_id=pk, **_fields(row)) for row in case.remedies]
        self._write(Element, elements, at)
        self._write(Remedy, remedies, at)

    def _write_enquiries(self, enquiries: Iterable[synthetic.Enquiry], at: datetime.datetime) -> set[int]:
        """The Ombudsman's cases that are new or went on, and what was recommended; returns the ids of their complaints."""
        rows, recommendations = [], []
        for made in enquiries:
            before = self._enquiries.get(made.reference)
            if made == before:
                continue
            key = uuid5(NAMESPACE_URL, made.reference)
            self._versions[key] += 1
            content = {
                name: value
                for name, value in _fields(made).items()
                if name not in {"case", "recommendations"}
            }
            rows.append(
                OmbudsmanCase(
                    key=key,
                    version=self._versions[key],
                    feedback_id=self._ids[made.case] if made.case else None,
                    synthetic=True,
                    **content,
                )
            )
            if before is None or not before.recommendations:
                recommendations += [Recommendation(case=key, **_fields(row)) for row in made.recommendations]
            self._enquiries[made.reference] = made
        self._write(OmbudsmanCase, rows, at)
        self._write(Recommendation, recommendations, at)
        return {row.feedback_id for row in rows if row.feedback_id}

    def _link(self, keys: set[str]) -> None:
        pairs = (
            sorted((self._ids[first], self._ids[second]))
            for first, second in self.made.links
            if first in keys and second in keys
        )
        CaseLink.objects.bulk_create(CaseLink(first_id=first, second_id=second) for first, second in pairs)

    def _write(self, model: type[Row], rows: Iterable[Row], at: datetime.datetime) -> None:
        """Write versions of superseding rows; those that are not first supersede the one before."""
        rows = list(rows)
        for row in rows:
            row.recorded_at, row.recorded_by = at, self.by
        later = models.Q()
        for row in rows:
            if row.version > 1:
                key = {name: getattr(row, model._meta.get_field(name).attname) for name in model.KEY}
                later |= models.Q(version=row.version - 1, **key)
        if later:
            model.objects.current().filter(later).update(superseded_at=at)
        model.objects.bulk_create(rows, batch_size=BATCH)


def _fields(made: object) -> dict[str, Any]:
    """The fields of something made: they are called as the model's."""
    return {field.name: getattr(made, field.name) for field in dataclasses.fields(made)}
