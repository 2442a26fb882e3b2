"""Grades (*xếp loại*): the band a unit falls in, by shares that are never rounded."""

from collections.abc import Iterable
from decimal import Decimal

from models.rules.criteria import CriteriaTable
from models.rules.summing import Sums

Share = tuple[Decimal, Decimal]
"""Points, and the most they could be (above 0): compared as they are, so no rounding decides."""


def grade(table: CriteriaTable, sums: Sums, final: Decimal | None = None) -> str:
    """The code of the band a unit falls in, by its exact share of the base.

    The total is `final` (left out: the sums' own final score, bonus and deductions included) of
    base_max; a section is its points of what the unit could reach there. Sections that were not
    assigned set no floor.
    """
    points = sums.final if final is None else final
    sections = [
        (sums.by_part[code], reachable)
        for code, reachable in sums.assigned_by_part.items()
        if reachable
    ]
    return grade_of(table, (points, table.scale.base_max), sections)


def grade_of(table: CriteriaTable, whole: Share, sections: Iterable[Share]) -> str:
    """The highest band whose least total and least section are both reached.

    Where the total reaches a band but a section does not, the next lower band is tried, down to
    the last, which asks for nothing.
    """
    shares = list(sections)
    return next(
        band.code
        for band in table.grades
        if _reaches(whole, band.min_total)
        and all(_reaches(share, band.min_each_section) for share in shares)
    )


def _reaches(share: Share, percent: Decimal) -> bool:
    points, most = share
    return points * 100 >= percent * most
