"""What a review changes of a control or action. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Change:
    """A control or action as its owner leaves it: `fields` are those that change, of a new one (number None) all.

    `based_on` is the version that the owner looked at.
    """

    of: Literal["control", "action"]
    fields: Mapping[str, object]
    number: int | None = None
    based_on: int = 0
