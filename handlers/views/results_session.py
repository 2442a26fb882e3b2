"""All results of a session, and the papers about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, plain, turning
from handlers.views import results_words as words
from handlers.views.common import bold
from models.queries.count_minutes import NumberedPaper
from models.queries.result_states import Result, SessionResults
from models.voting import MotionState

PER_PAGE = 10
TITLE = 90


@dataclass(frozen=True, slots=True)
class Reader:
    """What a reader may do about results, and the fingerprints of their own units."""

    runs: bool = False
    prepares: bool = False
    prints: tuple[tuple[str, str], ...] = ()


def listing(found: SessionResults, page: int, reader: Reader, t: Translator) -> Screen:
    """All results of a session."""
    last = max(0, len(found.results) - 1) // PER_PAGE
    page = min(max(page, 0), last)
    shown = found.results[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        lines(
            bold(t("Results: %(title)s", title=found.title)),
            Markup("{}").format(found.cluster_name),
        ),
        lines(*(result_line(each, t) for each in shown)) or t("Nothing has been opened yet."),
    )
    rows = [
        *_numbered_buttons(shown),
        *turning("results.list", (found.session_id,), page, last),
        *_session_rows(found, reader, t),
        (
            button(t("◀️ The agenda"), "agenda.show", found.session_id),
            button(t("🏠 Home"), "home.show"),
        ),
    ]
    return Screen(
        text,
        tuple(rows),
        route=pack("results.list", found.session_id, page),
        topic=f"session:{found.session_id}",
    )


def _numbered_buttons(shown: Sequence[Result]) -> Rows:
    ended = [each for each in shown if each.state is not MotionState.OPEN]
    return grid([button(f"{each.place}", "results.show", each.motion_id) for each in ended], 5)


def _session_rows(found: SessionResults, reader: Reader, t: Translator) -> Rows:
    if not found.ended:
        return ()
    all_over = len(found.ended) == len(found.results)
    style = "primary" if reader.prepares and all_over else ""
    return (
        (
            button(t("🖼 Picture"), "results.picture", found.session_id),
            button(t("📄 Count minutes"), "results.papers", found.session_id, style=style),
        ),
    )


def result_line(result: Result, t: Translator) -> Markup:
    """A result in a line of a list."""
    return t(
        "%(mark)s %(place)s. %(title)s: <b>%(said)s</b>",
        mark=words.mark_of(result),
        place=result.place,
        title=plain(words.title_of(result, t), TITLE),
        said=plain(words.short_outcome(result, t), TITLE),
    )


def papers(
    found: SessionResults,
    made: Sequence[NumberedPaper],
    reader: Reader,
    t: Translator,
    *,
    more: bool,
) -> Screen:
    """The count minutes that have a number; `more`: there are results that none of them holds."""
    text = blocks(
        bold(t("Count minutes: %(title)s", title=found.title)),
        lines(*(_paper_line(each, t) for each in made)) or t("No minutes have a number yet."),
        more
        and reader.prepares
        and t("The minutes get the next number of the year when they are made, and keep it."),
    )
    rows: list[tuple[Button, ...]] = []
    if more and reader.prepares:
        label = t("📄 Make the minutes")
        rows.append((button(label, "results.number", found.session_id, style="primary"),))
    for each in made[-3:]:
        word = button(t("⬇️ No. %(n)s (Word)", n=f"{each.number:02}"), "results.docx", each.paper_id)
        rows.append((word, button(t("⬇️ PDF"), "results.pdf", each.paper_id)))
    back = button(t("📊 All results"), "results.list", found.session_id, 0)
    rows.append((back, button(t("🏠 Home"), "home.show")))
    return Screen(
        text,
        tuple(rows),
        route=pack("results.papers", found.session_id),
        topic=f"session:{found.session_id}",
    )


def _paper_line(paper: NumberedPaper, t: Translator) -> Markup:
    return t("No. %(n)s, made at %(when)s", n=paper.full, when=t.moment(paper.at))
