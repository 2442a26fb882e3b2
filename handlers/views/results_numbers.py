"""What a result rests on: how many voted how, what was needed, how equals were told apart."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from handlers.i18n import Translator
from models.queries.result_states import Result
from models.rules.motion import (
    ABSTAIN,
    NO,
    YES,
    Base,
    Form,
    Method,
    Op,
    QuorumOn,
    Threshold,
    TieStep,
)
from models.rules.tally import Need, quorum_needed


def choice_name(result: Result, key: str, t: Translator, *, short: bool = False) -> str:
    """What a mark says."""
    answers = {YES: t("Agree"), NO: t("Disagree"), ABSTAIN: t("No opinion")}
    if result.method is Method.APPROVE and key in answers:
        return str(answers[key])
    named = result.names.get(key)
    if named is None:
        return key
    return named.short_name if short else named.name


def listed_keys(result: Result) -> Sequence[str]:
    """What could be marked, best first; equals as they stood on the ballot."""
    if result.method is Method.APPROVE:
        return (YES, NO, ABSTAIN)
    votes = result.count.votes if result.count else {}
    return sorted((each.key for each in result.options), key=lambda key: -votes.get(key, 0))


def base_size(result: Result) -> int:
    """Of what shares are told: the base of the first threshold, else the valid ballots."""
    if result.count is None:
        return 0
    return result.count.needs[0].size if result.count.needs else result.count.valid


def share(votes: int, size: int, t: Translator) -> str:
    """A share with one decimal, half up: for reading only, nothing is decided by it."""
    tenths = (2 * votes * 1000 + size) // (2 * size) if size else 0
    return f"{t.points(Decimal(tenths) / 10)}%"


def numbers(result: Result, t: Translator) -> list[tuple[Markup, int]]:
    """How many units, how many ballots: what every count has to tell."""
    count = result.count
    if count is None:
        return []
    found = [
        (t("Units entitled to vote"), count.sizes.entitled),
        (t("Units present"), count.sizes.present),
    ]
    if result.form is Form.OPEN:
        found.append((t("Units that voted"), count.sizes.cast))
    else:
        found.append((t("Ballots issued"), result.issued))
        found.append((t("Ballots collected"), count.sizes.cast))
    if not result.few:
        found += [(t("Valid"), count.valid), (t("Invalid"), count.invalid)]
        if result.method in (Method.APPROVE, Method.CHOOSE):
            found.append((t("No opinion"), count.abstain))
    return found


def needs(result: Result, t: Translator) -> list[Markup]:
    """What each threshold asked for."""
    count = result.count
    if count is None:
        return []
    said = [
        need_words(threshold, need, t)
        for threshold, need in zip(result.terms.thresholds, count.needs, strict=False)
    ]
    if result.terms.min_yes:
        said.append(t("and in any case at least %(count)s votes", count=result.terms.min_yes))
    return said


def need_words(threshold: Threshold, need: Need, t: Translator) -> Markup:
    """A threshold and the number that it came to."""
    part = f"{threshold.num}%" if threshold.den == 100 else f"{threshold.num}/{threshold.den}"  # noqa: PLR2004 - per cent
    sign = "≥" if threshold.op is Op.AT_LEAST else ">"
    return t(
        "at least %(votes)s votes: %(sign)s %(share)s of %(size)s %(base)s",
        votes=need.votes,
        sign=sign,
        share=part,
        size=need.size,
        base=base_name(need.base, t),
    )


def base_name(base: Base, t: Translator) -> Markup:
    """Of what a share is a share."""
    return {
        Base.ENTITLED: t("units entitled to vote"),
        Base.PRESENT: t("units present"),
        Base.CAST: t("ballots collected"),
        Base.VALID: t("valid ballots"),
        Base.YES_NO: t("ballots that agree or disagree"),
    }[base]


def tie_words(result: Result, t: Translator) -> Markup:
    """Which of the declared steps decided between equals; nothing if none had to."""
    by = result.count.decided_by if result.count else ""
    return {
        TieStep.CRITERIA.value: t("Equals were told apart by the criteria declared beforehand."),
        TieStep.SHARE.value: t("Equals share the place, as declared beforehand."),
        TieStep.LOT.value: t("Equals were told apart by a lot in public."),
    }.get(by, Markup())


def quorum_words(result: Result, t: Translator) -> Markup:
    """How many had to be there or take part, and whether they did."""
    count = result.count
    if count is None:
        return Markup()
    least = quorum_needed(result.terms.quorum, count.sizes.entitled)
    took = count.sizes.present if result.terms.quorum_on is QuorumOn.PRESENCE else count.sizes.cast
    return t(
        "Quorum: %(took)s/%(all)s units, at least %(least)s needed",
        took=took,
        all=count.sizes.entitled,
        least=least,
    )
