"""What the cards of a voter share: the motion, the unit, a choice in words, the ways on."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines, plain
from handlers.views.common import bold, small
from models.queries.ballot import BallotState, Line
from models.rules.motion import ABSTAIN, NO, YES, Form, Method

ON_A_PAGE = 8
LABEL = 30
"""Characters of a label that a small phone with large letters shows whole."""
NAMES = 2400
"""Characters of all the names of a choice that is read back; what follows them is never cut off."""
Rows = tuple[tuple[Button, ...], ...]


def topic_of(state: BallotState) -> str:
    """Marked when votes are opened, given more time, ended."""
    return f"ballot:{state.motion_id}"


def form_words(form: Form, t: Translator) -> Markup:
    """How it is voted on."""
    return {
        Form.OPEN: t("Named vote: each unit's choice is recorded with its name"),
        Form.SECRET: t("Secret ballot"),
        Form.PAPER: t("Paper ballots, at the meeting"),
    }[form]


def heading(state: BallotState, t: Translator) -> Markup:
    """What is voted on, and how."""
    return lines(
        bold(t("🗳 %(place)s. %(title)s", place=state.place, title=state.title)),
        state.round > 1 and small(t("Round %(round)s", round=state.round)),
        small(form_words(state.form, t)),
    )


def standing(state: BallotState, line: Line, t: Translator) -> Markup:
    """For which unit, and until when."""
    when = t.moment(state.closes_at) if state.closes_at else ""
    return lines(
        t("Voting for: <b>%(unit)s</b>", unit=line.name),
        when and t("Votes are taken until %(when)s.", when=when),
    )


def option_name(state: BallotState, key: str, t: Translator) -> Markup:
    """A mark in words."""
    if state.method is Method.APPROVE:
        return {YES: t("Agree"), NO: t("Disagree"), ABSTAIN: t("No opinion")}[key]
    labels = {each.key: each.label or each.key for each in state.options}
    return Markup("{}").format(labels[key])


def marks_words(state: BallotState, marks: Sequence[str], t: Translator) -> Markup:
    """A whole choice in words."""
    room = NAMES // max(len(marks), 1)
    names = [bold(plain(option_name(state, key, t), room)) for key in marks]
    if not names:
        return bold(t("None of them (no opinion)"))
    if state.method is Method.RANK:
        return lines(*(Markup("{}. {}").format(*each) for each in enumerate(names, start=1)))
    if len(names) == 1:
        return names[0]
    return lines(*(Markup("• {}").format(each) for each in names))


def ways(state: BallotState, t: Translator, line: Line | None = None) -> Rows:
    """What secrecy means, the other motions, home."""
    told: Rows = ()
    if state.secret and line is not None:
        label = t("ℹ️ What a secret ballot means")
        told = ((button(label, "ballot.about", state.motion_id, line.unit_id),),)
    listed = button(t("◀️ All motions"), "ballot.list", state.session_id)
    return (*told, (listed, button(t("🏠 Home"), "home.show")))


def public(state: BallotState, line: Line, t: Translator) -> Screen:
    """All that is stored of a screen on which somebody is choosing: nothing of the choice."""
    again = button(t("↩️ Open the ballot"), "ballot.show", state.motion_id, line.unit_id)
    text = blocks(heading(state, t), standing(state, line, t), t("Choosing …"))
    return Screen(text, ((again,), *ways(state, t)))


def count_words(done: int, whole: int, t: Translator) -> Markup:
    """How many of one's votes are in."""
    return t("Voted on %(done)s/%(all)s motions.", done=done, all=whole)


def cut(sign: str, words: str) -> str:
    """A label that a small phone shows whole."""
    return plain(f"{sign} {words}".strip(), LABEL)
