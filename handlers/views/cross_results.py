"""What peers have given, before who appraises: by section, and one item with every comment."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, grid, lines, plain
from handlers.views.common import bold, period_name, quote, small
from handlers.views.crossing import topic
from models.queries.cross_results import ItemResult, PeerScore, SheetResults
from models.rules.criteria import Group
from models.rules.stages import Stage

SAID = 80
"""Characters of a name or a comment in a list."""


def sheets(period_id: int, rows: Sequence[tuple[int, str]], t: Translator) -> Screen:
    """The sheets whose results may be read."""
    text = blocks(
        bold(t("🔎 Results of cross-scoring")),
        t("Choose a unit. A unit's own results are shown when the score table is opened."),
    )
    buttons = [button(short, "cross.results", sheet_id, 0) for sheet_id, short in rows]
    return Screen(
        text,
        (*grid(buttons, 2), (button(t("🏠 Home"), "home.show"),)),
        route=pack("cross.sheets", period_id),
        topic=topic(period_id),
    )


def part(found: SheetResults, parts: Sequence[Group], place: int, t: Translator) -> Screen:
    """A section: each item's declared points, what peers make of it, and what stands out."""
    here = parts[place]
    items = found.in_part(here.code)
    text = blocks(
        lines(
            bold(
                t(
                    "🔎 Results of cross-scoring · %(period)s",
                    period=period_name(found.code, found.year, t),
                )
            ),
            Markup("{}").format(found.unit_name),
            bold(Markup("{}. {}").format(here.code, t.pick(here.name_vi, here.name_en))),
        ),
        *(_item_lines(item, t) for item in items),
        small(t("Missing scores are left out; they never count as 0 points.")),
    )
    buttons = [
        button(f"{'💬 ' if item.remarkable else ''}{item.item.code}", "cross.result",
               found.sheet_id, item.number)
        for item in items
    ]  # fmt: skip
    return Screen(
        text,
        (*grid(buttons, 3), *_parts(found, parts, place, t), _back(found, t)),
        route=pack("cross.results", found.sheet_id, place),
        topic=topic(found.period_id),
    )


def _parts(
    found: SheetResults, parts: Sequence[Group], place: int, t: Translator
) -> tuple[tuple[Button, ...], ...]:
    others = [
        button(t("Part %(code)s", code=each.code), "cross.results", found.sheet_id, number)
        for number, each in enumerate(parts)
        if number != place
    ]
    return grid(others, 3)


def _back(found: SheetResults, t: Translator) -> tuple[Button, ...]:
    row = [button(t("◀️ All units"), "cross.sheets", found.period_id)]
    if found.stage is Stage.APPRAISAL:
        row.append(button(t("⚖️ Appraisal"), "appraisal.sheet", found.sheet_id))
    return tuple(row)


def _item_lines(item: ItemResult, t: Translator) -> Markup:
    return lines(
        t(
            "<b>%(code)s</b> %(name)s",
            code=item.item.code,
            name=plain(t.pick(item.item.name_vi, item.item.name_en), SAID),
        ),
        summary(item, t),
        *(_score_line(each, t) for each in item.remarkable if each.outlying),
    )


def summary(item: ItemResult, t: Translator) -> Markup:
    """Declared; what the peers' scores come to, of how many; how far they disagree."""
    declared, most = t.points(item.declared), t.points(item.item.max)
    received = f"{len(item.scores)}/{item.expected}"
    if item.aggregate is None:
        return t(
            "declared %(declared)s/%(max)s · too few scores (%(received)s)",
            declared=declared,
            max=most,
            received=received,
        )
    return t(
        "declared %(declared)s/%(max)s · cross <b>%(points)s</b> (%(received)s) · disagreement "
        "%(spread)s",
        declared=declared,
        max=most,
        points=t.points(item.aggregate.points),
        received=received,
        spread=t.points(item.disagreement) if item.disagreement is not None else "–",
    )


def _score_line(score: PeerScore, t: Translator) -> Markup:
    said = plain(score.comment, SAID)
    return t(
        "⚠️ %(rater)s: %(points)s%(comment)s",
        rater=score.rater,
        points=t.points(score.points),
        comment=f" – {said}" if said else "",
    )


def item(found: SheetResults, result: ItemResult, t: Translator) -> Screen:
    """Every peer's points for one item, with the whole comments."""
    here = result.item
    text = blocks(
        lines(
            Markup("{}").format(found.unit_name),
            bold(Markup("{}. {}").format(here.code, t.pick(here.name_vi, here.name_en))),
            summary(result, t),
        ),
        *(_whole_score(each, result, t) for each in result.scores),
        not result.scores and t("No score has been received."),
    )
    parts = [each for each in found.loaded.table.parts if found.in_part(each.code)]
    place = [each.code for each in parts].index(result.part)
    row = [button(t("◀️ Back"), "cross.results", found.sheet_id, place)]
    if found.stage is Stage.APPRAISAL:
        row.append(button(t("⚖️ Go to the item"), "appraisal.item", found.sheet_id, result.number))
    return Screen(
        text,
        (tuple(row),),
        route=pack("cross.result", found.sheet_id, result.number),
        topic=topic(found.period_id),
    )


def _whole_score(score: PeerScore, result: ItemResult, t: Translator) -> Markup:
    limit = max(SAID, 3000 // max(len(result.scores), 1))
    return lines(
        t(
            "%(mark)s%(rater)s: <b>%(points)s</b>%(left)s",
            mark="⚠️ " if score.outlying else "• ",
            rater=score.rater,
            points=t.points(score.points),
            left=Markup(" ") + t("(left out as an extreme)") if score.trimmed else "",
        ),
        score.comment and quote(plain(score.comment, limit)),
    )
