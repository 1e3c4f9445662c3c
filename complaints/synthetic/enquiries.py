"""Making enquiries of the Ombudsman: those that ended complaints, those about others, those the council never saw. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from complaints.synthetic.complaints import Slot
from complaints.synthetic.diary import ONE_DAY, shared, working_days
from complaints.synthetic.made import ENDS_THE_CASE, Case, Enquiry, Recommendation
from complaints.synthetic.plan import Enquiries, InfeasiblePlan, Plan, Window
from complaints.synthetic.spread import Dice, dealt

#: The Ombudsman wants an answer within four weeks, and takes four more at least to decide.
ANSWER_WITHIN, DECIDED_AFTER = 28, 56
#: The council answers within so many days, once in a while after the day asked for.
ANSWERED_WITHIN = (12, 32)
#: People go to the Ombudsman a fortnight after the council's answer at the earliest.
AFTER_THE_ANSWER, A_WEEK = 14, 7
#: What is due within so many days before the making ends may still be under way.
UNDER_WAY = 30


class EnquiryMaker:
    """Makes the enquiries of one plan. References are given when all are made, in the order of their coming."""

    def __init__(self, plan: Plan, dice: Dice):
        self.plan = plan
        self.dice = dice
        self._known: set[str] = set()

    def of_paths(self, made: Iterable[tuple[Slot, Case]]) -> Iterator[Enquiry]:
        """The enquiries that complaints of paths led to."""
        for slot, case in made:
            if slot.path.ombudsman:
                self._known.add(case.key)
                yield self._make(slot.path.ombudsman, slot.in_path, slot.key, slot.group.area, case)

    def of_batches(self, cases: Mapping[str, Sequence[Case]]) -> Iterator[Enquiry]:
        """The other enquiries; `cases` are the complaints by the name of their group. Each has one enquiry at most."""
        for batch in self.plan.enquiries:
            if batch.about and batch.decision in ENDS_THE_CASE:
                raise InfeasiblePlan(
                    f'enquiries "{batch.name}": a decision that ends complaints belongs to their path, where it is counted.'
                )
            outcomes = self.dice.shuffled(dealt(batch.council_outcomes), batch.name, "outcomes")
            known = self._could_be_about(batch, cases)[: batch.count]
            if batch.about and len(known) < batch.count:
                raise InfeasiblePlan(
                    f'enquiries "{batch.name}": only {len(known)} complaints of {batch.about} were answered early enough.'
                )
            self._known |= {case.key for case in known}
            for number in range(batch.count):
                case = known[number] if known else None
                outcome = outcomes[number] if outcomes else ""
                yield self._make(batch, number, f"{batch.name}/{number}", batch.area, case, outcome)

    def _could_be_about(self, batch: Enquiries, cases: Mapping[str, Sequence[Case]]) -> list[Case]:
        """Complaints of the group that were upheld or not, long enough before the enquiries came."""
        before = _latest(batch) - ONE_DAY * (AFTER_THE_ANSWER + A_WEEK)
        found = [
            case
            for case in cases.get(batch.about, ())
            if case.answered_on
            and case.answered_on <= before
            and case.outcome in {"partly_upheld", "not_upheld"}
            and case.key not in self._known
        ]
        return self.dice.shuffled(found, batch.name, "about")

    def _make(
        self, batch: Enquiries, number: int, key: str, area: str, case: Case | None, outcome: str = ""
    ) -> Enquiry:
        earliest = batch.received.first
        if case is not None and case.answered_on is not None:
            earliest = max(earliest, case.answered_on + ONE_DAY * AFTER_THE_ANSWER)
            outcome = case.outcome
        received_on = self._day(Window(earliest, _latest(batch)), key, "enquiry received")
        decided_on: date | None = None
        settlement: Decimal | None = None
        recommendations: tuple[Recommendation, ...] = ()
        if batch.decided:
            window = shared(batch.decided, Window(received_on + ONE_DAY * DECIDED_AFTER, batch.decided.last))
            decided_on = self._day(window, key, "enquiry decided")
            settlement = batch.settlements[number] if number < len(batch.settlements) else None
            recommendations = tuple(self._recommended(batch, number, decided_on, key))
        return Enquiry(
            reference="",
            area=area,
            case=case.key if case else "",
            received_on=received_on,
            answer_by=received_on + ONE_DAY * ANSWER_WITHIN,
            answered_on=self._answered(received_on, key),
            decided_on=decided_on,
            decision=batch.decision,
            council_outcome=outcome,
            already_remedied=decided_on is not None and number < batch.already_remedied,
            settlement=settlement,
            recommendations=recommendations,
        )

    def _day(self, window: Window, key: str, what: str) -> date:
        could_be = working_days(shared(window, Window(date.min, self.plan.as_of)))
        if not could_be:
            raise InfeasiblePlan(
                f"{key}: the {what} finds no working day between {window.first} and {window.last}."
            )
        return self.dice.pick(could_be, key, what)

    def _answered(self, received_on: date, key: str) -> date | None:
        """When the council answered; None where it still has to."""
        first, last = (received_on + ONE_DAY * later for later in ANSWERED_WITHIN)
        day = self.dice.pick(working_days(Window(first, last)), key, "enquiry answered")
        return day if day <= self.plan.as_of else None

    def _recommended(
        self, batch: Enquiries, number: int, decided_on: date, key: str
    ) -> Iterator[Recommendation]:
        """So many of the plan's recommendations, in turn; what is due by now is done, as its proof says."""
        for place in range(batch.recommended):
            advice = self.plan.recommendations[
                (number * batch.recommended + place) % len(self.plan.recommendations)
            ]
            due_on = decided_on + ONE_DAY * advice.within
            is_done = due_on + ONE_DAY * UNDER_WAY <= self.plan.as_of
            taken = self.dice.number(key, "done", place) % (advice.within + 6)
            yield Recommendation(
                number=place + 1,
                text=advice.text,
                due_on=due_on,
                done_on=decided_on + ONE_DAY * taken if is_done else None,
                proof=advice.proof if is_done else "",
            )


def _latest(batch: Enquiries) -> date:
    """The last day on which an enquiry may come, to be decided when its batch is."""
    if batch.decided is None:
        return batch.received.last
    return min(batch.received.last, batch.decided.last - ONE_DAY * (DECIDED_AFTER + A_WEEK))
