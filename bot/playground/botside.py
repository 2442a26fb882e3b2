"""The bot's side over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import inspect
import json
import re
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.playground.errors import ApiError, ConnectionCutError, bad_request
from bot.playground.faults import suffer
from bot.playground.files import MAX_UPLOAD
from bot.playground.methods import Method, find_method
from bot.playground.params import Json, Params, Upload
from bot.playground.replies import to_json
from bot.playground.state import World

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_MAX_FORM_TEXT = 4 * 1024 * 1024


class BotSide:
    """The endpoint of the Bot API: plain ASGI, as it carries every benchmark."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, or cut its connection."""
        path = scope["path_params"]
        try:
            self.world.faults.check_outage()
            status, body = await self._answer(path["token"], path["method"], scope, receive)
        except ConnectionCutError:
            await cut(scope, receive, send)
            return
        await _reply(send, status, body)

    async def _answer(
        self, token: str, name: str, scope: Scope, receive: Receive
    ) -> tuple[int, Json]:
        try:
            self.check_token(token)
            params = Params(await read_params(scope, receive))
            name, method = find_method(name)
            return 200, {"ok": True, "result": await self.call(name, method, params)}
        except ApiError as error:
            return error.code, error.body()

    def check_token(self, token: str) -> None:
        """Refuse other tokens than the world's own, or malformed ones if it has none."""
        known = token in self.world.tokens if self.world.tokens else _TOKEN.fullmatch(token)
        if not known:
            raise ApiError(401, "Unauthorized")

    async def call(self, name: str, method: Method, params: Params) -> Any:
        """Run a method, with the faults on order, and note it in the log."""
        start, at = perf_counter(), self.world.clock().isoformat()
        code: int | None = None
        try:
            return await self._run(name, method, params)
        except ApiError as error:
            code = error.code
            raise
        except ConnectionCutError:
            code = 0
            raise
        finally:
            spent = (perf_counter() - start) * 1000
            self.world.calls.note(name, params, at, spent, code)

    async def _run(self, name: str, method: Method, params: Params) -> Any:
        fault = self.world.faults.strike(name) if self.world.faults.orders else None
        if fault is not None:
            await suffer(fault)
        result = method(self.world, params)
        if inspect.isawaitable(result):
            result = await result
        if fault is not None and fault.drop == "after":
            raise ConnectionCutError
        return result

    async def reply_in_webhook(self, reply: Json) -> None:
        """Run the method that a bot wrote into its answer to a webhook; nobody hears of errors."""
        try:
            name, method = find_method(str(reply.pop("method")))
            await self.call(name, method, Params(reply))
        except (ApiError, ConnectionCutError):
            return


class FileSide:
    """The endpoint from which the bot downloads files."""

    def __init__(self, bot_side: BotSide) -> None:
        self.bot_side = bot_side

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The bytes, or a refusal as JSON."""
        path, world = scope["path_params"], self.bot_side.world
        if world.faults.outage:
            await cut(scope, receive, send)
            return
        try:
            self.bot_side.check_token(path["token"])
        except ApiError as error:
            await _reply(send, error.code, error.body())
            return
        stored = world.files.by_path.get(path["path"])
        if stored is None:
            await _reply(send, 404, ApiError(404, "Not Found").body())
            return
        await _respond(send, 200, stored.content, b"application/octet-stream")


async def _reply(send: Send, status: int, body: Json) -> None:
    await _respond(send, status, to_json(body), b"application/json")


async def _respond(send: Send, status: int, content: bytes, kind: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def cut(scope: Scope, receive: Receive, send: Send) -> None:
    """Close the connection without an answer; 503 where the server does not let us."""
    transport = scope.get("state", {}).get("transport")
    if transport is None:
        await _reply(send, 503, ApiError(503, "Service Unavailable").body())
        return
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def read_params(scope: Scope, receive: Receive) -> Json:
    """The parameters from query and body, whatever the body's kind."""
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    kind = _header(scope, b"content-type")
    if kind.startswith("multipart/form-data"):
        return query | await _read_form(scope, receive)
    body = await _read_body(receive)
    if not body:
        return query
    if kind.startswith("application/json"):
        return query | _read_json(body)
    return query | dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _read_body(receive: Receive) -> bytes:
    message = await receive()
    if not message.get("more_body"):
        return bytes(message.get("body", b""))
    parts = [message.get("body", b"")]
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
    return b"".join(parts)


def _read_json(body: bytes) -> Json:
    try:
        values = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("JSON object expected")
    return values


async def _read_form(scope: Scope, receive: Receive) -> Json:
    request = Request(scope, receive)
    async with request.form(max_part_size=_MAX_FORM_TEXT) as form:
        return {name: await _read_field(value) for name, value in form.items()}


async def _read_field(value: str | UploadFile) -> str | Upload:
    if isinstance(value, str):
        return value
    if (value.size or 0) > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    kind = value.content_type or "application/octet-stream"
    return Upload(value.filename or "", kind, await value.read())
