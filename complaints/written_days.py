"""Days as people write them in logs and filters: 2020-04-03, 03/04/2020, 3.4.2020, 3 4 2020, 3 April 2020, 3 Apr 2020. Pure.

Days are written day first, as in the United Kingdom, with the year in full.
"""

from __future__ import annotations

import re
from datetime import date
from time import strptime

_SHAPES = ("%Y-%m-%d", "%d-%m-%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y")
#: What spreadsheets put behind a day that they keep with a time.
_MIDNIGHT = re.compile(r"(?<=[0-9])[ T]00:00(?::00)?$")


def read_day(text: str) -> date | None:
    """The day that a text means; None where it means none.

    >>> read_day("3/4/2020"), read_day("31 June 2020"), read_day("soon")
    (datetime.date(2020, 4, 3), None, None)
    """
    plain = re.sub(r"[./]", "-", _MIDNIGHT.sub("", " ".join(text.split())))
    if not plain.isascii() or len(plain) > len("30 September 2020"):
        return None
    for shape in _SHAPES:
        try:
            found = strptime(plain, shape)
        except ValueError:
            continue
        return date(found.tm_year, found.tm_mon, found.tm_mday)
    return None
