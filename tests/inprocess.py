"""A Bot API that never leaves the process: PTB's request, answered by the playground itself."""

import json
from urllib.parse import parse_qsl, unquote, urlsplit

from telegram.error import NetworkError
from telegram.request import BaseRequest

from bot.playground.botside import BotSide
from bot.playground.errors import ApiError, ConnectionCutError
from bot.playground.methods import find_method
from bot.playground.params import Params, Upload
from bot.playground.replies import to_json


class InProcess(BaseRequest):
    """As strict as the playground over HTTP, without sockets."""

    def __init__(self, world):
        self.side = BotSide(world)

    @property
    def read_timeout(self):
        return 5.0

    async def initialize(self):
        """Nothing to open."""

    async def shutdown(self):
        """Nothing to close."""

    async def do_request(self, url, method, request_data=None, **_timeouts):  # noqa: ARG002
        parts = urlsplit(url)
        values = dict(parse_qsl(parts.query))
        if request_data is not None:
            values |= request_data.json_parameters
            for field, (filename, content, mime) in request_data.multipart_data.items():
                values[field] = Upload(filename, mime, content)
        try:
            self.side.world.faults.check_outage()
            if parts.path.startswith("/file/bot"):
                return self._download(unquote(parts.path).removeprefix("/file/").partition("/")[2])
            name, function = find_method(parts.path.rpartition("/")[2])
            result = await self.side.call(name, function, Params(values))
        except ApiError as error:
            return error.code, to_json(error.body())
        except ConnectionCutError:
            raise NetworkError("cut") from None
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _download(self, path):
        stored = self.side.world.files.by_path.get(path)
        return (404, b"{}") if stored is None else (200, stored.content)
