"""A scoring session that is prepared, opened, voted on and counted by the actions themselves."""

from datetime import timedelta

from sqlmodel import Session, col, select

from bot.counting import Counting
from models import access
from models.actions import casting, counting, opening
from models.actions.ballot import declare_void
from models.cluster import Cluster
from models.people import Account, Mandate, Person, Role
from models.queries.people import member_units, speakers
from models.rules.calendar import local_date
from models.rules.motion import Form, MotionKind, Option, Terms
from models.rules.presets import PRESETS
from models.voting import Ballot, Elector, Envelope, Motion, MotionState, OpenVote, ReviewSession
from tests.databases import CLUSTER

__all__ = ["Sitting", "declare_void"]

USUAL = Terms((PRESETS["70"].threshold,), preset="70")
FIRST_USER = 910_000_000
"""Telegram ids of the people that `everybody_joins` gives accounts to."""


class Sitting:
    """A session of a cluster, without phones: `cast(unit, marks)` and the like are actions."""

    def __init__(self, stage, *, cluster=CLUSTER, head="Cục Thuế", meeting_id=None):
        self.stage, self.cluster, self.head = stage, cluster, head
        self.everybody_joins()

        def work(session):
            me = self.actor(session, head)
            found = ReviewSession(
                cluster_id=self.cluster_id_in(session),
                year=local_date(stage.clock()).year,
                meeting_id=meeting_id,
                title="Phiên bình xét năm 2026",
                draft=f"sitting-{stage.chance.getrandbits(64)}",
                made_by=me.person_id,
                made_at=stage.clock(),
            )
            session.add(found)
            session.flush()
            return found.id

        self.id = stage.do(work)

    # -- people -------------------------------------------------------------------------------

    def cluster_id_in(self, session):
        return session.exec(select(Cluster.id).where(Cluster.code == self.cluster)).one()

    @property
    def cluster_id(self):
        return self.stage.do(self.cluster_id_in)

    def everybody_joins(self):
        """Every leader without an account gets one, as if they had used an invitation."""

        def work(session):
            today = local_date(self.stage.clock())
            for each in speakers(session, self.cluster_id_in(session), today):
                if each.role == Role.LEADER and not each.joined:
                    session.add(
                        Account(
                            channel="telegram",
                            user_id=FIRST_USER + each.person_id,
                            person_id=each.person_id,
                        )
                    )

        self.stage.do(work)

    def actor(self, session, unit, role=Role.LEADER):
        today, cluster_id = local_date(self.stage.clock()), self.cluster_id_in(session)
        units = {each.unit_id: each.name for each in member_units(session, cluster_id, today)}
        for speaker in speakers(session, cluster_id, today):
            if speaker.role == role and unit in units.get(speaker.unit_id, ""):
                return access.actor_of(session, speaker.person_id, today)
        raise LookupError(unit)

    def units(self):
        """The cluster's units: (id, name)."""
        today = local_date(self.stage.clock())
        found = self.stage.do(lambda s: member_units(s, self.cluster_id_in(s), today))
        return [(each.unit_id, each.name) for each in found]

    def unit(self, name):
        return next(unit_id for unit_id, full in self.units() if name in full)

    # -- motions ------------------------------------------------------------------------------

    def add(self, kind=MotionKind.DOCUMENT, form=Form.SECRET, *, title="", options=(), terms=USUAL,
            subject=None):  # fmt: skip
        """A draft motion at the end of the agenda; its id."""

        def work(session):
            motions = session.exec(select(Motion).where(Motion.session_id == self.id)).all()
            motion = Motion(
                session_id=self.id,
                cluster_id=self.cluster_id_in(session),
                place=len(motions) + 1,
                kind=kind,
                form=form,
                title=title or f"Nội dung {len(motions) + 1}",
                subject=subject or {},
                options=[each.stored() for each in options],
                terms=terms.stored(),
                state=MotionState.DRAFT,
                made_by=self.actor(session, self.head).person_id,
            )
            session.add(motion)
            session.flush()
            return motion.id

        return self.stage.do(work)

    def unit_options(self, *names):
        """Units as options, by their ids."""
        return [Option(f"u{self.unit(name)}", name, self.unit(name)) for name in names]

    def open(self, *motion_ids, minutes=60, keys=None):
        """The head opens motions together (all drafts, if none is named)."""
        stage = self.stage

        def work(session: Session):
            rows = session.exec(
                select(Motion).where(Motion.session_id == self.id).order_by(col(Motion.place))
            ).all()
            chosen = {
                each.id: each.version
                for each in rows
                if (each.id in motion_ids if motion_ids else each.state is MotionState.DRAFT)
            }
            me, now = self.actor(session, self.head), stage.clock()
            closes_at = now + timedelta(minutes=minutes)
            return opening.open_motions(
                session, keys or stage.keys, me, self.id, chosen, closes_at, now, stage.chance
            )

        return stage.do(work)

    def cast(self, motion_id, unit, *marks, reads=True, as_unit=None, role=Role.LEADER):
        """The unit's leader casts; returns the fingerprint."""
        stage, unit_id = self.stage, self.unit(as_unit or unit)

        def work(session):
            me = self.actor(session, unit, role)
            if reads:
                casting.acknowledge(session, me, stage.clock())
            return casting.cast(session, me, motion_id, unit_id, marks, stage.clock(), stage.chance)

        return stage.do(work)

    def cast_all(self, motion_id, *choices):
        """Each unit in order casts its choice: a key, several keys, or nothing at all (None)."""
        for (_, name), choice in zip(self.units(), choices, strict=False):
            if choice is not None:
                marks = (choice,) if isinstance(choice, str) else choice
                self.cast(motion_id, name, *marks)

    def by(self, act, *args, who=None, role=Role.LEADER):
        """An action `act(session, me, *args, now)` of somebody (the head, if nobody is named)."""
        return self.stage.do(
            lambda session: act(
                session, self.actor(session, who or self.head, role), *args, self.stage.clock()
            )
        )

    def close_early(self, motion_id, who=None):
        return self.stage.do(
            lambda session: counting.close_early(
                session,
                self.stage.keys,
                self.actor(session, who or self.head),
                motion_id,
                self.stage.clock(),
            )
        )

    async def count(self):
        """What the bot's clock does each second."""
        return await Counting(self.stage.database, self.stage.keys, self.stage.clock).count()

    async def run_out(self, motion_id):
        """Time passes until the motion's closing time, and it is counted; the motion."""
        closes_at = self.motion(motion_id).closes_at
        self.stage.clock.advance(max(closes_at - self.stage.clock(), timedelta(0)))
        await self.count()
        return self.motion(motion_id)

    # -- what came of it ------------------------------------------------------------------------

    def motion(self, motion_id):
        return self.stage.rows(Motion, id=motion_id)[0]

    def roll(self, motion_id):
        return self.stage.rows(Elector, motion_id=motion_id)

    def envelopes(self, motion_id):
        return self.stage.rows(Envelope, motion_id=motion_id)

    def ballots(self, motion_id):
        return self.stage.rows(Ballot, motion_id=motion_id)

    def open_votes(self, motion_id):
        return self.stage.rows(OpenVote, motion_id=motion_id)

    def voter(self, unit):
        """The person who votes for a unit: their row."""

        def work(session):
            me = self.actor(session, unit)
            return session.get_one(Person, me.person_id), session.exec(
                select(Mandate).where(Mandate.person_id == me.person_id)
            ).first()

        return self.stage.do(work)
