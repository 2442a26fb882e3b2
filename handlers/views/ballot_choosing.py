"""The casting card: a choice is made, read back, and confirmed.

`words` are a button's words for what it means: opaque ones for a secret ballot.
"""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.ballot_words import (
    ON_A_PAGE,
    Rows,
    cut,
    heading,
    marks_words,
    option_name,
    standing,
    ways,
)
from handlers.views.common import bold, quote, small
from models.queries.ballot import BallotState, Line
from models.rules.motion import Method

_SIGN = "☑️"
"""Before an option that is chosen, where several can be."""
NONE = ""
"""What the button means that chooses nobody."""
Words = Mapping[str, str]
Marks = Sequence[str]


def toggled(key: str, *, on: bool) -> str:
    """What a toggle means: the option as it is to be after the press."""
    return f"{key}={int(on)}"


def ranked(place: int, key: str) -> str:
    """What an option's button means while a ranking grows: it at that place."""
    return f"{place}={key}"


def shortened(length: int) -> str:
    """What undo means: only so many are ranked."""
    return f"undo={length}"


def _args(state: BallotState, line: Line) -> tuple[int, int]:
    return state.motion_id, line.unit_id


def _card(state: BallotState, line: Line, asked: Markup, rows: Rows, t: Translator) -> Screen:
    text = blocks(heading(state, t), standing(state, line, t), asked)
    return Screen(text, (*rows, *ways(state, t, line)))


# -- one of a few ---------------------------------------------------------------------------------


def picking(state: BallotState, line: Line, words: Words, page: int, t: Translator) -> Screen:
    """One answer, one option, or nobody: each one press away."""
    shown, turns = _page(state, line, words, page)
    rows: list[tuple[Button, ...]] = [
        (button(_label(state, key, t), "ballot.pick", *_args(state, line), words[key]),)
        for key in shown
    ]
    if NONE in words:
        nobody = t("None of them")
        rows.append((button(nobody, "ballot.pick", *_args(state, line), words[NONE]),))
    asked = lines(
        bold(t("Please choose. The next step asks for confirmation.")),
        *_full_names(state, shown),
        *_candidate(state, t),
    )
    return _card(state, line, asked, (*rows, *turns), t)


def _candidate(state: BallotState, t: Translator) -> tuple[Markup, ...]:
    """Who stands alone is approved, or not: the buttons do not say whom."""
    if state.method is not Method.APPROVE:
        return ()
    return tuple(t("Candidate: <b>%(name)s</b>", name=each.label) for each in state.options)


def _label(state: BallotState, key: str, t: Translator, sign: str = "") -> str:
    if state.method is Method.APPROVE:
        return str(option_name(state, key, t).striptags())
    number = state.keys.index(key) + 1
    name = next(each.label or each.key for each in state.options if each.key == key)
    return cut(sign, f"{number}. {name}".strip())


def _full_names(state: BallotState, shown: Marks) -> tuple[Markup, ...]:
    """The options' names, where a label has cut one of them."""
    if state.method is Method.APPROVE:
        return ()
    numbers = {key: number for number, key in enumerate(state.keys, start=1)}
    labels = {each.key: each.label or each.key for each in state.options}
    names = [f"{numbers[key]}. {labels[key]}" for key in shown]
    if all(cut(_SIGN, each) == f"{_SIGN} {each}" for each in names):
        return ()
    return tuple(Markup("{}").format(each) for each in names)


def paged(page: int) -> str:
    """What a way to a page means; its button says so in an opaque word, as a choice follows it."""
    return f"page={page}"


