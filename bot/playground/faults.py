"""Trouble on order: errors, slowness, lost answers, an outage."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from bot.playground.errors import ApiError, ConnectionCutError, PlaygroundError, too_many
from bot.playground.params import Json

WORDS = {
    400: "Bad Request: injected by the playground",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """One order; `times` is how many calls it still strikes, None for all until mended."""

    method: str | None = None
    times: int | None = None
    error_code: int | None = None
    retry_after: int | None = None
    description: str | None = None
    latency_ms: float = 0
    drop: Literal["before", "after"] | None = None

    def error(self) -> ApiError | None:
        """The refusal that the bot gets, if the order is for one."""
        if self.retry_after is not None and self.error_code in {None, 429}:
            return too_many(self.retry_after)
        if self.error_code is None:
            return None
        words = self.description or WORDS.get(self.error_code, "Injected by the playground")
        return ApiError(self.error_code, words)


class Faults:
    """The orders in force; they strike in the order of giving, one per call."""

    def __init__(self) -> None:
        self.orders: list[Fault] = []
        self._outage_until = 0.0

    def order(self, body: Json) -> None:
        """Take an order as POST /playground/faults words it."""
        body = dict(body)
        outage = body.pop("outage_s", None)
        if outage is not None:
            self._outage_until = asyncio.get_running_loop().time() + float(outage)
        if not any(body.get(name) for name in ("error_code", "retry_after", "latency_ms", "drop")):
            if outage is None:
                raise PlaygroundError(400, "A fault needs something that goes wrong.")
            return
        try:
            self.orders.append(Fault(**body))
        except TypeError as error:
            raise PlaygroundError(400, f"A fault knows no such field: {error}.") from error

    def mend(self) -> None:
        """Everything works again."""
        self.orders.clear()
        self._outage_until = 0.0

    @property
    def outage(self) -> bool:
        """Whether nothing answers at present; the machine's seconds, not the world's."""
        return bool(self._outage_until) and (asyncio.get_running_loop().time() < self._outage_until)

    def check_outage(self) -> None:
        """Cut the connection during an outage."""
        if self.outage:
            raise ConnectionCutError

    def strike(self, method: str) -> Fault | None:
        """The fault that hits this call, counted; without `method` it spares getUpdates."""
        for fault in self.orders:
            if self._meant(fault, method.lower()):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.orders.remove(fault)
                return fault
        return None

    @staticmethod
    def _meant(fault: Fault, method: str) -> bool:
        if fault.method:
            return fault.method.lower() == method
        return method != "getupdates"


async def suffer(fault: Fault) -> None:
    """Slowness, then the error or the cut before the call."""
    if fault.latency_ms:
        await asyncio.sleep(fault.latency_ms / 1000)
    if fault.drop == "before":
        raise ConnectionCutError
    error = fault.error()
    if error is not None:
        raise error
