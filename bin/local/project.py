"""What the Django project reads from its environment, for a demonstration and for the tests."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping

from bin.local.common import LOCAL, ROOT, Problem, kept_secret

MANAGE = ROOT / "manage.py"
ACCOUNTS = ("officer", "approver", "performance", "risk", "complaints", "clerk", "member", "auditor", "admin")
DEMO_PASSWORD = LOCAL / "demo-password"
MIGRATIONS_FAILED = (
    "The database could not be brought to this version (bin/demo --reset begins from an empty one)"
)
SECRET_KEY = LOCAL / "secret-key"


def refuse_production(environ: Mapping[str, str]) -> None:
    """Embedded servers and demonstration data have no place in production."""
    if environ.get("OUTTURN_ENV", "demo") == "production":
        raise Problem(
            "OUTTURN_ENV is 'production', and this command is for demonstrations and tests: unset it, or see "
            "docs/how-to/run-in-production.md."
        )


def demo_environment(addresses: Mapping[str, str], *, host: str = "127.0.0.1") -> dict[str, str]:
    """The caller's environment with what the demonstration needs; what the caller set is kept."""
    environ = dict(os.environ)
    environ.setdefault("OUTTURN_ENV", "demo")
    environ["SECRET_KEY"] = environ.get("SECRET_KEY") or kept_secret(SECRET_KEY, size=48)
    environ["DEMO_PASSWORD"] = demo_password()
    environ.setdefault("ALLOWED_HOSTS", ",".join(_names(host)))
    environ.setdefault("EMAIL_DIRECTORY", str(LOCAL / "mail"))
    return environ | dict(addresses)


def _names(host: str) -> list[str]:
    """What this demonstration may be called; anything, where it was asked to listen on every address."""
    if host in ("0.0.0.0", "::"):
        return ["*"]
    return ["127.0.0.1", "localhost", "testserver", f"[{host}]" if ":" in host else host]


def demo_password() -> str:
    """The password of every demonstration account: the caller's, else a random one that lasts."""
    return os.environ.get("DEMO_PASSWORD") or kept_secret(DEMO_PASSWORD)


def throwaway_environment(addresses: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment for a run whose data is thrown away."""
    own = {
        "OUTTURN_ENV": "test",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DEMO_PASSWORD": secrets.token_urlsafe(12),
    }
    return {**os.environ, **own, **addresses}
