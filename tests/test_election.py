"""Elections: the term that a counted vote gives, and offices that change by themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from bot.imports import SAMPLES, import_cluster, read_cluster
from handlers.i18n import translator
from models import access
from models.access import Right
from models.actions import calendar as calendar_act
from models.actions import electing
from models.actions import period as period_act
from models.actions import stage as stage_act
from models.actions.roster import take_roster
from models.cluster import Cluster, Office, OfficeTerm
from models.errors import NotForYou, NotYourCluster
from models.errors_vote import (
    NotClosed,
    NotOpenYet,
    SameUnitTwice,
    StillOpen,
    TermDays,
    TermTaken,
    VoteVoid,
    WinnerLeft,
)
from models.handover import Handover, HandoverItem
from models.post import Letter
from models.queries.election import election, holder
from models.queries.people import member_units
from models.reader import reader_of
from models.record import RecordEntry
from models.rules.calendar import ZONE, end_of_day, local_date
from models.rules.handover import check_term, usual_term
from models.rules.kinds import Layer
from models.rules.motion import Form, MotionKind
from models.rules.roster import read_roster
from models.sheet import Period, PeriodCode
from models.voting import Motion, ReviewSession
from tests.databases import CLUSTER, OTHER_CLUSTER
from tests.sessions import Sitting, declare_void
from tests.test_one_moment import together
from tests.test_submission import presses

NEW_YEAR = datetime(2026, 12, 31, 17, tzinfo=UTC)
"""The first second of 2027 in Vietnam."""
USUAL = (date(2027, 1, 1), date(2027, 12, 31))


class Elections(Sitting):
    """A session whose votes for head and deputy are counted; eight units, all but one for it."""

    def elected(self, kind, *names, votes=None):
        """A counted vote on these units, won by the first; the motion's id."""
        options = self.unit_options(*names)
        motion = self.add(kind, Form.OPEN, title=f"Bầu {kind.value}", options=options)
        self.open(motion)
        yes = "yes" if len(options) == 1 else options[0].key
        self.cast_all(motion, *(votes or [yes] * 8))
        self.close_early(motion)
        return motion

    def recording(self, motion, days=USUAL, *, who=None, shorten=False):
        """What records it, within a transaction."""
        me = self.stage.do(lambda session: self.actor(session, who or self.head))
        return lambda session: electing.elect(
            session, me, motion, days, self.stage.clock(), shorten=shorten
        )

    def records(self, motion, days=USUAL, **how):
        return self.stage.do(self.recording(motion, days, **how))

    def offices(self, day=None):
        """Office -> short words of the unit's name, as of that day (else today)."""
        day = day or local_date(self.stage.clock())
        units = self.stage.do(lambda s: member_units(s, self.cluster_id_in(s), day))
        return {office.value: unit.name for unit in units for office in unit.offices}

    def runs(self, unit):
        """Whether the unit's leader may run the cluster now."""

        def work(session):
            me = self.actor(session, unit)
            return any(access.has(seat, Right.RUN) for seat in me.seats)

        return self.stage.do(work)


def terms(stage):
    return [
        (each.office.value, each.from_on, each.to_on, each.motion_id)
        for each in stage.rows(OfficeTerm)
        if each.cluster_id == cluster_id(stage)
    ]


def cluster_id(stage):
    return stage.rows(Cluster, code=CLUSTER)[0].id


# -- the talks --------------------------------------------------------------------------------


async def test_the_head_records_the_election_of_seed_003(either_stage):
    stage = either_stage
    head = await stage.head()
    member = await stage.joins("Bảo hiểm")
    sitting = Elections(stage)
    motion = sitting.elected(MotionKind.HEAD, "Cục Thuế", "Kho bạc")
    other = sitting.elected(MotionKind.DEPUTY, "Cục Quản lý thị trường", "Kho bạc")
    await presses(head, f"election.show:{motion}")

    assert "Trúng cử Cụm trưởng: Cục Thuế Thanh Hóa" in head.card
    assert "Số phiếu: 8/8 phiếu hợp lệ" in head.card
    assert "Nhiệm kỳ: từ ngày 01/01/2027 đến hết ngày 31/12/2027" in head.card
    assert "bàn giao" not in head.card  # the same unit goes on

    await head.tap("✅ Ghi nhận từ ngày 01/01/2027")

    assert "Đã ghi nhận nhiệm kỳ" in head.card
    await presses(head, f"election.show:{other}")
    await head.tap("✅ Ghi nhận")
    await stage.settle()

    assert terms(stage)[2:] == [("head", *USUAL, motion), ("deputy", *USUAL, other)]
    assert not stage.rows(Handover)
    assert any("Hội nghị đã bầu Cục Thuế Thanh Hóa làm Cụm trưởng" in text
               for text in member.texts)  # fmt: skip
    assert any("Cục Quản lý thị trường Thanh Hóa làm Cụm phó" in text
               for text in member.texts)  # fmt: skip
    kinds = [each.kind for each in stage.rows(RecordEntry)]
    assert kinds.count("elected") == 2


