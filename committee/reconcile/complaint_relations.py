"""What the list of complaint figures says of their numbers: which add up, which are shares of which. Pure.

Shares and changes are those of `complaints.figure_list`. Figures of "all" are those of adults and of children: of their
statutory complaints where a figure counts complaints, and of everything else for children where it counts anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from committee.reconcile.facts import Relation
from complaints.figure_kinds import Change, Cube, Share
from complaints.figure_list import figure_list

PREFIX = "complaints:"
_CHILDREN = {
    "complaints": "children_statutory",
    "outcomes": "children_statutory",
    "costs": "children_statutory",
    "comments": "children_all",
    "compliments": "children_all",
    "ombudsman": "children_all",
    "settlements": "children_all",
}
_DERIVED = (".share", ".change", ".increase", ".times")


def complaint_relations(keys: Iterable[str]) -> Iterator[Relation]:
    """The relations among the figures that are printed; `keys` are those of the list, without the prefix."""
    listed = figure_list(Cube(), ())
    for key in dict.fromkeys(keys):
        how = listed[key].how if key in listed else None
        audience, topic, name = key.split(".", 2)
        if isinstance(how, Share):
            yield Relation("share", PREFIX + key, (PREFIX + how.part, PREFIX + how.base))
        elif topic == "services" and name.endswith(".share"):
            part, whole = key.removesuffix(".share"), f"{audience}.complaints.received"
            yield Relation("share", PREFIX + key, (PREFIX + part, PREFIX + whole))
        elif isinstance(how, Change) and not how.absolute:
            yield Relation("change", PREFIX + key, (PREFIX + how.of,))
        elif audience == "all" and topic in _CHILDREN and not name.endswith(_DERIVED):
            parts = (f"adult.{topic}.{name}", f"{_CHILDREN[topic]}.{topic}.{name}")
            yield Relation("sum", PREFIX + key, tuple(PREFIX + part for part in parts))
