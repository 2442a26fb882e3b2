"""Scoring sessions: the list with everything around it, a new one, the agenda."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, grid, lines, plain, turning
from handlers.views.agenda_warnings import missing_words, warning_lines
from handlers.views.agenda_ways import home
from handlers.views.agenda_words import form_name, state_name
from handlers.views.common import bold, small
from handlers.views.voting_words import titled
from models.queries.agenda import Agenda, ListedSession, MotionItem, Warnings
from models.rules.motion import MotionKind
from models.voting import MotionState

LISTED = 4
PER_PAGE = 8
LABEL = 36
TITLE_SHOWN = 120


def topic(session_id: int) -> str:
    """What the cards about a session are about."""
    return f"session:{session_id}"


# -- the list ---------------------------------------------------------------------------------


def listing(
    cluster_id: int,
    cluster_name: str,
    year: int,
    found: Sequence[ListedSession],
    page: int,
    t: Translator,
    *,
    prepares: bool,
) -> Screen:
    """The cluster's sessions, and the ways to what comes of them."""
    last = max(len(found) - 1, 0) // LISTED
    page = min(max(page, 0), last)
    shown = found[page * LISTED : (page + 1) * LISTED]
    busy = next((each for each in shown if each.voting), None)
    style = "" if busy else "primary"
    new = button(t("➕ New session"), "agenda.new", cluster_id, 0, style=style)
    text = blocks(
        lines(bold(t("🗳 Scoring sessions and ballots")), Markup("{}").format(cluster_name)),
        lines(*(_listed(each, t) for each in shown)) or t("There is no scoring session yet."),
    )
    return Screen(
        text,
        (
            *(((new,),) if prepares else ()),
            *((_open(each, primary=each is busy),) for each in shown),
            *turning("agenda.list", (cluster_id,), page, last),
            (
                button(t("🏅 Honours"), "honours.show", cluster_id, year),
                button(t("📖 Record"), "record.show", cluster_id, year),
            ),
            (button(t("🤝 Handover"), "handover.show", cluster_id, year), home(t)),
        ),
        route=pack("agenda.list", cluster_id, page),
        topic=f"cluster:{cluster_id}",
    )


def _open(each: ListedSession, *, primary: bool) -> Button:
    style = "primary" if primary else ""
    return button(plain(each.title, LABEL), "agenda.show", each.session_id, style=style)


def _listed(each: ListedSession, t: Translator) -> Markup:
    if each.voting:
        state = t("%(count)s being voted on", count=each.voting)
    elif each.opened:
        state = t("%(count)s voted on", count=each.opened)
    else:
        state = t("being prepared")
    return t("• %(title)s (%(state)s)", title=each.title, state=state)


# -- a new one --------------------------------------------------------------------------------


def new(cluster_id: int, meeting_id: int, about: str, stamp: str, t: Translator) -> Screen:
    """A usual session, or an empty one; both are prepared first."""
    usual = button(
        t("📋 Usual session"), "agenda.make", cluster_id, meeting_id, 1, stamp, style="primary"
    )
    empty = button(t("✍️ Motion by motion"), "agenda.make", cluster_id, meeting_id, 0, stamp)
    text = blocks(
        lines(bold(t("🗳 New scoring session")), about and Markup("{}").format(about)),
        t(
            "A usual session takes everything from the agreed score table: its approval, each "
            "proposal of an honour, a choice among equals, and the election of the head and the "
            "deputy of the next year."
        ),
        small(t("Nothing is put to the vote before it is checked and opened.")),
    )
    back = button(t("◀️ All sessions"), "agenda.list", cluster_id)
    return Screen(
        text,
        ((usual,), (empty,), (back, home(t))),
        route=pack("agenda.new", cluster_id, meeting_id),
    )


# -- the agenda -------------------------------------------------------------------------------


def office(
    found: Agenda,
    warned: Warnings,
    page: int,
    t: Translator,
    *,
    runs: bool,
    votes: bool,
) -> Screen:
    """The agenda for those who prepare it."""
    number, last = found.session_id, max(len(found.motions) - 1, 0) // PER_PAGE
    page = min(max(page, 0), last)
    text = blocks(
        _heading(found, t),
        _listed_motions(found, page, t)
        or t("Nothing is on the agenda yet. Please take the usual items, or add one."),
        found.drafts and warning_lines(warned, t),
        not runs and small(t("The cluster's head opens the votes.")),
    )
    rows = (
        *_first_rows(found, t, runs=runs, votes=votes),
        *_motion_rows(found, page, t),
        *turning("agenda.show", (number,), page, last),
        (
            button(t("➕ Add an item"), "agenda.kinds", number),
            button(t("👤 Who votes"), "agenda.voters", number, 0),
        ),
        *_more_rows(found, t, runs=runs),
        (button(t("◀️ All sessions"), "agenda.list", found.cluster_id), home(t)),
    )
    return Screen(text, rows, route=pack("agenda.show", number, page), topic=topic(number))


