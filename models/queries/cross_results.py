"""What peers have given for a sheet, item by item: for its appraisers, once that may be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col

from models import access
from models.access import Actor, OpenSheet
from models.base import columns
from models.cross import CrossScore, CrossTask
from models.errors_review import CrossBlind
from models.points import ZERO
from models.queries.criteria import Loaded
from models.queries.crossing import asked_in
from models.queries.people import unit_names
from models.queries.period_sheets import period_sheets
from models.reader import reader_of
from models.rules.aggregate import Aggregate, cross_score, disagreement
from models.rules.criteria import Item
from models.rules.kinds import Layer
from models.rules.outliers import outlying
from models.rules.stages import Stage
from models.sheet import PeriodCode


@dataclass(frozen=True, slots=True)
class PeerScore:
    """One unit's points for an item. `outlying`: far from the others; `trimmed`: left out."""

    rater: str
    points: Decimal
    comment: str
    outlying: bool
    trimmed: bool


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What peers have given for one item. `aggregate` is none where too few have."""

    item: Item
    number: int
    part: str
    declared: Decimal
    expected: int
    scores: tuple[PeerScore, ...]
    aggregate: Aggregate | None
    disagreement: Decimal | None
    """The standard deviation in points (*mức bất đồng*); none without scores."""

    @property
    def remarkable(self) -> tuple[PeerScore, ...]:
        """The scores that lie far off, or that somebody has commented on."""
        return tuple(each for each in self.scores if each.outlying or each.comment)


@dataclass(frozen=True, slots=True)
class SheetResults:
    """What peers have given for a sheet."""

    sheet_id: int
    period_id: int
    year: int
    code: PeriodCode
    stage: Stage
    unit_name: str
    loaded: Loaded
    items: Mapping[str, ItemResult]

    def in_part(self, part: str) -> tuple[ItemResult, ...]:
        """The asked items of a top-level part, in order."""
        return tuple(each for each in self.items.values() if each.part == part)


def results_of(session: Session, me: Actor, sheet_id: int, today: date) -> SheetResults:
    """The peers' scores of a sheet that is mine to appraise; CrossBlind before they may be seen."""
    found = access.appraised_sheet(session, me, sheet_id, today)
    period = found.period
    if not reader_of(session, me, period, today).sees(found.sheet, Layer.CROSS):
        raise CrossBlind
    declared = period_sheets(session, period)
    workings = declared.totals(found.sheet).workings
    given, expected = _scores(session, found, today), _expected(session, sheet_id)
    items = {
        code: _result(
            declared.loaded, code, workings[code].points or ZERO, given.get(code, []), expected
        )
        for code in asked_in(declared, found.sheet)
    }
    return SheetResults(
        sheet_id,
        period.id or 0,
        period.year,
        period.code,
        period.stage,
        found.unit_name,
        declared.loaded,
        items,
    )


def _expected(session: Session, sheet_id: int) -> int:
    query = columns(CrossTask.id).where(col(CrossTask.sheet_id) == sheet_id)
    return len(session.scalars(query).all())


Rows = list[tuple[str, Decimal, str]]
"""Rater, points, comment."""


def _scores(session: Session, found: OpenSheet, today: date) -> dict[str, Rows]:
    """Item code -> what was handed in, by other units than the scored one."""
    query = (
        columns(CrossScore.code, CrossTask.rater_unit_id, CrossScore.points, CrossScore.comment)
        .join(CrossTask, col(CrossTask.id) == CrossScore.task_id)
        .where(
            col(CrossTask.sheet_id) == found.sheet.id,
            col(CrossTask.submitted_at).is_not(None),
            col(CrossTask.rater_unit_id) != found.sheet.unit_id,
        )
        .order_by(col(CrossTask.rater_unit_id))
    )
    rows = session.execute(query).all()
    names = unit_names(session, [row.rater_unit_id for row in rows], today)
    given: dict[str, Rows] = {}
    for code, rater, points, comment in rows:
        given.setdefault(code, []).append((names[rater][1], points, comment))
    return given


def _result(loaded: Loaded, code: str, declared: Decimal, given: Rows, expected: int) -> ItemResult:
    item = loaded.items[code]
    points = [each for _, each, _ in given]
    aggregate = cross_score(points, loaded.table.final_score)
    trimmed = aggregate.trimmed if aggregate else ()
    far = outlying(points, item.max)
    return ItemResult(
        item,
        loaded.number_of[code],
        loaded.part_of[code],
        declared,
        expected,
        tuple(
            PeerScore(rater, each, comment, outlying=place in far, trimmed=place in trimmed)
            for place, (rater, each, comment) in enumerate(given)
        ),
        aggregate,
        disagreement(points) if points else None,
    )
