"""Telegram's limits on sending: the true ones are secret and change, these are usual."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from bot.clock import Clock
from bot.playground.chats import Chat
from bot.playground.errors import too_many


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """How many messages per second fit in the long run, and how many at once."""

    chat_per_second: float = 1.0
    chat_burst: int = 20
    group_per_minute: int = 20
    all_per_second: float = 30.0
    all_burst: int = 30


class _Bucket:
    """A token bucket that refills with the world's clock."""

    def __init__(self, rate: float, size: int, now: datetime) -> None:
        self.rate, self.size = rate, size
        self.tokens, self.at = float(size), now

    def wait(self, now: datetime) -> float:
        """Seconds until one more fits; 0 when it fits now."""
        elapsed = max((now - self.at).total_seconds(), 0.0)
        self.tokens = min(self.tokens + elapsed * self.rate, self.size)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


class Flood:
    """Counts what the bot sends and edits, per chat and in all."""

    def __init__(self, limits: FloodLimits, clock: Clock) -> None:
        self.limits = limits
        self.clock = clock
        self.buckets: dict[int, _Bucket] = {}
        self.all = _Bucket(limits.all_per_second, limits.all_burst, clock())

    def pass_one(self, chat: Chat) -> None:
        """Count one message to the chat.

        Raises:
            ApiError: 429 with retry_after, when it does not fit; then nothing is counted.
        """
        now = self.clock()
        buckets = list(self._buckets(chat, now))
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            raise too_many(max(ceil(wait), 1))
        for bucket in buckets:
            bucket.tokens -= 1

    def _buckets(self, chat: Chat, now: datetime) -> Iterator[_Bucket]:
        yield self.all
        if chat.id not in self.buckets:
            self.buckets[chat.id] = self._new_bucket(chat, now)
        yield self.buckets[chat.id]

    def _new_bucket(self, chat: Chat, now: datetime) -> _Bucket:
        limits = self.limits
        if chat.type == "private":
            return _Bucket(limits.chat_per_second, limits.chat_burst, now)
        return _Bucket(limits.group_per_minute / 60, limits.group_per_minute, now)
