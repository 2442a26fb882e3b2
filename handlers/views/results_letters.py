"""Results told: a letter to everybody, a notice in the group; of a lot, too."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines, plain
from handlers.views import results_words as words
from handlers.views.common import bold, small
from handlers.views.lots import confirm_button, drawn_line
from handlers.views.results_session import result_line
from models.queries.result_states import Result, SessionResults
from models.voting import MotionState

AT_ONCE = 12
"""Results that a message names."""
SENTENCE = 260
REASON = 140
"""Twelve of them fit below twelve lines."""


def letter(found: SessionResults, results: Sequence[Result], t: Translator) -> Screen:
    """One letter for all votes that were opened together."""
    text = blocks(_heading(found, t), *_told(results, t))
    only = results[0] if len(results) == 1 else None
    see = (
        button(t("📊 See the result"), "results.show", only.motion_id, style="primary")
        if only
        else button(t("📊 See the results"), "results.list", found.session_id, 0, style="primary")
    )
    return Screen(text, ((see,),))


def notice(found: SessionResults, results: Sequence[Result], bot: str, t: Translator) -> Screen:
    """The same in the cluster's group."""
    link = Button(t("📋 Open the bot").unescape(), url=f"https://t.me/{bot}?start")
    return Screen(blocks(_heading(found, t), *_told(results, t)), ((link,),))


def _heading(found: SessionResults, t: Translator) -> Markup:
    return lines(
        bold(t("Results of the votes: %(title)s", title=found.title)),
        Markup("{}").format(found.cluster_name),
    )


def _told(results: Sequence[Result], t: Translator) -> list[Markup]:
    """Few in sentences, many in lines."""
    rest = len(results) - AT_ONCE
    more = t.n("… and %(count)s more.", "… and %(count)s more.", rest) if rest > 0 else Markup()
    if len(results) > AT_ONCE // 2:
        return [lines(*(_in_lines(each, t) for each in results[:AT_ONCE]), more)]
    return [
        lines(
            bold(f"{each.place}. {words.title_of(each, t).unescape()}"),
            plain(words.outcome(each, t), SENTENCE),
        )
        for each in results
    ]


def _in_lines(result: Result, t: Translator) -> Markup:
    """Of what the head declared void, the reason, too: everybody is to be told it."""
    by_head = result.state is MotionState.VOID and result.void_why.startswith(words.BY_HEAD)
    return lines(result_line(result, t), by_head and small(plain(words.outcome(result, t), REASON)))


# -- lots -----------------------------------------------------------------------------------------


def lot_announced(result: Result, bot: str, t: Translator) -> Screen | None:
    """In the group: among whom a lot will be drawn, from which source; before it has spoken."""
    lot = result.lot
    if lot is None:
        return None
    among = result.count.candidates if result.count else ()
    text = blocks(
        bold(t("A lot is announced: %(title)s", title=words.title_of(result, t))),
        t("Among: %(names)s", names=t.joined(result.by_name(among))),
        t("Public source of the number: %(source)s", source=lot.source),
        t("Commitment: <code>%(mark)s</code>", mark=lot.commitment),
        t("With this mark anyone can show later that neither list nor source was changed."),
    )
    link = Button(t("📋 Open the bot").unescape(), url=f"https://t.me/{bot}?start")
    return Screen(text, ((link,),))


def lot_result(result: Result, t: Translator) -> Markup:
    """What a lot has decided."""
    return blocks(
        bold(t("The lot was drawn: %(title)s", title=words.title_of(result, t))),
        drawn_line(result, t),
        words.outcome(result, t),
    )


def lot_drawn(result: Result, t: Translator) -> Screen:
    """To everybody: what a lot has decided."""
    see = button(t("📊 See the result"), "results.show", result.motion_id, style="primary")
    return Screen(lot_result(result, t), ((see,),))


def lot_notice(result: Result, bot: str, t: Translator) -> Screen:
    """The same in the group."""
    link = Button(t("📋 Open the bot").unescape(), url=f"https://t.me/{bot}?start")
    return Screen(lot_result(result, t), ((link,),))


def lot_to_confirm(result: Result, mark: str, t: Translator) -> Screen:
    """To the deputy and the secretary: is that what was drawn?"""
    lot = result.lot
    text = blocks(
        bold(t("Please confirm what was drawn: %(title)s", title=words.title_of(result, t))),
        lot and t("Public source of the number: %(source)s", source=lot.source),
        drawn_line(result, t),
    )
    see = button(t("🎲 The lot"), "lots.show", result.motion_id)
    return Screen(text, ((confirm_button(result, mark, t),), (see,)))
