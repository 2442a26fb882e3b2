"""Results: the card of one vote, who voted how, the whole session, letters and notices."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, plain, turning
from handlers.views import results_numbers as numbers
from handlers.views import results_words as words
from handlers.views.common import bar, bold, quote, small
from handlers.views.results_session import Reader
from models.queries.result_states import Named, Result
from models.queries.result_votes import NamedVote
from models.rules.motion import Form, Method, MotionKind, Receipt
from models.rules.tally import Count
from models.voting import MotionState

PER_PAGE = 10
NAME = 60
MANY = 15
"""More options than these have shorter names, to fit on one screen."""
OUTCOME = 1000
ROOM = 3000
"""Characters of named votes on a page: an opinion is never cut."""
PRINT = 10
"""Hexadecimal digits of a fingerprint, as a voter was shown it."""


# -- one vote -------------------------------------------------------------------------------------


def show(result: Result, reader: Reader, t: Translator) -> Screen:
    """A result: the outcome first, then the numbers, then the next step."""
    text = blocks(
        lines(
            bold(t("Result: %(title)s", title=words.title_of(result, t))),
            small(words.form_name(result.form, t)),
        ),
        bold(_short(words.outcome(result, t))),
        *_basis(result, t),
        _has_marks(result) and _own_prints(reader, t),
        result.closed_at and small(t("Ended at %(when)s", when=t.moment(result.closed_at))),
    )
    return Screen(
        text,
        _rows(result, reader, t),
        route=pack("results.show", result.motion_id),
        topic=f"ballot:{result.motion_id}",
    )


def _short(outcome: Markup) -> Markup | str:
    """Thirty long names must not push the numbers off the screen."""
    return outcome if len(outcome.striptags()) <= OUTCOME else plain(outcome, OUTCOME)


def _basis(result: Result, t: Translator) -> tuple[Markup | bool, ...]:
    count = result.count
    if count is None:
        return ()
    return (
        _counted(result, t),
        _votes(result, count, t),
        _declared(result, t),
    )


def _counted(result: Result, t: Translator) -> Markup:
    """Units, then ballots, then what sort of ballots: a line each."""
    told = [t("%(what)s: %(n)s", what=what, n=n) for what, n in numbers.numbers(result, t)]
    rows = (told[:2], told[2:4] if result.form is not Form.OPEN else told[2:3])
    rest = told[sum(map(len, rows)) :]
    return lines(*(Markup(" · ").join(row) for row in (*rows, rest)))


def _votes(result: Result, count: Count, t: Translator) -> Markup | bool:
    if result.method is Method.COMMENT:
        return False
    if result.few:
        return small(
            t(
                "Fewer than five valid ballots: the votes are not shown, so that nobody can tell "
                "who chose what."
            )
        )
    size = numbers.base_size(result)
    return lines(*(_vote_line(result, count, key, size, t) for key in numbers.listed_keys(result)))


def _vote_line(result: Result, count: Count, key: str, size: int, t: Translator) -> Markup:
    votes = count.votes.get(key, 0)
    room = NAME if len(result.options) <= MANY else NAME // 2
    name = plain(numbers.choice_name(result, key, t, short=True), room)
    if result.method is Method.RANK:
        place = count.places.get(key, "–")
        return t("%(place)s. %(name)s: %(count)s points", place=place, name=name, count=votes)
    chosen = "✔ " if key in result.elected or key in count.elected else ""
    return t(
        "%(bar)s %(mark)s%(name)s: <b>%(votes)s</b> · %(share)s",
        bar=bar(votes, size),
        mark=chosen,
        name=name,
        votes=votes,
        share=numbers.share(votes, size, t),
    )


def _declared(result: Result, t: Translator) -> Markup:
    """What was declared beforehand, and what it came to."""
    count = result.count
    taken = count is not None and result.method not in (Method.RANK, Method.COMMENT)
    needed = numbers.needs(result, t) if taken else []
    return lines(
        numbers.quorum_words(result, t),
        *(t("Needed: %(what)s", what=each) for each in needed),
        result.terms.source and t("Source: %(source)s", source=result.terms.source),
        numbers.tie_words(result, t),
    )


def _own_prints(reader: Reader, t: Translator) -> Markup:
    return lines(
        *(
            t("Check mark of %(unit)s: <code>%(mark)s</code>", unit=unit, mark=mark[:PRINT])
            for unit, mark in reader.prints
        )
    )


def _rows(result: Result, reader: Reader, t: Translator) -> Rows:
    rows: list[tuple[Button, ...]] = []
    step = _next_step(result, t) if reader.runs else None
    lot = _lot_row(result, t)
    if step:
        rows.append((step,))
    if lot:
        rows.append((lot,))
    if result.count and result.form is Form.OPEN:
        comment = result.method is Method.COMMENT
        label = t("💬 Opinions by unit") if comment else t("👥 Who voted how")
        rows.append((button(label, "results.votes", result.motion_id, 0),))
    if result.count and result.form is Form.SECRET and _has_marks(result):
        rows.append(
            (button(t("🔎 Check marks of all units"), "results.prints", result.motion_id, 0),)
        )
    rows.append(
        (
            button(t("📊 All results"), "results.list", result.session_id, 0),
            button(t("🏠 Home"), "home.show"),
        )
    )
    return tuple(rows)


def _has_marks(result: Result) -> bool:
    """Whether voters were shown a mark to check by."""
    return result.terms.receipt is Receipt.FINGERPRINT


def _next_step(result: Result, t: Translator) -> Button | None:
    """What the head does about it."""
    further = result.count.further if result.count else ""
    if result.state is MotionState.VOID:
        return _repetition(result, t)
    if result.next_drafted:
        label = t("▶️ Open the next round")
        return button(label, "voting.open", result.session_id, style="primary")
    if result.next_round:
        return button(t("▶️ The next round"), "results.show", result.next_round)
    if further in ("run_off", "second_round"):
        label = t("🔁 Prepare the next round")
        return button(label, "results.round", result.motion_id, style="primary")
    return _what_it_leads_to(result, t) if result.passed and not further else None


def _repetition(result: Result, t: Translator) -> Button:
    """After a vote without a result: the same to the vote again."""
    if result.next_drafted:
        label = t("▶️ Check and open the vote")
        return button(label, "voting.open", result.session_id, style="primary")
    if result.next_round:
        return button(t("▶️ The new vote"), "agenda.motion", result.next_round)
    return button(t("🔁 Put to the vote again"), "results.again", result.motion_id, style="primary")


def _what_it_leads_to(result: Result, t: Translator) -> Button | None:
    if result.kind in (MotionKind.HEAD, MotionKind.DEPUTY):
        label = t("🏛 Record the term of office")
        return button(label, "election.show", result.motion_id, style="primary")
    if result.honour is not None:
        where = (result.cluster_id, result.year)
        return button(t("🏅 To the proposals"), "honours.show", *where, style="primary")
    return None


def _lot_row(result: Result, t: Translator) -> Button | None:
    waits = result.count is not None and result.count.further == "lot"
    if not waits and result.lot is None:
        return None
    style = "primary" if waits else ""
    return button(t("🎲 The lot"), "lots.show", result.motion_id, style=style)


# -- who voted how, and which envelope was whose --------------------------------------------------


def votes(result: Result, cast: Sequence[NamedVote], page: int, t: Translator) -> Screen:
    """Named votes, by unit."""
    pages = _pages([_named_line(result, each, t) for each in cast])
    last = len(pages) - 1
    page = min(max(page, 0), last)
    text = blocks(
        bold(t("Votes by unit: %(title)s", title=words.title_of(result, t))),
        lines(*pages[page]) or t("No unit has voted."),
    )
    return _leaf(result, text, "results.votes", page, last, t)


def _pages(told: Sequence[Markup]) -> list[list[Markup]]:
    """Ten to a page, fewer if they are long; never none."""
    pages: list[list[Markup]] = [[]]
    for each in told:
        so_far = sum(len(line.striptags()) for line in pages[-1])
        if len(pages[-1]) == PER_PAGE or (pages[-1] and so_far + len(each.striptags()) > ROOM):
            pages.append([])
        pages[-1].append(each)
    return pages


def _named_line(result: Result, vote: NamedVote, t: Translator) -> Markup:
    aside = t(" (in writing)") if vote.written else Markup()
    if result.method is Method.COMMENT:
        unit = t("%(unit)s%(aside)s:", unit=vote.unit.short_name, aside=aside)
        return lines(bold(unit), quote(vote.said))
    room = NAME if len(vote.marks) <= MANY else NAME // 2
    named = [plain(numbers.choice_name(result, key, t, short=True), room) for key in vote.marks]
    said = " → ".join(named) if result.method is Method.RANK else ", ".join(named)
    chosen = said or str(t("No opinion"))
    return t("%(unit)s: %(said)s%(aside)s", unit=vote.unit.short_name, said=chosen, aside=aside)


def prints(
    result: Result, found: Sequence[tuple[int, Named, str]], page: int, t: Translator
) -> Screen:
    """Unit by unit the fingerprint of the envelope that was opened."""
    last = max(0, len(found) - 1) // PER_PAGE
    page = min(max(page, 0), last)
    shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        bold(t("Check marks: %(title)s", title=words.title_of(result, t))),
        t(
            "Each unit compares its line with the mark it was shown when it voted. A mark says "
            "that the envelope was counted unchanged; it says nothing about the choice."
        ),
        lines(
            *(
                t("%(unit)s: <code>%(mark)s</code>", unit=unit.short_name, mark=mark[:PRINT])
                for _, unit, mark in shown
            )
        ),
    )
    return _leaf(result, text, "results.prints", page, last, t)


def _leaf(result: Result, text: Markup, name: str, page: int, last: int, t: Translator) -> Screen:
    back = (
        button(t("◀️ The result"), "results.show", result.motion_id),
        button(t("🏠 Home"), "home.show"),
    )
    rows = (*turning(name, (result.motion_id,), page, last), back)
    return Screen(text, rows, route=pack(name, result.motion_id, page))
