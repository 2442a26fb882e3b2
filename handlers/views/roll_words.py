"""What stands on a roll, in words: the window, the quorum, a unit's stays."""

from datetime import date, datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import lines, plain
from handlers.views.common import bar, bold, small
from models.meeting import Reply
from models.queries.rollcall import Roll, RollUnit, Stay
from models.rules.calendar import local_date
from models.rules.quorum import roll_from

WHY_SHOWN = 80
"""Characters of a reason that fit into a line."""


def heading(state: Roll, t: Translator) -> Markup:
    """Which meeting."""
    return lines(
        bold(t("📝 Roll call · %(title)s", title=state.title)),
        small(lines(t.moment(state.starts_at), state.place)),
    )


def window_line(state: Roll, now: datetime, t: Translator) -> Markup:
    """Whether people can report themselves just now."""
    if state.cancelled_at is not None:
        return t("This meeting has been cancelled.")
    if state.closed_at is not None:
        return t(
            "The meeting ended at %(when)s; the list is fixed.", when=t.moment(state.closed_at)
        )
    if state.until is None:
        first = t.moment(roll_from(state.starts_at))
        return t("Roll call has not been opened; that is possible from %(when)s.", when=first)
    if now < state.until:
        return t("🟢 Roll call is open until %(when)s.", when=hour(state.until, state, t))
    return t(
        "Roll call was closed at %(when)s. Who comes later is noted by the secretary or the head.",
        when=hour(state.until, state, t),
    )


def quorum_line(state: Roll, t: Translator) -> Markup:
    """How many are there, and whether that is enough."""
    found = state.quorum
    facts = {"present": found.present, "all": found.units, "share": found.share}
    said = (
        t(
            "%(present)s/%(all)s units present, quorum reached (at least %(share)s = %(needed)s)",
            needed=found.needed,
            **facts,
        )
        if found.met
        else t(
            "%(present)s/%(all)s units present, no quorum yet (at least %(share)s = %(needed)s)",
            needed=found.needed,
            **facts,
        )
    )
    return lines(bar(found.present, found.units), bold(said))


def hour(moment: datetime, state: Roll, t: Translator) -> str:
    """The hour; with the day if that is not the day on which the meeting began."""
    same = local_date(moment) == day_of(state)
    return t.time(moment) if same else t.moment(moment)


def day_of(state: Roll) -> date:
    """The day on which the meeting begins."""
    return local_date(state.starts_at)


def span_words(stay: Stay, state: Roll, t: Translator) -> Markup:
    """From when to when."""
    since = hour(stay.span.since, state, t)
    if stay.span.until is not None:
        return t("%(since)s–%(until)s", since=since, until=hour(stay.span.until, state, t))
    return t("from %(since)s", since=since)


def own_line(unit: RollUnit, state: Roll, t: Translator) -> Markup:
    """What stands of a unit, for those who speak for it."""
    here = unit.here
    if here is not None:
        who = here.name or t("no name given")
        since = hour(here.span.since, state, t)
        return t(
            "✅ %(unit)s: present from %(since)s (%(who)s)", unit=unit.name, since=since, who=who
        )
    if unit.stays:
        spans = t.joined([span_words(stay, state, t) for stay in unit.stays])
        return t("🚪 %(unit)s: has left (%(spans)s)", unit=unit.name, spans=spans)
    return t("⬜ %(unit)s: not reported yet", unit=unit.name)


def list_line(unit: RollUnit, number: int, state: Roll, t: Translator) -> Markup:
    """A unit of the list: there since when, as whom; or why not."""
    words = {"number": number, "unit": unit.short_name}
    here = unit.here
    if here is not None:
        mark = "⏰" if unit.late else "✅"
        return t(
            "%(mark)s %(number)s. %(unit)s – %(since)s%(late)s%(who)s",
            mark=mark,
            since=hour(here.span.since, state, t),
            late=_late(unit, t),
            who=_who(here, t),
            **words,
        )
    if unit.stays:
        spans = t.joined([span_words(stay, state, t) for stay in unit.stays])
        return t(
            "🚪 %(number)s. %(unit)s – %(spans)s%(late)s", spans=spans, late=_late(unit, t), **words
        )
    return t("⬜ %(number)s. %(unit)s – %(answer)s", answer=answer_words(unit, t), **words)


def _late(unit: RollUnit, t: Translator) -> Markup:
    if not unit.late:
        return Markup()
    return t.n(" (%(count)s minute late)", " (%(count)s minutes late)", unit.late)


def _who(stay: Stay, t: Translator) -> Markup:
    return t(", %(who)s", who=stay.name) if stay.name else Markup()


def answer_words(unit: RollUnit, t: Translator) -> Markup:
    """What a unit that is not there has answered."""
    if unit.reply is Reply.EXCUSED:
        why = " ".join(unit.why.split())  # in the line of a list, whatever was typed
        return t("excused: %(why)s", why=plain(why, WHY_SHOWN))
    if unit.reply is Reply.SUBSTITUTE:
        return t("sends %(who)s", who=unit.delegate)
    if unit.reply is Reply.COMES:
        return t("said that it comes")
    return t("has not answered")
