"""What a motion lacks before it can be opened, and what people should think of."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import lines
from handlers.views.refusals import sentence
from models.errors import Refusal
from models.errors_vote import OptionsNeeded, SeatsBeyond, ShareNeeded, SubjectNeeded
from models.queries.agenda import MotionItem, Warnings
from models.rules.motion import MotionKind


def missing_words(item: MotionItem, t: Translator) -> Markup:
    """What a draft lacks before it can be opened."""
    if item.missing is None:
        return Markup("")
    return t("⚠️ Not complete: %(what)s", what=_lacks(item, item.missing, t))


def _lacks(item: MotionItem, missing: Refusal, t: Translator) -> Markup:
    if isinstance(missing, SubjectNeeded) and item.kind is MotionKind.HONOUR:
        return t("the unit and the honour have not been chosen.")
    words: dict[type[Refusal], Markup] = {
        ShareNeeded: t("no majority has been chosen."),
        SubjectNeeded: t("the title, or a form of voting that suits it."),
    }
    if isinstance(missing, OptionsNeeded):
        return t(
            "between %(least)s and %(most)s options are needed; there are %(count)s.",
            least=missing.least,
            most=missing.most,
            count=missing.count,
        )
    if isinstance(missing, SeatsBeyond):
        return t(
            "more can be chosen (%(seats)s) than the %(options)s options leave to choose from.",
            seats=item.terms.seats,
            options=missing.options,
        )
    return words.get(type(missing)) or sentence(missing, t)


def warning_lines(found: Warnings, t: Translator) -> Markup:
    """What people should know before they open anything."""
    return lines(
        found.few
        and t(
            "⚠️ Only %(count)s units vote: from the result everybody may infer who voted how, "
            "even in a secret ballot.",
            count=found.few,
        ),
        found.silent and t("⚠️ Nobody can vote here for: %(units)s.", units=t.joined(found.silent)),
        *(
            t(
                "⚠️ Item %(place)s: the rule behind its majority (%(source)s) is not in force.",
                place=place,
                source=source,
            )
            for place, source in found.out_of_force
        ),
        found.no_roll
        and t(
            "⚠️ Without a meeting there is no roll call, on which these items rest: %(places)s.",
            places=t.joined([str(place) for place in found.no_roll]),
        ),
        found.both_offices
        and t(
            "⚠️ Units stand for head and for deputy: the deputy is best elected once the head has "
            "been."
        ),
    )
