"""A meeting that is prepared and answered by the actions themselves: where tests begin."""

from datetime import UTC, datetime

from sqlmodel import select

from models import access
from models.actions import calling, invited
from models.actions import meeting as meeting_act
from models.actions.invited import Answer
from models.cluster import Cluster, Membership
from models.meeting import Invitee, Meeting, MeetingKind, Reply
from models.people import Mandate, Role
from models.post import Card
from models.queries.owed_meetings import owed
from models.queries.people import member_units, speakers
from models.rules.calendar import local_date
from tests.databases import CLUSTER

TITLE = "Hội nghị tổng kết năm 2026"
STARTS = datetime(2026, 12, 15, 1, tzinfo=UTC)
"""8:00 in Vietnam on a Tuesday, five weeks after the stage's beginning."""
HEAD = "Cục Thuế"
OTHER_HEAD = "Liên minh"
"""The head of the other cluster."""
COMES = Answer(Reply.COMES)


def living(phone):
    """The text of the living card, whatever letters stand below it."""
    card = phone.stage.rows(Card, chat_id=phone.user_id)[0]
    return phone.chat.posts[card.message_id].data["text"]


class Gathering:
    """A meeting of a cluster and those who speak for its units, without their phones."""

    def __init__(self, stage, *, called=True, cluster=CLUSTER, head=HEAD, starts_at=STARTS):
        self.stage, self.cluster, self.head = stage, cluster, head
        self.id = self.by(meeting_act.prepare, self.cluster_id, MeetingKind.YEAR_END, TITLE,
                          starts_at)  # fmt: skip
        if called:
            self.by(calling.call, self.id)

    @property
    def cluster_id(self):
        return self.stage.do(
            lambda session: session.exec(
                select(Cluster.id).where(Cluster.code == self.cluster)
            ).one()
        )

    def actor(self, session, unit, role=Role.LEADER, cluster_id=None):
        today = local_date(self.stage.clock())
        cluster_id = (
            cluster_id or session.exec(select(Cluster.id).where(Cluster.code == self.cluster)).one()
        )
        units = {each.unit_id: each.name for each in member_units(session, cluster_id, today)}
        for speaker in speakers(session, cluster_id, today):
            if speaker.role == role and unit in units.get(speaker.unit_id, ""):
                return access.actor_of(session, speaker.person_id, today)
        raise LookupError(unit)

    def by(self, act, *args, who=None, role=Role.LEADER):
        """An action of somebody (of the head, if nobody is named) at the present moment."""
        return self.stage.do(
            lambda session: act(
                session, self.actor(session, who or self.head, role), *args, self.stage.clock()
            )
        )

    def unit(self, name):
        today = local_date(self.stage.clock())
        units = self.stage.do(lambda s: member_units(s, self.cluster_id, today))
        return next(unit.unit_id for unit in units if name in unit.name)

    def change(self, changes, version=None):
        return self.by(meeting_act.change, self.id, changes, version or self.row.version)

    def answer(self, who, given=COMES, version=None, role=Role.LEADER):
        version = version or self.row.version
        return self.by(invited.answer, self.id, given, version, who=who, role=role)

    def leaves(self, name, on):
        """A unit belongs to the cluster until that day; its id."""
        unit_id = self.unit(name)
        terms = {"cluster_id": self.cluster_id, "unit_id": unit_id}
        self.stage.do(
            lambda session: setattr(
                session.exec(select(Membership).filter_by(**terms)).one(), "to_on", on
            )
        )
        return unit_id

    def also_speaks(self, who, name):
        """Who speaks for a unit speaks for another one, too; the mandate's id."""
        cluster_id, unit_id = self.cluster_id, self.unit(name)

        def work(session):
            terms = {"role": Role.OFFICER, "from_on": local_date(self.stage.clock())}
            person_id = self.actor(session, who).person_id
            mandate = Mandate(person_id=person_id, cluster_id=cluster_id, unit_id=unit_id, **terms)
            session.add(mandate)
            session.flush()
            return mandate.id

        return self.stage.do(work)

    @property
    def row(self):
        return self.stage.rows(Meeting, id=self.id)[0]

    def invitee(self, name):
        return self.stage.rows(Invitee, meeting_id=self.id, unit_id=self.unit(name))[0]

    def owed(self):
        """What the cluster's units owe now: (kind, unit id)."""
        found = self.stage.do(lambda s: owed(s, [self.cluster_id], self.stage.clock()))
        return {(duty.kind.value, duty.unit_id) for duty in found}
