"""A running vote as the offices see it: who has voted and who has not; never what."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, plain, turning
from handlers.views.common import bold, small
from handlers.views.voting_words import (
    form_words,
    quorum_so_far,
    titled,
    unit_list,
    until_words,
    voted_line,
)
from models.queries.voting import Board, Progress
from models.rules.motion import Absent, Form
from models.voting import MotionState

PER_PAGE = 7
LABEL = 30
TITLE = 80
LATE = timedelta(minutes=2)
"""A count that has not come by then waits for the place of the keys."""


def topic(motion_id: int) -> str:
    """What the cards about a motion's counters are about."""
    return f"votes:{motion_id}"


# -- one motion -----------------------------------------------------------------------------------


def board(state: Board, now: datetime, t: Translator) -> Screen:
    """Who has not voted, and what the head can do about it."""
    progress = state.progress
    if not progress.is_open:
        return ended(state, t)
    is_paper = progress.form is Form.PAPER
    text = blocks(
        heading(state, t),
        not is_paper and voted_line(progress, t),
        lines(
            _until(progress, now, t),
            quorum_so_far(progress, state.present, t),
        ),
        t("The ballots are counted at the meeting by two tellers of two different units.")
        if is_paper
        else _units(state, t),
        not is_paper
        and small(t("Nobody sees how anybody votes, nor any numbers, before the end.")),
    )
    rows = (
        *_next_step(state, now, t),
        *_further(state, now, t),
        _ways_out(progress, t),
    )
    route = pack("voting.show", progress.motion_id)
    return Screen(text, rows, route=route, topic=topic(progress.motion_id))


def heading(state: Board, t: Translator) -> Markup:
    """Which motion, how it is voted on, and where."""
    progress = state.progress
    form = form_words(progress.form, t)
    return lines(
        bold(Markup("🗳 {}").format(titled(progress.title, progress.round, t))),
        small(Markup("{} · {}").format(form, state.session_title)),
    )


def _until(progress: Progress, now: datetime, t: Translator) -> Markup:
    if progress.form is Form.PAPER:
        return t(
            "Open since %(when)s; it ends when the count is closed.",
            when=t.moment(progress.opened_at),
        )
    if progress.takes_votes(now):
        return t("⏰ Open %(until)s", until=until_words(progress.closes_at, now, t))
    over = t(
        "⏰ Its time was over at %(when)s; it is being counted.", when=t.moment(progress.closes_at)
    )
    return lines(over, is_late(progress, now) and _late_words(t))


def is_late(progress: Progress, now: datetime) -> bool:
    """Whether a count that should have come has not."""
    return progress.is_open and progress.form is not Form.PAPER and now >= progress.closes_at + LATE


def _late_words(t: Translator) -> Markup:
    return t(
        "⚠️ It could not be counted yet, as the place of the keys cannot be reached. All envelopes "
        "are kept and nothing is lost. Please inform the administrator."
    )


def _units(state: Board, t: Translator) -> Markup:
    """Which units have not voted, and why some cannot."""
    progress, missing = state.progress, state.missing
    absent = [each for each in progress.waiting if each not in missing]
    excluded = [each for each in progress.roll if each.excluded]
    return lines(
        t("Not voted yet (%(count)s): %(units)s", count=len(missing), units=unit_list(missing, t))
        if missing
        else t("All units that can vote have voted."),
        absent and t("Not at the meeting: %(units)s", units=unit_list(absent, t)),
        progress.silent and t("Nobody votes for: %(units)s", units=unit_list(progress.silent, t)),
        excluded and t("Not voting on its own matter: %(units)s", units=unit_list(excluded, t)),
    )


def _next_step(state: Board, now: datetime, t: Translator) -> Rows:
    progress, rows = state.progress, list[tuple[Button, ...]]()
    if progress.form is Form.PAPER:
        label = t("🧮 Counts of the tellers")
        return ((button(label, "tellers.show", progress.motion_id, style="primary"),),)
    if state.may_run and (not state.missing or is_late(progress, now)):
        label = t("⏹ End and count")
        rows.append((button(label, "voting.ending", progress.motion_id, style="primary"),))
    if state.may_remind and state.missing and progress.takes_votes(now):
        label = t("🔔 Remind who has not voted")
        style = "" if rows else "primary"
        rows.append((button(label, "voting.remind", progress.motion_id, style=style),))
    return tuple(rows)


