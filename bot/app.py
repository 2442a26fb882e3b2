"""Everything wired by hand, in order; and how the whole starts, settles and stops."""

import asyncio
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from random import Random, SystemRandom
from typing import Any

from sqlalchemy.exc import DBAPIError
from telegram import Bot
from telegram.error import TelegramError

from bot import cards, inbox, letters
from bot.batch import GATHER_SECONDS, Batch
from bot.carrier import Carrier
from bot.clock import Clock, system_clock
from bot.counting import Counting
from bot.courier import Courier
from bot.database import TRANSIENT, Database
from bot.dispatch import Dispatcher
from bot.duties import Duties
from bot.keeper import Keeper
from bot.lanes import Lanes
from bot.logs import log_trouble, log_turn, new_reference
from bot.outcome import Effects, Fetched, FileWanted, TurnFailed, TurnRefused
from bot.pace import Pace
from bot.reminders import Reminders
from bot.sealing import KeyStore
from bot.steward import Steward
from bot.store import Store
from bot.telegram import Telegram
from bot.uploads import Uploads
from bot.waiting import anything_waits
from models.actions.group import migrate
from models.actions.people import lost

STOP_WITHIN = 8.0


class App:
    """The running bot: inbox, lanes, cards, letters, and the tick that keeps them going."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        store: Store,
        keys: KeyStore,
        clock: Clock = system_clock,
        chance: Random | None = None,
        machine: Clock = system_clock,
        pace: Pace | None = None,
        gather: float = GATHER_SECONDS,
        holder: str = "",
    ) -> None:
        self.database, self.bot, self.clock = database, bot, clock
        self.holder = holder or uuid.uuid4().hex
        chance = chance or SystemRandom()
        telegram = self.telegram = Telegram(bot, keys)
        self.shown: Batch[cards.Shown] = Batch(self._write_shown, gather)
        self.posted: Batch[letters.Posted] = Batch(self._write_posted, gather)
        self.keeper = Keeper(telegram, clock, self.shown, self._gone, self._migrated)
        self.carrier = Carrier(
            database,
            telegram,
            clock,
            chance,
            self.holder,
            self.posted,
            self._gone,
            self._migrated,
            pace or Pace(),
        )
        self.dispatcher = Dispatcher(bot, chance, self.holder, keys)
        self.uploads = Uploads(bot, store)
        self.courier = Courier(telegram, store, self._gone, self._migrated)
        self.lanes = Lanes(self._serve, self._fetch)
        self._fetched: dict[int, Fetched] = {}
        self.steward = Steward(
            database, clock, machine, self.holder, self.dispatcher, self.keeper, self.lanes
        )
        self.reminders = Reminders(database, telegram, clock, chance)
        self.counting = Counting(database, keys, clock)
        self.duties = Duties(
            {
                "count": self.counting.count,
                "remind": self.reminders.ring,
                "mend": self.reminders.mend,
                "refresh": self.steward.refresh,
                "sweep": self.steward.sweep,
                "beat": self.steward.beat,
                "day": self.steward.new_day,
                "letters": self.carrier.carry,
            }
        )
        self._courtesies: set[asyncio.Task[None]] = set()

    # -- life ---------------------------------------------------------------------------------

    async def start(self) -> None:
        """Say hello to Telegram, take up what an earlier life left, begin the duties."""
        await self.bot.initialize()
        await self.steward.take_up()
        await self.reminders.take_up()
        self.duties.start()

    async def stop(self) -> None:
        """Finish what is under way and write down what came of it, within ten seconds."""
        self.carrier.stop()
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await self.duties.stop()
                await self.steward.stop()
                self.uploads.stop()
                await self.lanes.stop()
                await self.keeper.settle()
                await asyncio.gather(*self._courtesies, return_exceptions=True)
                await self.shown.flush()
                await self.posted.flush()
        except TimeoutError:
            log_trouble("stop", TimeoutError())
        await self.bot.shutdown()
        self.database.close()

    async def tick(self) -> None:
        """Every duty once, in turn: for tests, whose clock does not ring."""
        await self.steward.new_day()
        await self.steward.beat()
        await self.steward.sweep()
        await self.counting.count()
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to do now: every lane, card, mark and letter."""
        while True:
            await self.lanes.settle()
            await asyncio.gather(*self._courtesies, return_exceptions=True)
            await self.keeper.settle()
            await self.shown.flush()
            await self.steward.settle()
            if not await self.database.run(partial(anything_waits, now=self.clock())):
                if not self.lanes.is_busy():
                    return
                continue
            counted, redrawn = await self.counting.count(), await self.steward.refresh()
            rung = await self.reminders.ring()
            carried = await self.carrier.carry()
            mended = await self.reminders.mend()
            if not (counted or redrawn or rung or carried or mended or self.lanes.is_busy()):
                return

    def on_alive(self) -> None:
        """Telegram has answered: the next beat may be written."""
        self.steward.heard()

    async def is_ready(self) -> bool:
        """Whether updates can be taken: the database answers, with the newest schema."""
        try:
            return await asyncio.to_thread(self.database.is_current)
        except DBAPIError:
            return False

    # -- in -----------------------------------------------------------------------------------

    async def accept(self, raws: list[Mapping[str, Any]]) -> None:
        """Write updates down; they may be acknowledged once this returns."""
        now = self.clock()
        for lane in await self.database.run(partial(inbox.accept, raws=raws, now=now)):
            self.lanes.wake(lane)

    async def _serve(self, lane: int) -> bool:
        """One turn of a lane, and its effects; whether there was one."""
        began = time.perf_counter()
        fetched = self._fetched.get(lane)
        outcome = await self.database.in_thread(partial(self._turn, lane, self.clock(), fetched))
        self._fetched.pop(lane, None)
        if outcome is None:
            return False
        log_turn(outcome.kind, outcome.route, (time.perf_counter() - began) * 1000)
        self._carry_out(outcome)
        return True

    async def _fetch(self, lane: int, wanted: FileWanted) -> None:
        """The file that the lane's turn wants, fetched while no transaction is open."""
        result = await self.uploads.bring(wanted.file)
        if result is not None:
            self._fetched[lane] = Fetched(wanted.update_id, result)

    def _turn(self, lane: int, now: datetime, fetched: Fetched | None) -> Effects | None:
        """A turn in its transaction; if that was rolled back, the sentence in another one."""
        do, turns = self.database.do, self.dispatcher
        try:
            return do(partial(turns.take, lane=lane, now=now, fetched=fetched))
        except TurnRefused as end:
            return do(partial(turns.refuse, update_id=end.update_id, refusal=end.refusal, now=now))
        except TurnFailed as end:
            return self._apologise(end, now)

    def _apologise(self, end: TurnFailed, now: datetime) -> Effects | None:
        """A bug: say so on the home card; where even that fails, on a card of its own."""
        reference = new_reference()
        log_trouble("turn", end.__cause__ or end, reference)
        apologise = partial(
            self.dispatcher.apologise, update_id=end.update_id, reference=reference, now=now
        )
        try:
            return self.database.do(partial(apologise, plainly=False))
        except TRANSIENT:
            raise
        except Exception as error:  # noqa: BLE001 - home is broken too: the lane must go on
            log_trouble("apology", error, reference)
            return self.database.do(partial(apologise, plainly=True))

    # -- out ----------------------------------------------------------------------------------

    def _carry_out(self, effects: Effects) -> None:
        """After the commit: show the card, answer the press, tidy up, tell the secret."""
        if effects.files:
            self._courtesy(self._deliver(effects))
        shown = None
        if effects.showing and not effects.files:
            shown = self.keeper.bring(effects.showing)
        if effects.secret is not None:
            self._courtesy(self._tell(shown, effects))
        if effects.callback_id:
            self._courtesy(self._answer(effects))
        if effects.remove:
            self._courtesy(self._remove(effects))

    def _courtesy(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)

    async def _answer(self, effects: Effects) -> None:
        with suppress(TelegramError):  # too old, or answered already: the card says everything
            await self.bot.answer_callback_query(
                effects.callback_id,
                effects.toast[:200] or None,
                show_alert=effects.alert and bool(effects.toast),
            )

    async def _remove(self, effects: Effects) -> None:
        with suppress(TelegramError):  # it stays in the chat, which harms nobody
            await self.bot.delete_message(effects.chat_id, effects.remove)

    async def _deliver(self, effects: Effects) -> None:
        """The files, then the card below them; what did not go out is said on the card.

        The card is drawn and committed already: if we are killed here, the sweep shows it where
        it was, and the person presses again.
        """
        chat_id = effects.chat_id
        notice = await self.courier.send(chat_id, effects.files)
        if notice is None:
            work = partial(cards.lift, chat_id=chat_id, now=self.clock(), holder=self.holder)
        else:
            again = partial(self.dispatcher.redraw, chat_id=chat_id, now=self.clock())
            work = partial(again, notice=notice, below=True)
        try:
            showing = await self.database.run(work)
        except Exception as error:  # noqa: BLE001 - the sweep shows the card where it was
            log_trouble("files", error)
            return
        if showing is not None:
            self.keeper.bring(showing)

    async def _tell(self, shown: asyncio.Task[None] | None, effects: Effects) -> None:
        """A secret stands below its card, and is told even if the card is not shown just now."""
        if shown is not None:
            await asyncio.wait([shown])
        try:
            if effects.secret is not None:
                await self.telegram.say(effects.chat_id, effects.secret)
        except TelegramError as error:
            log_trouble("secret", error)

    async def _write_shown(self, results: list[cards.Shown]) -> None:
        work = partial(cards.mark_shown, results=results, now=self.clock(), holder=self.holder)
        for showing in await self.database.run(work):
            self.keeper.bring(showing)

    async def _write_posted(self, results: list[letters.Posted]) -> None:
        await self.database.run(partial(letters.record, results=results, now=self.clock()))

    async def _gone(self, chat_id: int) -> None:
        """A chat that cannot be written to: a person blocked us, or a group threw us out."""
        self.keeper.forget(chat_id)
        await self.database.run(partial(lost, chat_id=chat_id, now=self.clock()))

    async def _migrated(self, old: int, new: int) -> None:
        self.keeper.forget(old)
        await self.database.run(partial(migrate, old=old, new=new, now=self.clock()))
