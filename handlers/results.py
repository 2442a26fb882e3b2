"""Results for everybody of the cluster: what was decided, on what it rests, and its papers."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from handlers.documents.count_minutes import count_minutes_docx, count_minutes_pdf
from handlers.documents.paper.vote_picture import picture_count, vote_picture
from handlers.screen import File, Screen
from handlers.turn import Turn
from handlers.views import results as view
from handlers.views import results_letters as letters
from handlers.views import results_session as session_view
from handlers.views.results_session import Reader
from models.access import Right
from models.actions import issuing_papers
from models.actions.ballot import further_round
from models.actions.repeating import repeat
from models.queries.announcing import holds, units_of
from models.queries.count_minutes import CountMinutes, count_minutes, numbered, papers_of, uncovered
from models.queries.issuing import issuing
from models.queries.motions import motions_of, session_for
from models.queries.result_states import ENDED, Result, SessionResults
from models.queries.result_votes import fingerprints, named_votes
from models.queries.results import result_for, results_told, session_results

# -- one vote -------------------------------------------------------------------------------------


def show(turn: Turn) -> Screen:
    """What came of a vote."""
    return _show(turn, turn.number(0))


def _show(turn: Turn, motion_id: int) -> Screen:
    result = result_for(turn.session, turn.me, motion_id)
    return view.show(result, _reader(turn, result.cluster_id, result), turn.t)


def _reader(turn: Turn, cluster_id: int, result: Result | None = None) -> Reader:
    mine = units_of(turn.me, cluster_id)
    found = fingerprints(turn.session, result) if result else ()
    return Reader(
        runs=holds(turn.me, cluster_id, Right.RUN),
        prepares=holds(turn.me, cluster_id, Right.PREPARE),
        prints=tuple((unit.short_name, mark) for key, unit, mark in found if key in mine),
    )


def _page(turn: Turn) -> int:
    return turn.number(1) if len(turn.args) > 1 else 0


def votes(turn: Turn) -> Screen:
    """Who voted how, where that is no secret."""
    result = result_for(turn.session, turn.me, turn.number(0))
    return view.votes(result, named_votes(turn.session, result), _page(turn), turn.t)


def prints(turn: Turn) -> Screen:
    """Which envelope was whose."""
    result = result_for(turn.session, turn.me, turn.number(0))
    return view.prints(result, fingerprints(turn.session, result), _page(turn), turn.t)


def next_round(turn: Turn) -> Screen:
    """Prepare the round that the result asks for; the card then leads to its opening."""
    further_round(turn.session, turn.me, turn.number(0))
    turn.session.flush()  # the round is part of what is shown
    done = turn.t("✅ The next round has been prepared. It is still to be opened.")
    return _show(turn, turn.number(0)).noticing(done)


def again(turn: Turn) -> Screen:
    """Put a vote without a result on the agenda again; pressed twice, once."""
    repeat(turn.session, turn.me, turn.number(0), turn.now)
    turn.session.flush()  # the new motion is part of what is shown
    done = turn.t("✅ It is on the agenda again, as a new item. It is still to be opened.")
    return _show(turn, turn.number(0)).noticing(done)


# -- a session ------------------------------------------------------------------------------------


def listing(turn: Turn) -> Screen:
    """All results of a session."""
    return _listing(turn, _page(turn))


def _listing(turn: Turn, page: int = 0) -> Screen:
    found = session_results(turn.session, turn.me, turn.number(0))
    return session_view.listing(found, page, _reader(turn, found.cluster_id), turn.t)


def picture(turn: Turn) -> Screen:
    """The results as pictures, above the card."""
    found = session_results(turn.session, turn.me, turn.number(0))
    leaves = range(picture_count(found, turn.t)) if found.ended else ()
    files = [
        File(
            f"ket-qua-{found.session_id}-{leaf + 1}.png",
            partial(vote_picture, found, turn.t, turn.now, leaf),
            kind="photo",
        )
        for leaf in leaves
    ]
    return _listing(turn).sending(*files)


# -- papers ---------------------------------------------------------------------------------------


def papers(turn: Turn) -> Screen:
    """The count minutes of a session."""
    return _papers(turn, turn.number(0))


def _papers(turn: Turn, session_id: int) -> Screen:
    row = session_for(turn.session, turn.me, session_id)
    found = session_results(turn.session, turn.me, session_id)
    sign = issuing(turn.session, row.cluster_id, turn.today).sign
    made = papers_of(turn.session, row)
    motions = motions_of(turn.session, session_id)
    more = uncovered(turn.session, motions, made[-1].at if made else None)
    reader = _reader(turn, row.cluster_id)
    return session_view.papers(
        found, numbered(turn.session, row, sign), reader, turn.t, more=bool(more)
    )


def number(turn: Turn) -> Screen:
    """Give the minutes their number, and send them; pressed twice, the same number."""
    session_id = turn.number(0)
    paper_id = issuing_papers.number_count_minutes(turn.session, turn.me, session_id, turn.now)
    state = count_minutes(turn.session, turn.me, paper_id)
    done = turn.t("✅ The minutes have number %(n)s.", n=state.paper.full)
    files = (_docx(turn, state), _pdf(turn, state))
    return _papers(turn, session_id).noticing(done).sending(*files)


def docx(turn: Turn) -> Screen:
    """Numbered minutes as a Word file."""
    state = count_minutes(turn.session, turn.me, turn.number(0))
    return _papers(turn, state.results[0].session_id).sending(_docx(turn, state))


def pdf(turn: Turn) -> Screen:
    """Numbered minutes as a PDF."""
    state = count_minutes(turn.session, turn.me, turn.number(0))
    return _papers(turn, state.results[0].session_id).sending(_pdf(turn, state))


def _docx(turn: Turn, state: CountMinutes) -> File:
    return File(f"{_name(state)}.docx", partial(count_minutes_docx, state, turn.t))


def _pdf(turn: Turn, state: CountMinutes) -> File:
    return File(f"{_name(state)}.pdf", partial(count_minutes_pdf, state, turn.t))


def _name(state: CountMinutes) -> str:
    return f"bien-ban-kiem-phieu-{state.paper.number:02}"


# -- letters --------------------------------------------------------------------------------------


def letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The results of all votes that were opened together, once all have ended.

    Of one that was declared void before the others have ended, that one alone.
    """
    found = session_results(turn.session, turn.me, params["agenda"])
    together = _together(found, params)
    return letters.letter(found, together, turn.t) if together else None


def notice(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The same in the cluster's group."""
    found = results_told(turn.session, params["agenda"])
    together = _together(found, params)
    return letters.notice(found, together, turn.bot_name, turn.t) if together else None


def _together(found: SessionResults, params: Mapping[str, Any]) -> list[Result]:
    if "motion" in params:
        return [each for each in found.results if each.motion_id == params["motion"]]
    results = [each for each in found.results if each.opening == params["opening"]]
    return results if all(each.state in ENDED for each in results) else []


ROUTES = {
    "results.show": show,
    "results.votes": votes,
    "results.prints": prints,
    "results.list": listing,
    "results.picture": picture,
    "results.papers": papers,
    "results.docx": docx,
    "results.pdf": pdf,
}
ACTS = {"results.round": next_round, "results.again": again, "results.number": number}
LETTERS = {"ballot-results": letter}
GROUP_LETTERS = {"ballot-counted": notice}
