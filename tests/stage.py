"""The stage for talks: the real App, the playground, a clock that obeys, and people at phones."""

import atexit
import re
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlmodel import col, select
from telegram import Bot

from bot.app import App
from bot.clock import MovableClock
from bot.database import Database
from bot.pace import Pace
from bot.playground import DEFAULT_TOKEN, World
from bot.playground.acts import press, say, send_file
from bot.playground.params import Upload
from bot.sealing import KeyStore
from bot.steward import SWEEP_EVERY
from bot.store import Store
from models import access
from models.actions import invitation
from models.actions import period as period_act
from models.cluster import Cluster
from models.people import Role
from models.queries.board import latest_period
from models.queries.people import member_units, speakers
from models.queries.reminding import books
from models.reminder import Alarm
from models.rules.calendar import ZONE, end_of_day, local_date
from models.sheet import PeriodCode
from tests.databases import CLUSTER, share_statements
from tests.inprocess import InProcess

MONDAY = datetime(2026, 11, 9, 1, 30, tzinfo=UTC)
"""8:30 in Vietnam."""


class Stage:
    """One installation with the sample clusters; nobody has joined yet."""

    def __init__(self, url):
        self.moment = MONDAY
        self.clock = MovableClock(lambda: self.moment)
        self.world = World(self.clock)
        self.url = url
        self.offset = 0
        self._joined = {}
        self._folder = Path(tempfile.mkdtemp(prefix="thidua-"))
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        self.store = Store(self._folder / "files")
        self.keys = KeyStore(self._folder / "keys")
        self.chance = Random(7)  # noqa: S311 - the same chances each time
        self._lives = 0
        self.app = self.new_app()

    def new_app(self):
        """The bot's process, as after a start."""
        self.database = Database(self.url, durable=False)
        share_statements(self.database.engine)
        bot = Bot(
            DEFAULT_TOKEN, request=InProcess(self.world), get_updates_request=InProcess(self.world)
        )
        self._lives += 1
        pace = Pace(per_second=10_000, chat_seconds=0.0)
        return App(
            self.database,
            bot,
            self.store,
            self.keys,
            self.clock,
            self.chance,
            machine=self.clock,
            pace=pace,
            gather=0.0,
            # Where steps are remembered, the rows must not differ by chance.
            holder=f"{self._lives:032x}" if self.database.is_sqlite else "",
        )

    async def begin(self):
        """Start without the tick: tests settle by hand."""
        await self.app.bot.initialize()
        await self.app.steward.take_up()
        await self.app.reminders.take_up()

    async def end(self):
        """Stop as on SIGTERM."""
        await self.app.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def restart(self):
        """The process dies (its memory with it) and another one takes up."""
        self.app.database.close()
        self.app = self.new_app()
        await self.begin()
        await self.settle()

    async def pull(self):
        """Fetch what waits at Telegram, as polling does; the raw updates."""
        request = InProcess(self.world)
        raws = await request.post(f"https://x/bot1:x/getUpdates?offset={self.offset}")
        if raws:
            self.offset = raws[-1]["update_id"] + 1
        return raws

    async def settle(self):
        """Everything that waits is fetched, served and shown."""
        raws = await self.pull()
        while True:
            await self.app.accept(raws)
            await self.app.settle()
            if not (raws := await self.pull()):
                return

    async def later(self, **by):
        """Time passes, and the bot's tick comes round."""
        self.clock.advance(timedelta(**by))
        for _ in range(SWEEP_EVERY):
            await self.app.tick()
        await self.settle()

    def do(self, work):
        """One transaction, from outside the bot."""
        return self.database.do(work)

    # -- people -------------------------------------------------------------------------------

    def code_for(self, unit, role=Role.LEADER, cluster=CLUSTER):
        """A fresh invitation code for a unit's person."""

        def work(session):
            mandate = self._mandate(session, unit, role, cluster)
            return invitation.invite(session, None, mandate, self.clock(), self.chance)

        return self.do(work)

    def _mandate(self, session, unit, role, cluster):
        row = session.exec(select(Cluster).where(Cluster.code == cluster)).one()
        today = local_date(self.clock())
        units = {each.unit_id: each.name for each in member_units(session, row.id, today)}
        for speaker in speakers(session, row.id, today):
            if speaker.role == role and unit in units.get(speaker.unit_id, ""):
                return speaker.mandate_id
        raise LookupError(f"{unit} has no {role}")

    def stranger(self, name="Người lạ"):
        """Somebody with a phone and nothing else."""
        return Phone(self, self.world.add_person(name))

    async def joins(self, unit, role=Role.LEADER, cluster=CLUSTER):
        """A unit's person joins with their code; the same person however often asked."""
        key = (unit, role, cluster)
        if key in self._joined:
            return self._joined[key]
        phone = self.stranger(f"{unit} {role.value}")
        self.do(lambda session: self._seat(session, phone.user_id, unit, role, cluster))
        await phone.send("/start")
        self._joined[key] = phone
        return phone

    def _seat(self, session, user_id, unit, role, cluster):
        """What using an invitation does, without the talk about it (which has tests of its own)."""
        now, mandate = self.clock(), self._mandate(session, unit, role, cluster)
        code = invitation.invite(session, None, mandate, now, self.chance)
        found = invitation.present_code(session, user_id, code, now, local_date(now))
        invitation.accept(session, user_id, found.invitation_id, now)

    async def head(self):
        """The leader of the head unit, Cục Thuế."""
        return await self.joins("Cục Thuế")

    def open_period(self, days=14, grace=10, cluster=CLUSTER, code=PeriodCode.YEAR_END):
        """The head opens the year-end period by the action itself; returns its id."""

        def work(session):
            row = session.exec(select(Cluster).where(Cluster.code == cluster)).one()
            now = self.clock()
            for speaker in speakers(session, row.id, local_date(now)):
                me = access.actor_of(session, speaker.person_id, local_date(now))
                if any(access.has(seat, access.Right.RUN) for seat in me.seats):
                    due = end_of_day(local_date(now + timedelta(days=days)))
                    return period_act.open_period(
                        session, me, row.id, local_date(now).year, code, due, grace, now
                    )
            raise LookupError("no head")

        return self.do(work)

    def period(self, cluster=CLUSTER):
        """The period opened last."""

        def work(session):
            row = session.exec(select(Cluster).where(Cluster.code == cluster)).one()
            return latest_period(session, row.id)

        return self.do(work)

    def check_alarms(self):
        """Whatever was done, no reminder will be looked at too late: each action has woken them."""

        def work(session):
            now = self.clock()
            alarms = {alarm.cluster_id: alarm.at for alarm in session.exec(select(Alarm)).all()}
            for cluster_id, book in books(session, sorted(alarms), now).items():
                steps = [
                    slot.at
                    for duty in book.duties
                    for slot in book.steps(duty, ZONE.key)
                    if slot.at > now
                ]
                assert alarms[cluster_id] <= min(steps, default=alarms[cluster_id])

        self.do(work)

    def rows(self, table, **equals):
        """Rows of a table, by their keys, for looking behind the screens."""

        def work(session):
            query = select(table).order_by(*table.__table__.primary_key)
            for name, value in equals.items():
                query = query.where(col(getattr(table, name)) == value)
            return list(session.exec(query).all())

        return self.do(work)


