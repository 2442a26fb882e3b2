"""A cluster's meetings: the list, a new one, the draft's card, the card of one that was called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines, turning
from handlers.views.common import bar, bold, small
from handlers.views.meeting_words import (
    day_off_warning,
    excerpt,
    facts,
    kind_name,
    reply_label,
    topic_of,
)
from handlers.views.period import STAMP
from models.meeting import MeetingKind
from models.queries.invited import Invited
from models.queries.meeting import Listed, MeetingState
from models.rules.meeting import PAPERS_AT_MOST, Part

LISTED = 6


@dataclass(frozen=True, slots=True)
class Powers:
    """What the reader may do with the meetings of the cluster."""

    runs: bool
    reminds: bool


# -- the list ---------------------------------------------------------------------------------


def listing(
    cluster_id: int,
    cluster_name: str,
    found: Sequence[Listed],
    page: int,
    now: datetime,
    t: Translator,
    *,
    runs: bool,
) -> Screen:
    """The meetings, those ahead first; the head prepares another."""
    last = max(len(found) - 1, 0) // LISTED
    page = min(max(page, 0), last)
    shown = found[page * LISTED : (page + 1) * LISTED]
    empty = (
        t("No meeting has been prepared yet. The first one is prepared with the button below.")
        if runs
        else t("No meeting has been called yet. An invitation will be sent as a message.")
    )
    text = blocks(
        lines(bold(t("🤝 Meetings")), Markup("{}").format(cluster_name)),
        lines(*(_listed(each, now, t, counts=runs) for each in shown)) or empty,
    )
    rows = [(button(_label(each, t), "meeting.show", each.meeting_id),) for each in shown]
    new = button(t("➕ Prepare a meeting"), "meeting.new", cluster_id, style="primary")
    return Screen(
        text,
        (
            *(((new,),) if runs else ()),
            *rows,
            *turning("meeting.list", (cluster_id,), page, last),
            _home(t),
        ),
        route=pack("meeting.list", cluster_id, page),
        topic=f"cluster:{cluster_id}",
    )


def _label(each: Listed, t: Translator) -> str:
    return f"{t.date(each.starts_at)} · {kind_name(each.kind, t)}"


def _listed(each: Listed, now: datetime, t: Translator, *, counts: bool) -> Markup:
    return t(
        "%(when)s: %(title)s (%(state)s)",
        when=t.moment(each.starts_at),
        title=each.title,
        state=_state(each, now, t, counts=counts),
    )


def _state(each: Listed, now: datetime, t: Translator, *, counts: bool) -> Markup:
    if each.is_cancelled:
        return t("cancelled")
    if each.is_draft:
        return t("being prepared")
    if each.starts_at <= now:
        return t("held")
    if counts:
        return t("%(part)s/%(whole)s units have answered", part=each.answered, whole=each.invited)
    return t("called")


def _home(t: Translator) -> tuple[Button, ...]:
    return (button(t("🏠 Home"), "home.show"),)


# -- a new one --------------------------------------------------------------------------------


def kinds(cluster_id: int, t: Translator) -> Screen:
    """Which meeting is to be prepared."""
    rows = [
        (button(kind_name(kind, t), "meeting.new", cluster_id, kind.value),) for kind in MeetingKind
    ]
    text = blocks(bold(t("🤝 Prepare a meeting")), t("Which meeting is it?"))
    back = (button(t("◀️ Meetings"), "meeting.list", cluster_id),)
    return Screen(text, (*rows, back), route=pack("meeting.new", cluster_id))


def ask_when(
    cluster_id: int,
    kind: MeetingKind,
    offers: Sequence[datetime],
    planned: datetime | None,
    t: Translator,
) -> Screen:
    """When it begins: the calendar's day first, some others, or typed."""
    rows = [(_offer(cluster_id, kind, moment, t, planned=moment == planned),) for moment in offers]
    text = blocks(
        bold(kind_name(kind, t)),
        bold(t("When does the meeting begin?")),
        t("Press a time, or type it: 15/12 14:00 or 15/12/2026 8:00. Without an hour it is 08:00."),
        small(t("Nobody is told before you call the meeting.")),
    )
    back = (button(t("◀️ Back"), "meeting.new", cluster_id),)
    args = (cluster_id, kind.value)
    return Screen(
        text, (*rows, back), route=pack("meeting.new", *args), asks=pack("meeting.when", *args)
    )


def _offer(
    cluster_id: int, kind: MeetingKind, moment: datetime, t: Translator, *, planned: bool
) -> Button:
    words = (
        t("🗓 By the year's calendar: %(when)s", when=t.moment(moment))
        if planned
        else Markup("{} {}").format(t.time(moment), t.day(moment))
    )
    style = "primary" if planned else ""
    stamp = moment.strftime(STAMP)
    return button(words, "meeting.make", cluster_id, kind.value, stamp, style=style)


# -- one meeting ------------------------------------------------------------------------------


