"""What the demo begins with: the eight units of Cụm thi đua số 10, a week into self-scoring.

Everything is done by the same actions that people's presses call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import update
from sqlmodel import Session, select

from bot.imports import SAMPLES, import_cluster, import_criteria, read_cluster, read_criteria
from bot.playground import World
from bot.playground.acts import press, say
from bot.playground.chats import Chat
from handlers.i18n import translator
from models import access
from models.access import Actor
from models.actions import invitation, submission
from models.actions import period as period_act
from models.actions import sheet as sheet_act
from models.cluster import Cluster, Office
from models.people import Role
from models.post import Letter, LetterState
from models.queries.board import sheet_of
from models.queries.people import MemberUnit, Speaker, member_units, speakers
from models.queries.sheet import sheet_view
from models.rules.answers import Answer
from models.rules.calendar import end_of_day, local_date
from models.rules.criteria import Item, RuleKind
from models.sheet import PeriodCode

CLUSTER = "cum-10-thanh-hoa"
OPENED_DAYS_AGO = 6
DUE_IN_DAYS = 6
FIRST_PEOPLE = 3
DONE = (1.0, 1.0, 0.0, 0.0, 0.55, 1.0, 0.25, 0.0)
"""How much of its sheet each unit has filled in, in the order of the roster."""
SUBMITTED = (False, True, False, False, False, True, False, False)
NEVER_JOINED = 7
"""The last unit: its people still have their invitation to use."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A person of the demo: in the playground and in the database."""

    user_id: int
    person_id: int
    unit: int
    head: bool


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who takes part, the head first."""

    personas: tuple[Persona, ...]
    codes: tuple[tuple[int, str], ...]
    """Playground people who still hold an unused invitation code."""

    def first(self, count: int) -> list[int]:
        """The people whose phones are open at first: the head, one at work, one who begins."""
        order = sorted(self.personas, key=lambda each: (not each.head, each.unit != 4))  # noqa: PLR2004
        begins = [each.user_id for each in self.personas if each.unit == 2]  # noqa: PLR2004
        chosen = [each.user_id for each in order[: count - 1]] + begins[:1]
        return list(dict.fromkeys(chosen))[:count]


def prepare(session: Session, world: World, now: datetime, chance: Random) -> Cast:
    """Import every sample cluster, let the people of Cụm 10 join, open, fill in, submit."""
    t = translator("vi")
    for path in sorted((SAMPLES / "clusters").glob("*.yaml")):
        import_cluster(session, read_cluster(path, t), now)
    table = read_criteria(SAMPLES / "criteria" / "co-quan-trung-uong.yaml", t)
    for code in session.exec(select(Cluster.code)).all():
        import_criteria(session, code, table, now, adopted=True)
    cluster = session.exec(select(Cluster).where(Cluster.code == CLUSTER)).one()
    begun = now - timedelta(days=OPENED_DAYS_AGO)
    cast = _let_join(session, world, cluster, begun, chance)
    _play_first_week(session, cluster, cast, begun, now, chance)
    # The letters of that week were read on its days; the demo begins on the next Monday.
    session.execute(update(Letter).values(state=LetterState.SENT, sent_at=begun))
    return cast


def _let_join(
    session: Session, world: World, cluster: Cluster, now: datetime, chance: Random
) -> Cast:
    today = local_date(now)
    units = member_units(session, cluster.id or 0, today)
    personas, codes = [], []
    for number, unit in enumerate(units):
        for speaker in speakers(session, cluster.id or 0, today, unit_id=unit.unit_id)[:2]:
            user_id = world.add_person(speaker.name, note=_note(unit, speaker, cluster))
            code = invitation.invite(session, None, speaker.mandate_id, now, chance)
            if number == NEVER_JOINED:
                codes.append((user_id, code))
                continue
            state = invitation.present_code(session, user_id, code, now, today)
            person_id = invitation.accept(session, user_id, state.invitation_id, now)
            session.flush()
            personas.append(Persona(user_id, person_id, number, Office.HEAD in unit.offices))
    _others(session, world, cluster, today, now, chance, codes)
    return Cast(tuple(personas), tuple(codes))


def _note(unit: MemberUnit, speaker: Speaker, cluster: Cluster) -> str:
    role = {Role.LEADER: "lãnh đạo", Role.OFFICER: "cán bộ thi đua"}.get(speaker.role, "dự")
    office = {Office.HEAD: " · Cụm trưởng", Office.DEPUTY: " · Cụm phó"}
    held = "".join(office.get(each, "") for each in unit.offices)
    return f"{unit.name} · {role}{held} · {cluster.name}"


def _others(
    session: Session,
    world: World,
    cluster: Cluster,
    today: object,
    now: datetime,
    chance: Random,
    codes: list[tuple[int, str]],
) -> None:
    """A stranger; and the head of another cluster, who has a code and a period to open."""
    world.add_person("Người lạ", note="chưa có mã tham gia")
    other = session.exec(select(Cluster).where(Cluster.code != cluster.code)).first()
    if other is None:
        return
    day = local_date(now)
    del today
    for unit in member_units(session, other.id or 0, day):
        if Office.HEAD in unit.offices:
            speaker = speakers(session, other.id or 0, day, unit_id=unit.unit_id)[0]
            user_id = world.add_person(speaker.name, note=_note(unit, speaker, other))
            code = invitation.invite(session, None, speaker.mandate_id, now, chance)
            codes.append((user_id, code))


def _play_first_week(
    session: Session, cluster: Cluster, cast: Cast, begun: datetime, now: datetime, chance: Random
) -> None:
    head = _actor(session, next(each for each in cast.personas if each.head), begun)
    due_at = end_of_day(local_date(now + timedelta(days=DUE_IN_DAYS)))
    period_id = period_act.open_period(
        session,
        head,
        cluster.id or 0,
        local_date(begun).year,
        PeriodCode.YEAR_END,
        due_at,
        period_act.DEFAULT_GRACE_DAYS,
        begun,
    )
    session.flush()
    for number, unit in enumerate(member_units(session, cluster.id or 0, local_date(now))):
        personas = [each for each in cast.personas if each.unit == number]
        if personas:
            _fill(session, period_id, unit, personas, now, chance, number)


def _fill(
    session: Session,
    period_id: int,
    unit: MemberUnit,
    personas: Sequence[Persona],
    now: datetime,
    chance: Random,
    number: int,
) -> None:
    sheet_id = sheet_of(session, period_id, unit.unit_id)
    if sheet_id is None:
        return
    moment = now - timedelta(days=1, minutes=7 * number)
    officer = _actor(session, personas[-1], moment)
    found = access.own_sheet(session, officer, sheet_id, local_date(moment))
    view = sheet_view(session, found, moment)
    items = [state.item for state in view.items.values()]
    for item in items[: int(len(items) * DONE[number])]:
        moment += timedelta(seconds=40)
        sheet_act.record(session, officer, sheet_id, item.code, _likely(item, chance), moment)
    if SUBMITTED[number]:
        leader = _actor(session, personas[0], moment)
        submission.submit(session, leader, sheet_id, moment + timedelta(minutes=20))


def _actor(session: Session, persona: Persona, now: datetime) -> Actor:
    session.flush()
    found = access.actor(session, persona.user_id, local_date(now))
    if found is None:
        raise LookupError("the persona has not joined")
    return found


def _likely(item: Item, chance: Random) -> Answer:
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


def open_chats(world: World, cast: Cast) -> None:
    """Everybody opens the chat; the head makes the cluster's group."""
    for persona in cast.personas:
        person = world.person(persona.user_id)
        say(world, person, world.chat_for(person), "/start")
    for user_id, code in cast.codes:
        person = world.person(user_id)
        person.note = f"{person.note} · mã tham gia {code}"
    heads = [each.user_id for each in cast.personas if each.head]
    others = [each.user_id for each in cast.personas if not each.head]
    world.add_group("Cụm thi đua số 10", heads + others)


def all_answered(world: World, cast: Cast) -> bool:
    """Whether everybody who wrote has a card, and the group its greeting."""
    private = [world.chat_for(world.person(each.user_id)) for each in cast.personas]
    groups = [chat for chat in world.chats.values() if chat.id < 0]
    return bool(groups) and all(_armed(chat) for chat in [*private, *groups])


def _armed(chat: Chat) -> list[int]:
    """The messages of a chat that have buttons."""
    return [post.id for post in chat.posts.values() if post.data.get("reply_markup")]


def link_group(world: World, cast: Cast) -> None:
    """The head presses the button under the bot's greeting in the group."""
    head = world.person(next(each.user_id for each in cast.personas if each.head))
    for chat in world.chats.values():
        if chat.id < 0:
            press(world, head, chat, _armed(chat)[-1], {"data": "group.link"})