async def test_a_new_head_takes_over_by_itself_at_new_year(either_stage):
    stage = either_stage
    head = await stage.head()
    coming = await stage.joins("Kho bạc")
    sitting = Elections(stage)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    await presses(head, f"election.show:{motion}")

    assert "Cục Thuế Thanh Hóa bàn giao cho đơn vị trúng cử" in head.card
    await head.tap("✅ Ghi nhận")
    (handover,) = stage.rows(Handover)
    assert (handover.year, len(stage.rows(HandoverItem))) == (2026, 10)
    assert (handover.outgoing_id, handover.incoming_id) == (
        sitting.unit("Cục Thuế"), sitting.unit("Kho bạc"))  # fmt: skip

    stage.clock.advance(NEW_YEAR - timedelta(seconds=1) - stage.clock())
    assert local_date(stage.clock()) == date(2026, 12, 31)
    assert (sitting.runs("Cục Thuế"), sitting.runs("Kho bạc")) == (True, False)
    stage.clock.advance(timedelta(seconds=1))
    assert (sitting.runs("Cục Thuế"), sitting.runs("Kho bạc")) == (False, True)
    await coming.send("/start")
    assert "Cụm trưởng" in coming.card


async def test_members_see_who_was_elected_and_press_nothing(stage):
    member = await stage.joins("Bảo hiểm")
    sitting = Elections(stage)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    await presses(member, f"election.show:{motion}")

    assert "Cụm trưởng chưa ghi nhận nhiệm kỳ" in member.card
    assert not any("Ghi nhận" in label for label in member.buttons)
    await member.tap_data(f"election.record:{motion}:20270101:20271231:0")

    assert "do Cụm trưởng" in member.card
    assert len(terms(stage)) == 2


async def test_the_head_takes_office_at_once_and_the_present_term_ends(either_stage):
    stage = either_stage
    head = await stage.head()
    sitting = Elections(stage)
    motion = sitting.elected(MotionKind.HEAD, "Cục Quản lý thị trường")  # the deputy moves up
    await presses(head, f"election.show:{motion}")
    await head.tap("⏩ Nhận nhiệm vụ ngay")

    assert "Nhiệm kỳ: từ ngày 10/11/2026 đến hết ngày 31/12/2027" in head.card
    assert "⚠️ Nhiệm kỳ Cụm trưởng của Cục Thuế Thanh Hóa kết thúc vào ngày 09/11/2026" in (
        head.card)  # fmt: skip
    assert "Nhiệm kỳ Cụm phó của Cục Quản lý thị trường" in head.card
    await head.tap("✅ Ghi nhận từ ngày 10/11/2026")

    assert sitting.offices(date(2026, 11, 9))["head"].startswith("Cục Thuế")
    assert sitting.offices(date(2026, 11, 10)) == {"head": "Cục Quản lý thị trường Thanh Hóa"}
    await stage.later(days=1)
    assert not sitting.runs("Cục Thuế")


async def test_typed_days_are_read_back_or_refused(stage):
    head = await stage.head()
    sitting = Elections(stage)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    await presses(head, f"election.other:{motion}")
    for typed, said in (
        ("hôm nào", "hôm nào"),
        ("01/01/2027", "01/01/2027"),
        ("09/11/2026 - 31/12/2026", "sớm nhất từ ngày 10/11/2026"),
        ("01/01/2027 - 31/12/2028", "không quá 15 tháng"),
        ("31/12/2027 - 01/01/2027", "không quá 15 tháng"),
        ("01/01/2027 - 31/12/2027 - 01/01/2028", "01/01/2027"),
    ):
        await head.send(typed)

        assert said in head.card
    for typed in ("1/2/2027-31/12/2027", "từ ngày 01/02/2027 đến hết ngày 31/12/2027",
                  "01/02/2027–31/12/2027", "1/2/2027 đến 31/12"):  # fmt: skip
        await presses(head, f"election.other:{motion}")
        await head.send(typed)

        assert "từ ngày 01/02/2027 đến hết ngày 31/12/2027" in head.card
    await head.send("01/02/2027 đến 31/12/2027")

    assert "từ ngày 01/02/2027 đến hết ngày 31/12/2027" in head.card
    await head.tap("✅ Ghi nhận từ ngày 01/02/2027")
    assert terms(stage)[-1] == ("head", date(2027, 2, 1), date(2027, 12, 31), motion)


