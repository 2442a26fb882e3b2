"""How far an announcement has come, as the offices of a cluster see it."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Rows, Screen, blocks, button, lines, plain, turning
from handlers.views.announcing import content, file_rows, home, seen_row, topic, words
from handlers.views.common import bar, small
from models.queries.announcing import Announced
from models.queries.delivery import Reached, Recipient, UnitDelivery

UNITS_PER_PAGE = 8
EXCERPT = 300
NAMED = 4
"""People of a unit who are named one by one."""
MARKS = {
    Reached.CONFIRMED: "✅",
    Reached.DELIVERED: "📨",
    Reached.WAITING: "⏳",
    Reached.FAILED: "🔴",
    Reached.NOT_JOINED: "⚪",
    Reached.JOINED_SINCE: "⚪",
}


def progress(
    found: Announced,
    units: tuple[UnitDelivery, ...],
    page: int,
    now: datetime,
    t: Translator,
    *,
    may_remind: bool,
    mine: bool,
) -> Screen:
    """An announcement as the head sees it; `mine`: my own unit is still to confirm it."""
    last = max(len(units) - 1, 0) // UNITS_PER_PAGE
    page = min(page, last)
    shown = units[page * UNITS_PER_PAGE : (page + 1) * UNITS_PER_PAGE]
    text = blocks(
        content(found, plain(found.said, EXCERPT), t),
        _numbers(units, now, t),
        lines(*(_unit(each, now, t) for each in shown)),
        small(_legend(t)),
    )
    return Screen(
        text,
        (
            *((seen_row(found, t),) if mine else ()),
            *_remind(found, units, t, may_remind=may_remind, style="" if mine else "primary"),
            *turning("announce.show", (found.announcement_id,), page, last),
            *_whole(found, t),
            *file_rows(found, t),
            (button(t("◀️ All announcements"), "announce.list", found.cluster_id),),
            home(t),
        ),
        route=pack("announce.show", found.announcement_id, page),
        topic=topic(found.announcement_id),
    )


def _whole(found: Announced, t: Translator) -> Rows:
    if len(found.said) <= EXCERPT:
        return ()
    return ((button(t("📖 Read it in full"), "announce.read", found.announcement_id),),)


def read(found: Announced, t: Translator) -> Screen:
    """All its words."""
    back = button(t("◀️ Back to the announcement"), "announce.show", found.announcement_id)
    return Screen(
        words(found, t),
        (*file_rows(found, t), (back,), home(t)),
        route=pack("announce.read", found.announcement_id),
    )


def _numbers(units: tuple[UnitDelivery, ...], now: datetime, t: Translator) -> Markup:
    done = sum(each.confirmed for each in units)
    people = [person for each in units for person in each.people]

    def count(*wanted: Reached) -> int:
        return sum(person.reached in wanted for person in people)

    later = [p.at for p in people if p.reached is Reached.WAITING and p.at and p.at > now]
    return lines(
        t(
            "%(bar)s %(done)s/%(all)s units have confirmed",
            bar=bar(done, len(units)),
            done=done,
            all=len(units),
        ),
        t(
            "Delivered to %(sent)s people, waiting %(waiting)s, not delivered %(failed)s.",
            sent=count(Reached.DELIVERED, Reached.CONFIRMED),
            waiting=count(Reached.WAITING),
            failed=count(Reached.FAILED, Reached.NOT_JOINED, Reached.JOINED_SINCE),
        ),
        later
        and t(
            "Who waits is in their quiet hours; the first gets it at %(when)s.",
            when=t.moment(min(later)),
        ),
    )


def _unit(each: UnitDelivery, now: datetime, t: Translator) -> Markup:
    """A line: the unit, and its people with what became of the message."""
    if each.left and not each.confirmed:
        return t("⚪ %(unit)s: no longer in the cluster", unit=each.short_name)
    best = min((person.reached for person in each.people), key=list(Reached).index, default=None)
    people = [_person(person, now, t) for person in each.people[:NAMED]]
    if len(each.people) > NAMED:
        people.append(t("%(count)s others", count=len(each.people) - NAMED))
    return t(
        "%(mark)s %(unit)s: %(people)s",
        mark=MARKS[best or Reached.NOT_JOINED],
        unit=each.short_name,
        people=t.joined(people) if people else t("no representative"),
    )


def _person(person: Recipient, now: datetime, t: Translator) -> Markup:
    if person.at is None:
        return {
            Reached.FAILED: t("%(name)s (not delivered)", name=person.name),
            Reached.JOINED_SINCE: t("%(name)s (joined after it was sent)", name=person.name),
        }.get(person.reached, t("%(name)s (has not joined)", name=person.name))
    when = t.moment(person.at)
    if person.reached is Reached.CONFIRMED:
        return t("%(name)s (confirmed at %(when)s)", name=person.name, when=when)
    if person.reached is Reached.DELIVERED:
        return t("%(name)s (delivered at %(when)s)", name=person.name, when=when)
    if person.at > now:
        return t("%(name)s (not before %(when)s)", name=person.name, when=when)
    return t("%(name)s (on its way)", name=person.name)


def _legend(t: Translator) -> Markup:
    return lines(
        t("✅ confirmed · 📨 delivered · ⏳ waiting"), t("🔴 not delivered · ⚪ has not joined")
    )


def _remind(
    found: Announced,
    units: tuple[UnitDelivery, ...],
    t: Translator,
    *,
    may_remind: bool,
    style: str,
) -> Rows:
    owing = sum(each.owes for each in units)
    if not may_remind or not owing:
        return ()
    label = t.n("🔔 Remind %(count)s unit", "🔔 Remind %(count)s units", owing)
    return ((button(label, "announce.remind", found.announcement_id, style=style),),)
