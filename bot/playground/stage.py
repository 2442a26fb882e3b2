"""The people's side over HTTP: groups, the clock, trouble on order, the log of calls, files."""

import re
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import MovableClock
from bot.playground import acts
from bot.playground.chats import Chat
from bot.playground.errors import ConnectionCutError, PlaygroundError
from bot.playground.files import picture_type
from bot.playground.people import read_json, whole
from bot.playground.replies import json_reply
from bot.playground.state import World

_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?=.)(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


def parse_duration(text: str) -> timedelta:
    """An ISO 8601 duration of weeks, days, hours, minutes, seconds; a sign before P counts.

    Raises:
        PlaygroundError: 400 for anything else, months and years included.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise PlaygroundError(400, f"{text!r} is not a duration like P7D or PT2H.")
    parts = found.groupdict()
    sign = -1 if parts.pop("sign") == "-" else 1
    return sign * timedelta(**{unit: float(value) for unit, value in parts.items() if value})


class Stage:
    """The calls of the people's side that belong to nobody in particular."""

    def __init__(self, world: World) -> None:
        self.world = world
        group = "/playground/groups/{id:negative}"
        self.routes = [
            Route("/playground/groups", self.new_group, methods=["POST"]),
            Route(f"{group}/migrate", self.migrate, methods=["POST"]),
            Route(f"{group}/members/{{user}}", self.set_member, methods=["PUT"]),
            Route("/playground/clock", self.clock),
            Route("/playground/clock", self.set_clock, methods=["PUT"]),
            Route("/playground/faults", self.fault, methods=["POST"]),
            Route("/playground/faults", self.mend, methods=["DELETE"]),
            Route("/playground/calls", self.calls),
            Route("/playground/files/{id}", self.file),
        ]

    async def new_group(self, request: Request) -> Response:
        """A group with the bot in it."""
        body = await read_json(request)
        members = [whole(member, "members") for member in body.get("members") or []]
        title = str(body.get("title") or "")
        admin = bool(body.get("bot_admin"))
        chat_id = self.world.add_group(title, members, bot_admin=admin)
        return json_reply({"chat_id": chat_id}, 201)

    async def migrate(self, request: Request) -> Response:
        """The group becomes a supergroup."""
        return json_reply({"chat_id": acts.migrate(self.world, self._group(request))})

    async def set_member(self, request: Request) -> Response:
        """{"status"} of a person or of "bot" in the group."""
        user = request.path_params["user"]
        user_id = self.world.bot_id if user == "bot" else whole(user, "user")
        status = str((await read_json(request)).get("status"))
        acts.set_member(self.world, self._group(request), user_id, status)
        return json_reply({"ok": True})

    def _group(self, request: Request) -> Chat:
        chat = self.world.chats.get(request.path_params["id"])
        if chat is None or chat.type == "private":
            raise PlaygroundError(404, "There is no such group.")
        return chat

    async def clock(self, _: Request) -> Response:
        """The time here, and the next deadline and reminder that the program inside knows of."""
        deadline, reminder = self.world.next_deadline(), self.world.next_reminder()
        return json_reply(
            {
                "now": self.world.clock().isoformat(),
                "next_deadline": deadline.isoformat() if deadline else None,
                "next_reminder": reminder.isoformat() if reminder else None,
            }
        )

    async def set_clock(self, request: Request) -> Response:
        """Set it, or move it by a duration."""
        clock, body = self.world.clock, await read_json(request)
        if not isinstance(clock, MovableClock):
            raise PlaygroundError(409, "This clock cannot be moved.")
        if "now" in body:
            clock.set(_moment(body["now"]))
        elif "advance" in body:
            clock.advance(parse_duration(str(body["advance"])))
        else:
            raise PlaygroundError(400, "Give now or advance.")
        for moved in self.world.clock_moved:
            moved()
        return await self.clock(request)

    async def fault(self, request: Request) -> Response:
        """Order trouble; an outage also cuts the poll that is under way."""
        self.world.faults.order(await read_json(request))
        if self.world.faults.outage:
            self.world.updates.interrupt(ConnectionCutError())
        return json_reply({"ok": True}, 201)

    async def mend(self, _: Request) -> Response:
        """No trouble any more."""
        self.world.faults.mend()
        return json_reply({"ok": True})

    async def calls(self, request: Request) -> Response:
        """The log of Bot API calls."""
        after = whole(request.query_params.get("after") or 0, "after")
        return json_reply(self.world.calls.after(after))

    async def file(self, request: Request) -> Response:
        """A file as people open it."""
        stored = self.world.files.by_id.get(request.path_params["id"])
        if stored is None:
            raise PlaygroundError(404, "There is no such file.")
        # A document is never shown by the browser: it could be a page with scripts in it.
        shown = "inline" if stored.kind == "photo" else "attachment"
        headers = {"Content-Disposition": shown, "X-Content-Type-Options": "nosniff"}
        return Response(stored.content, headers=headers, media_type=picture_type(stored.content))


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise PlaygroundError(400, f"{value!r} is not an ISO 8601 moment.") from None
    if moment.tzinfo is None:
        raise PlaygroundError(400, f"{value!r} needs its time zone.")
    return moment
