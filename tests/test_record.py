"""The record: only ever added to, told in the group, and checked by somebody who shares no code."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from bot import verify
from bot.playground.acts import migrate, set_member
from handlers.record import as_file
from models.actions import stage as stage_act
from models.actions.post import owe_group
from models.actions.record import append
from models.cluster import Cluster
from models.post import Card, Letter, LetterState
from models.queries.record import export, record_state
from models.record import RecordEntry
from models.rules.record import FIRST, canonical
from models.rules.workdays import end_of_working_day
from models.seats import actor_of
from tests.databases import CLUSTER, OTHER_CLUSTER
from tests.test_group import Group, linked
from tests.test_one_moment import together
from tests.way import Way

FACTS = {"outgoing": "cuc-thue", "incoming": "kho-bac", "items": ["Con dấu"]}


def cluster_of(session, code=CLUSTER):
    return session.exec(select(Cluster).where(Cluster.code == code)).one()


def adding(stage, kind="handover", facts=FACTS, *, year=2026, code=CLUSTER, me=None, told=True):
    """An entry, as a transaction's work."""

    def work(session):
        cluster = cluster_of(session, code)
        append(session, cluster.id, year, kind, facts, stage.clock(), me, told=told)

    return work


def add(stage, *args, **others):
    stage.do(adding(stage, *args, **others))


def exported(stage, year=2026, code=CLUSTER):
    """The record as a file."""

    def work(session):
        return export(session, cluster_of(session, code), year, stage.clock())

    return as_file(stage.do(work))


def checked(stage, *checkpoints, year=2026, code=CLUSTER):
    """What the verifier says of a good record."""
    return "\n".join(verify.report(verify.verify(exported(stage, year, code)), checkpoints, []))


def kinds(stage):
    return [row.kind for row in stage.rows(RecordEntry)]


# -- the chain ------------------------------------------------------------------------------------


async def test_entries_hold_one_another_for_each_cluster_and_year(either_stage):
    add(either_stage)
    add(either_stage)
    add(either_stage, year=2027)
    add(either_stage, code=OTHER_CLUSTER)
    rows = either_stage.rows(RecordEntry)

    assert [(row.year, row.seq) for row in rows] == [(2026, 1), (2026, 2), (2027, 1), (2026, 1)]
    assert "2 mục" in checked(either_stage, f"2:{rows[1].hash[:16]}")
    assert "1 mục" in checked(either_stage, year=2027)
    assert "1 mục" in checked(either_stage, code=OTHER_CLUSTER)
    assert "0 mục" in checked(either_stage, year=2020)


async def test_an_entry_says_who_acted_as_office_and_unit_never_by_name(stage):
    head = await stage.head()
    person = stage.rows(Card, chat_id=head.user_id)[0].person_id

    def work(session):
        me = actor_of(session, person, stage.clock().date())
        append(session, cluster_of(session).id, 2026, "handover", FACTS, stage.clock(), me)
        append(session, cluster_of(session).id, 2026, "handover", FACTS, stage.clock())
        other = cluster_of(session, OTHER_CLUSTER)
        append(session, other.id, 2026, "handover", FACTS, stage.clock(), me)
        return me.name

    name = stage.do(work)
    bodies = [json.loads(row.body) for row in stage.rows(RecordEntry)]

    assert bodies[0]["by"] == {"offices": ["head"], "unit": bodies[0]["by"]["unit"]}
    assert bodies[0]["by"]["unit"]
    assert [each["by"] for each in bodies[1:]] == [None, {"offices": [], "unit": None}]
    assert not any(name in row.body for row in stage.rows(RecordEntry))


async def test_vietnamese_is_written_in_one_form(stage):
    add(stage, facts={"incoming": "Đơn vi\u0323"})  # composed of two signs

    assert "Đơn vị" in stage.rows(RecordEntry)[0].body
    assert "1 mục" in checked(stage)


@pytest.mark.parametrize("facts", [{"points": 1.5}, {"points": [float("nan")]}, {"a": {1, 2}}])
async def test_what_has_no_canonical_form_is_not_recorded(stage, facts):
    with pytest.raises(TypeError):
        add(stage, facts=facts)

    assert not stage.rows(RecordEntry)


