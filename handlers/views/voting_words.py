"""Votes in words: the form, the majority that is needed, the quorum, how far a vote has come."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import lines, plain
from handlers.views.common import bar, bold
from models.queries.voting import OnRoll, Progress
from models.rules.calendar import local_date
from models.rules.motion import Base, Form, Method, Op, QuorumOn, Terms, Threshold
from models.rules.tally import quorum_met, quorum_needed

NAMED = 30
"""Units that are named one by one: all of the largest clusters."""
HUNDRED = 100


def form_words(form: Form, t: Translator) -> Markup:
    """How it is voted on."""
    return {
        Form.OPEN: t("open vote, by name"),
        Form.SECRET: t("secret ballot"),
        Form.PAPER: t("paper ballots at the meeting"),
    }[form]


def titled(title: str, round_: int, t: Translator, limit: int = 300) -> Markup:
    """A motion's title, with the round if it is not the first."""
    shown = plain(title, limit)
    return (
        t("%(title)s (round %(n)s)", title=shown, n=round_)
        if round_ > 1
        else Markup("{}").format(shown)
    )


# -- what is needed -------------------------------------------------------------------------------


def share_words(num: int, den: int) -> str:
    """A share as it is written: "2/3", "70%"."""
    return f"{num}%" if den == HUNDRED else f"{num}/{den}"


def threshold_words(threshold: Threshold, t: Translator) -> Markup:
    """A majority, and of what."""
    share, base = share_words(threshold.num, threshold.den), base_words(threshold.base, t)
    if threshold.op is Op.MORE_THAN:
        return t("more than %(share)s of %(base)s", share=share, base=base)
    return t("at least %(share)s of %(base)s", share=share, base=base)


def base_words(base: Base, t: Translator) -> Markup:
    """Of what a share is a share."""
    return {
        Base.ENTITLED: t("the units entitled to vote"),
        Base.PRESENT: t("the units present"),
        Base.CAST: t("the ballots collected"),
        Base.VALID: t("the valid ballots"),
        Base.YES_NO: t("the votes for and against"),
    }[base]


def need_words(method: Method, terms: Terms, entitled: int, t: Translator) -> Markup:
    """What a vote must reach, with the number where it is known before the count."""
    if method is Method.COMMENT:
        return t("answers in words, no majority")
    if method is Method.RANK:
        return t("all options are put in order")
    said = [_need(each, entitled, t) for each in terms.thresholds]
    if terms.min_yes:
        said.append(
            t.n("not fewer than %(count)s vote", "not fewer than %(count)s votes", terms.min_yes)
        )
    needed = Markup("{}").format(t.joined(said))
    if method is not Method.CHOOSE:
        return needed
    return t(
        "at most %(seats)s to be chosen; each needs %(needed)s", seats=terms.seats, needed=needed
    )


def _need(threshold: Threshold, entitled: int, t: Translator) -> Markup:
    said = threshold_words(threshold, t)
    if threshold.base is not Base.ENTITLED:
        return said
    return t(
        "%(share)s (%(needed)s/%(entitled)s votes)",
        share=said,
        needed=max(1, threshold.needed(entitled)),
        entitled=entitled,
    )


def presence_line(terms: Terms, present: int, entitled: int, t: Translator) -> Markup:
    """How many are there, and whether that is enough: as in the roll call."""
    facts = {
        "present": present,
        "all": entitled,
        "share": share_words(*terms.quorum),
        "needed": quorum_needed(terms.quorum, entitled),
    }
    if quorum_met(terms.quorum, entitled, present):
        return t(
            "%(present)s/%(all)s units present, quorum reached (at least %(share)s = %(needed)s)",
            **facts,
        )
    return t(
        "%(present)s/%(all)s units present, no quorum yet (at least %(share)s = %(needed)s)",
        **facts,
    )


def cast_line(terms: Terms, entitled: int, t: Translator) -> Markup:
    """How many must vote for the ballots to be opened at all."""
    return t(
        "Counted only if at least %(needed)s/%(all)s units vote (%(share)s).",
        needed=quorum_needed(terms.quorum, entitled),
        all=entitled,
        share=share_words(*terms.quorum),
    )


def quorum_so_far(progress: Progress, present: int, t: Translator) -> Markup:
    """Whether there are enough by now for the vote to be counted."""
    entitled, terms = len(progress.roll), progress.terms
    if terms.quorum_on is QuorumOn.PRESENCE:
        return presence_line(terms, present, entitled, t)
    if progress.form is Form.PAPER:
        return cast_line(terms, entitled, t)
    facts = {
        "needed": quorum_needed(terms.quorum, entitled),
        "share": share_words(*terms.quorum),
    }
    if quorum_met(terms.quorum, entitled, progress.voted):
        return t("Enough for a count (at least %(share)s = %(needed)s units)", **facts)
    return t("Not enough for a count yet (at least %(share)s = %(needed)s units)", **facts)


# -- how far it is --------------------------------------------------------------------------------


def voted_line(progress: Progress, t: Translator) -> Markup:
    """How many have voted: blocks and numbers."""
    return lines(
        bar(progress.voted, len(progress.roll)),
        bold(
            t(
                "%(voted)s/%(all)s units have voted",
                voted=progress.voted,
                all=len(progress.roll),
            )
        ),
    )


def until_words(closes_at: datetime, now: datetime, t: Translator) -> Markup:
    """Until when votes are taken: the hour alone if that is today."""
    if local_date(closes_at) == local_date(now):
        return t("until %(when)s today", when=t.time(closes_at))
    return t("until %(when)s", when=t.moment(closes_at))


def unit_list(units: Sequence[OnRoll], t: Translator) -> str:
    """Units by their short names."""
    named = [unit.short_name for unit in units[:NAMED]]
    more = len(units) - len(named)
    rest = [t.n("%(count)s more unit", "%(count)s more units", more)] if more > 0 else []
    return t.joined([*named, *rest])
