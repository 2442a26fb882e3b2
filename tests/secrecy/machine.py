"""A vote as a state machine, beside a model that shares no code with it."""

import asyncio
import json
import shutil
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.actions import casting
from models.actions.ballot import extend, void
from models.errors import NotForYou, NotYourCluster
from models.errors_vote import (
    MarksInvalid,
    NoSooner,
    NotAnElector,
    OtherVotes,
    OwnUnitExcluded,
    VoteClosed,
    VotesMissing,
    VoteVoid,
)
from models.people import Account, Mandate, Person, Role
from models.record import RecordEntry
from models.rules.calendar import local_date
from models.rules.motion import Base, MotionKind, Op, OwnUnit, QuorumOn, Terms, Threshold
from models.seats import actor, actor_of
from models.voting import Ballot, Envelope, MotionState, Turnout
from tests.secrecy.town import MORNING, Town, letters, settle

UNITS = 4
ABOUT = 3
"""The unit that the motion is about, if it is about one."""
ENOUGH = 3
"""Casts before a vote may end: it would end before anything interesting had happened."""
FIRST = "0" * 64
WRONG = ("foreign", "second officer", "other cluster", "nonsense", "member")
MARKS = st.sampled_from([0, 0, 1, 2])
"""As many votes for the first as for all others: shares are tried at their very edge."""
OPTIONS = ("o0", "o1", "o2")
ANSWERS = ("yes", "no", "abstain")
SHARES = (
    Threshold(Op.MORE_THAN, 1, 2, Base.ENTITLED),
    Threshold(Op.AT_LEAST, 2, 3, Base.CAST),
    Threshold(Op.MORE_THAN, 1, 2, Base.VALID),
    Threshold(Op.MORE_THAN, 1, 2, Base.YES_NO),
)
LEAST = Threshold(Op.AT_LEAST, 1, 4, Base.ENTITLED)


def prepare(template, folder):
    """A database with the town, for all examples to copy; its path."""
    url = template.copy(folder)
    town = Town(url, folder / "keys", units=UNITS)
    try:
        town.do(lambda session: settle(session, "other", UNITS, MORNING, first_user=2_000_001))
        town.do(lambda session: _second_officer(session, town))
        with town.database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    finally:
        town.close()
    return url.removeprefix("sqlite:///")


def _second_officer(session, town):
    person = Person(name="Trần Thị Hai", locale="vi")
    session.add(person)
    session.flush()
    session.add(Account(channel="telegram", user_id=3_000_001, person_id=person.id))
    session.add(
        Mandate(
            person_id=person.id,
            cluster_id=town.cluster_id,
            unit_id=town.leaders[1][1],
            role=Role.OFFICER,
            from_on=local_date(MORNING),
        )
    )
    session.flush()
    casting.acknowledge(session, actor_of(session, person.id, local_date(MORNING)), MORNING)


def passes(share, votes, entitled, cast, abstained):
    """The definition of a threshold, once more."""
    size = {
        Base.ENTITLED: entitled,
        Base.CAST: cast,
        Base.VALID: cast,
        Base.YES_NO: cast - abstained,
    }[share.base]
    if votes == 0:
        return False
    over = votes * share.den - share.num * size
    return over > 0 if share.op is Op.MORE_THAN else over >= 0


class Model:
    """What must have come of it, by a reader of the rules."""

    def __init__(self, *, choice, share, excluded):
        self.choice, self.share, self.excluded = choice, share, excluded
        self.votes, self.prints, self.casts = {}, {}, 0
        self.state, self.record = "open", ["opened"]

    @property
    def most(self):
        votes = Counter(self.votes.values())
        top = max(votes.values())
        return sorted(key for key, count in votes.items() if count == top)

    def elected(self):
        if self.choice:
            return self.most if len(self.most) == 1 else []
        votes = Counter(self.votes.values())
        if passes(self.share, votes["yes"], UNITS, len(self.votes), votes["abstain"]):
            return ["yes"]
        return []

    def end(self):
        self.state = "closed" if len(self.votes) * 2 >= UNITS else "void"
        self.record.append(self.state)


