"""Keeps house, every second: redraws what has changed, takes up what was left, notices outages."""

from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from bot import cards, inbox
from bot.clock import Clock
from bot.database import Database
from bot.dispatch import Dispatcher, Notice
from bot.keeper import Keeper
from bot.lanes import Lanes
from bot.letters import take_lease
from handlers.views import refusals
from models.post import Card, Lease, Mark
from models.rules.calendar import local_date

OUTAGE = timedelta(seconds=150)
"""After this long Telegram has thrown away the presses that waited."""
BEAT = timedelta(seconds=20)
QUIET = timedelta(seconds=75)
"""A long poll is answered within 50 s; after this long without one, Telegram is away."""
LIVING_FOR = timedelta(days=3)
"""Cards drawn this long before an outage are still being looked at."""
SWEEP_EVERY = 5
FORGET_EVERY = 3600


class Steward:
    """The tick's work. Only the holder of the lease redraws; every process sweeps its own."""

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
        self._ticks = 0
        self._last_beat: datetime | None = None
        self._heard_at: datetime | None = None
        self._day: date | None = local_date(clock())

    async def take_up(self) -> None:
        """At start: tell of an outage, wake the lanes that wait, show what is behind."""
        if self._database.is_sqlite:
            await self._database.run(cards.let_go)
        await self.beat()
        await self._sweep()

    async def tick(self) -> None:
        """One second's work."""
        await self._new_day()
        await self.refresh()
        self._ticks += 1
        if self._ticks % SWEEP_EVERY == 0:
            await self._sweep()
        if self._ticks % FORGET_EVERY == 0:
            await self._database.run(partial(inbox.forget, now=self._clock()))
        if self._heard_at is None or self._machine() - self._heard_at < QUIET:
            await self.beat()

    def clock_moved(self) -> None:
        """A person has moved the clock (in the demo): what cards say of days is no longer true."""
        self._day = None

    def heard(self) -> None:
        """Telegram has answered a poll. A poll that stays unanswered stops the beat."""
        self._heard_at = self._machine()

    async def _new_day(self) -> None:
        """Cards say how many days are left: each local day they are drawn again."""
        now = self._clock()
        if self._day == local_date(now):
            return
        self._day = local_date(now)
        await self._database.run(partial(_mark_living, now=now))

    async def refresh(self) -> int:
        """Draw again the cards whose topic was marked; how many marks were worked off."""
        now = self._clock()
        found = await self._database.run(partial(_stale, holder=self._holder, now=now))
        if found is None:
            return 0
        for chat_id in found.chats:
            await self._redraw(chat_id, now)
        return await self._database.run(partial(cards.worked_off, found=found))

    async def _redraw(self, chat_id: int, now: datetime, notice: Notice | None = None) -> None:
        showing = await self._database.run(
            partial(self._dispatcher.redraw, chat_id=chat_id, now=now, notice=notice)
        )
        if showing is not None:
            self._keeper.bring(showing)

    async def _sweep(self) -> None:
        now = self._clock()
        for showing in await self._database.run(
            partial(cards.behind, now=now, holder=self._holder)
        ):
            self._keeper.bring(showing)
        for lane in await self._database.run(inbox.waiting_lanes):
            if not self._lanes.is_served(lane):
                self._lanes.wake_all(lane)

    # -- outages ------------------------------------------------------------------------------

    async def beat(self) -> None:
        """Say that we live; if nobody has said so for long, redraw the cards and say that."""
        now = self._machine()
        if self._last_beat is not None and now - self._last_beat < BEAT:
            return
        since = await self._database.run(partial(_beat, holder=self._holder, now=now))
        self._last_beat = now
        if since is not None and now - since > OUTAGE:
            await self._after_outage(since, now)

    async def _after_outage(self, since: datetime, until: datetime) -> None:
        notice = partial(refusals.outage, since=since, until=until)
        now = self._clock()
        for chat_id in await self._database.run(partial(_living, now=now)):
            await self._redraw(chat_id, now, notice)


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


def _mark_living(session: Session, now: datetime) -> None:
    topics = session.exec(
        select(Card.topic)
        .where(
            col(Card.topic) != "",
            col(Card.dead).is_(False),
            col(Card.drawn_at) > now - LIVING_FOR * 5,
        )
        .distinct()
    ).all()
    session.add_all(Mark(topic=topic) for topic in topics)


def _living(session: Session, now: datetime) -> list[int]:
    """Chats whose card was drawn lately."""
    rows = session.exec(
        select(Card.chat_id).where(
            col(Card.dead).is_(False),
            col(Card.drawn_at) > now - LIVING_FOR,
            col(Card.message_id).is_not(None),
        )
    ).all()
    return list(rows)
