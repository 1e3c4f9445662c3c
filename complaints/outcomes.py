"""What follows from the outcomes of a complaint's elements for the whole of it. Pure.

Elements are upheld one by one; the complaint is upheld where all are, not upheld where none is, and else upheld in part. It
is a proposal: whoever decides may see it otherwise, and is then asked whether that is meant.
"""

from collections.abc import Iterable

UPHELD, PARTLY, NOT_UPHELD = "upheld", "partly_upheld", "not_upheld"
#: The outcomes of something that was decided. What was withdrawn or belongs elsewhere says nothing of the rest.
DECIDED = frozenset({UPHELD, PARTLY, NOT_UPHELD})


def proposed(outcomes: Iterable[str]) -> str:
    """The outcome that a complaint's elements lead to; "" while one of them has none, and where there are none.

    >>> proposed(["upheld", "not_upheld"]), proposed(["upheld", "withdrawn"]), proposed(["upheld", ""])
    ('partly_upheld', 'upheld', '')
    """
    found = set(outcomes)
    if not found or "" in found:
        return ""
    decided = found & DECIDED
    if not decided:
        return found.pop() if len(found) == 1 else ""
    return decided.pop() if len(decided) == 1 else PARTLY
