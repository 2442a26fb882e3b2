"""Who votes for each unit of a session: the leader, or a registered substitute."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines, plain, turning
from handlers.views.agenda import topic
from handlers.views.agenda_ways import home, to_session
from handlers.views.common import bold, role_name, small
from models.people import Role
from models.queries.agenda import Agenda, Candidate
from models.queries.motions import RollUnit

PER_PAGE = 6
LABEL = 36


def voters(found: Agenda, page: int, t: Translator, *, chooses: bool) -> Screen:
    """Every unit and who votes for it."""
    number, last = found.session_id, max(len(found.units) - 1, 0) // PER_PAGE
    page = min(max(page, 0), last)
    shown = found.units[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        bold(t("👤 Who votes for each unit")),
        lines(*(Markup("• {}: {}").format(each.short_name, _who(each, t)) for each in shown)),
        small(_explained(found, t)),
    )
    rows = [
        (button(plain(each.short_name, LABEL), "agenda.voter", number, each.unit_id),)
        for each in shown
        if chooses
    ]
    return Screen(
        text,
        (
            *rows,
            *turning("agenda.voters", (number,), page, last),
            (to_session(number, t), home(t)),
        ),
        route=pack("agenda.voters", number, page),
        topic=topic(number),
    )


def _who(each: RollUnit, t: Translator) -> Markup:
    if each.person_id is None:
        return t("⚠️ nobody has joined")
    if each.substitute:
        return t("%(name)s (substitute)", name=each.person_name)
    return Markup("{}").format(each.person_name)


def _explained(found: Agenda, t: Translator) -> Markup:
    if found.is_open:
        return t("A vote is open: who votes cannot be changed until it has ended.")
    return t(
        "The leader votes, unless somebody else of the unit is registered before the vote opens."
    )


def voter(found: Agenda, unit: RollUnit, people: Sequence[Candidate], t: Translator) -> Screen:
    """Who of the unit casts its vote."""
    number = found.session_id
    text = blocks(
        bold(t("👤 Who votes for %(unit)s?", unit=unit.name)),
        t("Now: %(who)s", who=_who(unit, t)),
        small(_explained(found, t))
        if people
        else t("Nobody of the unit has joined yet; please send invitations first."),
    )
    rows = [(_person(number, unit, each, t),) for each in people if not found.is_open]
    return Screen(
        text,
        (*rows, (to_session(number, t), home(t))),
        route=pack("agenda.voter", number, unit.unit_id),
        topic=topic(number),
    )


def _person(number: int, unit: RollUnit, each: Candidate, t: Translator) -> Button:
    mark = "✅ " if each.person_id == unit.person_id else ""
    role = t("leader") if each.role is Role.LEADER else role_name(each.role, t)
    words = Markup("{}{} ({})").format(mark, each.name, role)
    person_id = 0 if each.role is Role.LEADER else each.person_id
    return button(words, "agenda.stand", number, unit.unit_id, person_id)
