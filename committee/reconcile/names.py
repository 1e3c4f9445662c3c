"""Which measure of the tables a sentence speaks of. Pure.

A measure is named where most words of its name are in the sentence, and clearly more than of any other name; or where its
abbreviation is, if no other measure has it: "(ASYE)". A word counts the less, the more names have it: of "average caseload
per social worker", caseload is what tells it from the others. What every name has ("percentage", "number", "during the
period") and the day that a name carries ("snapshot as at 31/12/18") do not count.
"""

from __future__ import annotations

import re
from collections import Counter

from committee.claims import read_printed
from committee.reconcile.facts import Papers, Passage, Printing, Role
from committee.reconcile.marked import Kind
from committee.reconcile.wording import stems

_IN_TABLES: tuple[Role, ...] = ("value", "second", "running_total")
#: Which part of the words of a name has to be there, and how much more than of the next name.
_NAMED, _CLEARLY = 0.6, 0.1
#: So many of its words at least, unless the passage is about the measure.
_LEAST_WORDS = 2
_SAYS_NOTHING = stems(
    "percentage percent per proportion number rate average total snapshot period quarter during outturn indicator measure"
    " people"
)
_WHEN_IN_NAME = re.compile(
    r"\(?\bsnapshot[^)]*\)?|\bduring the (?:year|period)\b|\bas at period end\b", re.IGNORECASE
)
_SHORT_NAME = re.compile(r"\(([A-Z][A-Za-z]*[A-Z][A-Za-z]*)s?\)")


class Names:
    """The measures that stand in tables, and their names."""

    def __init__(self, papers: Papers) -> None:
        self.printings: dict[str, list[Printing]] = {}
        for printing in papers.printings:
            if printing.role in _IN_TABLES and read_printed(printing.text) is not None:
                self.printings.setdefault(printing.subject, []).append(printing)
        names = {
            subject: (printings[0].subject_name, *papers.other_names.get(subject, ()))
            for subject, printings in self.printings.items()
        }
        self._words = {
            subject: [stems(_WHEN_IN_NAME.sub(" ", name)) - _SAYS_NOTHING for name in each]
            for subject, each in names.items()
        }
        self._weight = Counter(word for each in self._words.values() for word in frozenset().union(*each))
        short = {
            subject: {found for name in each for found in _SHORT_NAME.findall(name)}
            for subject, each in names.items()
        }
        shared = [name for each in short.values() for name in each]
        self._short = {
            subject: {name for name in each if shared.count(name) == 1} for subject, each in short.items()
        }

    def named(self, passage: Passage, said: str, kind: Kind | None = None) -> str | None:
        """The one measure that the words name, among those with numbers of the kind."""
        of_kind = self._of_kind(kind)
        by_short_name = [
            subject for subject in of_kind if any(_says(said, name) for name in self._short[subject])
        ]
        if len(by_short_name) == 1:
            return by_short_name[0]
        words = stems(said)
        ranked = sorted(
            (
                (self._share_named(subject, words, subject in passage.subjects), subject)
                for subject in of_kind
            ),
            reverse=True,
        )
        likely = [(share, subject) for share, subject in ranked if share >= _NAMED]
        if not likely:
            return None
        if len(ranked) > 1 and likely[0][0] - ranked[1][0] < _CLEARLY:
            attached = [subject for _, subject in likely if subject in passage.subjects]
            return attached[0] if len(attached) == 1 else None
        return likely[0][1]

    def only_attached(self, passage: Passage, kind: Kind | None = None) -> str | None:
        """The only measure, among those with numbers of the kind, that the passage is about."""
        attached = [subject for subject in self._of_kind(kind) if subject in passage.subjects]
        return attached[0] if len(attached) == 1 else None

    def _of_kind(self, kind: Kind | None) -> list[str]:
        return [
            subject
            for subject, printings in self.printings.items()
            if kind is None or any(kind_of(printing) == kind for printing in printings)
        ]

    def _share_named(self, subject: str, words: frozenset[str], is_attached: bool) -> float:
        """How much of the best of its names is said."""
        least = 1 if is_attached else _LEAST_WORDS
        shares = (
            self._worth(name & words) / self._worth(name)
            for name in self._words[subject]
            if len(name & words) >= least
        )
        return max(shares, default=0.0)

    def _worth(self, words: frozenset[str]) -> float:
        return sum(1 / self._weight[word] for word in words)


def kind_of(printing: Printing) -> Kind:
    """Whether a printed figure is a percentage, an amount of money or another number."""
    if "%" in printing.text or printing.unit in ("%", "percent"):
        return "p"
    return "m" if "£" in printing.text or printing.unit in ("£", "GBP", "money") else "n"


def _says(text: str, short_name: str) -> bool:
    return re.search(rf"\b{re.escape(short_name)}s?\b", text) is not None
