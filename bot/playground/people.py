"""The people's side over HTTP: what a person with the app would do and see."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground import acts, views
from bot.playground.chats import Chat, Person
from bot.playground.errors import ApiError, PlaygroundError
from bot.playground.params import Json, Upload
from bot.playground.replies import json_reply
from bot.playground.state import World

LONGEST_WAIT = 60


async def read_json(request: Request) -> Json:
    """The body as an object; an empty body is an empty object.

    Raises:
        PlaygroundError: 400 for anything else.
    """
    if not await request.body():
        return {}
    try:
        body = await request.json()
    except ValueError as error:
        raise PlaygroundError(400, "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise PlaygroundError(400, "The body must be a JSON object.")
    return body


def whole(value: Any, name: str) -> int:
    """A whole number of the people's side, or 400."""
    try:
        return int(value)
    except (TypeError, ValueError):
        raise PlaygroundError(400, f"{name} must be a whole number.") from None


class PeopleSide:
    """The calls of the people's side that belong to one person."""

    def __init__(self, world: World) -> None:
        self.world = world
        person = "/playground/people/{id:int}"
        self.routes = [
            Route("/playground/people", self.people),
            Route("/playground/people", self.new_person, methods=["POST"]),
            Route(f"{person}/chats", self.chats),
            Route(f"{person}/messages", self.see),
            Route(f"{person}/messages", self.say, methods=["POST"]),
            Route(f"{person}/presses", self.press, methods=["POST"]),
            Route(f"{person}/commands", self.commands),
            Route(f"{person}/block", self.block, methods=["POST"]),
            Route(f"{person}/unblock", self.unblock, methods=["POST"]),
            Route(f"{person}/deactivate", self.deactivate, methods=["POST"]),
        ]

    async def people(self, _: Request) -> Response:
        """Everybody."""
        return json_reply(
            [
                {
                    "id": person.id,
                    "first_name": person.first_name,
                    "username": person.username,
                    "language_code": person.language_code,
                    "note": person.note,
                    "blocked": person.blocked,
                    "deactivated": person.deactivated,
                }
                for person in self.world.people.values()
            ]
        )

    async def new_person(self, request: Request) -> Response:
        """Somebody joins this Telegram."""
        body = await read_json(request)
        if not str(body.get("first_name") or "").strip():
            raise PlaygroundError(400, "A person needs a first_name.")
        person_id = self.world.add_person(
            str(body["first_name"]),
            body.get("username"),
            str(body.get("language_code") or "vi"),
            str(body.get("note") or ""),
        )
        return json_reply({"id": person_id}, 201)

    async def chats(self, request: Request) -> Response:
        """The person's list of chats."""
        return json_reply(views.chat_list(self.world, self._person(request)))

    async def see(self, request: Request) -> Response:
        """The chat, at once or when there is news."""
        query = request.query_params
        person = self._person(request)
        chat = self._chat(person, query.get("chat_id"))
        after = whole(query.get("after") or 0, "after")
        wait = min(whole(query.get("wait") or 0, "wait"), LONGEST_WAIT)
        if chat.version <= after and wait > 0:
            await chat.changed.wait(wait)
        chat.unread[person.id] = 0
        return json_reply(views.chat_view(self.world, person, chat, after))

    async def say(self, request: Request) -> Response:
        """A text, or a file in a form."""
        person = self._person(request)
        if request.headers.get("content-type", "").startswith("multipart/"):
            return await self._send_file(request, person)
        body = await read_json(request)
        chat = self._chat(person, body.get("chat_id"))
        reply_to = body.get("reply_to")
        answered = None if reply_to is None else whole(reply_to, "reply_to")
        post = acts.say(self.world, person, chat, str(body.get("text") or ""), answered)
        return json_reply({"message_id": post.id})

    async def _send_file(self, request: Request, person: Person) -> Response:
        async with request.form() as form:
            file, kind = form.get("file"), form.get("kind", "document")
            if not isinstance(file, UploadFile) or kind not in {"photo", "document"}:
                raise PlaygroundError(400, "A form needs a file and a kind, photo or document.")
            mime = file.content_type or "application/octet-stream"
            upload = Upload(file.filename or "", mime, await file.read())
            chat = self._chat(person, form.get("chat_id"))
            try:
                stored = self.world.files.keep(upload, str(kind))
            except ApiError as error:
                raise PlaygroundError(400, error.description) from error
            caption = str(form.get("caption") or "")
        post = acts.send_file(self.world, person, chat, stored, caption)
        return json_reply({"message_id": post.id})

    async def press(self, request: Request) -> Response:
        """Press a button."""
        person = self._person(request)
        body = await read_json(request)
        chat = self._chat(person, body.get("chat_id"))
        wanted = body["button"] if "button" in body else {"data": body.get("data")}
        message_id = whole(body.get("message_id"), "message_id")
        return json_reply(acts.press(self.world, person, chat, message_id, wanted))

    async def commands(self, request: Request) -> Response:
        """What the app offers after "/" in a chat, and its menu button."""
        person = self._person(request)
        chat = self._chat(person, request.query_params.get("chat_id"))
        private = chat.type == "private"
        profile = self.world.profile
        return json_reply(profile.commands_for(chat.id, private, person.language_code))

    async def block(self, request: Request) -> Response:
        """Stop the bot."""
        acts.set_blocked(self.world, self._person(request), blocked=True)
        return json_reply({"ok": True})

    async def unblock(self, request: Request) -> Response:
        """Let it write again."""
        acts.set_blocked(self.world, self._person(request), blocked=False)
        return json_reply({"ok": True})

    async def deactivate(self, request: Request) -> Response:
        """Delete the account."""
        acts.deactivate(self.world, self._person(request))
        return json_reply({"ok": True})

    def _person(self, request: Request) -> Person:
        return self.world.person(request.path_params["id"])

    def _chat(self, person: Person, chat_id: Any) -> Chat:
        wanted = None if chat_id in {None, ""} else whole(chat_id, "chat_id")
        return self.world.chat_for(person, wanted)
