"""Letters about meetings: called, changed, asked again, with new papers, cancelled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.common import bold, office_name, quote
from handlers.views.meeting_words import (
    excerpt,
    facts,
    is_long,
    own_answer,
    part_name,
    when_words,
)
from models.cluster import Office
from models.queries.invited import Invited
from models.queries.meeting import MeetingState
from models.queries.owed_meetings import invitation
from models.rules.meeting import Part


def invitation_text(state: MeetingState, unit_name: str | Markup, t: Translator) -> Markup:
    """The invitation, as a unit reads it."""
    return blocks(
        lines(bold(t("INVITATION")), t("To: %(unit)s", unit=unit_name)),
        t(
            "The %(head)s of %(cluster)s respectfully invites representatives of the unit to "
            "attend: <b>%(title)s</b>.",
            head=office_name(Office.HEAD, state.cluster_kind, t),
            cluster=state.cluster_name,
            title=state.title,
        ),
        facts(state, t),
        excerpt(state, t),
        t(
            "The unit is kindly asked to answer before <b>%(when)s</b>.",
            when=t.moment(state.answer_by),
        ),
    )


def answer_rows(state: MeetingState, own: Invited, t: Translator) -> tuple[tuple[Button, ...], ...]:
    """The three answers; what the unit has answered already is not the next step any more."""
    args = (state.meeting_id, state.version, own.unit_id)
    style = "" if own.stands else "primary"
    return (
        (button(t("✅ We attend"), "invited.comes", *args, style=style),),
        (
            button(t("👤 Send a substitute"), "invited.substitute", *args),
            button(t("🙏 Ask to be excused"), "invited.excuse", *args),
        ),
    )


def paper_rows(state: MeetingState, t: Translator) -> tuple[tuple[Button, ...], ...]:
    """The way to the place, the calendar's file, the papers, the whole programme."""
    number = state.meeting_id
    first = [Button(str(t("🗺 Map")), url=state.map_url)] if state.map_url else []
    first.append(button(t("📅 Calendar (.ics)"), "invited.ics", number))
    second = []
    if state.papers:
        words = t("📎 Papers (%(count)s)", count=len(state.papers))
        second.append(button(words, "invited.papers", number))
    if is_long(state.programme):
        second.append(button(t("🧾 Whole programme"), "invited.programme", number, 0))
    return (tuple(first), *((tuple(second),) if second else ()))


def _letter(state: MeetingState, own: Invited, text: Markup, t: Translator) -> Screen:
    """A letter with the answers below; it says so itself once the unit has answered."""
    duty = invitation(
        state.cluster_id,
        state.meeting_id,
        own.unit_id,
        state.title,
        state.starts_at,
        state.answer_by,
    )
    words = plain_words(t("Answer to the invitation: %(title)s", title=state.title))
    screen = Screen(text, (*answer_rows(state, own, t), *paper_rows(state, t)))
    return screen if own.stands else replace(screen, tells=((duty.key, words),))


def plain_words(words: Markup) -> str:
    """Words without markup."""
    return words.unescape()


def invited(state: MeetingState, own: Invited, t: Translator) -> Screen:
    """The unit is invited; if a colleague has answered already, it says what."""
    text = blocks(invitation_text(state, own.name, t), own.reply and own_answer(own, t))
    return _letter(state, own, text, t)


def reminder(state: MeetingState, own: Invited, t: Translator) -> Screen:
    """The head asks for the answer."""
    again = (
        t("The unit answered for another time; please answer again for the present one.")
        if own.reply
        else t("The unit has not answered the invitation yet.")
    )
    text = blocks(
        t(
            "Reminder: %(unit)s is invited to <b>%(title)s</b>. %(again)s",
            unit=own.name,
            title=state.title,
            again=again,
        ),
        facts(state, t),
        t("Answers wanted by: %(when)s", when=t.moment(state.answer_by)),
    )
    return _letter(state, own, text, t)


def changed(
    state: MeetingState, own: Invited, parts: Sequence[Part], was: datetime | None, t: Translator
) -> Screen:
    """What has changed of a meeting to which the unit is invited."""
    moved = Part.STARTS in parts
    if moved:  # the end and the day for answers follow of themselves
        parts = [part for part in parts if part not in (Part.ENDS, Part.ANSWER_BY)]
    text = blocks(
        lines(bold(t("NOTICE OF CHANGE")), t("To: %(unit)s", unit=own.name)),
        t(
            "%(cluster)s has changed the %(parts)s of <b>%(title)s</b>.",
            cluster=state.cluster_name,
            parts=t.joined([part_name(part, t) for part in parts]),
            title=state.title,
        ),
        lines(
            moved and was is not None and t("Previously: %(when)s", when=when_words(was, None, t)),
            facts(state, t),
        ),
        excerpt(state, t) if Part.PROGRAMME in parts else "",
        Part.ANSWER_BY in parts
        and not moved
        and t("Answers wanted by: %(when)s", when=t.moment(state.answer_by)),
        t(
            "The unit is kindly asked to answer again for the new time before <b>%(when)s</b>.",
            when=t.moment(state.answer_by),
        )
        if moved
        else own_answer(own, t),
    )
    return _letter(state, own, text, t)


def follow_up(state: MeetingState, own: Invited, now: datetime, t: Translator) -> Screen:
    """How a letter that asked for an answer reads afterwards: answered, cancelled, or over."""
    if state.is_cancelled:
        return cancelled(state, own, t)
    if state.stands(now):
        return invited(state, own, t)
    text = blocks(
        lines(bold(Markup("{}").format(state.title)), facts(state, t)),
        own_answer(own, t),
        t("The meeting has begun; answers are no longer received."),
    )
    args = (state.meeting_id, state.version, own.unit_id)
    look = button(t("✉️ See the invitation"), "invited.show", *args)
    return Screen(text, ((look,),))


def more_papers(state: MeetingState, t: Translator) -> Screen:
    """Papers came after the invitation."""
    text = blocks(
        t(
            "%(cluster)s has added papers to <b>%(title)s</b>:",
            cluster=state.cluster_name,
            title=state.title,
        ),
        lines(*(Markup("- {}").format(each.name) for each in state.papers)),
    )
    look = button(t("✉️ See the invitation"), "invited.show", state.meeting_id)
    return Screen(text, (*paper_rows(state, t), (look,)))


def cancelled(state: MeetingState, own: Invited, t: Translator) -> Screen:
    """The meeting does not take place."""
    text = blocks(
        lines(bold(t("NOTICE OF CANCELLATION")), t("To: %(unit)s", unit=own.name)),
        t(
            "%(cluster)s has cancelled <b>%(title)s</b>. Reason:",
            cluster=state.cluster_name,
            title=state.title,
        ),
        quote(state.cancelled_why),
        facts(state, t),
        t("The unit has nothing more to do about this meeting."),
    )
    words = t("📅 Strike it out of the calendar (.ics)")
    return Screen(text, ((button(words, "invited.ics", state.meeting_id),),))
