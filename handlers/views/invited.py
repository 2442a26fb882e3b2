"""An invitation on the unit's own card, and the questions that its answer needs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.documents.ics import Event, calendar_file
from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, File, Screen, blocks, button, lines
from handlers.views.common import bold, quote, small
from handlers.views.meeting_letters import answer_rows, invitation_text, paper_rows
from handlers.views.meeting_words import (
    delegate,
    excerpt,
    facts,
    kind_name,
    own_answer,
    pages_of,
    topic_of,
)
from models.meeting import Reply
from models.queries.invited import Invited
from models.queries.meeting import MeetingState


def card(
    state: MeetingState, own: Invited | None, now: datetime, t: Translator, *, office: bool
) -> Screen:
    """The meeting for somebody of a unit; for who is not invited, what it is about."""
    number = state.meeting_id
    stands = state.stands(now)
    rows: list[tuple[Button, ...]] = []
    if own is not None and stands:
        rows += answer_rows(state, own, t)
    if not state.is_cancelled:
        rows += paper_rows(state, t)
        rows.append((_roll(state, now, t),))
    back = (
        button(t("◀️ Back to the meeting"), "meeting.show", number)
        if office
        else button(t("◀️ Meetings"), "meeting.list", state.cluster_id)
    )
    rows.append((back, button(t("🏠 Home"), "home.show")))
    return Screen(
        _text(state, own, t, stands=stands),
        tuple(rows),
        route=pack("invited.show", number, *_whose(state, own)),
        takes=_taking(state, own) if own and stands and _may_send_proof(own) else "",
        topic=topic_of(number),
    )


def _whose(state: MeetingState, own: Invited | None) -> tuple[int, ...]:
    """Whose invitation, where a route may be about either of a reader's two units."""
    return () if own is None else (state.version, own.unit_id)


def _taking(state: MeetingState, own: Invited) -> str:
    return pack("invited.proof", state.meeting_id, *_whose(state, own))


def _may_send_proof(own: Invited | None) -> bool:
    return own is not None and own.reply is Reply.SUBSTITUTE


def _roll(state: MeetingState, now: datetime, t: Translator) -> Button:
    style = "primary" if state.started(now) else ""
    return button(t("📝 Roll call"), "rollcall.show", state.meeting_id, style=style)


def _text(state: MeetingState, own: Invited | None, t: Translator, *, stands: bool) -> Markup:
    if own is None or not stands:
        return blocks(
            lines(bold(Markup("{}").format(state.title)), small(kind_name(state.kind, t))),
            state.is_cancelled
            and t("🚫 The meeting has been cancelled. Reason: %(why)s", why=state.cancelled_why),
            facts(state, t),
            excerpt(state, t),
            own_answer(own, t) if own else t("Your unit is not invited."),
        )
    change = (
        t("The answer can be changed until the meeting begins; the last one counts.")
        if own.stands
        else ""
    )
    proof = (
        t("The authorisation can be sent here as a file or a picture.")
        if _may_send_proof(own) and not own.proof
        else ""
    )
    return blocks(
        invitation_text(state, own.name, t),
        lines(own_answer(own, t), change and small(change), proof and small(proof)),
    )


def programme(state: MeetingState, page: int, t: Translator) -> Screen:
    """The whole programme, page by page."""
    pages = pages_of(state.programme)
    page = min(max(page, 0), len(pages) - 1)
    number = state.meeting_id
    turns = [
        button(words, "invited.programme", number, to)
        for words, to in (("◀️", page - 1), ("▶️", page + 1))
        if 0 <= to < len(pages)
    ]
    text = blocks(
        lines(bold(Markup("{}").format(state.title)), small(t("Programme"))),
        Markup("{}").format(pages[page]) if state.programme else t("(none yet)"),
    )
    back = (button(t("◀️ Back to the invitation"), "invited.show", number, style="primary"),)
    return Screen(
        text,
        (back, *((tuple(turns),) if turns else ())),
        route=pack("invited.programme", number, page),
        topic=topic_of(number),
    )


# -- questions --------------------------------------------------------------------------------


