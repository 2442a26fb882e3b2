"""A conference on everybody's phones: prepared by actions until its morning, then only taps."""

import asyncio
import io
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from docx import Document
from sqlmodel import select

from bot.imports import SAMPLES, import_cluster, import_criteria, read_cluster, read_criteria
from handlers.i18n import translator
from models.actions import calling
from models.actions import meeting as meeting_act
from models.award import HonourProposal, HonourState
from models.cluster import Cluster, OfficeTerm, UnitName
from models.meeting import MeetingKind
from models.queries.people import member_units
from models.rules.answers import Answer
from models.rules.calendar import local_date
from models.voting import Motion, MotionState, ReviewSession
from tests.databases import SEEDED_AT
from tests.way import Way

BEGINS = datetime(2026, 12, 15, 1, tzinfo=UTC)
"""8:00 in Vietnam on a Tuesday."""


class Hall:
    """The conference of a cluster, whose points were agreed some weeks before."""

    def __init__(self, stage, cluster, head, table=None):
        self.stage, self.cluster, self.head_name = stage, cluster, head
        if table:
            self._bring(table)
        self.phones = {}

    def _bring(self, table):
        """A sample cluster that the tests' databases do not hold, with its criteria."""
        t = translator("vi")
        data = read_criteria(SAMPLES / "criteria" / table, t)
        roster = read_cluster(SAMPLES / "clusters" / f"{self.cluster}.yaml", t)

        def work(session):
            import_cluster(session, roster, SEEDED_AT)
            import_criteria(session, self.cluster, data, SEEDED_AT, adopted=True)

        self.stage.do(work)

    # -- by actions, until the morning of the conference ---------------------------------------

    async def prepare(self, kind, first_item, percents):
        """Points agreed (`percents`: the first item's, by place); called; everybody joins."""
        way = Way(self.stage, self.cluster)
        marks = {
            place: {first_item: Answer(Decimal(percent))} for place, percent in enumerate(percents)
        }
        way.submit_all(marks)
        way.close()
        way.appraise_all()
        way.open()
        self.stage.clock.advance(timedelta(days=7))
        way.agree()
        self.meeting_id = self.stage.do(lambda session: self._call(session, way, kind))
        self.stage.clock.set(BEGINS - timedelta(minutes=30))
        for name in self.units():
            self.phones[name] = await self.stage.joins(name, cluster=self.cluster)
        self.head = self.phones[next(name for name in self.phones if self.head_name in name)]

    def _call(self, session, way, kind):
        now, me = self.stage.clock(), way.head(session)
        title = {MeetingKind.PREPARATORY: "Họp trù bị"}.get(kind, "Hội nghị tổng kết")
        found = meeting_act.prepare(
            session, me, self.cluster_id(session), kind, f"{title} năm 2026", BEGINS, now
        )
        calling.call(session, me, found, now)
        return found

    def cluster_id(self, session):
        return session.exec(select(Cluster.id).where(Cluster.code == self.cluster)).one()

    def units(self):
        """The names of the units, in the roster's order."""
        today = local_date(self.stage.clock())
        return self.stage.do(
            lambda s: [each.name for each in member_units(s, self.cluster_id(s), today)]
        )

    # -- taps -----------------------------------------------------------------------------------

    def buttons(self, phone):
        """(message, label, payload) of every button, the newest message first."""
        return [
            (post.id, each["text"], each.get("callback_data", ""))
            for post in reversed(phone.posts)
            for row in post.data.get("reply_markup", {}).get("inline_keyboard", [])
            for each in row
        ]

    async def tap(self, phone, route, label=""):
        """Press the newest button that leads there, whatever it is called."""
        for message_id, text, data in self.buttons(phone):
            if data.startswith(route) and label in text:
                await phone.tap_data(data, message_id)
                return
        seen = "\n".join(f"  {text} {{{data}}}" for _, text, data in self.buttons(phone)[:20])
        raise LookupError(f"nothing leads to {route} {label}:\n{phone.card}\n{seen}")

    def has(self, phone, route):
        """Whether the newest card leads there."""
        newest = phone.card_id
        return any(
            data.startswith(route) for message, _, data in self.buttons(phone) if message == newest
        )

    async def home(self, phone):
        """As the menu's command does it."""
        await phone.send("/start")

    async def call_the_roll(self, but=()):
        """The head opens it; who is there says so on the letter that came."""
        head = self.head
        for route in ("meeting.list", "meeting.show", "rollcall.show", "rollcall.open:"):
            await self.tap(head, route)
        await self.tap(head, "rollcall.opened")
        await self.stage.later(seconds=1)
        for name, phone in self.phones.items():
            if not any(each in name for each in but):
                await self.tap(phone, "rollcall.here")

    async def prepare_agenda(self):
        """From the meeting's card: a usual session; its motions by their places."""
        await self.home(self.head)
        for route in ("meeting.list", "meeting.show", "agenda.of"):
            await self.tap(self.head, route)
        await self.tap(self.head, "agenda.make", "thường lệ")

    @property
    def session(self):
        return self.stage.rows(ReviewSession)[-1]

    @property
    def motions(self):
        """The motions of the session, by their places."""
        found = self.stage.rows(Motion, session_id=self.session.id)
        return {each.place: each for each in found}

    async def add(self, kind, title):
        """The head puts one more motion on the agenda, and types its title."""
        await self.to_agenda()
        await self.tap(self.head, "agenda.kinds")
        await self.tap(self.head, f"agenda.add:{self.session.id}:{kind}")
        await self.tap(self.head, "agenda.part", "Nội dung")
        await self.head.send(title)

    async def open(self, *left_out):
        """The head opens all drafts but those at these places, for half an hour."""
        head, session_id = self.head, self.session.id
        await self.to_agenda()
        await self.tap(head, "voting.open")
        for place in left_out:
            await self.tap(head, f"voting.choose:{session_id}")
            await self.tap(head, f"voting.pick:{session_id}:{self.motions[place].id}:0")
            await self.tap(head, f"voting.open:{session_id}")
        await self.tap(head, f"voting.opened:{session_id}")
        await self.stage.later(seconds=1)

    async def to_agenda(self):
        """The head's way there from home."""
        await self.home(self.head)
        await self.tap(self.head, "agenda.list")
        await self.tap(self.head, f"agenda.show:{self.session.id}")

    async def vote(self, name, choices):
        """A unit's leader votes on everything that is open: place -> label, "Đồng ý" if none."""
        phone = next(phone for unit, phone in self.phones.items() if name in unit)
        await self.tap(phone, "ballot.", "🗳 Bỏ phiếu")  # on the letter that came
        if self.leads(phone, "ballot.show"):  # several were opened together
            await self.tap(phone, "ballot.show")
        await self._cast(phone, choices)
        while self.leads(phone, "ballot.show"):
            await self.tap(phone, "ballot.show")
            await self._cast(phone, choices)

    async def _cast(self, phone, choices):
        """The paper that is on the card: read what is secret, choose, confirm."""
        if self.leads(phone, "ballot.read"):
            await self.tap(phone, "ballot.read")
        place = int(phone.card.partition("🗳 ")[2].partition(".")[0])
        await self.tap(phone, "ballot.pick", choices.get(place, "Đồng ý"))
        await self.tap(phone, "ballot.cast")
        assert phone.card.startswith("✅ Đã ghi nhận"), phone.card

    def leads(self, phone, route):
        """Whether the one obvious next step of the card leads there."""
        rows = phone.chat.posts[phone.card_id].data.get("reply_markup", {})["inline_keyboard"]
        found = [each for row in rows for each in row if each.get("style") == "primary"]
        return bool(found) and found[0].get("callback_data", "").startswith(route)

    async def vote_all(self, choices=None, but=()):
        """Every unit votes; `choices`: unit -> place -> label, "" for those that are not named."""
        choices = choices or {}
        for name in self.phones:
            if any(each in name for each in but):
                continue
            own = next((said for unit, said in choices.items() if unit and unit in name), {})
            await self.vote(name, {**choices.get("", {}), **own})

    async def wait(self):
        """Until the votes that are open are counted."""
        while any(each.state is MotionState.OPEN for each in self.motions.values()):
            await self.stage.later(minutes=4)

    # -- what comes of it -----------------------------------------------------------------------

    def votes(self, place):
        return self.motions[place].result["votes"]

    async def to_result(self, place):
        """The head's way to a motion's result."""
        await self.to_agenda()
        await self.tap(self.head, f"results.show:{self.motions[place].id}")

    async def elect(self, place, name, office):
        """The result names who was elected; the head records the term of the next year."""
        await self.to_result(place)
        assert f"Hội nghị bầu {name} làm {office} năm 2027." in self.head.card
        await self.tap(self.head, "election.show")
        await self.tap(self.head, "election.record")
        await self.stage.later(seconds=1)

    async def mark(self, place, label):
        """The head takes a unit from a draft's options, or puts it there."""
        motion_id = self.motions[place].id
        await self.to_agenda()
        await self.tap(self.head, f"agenda.motion:{motion_id}")
        await self.tap(self.head, f"agenda.options:{motion_id}")
        await self.tap(self.head, f"agenda.mark:{motion_id}", label)

    async def end_early(self, place):
        """All have voted, so the head need not wait."""
        await self.to_agenda()
        for route in ("voting.show", "voting.ending", "voting.end:"):
            await self.tap(self.head, f"{route.rstrip(':')}:{self.motions[place].id}")
        await self.stage.later(seconds=1)

    async def propose(self):
        """The head makes proposals of what the ranking and the votes gave; the list of them."""
        await self.home(self.head)
        for route in ("agenda.list", "honours.show", "honours.making", "honours.made"):
            await self.tap(self.head, route)
        await self.home(self.head)
        for route in ("agenda.list", "honours.show"):
            await self.tap(self.head, route)
        assert "được tặng" not in self.head.card
        assert {each.state for each in self.stage.rows(HonourProposal)} == {HonourState.PROPOSED}
        return self.head.card

    def terms(self, year):
        """Office -> the unit that holds it in that year, as elected."""

        def work(session):
            rows = session.exec(
                select(OfficeTerm.office, UnitName.name)
                .join(UnitName, UnitName.unit_id == OfficeTerm.unit_id)
                .where(
                    OfficeTerm.cluster_id == self.cluster_id(session),
                    OfficeTerm.from_on == date(year, 1, 1),
                    OfficeTerm.to_on == date(year, 12, 31),
                )
            )
            return {office.value: name for office, name in rows}

        return self.stage.do(work)

    async def keep_minutes(self, symbol):
        """The count's minutes get their number and come as Word and PDF."""
        await self.to_agenda()
        for route in ("results.list", "results.papers", "results.number"):
            await self.tap(self.head, route)
        if not self.head.files:  # they came at once otherwise
            await self.tap(self.head, "results.docx")
            await self.tap(self.head, "results.pdf")
        assert f"01/BB-{symbol}" in self.head.card
        made = dict(self.head.files)
        text = "\n".join(words(made["bien-ban-kiem-phieu-01.docx"]))
        for motion in self.motions.values():
            assert motion.title in text
        assert made["bien-ban-kiem-phieu-01.pdf"].startswith(b"%PDF")

    async def check_the_record(self, name, opened):
        """Any member takes the record away and checks it with nothing but Python."""
        phone = next(phone for unit, phone in self.phones.items() if name in unit)
        await self.home(phone)
        for route in ("agenda.list", "record.show", "record.take"):
            await self.tap(phone, route)
        [(_, export), (_, verifier)] = phone.files[-2:]
        assert export.count(b'\\"kind\\":\\"opened\\"') == opened
        with tempfile.TemporaryDirectory() as folder:
            for file, content in (("nhat-ky.json", export), ("kiem-tra.py", verifier)):
                (Path(folder) / file).write_bytes(content)
            command = ("-I", "-S", "kiem-tra.py", "verify", "nhat-ky.json")
            done = await asyncio.create_subprocess_exec(
                sys.executable, *command, cwd=folder, stdout=subprocess.PIPE
            )
            said, _ = await done.communicate()
        assert (done.returncode, said.decode().partition(":")[0]) == (0, "ĐẠT"), said.decode()


def words(docx):
    """Every paragraph and cell of a Word file."""
    found = Document(io.BytesIO(docx))
    yield from (each.text for each in found.paragraphs)
    for table in found.tables:
        yield from (cell.text for row in table.rows for cell in row.cells)