def _further(state: Board, now: datetime, t: Translator) -> Rows:
    """More time, void, written opinions."""
    progress, rows = state.progress, list[tuple[Button, ...]]()
    if state.may_prepare and progress.form is Form.OPEN and _takes_written(progress):
        label = t("📄 Written opinions")
        rows.append((button(label, "tellers.written", progress.motion_id),))
    if not state.may_run:
        return tuple(rows)
    void = button(t("✖️ Declare void"), "voting.voiding", progress.motion_id)
    more = button(t("⏰ More time"), "voting.more", progress.motion_id)
    has_time = progress.takes_votes(now) and progress.form is not Form.PAPER
    rows.append((more, void) if has_time else (void,))
    return tuple(rows)


def _takes_written(progress: Progress) -> bool:
    return progress.terms.absent is not Absent.NONE


def _ways_out(progress: Progress, t: Translator) -> tuple[Button, ...]:
    back = button(t("◀️ All votes"), "voting.run", progress.session_id)
    return (back, button(t("🏠 Home"), "home.show"))


def ended(state: Board, t: Translator) -> Screen:
    """Counted or void: the result is the way on."""
    progress = state.progress
    when = t.moment(progress.closed_at or progress.closes_at)
    said = (
        t("This vote was declared void at %(when)s.", when=when)
        if progress.state is MotionState.VOID
        else t("The votes were counted at %(when)s.", when=when)
    )
    result = button(t("📊 Result"), "results.show", progress.motion_id, style="primary")
    rows = ((result,), _ways_out(progress, t))
    route = pack("voting.show", progress.motion_id)
    return Screen(blocks(heading(state, t), said), rows, route=route)


# -- all of a session -----------------------------------------------------------------------------


def run(
    session_id: int,
    title: str,
    votes: Sequence[Progress],
    page: int,
    now: datetime,
    t: Translator,
    *,
    may_vote: bool,
) -> Screen:
    """The session's votes that are open, each with how far it is."""
    open_now = [each for each in votes if each.is_open]
    last = max(len(open_now) - 1, 0) // PER_PAGE
    page = min(page, last)
    shown = open_now[page * PER_PAGE : (page + 1) * PER_PAGE]
    done = len(votes) - len(open_now)
    text = blocks(
        lines(bold(t("🗳 Votes under way")), Markup("{}").format(title)),
        *(_line(each, now, t) for each in shown),
        not open_now and t("No vote of this session is open at present."),
        done and t.n("%(count)s motion has ended.", "%(count)s motions have ended.", done),
    )
    cast = button(t("🗳 Cast my vote"), "ballot.list", session_id, style="primary")
    results = button(t("📊 Results"), "results.list", session_id)
    casting = may_vote and any(
        each.takes_votes(now) and each.form is not Form.PAPER for each in open_now
    )
    rows = (
        *((_open(each),) for each in shown),
        *turning("voting.run", (session_id,), page, last),
        *(((cast,),) if casting else ()),
        *(((results,),) if done else ()),
        (
            button(t("◀️ Agenda"), "agenda.show", session_id),
            button(t("🏠 Home"), "home.show"),
        ),
    )
    route = pack("voting.run", session_id, page)
    about = f"group:{votes[0].cluster_id}" if votes else f"session:{session_id}"
    return Screen(text, rows, route=route, topic=about)


def _open(each: Progress) -> Button:
    """With its place: titles of honours begin alike, and a label shows no more than that."""
    return button(plain(f"{each.place}. {each.title}", LABEL), "voting.show", each.motion_id)


def _line(progress: Progress, now: datetime, t: Translator) -> Markup:
    named = titled(progress.title, progress.round, t, TITLE)
    title = bold(Markup("{}. {}").format(progress.place, named))
    if progress.form is Form.PAPER:
        return lines(title, form_words(progress.form, t))
    until = until_words(progress.closes_at, now, t)
    return lines(title, voted_line(progress, t), small(until))
