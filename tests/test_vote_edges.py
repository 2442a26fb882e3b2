"""Where votes meet something else: messages, a meeting's end, another person, other keys."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot import inbox
from models.actions import (
    agenda_motion,
    ballot,
    opening,
    rollcall,
    telling,
)
from models.actions.agenda_voters import appoint
from models.errors_vote import (
    FurtherRoundFixed,
    KeyStoreFailed,
    MotionChanged,
    NoAgreedTable,
    SubjectNeeded,
)
from models.keys import StoreAway
from models.people import Account, Mandate, Role
from models.post import Inbox
from models.queries.opening import opening_of
from models.queries.voting import board_of
from models.rules.motion import (
    Base,
    Form,
    MotionKind,
    Op,
    QuorumOn,
    Terms,
    Threshold,
)
from models.rules.motion_edits import Part
from models.rules.stages import Stage
from models.sheet import Period
from models.voting import MotionState
from tests.meetings import STARTS, Gathering
from tests.sessions import Sitting
from tests.test_ballot import VOTER, opened, ready
from tests.test_one_moment import together

HALF = Terms((Threshold(Op.MORE_THAN, 1, 2, Base.VALID),))
OF_PRESENT = Terms(
    (Threshold(Op.MORE_THAN, 1, 2, Base.PRESENT),),
    quorum=(1, 2),
    quorum_on=QuorumOn.PRESENCE,
)


# -- what the platform shows or brings -----------------------------------------------------------


def test_of_what_a_message_answers_nothing_is_written_down(stage):
    """A reply carries the message it answers: the card, with a choice that is not cast yet."""
    card = {"message_id": 7, "text": "Lựa chọn: Không đồng ý", "chat": {"id": 5}, "date": 1}
    message = {
        "message_id": 8,
        "chat": {"id": 5, "type": "private"},
        "from": {"id": 5, "is_bot": False, "first_name": "A"},
        "date": 2,
        "text": "ý kiến",
        "reply_to_message": card,
        "quote": {"text": "Không đồng ý", "position": 0},
        "external_reply": {"origin": {}, "text": "Không đồng ý"},
    }
    pinned = {**{key: message[key] for key in ("message_id", "chat", "from", "date")},
              "pinned_message": card}  # fmt: skip
    raws = [{"update_id": 901, "message": message}, {"update_id": 902, "message": pinned}]
    stage.do(lambda session: inbox.accept(session, raws, stage.clock()))

    bodies = [row.body for row in stage.rows(Inbox) if row.update_id in (901, 902)]
    assert len(bodies) == 2
    assert json.loads(bodies[0])["message"]["text"] == "ý kiến"
    assert "ồng ý" not in "".join(bodies)


async def test_of_the_card_that_is_pressed_nothing_is_written_down(stage):
    """A press carries its message: the choice read back, and every button of it."""
    phone, sitting = await ready(stage)
    motion = sitting.add()
    await opened(stage, phone, sitting)
    await phone.tap_data(f"ballot.show:{motion}")
    await phone.tap("Không đồng ý")
    assert "Không đồng ý" in phone.card
    await phone.tap("Xác nhận", settle=False)
    raws = await stage.pull()
    assert "Không đồng ý" in json.dumps(raws, ensure_ascii=False)  # so it comes from Telegram

    stage.do(lambda session: inbox.accept(session, raws, stage.clock()))

    (body,) = [row.body for row in stage.rows(Inbox) if row.done_at is None]
    assert json.loads(body)["callback_query"]["data"].startswith("ballot.cast:")
    assert "ồng ý" not in body
    assert "reply_markup" not in body


async def test_a_card_that_is_left_behind_shows_no_choice(stage):
    """Something is typed, or a letter's button pressed: the choice does not stay in the chat."""
    phone, sitting = await ready(stage)
    motion = sitting.add()
    await opened(stage, phone, sitting)
    letter = max(phone.chat.posts)
    way = phone.data("🗳 Bỏ phiếu")
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap("Không có ý kiến")
    assert "Lựa chọn" in phone.card
    await phone.send("gì đó")
    assert sum("Lựa chọn" in text for text in phone.texts) == 1
    await phone.tap_data(way, letter)
    assert not any("Lựa chọn" in text for text in phone.texts)

    await phone.tap("Không có ý kiến")
    await phone.send("/start")
    assert not any("Lựa chọn" in text for text in phone.texts)
    assert not sitting.envelopes(motion)


