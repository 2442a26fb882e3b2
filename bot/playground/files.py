"""The files of the playground: kept in memory, known by file_id."""

import contextlib
import struct
from dataclasses import dataclass

from bot.playground.errors import bad_request
from bot.playground.params import Json, Upload

MAX_UPLOAD = 50 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20
PNG, GIF, JPEG = b"\x89PNG\r\n\x1a\n", b"GIF8", b"\xff\xd8"
PICTURES = {PNG: "image/png", GIF: "image/gif", JPEG: "image/jpeg"}
JPEG_FRAMES = set(range(0xFFC0, 0xFFD0)) - {0xFFC4, 0xFFC8, 0xFFCC}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file; photos know their sides, documents have 0 × 0."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """Where the bot fetches it below /file/bot<token>/."""
        return f"{self.kind}s/{self.unique_id}_{self.name}" if self.name else self.unique_id

    def describe(self) -> Json:
        """The file as a message shows it: `photo` or `document`."""
        known = {"file_id": self.id, "file_unique_id": self.unique_id}
        size = len(self.content)
        if self.kind == "photo":
            side = {"width": self.width, "height": self.height}
            return {"photo": [{**known, **side, "file_size": size}]}
        named = {"file_name": self.name, "mime_type": self.mime, "file_size": size}
        return {"document": {**known, **named}}


class Files:
    """Every file that ever was sent, by any side."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}

    def keep(self, upload: Upload, kind: str) -> StoredFile:
        """Store an upload as a `photo` or a `document`, after the checks of its kind."""
        if not upload.content:
            raise bad_request("file must be non-empty")
        sides = _photo_sides(upload) if kind == "photo" else (0, 0)
        number = len(self.by_id) + 1
        prefix = "AgAC" if kind == "photo" else "BQAC"
        name = upload.name.replace("/", "_").replace("\\", "_") or f"file_{number}"
        stored = StoredFile(
            id=f"{prefix}AgUAAxkBAAI{number:012x}",
            unique_id=f"AQAD{number:010x}",
            kind=kind,
            name=name,
            mime=upload.mime,
            content=upload.content,
            width=sides[0],
            height=sides[1],
        )
        self.by_id[stored.id] = self.by_path[stored.path] = stored
        return stored

    def find(self, file_id: str, kind: str | None = None) -> StoredFile:
        """The file of this id; `kind` refuses another kind as Telegram does."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if kind is not None and stored.kind != kind:
            was, wanted = stored.kind.capitalize(), kind.capitalize()
            raise bad_request(f"can't use file of type {was} as {wanted}")
        return stored


def _photo_sides(upload: Upload) -> tuple[int, int]:
    size = len(upload.content)
    if size > MAX_PHOTO:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO} bytes"
        )
    width, height = image_sides(upload.content)
    if not width or not height:
        raise bad_request("IMAGE_PROCESS_FAILED")
    ratio = max(width, height) / min(width, height)
    if width + height > MAX_PHOTO_SIDES or ratio > MAX_PHOTO_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def image_sides(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF or JPEG; 0 × 0 for anything else."""
    with contextlib.suppress(struct.error):
        if content.startswith(PNG):
            return _pair(">II", content, 16)
        if content.startswith(GIF):
            return _pair("<HH", content, 6)
        if content.startswith(JPEG):
            return _jpeg_sides(content)
    return 0, 0


def picture_type(content: bytes) -> str:
    """The MIME type that the bytes themselves show, for pictures; else that of any bytes."""
    for start, mime in PICTURES.items():
        if content.startswith(start):
            return mime
    return "application/octet-stream"


def _pair(form: str, content: bytes, position: int) -> tuple[int, int]:
    first, second = struct.unpack_from(form, content, position)
    return first, second


def _jpeg_sides(content: bytes) -> tuple[int, int]:
    """Walk the JPEG's segments to its frame header."""
    position = 2
    while True:
        marker, length = _pair(">HH", content, position)
        if marker in JPEG_FRAMES:
            height, width = _pair(">HH", content, position + 5)
            return width, height
        position += 2 + length
