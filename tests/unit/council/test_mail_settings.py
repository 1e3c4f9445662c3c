"""Where mail goes follows from the environment, and production without a mail server sends none."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

ASK = """
from council import settings as s
print(s.EMAIL_BACKEND.split(".")[-2], s.SENDS_MAIL, s.SITE_URL, s.DEFAULT_FROM_EMAIL)
"""
OURS = ("EMAIL_HOST", "EMAIL_DIRECTORY", "EMAIL_FROM", "SITE_URL", "ALLOWED_HOSTS")


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (
            {"OUTTURN_ENV": "production", "ALLOWED_HOSTS": "outturn.example.gov.uk"},
            "console False https://outturn.example.gov.uk outturn@outturn.example.gov.uk",
        ),
        (
            {
                "OUTTURN_ENV": "production",
                "ALLOWED_HOSTS": "outturn.example.gov.uk",
                "EMAIL_HOST": "mail.example.gov.uk",
                "EMAIL_FROM": "performance@example.gov.uk",
                "SITE_URL": "https://kpis.example.gov.uk/",
            },
            "smtp True https://kpis.example.gov.uk performance@example.gov.uk",
        ),
        (
            {"OUTTURN_ENV": "demo", "EMAIL_DIRECTORY": "mail"},
            "filebased True http://127.0.0.1:8000 outturn@127.0.0.1",
        ),
        ({"OUTTURN_ENV": "test"}, "console True http://127.0.0.1:8000 outturn@127.0.0.1"),
    ],
)
def test_where_mail_goes(given: dict[str, str], answer: str) -> None:
    environ = {name: value for name, value in os.environ.items() if name not in OURS} | given
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        env=environ,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == answer
