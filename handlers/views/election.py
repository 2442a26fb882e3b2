"""An election's card: who was elected, from when to when, and what recording it does."""

from datetime import date

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines
from handlers.views.common import bold, office_name, small
from models.cluster import Office
from models.queries.election import Election, TermState, eve


def compact(day: date) -> str:
    """A day in a button: 20270101."""
    return day.strftime("%Y%m%d")


def term_words(from_on: date, to_on: date, t: Translator) -> Markup:
    """The days of a term."""
    return t("from %(first)s to %(last)s", first=t.date(from_on), last=t.date(to_on))


def show(found: Election, tomorrow: date, t: Translator) -> Screen:
    """Who was elected; for the head, the term that is to be recorded."""
    text = blocks(
        _heading(found, t),
        _recorded(found.recorded, t) if found.recorded else _to_record(found, t),
    )
    return Screen(
        text,
        (*_rows(found, tomorrow, t), *_ways_back(found, t)),
        route=_route(found),
        topic=f"election:{found.motion_id}",
    )


def _route(found: Election) -> str:
    if found.recorded:
        return pack("election.show", found.motion_id)
    return pack("election.days", found.motion_id, compact(found.from_on), compact(found.to_on))


def _heading(found: Election, t: Translator) -> Markup:
    return blocks(
        lines(bold(t("🗳 Result of the election")), small(found.cluster_name)),
        lines(
            t(
                "Elected as %(office)s: <b>%(unit)s</b>",
                office=office_name(found.office, found.kind, t),
                unit=found.unit_name,
            ),
            found.votes is not None
            and t("Votes: %(votes)s of %(cast)s valid", votes=found.votes, cast=found.cast),
        ),
    )


def _recorded(term: TermState, t: Translator) -> Markup:
    return lines(
        t("Term: %(days)s", days=term_words(term.from_on, term.to_on, t)),
        small(t("The term is recorded. The office begins and ends by itself on these days.")),
    )


def _to_record(found: Election, t: Translator) -> Markup:
    if not found.may_run:
        return t("The head of the cluster has not recorded the term yet.")
    return blocks(
        lines(
            bold(t("Term: %(days)s", days=term_words(found.from_on, found.to_on, t))),
            *(_shortened(each, found, t) for each in found.shortened),
            found.secretary and t("Secretary unit: %(unit)s", unit=found.secretary),
            _handover_words(found, t),
        ),
        small(t("All units are told once the term is recorded.")),
    )


def _shortened(each: TermState, found: Election, t: Translator) -> Markup:
    return t(
        "⚠️ The term of %(unit)s (%(office)s) ends on %(day)s.",
        unit=each.unit_name,
        office=office_name(each.office, found.kind, t),
        day=t.date(eve(found.from_on)),
    )


def _handover_words(found: Election, t: Translator) -> Markup:
    present = found.present
    if found.office is not Office.HEAD or present is None or present.unit_id == found.unit_id:
        return Markup()
    return t("%(unit)s hands over to the elected unit.", unit=present.unit_name)


def _rows(found: Election, tomorrow: date, t: Translator) -> Rows:
    if found.recorded or not found.may_run:
        return ()
    first, last = compact(found.from_on), compact(found.to_on)
    shorten = int(bool(found.shortened))
    args = (found.motion_id, first, last, shorten)
    words = t("✅ Record the term from %(day)s", day=t.date(found.from_on))
    rows: list[tuple[Button, ...]] = [(button(words, "election.record", *args, style="primary"),)]
    if found.from_on != tomorrow:
        days = (compact(tomorrow), last)
        rows.append((button(t("⏩ Take office at once"), "election.days", found.motion_id, *days),))
    rows.append((button(t("🗓 Type other days"), "election.other", found.motion_id),))
    return tuple(rows)


def _ways_back(found: Election, t: Translator) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if found.recorded and found.office is Office.HEAD:
        handover = button(t("🤝 Handover list"), "handover.show", found.cluster_id, found.year)
        rows.append((handover,))
    back = button(t("◀️ Result of the vote"), "results.show", found.motion_id)
    return (*rows, (back, button(t("🏠 Home"), "home.show")))


def other(found: Election, t: Translator) -> Screen:
    """Asks for the days of the term."""
    text = blocks(
        _heading(found, t),
        bold(t("Please type the first and the last day of the term.")),
        small(
            t(
                "For example: %(first)s - %(last)s",
                first=t.date(found.from_on),
                last=t.date(found.to_on),
            )
        ),
    )
    back = button(t("◀️ Back"), "election.show", found.motion_id)
    return Screen(
        text,
        ((back, button(t("🏠 Home"), "home.show")),),
        route=pack("election.other", found.motion_id),
        asks=pack("election.typed", found.motion_id),
    )


def letter(found: Election, term: TermState, t: Translator) -> Screen:
    """What everybody gets once a term is recorded."""
    text = blocks(
        lines(bold(t("ELECTION RESULT")), small(found.cluster_name)),
        t(
            "The conference has elected %(unit)s as %(office)s, %(days)s.",
            unit=term.unit_name,
            office=office_name(found.office, found.kind, t),
            days=term_words(term.from_on, term.to_on, t),
        ),
    )
    return Screen(text, ((button(t("See the election"), "election.show", found.motion_id),),))
