"""JSON answers of the people's side."""

import json
from typing import Any

from starlette.responses import Response

HEADERS = {"Cache-Control": "no-store"}


def to_json(value: Any) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_reply(value: Any, status: int = 200) -> Response:
    """An answer that nobody caches."""
    return Response(to_json(value), status, HEADERS, "application/json")