class VoteMachine(RuleBasedStateMachine):
    """Casts, recasts, stale and foreign presses, restarts, more time, void, and several ends."""

    source = None
    """The database to be copied; set before the machine runs."""
    folder = None
    number = 0

    @initialize(
        choice=st.booleans(),
        share=st.sampled_from(SHARES),
        own=st.sampled_from([OwnUnit.ALLOWED, OwnUnit.EXCLUDED]),
        marks=st.lists(MARKS, min_size=1, max_size=UNITS),
    )
    def begin(self, choice, share, own, marks):
        VoteMachine.number += 1
        self.place = self.folder / f"machine-{VoteMachine.number}"
        self.place.mkdir()
        shutil.copy(self.source, self.place / "town.db")
        self.town = None
        self.restart()
        self.town.now = MORNING
        excluded = own is OwnUnit.EXCLUDED and not choice
        self.model = Model(choice=choice, share=share, excluded=excluded)
        terms = Terms(
            (LEAST if choice else share,),
            quorum=(1, 2),
            quorum_on=QuorumOn.CAST,
            own_unit=OwnUnit.ALLOWED if choice else own,
        )
        kind = MotionKind.CHOICE if choice else MotionKind.HONOUR
        subject = {} if choice else {"unit": self.town.leaders[ABOUT][1], "honour": "CTD_CP"}
        options = letters(3) if choice else ()
        self.motion_id = self.town.poll(options, kind=kind, terms=terms, subject=subject)
        self.ends_at = self.town.motion(self.motion_id).closes_at
        self.cast_round(marks)

    def teardown(self):
        """Whatever happened, in the end it is counted."""
        if not hasattr(self, "ends_at"):
            return
        try:
            self.town.now = max(self.town.now, self.ends_at)
            self.tick()
            self.as_the_model_says()
            self.the_chain_is_whole()
        finally:
            self.town.close()
            shutil.rmtree(self.place, ignore_errors=True)

    # -- votes --------------------------------------------------------------------------------

    def marks(self, mark):
        return OPTIONS[mark] if self.model.choice else ANSWERS[mark]

    def expected(self, unit):
        """The refusal that this unit's leader gets now; none if the vote is taken."""
        if self.model.state == "void":
            return VoteVoid
        if self.model.state == "closed" or self.town.now >= self.ends_at:
            return VoteClosed
        return OwnUnitExcluded if self.model.excluded and unit == ABOUT else None

    @rule(unit=st.integers(0, UNITS - 1), mark=MARKS)
    def cast(self, unit, mark):
        """Also cast anew, and a stale press on a vote that has ended."""
        wanted = self.expected(unit)
        if wanted is not None:
            self.refused(wanted, self.town.cast, self.motion_id, unit, self.marks(mark))
            return
        self.model.prints[unit] = self.town.cast(self.motion_id, unit, self.marks(mark))
        self.model.votes[unit] = self.marks(mark)
        self.model.casts += 1

    @rule(marks=st.lists(MARKS, min_size=UNITS, max_size=UNITS))
    def cast_round(self, marks):
        """Everybody, one after the other."""
        for unit, mark in enumerate(marks):
            self.cast(unit, mark)

    @rule(
        unit=st.integers(0, UNITS - 1),
        of=st.integers(0, UNITS - 1),
        kind=st.sampled_from(WRONG),
    )
    def wrong_press(self, unit, of, kind):
        """By whom or with what nothing may be cast or ended."""
        if kind == "other cluster":
            self.refused(NotYourCluster, self.as_user, 2_000_002, 1, self.marks(0))
        elif kind == "member":
            self.refused(NotForYou, self.town.close_early, self.motion_id, who=2)
        elif kind == "second officer" and self.expected(1) is None:
            self.refused(OtherVotes, self.as_user, 3_000_001, 1, self.marks(0))
        elif kind == "nonsense" and self.expected(unit) is None:
            self.refused(MarksInvalid, self.town.cast, self.motion_id, unit, "o9")
        elif kind == "foreign" and unit != of and self.expected(of) is None:
            marks = self.marks(0)
            self.refused(NotAnElector, self.town.cast, self.motion_id, unit, marks, of=of)

    def as_user(self, user_id, unit, mark):
        def work(session):
            me = actor(session, user_id, local_date(self.town.now))
            unit_id = self.town.leaders[unit][1]
            casting.cast(
                session, me, self.motion_id, unit_id, [mark], self.town.now, self.town.chance
            )

        self.town.do(work)

    # -- course -------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 10, 35]))
    def time_passes(self, minutes):
        self.town.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.model.state == "open" and self.model.casts >= ENOUGH)
    @rule(counted=st.booleans(), late=st.integers(0, UNITS - 1))
    def time_is_over(self, counted, late):
        """To the very moment: whoever presses now is late, though nothing is counted yet."""
        self.town.now = max(self.town.now, self.ends_at)
        self.cast(late, 0)
        if counted:
            self.tick()

    @rule()
    def restart(self):
        before = self.town
        self.town = Town(f"sqlite:///{self.place / 'town.db'}", self.place / "keys")
        if before is not None:
            self.town.now, self.town.chance = before.now, before.chance
            before.close()

    @rule()
    def tick(self):
        """Nothing happens before the time is over; then it is counted, once."""
        asyncio.run(self.town.tick())
        if self.model.state == "open" and self.town.now >= self.ends_at:
            self.model.end()
        self.compare_keys()

    @precondition(lambda self: self.model.casts >= ENOUGH)
    @rule()
    def close_early(self):
        missing = UNITS - self.model.excluded - len(self.model.votes)
        if self.model.state == "open" and missing:
            self.refused(VotesMissing, self.town.close_early, self.motion_id)
            return
        self.town.close_early(self.motion_id)
        if self.model.state == "open":
            self.model.end()

    @rule(minutes=st.sampled_from([-10, 10]))
    def more_time(self, minutes):
        ends_at = self.ends_at + timedelta(minutes=minutes)
        wanted = self.expected(0) or (NoSooner if minutes < 0 else None)
        if wanted is not None:
            self.refused(wanted, self.town.by_head, extend, self.motion_id, ends_at)
            return
        self.town.by_head(extend, self.motion_id, ends_at)
        self.ends_at = ends_at
        self.model.record.append("extended")

    @precondition(lambda self: self.model.casts > ENOUGH)
    @rule(sure=st.sampled_from([False, True]))
    def declared_void(self, sure):
        if not sure:
            return
        if self.model.state == "closed":
            self.refused(VoteClosed, self.town.by_head, void, self.motion_id, "Nhầm phương án")
            return
        self.town.by_head(void, self.motion_id, "Nhầm phương án")
        if self.model.state == "open":
            self.model.state = "void"
            self.model.record.append("void")

    @staticmethod
    def refused(kind, act, *args, **more):
        try:
            act(*args, **more)
        except kind:
            return
        raise AssertionError(f"no {kind.__name__}")

    # -- what is always so ----------------------------------------------------------------------

    @invariant()
    def as_the_model_says(self):
        motion = self.town.motion(self.motion_id)
        assert motion.state.value == self.model.state
        held = {each.unit_id: each.sealed for each in self.town.rows(Envelope)}
        ballots, turnout = self.town.rows(Ballot), self.town.rows(Turnout)
        mine = {self.town.leaders[unit][1]: found for unit, found in self.model.prints.items()}
        if self.model.state == "open":
            assert {unit: sha256(sealed).hexdigest() for unit, sealed in held.items()} == mine
        else:
            assert held == {}
        if self.model.state == "closed":
            assert sorted(each.marks for each in ballots) == sorted(
                [mark] for mark in self.model.votes.values()
            )
            assert {each.unit_id: each.fingerprint for each in turnout} == mine
            self.compare_result(motion.result)
        else:
            assert not ballots
            assert not turnout

    def compare_result(self, result):
        votes = Counter(self.model.votes.values())
        assert {key: count for key, count in result["votes"].items() if count} == dict(votes)
        assert result["sizes"]["entitled"] == UNITS
        assert result["sizes"]["cast"] == result["valid"] == len(self.model.votes)
        assert result["elected"] == self.model.elected()
        if self.model.choice:
            assert result["tied"] == (self.model.most if not result["elected"] else [])

    def compare_keys(self):
        seal = self.town.motion(self.motion_id).seal
        names = {path.name for path in self.town.keys.root.iterdir()} - {"key-store"}
        is_open = self.town.motion(self.motion_id).state is MotionState.OPEN
        assert names == ({f"{seal}.key", f"{seal}.veil"} if is_open else set())

    @invariant()
    def the_chain_is_whole(self):
        entries = self.town.rows(RecordEntry)
        assert [each.kind for each in entries] == self.model.record
        assert [json.loads(each.body)["seq"] for each in entries] == list(
            range(1, len(entries) + 1)
        )
        for before, each in pairwise([None, *entries]):
            last = before.hash if before else FIRST
            chained = f"thidua-record-1\n{last}\n{each.body}".encode()
            assert each.hash == sha256(chained).hexdigest()
