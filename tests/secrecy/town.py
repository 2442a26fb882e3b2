"""A cluster of any number of units that votes by the actions themselves: no phones, no talk."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from random import Random

from nacl.encoding import HexEncoder
from nacl.public import PrivateKey
from sqlmodel import col, select

from bot.counting import Counting
from bot.database import Database
from bot.imports import import_cluster
from bot.sealing import KeyStore
from models import access
from models.actions import casting, counting, opening
from models.cluster import Cluster, Membership, Unit
from models.envelope import RID_BITS
from models.people import Account, Mandate, Role
from models.rules.calendar import local_date
from models.rules.motion import Form, MotionKind, Option, QuorumOn, Terms
from models.rules.presets import PRESETS
from models.voting import Motion, MotionState, ReviewSession
from tests.databases import share_statements

MORNING = datetime(2026, 11, 9, 1, 30, tzinfo=UTC)
"""8:30 in Vietnam."""
HALF = Terms((PRESETS["more_than_half"].threshold,), quorum=(1, 100), quorum_on=QuorumOn.CAST)
FIRST_USER = 1_000_001


class Chance(Random):
    """Chance that remembers the numbers under which ballots will be listed.

    With a `hand` a ballot's number is the hand's own, whoever casts with it and whenever.
    """

    rids = ()
    hand = None

    def getrandbits(self, bits, /):
        found = super().getrandbits(bits)
        if bits == RID_BITS:
            if self.hand is not None:
                found = int(sha256(repr(self.hand).encode()).hexdigest()[: RID_BITS // 4], 16)
            self.rids = (*self.rids, f"{found:024x}")
        return found


class FixedKeys(KeyStore):
    """Keys that are the same in each run: what differs between two runs was not their doing."""

    def create(self, seal):
        super().create(seal)
        for kind in ("key", "veil"):
            self._path(seal, kind).write_bytes(sha256(f"{seal}{kind}".encode()).digest())
        return PrivateKey(self._read(seal, "key")).public_key.encode(HexEncoder).decode()


def roster(code, units, year):
    """A cluster's document with so many units, each with a leader; the first is the head."""
    codes = [f"{code}-u{number:02}" for number in range(units)]
    return {
        "cluster": {
            "code": code,
            "kind": "cum",
            "number": 1,
            "name": f"Cụm thi đua {code}",
            "short_name": "CTĐ",
            "council": "Hội đồng Thi đua - Khen thưởng tỉnh",
            "standing_body": "Ban Thi đua - Khen thưởng tỉnh",
            "province": "Thanh Hóa",
            "year": year,
            "theme": None,
            "settings": {"points_visible": "published", "language": "vi"},
        },
        "units": [
            {"code": each, "name": f"Sở {each}", "short_name": each, "from": date(year - 5, 1, 1)}
            for each in codes
        ],
        "offices": [
            {"unit": codes[0], "office": "head", "from": date(year, 1, 1), "to": date(year, 12, 31)}
        ],
        "people": [
            {"name": f"Nguyễn Văn {each}", "unit": each, "role": "leader", "title": "Giám đốc"}
            for each in codes
        ],
    }


def settle(session, code, units, now, first_user=FIRST_USER):
    """A new cluster whose leaders have all joined and read what a secret ballot promises."""
    today = local_date(now)
    import_cluster(session, roster(code, units, today.year), now)
    cluster = session.exec(select(Cluster).where(Cluster.code == code)).one()
    for number, (person, _) in enumerate(leaders(session, cluster.id)):
        session.add(Account(channel="telegram", user_id=first_user + number, person_id=person))
        session.flush()
        casting.acknowledge(session, access.actor_of(session, person, today), now)
    return cluster.id


def leaders(session, cluster_id):
    """(person, unit) of each unit, in the order of their codes."""
    query = (
        select(Mandate.person_id, Mandate.unit_id)
        .join(Unit, col(Unit.id) == Mandate.unit_id)
        .join(Membership, col(Membership.unit_id) == Mandate.unit_id)
        .where(
            Mandate.cluster_id == cluster_id,
            Membership.cluster_id == cluster_id,
            Mandate.role == Role.LEADER,
        )
        .order_by(col(Unit.code))
    )
    return [tuple(row) for row in session.exec(query).all()]


