"""What many tests of the risk register begin with."""

from __future__ import annotations

import pytest
from django.test import Client

from risks.models import Place, Register
from tests.risk_factories import make_entry, make_register


@pytest.fixture
def register(db) -> Register:
    """The register of the Highways Service."""
    return make_register("of-highways", service="highways", name="Highways register")


@pytest.fixture
def place(register: Register) -> Place:
    """An entry of that register."""
    return make_entry(register, "H1", title="Ice on the roads")


@pytest.fixture
def lead(client_of) -> Client:
    """The browser of the risk lead."""
    return client_of("risk")
