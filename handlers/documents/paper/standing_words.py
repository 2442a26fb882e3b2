"""What the score table says, in words and figures: the same in picture, paper and workbook.

Only what `ScoreTable.layers` names is ever read, whatever else a row may hold.
"""

from datetime import datetime
from decimal import Decimal

from handlers.documents.paper.typesetting import Data, said
from handlers.i18n import Translator
from handlers.views.common import period_of
from models.queries.score_table import ScoreTable, TableItem, TableRow
from models.rules.criteria import Group
from models.rules.kinds import Layer
from models.rules.stages import Stage

NONE = "–"
MINUS = "−"


def layer_name(layer: Layer, t: Translator) -> str:
    """Whose points a column holds, short enough for its head."""
    return said(
        {
            Layer.SELF: t("Self-scored"),
            Layer.CROSS: t("Cross-scored"),
            Layer.STANDING: t("Appraised"),
            Layer.AGREED: t("Agreed"),
        }[layer]
    )


def shown_layers(table: ScoreTable) -> tuple[Layer, ...]:
    """The layers that the reader may see, in the order in which they come about."""
    return tuple(layer for layer in Layer if layer in table.layers)


def points_of(value: Decimal | None, t: Translator) -> str:
    """Points for a column, a dash where there are none."""
    return NONE if value is None else t.points2(value)


def signed(difference: Decimal, t: Translator) -> str:
    """A difference with its sign: "+2,00", "−12,50"; empty for none."""
    if not difference:
        return ""
    return ("+" if difference > 0 else MINUS) + t.points2(abs(difference))


def difference(scored: TableItem | TableRow, layer: Layer, table: ScoreTable) -> Decimal:
    """How far a layer is from what the unit itself declared; 0 where either is not to be seen."""
    if Layer.SELF not in table.layers or layer not in table.layers:
        return Decimal(0)
    declared, other = scored.layers.get(Layer.SELF), scored.layers.get(layer)
    return Decimal(0) if declared is None or other is None else other - declared


def changed(item: TableItem, table: ScoreTable) -> Decimal:
    """How far an item's final points are from the declared ones; 0 where that is not to be seen."""
    declared = item.layers.get(Layer.SELF) if Layer.SELF in table.layers else None
    return Decimal(0) if declared is None or item.final is None else item.final - declared


def sign(value: Decimal) -> int:
    """1, 0 or -1."""
    return (value > 0) - (value < 0)


def rank_of(row: TableRow) -> str:
    """A unit's place, a dash for who has none."""
    return NONE if row.rank is None else str(row.rank)


def cell(row: TableRow, layer: Layer, table: ScoreTable, t: Translator) -> Data:
    """A layer's total of a unit, and how far it is from the declared one."""
    apart = difference(row, layer, table)
    return {
        "points": points_of(row.layers.get(layer), t),
        "difference": signed(apart, t),
        "sign": sign(apart),
    }


def state_words(stage: Stage, t: Translator) -> str:
    """How final the table is."""
    if stage is Stage.PUBLISHED:
        return said(t("Published"))
    return said(t("Agreed and locked") if stage.is_fixed else t("Provisional"))


def edition(table: ScoreTable, now: datetime, t: Translator) -> str:
    """Which table this is: how final, which version, drawn when."""
    parts = [state_words(table.stage, t)]
    if table.version:
        parts.append(said(t("version %(number)s", number=table.version)))
    parts.append(said(t("drawn up at %(when)s", when=t.moment(now))))
    return " · ".join(parts)


def period_words(table: ScoreTable, t: Translator) -> str:
    """The period as officials call it."""
    return said(period_of(table.period, t))


def part_name(table: ScoreTable, part: Group, t: Translator) -> str:
    """A part in the head of a column: "Phần I", "Điểm thưởng"."""
    if part in (table.table.bonus, table.table.deductions):
        return t.pick(part.name_vi, part.name_en)
    return said(t("Part %(code)s", code=part.code))


def proposal(table: ScoreTable, code: str, t: Translator) -> str:
    """What is proposed for a unit: never said as if it had been awarded."""
    found = next((each for each in table.table.honours if each.code == code), None)
    words = t.pick(found.vi, found.en) if found else code
    if words.casefold().startswith(("đề nghị", "propose")):
        return words
    return said(t("Proposed: %(honour)s", honour=words))


def ground_words(table: ScoreTable, row: TableRow, t: Translator) -> list[str]:
    """Why a unit is not considered: the grounds that stand."""
    known = {each.code: t.pick(each.vi, each.en) for each in table.table.ineligibility}
    return [f"{code}. {known.get(code, '')}".rstrip(". ") for code in row.grounds]


def decided_words(decided_by: str, t: Translator) -> str:
    """What told a unit from its equals: "section:I" is "more points in part I"."""
    by, _, which = decided_by.partition(":")
    words = {
        "section": t("more points in part %(part)s", part=which),
        "deductions": t("fewer deductions"),
        "bonus": t("more bonus points"),
        "secret_ballot": t("secret ballot"),
    }
    if by == "layer_mean" and which in set(Layer):
        name = layer_name(Layer(which), t).lower()
        return said(t("higher mean (%(layer)s)", layer=name))
    return said(words.get(by, decided_by))


def remarks(table: ScoreTable, t: Translator) -> list[str]:
    """What has to be said about the table as a whole."""
    said_of_table = [
        said(t("Equals stand for «%(honour)s»: to be settled by ballot.", honour=honour))
        for honour in (proposal(table, code, t) for code in table.undecided)
    ]
    if table.sensitive:
        said_of_table.append(
            said(t("The leading places change with the way in which cross-scores are added up."))
        )
    return said_of_table
