"""What the annual report counts, topic by topic: each function writes the figures of one topic of one audience. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from complaints import figure_words as words
from complaints.figure_entries import IN_YEAR, Seen, Topic, complaints_of, feedback_of
from complaints.figure_kinds import Money, OfActive, Population, Times, Where, where

CLOSED = where(closed=True)
_BY_THE_LAST_DAY = "and closed by the last day counted"


def _complaints(topic: Topic, seen: Seen) -> None:
    of = complaints_of(topic.audience)
    received = topic.count("received", "Complaints received", of)
    topic.change(received, absolute=True)


def _comments(topic: Topic, seen: Seen) -> None:
    topic.change(topic.count("received", "Comments", feedback_of(topic.audience, "comment"), unit="comments"))


def _compliments(topic: Topic, seen: Seen) -> None:
    of = feedback_of(topic.audience, "compliment")
    received = topic.count("received", "Compliments", of, unit="compliments")
    topic.change(received, absolute=True)
    for name, label, which in (
        ("log", "Compliments recorded in the log", "recorded in the log of feedback"),
        ("elsewhere", "Compliments captured by other means", "captured by other means"),
    ):
        topic.count(name, label, of, which, where(captured=name), unit="compliments")
    complaints = f"{topic.audience}.complaints.received"
    rule = "Compliments received in the year, divided by the complaints received in it."
    topic.add("per_complaint", "Compliments for each complaint", "times", rule, Times(received, complaints))


def _compliments_by_service(topic: Topic, seen: Seen) -> None:
    of = feedback_of(topic.audience, "compliment")
    base = f"{topic.audience}.compliments.log"
    _by_service(
        topic, seen, replace(of, where=of.where & where(captured="log")), base, "recorded in the log, "
    )


def _services(topic: Topic, seen: Seen) -> None:
    _by_service(topic, seen, complaints_of(topic.audience), f"{topic.audience}.complaints.received", "")


def _by_service(topic: Topic, seen: Seen, of: Population, base: str, before: str) -> None:
    unit = topic.found[base].figure.unit
    for slug, name in seen.service_types(of):
        topic.count(
            slug or words.NOT_RECORDED,
            name,
            of,
            f"{before}by service type: {name}",
            where(service_type=slug),
            unit=unit,
            share_of=base,
            face="subjects",
        )


def _complainants(topic: Topic, seen: Seen) -> None:
    of = complaints_of(topic.audience)
    base = f"{topic.audience}.complaints.received"
    for code, label in words.COMPLAINANTS.items():
        which = f"made by: {label[:1].lower()}{label[1:]}"
        topic.count(code, label, of, which, where(complainant=code), share_of=base, face="subjects")


def _areas(topic: Topic, seen: Seen) -> None:
    of = complaints_of(topic.audience)
    base = f"{topic.audience}.complaints.received"
    for area in ("children", "inclusion"):
        label = words.AREA_LABELS[area]
        topic.count(area, label, of, f"part of the council: {label}", where(area=area), share_of=base)


def _rate(topic: Topic, seen: Seen) -> None:
    areas = {"all": ("adults", "children"), "adult": ("adults",), "children_statutory": ("children",)}[
        topic.audience
    ]
    rule = f"{complaints_of(topic.audience).words}; in percent of the social care cases that were active in the year."
    key = f"{topic.audience}.complaints.received"
    topic.add("active_cases", "Complaints as a share of active cases", "%", rule, OfActive(key, areas))


def _feedback(topic: Topic, seen: Seen) -> None:
    """Complaints of every procedure beside comments and compliments: what share of all feedback they are."""
    in_areas = where(area=frozenset(words.AREAS[topic.audience]))
    every = f"Feedback of every kind {words.OF_WHAT[topic.audience]}, {IN_YEAR}"
    of = Population(every, in_areas)
    base = topic.count("received", "All feedback", of, unit="pieces of feedback")
    complaints = feedback_of(topic.audience, "complaint")
    which = "under any procedure"
    topic.count("complaints", "Complaints, statutory and not", complaints, which, share_of=base)


def _outcomes(topic: Topic, seen: Seen) -> None:
    of = complaints_of(topic.audience)
    base = topic.count("closed", "Closed complaints", of, _BY_THE_LAST_DAY, CLOSED)
    for code, label in words.OUTCOMES.items():
        which = f"{_BY_THE_LAST_DAY}: {label.lower()}"
        topic.count(code, label, of, which, CLOSED & where(outcome=code), share_of=base)
    for name, label, outcomes, rule in words.OUTCOME_GROUPS:
        topic.count(
            name, label, of, f"{_BY_THE_LAST_DAY}: {rule}", CLOSED & where(outcome=outcomes), share_of=base
        )


def _stages(topic: Topic, seen: Seen) -> None:
    of = complaints_of(topic.audience)
    base = f"{topic.audience}.outcomes.closed"
    stages = seen.stages(topic.audience, of)
    for stage in stages:
        label = words.STAGE_LABELS.get(stage, f"Stage {stage}")
        which = f"{_BY_THE_LAST_DAY}, that ended at: {label}"
        key = topic.count(stage, label, of, which, CLOSED & where(resolved_at=stage), share_of=base)
        if stage == "0":
            rule = (
                f"{topic.found[key].figure.counting.rstrip('.')}: this year's number divided by last year's."
            )
            topic.add("0.times", "Early resolutions, times last year's", "times", rule, Times(key))
    later = frozenset(stages) - {"0", words.OMBUDSMAN}
    which = f"{_BY_THE_LAST_DAY}, that ended in the council's procedure after Stage 0"
    label = "Resolved locally after further escalation"
    topic.count("escalated", label, of, which, CLOSED & where(resolved_at=later), share_of=base)


def _reached(topic: Topic, seen: Seen) -> None:
    of = complaints_of(topic.audience)
    for stage in words.STAGES[topic.audience]:
        if stage in ("0", words.OMBUDSMAN):
            continue
        label = f"Went to {words.STAGE_LABELS[stage]}"
        which = f"that went through {words.STAGE_LABELS[stage]}, whether it ended them or not"
        topic.count(stage, label, of, which, where(reached=stage))


def _investigations(topic: Topic, seen: Seen) -> None:
    of = complaints_of(topic.audience)
    either = CLOSED & where(investigated=frozenset({"internal", "independent"}))
    base = topic.count(
        "closed", "Investigated complaints", of, f"{_BY_THE_LAST_DAY}, that were investigated", either
    )
    for code, who in (("internal", "the council itself"), ("independent", "an independent investigator")):
        which = f"{_BY_THE_LAST_DAY}, that {who} investigated"
        topic.count(
            code, f"Investigated by {who}", of, which, CLOSED & where(investigated=code), share_of=base
        )
    groups = (*words.OUTCOME_GROUPS, ("not_upheld", "Not upheld", frozenset({"not_upheld"}), "not upheld"))
    for name, label, outcomes, rule in groups:
        which = f"{_BY_THE_LAST_DAY}, that were investigated: {rule}"
        topic.count(
            name, f"Investigated: {label.lower()}", of, which, either & where(outcome=outcomes), share_of=base
        )


def _timescales(topic: Topic, seen: Seen) -> None:
    of = complaints_of(topic.audience)
    base = f"{topic.audience}.outcomes.closed"
    usual, longest = words.LIMITS[topic.audience]
    limits = (
        [("over_longest", longest)]
        if usual == longest
        else [("over_limit", usual), ("over_longest", longest)]
    )
    for name, limit in limits:
        late = CLOSED & where(**{name: True})
        which = f"{_BY_THE_LAST_DAY}, answered after {limit}"
        topic.count(name, f"Answered after {limit}", of, which, late, share_of=base)
    if f"{topic.audience}.investigations.closed" in topic.found:
        investigated = CLOSED & where(investigated=frozenset({"internal", "independent"}), over_longest=True)
        topic.count(
            "investigated_over_longest",
            f"Investigated and answered after {longest}",
            of,
            f"{_BY_THE_LAST_DAY}, that were investigated and answered after {longest}",
            investigated,
            share_of=f"{topic.audience}.investigations.closed",
        )


def _joint(topic: Topic, seen: Seen) -> None:
    every = complaints_of(topic.audience)
    joint = where(joint=True)
    of = replace(
        every,
        words=f"{words.COMPLAINTS[topic.audience]} joint with the NHS, {IN_YEAR}",
        where=every.where & joint,
    )
    topic.change(topic.count("received", "Joint complaints received", of))
    rule = f"{words.COMPLAINTS[topic.audience]} joint with the NHS"
    # These take longest, and the reports count them by the day of closing.
    ended = replace(of, words=f"{rule}, closed in the year", by="closed")
    base = topic.count("closed", "Joint complaints closed in the year", ended, "whenever they were received")
    topic.change(base)
    for code, label in words.OUTCOMES.items():
        name = f"Joint complaints closed in the year: {label.lower()}"
        topic.count(code, name, ended, label.lower(), where(outcome=code), share_of=base)
    still_open = replace(of, words=rule, by="open")
    which = "received by 31 March and open then"
    topic.count("open", "Joint complaints open at the end of the year", still_open, which)


def _ombudsman(topic: Topic, seen: Seen) -> None:
    of_what = words.OF_WHAT[topic.audience]
    areas = where(area=frozenset(words.AREAS[topic.audience]))
    came = Population(f"Enquiries of the Ombudsman {of_what}, {IN_YEAR}", areas)
    topic.change(
        topic.count("received", "Ombudsman: enquiries received", came, unit="enquiries", face="ombudsman")
    )
    rule = f"Decisions of the Ombudsman {of_what}, made in the year"
    of = Population(rule, areas, by="decided")

    def decisions(
        name: str, label: str, which: str = "", narrowed: Where | None = None, share_of: str = ""
    ) -> str:
        return topic.count(
            name, label, of, which, narrowed, unit="decisions", share_of=share_of, face="ombudsman"
        )

    base = decisions("decided", "Ombudsman: decisions")
    topic.change(base)
    for code, label in words.DECISIONS.items():
        decisions(code, f"Ombudsman: {label.lower()}", label.lower(), where(decision=code), base)
    for name, label, codes, rule in words.DECISION_GROUPS:
        decisions(name, f"Ombudsman: {label.lower()}, together", rule, where(decision=codes), base)
    upheld = where(decision="upheld")
    decisions(
        "newly_upheld",
        "Ombudsman: upheld, and not upheld by the council before (actual uphold rate)",
        "upheld, where the council itself had not upheld the complaint wholly or in part",
        upheld & where(upheld_before=False),
        base,
    )
    decisions(
        "already_upheld",
        "Ombudsman: upheld, as the council had done before",
        "upheld, where the council itself had upheld the complaint wholly or in part",
        upheld & where(upheld_before=True),
    )
    decisions(
        "already_remedied",
        "Ombudsman: upheld, and found remedied already",
        "upheld, where the Ombudsman found the council's own remedy satisfactory",
        upheld & where(already_remedied=True),
    )
    decisions(
        "public_reports", "Ombudsman: public reports", "with a public report", where(public_report=True)
    )


def _costs(topic: Topic, seen: Seen) -> None:
    of = complaints_of(topic.audience)
    rule = f"What the investigations cost of: {of.words[:1].lower()}{of.words[1:]}."
    key = topic.add("paid", "Spent on investigations", "GBP", rule, Money(of, "cost", "costed"))
    topic.change(key, absolute=True)


def _settlements(topic: Topic, seen: Seen) -> None:
    of_what = words.OF_WHAT[topic.audience]
    areas = where(area=frozenset(words.AREAS[topic.audience]))
    of = Population(f"Decisions {of_what}, made in the year", areas, by="decided")
    rule = f"Paid after decisions of the Ombudsman {of_what} that were made in the year."
    how = Money(of, "settlement", "settled", face="ombudsman")
    topic.change(topic.add("paid", "Paid after the Ombudsman's decisions", "GBP", rule, how), absolute=True)


TOPICS: Mapping[str, Callable[[Topic, Seen], None]] = {
    "complaints": _complaints,
    "comments": _comments,
    "compliments": _compliments,
    "compliments_by_service": _compliments_by_service,
    "services": _services,
    "complainants": _complainants,
    "areas": _areas,
    "rate": _rate,
    "feedback": _feedback,
    "outcomes": _outcomes,
    "stages": _stages,
    "reached": _reached,
    "investigations": _investigations,
    "timescales": _timescales,
    "joint": _joint,
    "ombudsman": _ombudsman,
    "costs": _costs,
    "settlements": _settlements,
}
