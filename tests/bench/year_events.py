"""What happens in a country in a year: rows as the actions write them, and what is owed by it."""

import heapq
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import insert, update

from models.actions.post import wake
from models.calendar import CalendarStep, StepDone
from models.cluster import EmulationYear
from models.cross import CrossRound, CrossTask
from models.rules.stages import Stage
from models.sheet import Period, PeriodCode, Sheet, SheetState
from tests.bench.year_gatherings import YEAR, Gatherings
from tests.bench.year_truth import working_days_after
from tests.bench.year_world import FIRST, day_end, local

GRACE = 10
NOTHING = Decimal(0)
HEADS_STEPS = {"plan": (2, 28), "signing": (3, 15), "dossier": (12, 20)}


class Year(Gatherings):
    """Events in order of time; each writes in the session, changes the truth, wakes clusters."""

    def __init__(self, country, start, end, early=0.6, never=0.05):
        self.country, self.start, self.end = country, start, end
        self.early, self.never = early, never
        self.chance = country.chance
        self.by = country.people[0].id
        self._queue, self.count, self._ids = [], 0, FIRST
        for cluster in country.clusters:
            self._plan(cluster)

    # -- the queue ----------------------------------------------------------------------------

    def at(self, moment, act, cluster, *args):
        """Have it happen then, unless the year is over by then."""
        if self.start <= moment < self.end:
            self.count += 1
            heapq.heappush(self._queue, (moment, self.count, act, cluster, args))

    def wait(self, until):
        """What would happen before that happens then: the bot is off, and presses wait."""
        self._queue = [(max(moment, until), *rest) for moment, *rest in self._queue]
        heapq.heapify(self._queue)

    @property
    def next(self):
        """When something happens next."""
        return self._queue[0][0] if self._queue else self.end

    def happen(self, session, now):
        """Everything whose time has come, in one transaction; the moment that it counts for."""
        woken = set()
        while self._queue and self._queue[0][0] <= now:
            _, _, act, cluster, args = heapq.heappop(self._queue)
            act(session, now, cluster, *args)
            woken.add(cluster.id)
        for cluster_id in sorted(woken):
            wake(session, cluster_id, now)

    def _id(self):
        self._ids += 1
        return self._ids

    def _day(self, month, day, spread, year=YEAR):
        return date(year, month, day) + timedelta(days=self.chance.randint(-spread, spread))

    def _hour(self, day):
        """Some moment of an office's day; few of them, so that many clusters share one."""
        return local(day, self.chance.choice((8, 10, 14, 16)), 17, 30)

    def _habit(self, opened, due):
        """When somebody does what is asked of them: in good time, at last, or never."""
        luck = self.chance.random()
        if luck < self.never:
            return None
        first, last = opened.date(), due.date()
        calm = last - timedelta(days=15)
        if luck < self.never + self.early:
            day = first + timedelta(days=self.chance.randint(1, max(1, (calm - first).days)))
        else:
            day = max(first + timedelta(days=1), last + timedelta(days=self.chance.randint(-14, 6)))
        return self._hour(day)

    def _later(self, act, cluster, opened, due, *args):
        moment = self._habit(opened, due)
        if moment:
            self.at(moment, act, cluster, *args)

    # -- a cluster's year -----------------------------------------------------------------------

    def _plan(self, cluster):
        planned = max(local(self._day(1, 12, 4), 9, 17), self.start + timedelta(hours=1))
        self.at(planned, self._calendar, cluster)
        for code, (month, day) in ((PeriodCode.MID_YEAR, (6, 15)), (PeriodCode.YEAR_END, (11, 15))):
            due = self._day(month, day, 5)
            self.at(self._hour(due - timedelta(days=28)), self._open, cluster, code, day_end(due))
        for month, day in ((7, 10), (12, 10)):
            starts = self._day(month, day, 4)
            self.at(self._hour(starts - timedelta(days=20)), self._call, cluster, starts)
        if self.chance.random() < 0.5:
            launch = max(date(YEAR, 4, 1), self.start.date() + timedelta(days=2))
            self.at(self._hour(launch), self._launch, cluster, launch)

    def _calendar(self, session, now, cluster):
        session.execute(
            update(EmulationYear)
            .where(EmulationYear.cluster_id == cluster.id)
            .values(planned_at=now)
        )
        for code, (month, day) in HEADS_STEPS.items():
            self._ask(now, cluster, code, day_end(date(YEAR, month, day)), cluster.units[:1])
        due = day_end(date(YEAR, 3, 31))
        self._ask(now, cluster, "registration", due, cluster.units)
        self._ask(
            now, cluster, "guidance", day_end(date(YEAR, 10, 20)), cluster.units[:1], do=False
        )
        self._ask(now, cluster, "handover", day_end(date(YEAR + 1, 1, 31)), cluster.units[:1])
        if now < due and self.chance.random() < 0.25:
            moment = self._hour(date(YEAR, 3, 15) + timedelta(days=self.chance.randint(0, 10)))
            self.at(moment, self._move_step, cluster, due)

    def _step(self, code, unit):
        return self.country.debt("document", f"step:{YEAR}:{code}", f"{YEAR}:{code}", unit)

    def _ask(self, now, cluster, code, due, units, *, do=True):
        if now >= due:
            return
        for unit in units:
            self._step(code, unit).owe(now, due, due + timedelta(days=30))
            if do:
                opened = max(now, due - timedelta(days=60))
                self._later(self._do_step, cluster, opened, due, code, unit)

    def _do_step(self, session, now, cluster, code, unit):
        row = {"cluster_id": cluster.id, "year": YEAR, "code": code, "unit_id": unit.id}
        session.execute(insert(StepDone), [row | {"by": self.by, "at": now}])
        self._step(code, unit).done(now)

    def _move_step(self, session, now, cluster, due):
        due += timedelta(days=self.chance.randint(5, 15))
        row = {"cluster_id": cluster.id, "year": YEAR, "code": "registration", "at": due}
        session.execute(insert(CalendarStep), [row | {"by": self.by, "set_at": now}])
        for unit in cluster.units:
            debt = self._step("registration", unit)
            if debt.spans[-1][1] is not None:
                debt.owe(now, due, due + timedelta(days=30))

    # -- sheets -------------------------------------------------------------------------------

    def _open(self, session, now, cluster, code, due):
        period = self._id()
        row = {"id": period, "cluster_id": cluster.id, "year": YEAR, "code": code, "due_at": due}
        row |= {"criteria_set_id": self.country.criteria, "opened_at": now, "opened_by": self.by}
        row |= {
            "grace_days": GRACE,
            "late_per_day": NOTHING,
            "late_cap": NOTHING,
            "stage": Stage.SCORING,
        }
        session.execute(insert(Period), [row])
        sheets = {unit: self._id() for unit in cluster.units}
        rows = [
            {"id": sheet, "period_id": period, "unit_id": unit.id, "state": SheetState.DRAFT}
            for unit, sheet in sheets.items()
        ]
        session.execute(insert(Sheet), rows)
        each = {"id": period, "due": due, "sheets": sheets, "state": {}, "own": {}, "open": True}
        for unit in cluster.units:
            self._sheet(each, unit).born(now, due, grace_over(due))
            self._later(self._submit, cluster, now, due, each, unit)
        if code == PeriodCode.YEAR_END:
            self._step("guidance", cluster.units[0]).done(now)
        if self.chance.random() < 0.15:
            self.at(due - timedelta(days=2, hours=13), self._move, cluster, each)
        self.at(grace_over(due) + timedelta(days=9), self._close, cluster, each)

    def _sheet(self, each, unit):
        return self.country.debt("sheet", f"sheet:{each['id']}", str(each["sheets"][unit]), unit)

    def _set_sheet(self, session, each, unit, **values):
        session.execute(update(Sheet).where(Sheet.id == each["sheets"][unit]).values(**values))
        each["state"][unit] = values["state"]

    def _submit(self, session, now, cluster, each, unit):
        debt = self._sheet(each, unit)
        if not each["open"] or not debt.at(now):
            return
        self._set_sheet(session, each, unit, state=SheetState.SUBMITTED)
        debt.done(now)
        if self.chance.random() < 0.1:
            day = now.date() + timedelta(days=self.chance.randint(1, 4))
            self.at(self._hour(day), self._return, cluster, each, unit)

    def _return(self, session, now, cluster, each, unit):
        if not each["open"] or each["state"][unit] != SheetState.SUBMITTED:
            return
        due = max(day_end(now.date() + timedelta(days=5)), each["due"])
        self._set_sheet(session, each, unit, state=SheetState.RETURNED, due_at=due)
        each["own"][unit] = due
        self._sheet(each, unit).owe(now, due, grace_over(due))
        day = now.date() + timedelta(days=self.chance.randint(1, 8))
        self.at(self._hour(day), self._submit, cluster, each, unit)

    def _move(self, session, now, cluster, each):
        due = each["due"] = each["due"] + timedelta(days=self.chance.choice((3, 7)))
        session.execute(update(Period).where(Period.id == each["id"]).values(due_at=due))
        for unit in cluster.units:
            if each["state"].get(unit) != SheetState.SUBMITTED:
                own = max(due, each["own"].get(unit, due))
                self._sheet(each, unit).owe(now, own, grace_over(own))

    def _close(self, session, now, cluster, each):
        each["open"] = False
        values = {"stage": Stage.APPRAISAL, "closed_at": now}
        session.execute(update(Period).where(Period.id == each["id"]).values(**values))
        handed = [u for u, state in each["state"].items() if state == SheetState.SUBMITTED]
        for unit in cluster.units:
            if unit not in each["state"]:
                self._sheet(each, unit).done(now)
        head, deputy = cluster.units[:2]
        for judge, units in ((head, [u for u in handed if u is not head]), (deputy, [head])):
            if set(units) & set(handed):
                self._appraise_by(now, cluster, each, judge, units)
        if len(handed) > 3 and cluster.id % 2:
            self.at(now + timedelta(days=1), self._cross, cluster, each, handed)

    def _appraise_by(self, now, cluster, each, judge, units):
        due = day_end(working_days_after(now, 8))
        debt = self.country.debt("appraisal", f"appraisal:{each['id']}", str(each["id"]), judge)
        debt.owe(now, due, due + timedelta(days=60))
        self._later(self._appraise, cluster, now, due, each, debt, units)

    def _appraise(self, session, now, _cluster, each, debt, units):
        sheets = [each["sheets"][unit] for unit in units]
        session.execute(update(Sheet).where(Sheet.id.in_(sheets)).values(appraised_at=now))
        debt.done(now)

    def _cross(self, session, now, cluster, each, handed):
        due = day_end(now.date() + timedelta(days=9))
        row = {"period_id": each["id"], "per_unit": 2, "due_at": due, "opened_at": now}
        session.execute(insert(CrossRound), [row | {"opened_by": self.by}])
        debts = []
        for place, rater in enumerate(handed):
            for step in (1, 2):
                rated, task = handed[(place + step) % len(handed)], self._id()
                row = {"id": task, "period_id": each["id"], "rater_unit_id": rater.id}
                session.execute(insert(CrossTask), [row | {"sheet_id": each["sheets"][rated]}])
                debt = self.country.debt("cross", f"cross:{each['id']}", str(task), rater)
                debt.born(now, due)
                debts.append(debt)
                self._later(self._score, cluster, now, due, task, debt)
        self.at(due + timedelta(days=4), self._end_cross, cluster, each, debts)

    def _score(self, session, now, _cluster, task, debt):
        if debt.at(now):
            session.execute(update(CrossTask).where(CrossTask.id == task).values(submitted_at=now))
            debt.done(now)

    def _end_cross(self, session, now, _cluster, each, debts):
        done = update(CrossRound).where(CrossRound.period_id == each["id"])
        session.execute(done.values(closed_at=now))
        for debt in debts:
            debt.done(now)


def grace_over(due):
    """The end of the last day on which a late sheet is accepted; dues are ends of days."""
    return due + timedelta(days=GRACE)
