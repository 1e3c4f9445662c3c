"""What two texts have in common: their words without grammar and endings, and the phrases that both put in quotation marks.

Pure. Nothing here understands English; it asks whether two lines speak of one thing.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: Words that say nothing of what a line is about.
_GRAMMAR_WORDS = """
    a about after all also an and any are as at be been before being between by can could each either for from further has
    have if in including into is it its may more most no nor not now of on once only or other our out over s shall should so
    some such than that the their them then there these they this those through to too under until up upon was we were what
    when where which while who will with within would you your
"""
_GRAMMAR = frozenset(_GRAMMAR_WORDS.split())
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_QUOTED = re.compile(
    r"[\"\u201c]([^\"\u201c\u201d]{4,60})[\"\u201d]|['\u2018]([^'\u2018\u2019]{6,60})['\u2019](?!\w)"
)
_ENDINGS = ("ies", "ing", "ed", "es", "s")
#: Shorter words keep their ending: "is", "bus", "used".
_SHORTEST = 4


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The words of a text without grammar and without their usual endings; numbers are words as well.

    >>> sorted(stems("The savings options agreed by Cabinet"))
    ['agre', 'cabinet', 'option', 'sav']
    """
    words = (word.casefold().split("'")[0].split("\u2019")[0] for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in words if word not in _GRAMMAR and word)


def _stem(word: str) -> str:
    for _ in range(2):  # savings: saving, sav
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST - (ending != "s"):
                word = word[: -len(ending)]
                break
    return word.rstrip("ey") if len(word) > _SHORTEST else word


def phrases(text: str) -> frozenset[str]:
    """What a text puts in quotation marks, in small letters: names of programmes and of documents.

    >>> phrases('Work on the "Front Door to Change" is nearing completion')
    frozenset({'front door to change'})
    """
    found = (double or single for double, single in _QUOTED.findall(text))
    return frozenset(" ".join(each.casefold().split()) for each in found if " " in each.strip())


def alike(one: str, other: str, *, least: int = 3, share: float = 0.6) -> bool:
    """Whether two texts share so many words that they speak of one thing: of the shorter one most, and `least` at least."""
    left, right = stems(one), stems(other)
    common = len(left & right)
    return common >= least and common >= share * min(len(left), len(right))


def quoted(text: str) -> str:
    """A text in quotation marks, of the kind that it does not use itself, without its full stop."""
    text = text.rstrip(".")
    return f"'{text}'" if '"' in text else f'"{text}"'


def squeezed(text: str) -> str:
    """A text for telling whether it is printed twice: capitals, spaces and the full stop make no difference."""
    return " ".join(text.casefold().split()).rstrip(".;,")
