"""Sealed envelopes (*phong bì niêm phong*): a ballot that only the opener can read.

A libsodium sealed box (X25519, XSalsa20-Poly1305) to the ballot's public key. The sender's key is
thrown away at once, so that whoever sealed it cannot open it again either. Every envelope of every
ballot has the same length.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from random import Random

from nacl.encoding import HexEncoder
from nacl.public import PublicKey, SealedBox

PLAIN = 512
"""Bytes of a ballot before it is sealed: a ranking of thirty units fits as well as a yes."""
SEALED = PLAIN + 48
"""Bytes of an envelope."""
RID_BITS = 96
"""Of the random number under which an opened ballot is kept."""
_RID = re.compile(f"[0-9a-f]{{{RID_BITS // 4}}}")


def seal(public_key: str, marks: Sequence[str], chance: Random) -> bytes:
    """An envelope with these marks; `chance` gives the number that the ballot goes by later."""
    content = {"marks": list(marks), "rid": f"{chance.getrandbits(RID_BITS):024x}"}
    plain = json.dumps(content, separators=(",", ":")).encode()
    if len(plain) > PLAIN:
        raise ValueError("these marks fit into no envelope")
    key = PublicKey(public_key.encode(), HexEncoder)
    return SealedBox(key).encrypt(plain.ljust(PLAIN))


def read_ballot(plain: bytes) -> tuple[str, tuple[str, ...]]:
    """The random number and the marks in an opened envelope; ValueError for anything else."""
    try:
        content = json.loads(plain)
        rid, marks = content["rid"], tuple(content["marks"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("no ballot") from error
    if not (isinstance(rid, str) and _RID.fullmatch(rid)) or not all(
        isinstance(mark, str) for mark in marks
    ):
        raise ValueError("no ballot")
    return rid, marks


def fingerprint(sealed: bytes) -> str:
    """What the envelope is known by in the record: it says nothing of what is inside."""
    return hashlib.sha256(sealed).hexdigest()
