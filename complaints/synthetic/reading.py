"""Reading a plan, strictly: a plan that contradicts itself is refused with a sentence that says where. Pure.

A plan is one mapping, as a YAML reader gives it (`fixtures/demo/complaints/plan.yaml` is one). Its parts are called as the
classes of `complaints.synthetic.plan` have them, their keys as the fields; what is left out is as the class has it. Windows
of days are written [first, last], both included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from complaints.procedures import NoRule
from complaints.stage_moves import first_stages, kind_of, next_stages
from complaints.synthetic.plan import (
    TIMINGS,
    Advice,
    Counts,
    Enquiries,
    Group,
    InfeasiblePlan,
    Margin,
    Path,
    PauseOfCase,
    Plan,
    StandStill,
    Window,
)

Part = TypeVar("Part")


def parse(data: object) -> Plan:
    """The plan in `data`. Raises InfeasiblePlan."""
    plan = _part(Plan, data, "plan")
    names = [group.name for group in plan.groups]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InfeasiblePlan(f"plan: two groups are called {twice[0]}.")
    for group in plan.groups:
        _check_group(group)
    for batch in plan.enquiries:
        where = f'enquiries "{batch.name}"'
        if batch.about and batch.about not in names:
            raise InfeasiblePlan(f"{where}: there is no group called {batch.about}.")
        if not batch.about:
            _check_sum(f"{where}: council_outcomes", batch.council_outcomes, batch.count, may_be_empty=True)
        _check_enquiries(batch, batch.count, where)
    return plan


# --- What a plan must agree with ----------------------------------------------------------------------------------------


def _check_group(group: Group) -> None:
    where = f'group "{group.name}"'
    for name in ("service_types", "complainants"):
        _check_sum(f"{where}: {name}", getattr(group, name), group.count, may_be_empty=True)
    if group.kind != "complaint":
        if group.paths or group.procedure:
            raise InfeasiblePlan(f"{where}: only complaints have a procedure and paths.")
        return
    _check_sum(
        f"{where}: paths", {str(place): path.count for place, path in enumerate(group.paths)}, group.count
    )
    for place, path in enumerate(group.paths, start=1):
        _check_path(group, path, f"{where}, path {place}")
    fixed = [name for path in group.paths for name in path.service_types]
    for name in fixed:
        wanted = sum(path.service_types.get(name, 0) for path in group.paths)
        if wanted > group.service_types.get(name, 0):
            raise InfeasiblePlan(
                f"{where}: its paths want {wanted} complaints about {name}, its service_types have "
                f"{group.service_types.get(name, 0)}."
            )


def _check_path(group: Group, path: Path, where: str) -> None:
    if path.timing not in TIMINGS:
        raise InfeasiblePlan(
            f'{where}: timing "{path.timing}" is not known. Write one of {", ".join(TIMINGS)}.'
        )
    _check_stages(group.procedure, path.stages, where)
    if path.is_open and (path.outcomes or path.ombudsman):
        raise InfeasiblePlan(f"{where}: complaints that are still open have no outcome yet.")
    if not path.is_open:
        _check_sum(f"{where}: outcomes", path.outcomes, path.count)
    for name in ("joint", "service_types"):
        _check_sum(f"{where}: {name}", getattr(path, name), path.count, may_be_empty=True)
    for stage, costs in path.costs.items():
        if stage not in path.stages or len(costs) != path.count:
            raise InfeasiblePlan(
                f"{where}: costs of stage {stage} are {len(costs)}, for {path.count} complaints at stages "
                f"{', '.join(path.stages)}."
            )
    if path.ombudsman:
        _check_enquiries(path.ombudsman, path.count, f"{where}, ombudsman")


def _check_stages(procedure: str, stages: Sequence[str], where: str) -> None:
    """Whether a case of the procedure may go through these stages in this order."""
    try:
        for stage in stages:
            kind_of(procedure, stage)
        following = [next_stages(procedure, stage) for stage in stages]
    except NoRule as error:
        raise InfeasiblePlan(f"{where}: {error}") from error
    allowed = [first_stages(procedure), *following]
    for stage, may_follow in zip(stages, allowed, strict=False):
        if stage not in may_follow:
            raise InfeasiblePlan(f"{where}: stage {stage} cannot stand there in {procedure}.")
    if not stages:
        raise InfeasiblePlan(f"{where}: a complaint goes through one stage at least.")


def _check_enquiries(batch: Enquiries, count: int, where: str) -> None:
    if bool(batch.decision) != bool(batch.decided):
        raise InfeasiblePlan(f"{where}: decided and decision belong together.")
    for name, wanted in (
        ("settlements", len(batch.settlements)),
        ("already_remedied", batch.already_remedied),
    ):
        if wanted > count:
            raise InfeasiblePlan(f"{where}: {wanted} {name} are wanted of {count} enquiries.")


def _check_sum(what: str, counts: Counts, total: int, *, may_be_empty: bool = False) -> None:
    if may_be_empty and not counts:
        return
    if wrong := [name for name, count in counts.items() if not isinstance(count, int) or count < 0]:
        raise InfeasiblePlan(f"{what}: {wrong[0]} is not a count.")
    if sum(counts.values()) != total:
        raise InfeasiblePlan(f"{what} add up to {sum(counts.values())}, not to {total}.")


# --- From mappings to classes -------------------------------------------------------------------------------------------


def _part(kind: type[Part], data: object, where: str) -> Part:
    rows = _mapping(data, where)
    where = f'{where} "{rows["name"]}"' if rows.get("name") else where
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    for name in rows:
        if name not in known:
            raise InfeasiblePlan(f"{where}: {name} is not known. Known: {', '.join(known)}.")
    for name, each in known.items():
        if each.default is MISSING and each.default_factory is MISSING and name not in rows:
            raise InfeasiblePlan(f"{where}: {name} is missing.")
    return kind(
        **{name: _value(str(known[name].type), value, f"{where}, {name}") for name, value in rows.items()}
    )


def _value(annotation: str, value: object, where: str) -> object:
    read = _READERS.get(annotation.removesuffix(" | None"))
    return read(value, where) if read else value


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise InfeasiblePlan(f"{where}: a list is expected here, not {value!r}.")
    return value


def _mapping(value: object, where: str) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise InfeasiblePlan(f"{where}: names with values are expected here, not {value!r}.")
    return value


def _window(value: object, where: str) -> Window:
    days = _list(value, where)
    if len(days) != 2 or days[0] > days[1]:
        raise InfeasiblePlan(f"{where}: write the first and the last day, as [2020-04-01, 2021-03-31].")
    return Window(*days)


def _decimal(value: object, where: str) -> Decimal:
    return Decimal(str(value))


def _tuple(read: Callable[[Any, str], object], value: object, where: str) -> tuple[object, ...]:
    return tuple(read(each, f"{where} {place}") for place, each in enumerate(_list(value, where), start=1))


def _named(read: Callable[[Any, str], object], value: object, where: str) -> dict[str, object]:
    return {str(name): read(each, f"{where}, {name}") for name, each in _mapping(value, where).items()}


def _as_is(value: object, where: str) -> object:
    return value


def _text(value: object, where: str) -> str:
    return str(value)


_PARTS = (Enquiries, PauseOfCase, Path, Group, Margin, StandStill, Advice)
#: How a field is read, by its annotation; one that is not here is taken as it is.
_READERS: Mapping[str, Callable[[Any, str], object]] = {
    "Window": _window,
    "Decimal": _decimal,
    "Counts": partial(_named, _as_is),
    "Mapping[str, str]": partial(_named, _text),
    "Mapping[str, Counts]": partial(_named, partial(_named, _as_is)),
    "Mapping[str, tuple[str, ...]]": partial(_named, partial(_tuple, _text)),
    "Mapping[str, tuple[Decimal, ...]]": partial(_named, partial(_tuple, _decimal)),
    "tuple[str, ...]": partial(_tuple, _text),
    "tuple[int, int]": partial(_tuple, _as_is),
    "tuple[Decimal, ...]": partial(_tuple, _decimal),
    **{part.__name__: partial(_part, part) for part in _PARTS},
    **{f"tuple[{part.__name__}, ...]": partial(_tuple, partial(_part, part)) for part in _PARTS},
}
