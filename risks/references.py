"""References of entries: how they are compared, and how they stand in an address. Pure."""

import re
import unicodedata
from collections.abc import Iterable

#: What addresses of a register are called beside its entries.
RESERVED = frozenset({"add", "checks", "heat-map", "import", "movements", "profile"})

#: What addresses below /risks/ are called beside the registers.
RESERVED_REGISTERS = frozenset({"add", "manage", "matrices", "registers", "reviews", "rounds"})


class ReferenceRefused(ValueError):
    """The reference cannot be used; the message says why and what to write."""


def key_of(ref: str) -> str:
    """The key under which a reference is found: Corp 1, corp1 and CORP-1 have one. "" where nothing of it can be.

    >>> key_of("Corp 1"), key_of("R/01"), key_of("GET-12.a")
    ('corp1', 'r-01', 'get12a')
    """
    plain = unicodedata.normalize("NFKD", ref).encode("ascii", "ignore").decode()
    joined = re.sub(r"[\s._-]+", "", plain).casefold()
    return re.sub(r"[^0-9a-z]+", "-", joined).strip("-")


def check_ref(ref: str) -> str:
    """The key of a reference that somebody chose. Raises ReferenceRefused."""
    key = key_of(ref)
    if not key:
        raise ReferenceRefused("Give a reference with letters or digits, such as Corp 8.")
    if key in {key_of(word) for word in RESERVED}:
        raise ReferenceRefused(f"“{ref}” is the name of a page of the register. Choose another reference.")
    return key


_NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>[0-9]+)")


def next_free(alike: Iterable[str], taken: Iterable[str], otherwise: str) -> str:
    """The first reference after those of the entries `alike` (oldest first) that no entry has; else from `otherwise` on.

    The newest of them says how references are written.

    >>> next_free(["Corp6", "Corp7"], ["Corp6", "Corp7", "CO1"], "R1")
    'Corp8'
    >>> next_free(["R 09"], ["R 09", "R10"], "R1"), next_free([], ["R1"], "R1")
    ('R 11', 'R2')
    """
    counted = [found for ref in alike if (found := _NUMBERED.fullmatch(ref.strip()))]
    last = counted[-1] if counted else _NUMBERED.fullmatch(otherwise)
    if last is None:
        raise ValueError(f"{otherwise} does not end in a number.")
    used = {key_of(ref) for ref in taken}
    same = [int(found["number"]) for found in counted if key_of(found["before"]) == key_of(last["before"])]
    number, width = (max(same) + 1 if same else int(last["number"])), len(last["number"])
    while key_of(f"{last['before']}{number:0{width}}") in used:
        number += 1
    return f"{last['before']}{number:0{width}}"
