"""What the calendar, meetings, announcements, movements and reminders refuse, in words."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.views.calendar_words import step_name
from models import errors_year as e
from models.errors import Refusal

WORDS: dict[type[Refusal], Callable[[Any, Translator], Markup]] = {
    e.LadderLimits: lambda no, t: t(
        "Please type at most %(rungs)s numbers of days, each from 0 to %(days)s: 14, 7, 3, 1, 0.",
        rungs=no.rungs,
        days=no.days,
    ),
    e.LadderEmpty: lambda _, t: t(
        "At least one step is needed, and somebody who is reminded at it. Please choose again, or "
        "hold back a single reminder in the list of reminders."
    ),
    e.ReminderGone: lambda _, t: t(
        "This reminder is no longer planned: what it was about is done, or the dates have changed. "
        "Please see the present list of reminders."
    ),
    e.UnknownZone: lambda no, t: t(
        "“%(text)s” is not known as a time zone. Please type a name such as Asia/Tokyo or "
        "Europe/Berlin.",
        text=no.text[:40],
    ),
    e.NothingOwed: lambda _, t: t("Nobody owes this any more, so nobody needs a reminder."),
    e.StepRang: lambda no, t: t(
        "This reminder went out at %(when)s and cannot be held back any more.",
        when=t.moment(no.at),
    ),
    e.SnoozeOver: lambda _, t: t(
        "This reminder cannot be put off any more. Please open what it is about."
    ),
    e.MeetingOfNobody: lambda _, t: t(
        "No unit is invited yet. Please choose at least one unit before calling the meeting."
    ),
    e.MeetingNotCalled: lambda _, t: t(
        "This meeting has not been called yet. The units are told when the head calls it."
    ),
    e.MeetingCancelled: lambda _, t: t(
        "This meeting has been cancelled, so nothing about it can be changed. Please see the list of "
        "meetings."
    ),
    e.MeetingStarted: lambda no, t: t(
        "The meeting began at %(when)s and can no longer be changed. Please prepare a new one if it "
        "is to be held again.",
        when=t.moment(no.at),
    ),
    e.AnswerAfterMeeting: lambda no, t: t(
        "The meeting began at %(when)s, so answers to the invitation are no longer received. Please "
        "contact the head of the cluster.",
        when=t.moment(no.at),
    ),
    e.NotInvited: lambda _, t: t(
        "Your unit is not invited to this meeting. Please ask the head of the cluster if it should be."
    ),
    e.MeetingEndsFirst: lambda no, t: t(
        "The meeting begins at %(when)s and must end after that. Please type a later hour.",
        when=t.moment(no.starts_at),
    ),
    e.AnswerByTooLate: lambda no, t: t(
        "Answers are needed before the meeting begins at %(when)s. Please type an earlier moment.",
        when=t.moment(no.starts_at),
    ),
    e.NotAMapLink: lambda _, t: t(
        "This is not read as a link to a map. Please send an address that begins with https://, for "
        "example https://maps.app.goo.gl/…"
    ),
    e.PapersFull: lambda no, t: t(
        "A meeting takes at most %(limit)s papers. Please remove one first.", limit=no.limit
    ),
    e.DelegateNeeded: lambda _, t: t(
        "Please type the full name of the person who comes in the leader's place."
    ),
    e.WhyNeeded: lambda _, t: t("Please type the reason in a few words."),
    e.MeetingChanged: lambda _, t: t(
        "The meeting has been changed since this screen was shown. Please check its present content "
        "and change it again if that is still needed."
    ),
    e.MeetingMoved: lambda no, t: t(
        "The meeting has been moved to %(when)s. Please answer the invitation again for that time.",
        when=t.moment(no.starts_at),
    ),
    e.RollTooEarly: lambda no, t: t(
        "It is too early: this can be done from %(when)s, an hour before the meeting begins.",
        when=t.moment(no.at),
    ),
    e.RollNotOpened: lambda _, t: t(
        "The roll call has not been opened yet. The head of the cluster opens it, and every unit that is invited is then told."
    ),
    e.RollOver: lambda no, t: t(
        "The roll call was open until %(when)s. Please report to the secretary or the head of the cluster, who can still note that the unit is there.",
        when=t.moment(no.at),
    ),
    e.MeetingEnded: lambda no, t: t(
        "The meeting ended at %(when)s, so the list of who was there no longer changes. Please see the minutes.",
        when=t.moment(no.at),
    ),
    e.NotKeepingRoll: lambda _, t: t(
        "Only the head and the secretary of the cluster tick other units in and out. Please report for your own unit."
    ),
    e.NoUnitsChosen: lambda _, t: t(
        "No unit has been chosen. Please choose at least one unit that is to receive the announcement."
    ),
    e.EmptyAnnouncement: lambda _, t: t(
        "The announcement is still empty. Please type its text, or send a file or a picture."
    ),
    e.NotAddressed: lambda _, t: t(
        "This announcement was sent to other units. The list shows those for your unit."
    ),
    e.AllConfirmed: lambda _, t: t(
        "All units have confirmed this announcement, so nobody needs to be reminded."
    ),
    e.NotArrivedYet: lambda no, t: t(
        "The announcement itself has not reached these units yet: it goes out from %(when)s, outside their quiet hours. Please remind them after that.",
        when=t.moment(no.at),
    ),
    e.MovementOver: lambda _, t: t(
        "This movement has ended. Its results stay as they are; please open the list to see the movements under way."
    ),
    e.NotAMember: lambda _, t: t(
        "Only representatives of the member units register and report. Please contact the head of the cluster."
    ),
    e.NotRegistered: lambda _, t: t(
        "The unit has not registered for this movement yet. Please register before reporting."
    ),
    e.EndsBeforeStart: lambda no, t: t(
        "The movement starts on %(day)s and cannot end before that. Please type a later day.",
        day=t.date(no.starts_on),
    ),
    e.DayOutsideMovement: lambda no, t: t(
        "%(day)s does not fit this movement. Please type days from %(first)s to %(last)s.",
        day=t.date(no.day),
        first=t.date(no.first),
        last=t.date(no.last),
    ),
    e.TooManyReportDays: lambda no, t: t(
        "Please type from 1 to %(limit)s reporting days, for example 30/06, 30/09.", limit=no.limit
    ),
    e.NotAPercent: lambda no, t: t(
        "“%(text)s” is not read as a percentage. Please type a whole number from 0 to 100.",
        text=no.text[:30],
    ),
    e.CalendarNotMade: lambda no, t: t(
        "The calendar of %(year)s is not in force yet. The head of the cluster puts it in force; a message will be sent then.",
        year=no.year,
    ),
    e.CalendarInForce: lambda no, t: t(
        "The calendar of %(year)s is in force already. Please move its dates one by one, so that those concerned are told.",
        year=no.year,
    ),
    e.StepsOutOfOrder: lambda no, t: t(
        "“%(earlier)s” would then come after “%(later)s” (%(when)s). Please choose another date, or move the other step first.",
        earlier=step_name(no.earlier, t),
        later=step_name(no.later, t),
        when=t.date(no.at),
    ),
    e.DateOutsideYear: lambda no, t: t(
        "The steps of the emulation year %(year)s lie between %(first)s and %(last)s. Please choose a date between them.",
        year=no.year,
        first=t.date(no.first),
        last=t.date(no.last),
    ),
    e.StepIsDone: lambda _, t: t(
        "This step is done, so its date is no longer moved. Please choose another step of the calendar."
    ),
    e.StepHasMeeting: lambda no, t: t(
        "The units are invited to the meeting at %(when)s. Please change the date on the meeting's own card.",
        when=t.moment(no.at),
    ),
    e.StepMovedMeanwhile: lambda _, t: t(
        "The calendar has just been changed. The present dates are shown here; please check them and confirm again."
    ),
    e.NothingToCopy: lambda _, t: t(
        "Last year's dates were the usual ones, so there is nothing to take over. Please move the dates that are to change."
    ),
}
