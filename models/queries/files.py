"""Which files of the store something refers to."""

import re
from json import dumps

from sqlmodel import Session, col

from models.base import columns
from models.evidence import Evidence
from models.meeting import Invitee, MeetingPaper
from models.news import Announcement
from models.post import Card
from models.voting import OpenVote

_HASHES = (
    Evidence.sha256,
    MeetingPaper.sha256,
    Invitee.authorisation,
    Announcement.sha256,
    OpenVote.written,
)
_HASH = re.compile(r"\b[0-9a-f]{64}\b")


def known_files(session: Session) -> frozenset[str]:
    """The hashes of all files that a row knows; evidence taken away keeps its file, as its row.

    A card keeps what is being put together: the file of an announcement not sent yet.
    """
    found: set[str] = set()
    for hashes in _HASHES:
        found |= set(session.scalars(columns(hashes).where(col(hashes) != "").distinct()).all())
    for kept in session.scalars(columns(Card.kept)):
        found.update(_HASH.findall(dumps(kept)))
    return frozenset(found)
