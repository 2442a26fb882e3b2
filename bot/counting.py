"""The clock's part in votes: counts those whose time is over, and forgets their keys."""

from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.database import TRANSIENT, Database
from bot.logs import log_trouble
from bot.sealing import KeyStore
from models.actions.ballot import LONGEST
from models.actions.counting import close_due
from models.keys import StoreAway
from models.queries.due_votes import due_motions
from models.voting import Motion, MotionState

YOUNG = timedelta(hours=1)
"""A file that is not whole may still be being written."""
OLD = LONGEST + timedelta(days=1)
"""A key that no vote knows may be another database's, as long as any vote may be open."""
ASIDE = timedelta(seconds=30)
"""Until a vote that could not be counted (its key is out of reach) is tried again."""


class Counting:
    """Any number of processes may have one: a vote is locked while it is counted."""

    def __init__(self, database: Database, keys: KeyStore, clock: Clock) -> None:
        self._database, self._keys, self._clock = database, keys, clock
        self._aside: dict[int, datetime] = {}
        self._since = clock()

    async def count(self) -> int:
        """Count what is due, each in its own transaction; how many. Then destroy idle keys."""
        now = self._clock()
        self._since = min(self._since, now)  # the clock may step back
        found = await self._database.run(partial(due_motions, now=now, since=self._since))
        counted = 0
        for motion_id in found:
            if not now < self._aside.get(motion_id, now) <= now + ASIDE:
                counted += await self._count_one(motion_id, now)
        await self._database.in_thread(self._destroy_idle)
        return counted

    async def _count_one(self, motion_id: int, now: datetime) -> bool:
        """One that fails holds up no other."""
        work = partial(close_due, keys=self._keys, motion_id=motion_id, now=now)
        try:
            done = await self._database.run(work)
        except TRANSIENT:
            raise
        except Exception as error:  # noqa: BLE001 - as said
            log_trouble("count", error)
            self._aside[motion_id] = now + ASIDE
            return False
        self._aside.pop(motion_id, None)
        return done

    def _destroy_idle(self) -> None:
        """Forget the keys of votes that have ended, and of openings that never came to be."""
        self._keys.sweep(YOUNG)
        here = self._keys.seals()
        if not here:
            return
        known = self._database.do(partial(_states, seals=here))
        lost = set(self._keys.seals(OLD)) - known.keys()
        ended = {seal for seal, state in known.items() if state is not MotionState.OPEN}
        for seal in sorted(ended | lost):
            try:
                self._keys.destroy(seal)
            except StoreAway as error:  # one that cannot be removed keeps no other
                log_trouble("keys", error)


def _states(session: Session, seals: list[str]) -> dict[str, MotionState]:
    rows = session.exec(select(Motion.seal, Motion.state).where(col(Motion.seal).in_(seals))).all()
    return {row[0]: MotionState(row[1]) for row in rows}
