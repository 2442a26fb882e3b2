"""An answer read back, and how its points came about."""

from decimal import Decimal

from markupsafe import Markup

from handlers.i18n import Translator
from models.points import ZERO
from models.rules.answers import Answer
from models.rules.criteria import Item
from models.rules.scoring import Working


def unit_sign(item: Item) -> str:
    """The unit behind a number: "%", " tin, bài"; empty if there is none."""
    return item.unit if item.unit == "%" else f" {item.unit}" if item.unit else ""


def answer_words(item: Item, answer: Answer, t: Translator) -> Markup:
    """An answer as it is read back."""
    if answer.not_assigned:
        return t("target not assigned")
    if answer.tier is not None and 0 < answer.tier <= len(item.tiers):
        tier = item.tiers[answer.tier - 1]
        return Markup("{}").format(t.pick(tier.vi, tier.en))
    if answer.met is not None:
        return t("met") if answer.met else t("not met")
    if answer.count is not None:
        return t.n("%(count)s time", "%(count)s times", answer.count)
    if answer.actual is not None:
        return _measure_words(item, answer, t)
    return _count_words(item, answer, t)


def _measure_words(item: Item, answer: Answer, t: Translator) -> Markup:
    plan = "" if answer.target is None else f"/{t.points(answer.target)}"
    result = Markup("{}{}{}").format(t.points(answer.actual or Decimal(0)), plan, unit_sign(item))
    if answer.counts and any(answer.counts.values()):
        result += Markup("; ") + _count_words(item, answer, t)
    return result


def _count_words(item: Item, answer: Answer, t: Translator) -> Markup:
    happened = [
        t("%(what)s × %(times)s", what=t.pick(each.vi, each.en), times=answer.counts[each.code])
        for each in item.counted
        if answer.counts.get(each.code)
    ]
    return Markup("; ").join(happened) if happened else t("nothing happened")


def working_words(item: Item, working: Working, t: Translator) -> Markup:
    """How points came about: the sum as an official would write it down."""
    if working.not_assigned:
        return t("→ left out of the total")
    if working.pending or working.points is None:
        return t("→ computed for the whole cluster after the deadline")
    points = t.points(working.points)
    said: list[Markup] = [t("→ <b>%(points)s points</b>", points=points)]
    if working.below_floor and item.floor_rate:
        said.append(t("below %(rate)s%% of the target", rate=t.points(item.floor_rate * 100)))
    elif working.rate is not None:
        said.append(
            t(
                "%(max)s × %(rate)s%%",
                max=t.points(item.max),
                rate=t.points(min(working.rate, Decimal(1)) * 100),
            )
        )
    for violation, times, taken in working.taken:
        if times:
            said.append(
                t(
                    "%(what)s × %(times)s: −%(taken)s",
                    what=t.pick(violation.vi, violation.en),
                    times=times,
                    taken=t.points(taken),
                )
            )
    if working.unproven and working.raw != ZERO:
        said.append(t("no evidence yet"))
    if working.capped and not working.unproven:
        said.append(t("cut to the limit"))
    if working.floored:
        said.append(t("not below 0"))
    return (
        said[0] + Markup(" (") + Markup("; ").join(said[1:]) + Markup(")") if said[1:] else said[0]
    )