# -- the meeting ----------------------------------------------------------------------------------


def at_the_meeting(stage, *there):
    """A session of a meeting that goes on, with these units there."""
    gathering = Gathering(stage)
    sitting = Sitting(stage, meeting_id=gathering.id)
    stage.clock.advance(STARTS - stage.clock())
    gathering.by(rollcall.open_roll, gathering.id, None)
    for name in there:
        gathering.by(rollcall.come, gathering.id, gathering.unit(name), 0, who=name)
    return gathering, sitting


async def test_who_was_there_when_the_meeting_ended_counts_as_present(either_stage):
    """Else a head who ends the meeting first makes a majority of those present out of a few."""
    names = [name for _, name in Sitting(either_stage).units()]
    gathering, sitting = at_the_meeting(either_stage, *names)
    motion = sitting.add(form=Form.OPEN, terms=OF_PRESENT)
    sitting.open(minutes=30)
    for name in names[:4]:
        sitting.cast(motion, name, "yes")
    gathering.by(rollcall.end, gathering.id)

    def shown(session):
        me = sitting.actor(session, sitting.head)
        return board_of(session, me, motion, either_stage.clock()).present

    assert either_stage.do(shown) == 8
    found = await sitting.run_out(motion)

    assert found.state is MotionState.CLOSED
    assert found.result["sizes"]["present"] == len(names) == 8
    assert found.result["elected"] == []


async def test_a_vote_that_was_opened_after_the_meeting_counts_who_takes_part(stage):
    names = [name for _, name in Sitting(stage).units()]
    gathering, sitting = at_the_meeting(stage, *names)
    stage.clock.advance(timedelta(minutes=30))
    gathering.by(rollcall.end, gathering.id)
    stage.clock.advance(timedelta(hours=1))
    motion = sitting.add(
        form=Form.OPEN, terms=Terms(OF_PRESENT.thresholds, quorum=OF_PRESENT.quorum)
    )
    sitting.open(minutes=30)
    for name in names[:4]:
        sitting.cast(motion, name, "yes")
    result = (await sitting.run_out(motion)).result

    assert result["sizes"]["present"] == 4
    assert result["elected"] == ["yes"]


async def test_paper_ballots_are_entered_after_the_meeting(stage):
    names = [name for _, name in Sitting(stage).units()]
    gathering, sitting = at_the_meeting(stage, *names)
    motion = sitting.add(form=Form.PAPER, terms=OF_PRESENT)
    sitting.open(minutes=30)
    gathering.by(rollcall.end, gathering.id)
    stage.clock.advance(timedelta(hours=1))
    numbers = {"issued": 4, "collected": 4, "invalid": 0, "written": 0, "option:yes": 4,
               "option:no": 0, "option:abstain": 0}  # fmt: skip
    for who in names[:2]:
        sitting.by(telling.put_count, motion, numbers, who=who)
    sitting.close_early(motion)

    result = sitting.motion(motion).result
    assert result["sizes"]["present"] == 8
    assert result["elected"] == []


# -- two people at one moment ---------------------------------------------------------------------


@pytest.fixture
def pg_stage(postgresql_stage):
    """Each transaction has a connection of its own, so that two can be open at once."""
    return postgresql_stage


def opens(sitting, motion, version):
    """The head's press as its handler serves it: first the preview is read, then it is opened."""

    def work(session):
        me, now = sitting.actor(session, sitting.head), sitting.stage.clock()
        opening_of(session, me, sitting.id, now)
        return opening.open_motions(
            session, sitting.stage.keys, me, sitting.id, {motion: version},
            now + timedelta(hours=1), now, sitting.stage.chance,
        )  # fmt: skip

    return work


