"""What needs the whole cluster: the leader rule, computed when self-scoring closes."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from models.audit import note
from models.queries.period_sheets import PeriodSheets, period_sheets
from models.rules.criteria import Item
from models.rules.kinds import RuleKind
from models.rules.leader import leader_points
from models.sheet import Period, Sheet


def compute_leaders(session: Session, period: Period, now: datetime) -> None:
    """Compare the submitted sheets item by item and keep each unit's points.

    Who: any action. When: self-scoring is closed, or a returned sheet comes back. Does: computes
    the items of the leader rule from what was handed in, brings the sheets' totals up to date,
    notes what changed. The same answers give the same points. Refuses: nothing.
    """
    session.flush()  # the sheets that count are read from the database
    found = period_sheets(session, period)
    computed: dict[int, dict[str, str]] = {sheet.unit_id: {} for sheet in found.handed_in}
    for item in found.loaded.items.values():
        if item.kind is RuleKind.TARGET_LEADER:
            for unit, points in _compared(found, item).items():
                computed[unit][item.code] = str(points)
    for sheet in found.handed_in:
        _note(session, period, sheet, computed[sheet.unit_id], now)
        sheet.computed = computed[sheet.unit_id]
        final = found.totals(sheet).final - found.fine(sheet)
        sheet.points = max(final, Decimal(0))


def _compared(found: PeriodSheets, item: Item) -> dict[int, Decimal]:
    given = {
        sheet.unit_id: found.answers_of(sheet)[item.code]
        for sheet in found.handed_in
        if item.code in found.answers_of(sheet) and item.code not in found.unproven_of(sheet)
    }
    plans = {
        sheet.unit_id: plan
        for sheet in found.handed_in
        if (plan := found.targets_of(sheet).get(item.code)) is not None
    }
    return dict(leader_points(item, given, plans))


def _note(
    session: Session, period: Period, sheet: Sheet, computed: dict[str, str], now: datetime
) -> None:
    for code, points in computed.items():
        if sheet.computed.get(code) != points:
            note(
                session,
                now,
                "computed",
                f"sheet:{sheet.id}",
                part=code,
                unit_id=sheet.unit_id,
                cluster_id=period.cluster_id,
                old=sheet.computed.get(code),
                new=points,
            )
