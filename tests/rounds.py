"""A round of cross-scoring by the actions themselves: where talks about it begin."""

from datetime import timedelta

from models.actions import cross as act
from models.actions import crossing
from models.cross import CrossRound, CrossTask
from models.rules.calendar import end_of_day, local_date
from tests.way import Way

UNITS = ("Cục Thuế", "Cục Thống kê", "Kho bạc", "Ngân hàng", "Cục Hải quan",
         "Cục Quản lý thị trường", "Cục Dự trữ", "Bảo hiểm")  # fmt: skip
"""In the order of their sheets: a unit's place."""
CIRCLE = [(place, (place + 1) % 8) for place in range(8)]
"""Each unit scores the next one; the head scores Cục Thống kê and is scored by Bảo hiểm."""


class Round:
    """A period at appraisal with a round in it, opened between the places of `pairs`."""

    def __init__(self, stage, pairs=CIRCLE, *, per_unit=1, days=7, answers=None, but=()):
        self.stage = stage
        self.way = Way(stage)
        self.way.submit_all(answers, but=but)
        if but:
            stage.clock.advance(timedelta(days=30))
        self.way.close()
        self.period_id = self.way.period_id
        if pairs:
            self.open(pairs, per_unit, days)

    def open(self, pairs, per_unit=1, days=7):
        def work(session):
            now, sheets = self.stage.clock(), self.way.sheets(session)
            due_at = end_of_day(local_date(now + timedelta(days=days)))
            units = [(sheets[a].unit_id, sheets[b].unit_id) for a, b in pairs]
            head = self.way.head(session)
            crossing.open_round(session, head, self.period_id, per_unit, due_at, units, now)

        self.stage.do(work)

    def sheet_id(self, place):
        return self.stage.do(lambda session: self.way.sheets(session)[place].id)

    def unit_id(self, place):
        return self.stage.do(lambda session: self.way.sheets(session)[place].unit_id)

    def task(self, rater, scored):
        """The row of a task between two places."""
        rows = self.stage.rows(
            CrossTask, rater_unit_id=self.unit_id(rater), sheet_id=self.sheet_id(scored)
        )
        return rows[0] if rows else None

    def score(self, rater, scored, points=None, why="chưa đủ minh chứng", *, submit=True):
        """The rater's leader gives these points (code -> typed), agrees with all else, hands in."""
        task = self.task(rater, scored)

        def work(session):
            now = self.stage.clock()
            me = self.way.actors(session)[task.rater_unit_id]
            for code, typed in (points or {}).items():
                act.give(session, me, task.id, code, typed, why, None, now)
            act.agree_rest(session, me, task.id, now)
            if submit:
                act.submit(session, me, task.id, now)

        self.stage.do(work)

    def score_all(self, but=()):
        """Every task that is not handed in, as declared, but those of these raters' places."""
        skipped = {self.unit_id(place) for place in but}
        for task in self.stage.rows(CrossTask):
            if task.submitted_at is None and task.rater_unit_id not in skipped:
                self.score(self.place_of_unit(task.rater_unit_id), self.place_of(task.sheet_id))

    def place_of(self, sheet_id):
        ids = self.stage.do(lambda session: [each.id for each in self.way.sheets(session)])
        return ids.index(sheet_id)

    def place_of_unit(self, unit_id):
        ids = self.stage.do(lambda session: [each.unit_id for each in self.way.sheets(session)])
        return ids.index(unit_id)

    def close(self):
        """The head closes it."""

        def work(session):
            head, now = self.way.head(session), self.stage.clock()
            return crossing.close_round(session, head, self.period_id, now)

        return self.stage.do(work)

    @property
    def row(self):
        return self.stage.rows(CrossRound)[0]

    def actor(self, place):
        """Who leads the unit, as of now."""

        def work(session):
            return self.way.actors(session)[self.way.sheets(session)[place].unit_id]

        return self.stage.do(work)