async def test_forged_days_change_nothing(stage):
    head = await stage.head()
    sitting = Elections(stage)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    for data in ("20271301:20271231:0", "x:y:0", "20270101:20271231", "20261109:20271231:1"):
        await head.tap_data(f"election.record:{motion}:{data}")
    await head.tap_data("election.show:999999")

    assert len(terms(stage)) == 2


async def test_a_secret_election_among_few_shows_no_numbers(stage):
    head = await stage.head()
    sitting = Elections(stage)
    options = sitting.unit_options("Kho bạc", "Ngân hàng")
    motion = sitting.add(MotionKind.HEAD, Form.SECRET, options=options)
    sitting.open(motion)
    sitting.cast_all(motion, *[options[0].key] * 8)
    sitting.close_early(motion)
    await presses(head, f"election.show:{motion}")
    assert "Số phiếu: 8/8" in head.card

    def few(session):
        row = session.get_one(Motion, motion)
        row.result = {**row.result, "valid": 4}

    stage.do(few)
    await presses(head, f"election.show:{motion}")
    assert "Số phiếu" not in head.card
    assert "Trúng cử Cụm trưởng: Kho bạc Nhà nước tỉnh" in head.card


# -- what is recorded, and what is refused ----------------------------------------------------


def test_pressed_twice_it_is_recorded_once(flat):
    sitting = Elections(flat)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")

    assert sitting.records(motion) is True
    assert sitting.records(motion) is False
    assert sitting.records(motion, (date(2027, 2, 1), date(2027, 3, 1))) is False
    assert len(terms(flat)) == 3
    assert len(flat.rows(Handover)) == 1
    assert [each.kind for each in flat.rows(RecordEntry)].count("elected") == 1
    people = [each.person_id for each in flat.rows(Letter, kind="elected")]
    assert len(people) == len(set(people)) == 7


async def test_two_presses_at_one_moment_make_one_term(pg_flat):
    sitting = Elections(pg_flat)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    record = sitting.recording(motion)

    assert together(pg_flat, record, record) is False
    assert len(terms(pg_flat)) == 3


async def test_two_elections_at_one_moment_do_not_share_the_days(pg_flat):
    sitting = Elections(pg_flat)
    first = sitting.elected(MotionKind.HEAD, "Kho bạc")
    second = sitting.elected(MotionKind.HEAD, "Ngân hàng")

    refused = together(pg_flat, sitting.recording(first), sitting.recording(second))

    assert isinstance(refused, TermTaken)
    assert len([each for each in terms(pg_flat) if each[0] == "head"]) == 2


def test_only_a_counted_vote_that_elected_one_unit_gives_an_office(flat):
    sitting = Elections(flat)
    options = sitting.unit_options("Kho bạc", "Ngân hàng")
    draft = sitting.add(MotionKind.HEAD, Form.OPEN, options=options)
    with pytest.raises(NotOpenYet):
        sitting.records(draft)
    sitting.open(draft)
    with pytest.raises(StillOpen):
        sitting.records(draft)
    sitting.cast_all(draft, *[options[0].key] * 4, *[options[1].key] * 4)
    sitting.close_early(draft)
    with pytest.raises(NotClosed):  # four votes each
        sitting.records(draft)
    paper = sitting.add(MotionKind.DOCUMENT, Form.OPEN)
    sitting.open(paper)
    sitting.cast_all(paper, *["yes"] * 8)
    sitting.close_early(paper)
    with pytest.raises(NotClosed):  # no election
        sitting.records(paper)
    alone = sitting.elected(MotionKind.HEAD, "Kho bạc", votes=["no"] * 8)
    with pytest.raises(NotClosed):  # nobody else stood, and it did not pass
        sitting.records(alone)
    gone = sitting.add(MotionKind.HEAD, Form.OPEN, options=options)
    sitting.open(gone)
    flat.do(lambda s: declare_void(s, s.get_one(type(sitting.motion(gone)), gone), "no_quorum",
                                   flat.clock()))  # fmt: skip
    with pytest.raises(VoteVoid):
        sitting.records(gone)

    assert len(terms(flat)) == 2


