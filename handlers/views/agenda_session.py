"""A session as a whole: who stands for the offices, its title, giving it up."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.agenda import topic
from handlers.views.agenda_ways import home, to_session
from handlers.views.common import bold, small
from models.queries.agenda import Agenda, MotionItem
from models.rules.motion import MotionKind
from models.rules.nominees import Way

NAMED = 8


def ways(found: Agenda, t: Translator) -> Screen:
    """How those are found who stand for head and deputy."""
    number = found.session_id
    names = {
        Way.FREE: t("Free: all but the present head"),
        Way.ROTATION: t("Rotation"),
        Way.DEPUTY: t("The deputy moves up"),
        Way.LEADER: t("The best of the ranking"),
    }
    text = blocks(
        bold(t("Who stands for head and deputy?")),
        lines(
            t("• Free: every unit can be elected but the one that is head now."),
            t(
                "• Rotation: the unit that has not been head for the longest time, in the order of "
                "the list of units; for deputy the one after it."
            ),
            t("• The deputy moves up: it stands for head; for deputy the next by rotation."),
            t(
                "• The best of the ranking: the first stands for head, the next for deputy; equals "
                "stand together."
            ),
        ),
        lines(*(_standing(each, t) for each in _elections(found))),
        small(t("With one unit only, the question is yes or no.")),
    )
    rows = [(button(names[way], "agenda.way", number, way.value),) for way in Way]
    return Screen(
        text,
        (*rows, (to_session(number, t), home(t))),
        route=pack("agenda.ways", number),
        topic=topic(number),
    )


def _elections(found: Agenda) -> list[MotionItem]:
    return [each for each in found.drafts if each.kind in (MotionKind.HEAD, MotionKind.DEPUTY)]


def _standing(each: MotionItem, t: Translator) -> Markup:
    more = len(each.options) - NAMED
    rest = [t("… and %(count)s more", count=more)] if more > 0 else []
    names = t.joined([*(option.label for option in each.options[:NAMED]), *rest])
    return t("Now: %(title)s: %(names)s", title=each.title, names=names or t("(none yet)"))


def ask_name(found: Agenda, t: Translator) -> Screen:
    """What the session is called."""
    text = blocks(
        bold(Markup("{}").format(found.title)), t("Please type the new title of the session.")
    )
    number = found.session_id
    return Screen(
        text,
        ((to_session(number, t), home(t)),),
        route=pack("agenda.name", number),
        asks=pack("agenda.named", number),
        topic=topic(number),
    )


def confirm_drop(found: Agenda, t: Translator) -> Screen:
    """Before a session is given up."""
    number = found.session_id
    text = blocks(
        bold(t("🗑 Give up the session “%(title)s”?", title=found.title)),
        t.n(
            "Its %(count)s item goes with it. Nothing of it was opened.",
            "Its %(count)s items go with it. Nothing of it was opened.",
            len(found.motions),
        ),
    )
    yes = Button(str(t("🗑 Give up")), pack("agenda.dropped", number), style="danger")
    return Screen(
        text,
        ((yes,), (to_session(number, t), home(t))),
        route=pack("agenda.drop", number),
        topic=topic(number),
    )
