"""Before a running vote is given more time, ended early, or declared void."""

from datetime import datetime, timedelta

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.common import bold, small
from handlers.views.period import STAMP
from handlers.views.voting import next_minute
from handlers.views.voting_board import heading, topic
from handlers.views.voting_words import until_words, voted_line
from models.queries.voting import Board, Progress


def more(state: Board, now: datetime, t: Translator) -> Screen:
    """How much more time; everybody sees it in the group."""
    progress = state.progress
    offers = [
        (t("+15 minutes"), next_minute(progress.closes_at + timedelta(minutes=15))),
        (t("+1 hour"), next_minute(progress.closes_at + timedelta(hours=1))),
    ]
    text = blocks(
        heading(state, t),
        t("⏰ Open %(until)s", until=until_words(progress.closes_at, now, t)),
        t(
            "Until when is it to be open? Press a button, or type the moment: 17:00, or 17:00 "
            "28/11."
        ),
        small(
            t("The closing time can only be made later; it is recorded and posted in the group.")
        ),
    )
    args = (progress.motion_id,)
    rows = (
        tuple(
            button(
                words,
                "voting.extend",
                *args,
                at.strftime(STAMP),
                style="primary" if not place else "",
            )
            for place, (words, at) in enumerate(offers)
        ),
        _back(progress, t),
    )
    route = pack("voting.more", *args)
    return Screen(text, rows, route=route, asks=pack("voting.later", *args), topic=topic(*args))


def _back(progress: Progress, t: Translator) -> tuple[Button, ...]:
    back = button(t("◀️ Back"), "voting.show", progress.motion_id)
    return (back, button(t("🏠 Home"), "home.show"))


def confirm_more(state: Board, closes_at: datetime, t: Translator) -> Screen:
    """A typed moment, read back."""
    progress = state.progress
    text = blocks(
        heading(state, t),
        lines(
            t("Closing time until now: %(when)s", when=t.moment(progress.closes_at)),
            bold(t("New closing time: %(when)s", when=t.moment(closes_at))),
        ),
    )
    stamp = closes_at.strftime(STAMP)
    extend = button(
        t("✅ Give more time"), "voting.extend", progress.motion_id, stamp, style="primary"
    )
    route = pack("voting.later", progress.motion_id, stamp)
    return Screen(text, ((extend,), _back(progress, t)), route=route)


def ending(state: Board, t: Translator) -> Screen:
    """Before everything is opened and counted."""
    progress = state.progress
    text = blocks(
        heading(state, t),
        voted_line(progress, t),
        bold(t("End the vote now and count?")),
        t("All ballots are opened at once; after that nobody can vote or change a vote."),
    )
    end = button(t("⏹ End and count"), "voting.end", progress.motion_id, style="primary")
    route = pack("voting.ending", progress.motion_id)
    return Screen(text, ((end,), _back(progress, t)), route=route, topic=topic(progress.motion_id))


def voiding(state: Board, t: Translator) -> Screen:
    """Asks why a vote is to be declared void."""
    progress = state.progress
    text = blocks(
        heading(state, t),
        bold(t("Why is this vote to be declared void? Please type the reason.")),
        t(
            "What was cast is not counted; sealed ballots are destroyed unopened. Everybody is "
            "told the reason, and it is recorded."
        ),
    )
    args = (progress.motion_id,)
    route = pack("voting.voiding", *args)
    return Screen(text, (_back(progress, t),), route=route, asks=pack("voting.why", *args))


def confirm_void(state: Board, why: str, t: Translator) -> Screen:
    """The reason, read back."""
    progress = state.progress
    text = blocks(
        heading(state, t),
        bold(t("Declare this vote void?")),
        t("Reason: %(why)s", why=why),
        t("This cannot be taken back: a repetition is a new vote."),
        small(t("To change the reason, type it again.")),
    )
    args = (progress.motion_id,)
    void = button(t("✖️ Declare void"), "voting.void", *args, style="danger")
    return Screen(
        text,
        ((void,), _back(progress, t)),
        route=pack("voting.voiding", *args),
        asks=pack("voting.why", *args),
        kept={"void": progress.motion_id, "why": why},
    )
