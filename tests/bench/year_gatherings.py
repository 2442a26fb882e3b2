"""Meetings and movements of the year: rows as the actions write them, and what is owed by them."""

from datetime import datetime, timedelta

from sqlalchemy import insert, update

from models.meeting import Invitee, Meeting, MeetingKind, Reply
from models.news import Movement, MovementReport, MovementUnit
from tests.bench.year_world import day_end, local

YEAR = 2026


class Gatherings:
    """That part of a `Year`."""

    # -- meetings -----------------------------------------------------------------------------

    def _call(self, session, now, cluster, day):
        starts, answer = local(day, 8), day_end(day - timedelta(days=6))
        row = {"id": self._id(), "cluster_id": cluster.id, "year": YEAR, "title": "Sơ kết"}
        row |= {"kind": MeetingKind.MID_YEAR, "place": "", "map_url": "", "programme": ""}
        row |= {"starts_at": starts, "answer_by": answer, "made_by": self.by, "made_at": now}
        session.execute(insert(Meeting), [row | {"called_at": now, "quorum": "2/3"}])
        rows = [{"meeting_id": row["id"], "unit_id": unit.id} for unit in cluster.units]
        session.execute(insert(Invitee), rows)
        each = {"id": row["id"], "starts": starts, "version": 1}
        for unit in cluster.units:
            self._meeting("invite", each, unit).born(now, answer, just_before(starts))
            self._later(self._reply, cluster, now, answer, each, unit)
        if self.chance.random() < 0.2:
            self.at(self._hour(day - timedelta(days=5)), self._postpone, cluster, each)

    def _meeting(self, what, each, unit):
        kind = {"invite": "invitation", "meeting": "meeting"}[what]
        return self.country.debt(kind, f"{what}:{each['id']}", str(each["id"]), unit)

    def _reply(self, session, now, _cluster, each, unit):
        debt = self._meeting("invite", each, unit)
        if not debt.at(now):
            return
        reply = self.chance.choice((Reply.COMES, Reply.COMES, Reply.SUBSTITUTE, Reply.EXCUSED))
        session.execute(
            update(Invitee)
            .where(Invitee.meeting_id == each["id"], Invitee.unit_id == unit.id)
            .values(reply=reply, replied_at=now, seen_version=each["version"])
        )
        debt.done(now)
        coming = self._meeting("meeting", each, unit)
        coming.done(now)
        if reply != Reply.EXCUSED:
            coming.owe(now, each["starts"], just_before(each["starts"]))

    def _postpone(self, session, now, cluster, each):
        """To be answered again; who said that they come still does, until they say otherwise."""
        starts = each["starts"] = each["starts"] + timedelta(days=self.chance.randint(3, 6))
        answer = day_end((starts - timedelta(days=4)).date())
        each["version"] = 2
        values = {"starts_at": starts, "answer_by": answer, "version": 2, "time_version": 2}
        session.execute(update(Meeting).where(Meeting.id == each["id"]).values(**values))
        for unit in cluster.units:
            self._meeting("invite", each, unit).owe(now, answer, just_before(starts))
            coming = self._meeting("meeting", each, unit)
            if coming.at(now):
                coming.owe(now, starts, just_before(starts))
            self._later(self._reply, cluster, now, answer, each, unit)

    # -- movements ----------------------------------------------------------------------------

    def _launch(self, session, now, cluster, day):
        register, report, ends = (day + timedelta(days=each) for each in (20, 45, 70))
        row = {"id": self._id(), "cluster_id": cluster.id, "year": YEAR, "name": "Chuyển đổi số"}
        row |= {"draft": f"nam:{cluster.id}", "goal": "", "theme": "", "starts_on": day}
        row |= {"ends_on": ends, "register_by": register, "by": self.by, "at": now, "ended_why": ""}
        days = [report, ends]
        session.execute(insert(Movement), [row | {"report_on": [d.isoformat() for d in days]}])
        for unit in cluster.units:
            debt = self.country.debt("movement", f"join:{row['id']}", str(row["id"]), unit)
            debt.owe(now, day_end(register), day_end(ends))
            self._later(self._join, cluster, now, day_end(register), row["id"], unit, debt, days)

    def _join(self, session, now, cluster, movement, unit, debt, days):
        if not debt.at(now):
            return
        row = {"movement_id": movement, "unit_id": unit.id, "pledge": "", "by": self.by, "at": now}
        session.execute(insert(MovementUnit), [row])
        debt.done(now)
        for day in (each for each in days if each >= now.date()):
            thing = f"report:{movement}:{day.isoformat()}"
            report = self.country.debt("movement", thing, str(movement), unit)
            near = max(now, local(day - timedelta(days=14)))
            report.owe(near, day_end(day), day_end(day + timedelta(days=30)))
            nearer = [local(each - timedelta(days=14)) for each in days if each > day]
            if nearer:
                report.done(nearer[0])  # the next report is asked for instead
            self._later(self._report, cluster, near, day_end(day), movement, unit, report, day)

    def _report(self, session, now, _cluster, movement, unit, debt, day):
        if not debt.at(now):
            return
        row = {"movement_id": movement, "unit_id": unit.id, "due_on": day, "percent": 50}
        session.execute(insert(MovementReport), [row | {"said": "", "by": self.by, "at": now}])
        debt.done(now)


def just_before(moment: datetime):
    """The last moment that is before it."""
    return moment - timedelta(microseconds=1)
