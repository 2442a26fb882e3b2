"""A motion that is being prepared: its card, its kind, its options."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines
from handlers.views.agenda import topic
from handlers.views.agenda_warnings import missing_words
from handlers.views.agenda_ways import home, to_session
from handlers.views.agenda_words import (
    absent_name,
    form_name,
    kind_label,
    kind_name,
    own_name,
    quorum_line,
    rule_lines,
    state_name,
    ties_line,
)
from handlers.views.common import bold, small
from models.cluster import ClusterKind
from models.errors_vote import OptionsNeeded, SeatsBeyond, ShareNeeded
from models.queries.agenda import Agenda, MotionItem
from models.rules.motion import Method, MotionKind
from models.voting import MotionState

OPTIONS_SHOWN = 10
WITH_OPTIONS = frozenset(
    {MotionKind.CHOICE, MotionKind.RANKING, MotionKind.HEAD, MotionKind.DEPUTY}
)


def kinds(found: Agenda, t: Translator) -> Screen:
    """Which item is to be added."""
    number, cluster = found.session_id, found.cluster_kind
    after = max((each.place for each in found.motions), default=0)
    text = blocks(
        bold(t("➕ Add an item")),
        t("What are the units to vote on?"),
        lines(
            *(
                Markup("• {}: {}").format(kind_label(kind, cluster, t), kind_name(kind, cluster, t))
                for kind in MotionKind
            )
        ),
    )
    buttons = [
        button(kind_label(kind, cluster, t), "agenda.add", number, kind.value, after)
        for kind in MotionKind
    ]
    fill = button(t("📋 Take the usual items"), "agenda.fill", number)
    return Screen(
        text,
        (*grid(buttons, 2), (fill,), (to_session(number, t), home(t))),
        route=pack("agenda.kinds", number),
        topic=topic(number),
    )


# -- the card ---------------------------------------------------------------------------------


def card(item: MotionItem, cluster: ClusterKind, units: int, last: int, t: Translator) -> Screen:
    """Everything that is declared before opening; each part has its button."""
    rows = _rows(item, last, t) if item.is_draft else (_where_it_stands(item, t),)
    return Screen(
        blocks(_heading(item, cluster, t), _options(item, t), _rules(item, units, t)),
        (*rows, (to_session(item.session_id, t), home(t))),
        route=pack("agenda.motion", item.motion_id),
        topic=topic(item.session_id),
    )


def _heading(item: MotionItem, cluster: ClusterKind, t: Translator) -> Markup:
    return lines(
        bold(Markup("{}. {}").format(item.place, item.title or kind_name(item.kind, cluster, t))),
        small(
            t(
                "%(kind)s · %(form)s · %(state)s",
                kind=kind_name(item.kind, cluster, t),
                form=form_name(item.form, t),
                state=state_name(item, t),
            )
        ),
        item.round > 1 and t("Round %(number)s", number=item.round),
        missing_words(item, t),
    )


def _options(item: MotionItem, t: Translator) -> Markup:
    if not item.options:
        return Markup("")
    shown = item.options[:OPTIONS_SHOWN]
    more = len(item.options) - len(shown)
    if item.method is Method.CHOOSE:
        head = t(
            "📋 Choose %(seats)s of %(count)s:", seats=item.terms.seats, count=len(item.options)
        )
    elif item.method is Method.RANK:
        head = t("📋 Put in order (%(count)s):", count=len(item.options))
    else:
        head = t("📋 Yes or no to:")
    return lines(
        head,
        *(Markup("• {}").format(each.label) for each in shown),
        more > 0 and t("… and %(count)s more", count=more),
    )


def _rules(item: MotionItem, units: int, t: Translator) -> Markup:
    return lines(
        rule_lines(item, units, t),
        quorum_line(item.terms, units, t),
        item.kind is MotionKind.HONOUR and Markup("🏢 {}").format(own_name(item.terms.own_unit, t)),
        Markup("✉️ {}").format(absent_name(item.terms.absent, t)),
        item.method in (Method.CHOOSE, Method.RANK) and ties_line(item.terms, t),
    )


def _where_it_stands(item: MotionItem, t: Translator) -> tuple[Button, ...]:
    if item.state is MotionState.OPEN:
        return (button(t("📊 Follow the vote"), "voting.show", item.motion_id, style="primary"),)
    return (button(t("📊 Result"), "results.show", item.motion_id, style="primary"),)


def _rows(item: MotionItem, last: int, t: Translator) -> Rows:
    parts = [_part(t("✏️ Wording"), item, "title")]
    if item.kind is MotionKind.HONOUR:
        parts.insert(0, _about(item, t))
    elif item.kind in WITH_OPTIONS:
        parts.append(_to_options(item, t))
    if item.method is Method.CHOOSE and item.kind not in (MotionKind.HEAD, MotionKind.DEPUTY):
        parts.append(_part(t("🔢 How many"), item, "seats", lacks=SeatsBeyond))
    if item.kind is not MotionKind.QUESTION:
        parts.append(_part(t("🗳 Form"), item, "form"))
    if item.method in (Method.APPROVE, Method.CHOOSE):
        parts.append(_part(t("⚖️ Majority"), item, "share", lacks=ShareNeeded))
        parts.append(_part(t("📜 Basis"), item, "source"))
    parts.append(_part(t("👥 Quorum"), item, "quorum"))
    parts.append(_part(t("🏢 Absent, own unit"), item, "own"))
    if item.method in (Method.CHOOSE, Method.RANK):
        parts.append(_part(t("🤝 Equal votes"), item, "ties"))
    return (*grid(parts, 2), _order(item, last, t))


def _part(
    words: Markup, item: MotionItem, part: str, lacks: type[Exception] | None = None
) -> Button:
    style = "primary" if lacks is not None and isinstance(item.missing, lacks) else ""
    return button(words, "agenda.part", item.motion_id, part, style=style)


def _about(item: MotionItem, t: Translator) -> Button:
    style = "" if "unit" in item.subject else "primary"
    return button(t("🏅 Unit, honour"), "agenda.units", item.motion_id, 0, style=style)


def _to_options(item: MotionItem, t: Translator) -> Button:
    words = t("📋 Options (%(count)s)", count=len(item.options))
    style = "primary" if isinstance(item.missing, OptionsNeeded) else ""
    return button(words, "agenda.options", item.motion_id, 0, style=style)


def _order(item: MotionItem, last: int, t: Translator) -> tuple[Button, ...]:
    number, version = item.motion_id, item.version
    row = []
    if item.place > 1:
        row.append(button(t("⬆️ Up"), "agenda.move", number, version, item.place - 1))
    if item.place < last:
        row.append(button(t("⬇️ Down"), "agenda.move", number, version, item.place + 1))
    return (*row, button(t("🗑 Delete"), "agenda.delete", number))


def confirm_delete(item: MotionItem, t: Translator) -> Screen:
    """Before a draft is taken from the agenda."""
    text = bold(t("🗑 Delete item %(place)s: %(title)s?", place=item.place, title=item.title))
    yes = Button(
        str(t("🗑 Delete")),
        pack("agenda.deleted", item.session_id, item.motion_id, item.version),
        style="danger",
    )
    return Screen(
        text,
        ((yes,), (back(item, t), home(t))),
        route=pack("agenda.delete", item.motion_id),
        topic=topic(item.session_id),
    )


def back(item: MotionItem, t: Translator) -> Button:
    """Back to the motion's card."""
    return button(t("◀️ Item %(place)s", place=item.place), "agenda.motion", item.motion_id)
