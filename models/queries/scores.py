"""Every layer of a period's scores, gathered once: what the score table is computed from.

This is the whole truth and nobody's screen: `score_table.py` leaves out what its reader may not
see before anything is added up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col

from models.agreement import Agreed, Ineligible
from models.appraisal import Appraisal
from models.base import columns
from models.cross import CrossScore, CrossTask
from models.points import ZERO
from models.queries.period_sheets import PeriodSheets, period_sheets
from models.rules.aggregate import cross_score
from models.rules.answers import Answer, from_json
from models.rules.cross_assignment import asked_of_peers
from models.rules.kinds import Layer, RuleKind
from models.rules.leader import leader_points
from models.sheet import Period, Sheet

Points = dict[str, Decimal]
"""Item code -> points."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an appraiser has recognised for one item."""

    points: Decimal | None
    answer: Answer | None
    reason: str


@dataclass(frozen=True, slots=True)
class PeriodScores:
    """All layers of all sheets; what is not there was not given, and is no zero."""

    declared: PeriodSheets
    layers: Mapping[int, Mapping[Layer, Points]]
    """Sheet id -> layer -> item code -> points."""
    not_assigned: Mapping[int, frozenset[str]]
    reasons: Mapping[int, Mapping[str, str]]
    """Sheet id -> item code -> why it was last changed."""
    grounds: Mapping[int, tuple[str, ...]]
    """Unit id -> grounds of ineligibility that stand."""
    peers: Mapping[int, Mapping[str, Mapping[int, Decimal]]]
    """Sheet id -> item code -> rater unit id -> points, of what is handed in."""
    asked: frozenset[str]
    """Items that peers were asked for; none without a round."""

    def left_out(self, sheet: Sheet) -> frozenset[str]:
        """Items that count nothing for a sheet: not assigned, or of an optional part left blank."""
        blank = self.declared.blank_parts(sheet)
        parts = (part.codes for part in self.declared.loaded.table.sections if part.code in blank)
        return self.not_assigned.get(sheet.id or 0, frozenset()).union(*parts)


def scores_of(session: Session, period: Period) -> PeriodScores:
    """Gather every layer of a period."""
    declared = period_sheets(session, period)
    recognised = recognised_in(session, period)
    peers = _peers(session, period)
    agreed = _agreed(session, period)
    totals = {sheet.id or 0: declared.totals(sheet) for sheet in declared.handed_in}
    standing = _standing(declared, recognised)
    layers: dict[int, dict[Layer, Points]] = {}
    for sheet_id, total in totals.items():
        own = {
            code: working.points
            for code, working in total.workings.items()
            if working.points is not None and not working.not_assigned
        }
        layers[sheet_id] = {
            Layer.SELF: own,
            Layer.CROSS: _cross(declared, peers.get(sheet_id, {})),
            Layer.STANDING: standing.get(sheet_id, {}),
            Layer.AGREED: {code: row.points for code, row in agreed.get(sheet_id, {}).items()},
        }
    return PeriodScores(
        declared,
        layers,
        {
            sheet_id: frozenset(code for code, each in total.workings.items() if each.not_assigned)
            for sheet_id, total in totals.items()
        },
        _reasons(recognised, agreed),
        _grounds(session, period),
        peers,
        asked_of_peers(declared.loaded.table) if _has_round(session, period) else frozenset(),
    )


def recognised_in(session: Session, period: Period) -> dict[int, dict[str, Recognised]]:
    """Sheet id -> item code -> what was recognised."""
    found: dict[int, dict[str, Recognised]] = {}
    query = (
        columns(
            Appraisal.sheet_id,
            Appraisal.code,
            Appraisal.points,
            Appraisal.answer,
            Appraisal.reason,
        )
        .join(Sheet, col(Sheet.id) == Appraisal.sheet_id)
        .where(col(Sheet.period_id) == period.id)
    )
    for sheet_id, code, points, answer, reason in session.execute(query).all():
        given = from_json(answer) if answer is not None else None
        found.setdefault(sheet_id, {})[code] = Recognised(points, given, reason)
    return found


