"""The log of Bot API calls, without tokens."""

from collections import deque
from itertools import islice
from typing import Any

from bot.playground.params import Json, Params, Upload

SECRETS = {"secret_token", "certificate"}


class Calls:
    """The last calls in the order of their answers; old ones fall off."""

    def __init__(self, keep: int = 20_000) -> None:
        self.rows: deque[Json] = deque(maxlen=keep)
        self.count = 0

    def note(self, method: str, params: Params, at: str, ms: float, error_code: int | None) -> None:
        """Add a row."""
        self.count += 1
        self.rows.append(
            {
                "n": self.count,
                "at": at,
                "method": method,
                "params": _shown(params),
                "ok": error_code is None,
                "error_code": error_code,
                "ms": round(ms, 3),
            }
        )

    def after(self, n: int) -> list[Json]:
        """The rows with a greater number that are still kept."""
        first = self.count - len(self.rows) + 1
        return list(islice(self.rows, max(n + 1 - first, 0), None))


def _shown(params: Params) -> Json:
    return {
        name: "…" if name in SECRETS else _plain(params, name, value)
        for name, value in params.values.items()
    }


def _plain(params: Params, name: str, value: Any) -> Any:
    if isinstance(value, Upload):
        return {"file": value.name, "size": len(value.content)}
    if isinstance(value, str) and value[:1] in {"{", "["} and name not in {"text", "caption"}:
        try:
            return params.structure(name)
        except Exception:  # noqa: BLE001 - what is not JSON is shown as it came
            return value
    return value
