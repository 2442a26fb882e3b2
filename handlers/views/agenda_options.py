"""What a motion offers: units, typed options; or the unit and the honour that it is about."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, grid, lines, plain, turning
from handlers.views.agenda import topic
from handlers.views.agenda_motion import OPTIONS_SHOWN, back
from handlers.views.agenda_ways import home
from handlers.views.common import bold, small
from handlers.views.results_words import honour_name
from models.queries.agenda import MotionItem
from models.queries.people import MemberUnit
from models.rules.motion import MOST_OPTIONS
from models.rules.settings import Honour

PER_PAGE = 8
LABEL = 36


def options(item: MotionItem, members: Sequence[MemberUnit], page: int, t: Translator) -> Screen:
    """Units to be marked, page by page; other options are typed, a line each."""
    chosen = {each.unit_id for each in item.options if each.unit_id}
    last = max(len(members) - 1, 0) // PER_PAGE
    page = min(max(page, 0), last)
    shown = members[page * PER_PAGE : (page + 1) * PER_PAGE]
    gone = [
        each for each in item.options if each.unit_id not in {member.unit_id for member in members}
    ]
    marks = [_mark(item, each, page, chosen=each.unit_id in chosen) for each in shown]
    text = blocks(
        lines(bold(t("📋 Options")), Markup("{}").format(item.title)),
        t("Chosen: %(count)s (at most %(most)s)", count=len(item.options), most=MOST_OPTIONS),
        lines(*(Markup("• {}").format(each.label) for each in gone[:OPTIONS_SHOWN])),
        small(t("Press a unit to mark it. Other options are typed, one a line.")),
    )
    done = button(t("✅ Done"), "agenda.motion", item.motion_id, style="primary")
    return Screen(
        text,
        (
            *grid(marks, 2),
            *turning("agenda.options", (item.motion_id,), page, last),
            *((_typed_ones(item, t),) if gone else ()),
            (done, home(t)),
        ),
        route=pack("agenda.options", item.motion_id, page),
        asks=pack("agenda.lines", item.motion_id, item.version),
        topic=topic(item.session_id),
    )


def _mark(item: MotionItem, unit: MemberUnit, page: int, *, chosen: bool) -> Button:
    words = f"{'✅' if chosen else '⬜'} {unit.short_name}"
    args = (item.motion_id, item.version, unit.unit_id, int(not chosen), page)
    return button(words, "agenda.mark", *args)


def _typed_ones(item: MotionItem, t: Translator) -> tuple[Button, ...]:
    return (button(t("🗑 Remove a typed option"), "agenda.others", item.motion_id, 0),)


def others(item: MotionItem, page: int, t: Translator) -> Screen:
    """The options as they stand, each to be taken away."""
    last = max(len(item.options) - 1, 0) // PER_PAGE
    page = min(max(page, 0), last)
    shown = item.options[page * PER_PAGE : (page + 1) * PER_PAGE]
    rows = [
        (
            button(
                Markup("🗑 {}").format(plain(each.label, LABEL)),
                "agenda.out",
                item.motion_id,
                item.version,
                each.key,
                page,
            ),
        )
        for each in shown
    ]
    to_options = button(t("◀️ Options"), "agenda.options", item.motion_id, 0)
    return Screen(
        blocks(bold(t("Which option is to be removed?")), Markup("{}").format(item.title)),
        (
            *rows,
            *turning("agenda.others", (item.motion_id,), page, last),
            (to_options, home(t)),
        ),
        route=pack("agenda.others", item.motion_id, page),
        topic=topic(item.session_id),
    )


# -- a unit and an honour ---------------------------------------------------------------------


def units(item: MotionItem, members: Sequence[MemberUnit], page: int, t: Translator) -> Screen:
    """Which unit is proposed."""
    last = max(len(members) - 1, 0) // PER_PAGE
    page = min(max(page, 0), last)
    shown = members[page * PER_PAGE : (page + 1) * PER_PAGE]
    rows = [
        button(plain(each.short_name, LABEL), "agenda.honours", item.motion_id, each.unit_id)
        for each in shown
    ]
    return Screen(
        bold(t("🏅 Which unit is proposed?")),
        (
            *grid(rows, 2),
            *turning("agenda.units", (item.motion_id,), page, last),
            (back(item, t), home(t)),
        ),
        route=pack("agenda.units", item.motion_id, page),
        topic=topic(item.session_id),
    )


def honours(
    item: MotionItem, unit_id: int, name: str, found: Sequence[Honour], t: Translator
) -> Screen:
    """For which honour of the year's criteria table; a button carries its number there."""
    args = (item.motion_id, item.version, unit_id)
    rows = [
        (button(honour_name(each, t), "agenda.about", *args, number),)
        for number, each in enumerate(found, 1)
    ]
    other = (button(t("Another commendation"), "agenda.about", *args, 0),)
    return Screen(
        blocks(bold(t("🏅 For what is %(unit)s proposed?", unit=name))),
        (*rows, other, (back(item, t), home(t))),
        route=pack("agenda.honours", item.motion_id, unit_id),
        topic=topic(item.session_id),
    )
