"""Sharing out: chance that is the same on every run and every machine, and numbers that add up. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from math import gcd
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """Numbers that look random and follow from a seed and from what they are asked for; nobody's turn changes another's."""

    def __init__(self, seed: str):
        self._seed = seed

    def number(self, *what: object) -> int:
        asked = "|".join([self._seed, *map(str, what)])
        return int.from_bytes(sha256(asked.encode()).digest()[:8], "big")

    def pick(self, options: Sequence[Thing], *what: object) -> Thing:
        return options[self.number(*what) % len(options)]

    def shuffled(self, things: Sequence[Thing], *what: object) -> list[Thing]:
        order = sorted(range(len(things)), key=lambda place: self.number(*what, place))
        return [things[place] for place in order]

    def tour(self, things: Sequence[Thing], *what: object) -> Iterator[Thing]:
        """Each thing once, from any place on and in long steps, so that a gap does not favour what comes after it."""
        size = len(things)
        if not size:
            return
        step = next(step for step in range(int(size * 0.618) + 1, 2 * size + 2) if gcd(step, size) == 1)
        start = self.number(*what)
        for turn in range(size):
            yield things[(start + turn * step) % size]


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`total` in whole parts as near to the weights as can be: largest remainders first, the earlier of two equals.

    >>> apportion(10, {"web": 1, "letter": 1, "telephone": 1})
    {'web': 4, 'letter': 3, 'telephone': 3}
    """
    whole = sum(weights.values())
    parts = {name: total * weight // whole for name, weight in weights.items()}
    left = total - sum(parts.values())
    for name in sorted(weights, key=lambda name: -(total * weights[name] % whole))[:left]:
        parts[name] += 1
    return parts


def dealt(counts: Mapping[str, int]) -> list[str]:
    """Each name as often as it is counted.

    >>> dealt({"child": 2, "parent": 1})
    ['child', 'child', 'parent']
    """
    return [name for name, count in counts.items() for _ in range(count)]
