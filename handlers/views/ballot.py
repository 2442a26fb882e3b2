"""A voter's cards of one motion: what was recorded, for which unit, how it ended."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Screen, blocks, button, lines
from handlers.views.ballot_words import (
    Rows,
    count_words,
    cut,
    heading,
    marks_words,
    topic_of,
    ways,
)
from handlers.views.common import bold, small
from models.queries.ballot import BallotState, Line, Vote
from models.rules.motion import Form, Method, Receipt
from models.voting import MotionState


def recorded(
    state: BallotState, line: Line, votes: Sequence[Vote], now: datetime, t: Translator
) -> Screen:
    """A vote is in. The same card after a secret vote was cast anew: nothing shows that it was."""
    done = sum(each.voted for _, each in votes)
    text = blocks(
        _recorded_words(state, line, t),
        heading(state, t),
        _mark(state, line, t),
        lines(_again_words(state, line, t), count_words(done, len(votes), t)),
    )
    rows = [*_next_row(state, line, votes, done, t)]
    if not line.written and state.takes(now):
        anew = t("↩️ Vote again")
        rows.append((button(anew, "ballot.vote", state.motion_id, line.unit_id),))
    return Screen(
        text,
        (*rows, *ways(state, t, line)),
        route=pack("ballot.show", state.motion_id, line.unit_id),
        topic=topic_of(state),
    )


def _recorded_words(state: BallotState, line: Line, t: Translator) -> Markup:
    if state.secret:
        return bold(t("✅ The ballot of %(unit)s has been recorded.", unit=line.name))
    if line.written:
        return bold(t("✅ The written opinion of %(unit)s has been recorded.", unit=line.name))
    return bold(t("✅ The vote of %(unit)s has been recorded.", unit=line.name))


def _mark(state: BallotState, line: Line, t: Translator) -> Markup:
    """Of a secret ballot its envelope's fingerprint; of a named vote what it says."""
    if state.secret:
        return _print_words(state, line, t)
    if state.method is Method.COMMENT:
        return Markup("<blockquote>{}</blockquote>").format(line.said)
    return lines(t("Present choice:"), marks_words(state, line.marks or (), t))


def _print_words(state: BallotState, line: Line, t: Translator) -> Markup:
    if state.receipt is Receipt.NOTHING or not line.fingerprint:
        return Markup("")
    return lines(
        t("Check code: <code>%(code)s</code>", code=line.fingerprint),
        small(t("The code says nothing of the choice. It is listed in the minutes.")),
    )


def _again_words(state: BallotState, line: Line, t: Translator) -> Markup:
    if line.written or state.closes_at is None:
        return Markup("")
    when = t.moment(state.closes_at)
    return t("The unit may vote again until %(when)s; the last ballot counts.", when=when)


def next_of(state: BallotState, line: Line, votes: Sequence[Vote]) -> Vote | None:
    """The next vote to cast after this one, in the agenda's order; from the top at its end."""
    at = (state.place, state.motion_id, line.unit_id)
    left = [each for each in votes if not each[1].voted]
    after = [each for each in left if (each[0].place, each[0].motion_id, each[1].unit_id) > at]
    return next(iter(after or left), None)


def _next_row(
    state: BallotState, line: Line, votes: Sequence[Vote], done: int, t: Translator
) -> Rows:
    following = next_of(state, line, votes)
    if following is None:
        return ()
    label = t("▶️ Next motion (%(number)s/%(all)s)", number=done + 1, all=len(votes))
    at, its = following
    return ((button(label, "ballot.show", at.motion_id, its.unit_id, style="primary"),),)


def which_unit(state: BallotState, votes: Sequence[Line], t: Translator) -> Screen:
    """Somebody votes for several units: for which one?"""
    first = next((each for each in votes if not each.voted), None)
    rows = tuple(
        (
            button(
                cut("✅" if each.voted else "⬜", each.name),
                "ballot.show",
                state.motion_id,
                each.unit_id,
                style="primary" if each is first else "",
            ),
        )
        for each in votes
    )
    text = blocks(heading(state, t), t("Each unit has a vote of its own. Please choose the unit."))
    return Screen(
        text,
        (*rows, *_counting(state, t), *ways(state, t)),
        route=pack("ballot.show", state.motion_id),
        topic=topic_of(state),
    )


def _counting(state: BallotState, t: Translator) -> Rows:
    """Whoever counts paper ballots finds the way there."""
    if state.form is not Form.PAPER or state.state is not MotionState.OPEN:
        return ()
    return ((button(t("🧮 Counts of the tellers"), "tellers.show", state.motion_id),),)


def not_mine(state: BallotState, why: Sequence[Markup], t: Translator) -> Screen:
    """Nothing for this reader to cast here, and why, for each of their units."""
    return Screen(
        blocks(heading(state, t), *why),
        (*_counting(state, t), *ways(state, t)),
        route=pack("ballot.show", state.motion_id),
        topic=topic_of(state),
    )


def ended(state: BallotState, t: Translator) -> Screen:
    """Votes are not taken any more."""
    rows = []
    if state.state is not MotionState.OPEN:
        label = t("📊 See the result")
        rows.append((button(label, "results.show", state.motion_id, style="primary"),))
    text = blocks(
        heading(state, t), _ended_words(state, t), *(_own(state, each, t) for each in state.lines)
    )
    return Screen(
        text,
        (*rows, *ways(state, t)),
        route=pack("ballot.show", state.motion_id),
        topic=topic_of(state),
    )


def _ended_words(state: BallotState, t: Translator) -> Markup:
    at = state.closed_at or state.closes_at
    when = t.moment(at) if at else ""
    if state.state is MotionState.VOID:
        return t("The vote ended without a result at %(when)s.", when=when)
    if state.state is MotionState.CLOSED:
        return t("The votes were counted at %(when)s.", when=when)
    return t("Votes were taken until %(when)s. The result comes after the count.", when=when)


def _own(state: BallotState, line: Line, t: Translator) -> Markup:
    if not (line.mine or line.voted) or state.state is MotionState.VOID:
        return Markup("")  # what was cast on a void vote was destroyed unread
    if not line.voted:
        return t("%(unit)s: no vote recorded", unit=line.name)
    code = line.fingerprint if state.receipt is not Receipt.NOTHING else ""
    if not code:
        return t("%(unit)s: vote recorded", unit=line.name)
    return t("%(unit)s: vote recorded, check code <code>%(code)s</code>", unit=line.name, code=code)