class Phone:
    """A person at a phone: types, presses by label, reads."""

    def __init__(self, stage, user_id):
        self.stage, self.user_id = stage, user_id
        self.person = stage.world.person(user_id)
        self.chat = stage.world.chat_for(self.person)

    # -- acts ---------------------------------------------------------------------------------

    async def send(self, text):
        """Type a text and wait for what comes of it."""
        say(self.stage.world, self.person, self.chat, text)
        await self.stage.settle()

    async def send_file(
        self,
        name="anh.pdf",
        content=b"%PDF-1.4",
        kind="document",
        caption="",
        album="",
        *,
        mime="application/octet-stream",
        settle=True,
    ):
        """Send a document, or a photo; files of an `album` (stage.world.next_album()) together."""
        stored = self.stage.world.files.keep(Upload(name, mime, content), kind)
        send_file(self.stage.world, self.person, self.chat, stored, caption, album)
        if settle:
            await self.stage.settle()

    async def send_photo(self, content, caption="", album="", *, settle=True):
        """Send a picture as a photo; Telegram gives it no name."""
        await self.send_file("", content, "photo", caption, album, mime="image/jpeg", settle=settle)

    async def tap(self, label, *, message_id=None, settle=True):
        """Press the button whose label holds `label`, on the newest message that has one."""
        message_id, found = self._button(label, message_id)
        press(self.stage.world, self.person, self.chat, message_id, found["text"])
        if settle:
            await self.stage.settle()

    async def tap_data(self, data, message_id=None):
        """Press with a payload of one's own making, as a forged client would."""
        post = self.chat.posts[message_id or self.card_id]
        body = {
            "id": self.stage.world.open_query(self.person, self.chat),
            "from": self.person.user(),
            "message": post.data,
            "chat_instance": "1",
            "data": data,
        }
        self.stage.world.updates.push("callback_query", body, ("user", self.user_id))
        await self.stage.settle()

    def _button(self, label, message_id=None):
        posts = [self.chat.posts[message_id]] if message_id else reversed(self.posts)
        for post in posts:
            for row in post.data.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if label in button["text"]:
                        return post.id, button
        raise LookupError(f"no button {label!r}; there are {self.buttons}\n{self.text}")

    # -- what is to be seen -------------------------------------------------------------------

    @property
    def posts(self):
        return [self.chat.posts[key] for key in sorted(self.chat.posts)]

    @property
    def from_bot(self):
        """What the bot has written, oldest first."""
        return [post for post in self.posts if post.sender != self.user_id and "text" in post.data]

    @property
    def text(self):
        """The newest message of the bot."""
        return self.from_bot[-1].data["text"] if self.from_bot else ""

    @property
    def files(self):
        """What the bot has sent as files, oldest first: names and contents."""
        return [
            (post.file.name, post.file.content)
            for post in self.posts
            if post.file and post.sender != self.user_id
        ]

    @property
    def texts(self):
        return [post.data["text"] for post in self.from_bot]

    @property
    def card_id(self):
        """The newest message with buttons."""
        armed = [post.id for post in self.posts if post.data.get("reply_markup")]
        return armed[-1] if armed else self.from_bot[-1].id

    @property
    def card(self):
        """Its text."""
        return self.chat.posts[self.card_id].data["text"]

    @property
    def buttons(self):
        """The labels of the newest message with buttons."""
        markup = self.chat.posts[self.card_id].data.get("reply_markup", {})
        rows = markup.get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]

    def data(self, label):
        """The payload behind a label."""
        return self._button(label)[1]["callback_data"]

    @property
    def toast(self):
        """The last answer to a press."""
        return self.person.toasts[-1].text if self.person.toasts else ""

    @property
    def points(self):
        """The total on the card."""
        found = re.search(r"Tổng điểm: ([\d.,]+)", self.card)
        return found[1] if found else None
