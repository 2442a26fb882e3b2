"""Whether anything waits to be done by the clock's duties, in one look."""

from datetime import datetime

from sqlalchemy import bindparam, literal, union_all
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from models.base import columns, fetch
from models.post import Letter, LetterState, Mark
from models.reminder import Alarm
from models.rules.reminding import AT_LEAST

_NOW = bindparam("now", type_=UTCDateTime())
_NO_LATER = bindparam("no_later", type_=UTCDateTime())
"""Every alarm lies before; one that does not was set before the clock stepped back."""
_ONE = literal(1)
_WAITING = union_all(
    columns(_ONE).where(columns(Mark.id).exists()),
    columns(_ONE).where(columns(Alarm.cluster_id).where(col(Alarm.at) <= _NOW).exists()),
    columns(_ONE).where(columns(Alarm.cluster_id).where(col(Alarm.at) > _NO_LATER).exists()),
    columns(_ONE).where(columns(Letter.id).where(col(Letter.stale)).exists()),
    columns(_ONE).where(
        columns(Letter.id)
        .where(col(Letter.state) == LetterState.WAITING, col(Letter.not_before) <= _NOW)
        .exists()
    ),
)


def anything_waits(session: Session, now: datetime) -> bool:
    """Cards to draw again, alarms to ring, letters to send or to mend."""
    return bool(fetch(session, _WAITING, now=now, no_later=now + AT_LEAST))
