"""Who takes part in the demo: in the playground, and in the database once they have joined."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlmodel import Session, select

from bot.playground import World
from models import access
from models.access import Actor
from models.actions import invitation
from models.cluster import Cluster, ClusterKind, Office
from models.people import Role
from models.queries.people import MemberUnit, Speaker, member_units, speakers
from models.rules.calendar import local_date

CLUSTER, BLOC = "cum-10-thanh-hoa", "khoi-so-nganh-tong-hop"
PROVINCES = "cum-dong-bang-song-hong"
OTHER = "cum-11"
"""A cluster whose head has a code and a period to open."""
NEVER_JOINED = "Bảo hiểm xã hội"
"""Its people still have their invitation to use."""

TRY_FIRST = {
    (PROVINCES, "Quảng Ninh", Role.LEADER): "điều hành phiên bỏ phiếu",
    (PROVINCES, "Ninh Bình", Role.LEADER): "bỏ phiếu kín",
    (CLUSTER, "Cục Hải quan", Role.OFFICER): "đang tự chấm điểm",
    (PROVINCES, "Hải Dương", Role.LEADER): "bỏ phiếu kín, nhận bàn giao",
    (BLOC, "Liên minh Hợp tác xã", Role.LEADER): "bảng điểm đang lấy ý kiến",
    (CLUSTER, "Cục Thuế", Role.LEADER): "theo dõi tiến độ, nhắc nộp",
    (BLOC, "Cục Thuế", Role.LEADER): "xem bảng điểm, nêu ý kiến",
    (BLOC, "Cục Thống kê", Role.LEADER): "một ý kiến chờ trả lời",
    (BLOC, "", Role.OBSERVER): "chỉ xem",
    (CLUSTER, "Kho bạc Nhà nước", Role.LEADER): "chưa bắt đầu tự chấm",
}
"""(Cluster, unit, role) -> what to try first; the picker begins with them, in this order."""
FIRST_OPEN = 3
"""Of these, the phones that are open at first."""
_SAID = {CLUSTER: "Cụm 10", OTHER: "Cụm 11", PROVINCES: "Cụm 9 tỉnh"}
_ROLES = {Role.LEADER: "Lãnh đạo", Role.OFFICER: "Cán bộ thi đua", Role.OBSERVER: "Quan sát viên"}


@dataclass(frozen=True, slots=True)
class Seat:
    """A person of a roster who is to take part; an observer has no unit."""

    cluster: Cluster
    unit: MemberUnit | None
    speaker: Speaker

    @property
    def key(self) -> tuple[str, str, Role]:
        """As `TRY_FIRST` names it."""
        return self.cluster.code, self.unit.short_name if self.unit else "", self.speaker.role

    @property
    def note(self) -> str:
        """What the picker and the phone say: who it is, and what to try first."""
        where = self.unit.short_name if self.unit else self.cluster.standing_body
        role, cluster = self._role(), _SAID.get(self.cluster.code, "Khối")
        if not role.endswith("khối"):  # it says so already
            where = f"{where} ({cluster})"
        return " · ".join(filter(None, (role, TRY_FIRST.get(self.key), where)))

    def _role(self) -> str:
        bloc = self.cluster.kind is ClusterKind.KHOI
        offices = self.unit.offices if self.unit else frozenset()
        if self.speaker.role is Role.LEADER and Office.HEAD in offices:
            return "Trưởng khối" if bloc else "Cụm trưởng"
        if self.speaker.role is Role.LEADER and Office.DEPUTY in offices:
            return "Phó trưởng khối" if bloc else "Cụm phó"
        return _ROLES[self.speaker.role]


@dataclass(frozen=True, slots=True)
class Persona:
    """A person of the demo who has joined."""

    user_id: int
    seat: Seat


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who takes part, in the order of the picker."""

    personas: tuple[Persona, ...]

    def first(self) -> list[int]:
        """The people whose phones are open at first."""
        return [each.user_id for each in self.personas[:FIRST_OPEN]]

    def leading(self) -> list[Persona]:
        """Who is to be tried first."""
        return [each for each in self.personas if each.seat.key in TRY_FIRST]

    def of(self, cluster: str) -> list[Persona]:
        """Who takes part in a cluster."""
        return [each for each in self.personas if each.seat.cluster.code == cluster]

    def who(self, cluster: str, unit: str) -> Persona:
        """A unit's leader. LookupError if there is none."""
        for each in self.of(cluster):
            if each.seat.key == (cluster, unit, Role.LEADER):
                return each
        raise LookupError(unit)


def let_join(
    session: Session, world: World, begun: datetime, now: datetime, chance: Random
) -> Cast:
    """Everyone joins with a code of their own at `begun`, but for those who have it still."""
    personas = []
    for seat in _seats(session, local_date(now)):
        user_id = world.add_person(seat.speaker.name, note=seat.note)
        waits = seat.cluster.code == OTHER or seat.key[1] == NEVER_JOINED
        moment = now if waits else begun
        code = invitation.invite(session, None, seat.speaker.mandate_id, moment, chance)
        if waits:
            world.person(user_id).note += f" · mã tham gia {code}"
            continue
        state = invitation.present_code(session, user_id, code, moment, local_date(moment))
        invitation.accept(session, user_id, state.invitation_id, moment)
        personas.append(Persona(user_id, seat))
    world.add_person("Người lạ", note="chưa có mã tham gia")
    return Cast(tuple(personas))


def _seats(session: Session, today: date) -> list[Seat]:
    """All of Cụm 10; the bloc's leaders and observer, the provinces' leaders, another head."""
    order = list(TRY_FIRST)
    found = [
        *_of_roles(_seats_of(session, CLUSTER, today), Role.LEADER, Role.OFFICER),
        *_of_roles(_seats_of(session, BLOC, today), Role.LEADER, Role.OBSERVER),
        *_of_roles(_seats_of(session, PROVINCES, today), Role.LEADER),
        *_heads(_seats_of(session, OTHER, today)),
    ]
    return sorted(found, key=lambda s: order.index(s.key) if s.key in TRY_FIRST else len(order))


def _of_roles(seats: Iterator[Seat], *roles: Role) -> list[Seat]:
    return [seat for seat in seats if seat.speaker.role in roles]


def _heads(seats: Iterator[Seat]) -> list[Seat]:
    """The leader of the head unit."""
    leaders = _of_roles(seats, Role.LEADER)
    return [seat for seat in leaders if seat.unit is not None and Office.HEAD in seat.unit.offices]


def _seats_of(session: Session, code: str, today: date) -> Iterator[Seat]:
    cluster = session.exec(select(Cluster).where(Cluster.code == code)).one()
    units = member_units(session, cluster.id or 0, today)
    said = speakers(session, cluster.id or 0, today)
    for unit in units:
        yield from (Seat(cluster, unit, each) for each in said if each.unit_id == unit.unit_id)
    yield from (Seat(cluster, None, each) for each in said if each.unit_id is None)


def actor(session: Session, persona: Persona, now: datetime) -> Actor:
    """The persona as the actions know them on that day."""
    found = access.actor(session, persona.user_id, local_date(now))
    if found is None:
        raise LookupError("the persona has not joined")
    return found
