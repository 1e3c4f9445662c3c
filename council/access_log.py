"""The web server's log of requests, without the secrets that stand in addresses."""

from __future__ import annotations

import datetime
import re
from typing import Any

from gunicorn.glogging import Logger

#: The address of a person's calendar is the key to it: whoever reads the log must not hold everybody's. What somebody
#: searched for may be the name of a person who complained.
_SECRET = re.compile(r"(/calendar/)[^/?\s]+|([?&]search=)[^&\s\"]+")


def masked(text: str) -> str:
    """A text of the log without the keys of calendars and without what was searched for.

    >>> masked("GET /calendar/00000000-0000-4000-8000-000000000000.ics HTTP/1.1")
    'GET /calendar/(secret) HTTP/1.1'
    >>> masked("GET /complaints/cases/?kind=complaint&search=Mrs+Smith&page=2 HTTP/1.1")
    'GET /complaints/cases/?kind=complaint&search=(secret)&page=2 HTTP/1.1'
    """
    return _SECRET.sub(r"\1\2(secret)", text)


class AccessLog(Logger):
    """What `gunicorn --logger-class council.access_log.AccessLog` writes of each request."""

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: datetime.timedelta
    ) -> dict[str, Any]:
        """Everything a line may be made of."""
        found = super().atoms(resp, req, environ, request_time)
        return {name: masked(value) if isinstance(value, str) else value for name, value in found.items()}
