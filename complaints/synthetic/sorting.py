"""How the feedback of a group is sorted: what each piece is about, who gave it and how, so that the counts hold. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from complaints.synthetic.complaints import Slot
from complaints.synthetic.plan import Counts, Group, InfeasiblePlan, Path, Plan
from complaints.synthetic.spread import Dice, apportion, dealt

#: One piece of feedback in so many is about a second subject.
SECOND_SUBJECT = 3
#: What a piece of feedback that is no complaint goes through.
NO_PATH = Path(count=0, stages=())


def slots(plan: Plan, group: Group, dice: Dice) -> Iterator[Slot]:
    """The places of the group's pieces of feedback. Raises InfeasiblePlan."""
    channels = _spread(plan.channels, group, "channels", dice)
    subjects = _spread(plan.subjects, group, "subjects", dice)
    complainants = dice.shuffled(dealt(group.complainants), group.name, "complainants")
    paths = [(path, place) for path in group.paths for place in range(path.count)]
    ways = paths or [(NO_PATH, place) for place in range(group.count)]
    services = _service_types(group, ways, dice)
    outcomes = [
        outcome for path in group.paths for outcome in _of_path(path, dealt(path.outcomes), group, dice)
    ]
    leaders = [leader for path in group.paths for leader in _of_path(path, dealt(path.joint), group, dice)]
    joint = 0
    for number, (path, in_path) in enumerate(ways):
        leader = leaders[number] if leaders else ""
        joint += bool(leader)
        yield Slot(
            group=group,
            path=path,
            number=number,
            in_path=in_path,
            outcome=outcomes[number] if outcomes else "",
            channel=channels[number],
            sorted_by={
                "service_type": services[number],
                "subjects": _subjects(plan, group, subjects, number, dice),
                "complainant": complainants[number] if complainants else "other",
                "lead_body": leader,
                "partners": plan.partners[joint % len(plan.partners)] if leader else "",
            },
        )


def _spread(weights: Mapping[str, Counts], group: Group, what: str, dice: Dice) -> list[str]:
    """Channels or subjects by the weights that the plan has for the kind of feedback."""
    if group.kind not in weights:
        raise InfeasiblePlan(f"plan: {what} have no weights for {group.kind}.")
    return dice.shuffled(dealt(apportion(group.count, weights[group.kind])), group.name, what)


def _of_path(path: Path, names: list[str], group: Group, dice: Dice) -> list[str]:
    """One name for each complaint of a path; "" where the path has none."""
    return dice.shuffled(names, group.name, group.paths.index(path), *sorted(set(names))) or [""] * path.count


def _service_types(group: Group, ways: list[tuple[Path, int]], dice: Dice) -> list[str]:
    """What each piece is about: as its path says, the rest from what the group has left."""
    fixed = {
        id(path): dice.shuffled(dealt(path.service_types), group.name, "fixed", place)
        for place, path in enumerate(group.paths)
    }
    left = Counter(group.service_types)
    left.subtract(Counter(name for names in fixed.values() for name in names))
    rest = iter(dice.shuffled(dealt(left), group.name, "service types"))
    return [fixed[id(path)][in_path] if fixed.get(id(path)) else next(rest, "") for path, in_path in ways]


def _subjects(plan: Plan, group: Group, first: list[str], number: int, dice: Dice) -> tuple[str, ...]:
    """One subject, and sometimes a second one."""
    own = first[number]
    others = [name for name in plan.subjects[group.kind] if name != own]
    if others and dice.number(group.name, number, "second") % SECOND_SUBJECT == 0:
        return own, dice.pick(others, group.name, number, "which second")
    return (own,)
