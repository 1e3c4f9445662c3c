"""Open data: what a pack publishes as records, with the same figures that its papers print.

Everything is plain data: numbers are decimals as text, days are ISO dates, periods have the notation of `council.periods`.
Part II items are named, with their paragraphs of Schedule 12A and the public-interest note, and nothing of them follows.
Complaints figures are those that everybody may see: small counts are kept back in them, and nothing recovers them.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from committee.models import AgendaItem, Meeting, Pack, Paper, PublishedRecord
from committee.pack_data import Plain, Record, each_once
from complaints.selectors import figures as complaint_figures
from complaints.visibility import for_papers
from council.periods import Quarter, parse, parse_quarter
from council.selectors import council_name
from kpis.models import Definition, Figure, SchemeVersion
from kpis.presenters import table_words, target_words
from kpis.selectors import dashboard
from kpis.selectors.columns import history_slots
from kpis.selectors.dashboard import IndicatorRow
from kpis.visibility import visible_to as kpis_visible_to
from risks.outlines import from_json, to_text
from risks.selectors import register
from risks.selectors.register import Row, Standing
from risks.visibility import visible_to as risks_visible_to

Kind = PublishedRecord.Kind


def meeting_data(meeting: Meeting) -> Plain:
    """A meeting as plain data."""
    return {
        "slug": meeting.slug,
        "council": council_name(),
        "committee": meeting.committee.name,
        "committee_slug": meeting.committee.slug,
        "starts_at": meeting.starts_at.isoformat(),
        "date": meeting.on.isoformat(),
        "room": meeting.room,
        "next_meeting": meeting.next_meeting,
    }


def records(
    meeting: Meeting, agenda: Sequence[AgendaItem], papers: Sequence[Paper], as_at: datetime.datetime
) -> list[Record]:
    """The records of a pack, of each paper its own, in printed order. Papers of Part II give none."""
    found = [Record(Kind.MEETING, meeting.slug, meeting_data(meeting))]
    kinds = {paper.item_id: paper for paper in papers}
    found += [Record(Kind.ITEM, str(item.position), _item(item, kinds.get(item.pk))) for item in agenda]
    for paper in papers:
        if not paper.item.is_exempt:
            found += paper_records(paper, as_at)
    return found


def paper_records(
    paper: Paper, as_at: datetime.datetime | None, indicators: Collection[str] | None = None
) -> list[Record]:
    """The records of one paper; of an indicators' paper only those of `indicators`, where they are named."""
    found: Iterable[Record] = ()
    if paper.kind == Paper.Kind.PERFORMANCE:
        found = _indicators(parse_quarter(paper.quarter), as_at, indicators)
    elif paper.kind == Paper.Kind.RISKS:
        found = _risks(parse_quarter(paper.quarter), as_at)
    elif paper.kind == Paper.Kind.COMPLAINTS and paper.year is not None:
        found = _complaints(paper.year, as_at)
    return [replace(record, item=paper.item_id) for record in each_once(found)]


def figures_now(
    indicators: Collection[str], pack: Pack, as_at: datetime.datetime | None = None
) -> Iterator[Record]:
    """The figures and ratings of a pack's performance papers, as they read at `as_at` (None: now)."""
    papers = Paper.objects.filter(
        item__meeting=pack.meeting_id, item__part=1, item__position__isnull=False, kind=Paper.Kind.PERFORMANCE
    )
    for paper in papers.select_related("item"):
        yield from paper_records(paper, as_at, indicators)


def _item(item: AgendaItem, paper: Paper | None) -> Plain:
    data: Plain = {"number": item.position, "title": item.title, "kind": item.kind, "part": item.part}
    if item.is_exempt:
        return data | {"paragraphs": item.paragraphs, "public_interest": item.public_interest}
    data |= {"text": item.text, "author": item.author}
    if paper is not None:
        data["paper"] = {"kind": paper.kind, "quarter": paper.quarter, "year": paper.year}
    return data


def _indicators(
    quarter: Quarter, as_at: datetime.datetime | None, indicators: Collection[str] | None
) -> Iterator[Record]:
    view = kpis_visible_to(None, as_at)
    schemes = {
        row.pk: f"{row.scheme.slug}/{row.version}" for row in SchemeVersion.objects.select_related("scheme")
    }
    rows = dashboard.summaries(quarter, view, as_at=as_at, indicators=indicators, with_groups=True)
    for row in dashboard.complete(rows, view, as_at=as_at, with_history=True):
        definition = row.definition
        slug = definition.indicator.slug
        yield Record(Kind.INDICATOR, slug, _definition(definition))
        for figure in _printed(row, quarter):
            yield Record(Kind.FIGURE, f"{slug}/{figure.slot}", _figure(row, figure))
        if row.figure is not None or row.agreed:
            slot = str(row.figure.slot if row.figure is not None else quarter)
            yield Record(Kind.RATING, f"{slug}/{slot}", _rating(row, slot, schemes))


