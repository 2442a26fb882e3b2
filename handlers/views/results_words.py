"""The outcome of a vote in words, on screens and papers alike."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.views.common import office_name
from handlers.views.results_numbers import base_size
from models.cluster import Office
from models.queries.result_states import Result
from models.rules.motion import YES, Form, Method, MotionKind, TieStep
from models.rules.settings import Honour
from models.voting import MotionState

_OFFICES = {MotionKind.HEAD: Office.HEAD, MotionKind.DEPUTY: Office.DEPUTY}
BY_HEAD = "by_head:"
PROPOSING = ("đề nghị tặng ", "đề nghị ", "propose ")


def form_name(form: Form, t: Translator) -> Markup:
    """How it was voted on."""
    return {
        Form.OPEN: t("Open vote by name"),
        Form.SECRET: t("Secret ballot"),
        Form.PAPER: t("Secret ballot on paper"),
    }[form]


def title_of(result: Result, t: Translator) -> Markup:
    """Its title, with the round if it is a further one."""
    if result.round == 1:
        return Markup("{}").format(result.title)
    return t("%(title)s (round %(n)s)", title=result.title, n=result.round)


# -- the outcome ----------------------------------------------------------------------------------


def outcome(result: Result, t: Translator) -> Markup:
    """What came of it, in a sentence or two."""
    if result.state is MotionState.VOID:
        return void_words(result, t)
    if result.state is not MotionState.CLOSED or result.count is None:
        return t("The vote is still going on.")
    if result.method is Method.COMMENT:
        return t.n(
            "%(count)s unit has given its opinion.",
            "%(count)s units have given their opinions.",
            result.count.sizes.cast,
        )
    said = _adopted(result, t) if result.passed else _failed(result, t)
    return Markup(" ").join(each for each in (said, left_open(result, t)) if each)


def void_words(result: Result, t: Translator) -> Markup:
    """Why nothing came of it."""
    why = result.void_why
    if why == "no_quorum":
        return t(
            "The vote is void: fewer than %(share)s of the units took part. Nothing that was cast "
            "has been opened.",
            share="/".join(map(str, result.terms.quorum)),
        )
    if why == "key_lost":
        return t(
            "The vote is void: the key that the envelopes were sealed with is gone, so they cannot "
            "be opened. The vote has to be held again."
        )
    said = why.removeprefix(BY_HEAD)
    head = office_name(Office.HEAD, result.cluster_kind, t)
    return t("%(head)s declared the vote void. Reason: %(why)s", head=head, why=said)


def _adopted(result: Result, t: Translator) -> Markup:
    cluster, names = result.cluster_name, result.by_name(result.elected)
    if result.method is Method.RANK:
        return t("The meeting's order: %(order)s.", order=order_words(result, t))
    if result.kind in _OFFICES:
        office = office_name(_OFFICES[result.kind], result.cluster_kind, t)
        return t(
            "The meeting elects %(units)s as %(office)s for %(year)s.",
            units=t.joined(names),
            office=office,
            year=result.office_year,
        )
    units = names if result.method is Method.CHOOSE else [result.unit.name] if result.unit else []
    if result.honour is not None and units:
        honour = honour_name(result.honour, t)
        return t(
            "%(cluster)s agrees to propose %(honour)s for %(units)s.",
            cluster=cluster,
            honour=honour,
            units=t.joined(units),
        )
    if result.method is Method.CHOOSE:
        return t("%(cluster)s chooses %(units)s.", cluster=cluster, units=t.joined(names))
    return t("%(cluster)s adopts: %(title)s.", cluster=cluster, title=result.title.rstrip("."))


def honour_name(honour: Honour, t: Translator) -> str:
    """An honour without the words “đề nghị tặng”, with which criteria tables call it."""
    name = t.pick(honour.vi, honour.en).strip()
    for before in PROPOSING:
        if name.casefold().startswith(before.casefold()):
            return name[len(before) :]
    return name


def order_words(result: Result, t: Translator) -> str:
    """A ranking: place and name, equals sharing a place."""
    places = result.count.places if result.count else {}
    named = [f"{places.get(key, '–')}. {result.names[key].name}" for key in result.elected]
    del t
    return "; ".join(named)


def _failed(result: Result, t: Translator) -> Markup:
    if result.method is Method.RANK:
        return t("There was no valid ballot, so there is no order.")
    if result.method is Method.CHOOSE:
        tied = result.count is not None and result.count.tied
        return Markup() if tied else t("Nobody has reached the share that was declared.")
    return t("The share that was declared was not reached; it is not adopted.")


def left_open(result: Result, t: Translator) -> Markup:
    """What the count could not decide, and what follows."""
    count = result.count
    if count is None or result.method is not Method.CHOOSE:
        return Markup()
    names, seats = t.joined(result.by_name(count.candidates or count.tied)), count.seats_left
    if count.further == "second_round":
        return t.n(
            "%(count)s place is left: a second round among %(names)s follows.",
            "%(count)s places are left: a second round among %(names)s follows.",
            seats,
            names=names,
        )
    if not count.tied:
        return t("Places left empty: %(count)s.", count=seats) if seats else Markup()
    equal = t.n(
        "%(names)s have equally many votes for %(count)s place;",
        "%(names)s have equally many votes for %(count)s places;",
        seats,
        names=names,
    )
    what = {
        TieStep.RUN_OFF.value: t("they are voted on again."),
        TieStep.LOT.value: t("a lot in public decides between them."),
    }.get(count.further, t("no way to decide between them was declared."))
    return Markup("{} {}").format(equal, what)


def short_outcome(result: Result, t: Translator) -> Markup:
    """The outcome in a few words, for lists."""
    if result.state is MotionState.VOID:
        return t("void")
    if result.state is not MotionState.CLOSED or result.count is None:
        return t("still open")
    if result.method is Method.COMMENT:
        return t.n("%(count)s opinion", "%(count)s opinions", result.count.sizes.cast)
    if result.method is Method.APPROVE:
        return _share_line(result, t) if not result.few else _verdict(result, t)
    named = t.joined([result.names[key].short_name for key in result.elected])
    further = {
        "run_off": t("run-off needed"),
        "second_round": t("second round needed"),
        "lot": t("lot needed"),
    }.get(result.count.further)
    said = [each for each in (named, further) if each]
    return Markup("{}").format("; ".join(map(str, said))) if said else t("nobody chosen")


def _verdict(result: Result, t: Translator) -> Markup:
    return t("adopted") if result.passed else t("not adopted")


def _share_line(result: Result, t: Translator) -> Markup:
    count = result.count
    votes = count.votes.get(YES, 0) if count else 0
    return t(
        "%(verdict)s, %(votes)s/%(size)s votes",
        verdict=_verdict(result, t),
        votes=votes,
        size=base_size(result),
    )


def mark_of(result: Result) -> str:
    """A sign for lists."""
    if result.state is MotionState.OPEN:
        return "⏳"
    if result.state is MotionState.VOID:
        return "⊘"
    if result.count is not None and result.count.further:
        return "◐"
    return "✔" if result.passed or result.method is Method.COMMENT else "✖"
