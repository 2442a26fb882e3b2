"""What a secret ballot here promises, and what it does not."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Screen, blocks, button
from handlers.views.ballot_words import topic_of, ways
from handlers.views.common import bold
from models.queries.ballot import BallotState


def about(state: BallotState, unit_id: int, t: Translator, *, first: bool) -> Screen:
    """What a secret ballot here promises, and what it does not; read before the first one."""
    text = blocks(bold(t("🔒 What a secret ballot means here")), *_promises(t), *_limits(t))
    args = (state.motion_id, unit_id)
    if first:
        read = t("I have read and understood")
        row = (button(read, "ballot.read", *args, style="primary"),)
    else:
        row = (button(t("◀️ Back to the ballot"), "ballot.show", *args, style="primary"),)
    return Screen(
        text,
        (row, *ways(state, t)),
        route=pack("ballot.about", *args),
        topic=topic_of(state),
    )


def _promises(t: Translator) -> tuple[Markup, ...]:
    return (
        t(
            "• The other units, the head of the cluster and the secretary cannot see what a unit "
            "has chosen."
        ),
        t(
            "• Each ballot is sealed (encrypted) at once. Nobody sees any result before the vote "
            "ends. Until then a unit may vote again; the last ballot counts."
        ),
        t(
            "• When the vote ends, all ballots are opened together, mixed and counted, and the key "
            "is destroyed. After that, nothing that is stored connects a ballot with a unit."
        ),
    )


def _limits(t: Translator) -> tuple[Markup, ...]:
    return (
        bold(t("Limits that should be known")),
        t(
            "• At the moment of a press, the bot's server and the messaging platform (Telegram) "
            "know which account presses. Whoever has full control of the server while the vote is "
            "under way could interfere."
        ),
        t(
            "• With few units, or where all vote alike, the choices may be inferred from the "
            "result."
        ),
        t(
            "• Which units have voted and which have not is known to the whole cluster. Please "
            "take no pictures of the ballot on the screen."
        ),
    )
