"""Voting is a duty: on the home card first, reminded of, met by the last vote."""

from datetime import timedelta

from models.actions import ballot as run
from models.people import Role
from models.post import Letter
from models.queries.duties import duties
from models.queries.reminding import books
from models.rules.duties import DutyKind
from models.rules.motion import Absent, Form, MotionKind, OwnUnit, Terms
from models.rules.reminding import items_of
from tests.sessions import USUAL, Sitting

VOTER = "Hải quan"
DAYS = 24 * 60


def owed(sitting, unit=None):
    """(left, all) of the ballots that units owe, or of one."""
    stage = sitting.stage
    found = stage.do(lambda s: duties(s, [sitting.cluster_id_in(s)], stage.clock()))
    return [
        (duty.about["left"], duty.about["all"])
        for duty in found
        if duty.kind is DutyKind.BALLOT and (unit is None or duty.unit_id == sitting.unit(unit))
    ]


async def test_one_duty_for_each_unit_and_opening_until_all_is_cast(either_stage):
    sitting = Sitting(either_stage)
    motions = [sitting.add(), sitting.add(MotionKind.SCORE_TABLE, Form.OPEN), sitting.add()]
    assert not owed(sitting)
    sitting.open()
    assert owed(sitting) == [(3, 3)] * 8
    sitting.cast(motions[0], VOTER, "yes")
    assert owed(sitting, VOTER) == [(2, 3)]
    sitting.cast(motions[0], VOTER, "no")
    sitting.cast(motions[1], VOTER, "no")
    assert owed(sitting, VOTER) == [(1, 3)]
    sitting.cast(motions[2], VOTER, "no")
    assert not owed(sitting, VOTER)
    assert len(owed(sitting)) == 7

    either_stage.clock.advance(timedelta(hours=1))
    assert not owed(sitting)
    await sitting.count()
    assert not owed(sitting)


async def test_it_is_due_when_the_first_vote_ends_that_is_not_cast(stage):
    sitting = Sitting(stage)
    first, second = sitting.add(), sitting.add()
    sitting.open()
    later = sitting.motion(first).closes_at + timedelta(hours=5)
    sitting.by(run.extend, first, later)

    def due(unit):
        found = stage.do(lambda s: duties(s, [sitting.cluster_id_in(s)], stage.clock()))
        return next(each.due_at for each in found if each.unit_id == sitting.unit(unit))

    assert due(VOTER) == sitting.motion(second).closes_at
    sitting.cast(second, VOTER, "yes")
    assert due(VOTER) == later
    await sitting.run_out(second)
    assert {due(VOTER), due("Kho bạc")} == {later}


async def test_nobody_is_asked_who_cannot_vote(stage):
    sitting = Sitting(stage)
    subject = {"unit": sitting.unit(VOTER), "honour": "CTD_CP"}
    terms = Terms(USUAL.thresholds, own_unit=OwnUnit.EXCLUDED)
    sitting.add(MotionKind.HONOUR, terms=terms, subject=subject)
    sitting.add(form=Form.PAPER)
    sitting.open()

    assert not owed(sitting, VOTER)
    assert owed(sitting, "Kho bạc") == [(1, 1)]


async def test_a_void_vote_is_owed_no_more(stage):
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open()
    sitting.by(run.void, motion, "Nhầm danh sách")

    assert not owed(sitting)


async def test_home_says_it_first_and_leads_to_it(either_stage):
    phone = await either_stage.joins(VOTER)
    either_stage.open_period(days=0)
    sitting = Sitting(either_stage)
    motions = [sitting.add() for _ in range(6)]
    sitting.open(minutes=3 * DAYS)
    for motion in motions[:3]:
        sitting.cast(motion, VOTER, "yes")
    await either_stage.later(seconds=2)
    await phone.send("/home")

    assert "Bỏ phiếu: còn 3/6 nội dung" in phone.card.splitlines()[0]
    assert phone.buttons[0] == "▶️ Bỏ phiếu"
    await phone.tap("▶️ Bỏ phiếu")
    assert "Đã bỏ phiếu 3/6 nội dung" in phone.card


