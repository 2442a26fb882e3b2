"""From an opened period to a published table, by the actions themselves: where talks begin."""

from decimal import Decimal

from sqlmodel import select

from handlers.documents.sheetbook.layout import sheet_stamp
from models import access
from models.actions import cross, crossing, submission, workbook
from models.actions import stage as stage_act
from models.actions.appraisal import agree_rest, change, tell
from models.actions.workbook import Wanted
from models.cluster import Cluster
from models.cross import CrossTask
from models.queries.people import member_units, speakers
from models.queries.sheet import sheet_view
from models.rules.answers import Answer
from models.rules.calendar import local_date
from models.rules.criteria import RuleKind
from models.rules.cross_assignment import assign
from models.rules.workdays import end_of_working_day
from models.sheet import Sheet
from tests.databases import CLUSTER
from tests.remembered import remembered


class Way:
    """A period of a cluster, moved along by its people without their phones."""

    def __init__(self, stage, cluster=CLUSTER):
        self.stage, self.cluster = stage, cluster
        self.period_id = stage.open_period(cluster=cluster)

    def _in(self, work):
        return self.stage.do(work)

    def actors(self, session):
        """Unit id -> the actor who leads it."""
        row = session.exec(select(Cluster).where(Cluster.code == self.cluster)).one()
        today = local_date(self.stage.clock())
        found = {}
        for speaker in speakers(session, row.id, today):
            if speaker.unit_id is not None and speaker.unit_id not in found:
                found[speaker.unit_id] = access.actor_of(session, speaker.person_id, today)
        return found

    def head(self, session):
        """The head's actor."""
        for actor in self.actors(session).values():
            if any(access.has(seat, access.Right.RUN) for seat in actor.seats):
                return actor
        raise LookupError("no head")

    def sheets(self, session):
        return session.exec(
            select(Sheet).where(Sheet.period_id == self.period_id).order_by(Sheet.id)
        ).all()

    def sheet_of(self, short_name):
        """The id of a unit's sheet."""

        def work(session):
            row = session.exec(select(Cluster).where(Cluster.code == self.cluster)).one()
            today = local_date(self.stage.clock())
            units = {u.unit_id: u for u in member_units(session, row.id, today)}
            for sheet in self.sheets(session):
                if short_name in units[sheet.unit_id].name:
                    return sheet.id
            raise LookupError(short_name)

        return self._in(work)

    @remembered
    def submit_all(self, answers=None, *, but=()):
        """Every unit answers everything well and hands in; `answers`: place -> code -> Answer."""

        def work(session):
            now, actors = self.stage.clock(), self.actors(session)
            for place, sheet in enumerate(self.sheets(session)):
                if place in but:
                    continue
                me = actors[sheet.unit_id]
                found = access.own_sheet(session, me, sheet.id, local_date(now))
                view = sheet_view(session, found, now)
                items = [state.item for state in view.items.values()]
                given = {item.code: full_marks(item) for item in items} | (answers or {}).get(
                    place, {}
                )
                wanted = {code: Wanted(answer, "") for code, answer in given.items() if answer}
                # As from a file: forty-two answers in one act are what makes this quick.
                workbook.apply(session, me, sheet.id, wanted, sheet_stamp(view), now)
                submission.submit(session, me, sheet.id, now)

        self._in(work)

    @remembered
    def close(self):
        self._in(
            lambda s: stage_act.close_scoring(s, self.head(s), self.period_id, self.stage.clock())
        )

    @remembered
    def appraise_all(self, changes=None, *, tell_but=()):
        """Somebody of another unit agrees to everything (or changes as told) and tells the unit."""

        def work(session):
            now, head = self.stage.clock(), self.head(session)
            deputy = self.deputy(session)
            heads = {seat.unit_id for seat in head.seats}
            for place, sheet in enumerate(self.sheets(session)):
                if sheet.state != "submitted":
                    continue
                me = deputy if sheet.unit_id in heads else head
                for code, (typed, why) in (changes or {}).get(place, {}).items():
                    change(session, me, sheet.id, code, typed, why, None, now)
                agree_rest(session, me, sheet.id, "", now)
                if place not in tell_but:
                    tell(session, me, sheet.id, now)

        self._in(work)

    def tell(self, place):
        """The unit at that place is told its appraisal."""

        def work(session):
            head = self.head(session)
            sheet = self.sheets(session)[place]
            own = sheet.unit_id in {seat.unit_id for seat in head.seats}
            tell(session, self.deputy(session) if own else head, sheet.id, self.stage.clock())

        self._in(work)

    @remembered
    def cross_score(self, *, per_unit=2, given=None):
        """A whole round: everybody agrees with what is declared, but for `given`.

        `given`: (rater's place, scored place) -> code -> (points, why).
        """
        self._in(lambda session: self._open_round(session, per_unit))
        self._in(lambda session: self._score(session, given or {}))
        self._in(
            lambda s: crossing.close_round(s, self.head(s), self.period_id, self.stage.clock())
        )

    def _open_round(self, session, per_unit):
        now = self.stage.clock()
        units = [sheet.unit_id for sheet in self.sheets(session) if sheet.state == "submitted"]
        tasks = assign(units, per_unit, frozenset(), self.stage.chance).tasks
        pairs = [(rater, scored) for rater, others in tasks.items() for scored in others]
        due = end_of_working_day(now, 3)
        crossing.open_round(session, self.head(session), self.period_id, per_unit, due, pairs, now)

    def _score(self, session, given):
        now, actors, sheets = self.stage.clock(), self.actors(session), self.sheets(session)
        place_of_unit = {sheet.unit_id: place for place, sheet in enumerate(sheets)}
        place_of = {sheet.id: place for place, sheet in enumerate(sheets)}
        tasks = session.exec(select(CrossTask).where(CrossTask.period_id == self.period_id)).all()
        for task in tasks:
            me = actors[task.rater_unit_id]
            pair = (place_of_unit[task.rater_unit_id], place_of[task.sheet_id])
            for code, (points, why) in given.get(pair, {}).items():
                cross.give(session, me, task.id, code, points, why, None, now)
            cross.agree_rest(session, me, task.id, now)
            cross.submit(session, me, task.id, now)

    def deputy(self, session):
        """The deputy's actor."""
        for actor in self.actors(session).values():
            if any("deputy" in seat.offices for seat in actor.seats):
                return actor
        raise LookupError("no deputy")

    @remembered
    def open(self, days=3):
        def work(session):
            now = self.stage.clock()
            until = end_of_working_day(now, days)
            stage_act.open_table(session, self.head(session), self.period_id, until, now)

        self._in(work)

    @remembered
    def agree(self):
        self._in(lambda s: stage_act.agree(s, self.head(s), self.period_id, self.stage.clock()))

    @remembered
    def publish(self):
        self._in(lambda s: stage_act.publish(s, self.head(s), self.period_id, self.stage.clock()))


GOOD = {
    RuleKind.TARGET_LEADER: Answer(actual=Decimal(110), target=Decimal(100)),
    RuleKind.TIERED: Answer(tier=1),
    RuleKind.BINARY: Answer(met=True),
    RuleKind.BONUS: Answer(count=0),
    RuleKind.DEDUCTION: Answer(count=0),
}


def full_marks(item):
    """What a unit answers that has done everything; no bonus, no deduction."""
    if item.kind is RuleKind.PROPORTIONAL:
        return Answer(Decimal(100), None if item.target is not None else Decimal(100))
    if item.kind is RuleKind.SUBTRACT:
        return Answer(counts={each.code: 0 for each in item.counted})
    if item.kind is RuleKind.COUNT:
        return Answer(count=int(-(-item.max // (item.per_unit or Decimal(1)))))
    return GOOD[item.kind]
