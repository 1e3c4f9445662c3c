"""Days as people and spreadsheets write them in logs, files and filters. Pure.

    2020-04-03, 03/04/2020, 3.4.2020, 3 4 2020, 3 April 2020, 3 Apr 2020, 3rd of April 2020, Friday 3 April 2020,
    03-Apr-20 (the short form of spreadsheets); a time of day behind any of them is left out: 2020-04-03 14:05

Days are written day first, as in the United Kingdom, with the year in full; of two digits only where a name of a month
stands beside them, and nothing else can be the year.
"""

from __future__ import annotations

import re
from datetime import date
from time import strptime

_SHAPES = ("%Y-%m-%d", "%d-%m-%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y", "%d %B %y", "%d %b %y")
#: What spreadsheets put behind a day that they keep with a time.
_TIME = re.compile(r"(?<=[0-9])[ t][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?$")
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[ ,.]+")
_ORDINAL = re.compile(r"(?<=[0-9])(?:st|nd|rd|th)\b(?: of\b)?")
#: The longest texts that can be a day are short; longer ones only cost time.
_LONGEST = 60


def read_day(text: str) -> date | None:
    """The day that a text means; None where it means none.

    >>> read_day("3/4/2020"), read_day("31 June 2020"), read_day("soon")
    (datetime.date(2020, 4, 3), None, None)
    """
    words = " ".join(text.split()).casefold()
    if not words.isascii() or len(words) > _LONGEST:
        return None
    plain = _ORDINAL.sub("", _WEEKDAY.sub("", _TIME.sub("", words)))
    plain = re.sub(r"\bsept\b", "sep", re.sub(r"[./]", "-", plain))
    plain = re.sub(r"(?<=[0-9])-(?=[a-z])|(?<=[a-z])-(?=[0-9])", " ", plain)
    for shape in _SHAPES:
        try:
            found = strptime(plain, shape)
        except ValueError:
            continue
        return date(found.tm_year, found.tm_mon, found.tm_mday)
    return None
