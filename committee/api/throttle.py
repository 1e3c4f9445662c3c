"""How often one address may ask: `API_RATE`, such as 120/min, counted in Redis for all workers together.

Counted by the minute (or hour, as the rate says): whoever has asked as often as that waits for the next one. Two who ask at
the same time are both counted, because Redis adds up, not we.
"""

from __future__ import annotations

import hashlib
import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class PublicRate(SimpleRateThrottle):
    """A limit for everybody, signed in or not: open data is the same for all of them. One is made for each request."""

    def __init__(self) -> None:
        super().__init__(settings.API_RATE)

    def get_cache_key(self, request: HttpRequest) -> str:
        """Of this address in this minute. The address itself is not kept."""
        who = hashlib.sha256(str(self.get_ident(request)).encode()).hexdigest()[:32]
        return f"api:{who}:{int(time.time() // self.duration)}"

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the limit is not reached. Without Redis nothing can be counted, and open data stays open."""
        key = self.get_cache_key(request)
        try:
            cache.add(key, 0, 2 * self.duration)
            return cache.incr(key) <= self.num_requests
        except RedisError as error:
            log.warning("The API's rate cannot be counted: %s", error)
            return True

    def wait(self) -> int:
        """Seconds until this address may ask again."""
        return int(self.duration - time.time() % self.duration) + 1
