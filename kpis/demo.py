"""The demonstration's KPIs: the performance report of Quarter 2 2021/22, entered through the same actions that people use.

Each row is written as of the day it would have been: definitions before everything, targets on the day they were set,
figures three weeks after their quarter ended. So pages and files can be asked how things stood on any day since.
"""

from __future__ import annotations

import csv
import datetime
from collections import defaultdict
from decimal import Decimal

from django.utils import timezone

from council.actions import quarters
from council.demo import DEMO, read_yaml
from council.models import CorporatePriority, Directorate, RoleAssignment, Service, User
from council.periods import Quarter, Slot, parse_quarter
from kpis.actions import commentary, definitions, figures, overrides, targets
from kpis.entries import Entry
from kpis.models import Definition, Indicator, IndicatorGroup, Scheme
from kpis.reference import load_schemes

DEFINED = datetime.date(2018, 4, 1)
REPORT_QUARTER = "2021-22-Q2"
OPEN_QUARTER = "2021-22-Q3"


def load() -> None:
    by = User.objects.get(username="performance")
    load_schemes(by=by, at=_day(DEFINED))
    words = read_yaml(DEMO / "commentary.yaml")
    _load_groups(words)
    _load_indicators(by)
    _load_targets(by)
    with (DEMO / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rounds = _open_rounds(rows, by)
    _load_figures(rows, by)
    _load_commentary(words, by)
    _load_overrides(by)
    for quarter in rounds[:-1]:
        quarters.close_quarter(quarter=quarter, by=by, at=_day(quarter.end, 50))


def _day(day: datetime.date, later: int = 0) -> datetime.datetime:
    """Noon in London, `later` days after `day`."""
    moment = datetime.datetime.combine(day + datetime.timedelta(days=later), datetime.time(12))
    return timezone.make_aware(moment)


def _load_groups(words: dict) -> None:
    for priority in words["priorities"]:
        for group in priority["groups"]:
            IndicatorGroup.objects.create(slug=group["slug"], name=group["heading"])


def _load_indicators(by: User) -> None:
    priorities, directorates, services, groups, schemes = (
        {row.slug: row for row in model.objects.all()}
        for model in (CorporatePriority, Directorate, Service, IndicatorGroup, Scheme)
    )
    for row in read_yaml(DEMO / "indicators.yaml"):
        second = row.get("second_measure") or {}
        definitions.define(
            slug=row["slug"],
            by=by,
            based_on=0,
            at=_day(DEFINED),
            name=row["name"],
            position=row["position"],
            priority=priorities[row["priority"]],
            directorate=directorates[row["directorate"]],
            service=services[row["service"]],
            group=groups.get(row.get("group")),
            owner=row.get("owner", ""),
            good_is=row.get("good_is") or "",
            value_type=row["value_type"],
            unit={"GBP": "£"}.get(row.get("unit"), row.get("unit") or ""),
            decimals=row.get("decimals"),
            second_measure=second.get("label", ""),
            second_unit=second.get("unit", ""),
            frequency=row["frequency"],
            basis=row["basis"],
            cumulative=row.get("cumulative", False),
            history=row.get("history") or Definition.History.OUTTURNS,
            scheme=schemes[row["scheme"]] if row.get("scheme", "house") != "house" else None,
            tolerance=row.get("tolerance"),
            tolerance_note=row.get("tolerance_note", ""),
            description=row.get("description", ""),
            data_source=row.get("data_source", ""),
            footnotes=row.get("footnotes", []),
            queries=row.get("queries", []),
        )


def _load_targets(by: User) -> None:
    indicators = _indicators()
    versions: dict[tuple, int] = defaultdict(int)
    for row in read_yaml(DEMO / "targets.yaml"):
        if row["kind"] == "none":
            continue
        grain, ordinal, last = _applies_to(row["applies_to"])
        key = (row["indicator"], grain, ordinal)
        targets.set_target(
            indicator=indicators[row["indicator"]],
            grain=grain,
            ordinal=ordinal,
            last_quarter=last,
            by=by,
            based_on=versions[key],
            at=_day(row["set_on"]),
            kind=row["kind"],
            value=_number(row.get("value")),
            low=_number(row.get("low")),
            high=_number(row.get("high")),
            strict=row.get("strict") or "",
            floor=_number(row.get("floor")),
            quartile=row.get("quartile"),
            second_value=_number(row.get("value_2")),
            second_unit=row.get("unit_2") or "",
            profile=[Decimal(str(share)) for share in row["profile"]] if row.get("profile") else None,
            text=row.get("text") or "",
            reason=row.get("reason") or "",
            approved_by=row.get("approved_by") or "",
        )
        versions[key] += 1


def _applies_to(text: str | dict) -> tuple[str, int, int | None]:
    if isinstance(text, dict):
        return "P", parse_quarter(text["from"]).ordinal, parse_quarter(text["to"]).ordinal
    slot = Slot.parse(text)
    return slot.grain, slot.ordinal, None


def _open_rounds(rows: list[dict], by: User) -> list[Quarter]:
    named = {row["reported_in"] for row in rows} | {OPEN_QUARTER}
    rounds = sorted((parse_quarter(name) for name in named), key=lambda quarter: quarter.ordinal)
    for quarter in rounds:
        quarters.open_quarter(quarter=quarter, by=by, at=_day(quarter.end, 1))
    return rounds


def _load_figures(rows: list[dict], by: User) -> None:
    indicators = _indicators()
    for row in rows:
        slot = Slot.parse(row["slot"])
        quarter = parse_quarter(row["reported_in"])
        figures.record(
            indicator=indicators[row["indicator"]],
            slot=slot,
            reported_in=quarter,
            period=row["period"],
            based_on=0,
            by=by,
            at=_day(quarter.end, 21),
            entry=Entry(
                value=_number(row["value"]),
                second_value=_number(row["value_2"]),
                quartile=int(row["quartile"]) if row["quartile"] else None,
                absence=row["absence"],
                text=row["text"],
                state=row["state"] or "validated",
                is_forecast=row["is_forecast"] == "true",
                note=row["note"],
            ),
        )
        if row["break_reason"]:
            definitions.break_series(
                indicator=indicators[row["indicator"]],
                slot=slot,
                reason=row["break_reason"],
                by=by,
                at=_day(quarter.end, 21),
            )


def _load_commentary(words: dict, by: User) -> None:
    indicators = _indicators()
    quarter = parse_quarter(words["quarter"])
    for priority_words in words["priorities"]:
        priority = CorporatePriority.objects.get(slug=priority_words["slug"])
        for position, group in enumerate(priority_words["groups"], start=1):
            body: list[dict] = [{"kind": "paragraph", "text": text} for text in group["paragraphs"]]
            if group.get("bullets"):
                body.append({"kind": "bullets", "items": group["bullets"]})
            commentary.write(
                quarter=quarter,
                slug=group["slug"],
                heading=group["heading"],
                priority=priority,
                position=position,
                indicators=[indicators[slug] for slug in group.get("indicators") or []],
                body=body,
                by=by,
                based_on=0,
                at=_day(quarter.end, 28),
            )
        if developments := priority_words.get("developments"):
            commentary.write(
                quarter=quarter,
                slug=f"developments-{priority.slug}",
                heading="Additional service developments",
                priority=priority,
                position=1000,  # after every group
                indicators=[],
                body=[
                    {"kind": "paragraph", "text": developments["intro"]},
                    {"kind": "bullets", "items": developments["bullets"]},
                ],
                by=by,
                based_on=0,
                at=_day(quarter.end, 28),
            )


def _load_overrides(by: User) -> None:
    for row in read_yaml(DEMO / "overrides.yaml"):
        indicator = Indicator.objects.get(slug=row["indicator"])
        service = Definition.objects.current().get(indicator=indicator).service
        override = overrides.propose(
            indicator=indicator,
            quarter=parse_quarter(row["slot"]),
            status=row["proposed"],
            reason=row["reason"],
            by=_post(row["proposer"], service),
            at=_day(row["agreed_on"], -7),
        )
        overrides.agree(
            override=override,
            by=by,
            note=f"Agreed with the {row['approver']}.",
            at=_day(row["agreed_on"]),
        )


def _post(name: str, service: Service) -> User:
    """The holder of a post who appears in the papers but has no account to sign in with."""
    username = name.lower().replace(" ", "-")
    user, created = User.objects.get_or_create(
        username=username, defaults={"name": name, "is_demonstration": True}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        RoleAssignment.objects.create(user=user, role="approver", service=service)
    return user


def _indicators() -> dict[str, Indicator]:
    return {indicator.slug: indicator for indicator in Indicator.objects.all()}


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