def ask_name(state: MeetingState, own: Invited, t: Translator) -> Screen:
    """Who comes in the leader's place."""
    text = blocks(
        _heading(state, own, t),
        bold(t("Who comes in the leader's place? Please type the full name.")),
    )
    args = (state.meeting_id, *_whose(state, own))
    return Screen(
        text,
        (_back(state, own, t),),
        route=pack("invited.substitute", *args),
        asks=pack("invited.named", *args),
    )


def _heading(state: MeetingState, own: Invited, t: Translator) -> Markup:
    return lines(bold(Markup("{}").format(state.title)), facts(state, t), small(own.name))


def _back(state: MeetingState, own: Invited, t: Translator) -> tuple[Button, ...]:
    args = (state.meeting_id, *_whose(state, own))
    return (button(t("◀️ Back to the invitation"), "invited.show", *args),)


def ask_title(
    state: MeetingState, own: Invited, on_card: Mapping[str, Any], t: Translator
) -> Screen:
    """The title of whom the unit sends."""
    args = (state.meeting_id, *_whose(state, own))
    text = blocks(
        _heading(state, own, t),
        t("Substitute: %(who)s", who=delegate(str(on_card["name"]), "", t)),
        bold(t("What is the title of this person? For example: Deputy Director.")),
    )
    skip = button(t("Go on without a title"), "invited.sure", *args)
    return Screen(
        text,
        ((skip,), _back(state, own, t)),
        route=pack("invited.naming", *args),
        asks=pack("invited.titled", *args),
        kept=on_card,
    )


def confirm_substitute(
    state: MeetingState, own: Invited, on_card: Mapping[str, Any], t: Translator
) -> Screen:
    """Whom the unit sends; an authorisation may be sent to this card before it is confirmed."""
    who = delegate(str(on_card["name"]), str(on_card.get("title", "")), t)
    file_name = on_card.get("file", "")
    text = blocks(
        _heading(state, own, t),
        t("%(unit)s sends %(who)s to the meeting.", unit=own.name, who=bold(who)),
        t("📎 Authorisation: %(name)s", name=file_name)
        if file_name
        else t("If there is an authorisation, please send it here as a file or a picture."),
    )
    args = (state.meeting_id, *_whose(state, own))
    send = button(t("✅ Send this answer"), "invited.send", *args, style="primary")
    return Screen(
        text,
        ((send,), _back(state, own, t)),
        route=pack("invited.sure", *args),
        takes=_taking(state, own),
        kept=on_card,
    )


def ask_why(state: MeetingState, own: Invited, t: Translator) -> Screen:
    """Why nobody comes."""
    text = blocks(
        _heading(state, own, t),
        bold(t("Why can nobody of the unit attend? Please type the reason.")),
        small(t("The head of the cluster will read it.")),
    )
    args = (state.meeting_id, *_whose(state, own))
    return Screen(
        text,
        (_back(state, own, t),),
        route=pack("invited.excuse", *args),
        asks=pack("invited.excused", *args),
    )


def confirm_excuse(
    state: MeetingState, own: Invited, on_card: Mapping[str, Any], t: Translator
) -> Screen:
    """The reason read back."""
    text = blocks(
        _heading(state, own, t),
        t("%(unit)s asks to be excused from the meeting. Reason:", unit=own.name),
        quote(str(on_card["why"])),
    )
    args = (state.meeting_id, *_whose(state, own))
    send = button(t("✅ Send this answer"), "invited.send", *args, style="primary")
    return Screen(
        text, ((send,), _back(state, own, t)), route=pack("invited.sure", *args), kept=on_card
    )


# -- files ------------------------------------------------------------------------------------


def calendar_of(state: MeetingState, bot_name: str, stamped_at: datetime, t: Translator) -> File:
    """The meeting for a calendar programme; a later file replaces what it took before."""
    event = Event(
        uid=f"meeting-{state.meeting_id}@{bot_name}",
        title=state.title,
        starts_at=state.starts_at,
        ends_at=state.ends_at,
        where=state.place,
        says=state.programme,
        url=state.map_url,
        cancelled=state.is_cancelled,
        sequence=state.version - 1,
        stamped_at=stamped_at,
    )
    name = f"{state.cluster_name} - {t.date(state.starts_at)}.ics".replace("/", "-")
    return File(name, make=lambda: calendar_file(state.cluster_name, [event]))


def proof_of(own: Invited) -> File:
    """The authorisation of whom a unit sends."""
    return File(own.proof_name, stored=own.proof)
