"""What the words of a paper say, for the check before publication: its paragraphs, and the two lists of indicators.

Queries nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from committee.house_order import LISTS, PART_OF
from committee.reconcile.facts import Listed, Papers, Passage, Place
from committee.reconcile.wording import stems
from council.period_kinds import Period

#: Words that the name of nearly every indicator begins with, and that say nothing of which it is.
_GENERIC = stems("percentage proportion number rate average total")
#: How much of an indicator's name a line must have, or of a line the name; how much both, where neither is within the other.
_NEARLY_ALL = 0.8
_MOST = 0.6
#: Parts of the front sheet, in which no figure stands.
_WITHOUT_FIGURES = frozenset({"divisions", "priorities", "appendices_refer", "contact"})

#: The words of every name of each subject.
Names = Mapping[str, list[frozenset[str]]]


def words_facts(
    paper: str,
    sections: Mapping[str, str],
    *,
    period: Period | None = None,
    names: Mapping[str, Iterable[str]] | None = None,
    address: str = "",
) -> Papers:
    """The words of a paper by section (`committee.house_order`), as it is kept: paragraphs, "- " bullets, "## " headings.

    `names` are all the names of each subject that the lists may speak of, the printed one first; `period` is the one that
    the paper reports.
    """
    listed: list[Listed] = []
    passages: list[Passage] = []
    for key, text in sections.items():
        if key in _WITHOUT_FIGURES:
            continue
        title = PART_OF[key].heading
        found = list(passages_of(text, Place(paper, title, address), title, period))
        passages += found
        if key in LISTS:
            listed += [
                Listed(each.place, each.text, subjects_named(each.text, names or {}), key == LISTS[0])
                for each in found
                if each.is_bullet
            ]
    return Papers(passages=tuple(passages), listed=tuple(listed))


def passages_of(text: str, place: Place, heading: str, period: Period | None) -> Iterator[Passage]:
    """The paragraphs and bullets of a text, each under its heading."""
    paragraph: list[str] = []

    def whole() -> Iterator[Passage]:
        if paragraph:
            yield Passage(place, " ".join(paragraph), (), heading, period)
            paragraph.clear()

    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("## "):
            yield from whole()
            heading = line.removeprefix("## ").strip()
        elif line.startswith("- "):
            yield from whole()
            yield Passage(place, line.removeprefix("- ").strip(), (), heading, period, is_bullet=True)
        elif line:
            paragraph.append(line)
        else:
            yield from whole()
    yield from whole()


def subjects_named(line: str, names: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The subjects whose name a line gives, in full or nearly; one line may name several.

    A name in full goes before names that the line nearly has or is a part of ("defects repaired within 4 hours & 2 days
    (emergency & urgent)" are two indicators, "Permanent admissions" without an age as well); these before names of which it
    says nearly all, and the nearest name comes last.
    """
    said = stems(line) - _GENERIC
    known = {subject: [stems(name) - _GENERIC for name in found] for subject, found in names.items()}
    in_full = _where(known, lambda name: name == said)
    has_name = in_full or _where(
        known, lambda name: _share(said & name, name) >= _NEARLY_ALL or (bool(said) and said <= name)
    )
    within_name = has_name or _where(known, lambda name: _share(said & name, said) >= _NEARLY_ALL)
    return within_name or _nearest(said, known)


def _where(known: Names, fits: Callable[[frozenset[str]], bool]) -> tuple[str, ...]:
    return tuple(subject for subject, names in known.items() if any(name and fits(name) for name in names))


def _nearest(said: frozenset[str], known: Names) -> tuple[str, ...]:
    near = {
        subject: max((_share(said & name, said | name) for name in names), default=0.0)
        for subject, names in known.items()
    }
    best = max(near.values(), default=0.0)
    return tuple(subject for subject, share in near.items() if share == best) if best >= _MOST else ()


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part) / len(whole) if whole else 0.0
