"""The playground over HTTP, on this machine alone."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.playground.botside import BotSide, FileSide
from bot.playground.errors import PlaygroundError
from bot.playground.params import Json
from bot.playground.people import PeopleSide
from bot.playground.replies import json_reply
from bot.playground.stage import Stage
from bot.playground.state import World

PAGE = Path(__file__).with_name("page")
LOCAL = {"127.0.0.1", "localhost"}


class _Negative(Convertor[int]):
    """Group ids are negative, which Starlette's own int refuses."""

    regex = "-[0-9]+"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("negative", _Negative())


class LocalOnly:
    """Refuses requests for other hosts and from other sites' pages (DNS rebinding, forgery)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let local requests through."""
        if scope["type"] == "http" and not _is_local(scope):
            refusal = json_reply({"error": "Only this machine may come in."}, 403)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_local(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        text = value.decode("latin-1")
        if name == b"host" and text.rpartition(":")[0] not in LOCAL and text not in LOCAL:
            return False
        if name == b"origin" and urlsplit(text).hostname not in LOCAL:
            return False
    return True


def create_app(world: World) -> Starlette:
    """Both faces of the world, and the page."""
    bot_side = BotSide(world)
    _listen_to_webhook_replies(world, bot_side)
    routes = [
        Route("/bot{token}/{method}", cast("Any", bot_side)),
        Route("/file/bot{token}/{path:path}", cast("Any", FileSide(bot_side))),
        *PeopleSide(world).routes,
        *Stage(world).routes,
        Route("/", _index),
        Mount("/page", StaticFiles(directory=PAGE, check_dir=False)),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(LocalOnly)],
        exception_handlers={PlaygroundError: _refuse},
    )


def _listen_to_webhook_replies(world: World, bot_side: BotSide) -> None:
    running: set[asyncio.Task[None]] = set()

    def run(reply: Json) -> None:
        task = asyncio.ensure_future(bot_side.reply_in_webhook(reply))
        running.add(task)
        task.add_done_callback(running.discard)

    world.updates.delivery.on_reply = run


async def _index(_: Request) -> Response:
    page = PAGE / "index.html"
    if not page.exists():
        return json_reply({"error": "The page is not here."}, 404)
    return FileResponse(page, headers={"Cache-Control": "no-cache"})


async def _refuse(_: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, PlaygroundError) else 500
    return json_reply({"error": str(error)}, status)


class _Protocol(H11Protocol):
    """Lets the app cut its own connection, which faults need."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class _Server(uvicorn.Server):
    """Leaves the signals to the program around it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serve(world: World, port: int = 0) -> AsyncIterator[str]:
    """Run the playground in this loop and give its base URL; port 0 takes a free one.

    Leaving ends the long polls at once.
    """
    with _listener(port) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = _Server(_config(create_app(world)))
        task = asyncio.ensure_future(server.serve(sockets=[listener]))
        try:
            await _until_started(server, task)
            yield address
        finally:
            server.should_exit = True
            world.close()
            await task


def _listener(port: int) -> socket.socket:
    # The protocol is named, or asyncio would not turn Nagle's delay off: 40 ms for each answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    listener.listen(1024)
    return listener


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_Protocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=75,
    )


async def _until_started(server: uvicorn.Server, task: "asyncio.Task[None]") -> None:
    while not server.started:
        if task.done():
            await task
            raise RuntimeError("the playground did not start")
        await asyncio.sleep(0.005)
