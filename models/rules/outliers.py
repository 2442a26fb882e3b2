"""Scores far from the others: asked for a reason, shown to the appraiser, never left out silently.

Source: the modified z-score of Iglewicz and Hoaglin: distance from the median in units of the
median absolute deviation (MAD), which 1.4826 makes comparable to a standard deviation.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median

NORMAL_MAD = Fraction(14826, 10_000)
DEVIATIONS = 3
SHARE = Fraction(1, 10)  # of an item's maximum: what is nearer than this is an honest difference


def needs_comment(points: Decimal, self_points: Decimal, most: Decimal) -> bool:
    """Whether a score is so far from the points the unit declared that its rater must say why.

    More than a tenth of the item's maximum `most`, in either direction. Raters are blind to each
    other, so the declared points are all there is to compare with while they type.
    """
    return abs(Fraction(points) - Fraction(self_points)) > SHARE * Fraction(most)


def outlying(scores: Sequence[Decimal], most: Decimal) -> tuple[int, ...]:
    """The places of the scores of one item and unit that lie far from all of its scores.

    Farther from their median than 3 x 1.4826 x MAD and than a tenth of the item's maximum `most`.
    Of two scores neither is the odd one out, however far apart they are.
    """
    if not scores:
        return ()
    values = [Fraction(score) for score in scores]
    middle = median(values)
    distances = [abs(value - middle) for value in values]
    limit = max(DEVIATIONS * NORMAL_MAD * median(distances), SHARE * Fraction(most))
    return tuple(place for place, distance in enumerate(distances) if distance > limit)
