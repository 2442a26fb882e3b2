"""The agreed table as a document of plain values: what a version keeps for good."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.queries.people import unit_names
from models.queries.ranking import whole_table
from models.rules.calendar import local_date
from models.sheet import Period


def snapshot(session: Session, period: Period, now: datetime) -> dict[str, Any]:
    """Every unit's points by layer and item, totals, ranks and grounds; points are strings."""
    scores, units, ranking = whole_table(session, period)
    names = unit_names(session, [unit.unit_id for unit in units], local_date(now))
    by_unit = {unit.unit_id: unit for unit in units}
    return {
        "period": {"id": period.id, "year": period.year, "code": period.code.value},
        "criteria": scores.declared.period.criteria_set_id,
        "version": period.version,
        "at": now.isoformat(),
        "units": [
            {
                "unit": each.unit_id,
                "name": names[each.unit_id][0],
                "submitted": by_unit[each.unit_id].submitted,
                "layers": {
                    layer.value: {code: str(points[code]) for code in sorted(points)}
                    for layer, points in by_unit[each.unit_id].layers.items()
                },
                "points": {code: str(each.points[code]) for code in sorted(each.points)},
                "parts": {code: str(value) for code, value in each.sums.by_part.items()},
                "late_points": str(by_unit[each.unit_id].late_points),
                "final": None if each.final is None else str(each.final),
                "grade": each.grade,
                "rank": each.rank,
                "honour": each.honour,
                "decided_by": each.decided_by,
                "grounds": list(by_unit[each.unit_id].grounds),
            }
            for each in ranking.standings
        ],
        "undecided": list(ranking.undecided),
    }
