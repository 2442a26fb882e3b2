"""The key store and the opener of secret ballots: the only code that ever holds a ballot's key.

Two files for each open ballot: `<seal>.key`, read once, when the envelopes are opened, and
`<seal>.veil`, with which buttons and screens hide a choice that is not cast yet. The folder belongs
outside the database, its replicas and every backup (`docs/security.md`).
"""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from nacl.encoding import HexEncoder
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from bot.clock import system_clock
from bot.store import write_durably
from models.keys import KeyLost, StoreAway

_SEAL = re.compile(r"[0-9a-f]{32}")
_HALF_WRITTEN = re.compile(r"\.[a-z0-9_]{8}")
"""What `write_durably` calls a file until it is whole: nothing else here is ours to remove."""
_PRIVATE = 0o700
KEY_BYTES = 32
TOKEN_BYTES = 12
"""Of a button's word: nobody guesses 96 bits."""
VEIL_BLOCK = 2048
"""A veiled screen is padded to a multiple of this: its length tells nothing of what it shows."""
_END = b"\x80"
"""Ends what is veiled; only zeros follow."""
MARKER = "key-store"
"""A file that says the folder is there: without it a key is out of reach, not lost."""


class KeyStore:
    """Keys as files for us alone. Any number of processes on one machine may share the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    # -- a ballot's life ----------------------------------------------------------------------

    def create(self, seal: str) -> str:
        """Make and keep a ballot's key; returns its public key in hexadecimal digits.

        Raises OSError where it cannot be kept (disk full, not writable).
        """
        self.root.mkdir(_PRIVATE, parents=True, exist_ok=True)
        if not (self.root / MARKER).exists():
            write_durably(self.root / MARKER, b"keys of secret ballots; never back this up\n")
        key = PrivateKey.generate()
        write_durably(self._path(seal, "veil"), os.urandom(KEY_BYTES))
        write_durably(self._path(seal, "key"), bytes(key))
        return key.public_key.encode(HexEncoder).decode()

    def unseal(self, seal: str, envelopes: Sequence[bytes]) -> list[bytes | None]:
        """The contents of envelopes, in their order; None for what this key does not open.

        Raises KeyLost, StoreAway.
        """
        box = SealedBox(PrivateKey(self._read(seal, "key")))
        return [_opened(box, each) for each in envelopes]

    def destroy(self, seal: str) -> None:
        """Overwrite and remove a ballot's key. Twice is harmless; raises StoreAway."""
        try:
            for kind in ("key", "veil"):
                _shred(self._path(seal, kind))
        except OSError as error:
            raise StoreAway from error

    def seals(self, aged: timedelta = timedelta(0)) -> list[str]:
        """The ballots whose key has been here that long. Empty if the folder is away.

        By the file system's own clock, not by the bot's, which a demo may move.
        """
        before = system_clock().timestamp() - aged.total_seconds()
        found = set[str]()
        with suppress(OSError):  # one that was just destroyed, or the folder is away
            for path in self.root.glob("*.*"):
                young = aged and path.stat().st_mtime > before
                if _SEAL.fullmatch(path.stem) and not young:
                    found.add(path.stem)
        return sorted(found)

    def sweep(self, aged: timedelta) -> None:
        """Remove what a kill left half written: no vote was ever opened with it."""
        before = system_clock().timestamp() - aged.total_seconds()
        with suppress(OSError):
            for path in self.root.glob(".*"):
                if _HALF_WRITTEN.fullmatch(path.name) and path.stat().st_mtime <= before:
                    _shred(path)

    # -- what hides a choice that is not cast yet ------------------------------------------------

    def tokens(self, seal: str, about: str, choices: Collection[str]) -> Mapping[str, str]:
        """Opaque words for buttons: choice -> token. Raises KeyLost, StoreAway."""
        key = self._read(seal, "veil")
        return {choice: _token(key, about, choice) for choice in choices}

    def veil(self, seal: str, plain: bytes) -> bytes:
        """Encrypt what a screen shows of an uncast choice, padded. Raises KeyLost, StoreAway."""
        length = -(-(len(plain) + 1) // VEIL_BLOCK) * VEIL_BLOCK
        padded = (plain + _END).ljust(length, b"\0")
        return bytes(SecretBox(self._read(seal, "veil")).encrypt(padded))

    def unveil(self, seal: str, veiled: bytes) -> bytes:
        """What `veil` hid. Raises KeyLost, StoreAway, ValueError for what is none of ours."""
        try:
            padded = bytes(SecretBox(self._read(seal, "veil")).decrypt(veiled))
        except CryptoError as error:
            raise ValueError("not veiled by this ballot") from error
        return padded.rstrip(b"\0").removesuffix(_END)

    # -- files ------------------------------------------------------------------------------------

    def _path(self, seal: str, kind: str) -> Path:
        if not _SEAL.fullmatch(seal):
            raise KeyLost
        return self.root / f"{seal}.{kind}"

    def _read(self, seal: str, kind: str) -> bytes:
        try:
            content = self._path(seal, kind).read_bytes()
        except FileNotFoundError:
            if not self._is_here():
                raise StoreAway from None
            raise KeyLost from None
        except OSError as error:
            raise StoreAway from error
        if len(content) != KEY_BYTES:
            raise KeyLost
        return content

    def _is_here(self) -> bool:
        try:
            return (self.root / MARKER).is_file()
        except OSError:
            return False


def _opened(box: "SealedBox[PrivateKey]", envelope: bytes) -> bytes | None:
    try:
        return bytes(box.decrypt(envelope))
    except (CryptoError, ValueError, TypeError):
        return None


def _token(key: bytes, about: str, choice: str) -> str:
    made = hmac.digest(key, f"{about}\n{choice}".encode(), hashlib.sha256)[:TOKEN_BYTES]
    return base64.urlsafe_b64encode(made).decode()


def _shred(path: Path) -> None:
    """Overwritten first: on a plain disk nothing of the key stays where the file was."""
    try:
        with path.open("r+b") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
