"""A lot's card: announced with a source, drawn, confirmed by a second person."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views import results_words as words
from handlers.views.common import bold, small
from models.queries.result_states import Lot, Result


def card(result: Result, mark: str, t: Translator, *, runs: bool, confirms: bool) -> Screen:
    """Where a lot stands; `mark` is what a button carries of what was typed."""
    lot = result.lot
    done = lot is not None and lot.confirmed
    asks = ""
    if runs and not done:
        asks = pack("lots.drawn" if lot else "lots.source", result.motion_id)
    rows: list[tuple[Button, ...]] = []
    if lot is not None and lot.drawn and not done and confirms:
        rows.append((confirm_button(result, mark, t),))
    rows.append(
        (
            button(t("◀️ The result"), "results.show", result.motion_id),
            button(t("🏠 Home"), "home.show"),
        )
    )
    text = blocks(_heading(result, t), *_announced(result, lot, t), *_state(result, t, runs=runs))
    return Screen(
        text,
        tuple(rows),
        route=pack("lots.show", result.motion_id),
        topic=f"ballot:{result.motion_id}",
        asks=asks,
    )


def _heading(result: Result, t: Translator) -> Markup:
    count = result.count
    among = count.candidates if count else ()
    return lines(
        bold(t("Lot: %(title)s", title=words.title_of(result, t))),
        t("Among: %(names)s", names=t.joined(result.by_name(among))),
    )


def _announced(result: Result, lot: Lot | None, t: Translator) -> tuple[Markup, ...]:
    if lot is None:
        return ()
    return (
        lines(
            t("Public source of the number: %(source)s", source=lot.source),
            t("Announced at %(when)s", when=t.moment(lot.committed_at)),
        ),
        t("Commitment: <code>%(mark)s</code>", mark=lot.commitment),
        drawn_line(result, t),
    )


def drawn_line(result: Result, t: Translator) -> Markup:
    """What was drawn, if anything was."""
    lot = result.lot
    return t("Drawn: <b>%(drawn)s</b>", drawn=lot.drawn) if lot and lot.drawn else Markup()


def _state(result: Result, t: Translator, *, runs: bool) -> tuple[Markup, ...]:
    """What comes next, and for whom; at the end, whom the lot has chosen."""
    lot = result.lot
    if lot is None and runs:
        return (
            bold(t("Please type the public source that will give the number.")),
            small(
                t(
                    "For example: the special prize of a lottery and the day on which it is drawn. "
                    "Its result must not be known yet."
                )
            ),
        )
    if lot is None:
        return (t("The head of the cluster names the public source first."),)
    if lot.confirmed:
        return (bold(words.outcome(result, t)), _working(t))
    if runs and not lot.drawn:
        return (bold(t("Please type the number as the source has published it.")),)
    if not lot.drawn:
        return (t("The number is entered when the source has published it."),)
    waits = t("The deputy head or the secretary confirms it; the lot decides then.")
    again = t("If there is a mistake, please type it again.") if runs else Markup()
    return (lines(waits, again),)


def _working(t: Translator) -> Markup:
    return small(
        t(
            "The order is that of the SHA-256 of commitment, number and option, one below the "
            "other: anyone can work it out again."
        )
    )


def confirm_button(result: Result, mark: str, t: Translator) -> Button:
    """It is what was drawn."""
    label = t("✅ This is what was drawn")
    return button(label, "lots.confirm", result.motion_id, mark, style="primary")


def committing(result: Result, source: str, t: Translator) -> Screen:
    """The source read back, before it is announced for good."""
    text = blocks(
        _heading(result, t),
        t("Public source of the number: %(source)s", source=source),
        bold(t("Once announced, neither the list nor the source can be changed.")),
    )
    rows = (
        (button(t("📣 Announce the lot"), "lots.commit", result.motion_id, style="primary"),),
        (
            button(t("◀️ Another source"), "lots.show", result.motion_id),
            button(t("🏠 Home"), "home.show"),
        ),
    )
    return Screen(
        text,
        rows,
        route=pack("lots.committing", result.motion_id),
        asks=pack("lots.source", result.motion_id),
        kept={"source": source},
    )