def _printed(row: IndicatorRow, quarter: Quarter) -> Iterable[Figure]:
    """The figures that the committee's table prints, oldest first, and the newest where that is not among them."""
    printed = {slot: row.history[slot] for slot in history_slots(row, quarter) if slot in row.history}
    if row.figure is not None:
        printed.setdefault(row.figure.slot, row.figure)
    return printed.values()


def _definition(definition: Definition) -> Plain:
    return {
        "slug": definition.indicator.slug,
        "name": definition.name,
        "good_is": definition.get_good_is_display(),
        "value_type": definition.value_type,
        "unit": definition.unit,
        "second_measure": definition.second_measure,
        "second_unit": definition.second_unit,
        "frequency": definition.frequency,
        "chapter": definition.chapter.name,
        "directorate": definition.directorate.name,
        "service": definition.service.name,
    }


def _figure(row: IndicatorRow, figure: Figure) -> Plain:
    period = parse(figure.period)
    return {
        "indicator": row.definition.indicator.slug,
        "indicator_name": row.definition.name,
        "slot": str(figure.slot),
        "period": figure.period,
        "period_name": period.label,
        "period_start": period.start.isoformat(),
        "period_end": period.end.isoformat(),
        "value": _number(figure.value),
        "second_value": _number(figure.second_value),
        "unit": row.definition.unit,
        "printed": table_words(figure, row.definition, row.running_total(figure)),
        "state": figure.state,
        "absence": figure.absence,
        "is_forecast": figure.is_forecast,
    }


def _rating(row: IndicatorRow, slot: str, schemes: Mapping[int, str]) -> Plain:
    outcome = row.outcome
    return {
        "indicator": row.definition.indicator.slug,
        "indicator_name": row.definition.name,
        "slot": slot,
        "quarter": str(row.quarter),
        "status": row.shown_status,
        "status_word": row.mark.word,
        "agreed_reason": row.override.reason if row.agreed and row.override else "",
        "calculated": row.calculated or "",
        "reason": outcome.reason if outcome is not None else "",
        "target": target_words(row.target, row.definition, row.replaced_target),
        "scheme": schemes.get(row.judged["scheme_version_id"], "") if row.judged else "",
    }


def _risks(quarter: Quarter, as_at: datetime.datetime | None) -> Iterator[Record]:
    view = risks_visible_to(None, as_at)
    for kept in view.registers:
        if not (kept.is_corporate and kept.for_members and kept.exists_in(quarter)):
            continue
        for row in register.rows(kept, quarter, view, with_measures=True, as_at=as_at):
            yield Record(Kind.RISK, f"{kept.slug}/{row.ref}/{quarter}", _risk(kept.slug, row, quarter))


def _risk(slug: str, row: Row, quarter: Quarter) -> Plain:
    return {
        "register": slug,
        "ref": row.ref,
        "quarter": str(quarter),
        "kind": "opportunity" if row.is_opportunity else "risk",
        "title": row.details.title,
        "description": to_text(from_json(row.details.description)),
        "owner": row.details.owner,
        "current": _standing(row.current),
        "target": _standing(row.target),
        "target_date": row.target_date,
        "confidence": row.assessment.confidence if row.assessment else "",
        "direction_of_travel": str(row.travel),
        "owners_direction": row.assessment.direction if row.assessment else "",
    }


def _standing(standing: Standing) -> Plain:
    return {
        "likelihood": standing.likelihood.word(standing.is_opportunity) if standing.likelihood else "",
        "impact": standing.impact.word(standing.is_opportunity) if standing.impact else "",
        "score": _number(standing.score),
        "band": standing.band.label if standing.band else "",
    }


def _complaints(year: int, as_at: datetime.datetime | None) -> Iterator[Record]:
    numbers = complaint_figures.figures(year, view=for_papers(as_at), as_at=as_at)
    for (key, of_year), value in numbers.values.items():
        figure = numbers.figures[key]
        label = f"{of_year}-{(of_year + 1) % 100:02}"
        yield Record(
            Kind.COMPLAINTS,
            f"{key}/{label}",
            {
                "figure": key,
                "name": figure.label,
                "audience": figure.audience,
                "topic": figure.topic,
                "year": label,
                "unit": figure.unit,
                "value": _number(value.value),
                "printed": value.text,
                "not_shown": value.suppressed,
                "synthetic": value.synthetic,
                "counting": figure.counting,
            },
        )


def _number(value: object) -> str | None:
    return None if value is None else f"{value:f}"
