"""Numbers as people write them in spreadsheets and papers: "88.71%", "£1,200", "−5".

A pure module. Anything that could be read in two ways is refused: 1,2 (a decimal comma?), 1,23,456, 1e5, NaN.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

MINUS_SIGNS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-"})

# ASCII digits only; commas only between thousands.
DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
NUMBER = re.compile(rf"(?P<sign>[-+]?)(?P<pound>£?)(?P<inner>-?)(?P<digits>{DIGITS}) ?(?P<percent>%?)")


@dataclass(frozen=True)
class WrittenNumber:
    value: Decimal
    unit: str = ""


def clean(text: str) -> str:
    """Without surrounding or doubled spaces (hard ones too), and with a plain minus."""
    return " ".join(text.translate(MINUS_SIGNS).split())


def read_number(text: str) -> WrittenNumber | None:
    """The number and its unit, or None where the text is not one."""
    # Most cells need no cleaning, and trying them first halves the time of a large file.
    match = NUMBER.fullmatch(text) or NUMBER.fullmatch(clean(text))
    if not match or (match["sign"] and match["inner"]) or (match["pound"] and match["percent"]):
        return None
    if match["inner"] and not match["pound"]:
        return None
    negative = "-" in (match["sign"], match["inner"])
    value = Decimal(match["digits"].replace(",", ""))
    return WrittenNumber(value.copy_negate() if negative else value, match["pound"] or match["percent"])
