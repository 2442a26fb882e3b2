"""All sheets of a period at once, with what was answered, in a few statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col

from models.base import columns
from models.criteria import CriteriaSet, Target
from models.points import ZERO
from models.queries.criteria import Loaded, table_of
from models.queries.evidence import proven_in_period
from models.queries.sheet import late_in_table, totals_of
from models.rules.answers import Answer, from_json
from models.rules.lateness import late_points
from models.rules.scoring import Totals
from models.sheet import Entry, Period, Sheet, SheetState

Targets = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class PeriodSheets:
    """A period's sheets in the order of its units; answers by sheet, targets by unit."""

    period: Period
    loaded: Loaded
    sheets: tuple[Sheet, ...]
    answers: Mapping[int, Mapping[str, Answer]]
    targets: Mapping[int, Targets]
    proven: Mapping[int, frozenset[str]]
    """Sheet id -> the items that have evidence."""

    @property
    def handed_in(self) -> tuple[Sheet, ...]:
        """Those that count."""
        return tuple(sheet for sheet in self.sheets if sheet.state == SheetState.SUBMITTED)

    def answers_of(self, sheet: Sheet) -> Mapping[str, Answer]:
        """Item code -> what this sheet says."""
        return self.answers.get(sheet.id or 0, {})

    def targets_of(self, sheet: Sheet) -> Targets:
        """Item code -> the unit's target."""
        return self.targets.get(sheet.unit_id, {})

    def unproven_of(self, sheet: Sheet) -> frozenset[str]:
        """Items that require evidence and have none: they count nothing, and lead nobody."""
        return self.loaded.evidence_required - self.proven.get(sheet.id or 0, frozenset())

    def totals(self, sheet: Sheet) -> Totals:
        """What the unit's own answers come to, with what was computed for the whole cluster."""
        return totals_of(
            self.loaded,
            self.answers_of(sheet),
            self.targets_of(sheet),
            sheet.late_days,
            self.period,
            sheet.computed,
            self.unproven_of(sheet),
        )

    def blank_parts(self, sheet: Sheet) -> frozenset[str]:
        """Optional parts of this period that the unit has left wholly blank."""
        table, answers = self.loaded.table, self.answers_of(sheet)
        here = (each for each in table.periods if each.code == self.period.code)
        optional = next((each.optional_sections for each in here), frozenset())
        begun = {self.loaded.part_of[code] for code in answers if code in self.loaded.part_of}
        return frozenset(optional) - begun

    def fine(self, sheet: Sheet) -> Decimal:
        """What lateness costs where the table itself does not say it."""
        if late_in_table(self.loaded):
            return ZERO
        return late_points(sheet.late_days, self.period.late_per_day, self.period.late_cap)


def period_sheets(session: Session, period: Period) -> PeriodSheets:
    """Everything that the units of a period have declared."""
    query = columns(Sheet).where(col(Sheet.period_id) == period.id).order_by(col(Sheet.id))
    return PeriodSheets(
        period,
        table_for(session, period),
        tuple(session.scalars(query).all()),
        _answers(session, period),
        _targets(session, period),
        proven_in_period(session, period.id or 0),
    )


def table_for(session: Session, period: Period) -> Loaded:
    """The criteria table by which the period is scored."""
    content_hash = session.execute(
        columns(CriteriaSet.content_hash).where(col(CriteriaSet.id) == period.criteria_set_id)
    ).scalar_one()
    return table_of(session, period.criteria_set_id, content_hash)


def _answers(session: Session, period: Period) -> dict[int, dict[str, Answer]]:
    found: dict[int, dict[str, Answer]] = {}
    query = (
        columns(Entry.sheet_id, Entry.code, Entry.answer)
        .join(Sheet, col(Sheet.id) == Entry.sheet_id)
        .where(col(Sheet.period_id) == period.id)
    )
    for sheet_id, code, answer in session.execute(query).all():
        if answer is not None:
            found.setdefault(sheet_id, {})[code] = from_json(answer)
    return found


def _targets(session: Session, period: Period) -> dict[int, dict[str, Decimal | None]]:
    found: dict[int, dict[str, Decimal | None]] = {}
    query = columns(Target.unit_id, Target.code, Target.value).where(
        col(Target.cluster_id) == period.cluster_id, col(Target.year) == period.year
    )
    for unit_id, code, value in session.execute(query).all():
        found.setdefault(unit_id, {})[code] = value
    return found
