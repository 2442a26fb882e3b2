"""Units and their people, as the head sees and invites them."""

from dataclasses import replace

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, grid, lines, turning
from handlers.views.common import bold, comrade, office_name, role_name, small
from models.cluster import ClusterKind
from models.people import Role
from models.queries.people import MemberUnit, Speaker

PER_PAGE = 16
MAY_BE_NAMED = (Role.LEADER, Role.OFFICER, Role.SUBSTITUTE)


def topic(cluster_id: int) -> str:
    """What the cards about a cluster's people are about."""
    return f"people:{cluster_id}"


def units(
    cluster_id: int,
    found: tuple[MemberUnit, ...],
    people: tuple[Speaker, ...],
    page: int,
    t: Translator,
) -> Screen:
    """Every unit, and how many of its people have joined."""
    page = min(page, (len(found) - 1) // PER_PAGE)
    shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    joined = {
        unit.unit_id: [p.joined for p in people if p.unit_id == unit.unit_id] for unit in shown
    }
    text = blocks(
        bold(t("👥 Units and people")),
        lines(
            *(
                t(
                    "%(mark)s %(unit)s: %(joined)s/%(all)s have joined",
                    mark="✅" if any(joined[unit.unit_id]) else "⬜",
                    unit=unit.name,
                    joined=sum(joined[unit.unit_id]),
                    all=len(joined[unit.unit_id]),
                )
                for unit in shown
            )
        ),
        small(t("Press a unit to see its people and to invite them.")),
    )
    buttons = [
        button(
            f"{'✅' if any(joined[unit.unit_id]) else '⬜'} {unit.short_name}",
            "people.unit",
            cluster_id,
            unit.unit_id,
        )
        for unit in shown
    ]
    return Screen(
        text,
        (
            *grid(buttons, 2),
            *turning("people.show", (cluster_id,), page, (len(found) - 1) // PER_PAGE),
            (button(t("🏠 Home"), "home.show"),),
        ),
        route=pack("people.show", cluster_id, page),
        topic=topic(cluster_id),
    )


def unit(
    cluster_id: int,
    kind: ClusterKind,
    here: MemberUnit,
    people: tuple[Speaker, ...],
    t: Translator,
) -> Screen:
    """A unit's people, and the way to add one."""
    offices = [office_name(office, kind, t) for office in sorted(here.offices)]
    text = blocks(
        lines(bold(here.name), offices and small(Markup(" · ").join(offices))),
        lines(*(_speaker_line(each, t) for each in people))
        if people
        else t("This unit has no representative yet."),
    )
    rows = [(button(each.name, "people.person", each.mandate_id),) for each in people]
    adding = tuple(
        button(
            t("➕ %(role)s", role=role_name(role, t)),
            "people.add",
            cluster_id,
            here.unit_id,
            role.value,
        )
        for role in MAY_BE_NAMED
    )
    back = (button(t("◀️ All units"), "people.show", cluster_id),)
    return Screen(
        text,
        (*rows, *((each,) for each in adding), back),
        route=pack("people.unit", cluster_id, here.unit_id),
        topic=topic(cluster_id),
    )


def _speaker_line(each: Speaker, t: Translator) -> Markup:
    mark = "🟢" if each.reachable else "🔴" if each.joined else "⚪"
    state = (
        t("has joined")
        if each.reachable
        else t("has blocked the bot")
        if each.joined
        else t("has not joined")
    )
    return t(
        "%(mark)s %(name)s – %(role)s, %(state)s",
        mark=mark,
        name=each.name,
        role=role_name(each.role, t),
        state=state,
    )


def person(cluster_id: int, each: Speaker, t: Translator) -> Screen:
    """One person: invite, or end the mandate."""
    text = blocks(
        bold(each.name),
        _speaker_line(each, t),
        each.joined and small(t("A new code passes this seat on to whoever uses it.")),
    )
    words = t("🎟 Invite again") if each.joined else t("🎟 Make an invitation code")
    rows: list[tuple[Button, ...]] = [
        (button(words, "people.invite", each.mandate_id, style="" if each.joined else "primary"),),
        (button(t("Ends representing the unit"), "people.ending", each.mandate_id),),
    ]
    if each.unit_id is not None:
        rows.append((button(t("◀️ Back to the unit"), "people.unit", cluster_id, each.unit_id),))
    return Screen(
        text, tuple(rows), route=pack("people.person", each.mandate_id), topic=topic(cluster_id)
    )


def ending(each: Speaker, t: Translator) -> Screen:
    """Before ending a mandate."""
    text = t(
        "%(who)s will no longer see or change anything of this unit in the cluster. What was "
        "done stays. End now?",
        who=comrade(each.name, t),
    )
    rows = (
        (button(t("◀️ No"), "people.person", each.mandate_id, style="primary"),),
        (button(t("End"), "people.end", each.mandate_id, style="danger"),),
    )
    return Screen(text, rows, route=pack("people.ending", each.mandate_id))


def ask_name(cluster_id: int, here: MemberUnit, role: Role, t: Translator) -> Screen:
    """The name of a new representative."""
    text = blocks(
        lines(bold(here.name), role_name(role, t)),
        bold(t("Please type the person's full name.")),
    )
    back = (button(t("◀️ Back to the unit"), "people.unit", cluster_id, here.unit_id),)
    args = (cluster_id, here.unit_id, role.value)
    return Screen(text, (back,), route=pack("people.add", *args), asks=pack("people.named", *args))


def invited(
    screen: Screen, who: Speaker, place: str, code: str, bot_name: str, days: int, t: Translator
) -> Screen:
    """The card, and below it, once, the code to be passed on."""
    link = f"https://t.me/{bot_name}?start={code.replace('-', '')}"
    secret = blocks(
        t(
            "Invitation for %(who)s – %(role)s, %(place)s",
            who=comrade(who.name, t),
            role=role_name(who.role, t),
            place=place,
        ),
        t("Press the link, or send this code to the bot: <code>%(code)s</code>", code=code),
        Markup("{}").format(link),
        small(
            t.n(
                "Valid once, for %(count)s day. Please pass this message on to that person only.",
                "Valid once, for %(count)s days. Please pass this message on to that person only.",
                days,
            )
        ),
    )
    noticed = screen.noticing(
        t(
            "🎟 The code stands in the message below. It is not kept anywhere; "
            "if it is lost, make a new one."
        )
    )
    return replace(noticed, secret=secret)


def joined(name: str, place: str, cluster_id: int, t: Translator) -> Screen:
    """The letter to who has invited."""
    text = t("%(who)s (%(place)s) has joined.", who=comrade(name, t), place=place)
    return Screen(text, ((button(t("👥 Units and people"), "people.show", cluster_id),),))


def unreachable(name: str, place: str, cluster_id: int, t: Translator) -> Screen:
    """The letter to the head about a person who cannot be written to."""
    text = t(
        "⚠️ Messages do not reach %(who)s (%(place)s): the bot has been blocked or the account "
        "is closed. Please contact this person by another way.",
        who=comrade(name, t),
        place=place,
    )
    return Screen(text, ((button(t("👥 Units and people"), "people.show", cluster_id),),))
