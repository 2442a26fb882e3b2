"""How fast unasked messages may leave: 25/s overall, 1/s per chat, 20/min per group.

Telegram allows about 30/s, 1/s and 20/min; replies to a person are not bound by it. What a busy
moment has cost is caught up, by five messages at most: never more than 30 in a second.
"""

from collections import deque

OVERALL_PER_SECOND = 25
CATCH_UP_SECONDS = 0.2
CHAT_SECONDS = 1.0
GROUP_PER_MINUTE = 20
MINUTE = 60.0
FORGET_AFTER = 10_000


class Pace:
    """Tells when a chat's next message may leave. Moments are seconds of one steady clock."""

    def __init__(
        self, per_second: float = OVERALL_PER_SECOND, chat_seconds: float = CHAT_SECONDS
    ) -> None:
        self._step = 1.0 / per_second
        self._chat_seconds = chat_seconds
        self._next = 0.0
        self._chats: dict[int, float] = {}
        self._groups: dict[int, deque[float]] = {}
        self._paused: dict[int, float] = {}

    def ready_at(self, chat_id: int, now: float) -> float:
        """The earliest moment for this chat, `now` or later, the overall pace left aside."""
        moments = [now, self._chats.get(chat_id, 0.0), self._paused.get(chat_id, 0.0)]
        sent = self._groups.get(chat_id)
        if sent and len(sent) >= GROUP_PER_MINUTE:
            moments.append(sent[0] + MINUTE)
        return max(moments)

    def overall_at(self, now: float) -> float:
        """The earliest moment for any message."""
        return max(now, self._next)

    def sent(self, chat_id: int, now: float) -> None:
        """A message has left for the chat."""
        self._next = max(self._next, now - CATCH_UP_SECONDS) + self._step
        self._chats[chat_id] = now + self._chat_seconds
        if chat_id < 0:
            window = self._groups.setdefault(chat_id, deque(maxlen=GROUP_PER_MINUTE))
            window.append(now)
        if len(self._chats) > FORGET_AFTER:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}

    def pause(self, chat_id: int, until: float) -> None:
        """Telegram asked this chat to wait."""
        self._paused[chat_id] = until