def test_only_the_head_records(flat):
    sitting = Elections(flat)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    for unit in ("Kho bạc", "Cục Quản lý thị trường", "Bảo hiểm"):
        with pytest.raises(NotForYou):
            sitting.records(motion, who=unit)
    other = Sitting(flat, cluster=OTHER_CLUSTER, head="Liên minh")
    with pytest.raises(NotYourCluster):
        flat.do(
            lambda s: electing.elect(s, other.actor(s, "Liên minh"), motion, USUAL, flat.clock())
        )
    with pytest.raises(NotYourCluster):
        sitting.records(999_999)


def test_exactly_one_head_for_each_day(flat):
    sitting = Elections(flat)
    first = sitting.elected(MotionKind.HEAD, "Kho bạc")
    second = sitting.elected(MotionKind.HEAD, "Ngân hàng")
    sitting.records(first)
    for days in (USUAL, (date(2026, 12, 31), date(2027, 1, 1))):
        for shorten in (False, True):
            with pytest.raises(TermTaken):
                sitting.records(second, days, shorten=shorten)
    with pytest.raises(TermTaken):
        sitting.records(second, (date(2027, 11, 1), date(2028, 6, 30)))
    with pytest.raises(TermTaken):  # the present head's days, without a word about it
        sitting.records(second, (date(2026, 12, 1), date(2026, 12, 31)))


def test_no_unit_is_head_and_deputy_at_once(flat):
    sitting = Elections(flat)
    deputy = sitting.elected(MotionKind.DEPUTY, "Kho bạc", "Ngân hàng")
    head = sitting.elected(MotionKind.HEAD, "Kho bạc")
    sitting.records(head)
    with pytest.raises(SameUnitTwice):
        sitting.records(deputy)
    with pytest.raises(SameUnitTwice):
        sitting.records(deputy, shorten=True)


@pytest.mark.parametrize(("first", "last"), [
    (date(2026, 11, 9), date(2026, 12, 31)),
    (date(2027, 1, 2), date(2027, 1, 1)),
    (date(2027, 1, 1), date(2028, 4, 3)),
    (date(2028, 1, 1), date(2028, 12, 31)),
])  # fmt: skip
def test_days_that_no_term_can_have(first, last):
    with pytest.raises(TermDays):
        check_term(first, last, date(2026, 11, 9))


def test_the_usual_term_is_the_year_after():
    assert usual_term(2026, date(2026, 12, 20)) == USUAL
    assert usual_term(2026, date(2027, 1, 15)) == (date(2027, 1, 16), date(2027, 12, 31))


# -- nobody elected in time -------------------------------------------------------------------


def test_without_an_election_the_last_offices_are_carried_on_until_june(flat):
    sitting = Elections(flat)
    for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 6, 30)):
        assert set(sitting.offices(day)) == {"head", "deputy"}, day
    assert sitting.offices(date(2027, 7, 1)) == {}
    assert sitting.offices(date(2025, 12, 31)) == {}


@pytest.mark.parametrize("database", ["flat", "pg_flat"])
def test_who_carries_on_runs_the_cluster_until_the_next_head_begins(request, database):
    stage = request.getfixturevalue(database)
    sitting = Elections(stage)
    stage.clock.advance(datetime(2027, 1, 20, 2, tzinfo=UTC) - stage.clock())
    assert sitting.runs("Cục Thuế")
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    stage.do(lambda s: setattr(s.get_one(ReviewSession, sitting.id), "year", 2026))
    sitting.records(motion, (date(2027, 2, 1), date(2027, 12, 31)))
    stage.clock.advance(datetime(2027, 1, 31, 16, 59, 59, tzinfo=UTC) - stage.clock())
    assert (sitting.runs("Cục Thuế"), sitting.runs("Kho bạc")) == (True, False)
    stage.clock.advance(timedelta(seconds=1))
    assert (sitting.runs("Cục Thuế"), sitting.runs("Kho bạc")) == (False, True)
    assert sitting.offices() == {"head": "Kho bạc Nhà nước tỉnh"}
    (handover,) = stage.rows(Handover)
    assert (handover.year, handover.outgoing_id) == (2026, sitting.unit("Cục Thuế"))


