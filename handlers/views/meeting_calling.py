"""Calling a meeting, cancelling it, and the list of what the units have answered."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, grid, lines, plain, turning
from handlers.views.common import bold, quote
from handlers.views.meeting import Powers
from handlers.views.meeting_letters import invitation_text
from handlers.views.meeting_words import (
    day_off_warning,
    facts,
    own_answer,
    reply_mark,
    reply_words,
    topic_of,
)
from models.meeting import Reply
from models.queries.invited import Invited
from models.queries.meeting import MeetingState

LISTED = 10
WHY_SHOWN = 100


def preview(
    state: MeetingState,
    invited: Sequence[Invited],
    left_out: Sequence[str],
    people: int,
    t: Translator,
) -> Screen:
    """Exactly what each unit gets, who gets it and who does not; one button calls the meeting."""
    number = state.meeting_id
    nobody = [each.short_name for each in invited if not each.joined]
    text = blocks(
        bold(t("Please check before calling the meeting")),
        t.n(
            "%(units)s units; %(count)s person will receive this message:",
            "%(units)s units; %(count)s people will receive this message:",
            people,
            units=len(invited),
        )
        if invited
        else t("⚠️ No unit is invited yet. Please choose at least one."),
        quote(invitation_text(state, t("(name of the unit)"), t)),
        state.papers
        and t.n(
            "With it comes %(count)s paper.", "With it come %(count)s papers.", len(state.papers)
        ),
        left_out and t("Not invited: %(units)s.", units=t.joined(left_out)),
        nobody and t("⚠️ Nobody has joined yet from: %(units)s.", units=t.joined(nobody)),
        day_off_warning(state.starts_at, t),
    )
    call = button(t("📨 Call the meeting and invite"), "meeting.call", number, style="primary")
    choose = button(t("👥 Choose units"), "meeting.units", number, style="primary")
    rows = ((call if invited else choose,), (button(t("◀️ Back"), "meeting.show", number),))
    return Screen(text, rows, route=pack("meeting.preview", number), topic=topic_of(number))


def ask_why(state: MeetingState, t: Translator) -> Screen:
    """Why a meeting is to be cancelled."""
    text = blocks(
        bold(t("🚫 Cancel: %(title)s", title=state.title)),
        facts(state, t),
        bold(t("Please type the reason. Every invited unit will read it.")),
    )
    return Screen(
        text,
        (_back(state, t),),
        route=pack("meeting.cancel", state.meeting_id),
        asks=pack("meeting.why", state.meeting_id),
    )


def _back(state: MeetingState, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ Back to the meeting"), "meeting.show", state.meeting_id),)


def confirm_cancel(state: MeetingState, why: str, units: int, t: Translator) -> Screen:
    """The reason read back; one button cancels the meeting."""
    number = state.meeting_id
    text = blocks(
        bold(t("🚫 Cancel: %(title)s", title=state.title)),
        facts(state, t),
        quote(why),
        t.n(
            "%(count)s invited unit will be told. A cancelled meeting cannot be taken up again.",
            "%(count)s invited units will be told. A cancelled meeting cannot be taken up again.",
            units,
        ),
    )
    yes = button(t("🚫 Cancel the meeting"), "meeting.cancelled", number, style="danger")
    return Screen(
        text,
        ((yes,), _back(state, t)),
        route=pack("meeting.cancelling", number),
        kept={"meeting": number, "why": why},
    )


def confirm_drop(state: MeetingState, t: Translator) -> Screen:
    """Before a draft is given up."""
    text = blocks(
        bold(t("🗑 Discard: %(title)s", title=state.title)),
        t("The draft and its papers are no longer shown. Nobody was told of it."),
    )
    yes = button(t("🗑 Discard the draft"), "meeting.dropped", state.meeting_id, style="danger")
    route = pack("meeting.drop", state.meeting_id)
    return Screen(text, ((yes,), _back(state, t)), route=route)


# -- answers ----------------------------------------------------------------------------------


def answers(
    state: MeetingState,
    invited: Sequence[Invited],
    page: int,
    powers: Powers,
    t: Translator,
    *,
    ahead: bool,
) -> Screen:
    """Who comes, who sends whom, who is excused and why, who has not answered."""
    number = state.meeting_id
    last = max(len(invited) - 1, 0) // LISTED
    page = min(max(page, 0), last)
    shown = invited[page * LISTED : (page + 1) * LISTED]
    waiting = any(not each.stands for each in invited)
    text = blocks(
        lines(bold(t("📋 Answers to the invitation")), Markup("{}").format(state.title)),
        _counts(invited, t),
        lines(*(_line(each, t) for each in shown)),
        ahead and t("Answers wanted by: %(when)s", when=t.moment(state.answer_by)),
    )
    opening = [
        button(f"{'📎' if each.proof else '🔎'} {each.short_name}", *_detail(state, each))
        for each in shown
        if each.reply in (Reply.SUBSTITUTE, Reply.EXCUSED)
    ]
    remind = button(t("🔔 Remind who has not answered"), "meeting.remind", number, style="primary")
    rows = (
        *(((remind,),) if ahead and waiting and powers.reminds else ()),
        *grid(opening, 2),
        *turning("meeting.answers", (number,), page, last),
        _back(state, t),
    )
    return Screen(text, rows, route=pack("meeting.answers", number, page), topic=topic_of(number))


def _detail(state: MeetingState, each: Invited) -> tuple[str, int, int]:
    return "meeting.reply", state.meeting_id, each.unit_id


def _counts(invited: Sequence[Invited], t: Translator) -> Markup:
    def count(reply: Reply) -> int:
        return sum(each.stands and each.reply is reply for each in invited)

    return t(
        "%(comes)s attend, %(sends)s send a substitute, %(excused)s excused, %(none)s not "
        "answered; %(all)s units invited.",
        comes=count(Reply.COMES),
        sends=count(Reply.SUBSTITUTE),
        excused=count(Reply.EXCUSED),
        none=sum(not each.stands for each in invited),
        all=len(invited),
    )


def _line(each: Invited, t: Translator) -> Markup:
    said = t(
        "%(mark)s %(unit)s: %(answer)s",
        mark=reply_mark(each),
        unit=each.short_name,
        answer=reply_words(each, t),
    )
    if not each.why:
        return said
    return t(
        "%(line)s. Reason: %(why)s", line=said, why=plain(" ".join(each.why.split()), WHY_SHOWN)
    )


def reply(state: MeetingState, each: Invited, t: Translator) -> Screen:
    """One unit's answer in full; its authorisation can be fetched."""
    number = state.meeting_id
    text = blocks(
        lines(bold(Markup("{}").format(each.name)), Markup("{}").format(state.title)),
        own_answer(each, t),
    )
    fetch = button(
        t("📎 Send me the authorisation"), "meeting.proof", number, each.unit_id, style="primary"
    )
    back = button(t("◀️ Answers"), "meeting.answers", number)
    rows = (*(((fetch,),) if each.proof else ()), (back,))
    route = pack("meeting.reply", number, each.unit_id)
    return Screen(text, rows, route=route, topic=topic_of(number))