def draft(state: MeetingState, invited: Sequence[Invited], t: Translator) -> Screen:
    """Everything of a meeting being prepared; each part has its button."""
    none = t("(none yet)")
    text = blocks(
        lines(
            bold(Markup("{}").format(state.title)),
            small(t("%(kind)s · being prepared, nobody has been told", kind=_kind(state, t))),
        ),
        lines(
            facts(state, t),
            not state.place and t("Place: %(place)s", place=none),
            state.map_url and t("Map: %(url)s", url=state.map_url),
            t("Papers: %(count)s/%(most)s", count=len(state.papers), most=PAPERS_AT_MOST),
            t("Answers wanted by: %(when)s", when=t.moment(state.answer_by)),
            t(
                "Invited: %(count)s units; at least %(share)s must be present",
                count=len(invited),
                share=state.quorum,
            ),
        ),
        excerpt(state, t) or t("Programme: %(programme)s", programme=none),
        day_off_warning(state.starts_at, t),
    )
    number = state.meeting_id
    back = button(t("◀️ Meetings"), "meeting.list", state.cluster_id)
    rows = (
        (button(t("👀 Check and call"), "meeting.preview", number, style="primary"),),
        *parts_rows(state, t),
        (
            button(t("📎 Papers"), "meeting.papers", number),
            button(t("👥 Invited units"), "meeting.units", number),
        ),
        (button(t("🗑 Discard"), "meeting.drop", number), back),
    )
    return Screen(text, rows, route=pack("meeting.show", number), topic=topic_of(number))


def _kind(state: MeetingState, t: Translator) -> Markup:
    return kind_name(state.kind, t)


def parts_rows(state: MeetingState, t: Translator) -> tuple[tuple[Button, ...], ...]:
    """A button for each part that can be typed."""

    def to(words: Markup, part: Part) -> Button:
        return button(words, "meeting.part", state.meeting_id, part.value)

    return (
        (to(t("🕗 Begins"), Part.STARTS), to(t("🕛 Ends"), Part.ENDS)),
        (to(t("📍 Place"), Part.PLACE), to(t("🗺 Map"), Part.MAP)),
        (to(t("🧾 Programme"), Part.PROGRAMME), to(t("✏️ Title"), Part.TITLE)),
        (to(t("⏳ Answers by"), Part.ANSWER_BY), to(t("⚖️ Quorum"), Part.QUORUM)),
    )


def called(
    state: MeetingState,
    invited: Sequence[Invited],
    own: Invited | None,
    powers: Powers,
    now: datetime,
    t: Translator,
) -> Screen:
    """A meeting that was called, for the offices: where it stands, and what can be done."""
    number = state.meeting_id
    back = (button(t("◀️ Meetings"), "meeting.list", state.cluster_id), _home(t)[0])
    text = blocks(
        lines(bold(Markup("{}").format(state.title)), small(_kind(state, t))),
        _cancelled(state, t),
        facts(state, t),
        state.stands(now) and day_off_warning(state.starts_at, t),
        _progress(state, invited, t),
    )
    rows: list[tuple[Button, ...]] = [_first_row(state, now, t)]
    rows += _own_rows(state, own, now, t)
    if powers.runs and state.stands(now):
        rows.append(
            (
                button(t("✏️ Change"), "meeting.more", number),
                button(t("📎 Papers"), "meeting.papers", number),
            )
        )
        rows.append(
            (
                button(t("👥 Invited units"), "meeting.units", number),
                button(t("🚫 Cancel the meeting"), "meeting.cancel", number),
            )
        )
    return Screen(
        text,
        (*rows, back),
        route=pack("meeting.show", number),
        topic=topic_of(number),
    )


def _cancelled(state: MeetingState, t: Translator) -> Markup:
    if not state.is_cancelled:
        return Markup("")
    return t("🚫 The meeting has been cancelled. Reason: %(why)s", why=state.cancelled_why)


def _progress(state: MeetingState, invited: Sequence[Invited], t: Translator) -> Markup:
    if state.is_cancelled:
        return Markup("")
    done = sum(each.stands for each in invited)
    waiting = [each.short_name for each in invited if not each.stands]
    return lines(
        t(
            "%(bar)s %(part)s/%(whole)s units have answered",
            bar=bar(done, len(invited)),
            part=done,
            whole=len(invited),
        ),
        waiting and t("Not yet: %(units)s", units=t.joined(waiting)),
        waiting and t("Answers wanted by: %(when)s", when=t.moment(state.answer_by)),
    )


def _first_row(state: MeetingState, now: datetime, t: Translator) -> tuple[Button, ...]:
    number = state.meeting_id
    ahead = state.stands(now)
    answers = button(t("📋 Answers"), "meeting.answers", number, style="primary" if ahead else "")
    if state.is_cancelled:
        return (answers,)
    roll = button(t("📝 Roll call"), "rollcall.show", number, style="" if ahead else "primary")
    return (answers, roll)


def _own_rows(
    state: MeetingState, own: Invited | None, now: datetime, t: Translator
) -> list[tuple[Button, ...]]:
    """The own unit's invitation: what it has answered, or that it has to."""
    if own is None or not state.stands(now):
        return []
    words = t("✉️ Own unit: %(answer)s", answer=reply_label(own, t))
    return [(button(words, "invited.show", state.meeting_id),)]