def test_the_secretary_goes_along_with_the_head(flat):
    sitting = Elections(flat)
    tax, bank = sitting.unit("Cục Thuế"), sitting.unit("Ngân hàng")
    days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31)}
    where = {"cluster_id": sitting.cluster_id, "office": Office.SECRETARY}
    flat.do(lambda s: s.add(OfficeTerm(unit_id=tax, **where, **days)))
    assert sitting.offices(date(2027, 3, 1))["secretary"].startswith("Cục Thuế")  # as the head does
    first = sitting.elected(MotionKind.HEAD, "Kho bạc")
    card = flat.do(lambda s: election(s, sitting.actor(s, "Cục Thuế"), first, flat.clock()))
    assert card.secretary.startswith("Kho bạc")
    sitting.records(first)
    assert sitting.offices(date(2027, 3, 1))["secretary"].startswith("Kho bạc")
    flat.do(lambda s: s.execute(update(OfficeTerm).where(
        OfficeTerm.office == Office.SECRETARY).values(unit_id=bank)))  # fmt: skip
    day = date(2027, 3, 1)
    found = flat.do(lambda s: holder(s, sitting.cluster_id, Office.SECRETARY, day).unit_id)
    assert found == bank


def test_a_secretary_of_another_unit_stays_with_the_next_head(flat):
    sitting = Elections(flat)
    bank = sitting.unit("Ngân hàng")
    days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31)}
    where = {"cluster_id": sitting.cluster_id, "office": Office.SECRETARY}
    flat.do(lambda s: s.add(OfficeTerm(unit_id=bank, **where, **days)))
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    sitting.records(motion, (date(2026, 11, 20), date(2027, 11, 19)), shorten=True)

    held = [(each.unit_id, each.from_on) for each in flat.rows(OfficeTerm, office=Office.SECRETARY)]
    assert held == [(bank, date(2026, 1, 1)), (bank, date(2026, 11, 20))]


def test_a_roster_that_is_taken_in_again_unseats_nobody(flat):
    sitting = Elections(flat)
    before = terms(flat)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    sitting.records(motion, (date(2026, 12, 1), date(2027, 11, 30)), shorten=True)
    elected = sorted(each[:3] for each in terms(flat))
    path = SAMPLES / "clusters" / f"{CLUSTER}.yaml"
    roster = read_cluster(path, translator("vi"))
    for _ in range(2):
        flat.do(lambda s: import_cluster(s, roster, flat.clock()))

    assert sorted(each[:3] for each in terms(flat)) == elected
    assert len(elected) == len(before) + 1


# -- who was head -----------------------------------------------------------------------------


def follow(flat):
    """Kho bạc follows Cục Thuế at new year; it is the 5th of January."""
    sitting = Elections(flat)
    period = flat.open_period()
    sitting.records(sitting.elected(MotionKind.HEAD, "Kho bạc"))
    flat.clock.advance(datetime(2027, 1, 5, 2, tzinfo=UTC) - flat.clock())
    return sitting, period


def test_who_was_head_runs_nothing(flat):
    sitting, period = follow(flat)

    def tries(act):
        with pytest.raises(NotForYou):
            flat.do(lambda s: act(s, sitting.actor(s, "Cục Thuế"), flat.clock()))

    number, due = sitting.cluster_id, end_of_day(date(2027, 2, 1))
    tries(lambda s, me, now: period_act.open_period(
        s, me, number, 2027, PeriodCode.MID_YEAR, due, 10, now))  # fmt: skip
    tries(lambda s, me, now: calendar_act.put_in_force(s, me, number, 2027, now))
    tries(lambda s, me, now: calendar_act.set_theme(s, me, number, 2027, "Kỷ cương", now))
    tries(lambda s, me, now: stage_act.publish(s, me, period, now))
    tries(lambda s, me, now: stage_act.agree(s, me, period, now))
    tries(lambda s, me, now: stage_act.close_scoring(s, me, period, now))
    me = flat.do(lambda s: sitting.actor(s, "Cục Thuế"))
    (seat,) = me.seats
    assert seat.was_head == frozenset({2026})
    assert not seat.offices
    assert not any(access.has(seat, right) for right in Right)


