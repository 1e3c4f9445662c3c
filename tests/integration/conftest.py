"""Servers for the tests with real workers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from council import outbox
from tests.services import Valkey, Worker, private_valkey, running_worker


@pytest.fixture
def worker(committed_demo) -> Iterator[Worker]:
    """A real worker on the demonstration data, which nothing waits for yet."""
    outbox.drain()
    with running_worker() as started:
        yield started


@pytest.fixture
def valkey(committed_demo) -> Iterator[Valkey]:
    """A Valkey of the test's own, to freeze and kill, before demonstration data that nothing waits for."""
    outbox.drain()
    with private_valkey() as started:
        yield started
