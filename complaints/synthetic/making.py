"""From a plan to cases, enquiries and links: everything made, numbered in the order in which it came, and counted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from complaints.references import reference, year_of
from complaints.synthetic.complaints import Maker, Slot
from complaints.synthetic.diary import ONE_DAY, days, shared
from complaints.synthetic.enquiries import EnquiryMaker
from complaints.synthetic.made import Case, Element, Enquiry, Made, Remedy
from complaints.synthetic.margins import UPHELD, check
from complaints.synthetic.plan import Group, InfeasiblePlan, Plan, Window
from complaints.synthetic.sorting import slots
from complaints.synthetic.spread import Dice, dealt

#: A remedy is due four weeks after it was agreed; most are done in two.
REMEDY_WITHIN, REMEDY_TAKES = 28, 14


def make(plan: Plan) -> Made:
    """The cases of a plan, the same on every run. Raises InfeasiblePlan."""
    dice = Dice(plan.seed)
    maker, enquiry_maker = Maker(plan, dice), EnquiryMaker(plan, dice)
    complaints: list[tuple[Slot, Case]] = []
    by_group: dict[str, list[Case]] = {}
    links: list[tuple[str, str]] = []
    for group in plan.groups:
        made = [
            (slot, maker.make(slot) if group.kind == "complaint" else _plain(plan, slot, dice))
            for slot in slots(plan, group, dice)
        ]
        cases = _with_measures(plan, group, [case for _, case in made], dice)
        by_group[group.name] = cases
        complaints += [(slot, case) for (slot, _), case in zip(made, cases, strict=True)]
        links += _links(group, cases, dice)
    enquiries = [*enquiry_maker.of_paths(complaints), *enquiry_maker.of_batches(by_group)]
    everything = Made(
        cases=tuple(_numbered([case for _, case in complaints])),
        enquiries=tuple(_referenced(enquiries)),
        links=tuple(links),
    )
    check(plan.margins, everything, {group.name: group for group in plan.groups})
    return everything


def _plain(plan: Plan, slot: Slot, dice: Dice) -> Case:
    """A comment or a compliment: it comes in, and that is all."""
    window = shared(slot.group.window, Window(date.min, plan.as_of))
    if not days(window):
        raise InfeasiblePlan(
            f'group "{slot.group.name}": it begins after {plan.as_of}, the last day of the plan.'
        )
    return Case(
        key=slot.key,
        reference="",
        kind=slot.group.kind,
        area=slot.group.area,
        received_on=dice.pick(days(window), slot.key, "received"),
        channel=slot.channel,
        captured=slot.group.captured,
        **slot.sorted_by,  # type: ignore[arg-type]
    )


def _with_measures(plan: Plan, group: Group, cases: list[Case], dice: Dice) -> list[Case]:
    """The elements of what was upheld in part, and as many remedies as the group has, for what was upheld."""
    upheld = [case.key for case in cases if case.outcome in UPHELD]
    wanted = dice.shuffled(dealt(group.remedies), group.name, "remedies")
    if len(wanted) > len(upheld):
        raise InfeasiblePlan(
            f'group "{group.name}": {len(wanted)} remedies are wanted for {len(upheld)} upheld complaints.'
        )
    what = dict(zip(dice.shuffled(upheld, group.name, "remedied"), wanted, strict=False))
    payments = iter(group.payments)
    found = []
    for case in cases:
        if group.elements and case.outcome == "partly_upheld":
            case = replace(case, elements=_elements(case, sorted(plan.subjects[case.kind]), dice))
        if case.key in what:
            amount = next(payments, None) if what[case.key] == "money" else None
            if what[case.key] == "money" and amount is None:
                raise InfeasiblePlan(f'group "{group.name}": it has more payments as remedies than amounts.')
            agreed_on = case.answered_on or case.received_on
            done_on = agreed_on + ONE_DAY * (dice.number(case.key, "remedy") % REMEDY_TAKES)
            remedy = Remedy(
                number=1,
                what=what[case.key],
                agreed_on=agreed_on,
                due_on=agreed_on + ONE_DAY * REMEDY_WITHIN,
                done_on=done_on if done_on <= plan.as_of else None,
                amount=amount,
            )
            case = replace(case, remedies=(remedy,))
        found.append(case)
    return found


def _elements(case: Case, subjects: Sequence[str], dice: Dice) -> tuple[Element, ...]:
    """Two things that the complaint is about, one of them upheld."""
    first = case.subjects[0]
    others = case.subjects[1:] or [name for name in subjects if name != first]
    second = dice.pick(others, case.key, "element")
    return Element(1, first, "upheld"), Element(2, second, "not_upheld")


def _links(group: Group, cases: Sequence[Case], dice: Dice) -> Iterator[tuple[str, str]]:
    """Pairs of complaints that belong together: two that are about the same thing."""
    order = sorted(dice.shuffled(cases, group.name, "links"), key=lambda case: case.service_type)
    pairs = [
        pair
        for pair in zip(order[::2], order[1::2], strict=False)
        if pair[0].service_type == pair[1].service_type
    ]
    if len(pairs) < group.links:
        raise InfeasiblePlan(
            f'group "{group.name}": {group.links} links are wanted, {len(pairs)} pairs can be made.'
        )
    yield from ((first.key, second.key) for first, second in dice.shuffled(pairs, group.name)[: group.links])


def _numbered(cases: Sequence[Case]) -> Iterator[Case]:
    """The cases in the order in which they came, with the references of each year's series."""
    numbers: Counter[int] = Counter()
    for case in sorted(cases, key=lambda case: (case.received_on, case.key)):
        year = year_of(case.received_on)
        numbers[year] += 1
        yield replace(case, reference=reference(year, numbers[year]))


def _referenced(enquiries: Sequence[Enquiry]) -> Iterator[Enquiry]:
    """The enquiries in the order in which they came, with references that no enquiry of the Ombudsman has."""
    numbers: Counter[int] = Counter()
    for row in sorted(enquiries, key=lambda row: (row.received_on, row.area, row.case)):
        year = year_of(row.received_on)
        numbers[year] += 1
        yield replace(row, reference=f"S{year % 100:02} 000 {numbers[year]:03}")
