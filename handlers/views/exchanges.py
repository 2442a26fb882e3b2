"""Questions and explanations about an item, as both sides read them."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import lines, plain
from handlers.views.common import bold, comrade, quote, small
from models.appraisal import ExchangeKind
from models.queries.appraisal import AppraisedItem
from models.queries.exchanges import Said

SHOWN = 2
"""The newest exchanges that a card shows; a card holds 4096 characters."""
SAID_AT_MOST = 600
"""Characters of each on a card; the letter about it has all."""


def exchange_blocks(item: AppraisedItem, t: Translator) -> list[Markup]:
    """What was asked and explained about an item, the newest last."""
    older = len(item.exchanges) - SHOWN
    found = [said_words(each, t, SAID_AT_MOST) for each in item.exchanges[-SHOWN:]]
    if older > 0:
        found.insert(0, small(t.n("%(count)s earlier", "%(count)s earlier", older)))
    return found


def said_words(said: Said, t: Translator, limit: int = 1000) -> Markup:
    """A question or an explanation, and its answer."""
    question = said.kind is ExchangeKind.QUESTION
    title = t("❓ Question") if question else t("💬 Explanation of the unit")
    return lines(
        bold(title) + Markup(" ") + small(_who(said.by, t.moment(said.at), t)),
        quote(plain(said.said, limit)),
        *_answer(said, t, limit),
    )


def _answer(said: Said, t: Translator, limit: int) -> list[Markup]:
    if said.answered_at is None:
        return [t("⏳ Not answered yet.")]
    title = {
        None: t("Answer of the unit"),
        True: t("Explanation accepted"),
        False: t("Kept as appraised"),
    }[said.accepted]
    who = small(_who(said.answered_by, t.moment(said.answered_at), t))
    return [bold(title) + Markup(" ") + who, quote(plain(said.answer, limit))]


def _who(name: str, when: str, t: Translator) -> Markup:
    return t("%(who)s, %(when)s", who=comrade(name, t), when=when)
