"""The web server's log of requests: no secret of an address is in it."""

import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from council.access_log import AccessLog

ROOT = Path(__file__).resolve().parents[3]
KEY = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"


def atoms(path: str) -> dict:
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://council.example{path}",
    }
    response = SimpleNamespace(status="200 OK", headers=[], sent=10)
    return AccessLog(Config()).atoms(response, [], environ, datetime.timedelta(seconds=1))


def test_the_key_of_a_calendar_is_not_logged() -> None:
    found = atoms(f"/calendar/{KEY}.ics")
    assert found["r"] == "GET /calendar/(secret) HTTP/1.1"
    assert KEY not in repr(found)


def test_what_was_searched_for_is_not_logged() -> None:
    found = atoms("/complaints/cases/?search=Mrs+Smith&kind=complaint")
    assert found["r"] == "GET /complaints/cases/?search=(secret)&kind=complaint HTTP/1.1"
    assert "Smith" not in found["f"] + found["r"] + found["U"]


def test_other_requests_are_logged_as_they_are() -> None:
    assert atoms("/kpis/returns/calendar/?a=b")["r"] == "GET /kpis/returns/calendar/?a=b HTTP/1.1"


@pytest.mark.parametrize("file", ["Dockerfile", "bin/local/demo.py"])
def test_every_web_server_logs_so(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert '"--access-logfile", "-"' in text
    assert '"--logger-class", "council.access_log.AccessLog"' in text