def pages(state: BallotState) -> list[str]:
    """All of them."""
    return [paged(page) for page in range(-(-len(state.keys) // ON_A_PAGE))]


def _page(
    state: BallotState, line: Line, words: Words, page: int, keys: Marks | None = None
) -> tuple[Marks, Rows]:
    """The options of a page, and the ways to the others."""
    among = state.keys if keys is None else keys
    last = max(0, (len(among) - 1) // ON_A_PAGE)
    page = min(max(page, 0), last)
    turns = [
        button(sign, "ballot.page", *_args(state, line), words[paged(to)])
        for sign, to in (("◀️", page - 1), ("▶️", page + 1))
        if 0 <= to <= last
    ]
    shown = among[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    return shown, ((tuple(turns),) if turns else ())


# -- several --------------------------------------------------------------------------------------


def marking(
    state: BallotState, line: Line, words: Words, marks: Marks, page: int, t: Translator
) -> Screen:
    """Several of many: each press sets or takes back one."""
    shown, turns = _page(state, line, words, page)
    rows: list[tuple[Button, ...]] = [
        (_toggle(state, line, words, key, t, on=key in marks),) for key in shown
    ]
    rows += turns
    if marks:
        go_on = t("▶️ Continue (%(count)s/%(most)s)", count=len(marks), most=state.seats)
        rows.append((button(go_on, "ballot.sure", *_args(state, line), style="primary"),))
    else:
        nobody = t("None of them")
        rows.append((button(nobody, "ballot.pick", *_args(state, line), words[NONE]),))
    asked = lines(
        bold(t("At most %(most)s are to be chosen; %(count)s chosen so far.", most=state.seats,
               count=len(marks))),
        *_full_names(state, shown),
    )  # fmt: skip
    return _card(state, line, asked, tuple(rows), t)


def _toggle(
    state: BallotState, line: Line, words: Words, key: str, t: Translator, *, on: bool
) -> Button:
    label = _label(state, key, t, _SIGN if on else "⬜")
    word = words[toggled(key, on=not on)]
    return button(label, "ballot.toggle", *_args(state, line), word)


def too_many(state: BallotState, t: Translator) -> Markup:
    """A further one is not taken."""
    return t(
        "⚠️ At most %(most)s may be chosen. Please take one back before choosing another.",
        most=state.seats,
    )


# -- an order -------------------------------------------------------------------------------------


def ranking(
    state: BallotState, line: Line, words: Words, marks: Marks, page: int, t: Translator
) -> Screen:
    """All options, the best first: each press puts one at the next place."""
    left = [key for key in state.keys if key not in marks]
    shown, turns = _page(state, line, words, page, left)
    place, args = len(marks) + 1, _args(state, line)
    rows: list[tuple[Button, ...]] = [
        (button(_label(state, key, t), "ballot.rank", *args, words[ranked(place, key)]),)
        for key in shown
    ]
    rows += turns
    if not left:
        go_on = t("▶️ Continue (%(count)s/%(most)s)", count=len(marks), most=len(state.keys))
        rows.append((button(go_on, "ballot.sure", *args, style="primary"),))
    if marks:
        back = t("↩️ Take back the last one")
        rows.append((button(back, "ballot.rank", *args, words[shortened(len(marks) - 1)]),))
    asked = t("Please choose place %(place)s of %(all)s.", place=place, all=len(state.keys))
    said = blocks(
        marks and lines(t("Order so far:"), marks_words(state, marks, t)),
        left and lines(bold(asked), *_full_names(state, shown)),
    )
    return _card(state, line, said, tuple(rows), t)


# -- words ----------------------------------------------------------------------------------------


def asking(state: BallotState, line: Line, t: Translator) -> Screen:
    """An open question: its answer is typed."""
    said = line.said and lines(t("Present answer:"), quote(line.said))
    asked = bold(t("Please type the unit's opinion and send it."))
    return _card(state, line, blocks(said, asked), (), t)


# -- read back ------------------------------------------------------------------------------------


def confirming(
    state: BallotState, line: Line, marks: Marks, said: str, word: str, t: Translator
) -> Screen:
    """The choice read back; one more press casts it."""
    args = _args(state, line)
    chosen = (
        quote(said)
        if state.method is Method.COMMENT
        else lines(t("Choice:"), marks_words(state, marks, t))
    )
    text = blocks(
        heading(state, t),
        standing(state, line, t),
        chosen,
        bold(t("⚠️ Not sent yet. Please press “Confirm” to send it.")),
        small(_what_happens(state, t)),
    )
    return Screen(
        text,
        (
            (button(t("✅ Confirm"), "ballot.cast", *args, word, style="primary"),),
            (button(t("◀️ Choose again"), "ballot.vote", *args),),
            (button(t("🏠 Home"), "home.show"),),
        ),
    )


def _what_happens(state: BallotState, t: Translator) -> Markup:
    if state.secret:
        return t("The ballot is sealed at once; nobody reads it before the count.")
    return t("A named vote: the choice is recorded with the unit's name.")
