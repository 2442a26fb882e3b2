"""What the bot has yet to learn: one queue, fetched by polling or pushed to a webhook."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.playground.errors import ApiError, ConnectionCutError, bad_request, conflict
from bot.playground.params import Json
from bot.playground.webhook import Delivery, Webhook

FIRST_UPDATE = 700_000_001
MAX_POLL = 50
MAX_BATCH = 100
DAY = timedelta(hours=24)
LIFETIMES = {"callback_query": timedelta(seconds=150)}
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)

Lane = tuple[str, int]


@dataclass(slots=True)
class Update:
    """One update; those of a lane are delivered one after the other."""

    id: int
    kind: str
    body: Json
    lane: Lane
    expires: datetime

    def json(self) -> Json:
        """As the bot receives it."""
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """The queue; `allowed_updates` is applied when an update is made, as Telegram does."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.pending: OrderedDict[int, Update] = OrderedDict()
        self.allowed: frozenset[str] | None = None
        self.delivery = Delivery(self)
        self._next_id = FIRST_UPDATE
        self._poll: asyncio.Future[None] | None = None
        self._closed = False

    def push(self, kind: str, body: Json, lane: Lane) -> None:
        """Something happened; the lane is the chat of a message or the user of a press."""
        if not self._wanted(kind):
            return
        expires = self.clock() + LIFETIMES.get(kind, DAY)
        update = Update(self._next_id, kind, body, lane, expires)
        self._next_id += 1
        self.pending[update.id] = update
        if self.delivery.webhook is not None:
            self.delivery.enqueue(update)
        elif self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def _wanted(self, kind: str) -> bool:
        return kind not in NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def allow(self, kinds: Iterable[str] | None) -> None:
        """From now on make only these; an empty list is the default, None changes nothing."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    async def fetch(self, offset: int, limit: int, wait: int) -> list[Json]:
        """What getUpdates answers: at once, or when something comes, or when time is up.

        Raises:
            ApiError: 409 when a webhook is set, or when another poll takes over.
        """
        if self.delivery.webhook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.interrupt(conflict(OTHER_POLL))
        found = self._take(offset, limit)
        if not found and wait > 0 and not self._closed:
            await self._wait(wait)
            found = self._take(offset, limit)
        return found

    async def _wait(self, seconds: int) -> None:
        self._poll = future = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(future, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is future:
                self._poll = None

    def interrupt(self, error: ApiError | ConnectionCutError) -> None:
        """End a poll that is under way with this error."""
        poll, self._poll = self._poll, None
        if poll is not None and not poll.done():
            poll.set_exception(error)

    def _take(self, offset: int, limit: int) -> list[Json]:
        """Forget what the offset confirms, then read on."""
        if offset < 0:
            offset = next(reversed(self.pending), 0) + offset + 1
        while self.pending and next(iter(self.pending)) < offset:
            self.pending.popitem(last=False)
        return [update.json() for update in self._alive(limit)]

    def _alive(self, limit: int) -> list[Update]:
        """The oldest updates that have not expired; the expired ones go."""
        now, found, expired = self.clock(), [], []
        for update in self.pending.values():
            if update.expires <= now:
                expired.append(update.id)
            else:
                found.append(update)
            if len(found) == limit:
                break
        for update_id in expired:
            del self.pending[update_id]
        return found

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Deliver to this address from now on, or to none."""
        self.interrupt(conflict("terminated by setWebhook request"))
        self.delivery.move(webhook)
        if webhook is not None:
            for update in self._alive(len(self.pending)):
                self.delivery.enqueue(update)

    def drop_pending(self) -> None:
        """Forget what was not delivered."""
        self.pending.clear()

    def close(self) -> None:
        """End the polls and the deliveries: the server stops."""
        self._closed = True
        self.delivery.move(None)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)


def clamp_batch(limit: int) -> int:
    """How many updates one answer may hold: 1 to 100."""
    return limit if 0 < limit <= MAX_BATCH else MAX_BATCH


def check_kinds(kinds: object) -> list[str] | None:
    """The `allowed_updates` of a call."""
    if kinds is None:
        return None
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("can't parse allowed_updates JSON object")
    return kinds
