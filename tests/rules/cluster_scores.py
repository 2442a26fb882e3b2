"""Clusters with scores, for tests of what counts and who ranks where."""

from decimal import Decimal

from hypothesis import strategies as st

from models.points import from_hundredths, to_hundredths
from models.rules.kinds import Layer
from models.rules.standings import UnitScores
from tests.rules.criteria_tables import small_document, small_table

SMALL = small_table()
FULL = {item.code: Decimal("0.00") if item.code[0] in "BT" else item.max for item in SMALL.items}


def d(text):
    return Decimal(text)


def with_method(method, **more):
    return small_table(final_score={"method": method, **more})


def with_honours(*honours, **changes):
    """The small table with these honours, (code, places[, grade]), and tie-breakers if given."""
    document = small_document(**changes)
    document["honours"] = [
        {
            "rank": number,
            "code": code,
            "vi": "Đề nghị",
            "count": count,
            "needs_grade": grade[0] if grade else None,
        }
        for number, (code, count, *grade) in enumerate(honours, start=1)
    ]
    return small_table(**document)


def scored(unit_id, points=FULL, layer=Layer.AGREED, **facts):
    """A unit with one layer of scores."""
    return UnitScores(unit_id, {layer: points}, **facts)


def worth(unit_id, final, **facts):
    """A unit whose final score is `final`, 30 to 200; what it lacks, it lacks in section II."""
    lost, points = 200 - Decimal(final), dict(FULL)
    for code in ("tasks", "order", "waves", "report", "leader", "level", "plan"):
        taken = min(lost, points[code])
        points[code] -= taken
        lost -= taken
    return scored(unit_id, points, **facts)


CHANCE = st.randoms(use_true_random=True)  # one draw for a whole cluster: quick to make up
ASSIGNABLE = [item.code for item in SMALL.items if item.na_allowed]
ASKED = ["plan", "met", "waves"]


def _points(chance, item):
    """Often none, half or all of the points, so that units are equal now and then."""
    most = to_hundredths(item.max)
    return from_hundredths(chance.choice([0, most // 2, most, chance.randint(0, most)]))


def _whole(chance):
    return {item.code: _points(chance, item) for item in SMALL.items}


def _some(chance):
    share = chance.choice([0, 0.5, 0.9, 1])
    return {code: points for code, points in _whole(chance).items() if chance.random() < share}


def _any_of(chance, codes):
    return frozenset(code for code in codes if chance.random() < 1 / 3)


def _unit(chance, unit_id):
    """In any state: some layers whole, some partial, some facts that stand against it."""
    return UnitScores(
        unit_id,
        {
            Layer.SELF: chance.choice([_whole, _whole, _some])(chance),
            Layer.STANDING: _some(chance),
            Layer.CROSS: _some(chance),
            Layer.AGREED: _some(chance),
        },
        not_assigned=_any_of(chance, ASSIGNABLE),
        late_points=chance.choice([d("0.00"), d("1.50"), d("300.00")]),
        grounds=tuple(_any_of(chance, ["X.1"])),
        submitted=chance.random() < 0.8,
        asked_of_peers=_any_of(chance, ASKED),
        blank_parts=_any_of(chance, ["II", "B", "T"]),
    )


LAYERS = CHANCE.map(_whole)
SOME = CHANCE.map(_some)


def clusters(least=1):
    return st.builds(
        lambda chance, size: [_unit(chance, unit_id) for unit_id in range(1, size + 1)],
        CHANCE,
        st.integers(least, 8),
    )
