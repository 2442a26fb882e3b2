"""Meetings in words: kinds, times, places, programmes, answers; said one way everywhere."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import File, lines
from handlers.views.common import bold, comrade, small
from models.meeting import MeetingKind, Reply
from models.queries.invited import Invited
from models.queries.meeting import MeetingState, Paper
from models.rules.calendar import local_date
from models.rules.meeting import Part
from models.rules.workdays import holiday, is_working

EXCERPT = 600
"""Characters of a programme that an invitation shows."""
PAGE = 3000
"""Characters of a programme on a page of its own."""


def topic_of(meeting_id: int) -> str:
    """What the cards about a meeting are about."""
    return f"meeting:{meeting_id}"


def kind_name(kind: MeetingKind, t: Translator) -> Markup:
    """A kind of meeting, as officials call it."""
    return {
        MeetingKind.MID_YEAR: t("Mid-year conference"),
        MeetingKind.PREPARATORY: t("Preparatory meeting"),
        MeetingKind.YEAR_END: t("Year-end conference"),
        MeetingKind.THEMATIC: t("Thematic meeting"),
    }[kind]


def proposed_title(kind: MeetingKind, year: int, t: Translator) -> str:
    """What such a meeting is usually called."""
    words = {
        MeetingKind.MID_YEAR: t(
            "Conference reviewing emulation work, first half of %(year)s", year=year
        ),
        MeetingKind.PREPARATORY: t(
            "Preparatory meeting for the emulation review %(year)s", year=year
        ),
        MeetingKind.YEAR_END: t(
            "Conference reviewing emulation and commendation work %(year)s", year=year
        ),
        MeetingKind.THEMATIC: t("Thematic meeting on emulation work %(year)s", year=year),
    }[kind]
    return words.unescape()


def part_name(part: Part, t: Translator) -> Markup:
    """A part of a meeting in a list of what has changed."""
    return {
        Part.STARTS: t("time"),
        Part.ENDS: t("time of closing"),
        Part.PLACE: t("place"),
        Part.MAP: t("map"),
        Part.PROGRAMME: t("programme"),
        Part.TITLE: t("title"),
        Part.ANSWER_BY: t("deadline for answers"),
        Part.QUORUM: t("quorum"),
    }[part]


def when_words(starts_at: datetime, ends_at: datetime | None, t: Translator) -> Markup:
    """From when to when: a closing hour on the same day is said by its hour alone."""
    weekday = t.day(starts_at).rpartition(" ")[0]
    begins = Markup("{} ({})").format(t.moment(starts_at), weekday)
    if ends_at is None:
        return begins
    same_day = local_date(starts_at) == local_date(ends_at)
    until = t.time(ends_at) if same_day else t.moment(ends_at)
    return t("%(begins)s, until %(until)s", begins=begins, until=until)


def facts(state: MeetingState, t: Translator) -> Markup:
    """When and where."""
    return lines(
        t("Time: %(when)s", when=bold(when_words(state.starts_at, state.ends_at, t))),
        state.place and t("Place: %(place)s", place=state.place),
    )


def day_off_warning(starts_at: datetime, t: Translator) -> Markup:
    """A meeting on a day on which offices are closed; empty on any other day."""
    day = local_date(starts_at)
    if is_working(day):
        return Markup("")
    name = holiday(day, t.locale)
    if name:
        return t("⚠️ %(day)s is a public holiday: %(name)s.", day=t.date(day), name=name)
    return t("⚠️ %(day)s is at the weekend.", day=t.date(day))


def excerpt(state: MeetingState, t: Translator) -> Markup:
    """The beginning of the programme; all of it if it is short."""
    if not state.programme:
        return Markup("")
    return lines(bold(t("Programme")), Markup("{}").format(shortened(state.programme)))


def is_long(programme: str) -> bool:
    """Whether an invitation shows its beginning only."""
    return shortened(programme) != programme


def shortened(programme: str) -> str:
    """At most some hundred characters, cut behind a line or a word."""
    if len(programme) <= EXCERPT:
        return programme
    cut = programme[:EXCERPT]
    place = max(cut.rfind("\n"), cut.rfind(" "))
    return cut[: place if place > EXCERPT // 2 else EXCERPT].rstrip() + "…"


def pages_of(programme: str) -> list[str]:
    """The whole programme in pages, cut behind lines where that is possible."""
    pages, rest = [], programme
    while len(rest) > PAGE:
        place = rest.rfind("\n", PAGE // 2, PAGE)
        place = place if place > 0 else PAGE
        pages.append(rest[:place])
        rest = rest[place:].lstrip("\n")
    return [*pages, rest]


def reply_mark(one: Invited) -> str:
    """The mark before a unit in a list of answers."""
    if one.reply is None:
        return "⬜"
    if not one.to_this_time:
        return "⚠️"
    return {Reply.COMES: "✅", Reply.SUBSTITUTE: "👤", Reply.EXCUSED: "➖"}[one.reply]


def reply_words(one: Invited, t: Translator) -> Markup:
    """A unit's answer on one line; an answer to an older time says so."""
    if one.reply is None:
        return t("no answer yet") if one.joined else t("nobody has joined yet")
    said = _said(one, t)
    return said if one.to_this_time else t("%(answer)s (new time not confirmed)", answer=said)


def reply_label(one: Invited, t: Translator) -> Markup:
    """A unit's answer in the few words of a button."""
    if not one.stands or one.reply is None:
        return t("no answer yet")
    return {
        Reply.COMES: t("attends"),
        Reply.SUBSTITUTE: t("sends a substitute"),
        Reply.EXCUSED: t("asks to be excused"),
    }[one.reply]


def _said(one: Invited, t: Translator) -> Markup:
    if one.reply is Reply.COMES:
        return t("attends")
    if one.reply is Reply.EXCUSED:
        return t("asks to be excused")
    return t("sends %(who)s", who=delegate(one.delegate, one.delegate_title, t))


def delegate(name: str, title: str, t: Translator) -> Markup:
    """Whom a unit sends, with the title."""
    if not title:
        return comrade(name, t)
    return t("comrade %(name)s, %(title)s", name=name, title=title)


def own_answer(one: Invited, t: Translator) -> Markup:
    """A unit's answer in full: what, why, by whom, when."""
    if one.reply is None or one.at is None:
        return t("The unit has not answered yet.")
    return lines(
        bold(t("Answer of the unit: %(answer)s", answer=reply_words(one, t))),
        one.why and t("Reason: %(why)s", why=one.why),
        one.proof and t("📎 Authorisation: %(name)s", name=one.proof_name),
        small(t("%(who)s, %(when)s", who=comrade(one.by, t), when=t.moment(one.at))),
    )


def files_of(papers: tuple[Paper, ...]) -> list[File]:
    """The papers as they are sent: pictures to be looked at, everything else to be kept."""
    return [
        File(each.name, stored=each.sha256, kind="photo" if each.kind == "image" else "document")
        for each in papers
    ]
