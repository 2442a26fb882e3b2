"""A session's motions as a voter sees them, and the letter that says that they were opened."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines, turning
from handlers.views.ballot_words import ON_A_PAGE, count_words, cut, form_words
from handlers.views.common import bold, small
from handlers.views.voting_words import titled
from models.queries.ballot import BallotState, Vote
from models.rules.motion import Form


def listed(
    session_id: int,
    title: str,
    states: Sequence[BallotState],
    votes: Sequence[Vote],
    page: int,
    now: datetime,
    t: Translator,
) -> Screen:
    """All that was opened in a session: first what is still to be cast, by its buttons."""
    states = sorted(states, key=lambda each: not each.takes(now))
    last = max(0, (len(states) - 1) // ON_A_PAGE)
    page = min(max(page, 0), last)
    shown = states[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    first = next((state for state, line in votes if not line.voted), None)
    text = blocks(
        bold(t("🗳 %(title)s", title=title)),
        _how_far(states, votes, t),
        lines(*(_listed_line(each, now, t) for each in shown)),
    )
    open_now = [each for each in shown if each.takes(now)]
    rows = tuple((_listed_button(each, now, primary=each is first),) for each in open_now)
    results = button(t("📊 Results"), "results.list", session_id)
    return Screen(
        text,
        (
            *rows,
            *turning("ballot.list", (session_id,), page, last),
            *(((results,),) if len(open_now) < len(shown) else ()),
            (button(t("🏠 Home"), "home.show"),),
        ),
        route=pack("ballot.list", session_id, page),
        topic=f"session:{session_id}",
    )


def _how_far(states: Sequence[BallotState], votes: Sequence[Vote], t: Translator) -> Markup:
    if votes:
        return bold(count_words(sum(line.voted for _, line in votes), len(votes), t))
    if not states:
        return t("No motion of this session has been opened yet.")
    return t("There is nothing to vote on just now.")


def _sign(state: BallotState, now: datetime) -> str:
    if not state.takes(now):
        return "🏁"
    if not state.mine or state.form is Form.PAPER:
        return "▫️"
    return "✅" if all(each.voted for each in state.mine) else "⬜"


def _listed_line(state: BallotState, now: datetime, t: Translator) -> Markup:
    said = {
        "🏁": t("ended"),
        "▫️": t("voted on by others"),
        "✅": t("recorded"),
        "⬜": t("not voted yet"),
    }[_sign(state, now)]
    if state.form is Form.PAPER and state.takes(now):
        said = t("paper ballots")
    sign, title = _sign(state, now), titled(state.title, state.round, t)
    return Markup("{} {}. {} – {}").format(sign, state.place, title, small(said))


def _listed_button(state: BallotState, now: datetime, *, primary: bool) -> Button:
    words = cut(_sign(state, now), f"{state.place}. {state.title}")
    style = "primary" if primary else ""
    return button(words, "ballot.show", state.motion_id, style=style)


# -- the letter -----------------------------------------------------------------------------------


def opened(
    title: str,
    states: Sequence[BallotState],
    votes: Sequence[Vote],
    tells: Mapping[str, str],
    t: Translator,
) -> Screen:
    """Votes have been opened: which, until when, and the way to cast them."""
    ends = min(state.closes_at for state in states if state.closes_at)
    done = sum(line.voted for _, line in votes)
    text = blocks(
        t("Voting has been opened: <b>%(title)s</b>.", title=title),
        lines(*(_opened_line(each, t) for each in states[:ON_A_PAGE])),
        len(states) > ON_A_PAGE
        and t.n(
            "And %(count)s more motion.", "And %(count)s more motions.", len(states) - ON_A_PAGE
        ),
        lines(
            t("Votes are taken until %(when)s.", when=t.moment(ends)),
            count_words(done, len(votes), t),
        ),
    )
    return Screen(
        text,
        ((_way(states, done == len(votes), t),),),
        tells=tuple(tells.items()),
    )


def _opened_line(state: BallotState, t: Translator) -> Markup:
    secret = Markup(" – {}").format(small(form_words(state.form, t))) if state.secret else ""
    return Markup("{}. {}{}").format(state.place, titled(state.title, state.round, t), secret)


def _way(states: Sequence[BallotState], done: bool, t: Translator) -> Button:
    label = t("🗳 See the motions") if done else t("🗳 Vote")
    style = "" if done else "primary"
    if len(states) == 1:
        return button(label, "ballot.show", states[0].motion_id, style=style)
    return button(label, "ballot.list", states[0].session_id, style=style)


def over(title: str, session_id: int, t: Translator) -> Screen:
    """What the letter says once nothing of it is open any more."""
    text = t("The voting has ended: <b>%(title)s</b>.", title=title)
    label = t("🗳 See the motions")
    return Screen(text, ((button(label, "ballot.list", session_id),),))