async def test_a_motion_changed_at_the_last_moment_is_not_opened_as_it_was(pg_stage):
    sitting = Sitting(pg_stage)
    motion = sitting.add(title="Như trên màn hình")

    def change(session):
        me = sitting.actor(session, sitting.head)
        agenda_motion.change(session, me, motion, 1, Part.TITLE, "Khác hẳn", pg_stage.clock())

    outcome = together(pg_stage, change, opens(sitting, motion, 1))

    assert isinstance(outcome, MotionChanged)
    assert sitting.motion(motion).state is MotionState.DRAFT


async def test_two_of_the_heads_people_open_at_one_moment(pg_stage):
    sitting = Sitting(pg_stage)
    motion = sitting.add()
    work = opens(sitting, motion, 1)
    outcome = together(pg_stage, work, work)

    assert outcome == 1
    assert len(pg_stage.keys.seals()) == 1
    assert sitting.motion(motion).seal == pg_stage.keys.seals()[0]


# -- keys -----------------------------------------------------------------------------------------


async def test_a_store_that_is_away_is_not_begun_anew(either_stage):
    """Else the votes that are open would find no key in the new one, and would be void."""
    sitting = Sitting(either_stage)
    first = sitting.add()
    sitting.open()
    sitting.cast_all(first, *["yes"] * 8)
    root = either_stage.keys.root
    away = root.rename(root.with_name("away"))
    root.mkdir()
    second = sitting.add()
    with pytest.raises(KeyStoreFailed):
        sitting.open(second)
    root.rmdir()
    away.rename(root)
    sitting.open(second)
    found = await sitting.run_out(first)

    assert found.state is MotionState.CLOSED
    assert found.result["votes"]["yes"] == 8


async def test_a_key_that_opens_nothing_is_a_lost_one(stage):
    """A file of the right length and the wrong content: no vote is called invalid for it."""
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open()
    sitting.cast_all(motion, *["yes"] * 8)
    (stage.keys.root / f"{sitting.motion(motion).seal}.key").write_bytes(bytes(range(32)))
    found = await sitting.run_out(motion)

    assert (found.state, found.void_why) == (MotionState.VOID, "key_lost")
    assert sitting.ballots(motion) == []


async def test_a_key_that_cannot_be_removed_holds_up_no_other(stage, monkeypatch):
    sitting = Sitting(stage)
    motions = [sitting.add(), sitting.add()]
    sitting.open()
    for motion in motions:
        sitting.by(ballot.void, motion, "Nhầm nội dung")
    stuck = min(stage.keys.seals())
    before = stage.keys.destroy

    def destroy(seal):
        if seal == stuck:
            raise StoreAway
        before(seal)

    monkeypatch.setattr(stage.keys, "destroy", destroy)
    await sitting.count()

    assert stage.keys.seals() == [stuck]


def test_only_our_own_leftovers_are_swept(stage):
    root = stage.keys.root
    root.mkdir(exist_ok=True)
    ours, theirs = root / ".abcd_123", root / ".env"
    for each in (ours, theirs, root / ".gitignore"):
        each.write_bytes(b"x" * 32)
    stage.keys.sweep(timedelta(0))

    assert not ours.exists()
    assert theirs.read_bytes() == b"x" * 32


# -- further rounds -------------------------------------------------------------------------------


async def tied(stage):
    """Three who stand for head, two of them with equally many votes; the motion, the keys."""
    sitting = Sitting(stage)
    options = sitting.unit_options("Cục Hải quan", "Kho bạc", "Cục Thống kê")
    first = sitting.add(MotionKind.HEAD, options=options, terms=HALF)
    sitting.open()
    keys = [each.key for each in options]
    sitting.cast_all(first, *([keys[0]] * 3 + [keys[1]] * 3 + [keys[2]] * 2))
    await sitting.run_out(first)
    return sitting, first


def round_after(sitting, motion):
    return sitting.stage.do(
        lambda session: ballot.further_round(session, sitting.actor(session, sitting.head), motion)
    )