def test_who_was_head_reads_the_year_that_it_headed_and_no_other(flat):
    sitting, period = follow(flat)
    next_year = flat.do(lambda s: _next_year(s, period))

    insurance = sitting.unit("Bảo hiểm")

    def sees(unit, period_id):
        def work(session):
            me, row = sitting.actor(session, unit), session.get_one(Period, period_id)
            reader = reader_of(session, me, row, local_date(flat.clock()))
            sheet = next(each for each in _sheets(session, period) if each.unit_id == insurance)
            return reader.sees(sheet, Layer.SELF)

        return flat.do(work)

    assert sees("Cục Thuế", period)
    assert not sees("Cục Thuế", next_year)
    assert sees("Kho bạc", next_year)
    assert not sees("Ngân hàng", period)


def _sheets(session, period):
    from models.sheet import Sheet

    return session.exec(select(Sheet).where(Sheet.period_id == period)).all()


def _next_year(session, period):
    row = session.get_one(Period, period)
    values = row.model_dump(exclude={"id", "year"})
    added = Period(**values, year=2027)
    session.add(added)
    session.flush()
    return added.id


def test_after_half_a_year_it_is_a_member_like_any_other(flat):
    sitting, _ = follow(flat)
    flat.clock.advance(datetime(2027, 6, 30, 16, 59, 59, tzinfo=UTC) - flat.clock())
    assert flat.do(lambda s: sitting.actor(s, "Cục Thuế")).seats[0].was_head
    flat.clock.advance(timedelta(seconds=1))
    assert flat.clock().astimezone(ZONE).date() == date(2027, 7, 1)
    assert not flat.do(lambda s: sitting.actor(s, "Cục Thuế")).seats[0].was_head


# -- a roster file, and units that leave ------------------------------------------------------


def taken_in(stage, **changes):
    """The sample roster is taken in again; `changes`: part of the roster -> what it becomes."""
    stage.do(lambda s: take_roster(s, replace(sample(), **changes), stage.clock()))


def sample():
    return read_roster(read_cluster(SAMPLES / "clusters" / f"{CLUSTER}.yaml", translator("vi")))


def test_a_roster_file_makes_no_unit_head_and_deputy_at_once(flat):
    sitting = Elections(flat)
    motion = sitting.elected(MotionKind.HEAD, "Cục Quản lý thị trường")  # the deputy moves up
    sitting.records(motion, (date(2026, 12, 1), date(2027, 11, 30)), shorten=True)
    before = sorted(each[:3] for each in terms(flat))
    taken_in(flat)

    assert sorted(each[:3] for each in terms(flat)) == before
    assert set(sitting.offices(date(2026, 12, 10))) == {"head"}


def test_next_years_roster_file_leaves_this_years_offices(flat):
    sitting = Elections(flat)
    before = sitting.offices()
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    sitting.records(motion)
    old = sample()
    year = date(2027, 1, 1), date(2027, 12, 31)
    offices = tuple(replace(each, start=year[0], to=year[1]) for each in old.offices)
    for _ in range(2):
        taken_in(flat, cluster=replace(old.cluster, year=2027), offices=offices)

    assert sitting.offices() == before
    assert sitting.offices(date(2027, 3, 1)) == {
        "head": "Kho bạc Nhà nước tỉnh", "deputy": before["deputy"]}  # fmt: skip
    assert len(terms(flat)) == 4


def test_an_elected_unit_that_leaves_makes_room_for_the_next(flat):
    sitting = Elections(flat)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    sitting.records(motion)
    last, old = date(2027, 6, 30), sample()
    units = tuple(replace(each, to=last) if "Kho bạc" in each.name else each for each in old.units)
    after = replace(old.offices[0], start=date(2027, 7, 1), to=date(2027, 12, 31))
    taken_in(flat, units=units, offices=(*old.offices, after))

    assert sitting.offices(last)["head"].startswith("Kho bạc")
    assert sitting.offices(date(2027, 7, 1))["head"].startswith("Cục Thuế")


def test_a_unit_that_leaves_before_its_term_never_holds_it(flat):
    sitting = Elections(flat)
    motion = sitting.elected(MotionKind.HEAD, "Kho bạc")
    sitting.records(motion)
    other = sitting.elected(MotionKind.HEAD, "Kho bạc")
    old = sample()
    units = tuple(
        replace(each, to=date(2026, 12, 31)) if "Kho bạc" in each.name else each
        for each in old.units
    )
    taken_in(flat, units=units)
    with pytest.raises(WinnerLeft):
        sitting.records(other)

    assert len(terms(flat)) == 2
    assert sitting.offices(date(2027, 3, 1))["head"].startswith("Cục Thuế")  # carried on