def letters(count):
    """So many options."""
    return tuple(Option(f"o{number}", f"Lựa chọn {number}") for number in range(count))


class Town:
    """One installation with one cluster; everything is done in transactions of their own."""

    def __init__(
        self, url, keys_root, *, code="town", units=0, seed=1, durable=False, keys=KeyStore
    ):
        """`units`: make the cluster, with so many; 0: it is there already."""
        self.url, self.code, self.database = url, code, Database(url, durable=durable)
        share_statements(self.database.engine)
        self.keys, self.chance, self.now = keys(keys_root), Chance(seed), MORNING
        if units:
            self.cluster_id = self.do(partial(settle, code=code, units=units, now=self.now))
        else:
            query = select(Cluster.id).where(Cluster.code == code)
            self.cluster_id = self.do(lambda session: session.exec(query).one())
        self.leaders = self.do(partial(leaders, cluster_id=self.cluster_id))

    def do(self, work):
        return self.database.do(work)

    def close(self):
        self.database.close()

    def actor(self, session, number=0):
        return access.actor_of(session, self.leaders[number][0], local_date(self.now))

    # -- motions ------------------------------------------------------------------------------

    def agenda(self, session):
        """A session of its own for each motion: openings are told apart by it."""
        found = ReviewSession(
            cluster_id=self.cluster_id,
            year=local_date(self.now).year,
            title="Phiên bình xét",
            draft=f"{self.code}-{self.chance.getrandbits(64)}",
            made_by=self.leaders[0][0],
            made_at=self.now,
        )
        session.add(found)
        session.flush()
        return found

    def draft(
        self, options=(), *, kind=MotionKind.CHOICE, form=Form.SECRET, terms=HALF, subject=None
    ):
        """A motion; its id."""

        def work(session):
            agenda = self.agenda(session)
            motion = Motion(
                session_id=agenda.id,
                cluster_id=self.cluster_id,
                place=1,
                kind=kind,
                form=form,
                title="Nội dung",
                subject=subject or {},
                options=[each.stored() for each in options],
                terms=terms.stored(),
                state=MotionState.DRAFT,
                made_by=self.leaders[0][0],
            )
            session.add(motion)
            session.flush()
            return motion.id

        return self.do(work)

    def open(self, motion_id, minutes=60, keys=None):
        """The head opens it."""

        def work(session):
            motion = session.get_one(Motion, motion_id)
            return opening.open_motions(
                session,
                keys or self.keys,
                self.actor(session),
                motion.session_id,
                {motion_id: motion.version},
                self.now + timedelta(minutes=minutes),
                self.now,
                self.chance,
            )

        return self.do(work)

    def poll(self, options=(), **more):
        """A motion, opened; its id."""
        motion_id = self.draft(options, **more)
        self.open(motion_id)
        return motion_id

    def cast(self, motion_id, number, *marks, at=None, of=None):
        """Unit `number` casts (the vote of unit `of`, if that is another); the fingerprint."""
        unit_id = self.leaders[number if of is None else of][1]
        return self.do(
            lambda session: casting.cast(
                session,
                self.actor(session, number),
                motion_id,
                unit_id,
                marks,
                at or self.now,
                self.chance,
            )
        )

    def by_head(self, act, *args, who=0):
        """An action `act(session, me, *args, now)`."""
        return self.do(lambda session: act(session, self.actor(session, who), *args, self.now))

    def close_early(self, motion_id, who=0):
        return self.do(
            lambda session: counting.close_early(
                session, self.keys, self.actor(session, who), motion_id, self.now
            )
        )

    def count(self, motion_id):
        """What the clock does when its time is over."""
        return self.do(lambda session: counting.close_due(session, self.keys, motion_id, self.now))

    def clock(self):
        return self.now

    async def tick(self):
        """What the bot's clock does each second."""
        return await Counting(self.database, self.keys, self.clock).count()

    def motion(self, motion_id):
        return self.do(lambda session: session.get_one(Motion, motion_id))

    def rows(self, table, **equals):
        query = select(table).order_by(*table.__table__.primary_key).filter_by(**equals)
        return self.do(lambda session: list(session.exec(query).all()))