async def test_a_void_round_is_prepared_again(either_stage):
    sitting, first = await tied(either_stage)
    second = round_after(sitting, first)
    sitting.open(second)
    assert round_after(sitting, first) == second
    await sitting.run_out(second)  # nobody comes
    assert sitting.motion(second).state is MotionState.VOID
    third = round_after(sitting, first)

    assert third != second
    assert sitting.motion(third).state is MotionState.DRAFT
    assert (sitting.motion(third).round, sitting.motion(third).follows_id) == (2, first)
    assert round_after(sitting, first) == third


async def test_who_stands_in_a_further_round_is_fixed(stage):
    """The record says who; another list would make it look forged."""
    sitting, first = await tied(stage)
    second = round_after(sitting, first)
    version, unit = sitting.motion(second).version, sitting.unit("Dự trữ")

    def choose(session, me, now):
        agenda_motion.choose_unit(session, me, second, version, unit, now, wanted=True)

    with pytest.raises(FurtherRoundFixed):
        sitting.by(choose)
    with pytest.raises(FurtherRoundFixed):
        sitting.by(agenda_motion.change, second, version, Part.SEATS, "2")
    sitting.by(agenda_motion.change, second, version, Part.TITLE, "Bầu lại")


# -- who votes ------------------------------------------------------------------------------------


async def test_a_substitute_who_speaks_for_the_unit_no_longer_leaves_the_vote_to_its_leader(
    stage,
):
    await stage.joins(VOTER, Role.OFFICER)
    sitting = Sitting(stage)
    unit = sitting.unit(VOTER)
    officer = stage.do(lambda session: sitting.actor(session, VOTER, Role.OFFICER).person_id)
    sitting.by(appoint, sitting.id, unit, officer)

    def ends(session):
        row = session.exec(select(Mandate).where(Mandate.person_id == officer)).one()
        row.to_on = date(2026, 1, 31)

    stage.do(ends)
    motion = sitting.add()
    sitting.open()
    roll = {each.unit_id: each.person_id for each in sitting.roll(motion)}

    assert roll[unit] == stage.do(lambda session: sitting.actor(session, VOTER).person_id)


async def test_who_joins_after_the_opening_is_told_that_nobody_votes(stage):
    sitting = Sitting(stage)
    leader = stage.do(lambda session: sitting.actor(session, VOTER).person_id)

    def leaves(session):
        session.delete(session.exec(select(Account).where(Account.person_id == leader)).one())

    stage.do(leaves)
    motion = sitting.add()
    sitting.open()
    phone = await stage.joins(VOTER)
    await phone.tap_data(f"ballot.show:{motion}")

    assert "đơn vị chưa có người bỏ phiếu" in phone.card
    assert "Người bỏ phiếu của đơn vị" not in phone.card


# -- what is put to the vote ----------------------------------------------------------------------


async def test_a_table_that_was_reopened_is_not_put_to_the_vote(stage):
    period_id = stage.open_period()
    sitting = Sitting(stage)
    about = {"period": period_id, "version": 1}
    motion = sitting.add(MotionKind.SCORE_TABLE, Form.OPEN, subject=about)

    def lacks(session):
        state = opening_of(session, sitting.actor(session, sitting.head), sitting.id, stage.clock())
        return type(state.drafts[0].missing)

    with pytest.raises(NoAgreedTable):
        sitting.open()
    assert stage.do(lacks) is NoAgreedTable
    stage.do(lambda session: setattr(session.get_one(Period, period_id), "stage", Stage.LOCKED))
    assert stage.do(lacks) is type(None)
    sitting.open(motion)

    assert sitting.motion(motion).state is MotionState.OPEN


async def test_an_honour_for_nobody_is_not_offered_for_opening(stage):
    sitting = Sitting(stage)
    sitting.add(MotionKind.HONOUR)

    def lacks(session):
        state = opening_of(session, sitting.actor(session, sitting.head), sitting.id, stage.clock())
        return type(state.drafts[0].missing)

    assert stage.do(lacks) is SubjectNeeded
    with pytest.raises(SubjectNeeded):
        sitting.open()