@pytest.mark.parametrize("statement", [
    "UPDATE recordentry SET body = 'x'",
    "UPDATE recordentry SET hash = hash",
    "DELETE FROM recordentry",
])  # fmt: skip
async def test_the_database_itself_refuses_to_change_the_record(either_stage, statement):
    add(either_stage)
    with pytest.raises(DBAPIError, match="only added to"):
        either_stage.do(lambda session: session.execute(text(statement)))

    assert "1 mục" in checked(either_stage)


async def test_an_entry_that_is_rolled_back_leaves_no_gap(either_stage):
    add(either_stage)

    def fails(session):
        adding(either_stage)(session)
        raise LookupError

    with pytest.raises(LookupError):
        either_stage.do(fails)
    add(either_stage)

    assert "2 mục" in checked(either_stage)
    assert len(either_stage.rows(Letter, kind="checkpoint")) == 2


async def test_two_at_one_moment_follow_each_other(postgresql_stage):
    stage = postgresql_stage
    together(stage, adding(stage), adding(stage, "paper", {"number": 1, "code": "BB",
                                                           "subject": "session:1"}))  # fmt: skip

    assert kinds(stage) == ["handover", "paper"]
    assert "2 mục" in checked(stage)


async def test_an_export_is_one_document_with_its_head(stage):
    empty = json.loads(exported(stage))
    add(stage)
    add(stage)
    content = json.loads(exported(stage))

    assert (empty["entries"], empty["head"]) == ([], FIRST)
    assert sorted(content) == ["cluster", "entries", "exported_at", "format", "head", "year"]
    assert content["head"] == content["entries"][-1]["hash"]
    assert all(canonical(json.loads(each["body"])) == each["body"] for each in content["entries"])


# -- the score table ------------------------------------------------------------------------------


@pytest.fixture
def agreed(either_stage):
    """A table that is agreed."""
    way = Way(either_stage)
    way.submit_all()
    way.close()
    way.appraise_all()
    way.open()
    either_stage.clock.advance(timedelta(days=9))
    way.agree()
    return way


def reopen(stage, way):
    def work(session):
        now = stage.clock()
        stage_act.ask_reopening(session, way.head(session), way.period_id, "Sai số liệu", now)
        session.flush()
        until = end_of_working_day(now, 3)
        stage_act.confirm_reopening(session, way.deputy(session), way.period_id, until, now)

    stage.do(work)
    stage.clock.advance(timedelta(days=9))


async def test_agreeing_publishing_and_reopening_a_table_are_entries(either_stage, agreed):
    agreed.publish()
    reopen(either_stage, agreed)
    agreed.agree()

    assert kinds(either_stage) == [
        "table-agreed", "table-published", "table-reopened", "table-agreed",
    ]  # fmt: skip
    assert "4 mục" in checked(either_stage)
    facts = json.loads(either_stage.rows(RecordEntry)[0].body)["facts"]
    assert [each["unit"] for each in facts["units"]] == sorted(
        each["unit"] for each in facts["units"]
    )
    assert len(facts["units"]) == 8
    assert all(isinstance(each["final"], str) for each in facts["units"])


# -- the group ------------------------------------------------------------------------------------


def told(group):
    """Checkpoints that the group has received."""
    return [post.data["text"] for post in group.posts if "Mốc đối chiếu" in post.data["text"]]


def letters(stage):
    return [(row.state, row.error) for row in stage.rows(Letter) if row.person_id is None]


async def test_a_milestone_is_told_in_the_group_with_its_number_and_hash(either_stage):
    _, group = await linked(either_stage)
    card = group.card
    add(either_stage)
    await either_stage.settle()
    row = either_stage.rows(RecordEntry)[0]
    (words,) = told(group)
    buttons = group.posts[-1].data["reply_markup"]["inline_keyboard"]

    assert "Hai đơn vị xác nhận bàn giao" in words
    assert "mục số 1\n" in words
    assert f"Mốc đối chiếu: 1:{row.hash[:16]}\n" in words
    assert [button.get("url") for line in buttons for button in line] == [
        "https://t.me/thidua_playground_bot?start"
    ]
    assert letters(either_stage) == [(LetterState.SENT, None)]
    assert group.card == card
    assert not either_stage.rows(Card, chat_id=group.chat.id)[0].buried
    await either_stage.later(seconds=5)
    assert len(told(group)) == 1


