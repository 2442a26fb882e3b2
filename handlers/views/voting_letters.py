"""Letters about open votes: to those who have not voted, and to the cluster's group."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines, plain
from handlers.views.common import bold, small
from handlers.views.voting_words import form_words, need_words, titled, until_words
from models.queries.voting import Progress
from models.rules.motion import Form

FEW = 5
"""Motions that are told at length; of more, each has two lines."""
SHORT = 60
LISTED = 24


def again(
    session_id: int,
    title: str,
    cluster: str,
    votes: Sequence[Progress],
    now: datetime,
    t: Translator,
) -> Screen:
    """A reminder to somebody whose votes are not in."""
    first = min(each.closes_at for each in votes)
    text = blocks(
        t.n(
            "%(cluster)s reminds you: %(count)s motion of <b>%(title)s</b> still waits for your "
            "unit's vote.",
            "%(cluster)s reminds you: %(count)s motions of <b>%(title)s</b> still wait for your "
            "unit's vote.",
            len(votes),
            cluster=cluster,
            title=title,
        ),
        t("⏰ Open %(until)s", until=until_words(first, now, t)),
    )
    cast = button(t("🗳 Cast the vote"), "ballot.list", session_id, style="primary")
    return Screen(text, ((cast,),))


# -- the group ------------------------------------------------------------------------------------


def opened(
    cluster: str, title: str, votes: Sequence[Progress], bot_name: str, t: Translator
) -> Screen | None:
    """What was opened and until when; the hashes stay here, where nobody can take them back."""
    if not votes:
        return None
    brief = len(votes) > FEW
    told = [
        _briefly(number, each) if brief else _at_length(number, each, t)
        for number, each in enumerate(votes[:LISTED], 1)
    ]
    more = len(votes) - LISTED
    text = blocks(
        lines(bold(t("🗳 %(cluster)s has opened voting", cluster=cluster)), small(title)),
        brief and _common(votes, t),
        *told,
        more > 0 and t.n("… and %(count)s more motion", "… and %(count)s more motions", more),
        small(
            t(
                "The line of digits is the fingerprint of the motion, its options, its rules and "
                "the list of units: whoever keeps this message can show later that nothing of it "
                "was changed."
            )
        ),
    )
    link = Button(t("📋 Open the bot").unescape(), url=f"https://t.me/{bot_name}?start")
    return Screen(text, ((link,),))


def _at_length(number: int, vote: Progress, t: Translator) -> Markup:
    form, need = form_words(vote.form, t), need_words(vote.method, vote.terms, len(vote.roll), t)
    head = Markup("{}. {}").format(number, titled(vote.title, vote.round, t, 200))
    return lines(
        bold(head),
        Markup("{}; {}").format(form, need),
        vote.form is not Form.PAPER and t("⏰ Until %(when)s", when=t.moment(vote.closes_at)),
        _hash(vote),
    )


def _briefly(number: int, vote: Progress) -> Markup:
    head = Markup("{}. {}").format(number, plain(vote.title, SHORT))
    return lines(head, _hash(vote))


def _common(votes: Sequence[Progress], t: Translator) -> Markup:
    """What is told once of a long list: the forms, the closing times, the majorities."""
    forms = dict.fromkeys(str(form_words(each.form, t)) for each in votes)
    ends = dict.fromkeys(t.moment(each.closes_at) for each in votes if each.form is not Form.PAPER)
    needs = dict.fromkeys(need_words(each.method, each.terms, len(each.roll), t) for each in votes)
    return lines(
        t.joined(forms),
        ends and t("⏰ Until %(when)s", when=t.joined(ends)),
        *(Markup("• {}").format(each) for each in list(needs)[:FEW]),
    )


def _hash(vote: Progress) -> Markup:
    return Markup("<code>{}</code>").format(vote.manifest_hash)
