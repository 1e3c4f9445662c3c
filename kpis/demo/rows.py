"""A paper's indicators, targets, figures, comparators and overrides, row by row through the actions."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone

from council.models import CorporatePriority, Directorate, ReportingQuarter, RoleAssignment, Service, User
from council.periods import Slot, parse_quarter
from kpis.actions import benchmarks, definitions, figures, overrides, targets
from kpis.demo.papers import Paper
from kpis.entries import Entry
from kpis.models import Definition, Figure, Indicator, IndicatorGroup, Scheme, Target

#: What a new version of a definition does not take over from the one before.
_OF_A_VERSION = {"id", "indicator", "version", "recorded_at", "recorded_by", "superseded_at"}


def noon(day: datetime.date, later: int = 0) -> datetime.datetime:
    """Noon in London, `later` days after `day`."""
    moment = datetime.datetime.combine(day + datetime.timedelta(days=later), datetime.time(12))
    return timezone.make_aware(moment)


def indicators_by_slug() -> dict[str, Indicator]:
    return {indicator.slug: indicator for indicator in Indicator.objects.all()}


def load_groups(paper: Paper) -> None:
    """The groups that the paper's indicators are in: named as its commentary is headed, or as its tables are.

    What the paper says of no indicator, such as how a section begins, is commentary without a group.
    """
    words, used = paper.commentary, {row.get("group") for row in paper.indicators}
    chapters = [*words.get("priorities", []), *words.get("directorates", [])]
    named = {group["slug"]: group["heading"] for chapter in chapters for group in chapter.get("groups", [])}
    named |= {group["slug"]: group["name"] for group in words.get("measure_groups", [])}
    for slug in used & named.keys():
        IndicatorGroup.objects.get_or_create(slug=slug, defaults={"name": named[slug]})


def load_indicators(paper: Paper, by: User, *, at: datetime.datetime, since: datetime.date | None) -> None:
    """Define the paper's indicators and retire those it has no more; new ones exist since `since` (None: always)."""
    current = {
        row.indicator.slug: row for row in Definition.objects.current().select_related("indicator").all()
    }
    parts = {
        name: {row.slug: row for row in model.objects.all()}
        for name, model in {
            "priority": CorporatePriority,
            "directorate": Directorate,
            "service": Service,
            "group": IndicatorGroup,
            "scheme": Scheme,
        }.items()
    }
    for row in paper.indicators:
        before = current.pop(row["slug"], None)
        definitions.define(
            slug=row["slug"],
            by=by,
            based_on=before.version if before else 0,
            at=at,
            introduced_on=before.introduced_on if before else since,
            **_definition(row, parts),
        )
    for slug, before in current.items():
        if before.retired_on is None:
            kept = {f.name: getattr(before, f.name) for f in Definition._meta.fields} | {
                "retired_on": since - datetime.timedelta(days=1)
            }
            definitions.define(
                slug=slug,
                by=by,
                based_on=before.version,
                at=at,
                **{name: value for name, value in kept.items() if name not in _OF_A_VERSION},
            )


def _definition(row: dict, parts: dict[str, dict]) -> dict[str, object]:
    """The fields of a definition from a row of `indicators.yaml`."""
    second = row.get("second_measure") or {}
    scheme = row.get("scheme", "house")
    return {
        "name": row["name"],
        "position": row["position"],
        "priority": parts["priority"][row["priority"]] if row.get("priority") else None,
        "directorate": parts["directorate"][row["directorate"]],
        "service": parts["service"][row["service"]],
        "group": parts["group"][row["group"]] if row.get("group") else None,
        "owner": row.get("owner", ""),
        "good_is": row.get("good_is") or "",
        "value_type": row["value_type"],
        "unit": {"GBP": "£"}.get(row.get("unit"), row.get("unit") or ""),
        "decimals": row.get("decimals"),
        "second_measure": second.get("label", ""),
        "second_unit": second.get("unit", ""),
        "frequency": row["frequency"],
        "basis": row["basis"],
        "lag": row.get("lag"),
        "cumulative": row.get("cumulative", False),
        "history": row.get("history") or Definition.History.OUTTURNS,
        "scheme": parts["scheme"][scheme] if scheme != "house" else None,
        "tolerance": row.get("tolerance"),
        "tolerance_note": row.get("tolerance_note", ""),
        "description": row.get("description", ""),
        "data_source": row.get("data_source", ""),
        "identifiers": row.get("identifiers", []),
        "footnotes": row.get("footnotes", []),
        "queries": row.get("queries", []),
    }