def _heading(found: Agenda, t: Translator) -> Markup:
    return lines(
        bold(Markup("🗳 {}").format(found.title)),
        Markup("{}").format(found.cluster_name),
        found.meeting_at
        and small(t("At the meeting of %(when)s", when=t.moment(found.meeting_at))),
    )


def _listed_motions(found: Agenda, page: int, t: Translator) -> Markup:
    shown = found.motions[page * PER_PAGE : (page + 1) * PER_PAGE]
    return lines(*(_motion_line(each, t) for each in shown))


def _motion_line(each: MotionItem, t: Translator) -> Markup:
    title = titled(each.title, each.round, t, TITLE_SHOWN) or t("(no title yet)")
    return lines(
        t(
            "%(place)s. %(title)s (%(form)s; %(state)s)",
            place=each.place,
            title=title,
            form=form_name(each.form, t),
            state=state_name(each, t),
        ),
        each.state is MotionState.OPEN
        and each.closes_at
        and t("   until %(when)s", when=t.moment(each.closes_at)),
        missing_words(each, t),
    )


def _first_rows(
    found: Agenda, t: Translator, *, runs: bool, votes: bool
) -> tuple[tuple[Button, ...], ...]:
    number, rows = found.session_id, []
    if not found.motions:
        fill = button(t("📋 Take the usual items"), "agenda.fill", number, style="primary")
        rows.append((fill,))
    elif found.is_open and votes:
        rows.append((button(t("🗳 Vote"), "ballot.list", number, style="primary"),))
    if found.drafts and runs:
        style = "" if rows else "primary"
        go = button(t("▶️ Check and open the vote"), "voting.open", number, style=style)
        rows.append((go,))
    return tuple(rows)


def _motion_rows(found: Agenda, page: int, t: Translator) -> tuple[tuple[Button, ...], ...]:
    """A button for each motion by its number: its draft, or where it stands."""
    shown = found.motions[page * PER_PAGE : (page + 1) * PER_PAGE]
    return grid([_to_motion(each, t) for each in shown], 4)


def _to_motion(each: MotionItem, t: Translator) -> Button:
    if each.is_draft:
        return button(t("✏️ %(place)s", place=each.place), "agenda.motion", each.motion_id)
    if each.state is MotionState.OPEN:
        return button(t("📊 %(place)s", place=each.place), "voting.show", each.motion_id)
    return button(t("✅ %(place)s", place=each.place), "results.show", each.motion_id)


def _more_rows(found: Agenda, t: Translator, *, runs: bool) -> tuple[tuple[Button, ...], ...]:
    number = found.session_id
    offices = any(
        each.kind in (MotionKind.HEAD, MotionKind.DEPUTY) and each.round == 1
        for each in found.drafts
    )
    row = [button(t("✏️ Name of the session"), "agenda.name", number)]
    if offices:
        row.insert(0, button(t("🧭 Who stands"), "agenda.ways", number))
    if found.openings:
        row.append(button(t("📊 Results"), "results.list", number))
    elif runs:
        row.append(button(t("🗑 Give up"), "agenda.drop", number))
    return (tuple(row),)


def member(
    found: Agenda, own: Sequence[int], page: int, t: Translator, *, votes: bool = True
) -> Screen:
    """The agenda for a unit: what was opened, and who votes for it. `own`: units that I lead.

    Without `votes` it is an observer's, who follows and casts nothing.
    """
    number, last = found.session_id, max(len(found.motions) - 1, 0) // PER_PAGE
    page = min(max(page, 0), last)
    rows: list[tuple[Button, ...]] = []
    if found.is_open and votes:
        rows.append((button(t("🗳 Vote"), "ballot.list", number, style="primary"),))
    if found.openings:
        rows.append((button(t("📊 Results"), "results.list", number),))
    rows += [(_own_voter(found, unit_id, t),) for unit_id in own]
    text = blocks(
        _heading(found, t),
        _listed_motions(found, page, t) or t("Nothing has been put to the vote yet."),
        lines(*(_who_votes(found, unit_id, t) for unit_id in own)),
    )
    back = (button(t("◀️ All sessions"), "agenda.list", found.cluster_id), home(t))
    return Screen(
        text,
        (*rows, *turning("agenda.show", (number,), page, last), back),
        route=pack("agenda.show", number, page),
        topic=topic(number),
    )


def _own_voter(found: Agenda, unit_id: int, t: Translator) -> Button:
    name = next((each.short_name for each in found.units if each.unit_id == unit_id), "")
    words = t("👤 Who votes for %(unit)s", unit=name)
    return button(words, "agenda.voter", found.session_id, unit_id)


def _who_votes(found: Agenda, unit_id: int, t: Translator) -> Markup:
    for each in found.units:
        if each.unit_id == unit_id and each.person_id is not None:
            return t("%(unit)s votes through: %(name)s", unit=each.name, name=each.person_name)
    return Markup("")
