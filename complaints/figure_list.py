"""The list of the numbers of the annual report: key, label, rule in words, section, and how each is worked out. Pure.

The list is made for a cube, because rows by service type, stage and complainant follow from what a council has. Keys are
`<audience>.<topic>.<name>`, with `.share`, `.change` (percent), `.increase` (absolute) or `.times` of it behind.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from complaints.figure_entries import Listed, Seen, Topic, seen_in
from complaints.figure_kinds import Cube
from complaints.figure_topics import TOPICS
from complaints.figures import Audience

#: Topics with a row for each service type, and what follows their name in a key.
BY_SERVICE_TYPE = frozenset({"services", "compliments_by_service"})
_SERVICE_TYPE = re.compile(r"[-a-z0-9_]+(\.share)?")
#: In which section of the report an audience's topic is printed. The bases of shares come before the shares.
SECTIONS: Mapping[Audience, Mapping[str, str]] = {
    "all": {
        "complaints": "1.1",
        "comments": "1.1",
        "compliments": "1.1",
        "rate": "1.1",
        "feedback": "1.2",
        "outcomes": "1.2",
        "costs": "1.2",
        "ombudsman": "1.3",
        "settlements": "1.3",
    },
    "adult": {
        "complaints": "2.1",
        "comments": "2.1",
        "compliments": "2.1",
        "rate": "2.1",
        "complainants": "2.1",
        "outcomes": "2.2",
        "stages": "2.2",
        "investigations": "2.2",
        "timescales": "2.2",
        "costs": "2.2",
        "services": "2.3",
        "compliments_by_service": "2.5",
        "joint": "2.6",
        "ombudsman": "2.7",
        "settlements": "2.7",
    },
    "children_statutory": {
        "complaints": "3.1",
        "complainants": "3.1",
        "rate": "3.1",
        "costs": "3.1",
        "outcomes": "3.3",
        "stages": "3.2",
        "reached": "3.2",
        "investigations": "3.3",
        "timescales": "3.3",
        "services": "3.4",
        "comments": "3.8",
        "compliments": "3.8",
        "compliments_by_service": "3.8",
        "ombudsman": "3.9",
        "settlements": "3.9",
    },
    "children_non_statutory": {
        "complaints": "3.6",
        "complainants": "3.6",
        "outcomes": "3.6",
        "stages": "3.6",
        "reached": "3.6",
        "timescales": "3.6",
        "services": "3.7",
        "areas": "3.7",
    },
    "children_all": {
        "complaints": "3.1",
        "comments": "3.8",
        "compliments": "3.8",
        "compliments_by_service": "3.8",
        "ombudsman": "3.9",
        "settlements": "3.9",
    },
}


def figure_list(cube: Cube, years: Iterable[int]) -> Mapping[str, Listed]:
    """Every number of the report of these years, in the order of the report's audiences and sections."""
    return _list(seen_in(cube, frozenset(years)))


@lru_cache(maxsize=8)
def _list(seen: Seen) -> Mapping[str, Listed]:
    """The list follows from what there is alone, so that pages of the same data share one."""
    found: dict[str, Listed] = {}
    for audience, sections in SECTIONS.items():
        for topic, section in sections.items():
            TOPICS[topic](Topic(found, audience, topic, section), seen)
    return MappingProxyType(found)


def is_key(key: str) -> bool:
    """Whether a key is one of a figure, in some report: rows by service type are there where the council has the type.

    >>> is_key("adult.services.support-planning.share"), is_key("adult.service.support-planning")
    (True, False)
    """
    if key in _always_there():
        return True
    audience, _, rest = key.partition(".")
    topic, _, name = rest.partition(".")
    printed = any(topic in topics for known, topics in SECTIONS.items() if known == audience)
    return printed and topic in BY_SERVICE_TYPE and _SERVICE_TYPE.fullmatch(name) is not None


@lru_cache(maxsize=1)
def _always_there() -> frozenset[str]:
    """The keys that every report has, whatever there is in the data."""
    return frozenset(figure_list(Cube(), ()))
