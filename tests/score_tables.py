"""Score tables and sheets made by hand, from the sample criteria: for papers and benchmarks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import yaml

from models.points import ZERO
from models.queries.criteria import Loaded
from models.queries.period import PeriodState
from models.queries.score_table import ScoreTable, TableItem, TableRow
from models.queries.sheet import ItemState, Receipt, SheetStatus, SheetView
from models.rules.answers import Answer
from models.rules.criteria import Group, RuleKind, read_table
from models.rules.kinds import Layer
from models.rules.scoring import total
from models.rules.stages import Stage
from models.rules.summing import sum_points
from models.sheet import PeriodCode, SheetState

CRITERIA = Path(__file__).parent.parent / "bot/samples/criteria/co-quan-trung-uong.yaml"
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 15, 16, 59, 59, tzinfo=UTC)
UNITS = (
    ("Cục Thuế Thanh Hóa", "Cục Thuế"),
    ("Cục Thống kê Thanh Hóa", "Cục Thống kê"),
    ("Kho bạc Nhà nước tỉnh", "Kho bạc Nhà nước"),
    ("Ngân hàng Nhà nước Chi nhánh Thanh Hóa", "Ngân hàng Nhà nước"),
    ("Cục Hải quan Thanh Hóa", "Cục Hải quan"),
    ("Cục Quản lý thị trường Thanh Hóa", "Quản lý thị trường"),
    ("Cục Dự trữ Nhà nước khu vực Thanh Hóa", "Dự trữ Nhà nước"),
    ("Bảo hiểm xã hội tỉnh Thanh Hóa", "Bảo hiểm xã hội"),
)
HONOURS = ("CTD_CP", "CTD_TINH", "BK_CTUBND", "BK_CTUBND")


def sample_table(items=0):
    """The sample criteria; part II grows until there are at least `items` items."""
    table = read_table(yaml.safe_load(CRITERIA.read_text("utf-8")))
    missing = items - len(table.items)
    if missing <= 0:
        return table
    second = table.sections[1]
    model = second.items[0]
    share = Decimal(5)
    extra = tuple(
        replace(model, code=f"II.9.{number}", max=share, name_vi=f"Nội dung bổ sung {number}")
        for number in range(1, missing + 1)
    )
    worth = share * missing
    group = Group("II.9", "Nội dung bổ sung", "Further contents", worth, extra)
    longer = Group(
        second.code, second.name_vi, second.name_en, second.max + worth, (*second.children, group)
    )
    return replace(
        table,
        sections=(table.sections[0], longer, *table.sections[2:]),
        scale=replace(table.scale, base_max=table.scale.base_max + worth),
    )


def unit_names(number):
    """(name, short name) of a unit."""
    name, short = UNITS[number % len(UNITS)]
    again = number // len(UNITS)
    return (f"{name} {again + 1}", f"{short} {again + 1}") if again else (name, short)


def score_table(
    units=8,
    items=0,
    *,
    layers=tuple(Layer),
    stage=Stage.LOCKED,
    seed=1,
    table=None,
    names=unit_names,
):
    """A whole table, ranked by its points, with a tie, grounds and what was not assigned."""
    chance = Random(seed)  # noqa: S311 - points of nobody
    table = table or sample_table(items)
    drawn = [_row(table, number, layers, chance, names(number)) for number in range(units)]
    if units > 5:
        drawn[5] = replace(
            drawn[4], **{key: getattr(drawn[5], key) for key in ("sheet_id", "unit_id")},
            name=drawn[5].name, short_name=drawn[5].short_name,
        )  # fmt: skip
    rows = _ranked(drawn)
    if units > 6:
        rows[-1] = replace(rows[-1], grounds=("K.1",))
    return ScoreTable(
        PeriodState(
            1, 1, "Cụm thi đua số 10", 2026, PeriodCode.YEAR_END, DUE, DUE + timedelta(days=5),
            5, Decimal("1.5"), Decimal(12), published=stage is Stage.PUBLISHED, over=True,
        ),
        stage,
        table,
        tuple(rows),
        tuple(layers),
        version=2,
        ranked=True,
    )  # fmt: skip


def _row(table, number, layers, chance, names):
    points, gone = {}, set()
    for item in table.items:
        if item.na_allowed and chance.random() < 0.1:
            gone.add(item.code)
            continue
        points[item.code] = _layered(item, chance)
    items = {
        item.code: TableItem(
            {layer: points[item.code][layer] for layer in layers if item.code in points}
            if item.code in points
            else {},
            points[item.code][Layer.AGREED] if item.code in points else None,
            not_assigned=item.code in gone,
            why="Đối chiếu theo tài liệu kiểm chứng"
            if item.code in points and _differs(points[item.code])
            else "",
        )
        for item in table.items
    }
    sums = {
        layer: sum_points(
            table,
            {code: each[layer] for code, each in points.items()},
            not_assigned=frozenset(gone),
        )
        for layer in Layer
    }
    agreed = sums[Layer.AGREED]
    return TableRow(
        number + 1, number + 1, *names, True, items, agreed.by_part,
        {layer: sums[layer].final for layer in layers},
        late_points=ZERO, final=agreed.final, grade="HTXSNV" if agreed.final > 920 else "HTTNV",
    )  # fmt: skip


def _layered(item, chance):
    """The points of each layer: mostly the same, now and then less or more."""
    if item.kind in (RuleKind.BONUS, RuleKind.DEDUCTION):
        own = (
            item.per_unit
            if chance.random() < (0.4 if item.kind is RuleKind.BONUS else 0.1)
            else ZERO
        )
    else:
        own = _hundredths(item.max * Decimal(chance.choice([100, 100, 100, 98, 95, 90])) / 100)
    taken = _hundredths(own * Decimal(chance.choice([100, 100, 100, 100, 97, 90])) / 100)
    peers = _hundredths(own * Decimal(chance.choice([100, 100, 98])) / 100)
    given_back = taken if chance.random() < 0.8 else min(taken + Decimal("0.5"), item.max)
    return {
        Layer.SELF: own, Layer.CROSS: peers, Layer.STANDING: taken,
        Layer.AGREED: given_back if own else own,
    }  # fmt: skip


def _differs(layers):
    return len(set(layers.values())) > 1


def _hundredths(value):
    return value.quantize(Decimal("0.01"))


def _ranked(rows):
    best = sorted(rows, key=lambda row: -row.final)
    ranks = [1 + sum(other.final > row.final for other in best) for row in best]
    return [
        replace(
            row, rank=rank, tied=ranks.count(rank) > 1,
            honour=HONOURS[place] if place < len(HONOURS) else "",
            decided_by="section:I" if place == 1 else "",
        )
        for place, (row, rank) in enumerate(zip(best, ranks, strict=True))
    ]  # fmt: skip


def sheet_view(*, submitted=True, answered=True, table=None, unit="Cục Thuế Thanh Hóa", note=""):
    """A unit's sheet with every item answered, or none."""
    table = table or sample_table()
    given = {item.code: _answer(item) for item in table.items} if answered else {}
    totals = total(table, given)
    parts = {item.code: part.code for part in table.parts for item in part.items}
    by_code = {item.code: item for item in table.items}
    numbers = {code: number for number, code in enumerate(by_code, start=1)}
    states = {
        code: ItemState(
            item, numbers[code], parts[code], given.get(code), code in given,
            totals.workings[code].points if code in given else None,
            note if number % 7 == 0 else "", 1 if code in given else 0, "Nguyễn Văn An", NOW,
            item.target, not_assigned=False,
        )
        for number, (code, item) in enumerate(by_code.items())
    }  # fmt: skip
    period = score_table(1).period
    status = SheetStatus(
        1, period, 1, unit, SheetState.SUBMITTED if submitted else SheetState.DRAFT, DUE,
        totals.answered, totals.countable, totals.final, "", 0, ZERO, editable=not submitted,
    )  # fmt: skip
    receipt = Receipt("K7QM-2T", DUE, "Nguyễn Văn An", totals.final, 0, ZERO) if submitted else None
    return SheetView(status, Loaded(table, by_code, parts, numbers), states, totals, receipt)


def _answer(item):
    if item.kind in (RuleKind.PROPORTIONAL, RuleKind.TARGET_LEADER):
        target = item.target or Decimal(100)
        own = None if item.target else target
        return Answer(actual=target, target=own, counts={each.code: 1 for each in item.counted})
    if item.kind is RuleKind.TIERED:
        return Answer(tier=2)
    if item.kind is RuleKind.BINARY:
        return Answer(met=True)
    if item.kind is RuleKind.SUBTRACT:
        return Answer(counts={each.code: number for number, each in enumerate(item.counted)})
    return Answer(count=0 if item.kind is RuleKind.DEDUCTION else 2)