def _standing(
    declared: PeriodSheets, recognised: Mapping[int, Mapping[str, Recognised]]
) -> dict[int, Points]:
    """Appraised points; what needs the whole cluster is compared by the recognised results."""
    found = {
        sheet_id: {code: each.points for code, each in rows.items() if each.points is not None}
        for sheet_id, rows in recognised.items()
    }
    for code, item in declared.loaded.items.items():
        if item.kind is not RuleKind.TARGET_LEADER:
            continue
        compared = leader_points(item, _results(declared, recognised, code), _plans(declared, code))
        for sheet in declared.handed_in:
            sheet_id = sheet.id or 0
            row = recognised.get(sheet_id, {}).get(code)
            if row is not None:
                leads = _counts(declared, sheet, code, row)
                found[sheet_id][code] = compared.get(sheet.unit_id, ZERO) if leads else ZERO
    return found


def _results(
    declared: PeriodSheets, recognised: Mapping[int, Mapping[str, Recognised]], code: str
) -> dict[int, Answer]:
    """Unit id -> the recognised result; the declared one where nobody has changed it."""
    results: dict[int, Answer] = {}
    for sheet in declared.handed_in:
        # Not before its unit is told: what moves the others' points would tell its head.
        told = sheet.appraised_at is not None or declared.period.stage.is_open
        row = recognised.get(sheet.id or 0, {}).get(code) if told else None
        given = row.answer if row and row.answer else declared.answers_of(sheet).get(code)
        if given is not None and _counts(declared, sheet, code, row):
            results[sheet.unit_id] = given
    return results


def _counts(declared: PeriodSheets, sheet: Sheet, code: str, row: Recognised | None) -> bool:
    """A result without the evidence it requires counts only if somebody recognised it by reason."""
    return code not in declared.unproven_of(sheet) or bool(row and row.reason)


def _plans(declared: PeriodSheets, code: str) -> dict[int, Decimal]:
    return {
        sheet.unit_id: plan
        for sheet in declared.handed_in
        if (plan := declared.targets_of(sheet).get(code)) is not None
    }


def _peers(session: Session, period: Period) -> dict[int, dict[str, dict[int, Decimal]]]:
    """Only what is handed in counts, and only from other units than the scored one."""
    found: dict[int, dict[str, dict[int, Decimal]]] = {}
    query = (
        columns(CrossTask.sheet_id, CrossScore.code, CrossTask.rater_unit_id, CrossScore.points)
        .join(CrossScore, col(CrossScore.task_id) == CrossTask.id)
        .join(Sheet, col(Sheet.id) == CrossTask.sheet_id)
        .where(
            col(CrossTask.period_id) == period.id,
            col(CrossTask.submitted_at).is_not(None),
            col(CrossTask.rater_unit_id) != col(Sheet.unit_id),
        )
        .order_by(col(CrossTask.rater_unit_id))
    )
    for sheet_id, code, rater, points in session.execute(query).all():
        found.setdefault(sheet_id, {}).setdefault(code, {})[rater] = points
    return found


def _cross(declared: PeriodSheets, given: Mapping[str, Mapping[int, Decimal]]) -> Points:
    rule = declared.loaded.table.final_score
    scored = {code: cross_score(list(points.values()), rule) for code, points in given.items()}
    return {code: each.points for code, each in scored.items() if each is not None}


def _has_round(session: Session, period: Period) -> bool:
    query = columns(CrossTask.id).where(col(CrossTask.period_id) == period.id).limit(1)
    return session.execute(query).first() is not None


def _agreed(session: Session, period: Period) -> dict[int, dict[str, Agreed]]:
    found: dict[int, dict[str, Agreed]] = {}
    query = (
        columns(Agreed)
        .join(Sheet, col(Sheet.id) == Agreed.sheet_id)
        .where(col(Sheet.period_id) == period.id)
    )
    for row in session.scalars(query).all():
        found.setdefault(row.sheet_id, {})[row.code] = row
    return found


def _reasons(
    recognised: Mapping[int, Mapping[str, Recognised]], agreed: Mapping[int, Mapping[str, Agreed]]
) -> dict[int, dict[str, str]]:
    found = {
        sheet_id: {code: each.reason for code, each in rows.items() if each.reason}
        for sheet_id, rows in recognised.items()
    }
    for sheet_id, rows in agreed.items():
        found.setdefault(sheet_id, {}).update({code: row.reason for code, row in rows.items()})
    return found


def _grounds(session: Session, period: Period) -> dict[int, tuple[str, ...]]:
    query = columns(Ineligible.unit_id, Ineligible.ground).where(
        col(Ineligible.period_id) == period.id, col(Ineligible.lifted_at).is_(None)
    )
    found: dict[int, tuple[str, ...]] = {}
    for unit_id, ground in session.execute(query.order_by(col(Ineligible.ground))).all():
        found[unit_id] = (*found.get(unit_id, ()), ground)
    return found
