"""Keeps house: redraws what has changed, takes up what was left, notices days and outages."""

import asyncio
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from bot import cards, inbox
from bot.clock import Clock
from bot.database import TRANSIENT, Database
from bot.dispatch import Dispatcher, Notice
from bot.keeper import Keeper
from bot.lanes import Lanes
from bot.letters import take_lease
from bot.life import Life
from bot.logs import log_trouble
from handlers.views import refusals
from models.post import Card, Lease
from models.rules.calendar import local_date

OUTAGE = timedelta(seconds=150)
"""After this long Telegram has thrown away the presses that waited."""
BEAT = timedelta(seconds=20)
QUIET = timedelta(seconds=75)
"""A long poll is answered within 50 s; after this long without one, Telegram is away."""
AFTER_OUTAGE = timedelta(days=3)
"""Cards drawn this long before an outage are still being looked at."""
EACH_DAY = timedelta(days=30)
"""Cards drawn this long ago still say how many days are left."""
SWEEP_EVERY = 5
FORGET_EVERY = 3600
ROUND_PAUSE = 0.05
"""Seconds between two edits that nobody asked for."""


class Steward:
    """Only the holder of the lease redraws what is marked; every process sweeps."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        machine: Clock,
        holder: str,
        dispatcher: Dispatcher,
        keeper: Keeper,
        lanes: Lanes,
    ) -> None:
        self._database, self._clock, self._machine = database, clock, machine
        self._holder, self._dispatcher = holder, dispatcher
        self._keeper, self._lanes = keeper, lanes
        self._life = Life(database.engine, holder)
        self._rings = 0
        self._last_beat: datetime | None = None
        self._heard_at: datetime | None = None
        self._day: date | None = None
        self._rounds: set[asyncio.Task[None]] = set()

    async def take_up(self) -> None:
        """At start: tell of an outage, wake the lanes that wait, show what is behind."""
        await self._sweep()
        await self.beat()
        await self.new_day()

    # -- what has changed ---------------------------------------------------------------------

    async def refresh(self) -> int:
        """Draw again the cards whose topic was marked; how many marks were worked off."""
        now = self._clock()
        found = await self._database.run(partial(_stale, holder=self._holder, now=now))
        if found is None:
            return 0
        for chat_id in found.chats:
            await self._redraw(chat_id, now)
        return await self._database.run(partial(cards.worked_off, found=found))

    async def _redraw(self, chat_id: int, now: datetime, notice: Notice | None = None) -> bool:
        """Draw a card again; whether there was something new to show."""
        work = partial(self._dispatcher.redraw, chat_id=chat_id, now=now, notice=notice)
        try:
            showing = await self._database.run(work)
        except TRANSIENT:
            raise
        except Exception as error:  # noqa: BLE001 - one bad card must not hold up the others
            log_trouble("redraw", error)
            return False
        if showing is not None:
            self._keeper.bring(showing)
        return showing is not None

    # -- what was left ------------------------------------------------------------------------

    async def sweep(self) -> None:
        """Every few rings: what a crash or another process left; now and then, forget."""
        self._rings += 1
        if self._rings % SWEEP_EVERY == 0:
            await self._sweep()
        if self._rings % FORGET_EVERY == 0:
            await self._database.run(partial(inbox.forget, now=self._clock()))

    async def _sweep(self) -> None:
        now = self._clock()
        await self._database.in_thread(self._life.hold)
        await self._database.run(self._life.free_the_dead)
        work = partial(cards.behind, now=now, holder=self._holder)
        for showing in await self._database.run(work):
            self._keeper.bring(showing)
        for lane in await self._database.run(inbox.waiting_lanes):
            if not self._lanes.is_served(lane):
                self._lanes.wake_all(lane)

    # -- rounds through all living cards --------------------------------------------------------

    async def new_day(self) -> None:
        """Cards say how many days are left: each local day they are drawn again."""
        now = self._clock()
        if self._day == local_date(now):
            return
        self._day = local_date(now)
        self._begin_round(None, EACH_DAY)

    def clock_moved(self) -> None:
        """A person has moved the clock (in the demo): what cards say of days is no longer true."""
        self._day = None

    def _begin_round(self, notice: Notice | None, drawn_within: timedelta) -> None:
        task = asyncio.create_task(self._round(notice, drawn_within))
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)

    async def _round(self, notice: Notice | None, drawn_within: timedelta) -> None:
        """Draw every living card again, at a pace that leaves Telegram room for replies."""
        work = partial(_living, since=self._clock() - drawn_within)
        try:
            for chat_id in await self._database.run(work):
                if await self._redraw(chat_id, self._clock(), notice):
                    await asyncio.sleep(ROUND_PAUSE)
        except TRANSIENT as error:
            log_trouble("round", error)

    async def settle(self) -> None:
        """Wait until the rounds under way are done."""
        while self._rounds:
            await asyncio.gather(*self._rounds, return_exceptions=True)

    async def stop(self) -> None:
        """Give up the rounds under way."""
        for task in self._rounds:
            task.cancel()
        await self.settle()

    # -- outages ------------------------------------------------------------------------------

    def heard(self) -> None:
        """Telegram has answered a poll. A poll that stays unanswered stops the beat."""
        self._heard_at = self._machine()

    async def beat(self) -> None:
        """Say that we live; if nobody has said so for long, redraw the cards and say that."""
        now = self._machine()
        if self._last_beat is not None and now - self._last_beat < BEAT:
            return
        if self._heard_at is not None and now - self._heard_at >= QUIET:
            return
        since = await self._database.run(partial(_beat, holder=self._holder, now=now))
        first, self._last_beat = self._last_beat is None, now
        if since is not None and now - since > OUTAGE:
            self._day = local_date(self._clock())  # this round brings the day as well
            self._begin_round(partial(refusals.outage, since=since, until=now), AFTER_OUTAGE)
        elif first and since is not None and local_date(since) == local_date(now):
            self._day = local_date(self._clock())  # an earlier life has drawn this day


def _stale(session: Session, holder: str, now: datetime) -> cards.Stale | None:
    found = cards.stale(session, now)
    return found if found and take_lease(session, "steward", holder, now) else None


def _beat(session: Session, holder: str, now: datetime) -> datetime | None:
    """Write down that we live; returns when somebody last did."""
    lease = session.get(Lease, "alive", with_for_update=True)
    if lease is None:
        session.add(Lease(name="alive", owner=holder, until=now))
        return None
    before, lease.owner, lease.until = lease.until, holder, now
    return before


def _living(session: Session, since: datetime) -> list[int]:
    """Chats whose card was drawn since then."""
    rows = session.exec(
        select(Card.chat_id).where(
            col(Card.dead).is_(False),
            col(Card.drawn_at) > since,
            col(Card.message_id).is_not(None),
        )
    ).all()
    return list(rows)