async def test_of_several_notices_that_wait_the_last_speaks_for_all(either_stage):
    _, group = await linked(either_stage)
    for _ in range(25):
        add(either_stage)
    add(either_stage, year=2027)
    await either_stage.settle()
    add(either_stage)
    await either_stage.settle()

    assert [words.splitlines()[0] for words in told(group)] == [
        "Nhật ký năm 2026, mục số 25",
        "Nhật ký năm 2027, mục số 1",
        "Nhật ký năm 2026, mục số 26",
    ]
    last = either_stage.rows(RecordEntry, seq=25)[0]
    assert "26 mục" in checked(either_stage, f"25:{last.hash[:16]}")


async def test_without_a_group_the_notice_is_dropped_and_the_record_stands(either_stage):
    add(either_stage)
    await either_stage.settle()

    assert letters(either_stage) == [(LetterState.DROPPED, None)]
    assert "1 mục" in checked(either_stage)


async def test_what_is_told_elsewhere_is_not_told_twice(stage):
    _, group = await linked(stage)
    add(stage, told=False)
    await stage.settle()

    assert not told(group)
    assert not letters(stage)


async def test_the_group_reads_its_clusters_language(stage):
    _, group = await linked(stage)

    def english(session):
        cluster_of(session).locale = "en"

    stage.do(english)
    add(stage)
    await stage.settle()

    assert "Handover confirmed" in group.posts[-1].data["text"]
    assert not told(group)


async def test_a_group_that_throws_the_bot_out_gets_nothing_and_holds_up_nobody(either_stage):
    head, group = await linked(either_stage)
    bot, chat = either_stage.world.bot_id, group.chat
    chat.members[bot] = "kicked"  # and the update that says so is still on its way
    add(either_stage)
    await either_stage.settle()
    states = letters(either_stage)
    chat.members[bot] = "member"
    set_member(either_stage.world, chat, bot, "kicked", by=head.user_id)
    await either_stage.settle()
    add(either_stage)
    await either_stage.settle()

    assert states == [(LetterState.DEAD, "forbidden")]
    assert [state for state, _ in letters(either_stage)] == [LetterState.DEAD, LetterState.DROPPED]
    assert "2 mục" in checked(either_stage)


async def test_the_notice_follows_a_group_that_has_become_a_supergroup(either_stage):
    _, group = await linked(either_stage)
    new = migrate(either_stage.world, group.chat)
    old = group.chat
    group.chat = either_stage.world.chats[new]
    add(either_stage)  # before the bot has heard of it
    await either_stage.settle()
    await either_stage.later(seconds=5)

    assert len(told(group)) == 1
    assert not [post for post in old.posts.values() if "Mốc đối chiếu" in post.data.get("text", "")]
    assert letters(either_stage) == [(LetterState.SENT, None)]


async def test_a_notice_with_a_bug_is_put_aside_and_the_others_go(stage):
    _, group = await linked(stage)

    def owed(session):
        owe_group(session, stage.clock(), "checkpoint", "x", cluster_of(session).id, cluster=1)

    stage.do(owed)
    add(stage)
    await stage.settle()

    assert letters(stage) == [(LetterState.DEAD, "KeyError"), (LetterState.SENT, None)]
    assert len(told(group)) == 1


async def test_the_same_notice_is_owed_once(either_stage):
    def owed(session):
        cluster = cluster_of(session).id
        return owe_group(session, either_stage.clock(), "checkpoint", "x", cluster, cluster=1)

    assert [either_stage.do(owed), either_stage.do(owed)] == [True, False]


async def test_notices_of_two_clusters_reach_their_own_groups(stage):
    _, group = await linked(stage)
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    theirs = Group(stage, other)
    await stage.settle()

    def link(session):
        cluster_of(session, OTHER_CLUSTER).group_chat_id = theirs.chat.id

    stage.do(link)
    add(stage)
    add(stage, code=OTHER_CLUSTER, year=2027)
    await stage.settle()

    assert ["Nhật ký năm 2026" in words for words in told(group)] == [True]
    assert ["Nhật ký năm 2027" in words for words in told(theirs)] == [True]


async def test_pages_of_milestones_come_last_first(stage):
    for _ in range(14):
        add(stage, told=False)

    def shown(page):
        return stage.do(lambda session: record_state(session, cluster_of(session), 2026, page))

    assert [each.seq for each in shown(0).milestones] == [14, 13, 12, 11, 10, 9]
    assert [each.seq for each in shown(99).milestones] == [2, 1]
    assert shown(-5).page == 0
    assert shown(0).last_page == 2
