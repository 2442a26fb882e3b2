"""One line per turn, to standard output. No tokens, no texts, no names, no values."""

import logging
import sys
import traceback
import uuid
from pathlib import Path

LOG = logging.getLogger("thidua")


def set_up(level: str) -> None:
    """Log our own lines at `level`; of the libraries only warnings, whatever the level.

    At DEBUG they write whole updates, and at INFO addresses with the token in them.
    """
    logging.basicConfig(
        stream=sys.stdout,
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    LOG.setLevel(level)


def log_turn(kind: str, route: str, milliseconds: float) -> None:
    """The canonical line of a turn; a route's arguments may hold an answer, so only its name."""
    LOG.info("turn kind=%s route=%s ms=%.1f", kind or "-", route or "-", milliseconds)


def new_reference() -> str:
    """What a bug is called in the log and to the person who met it."""
    return uuid.uuid4().hex[:8].upper()


def log_trouble(where: str, error: BaseException, reference: str = "-") -> None:
    """An error by its type and the places it came through; its message may hold what was typed."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:])
    )
    LOG.error(
        "trouble where=%s reference=%s error=%s at=%s",
        where,
        reference,
        type(error).__name__,
        places or "-",
    )