def load_targets(paper: Paper, by: User) -> None:
    indicators = indicators_by_slug()
    versions = {
        (target.indicator_id, target.grain, target.ordinal): target.version
        for target in Target.objects.current()
    }
    for row in paper.targets:
        if row["kind"] == "none":
            continue
        indicator = indicators[row["indicator"]]
        grain, ordinal, last = _applies_to(row["applies_to"])
        key = (indicator.pk, grain, ordinal)
        written = targets.set_target(
            indicator=indicator,
            grain=grain,
            ordinal=ordinal,
            last_quarter=last,
            by=by,
            based_on=versions.get(key, 0),
            at=noon(row["set_on"]),
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
        versions[key] = written.version


def _applies_to(text: str | dict) -> tuple[str, int, int | None]:
    if isinstance(text, dict):
        return "P", parse_quarter(text["from"]).ordinal, parse_quarter(text["to"]).ordinal
    slot = Slot.parse(text)
    return slot.grain, slot.ordinal, None


def load_figures(paper: Paper, by: User, *, not_before: datetime.datetime) -> None:
    """Record the paper's figures. One that an earlier paper printed already is a correction, or, the same, left alone."""
    indicators = indicators_by_slug()
    known = {
        (figure.indicator_id, figure.slot): figure
        for figure in Figure.objects.current().filter(
            indicator__slug__in={row["indicator"] for row in paper.figures}
        )
    }
    closed = set(ReportingQuarter.objects.exclude(closed_at=None).values_list("ordinal", flat=True))
    for row in paper.figures:
        indicator, slot = indicators[row["indicator"]], Slot.parse(row["slot"])
        quarter = parse_quarter(row["reported_in"])
        entry = Entry(
            value=_number(row["value"]),
            second_value=_number(row["value_2"]),
            numerator=_number(row.get("numerator")),
            denominator=_number(row.get("denominator")),
            quartile=int(row["quartile"]) if row["quartile"] else None,
            absence=row["absence"],
            text=row["text"],
            state=row["state"] or "validated",
            is_forecast=row["is_forecast"] == "true",
            note=row["note"],
        )
        before = known.get((indicator.pk, slot))
        if before and (before.value, before.second_value, before.text) == (
            entry.value,
            entry.second_value,
            entry.text,
        ):
            continue
        late = before is not None or quarter.ordinal in closed
        moment = max(noon(quarter.end, 21), not_before)
        figures.record(
            indicator=indicator,
            slot=slot,
            reported_in=quarter,
            period=row["period"],
            based_on=before.version if before else 0,
            by=by,
            at=moment,
            entry=entry,
            reason=f"As the report of {paper.quarter.label} prints it." if late else "",
        )
        if row["break_reason"]:
            definitions.break_series(
                indicator=indicator, slot=slot, reason=row["break_reason"], by=by, at=moment
            )


def load_benchmarks(paper: Paper, by: User, *, not_before: datetime.datetime) -> None:
    indicators = indicators_by_slug()
    for row in paper.benchmarks:
        quarter = parse_quarter(row["reported_in"])
        benchmarks.record(
            indicator=indicators[row["indicator"]],
            comparator=row["comparator"],
            name=row["name"],
            period=row["period"],
            reported_in=quarter,
            by=by,
            based_on=0,
            at=max(noon(quarter.end, 21), not_before),
            value=_number(row["value"]),
            second_value=_number(row["value_2"]),
            rank=int(row["rank"]) if row["rank"] else None,
            rank_of=int(row["rank_of"]) if row["rank_of"] else None,
            quartile=int(row["quartile"]) if row["quartile"] else None,
            text=row["text"],
            source=row["source"],
            note=row["note"],
        )


def load_overrides(paper: Paper, by: User) -> None:
    indicators = indicators_by_slug()
    for row in paper.overrides:
        indicator = indicators[row["indicator"]]
        service = Definition.objects.current().get(indicator=indicator).service
        override = overrides.propose(
            indicator=indicator,
            quarter=parse_quarter(row["slot"]),
            status=row["proposed"],
            reason=row["reason"],
            by=_post(row["proposer"], service),
            at=noon(row["agreed_on"], -7),
        )
        overrides.agree(
            override=override,
            by=by,
            note=f"Agreed with the {row['approver']}.",
            at=noon(row["agreed_on"]),
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


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
