"""A lean HTTP client for the people's side: the load must cost less than what it measures."""

import asyncio
import json
import urllib.request
from urllib.parse import urlsplit


def reach(port, path):
    """Ask once, waiting; OSError if nobody answers."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read()


class Refused(Exception):  # noqa: N818 - an answer of the playground's
    """The playground said no."""


class Wire:
    """One kept connection, one question at a time."""

    def __init__(self, url):
        self.host, self.port = urlsplit(url).hostname, urlsplit(url).port
        self._reader = self._writer = None
        self._turn = asyncio.Lock()

    async def call(self, method, path, body=None):
        """The answer as JSON. Raises Refused for anything but 2xx."""
        async with self._turn:
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection(
                    self.host, self.port, limit=1 << 26
                )
            content = b"" if body is None else json.dumps(body).encode()
            self._writer.write(
                b"%s %s HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: %d\r\n\r\n%s"
                % (method.encode(), path.encode(), len(content), content)
            )
            try:
                return await self._answer()
            except (asyncio.CancelledError, OSError, EOFError):
                self.close()  # an answer that nobody reads must not be taken for the next one
                raise

    async def _answer(self):
        head = await self._reader.readuntil(b"\r\n\r\n")
        at = head.lower().index(b"content-length:") + 15
        length = int(head[at : head.index(b"\r\n", at)])
        content = json.loads(await self._reader.readexactly(length))
        if not head.startswith(b"HTTP/1.1 2"):
            raise Refused(content)
        return content

    def close(self):
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
