"""What Cụm thi đua số 10 is at in the demo: a week into its year-end self-scoring.

Everything is done by the same actions that people's presses call.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sqlmodel import Session

from bot.demo.cast import CLUSTER, PROVINCES, Cast, Persona, actor
from bot.demo.papers import paper
from bot.playground import World
from bot.playground.acts import press, say
from bot.playground.chats import Chat
from bot.store import Store
from handlers.evidence import given
from models import access
from models.access import Actor
from models.actions import evidence, submission
from models.actions import period as period_act
from models.actions import sheet as sheet_act
from models.people import Role
from models.queries.board import sheet_of
from models.queries.people import MemberUnit, member_units
from models.queries.sheet import sheet_view
from models.rules.answers import Answer
from models.rules.calendar import end_of_day, local_date
from models.rules.criteria import Item, RuleKind
from models.sheet import PeriodCode

HEAD = "Cục Thuế"
OPENED_DAYS_AGO = 6
DUE_IN_DAYS = 6
DONE = (1.0, 1.0, 0.0, 0.0, 0.55, 1.0, 0.25, 0.0)
"""How much of its sheet each unit has filled in, in the order of the roster."""
SUBMITTED = (True, True, False, False, False, True, False, False)
PROVEN = {
    "Cục Hải quan": (
        ("I.1.1", "xac-nhan-so-lieu.pdf", ""),
        ("I.1.1", "bang-tong-hop.png", ""),
        ("B.3", "bang-khen.pdf", "Số 1842/QĐ-BTC ngày 20/08/2026 của Bộ Tài chính"),
    ),
    "Cục Thống kê": (
        ("B.4", "cong-nhan-sang-kien.pdf", "Số 77/QĐ-CTK ngày 06/05/2026 của Cục Thống kê"),
    ),
}
"""Unit -> item, file, the decision that it is. Cục Hải quan claims B.4 without any paper."""
CLAIMED = {"Cục Hải quan": {"B.3": 1, "B.4": 1}, "Cục Thống kê": {"B.4": 1}}
"""Unit -> bonus item -> how often."""
GROUPS = {
    (CLUSTER, HEAD): "Cụm thi đua số 10",
    (PROVINCES, "Quảng Ninh"): "Cụm thi đua 9 tỉnh",
}
"""Cluster and its head -> the name of its group."""


def play_first_week(
    session: Session, store: Store, cast: Cast, now: datetime, chance: Random
) -> None:
    """The head opens the year-end period; the units fill in, prove, and some hand in."""
    begun = now - timedelta(days=OPENED_DAYS_AGO)
    head = cast.who(CLUSTER, HEAD)
    cluster_id = head.seat.cluster.id or 0
    due_at = end_of_day(local_date(now + timedelta(days=DUE_IN_DAYS)))
    period_id = period_act.open_period(
        session,
        actor(session, head, begun),
        cluster_id,
        local_date(begun).year,
        PeriodCode.YEAR_END,
        due_at,
        period_act.DEFAULT_GRACE_DAYS,
        begun,
    )
    session.flush()  # the sheets are looked for by plain queries
    for number, unit in enumerate(member_units(session, cluster_id, local_date(now))):
        people = [each for each in cast.of(CLUSTER) if each.seat.unit == unit]
        sheet_id = sheet_of(session, period_id, unit.unit_id)
        if people and sheet_id is not None:
            moment = now - timedelta(days=1, minutes=7 * number)
            _fill(session, store, sheet_id, unit, people, moment, chance, number)


def _fill(
    session: Session,
    store: Store,
    sheet_id: int,
    unit: MemberUnit,
    people: Sequence[Persona],
    moment: datetime,
    chance: Random,
    number: int,
) -> None:
    leader, officer = (
        actor(session, next(each for each in people if each.seat.speaker.role is role), moment)
        for role in (Role.LEADER, Role.OFFICER)
    )
    found = access.own_sheet(session, officer, sheet_id, local_date(moment))
    items = [state.item for state in sheet_view(session, found, moment).items.values()]
    answers = {item.code: likely(item, chance) for item in items[: int(len(items) * DONE[number])]}
    claimed = CLAIMED.get(unit.short_name, {})
    answers |= {code: Answer(count=count) for code, count in claimed.items()}
    for code, answer in answers.items():
        moment += timedelta(seconds=40)
        sheet_act.record(session, officer, sheet_id, code, answer, moment)
    prove(session, store, officer, sheet_id, PROVEN.get(unit.short_name, ()), moment)
    if SUBMITTED[number]:
        submission.submit(session, leader, sheet_id, moment + timedelta(minutes=20))


def prove(
    session: Session,
    store: Store,
    me: Actor,
    sheet_id: int,
    pieces: Sequence[tuple[str, str, str]],
    now: datetime,
) -> None:
    """Put papers to items: (item, file's name, what is written under it)."""
    for code, name, caption in pieces:
        evidence.attach(session, me, sheet_id, code, given(paper(store, name)), caption, now)


def likely(item: Item, chance: Random) -> Answer:
    """An answer as good units give it."""
    if item.kind is RuleKind.PROPORTIONAL:
        target = None if item.target is not None else Decimal(100)
        return Answer(Decimal(chance.choice(("100", "100", "98.5", "96", "92.5"))), target)
    if item.kind is RuleKind.TARGET_LEADER:
        return Answer(actual=Decimal(chance.choice(("104", "108.5", "112"))), target=Decimal(100))
    if item.kind is RuleKind.TIERED:
        return Answer(tier=chance.choice((1, 1, 2)))
    if item.kind is RuleKind.BINARY:
        return Answer(met=True)
    return _likely_count(item, chance)


def _likely_count(item: Item, chance: Random) -> Answer:
    if item.kind is RuleKind.SUBTRACT:
        return Answer(counts={each.code: chance.choice((0, 0, 0, 1)) for each in item.counted})
    if item.kind in (RuleKind.BONUS, RuleKind.DEDUCTION):
        return Answer(count=chance.choice((0, 0, 1)))
    reach = int(-(-item.max // (item.per_unit or Decimal(1))))
    return Answer(count=chance.choice((reach, reach, max(reach - 1, 0))))


def let_write(world: World, cast: Cast) -> None:
    """Everybody of the cast has used their code, so the bot may write to them."""
    for persona in cast.personas:
        world.person(persona.user_id).started = True


def open_chats(world: World, cast: Cast) -> None:
    """Who is to be tried first opens the chat; two heads make their clusters' groups.

    The others' chats hold what the bot has written, or nothing.
    """
    for persona in cast.leading():
        person = world.person(persona.user_id)
        say(world, person, world.chat_for(person), "/start")
    for (cluster, unit), title in GROUPS.items():
        head = cast.who(cluster, unit)
        people = [head, *(each for each in cast.of(cluster) if each is not head)]
        world.add_group(title, [each.user_id for each in people])


def all_answered(world: World, cast: Cast) -> bool:
    """Whether everybody who wrote has a card, and each group its greeting."""
    private = [world.chat_for(world.person(each.user_id)) for each in cast.leading()]
    groups = _groups(world)
    return len(groups) == len(GROUPS) and all(_armed(chat) for chat in [*private, *groups])


def _groups(world: World) -> list[Chat]:
    """In the order in which they were made."""
    return [chat for chat in world.chats.values() if chat.id < 0]


def _armed(chat: Chat) -> list[int]:
    """The messages of a chat that have buttons."""
    return [post.id for post in chat.posts.values() if post.data.get("reply_markup")]


def link_groups(world: World, cast: Cast) -> None:
    """The heads press the button under the bot's greeting in their groups."""
    for chat, head in zip(_groups(world), GROUPS, strict=True):
        person = world.person(cast.who(*head).user_id)
        press(world, person, chat, _armed(chat)[-1], {"data": "group.link"})