async def test_the_person_on_the_roll_is_reminded_and_nobody_else_of_the_unit(either_stage):
    leader = await either_stage.joins(VOTER)
    officer = await either_stage.joins(VOTER, Role.OFFICER)
    sitting = Sitting(either_stage)
    motion = sitting.add()
    sitting.open(minutes=4 * DAYS)
    await either_stage.later(hours=1)
    said = len(officer.texts)
    assert "Đã mở bỏ phiếu" in leader.text
    await either_stage.later(days=1)

    assert "Bỏ phiếu: còn 1/1 nội dung" in leader.text
    assert not any("Bỏ phiếu" in text for text in officer.texts[said:])
    sitting.cast(motion, VOTER, "no")
    await either_stage.later(seconds=2)
    assert "✅ Đã xong: Bỏ phiếu: còn 1/1 nội dung" in leader.texts
    told = len(leader.texts)
    await either_stage.later(days=1)
    await either_stage.later(days=1)

    assert len(leader.texts) == told


async def test_whatever_the_ladder_says_the_voter_is_among_those_it_reaches(stage):
    await stage.joins(VOTER)
    await stage.joins(VOTER, Role.OFFICER)
    sitting = Sitting(stage)
    sitting.add()
    sitting.open(minutes=4 * DAYS)

    cluster, unit = sitting.cluster_id, sitting.unit(VOTER)

    def asked(session):
        book = books(session, [cluster], stage.clock())[cluster]
        later = stage.clock() + timedelta(days=3, hours=6)
        return {
            person.person_id: [item.own for item in items_of([book], person.person_id, later)]
            for person in book.people
            if person.unit_id == unit
        }

    voter = sitting.voter(VOTER)[0].id
    assert {person: own for person, own in stage.do(asked).items() if own} == {voter: [True]}


async def test_the_letter_is_edited_once_all_is_cast_and_not_sent_if_it_was(either_stage):
    early = await either_stage.joins("Kho bạc")
    phone = await either_stage.joins(VOTER)
    sitting = Sitting(either_stage)
    first, second = sitting.add(), sitting.add(MotionKind.SCORE_TABLE, Form.OPEN)
    sitting.open()
    sitting.cast(first, "Kho bạc", "yes")
    sitting.cast(second, "Kho bạc", "yes")
    await either_stage.later(seconds=2)

    assert not any("Đã mở bỏ phiếu" in text for text in early.texts)
    assert "Đã mở bỏ phiếu" in phone.text
    assert "1. Nội dung 1 – Bỏ phiếu kín\n2. Nội dung 2" in phone.text
    assert "Đã bỏ phiếu 0/2" in phone.text
    voter = sitting.voter(VOTER)[0].id
    (letter,) = either_stage.rows(Letter, kind="ballot-open", person_id=voter)
    assert letter.open
    assert letter.tells
    sitting.cast(first, VOTER, "yes")
    sitting.cast(second, VOTER, "yes")
    await either_stage.later(seconds=2)
    assert "Đã bỏ phiếu 2/2" in next(text for text in phone.texts if "Đã mở bỏ phiếu" in text)


async def test_a_letter_of_one_motion_that_is_over_says_so(stage):
    phone = await stage.joins(VOTER)
    sitting = Sitting(stage)
    motion = sitting.add(title="Thông qua quy chế")
    sitting.open()
    await stage.later(seconds=2)
    assert phone.data("🗳 Bỏ phiếu") == f"ballot.show:{motion}"
    await stage.later(hours=2)
    await stage.later(seconds=2)

    assert any("Việc bỏ phiếu đã kết thúc" in text for text in phone.texts)


async def test_who_must_be_there_is_asked_only_if_they_are(stage):
    sitting = Sitting(stage)
    sitting.add()
    sitting.open()
    stage.do(lambda s: absent_allowed(s, Absent.NONE))

    assert not owed(sitting)


def absent_allowed(session, absent):
    from sqlmodel import select

    from models.voting import Motion

    for motion in session.exec(select(Motion)).all():
        motion.terms = {**motion.terms, "absent": absent.value}
