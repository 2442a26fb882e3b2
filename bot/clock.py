"""The only place that asks the machine for the time; everything else is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the place


class MovableClock:
    """The machine's time plus an offset that a person may move: for the demo and for tests.

    It keeps ticking. Moving it back is allowed, as a host's clock may step back.
    """

    def __init__(self, source: Clock = system_clock) -> None:
        self._source = source
        self._offset = timedelta()

    def __call__(self) -> datetime:
        """The present moment of this clock, aware UTC."""
        return self._source() + self._offset

    def set(self, now: datetime) -> None:
        """Make `now` (aware) the present moment."""
        if now.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        self._offset = now - self._source()

    def advance(self, by: timedelta) -> None:
        """Move by `by`, which may be negative."""
        self._offset += by
