"""Files by the hash of their content, on disk, outside the database."""

import hashlib
import os
import re
import tempfile
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from models.errors import FileLost

_HASH = re.compile(r"[0-9a-f]{64}")
_PRIVATE = 0o700


class Store:
    """One file for one content. Needs nobody's lock: what is put twice is the same.

    Below `root` lie `ab/abcdef…`, folders for us alone (0700), files for us alone (0600).
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Keep this content; its SHA-256 in hexadecimal digits. On disk when this returns.

        Raises OSError where the disk is full or may not be written.
        """
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if _holds(path, content):
            os.utime(path)  # for `sweep` it is new again: its row may not be committed yet
            return name
        for folder in (self.root, path.parent):
            folder.mkdir(_PRIVATE, parents=True, exist_ok=True)
        write_durably(path, content)
        return name

    def get(self, sha256: str) -> bytes:
        """The content. Raises FileLost if it is not there or not what was put."""
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise FileLost from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileLost
        return content

    def sweep(self, known: AbstractSet[str], older_than: datetime) -> int:
        """Delete what no row knows and nobody has put since `older_than`; how many files.

        Whoever calls asks for the known hashes first: what is put meanwhile is too new.
        """
        swept = 0
        for path in sorted(self.root.glob("??/*")) + sorted(self.root.glob("??/.*")):
            with suppress(FileNotFoundError):  # another sweep was faster
                if path.name not in known and path.stat().st_mtime < older_than.timestamp():
                    path.unlink()
                    swept += 1
        return swept

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise FileLost
        return self.root / sha256[:2] / sha256


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False


def write_durably(path: Path, content: bytes) -> None:
    """Whole or not at all, also through a power cut; `mkstemp` makes files of mode 0600."""
    number, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
