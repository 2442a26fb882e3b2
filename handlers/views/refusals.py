"""Every Refusal in words: what is so, and the nearest thing that the person can do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from models import errors as e

Words = Callable[[Any, Translator], Markup]

WORDS: dict[type[e.Refusal], Words] = {
    e.Stranger: lambda _, t: t(
        "Please enter the invitation code given by the head of the cluster, so that the unit can "
        "be confirmed."
    ),
    e.WrongInvitation: lambda _, t: t(
        "This code is not known. Please check the characters and enter the code again, or ask the "
        "head of the cluster for a new one."
    ),
    e.InvitationOver: lambda _, t: t(
        "This invitation has been used or has expired. Please ask the head of the cluster for a "
        "new code."
    ),
    e.TooManyTries: lambda no, t: t(
        "Too many wrong codes. Please try again after %(time)s.", time=t.time(no.until)
    ),
    e.NotYourCluster: lambda _, t: t(
        "This content belongs to a cluster that you do not take part in."
    ),
    e.NotYourUnit: lambda _, t: t(
        "This sheet belongs to another unit. Only that unit's representatives may change it."
    ),
    e.NotForYou: lambda _, t: t("This is done by the head of the cluster."),
    e.MandateOver: lambda _, t: t(
        "This person no longer represents the unit. Please see the unit's present representatives."
    ),
    e.StaleCard: lambda _, t: t(
        "That card is old. The current one is shown here; please choose again."
    ),
    e.UnknownButton: lambda _, t: t("That button is no longer valid. Please use the current card."),
    e.NotUnderstood: lambda _, t: t(
        "Nothing is to be typed on this screen. Please press a button, or send /start to begin again."
    ),
    e.FileNotExpected: lambda _, t: t(
        "No file or picture is needed here. Please answer in words or press a button."
    ),
    e.PeriodOver: lambda no, t: t(
        "Sheets have not been accepted since %(when)s. Please contact the head of the cluster.",
        when=t.moment(no.at),
    ),
    e.PeriodExists: lambda _, t: t(
        "This period has been opened already. Please open the progress board to follow it."
    ),
    e.NoCriteria: lambda no, t: t(
        "There is no adopted criteria table for %(year)s. Please ask the administrator to import "
        "one.",
        year=no.year,
    ),
    e.ChangedMeanwhile: lambda no, t: t(
        "Comrade %(name)s has just changed item %(code)s. The new content is shown here; please "
        "check it and enter again if a change is still needed.",
        name=no.name,
        code=no.code,
    ),
    e.SheetHandedIn: lambda _, t: t(
        "The sheet has been submitted. Please withdraw it before changing anything."
    ),
    e.SheetNotHandedIn: lambda _, t: t("The sheet is not submitted at present."),
    e.SheetEmpty: lambda _, t: t("No item has been scored yet. Please score at least one item."),
    e.TooLateToWithdraw: lambda no, t: t(
        "The deadline %(when)s has passed, so the sheet cannot be withdrawn. The head of the cluster can "
        "return it.",
        when=t.moment(no.due_at),
    ),
    e.NothingToUndo: lambda _, t: t(
        "There is nothing to undo: the item has been changed since. Please check its present content."
    ),
    e.UnknownItem: lambda no, t: t(
        "There is no item “%(text)s”. Please type the item's number or code, for example 3=8 or "
        "I.1.1=8.",
        text=no.text[:30],
    ),
    e.RemindedToday: lambda _, t: t(
        "These units have been reminded today already, or nobody of theirs has joined. Please try "
        "again tomorrow."
    ),
    e.NobodyOwes: lambda _, t: t(
        "No unit is to be reminded: all have submitted, or the time is over."
    ),
    e.ReasonNeeded: lambda _, t: t(
        "Please write the reason in a few words, so that the unit knows what to mend."
    ),
    e.AlreadyPublished: lambda _, t: t("The points have been published already."),
    e.NotOverYet: lambda no, t: t(
        "Units may still submit until %(when)s. The points can be published after that, or as soon "
        "as all have submitted.",
        when=t.moment(no.due_at),
    ),
    e.PrivateOnly: lambda _, t: t("Please do this in the private chat with the bot."),
    e.GroupTaken: lambda _, t: t("This group already belongs to another cluster."),
    e.NotADate: lambda no, t: t(
        "“%(shown)s” is not read as a date. Please type for example 15/11 or 15/11/2026 17:00.",
        shown=no.shown[:30],
    ),
    e.NoSuchDay: lambda no, t: t(
        "The calendar has no such day: “%(shown)s”. Please type another date, for example 15/11.",
        shown=no.shown[:30],
    ),
    e.DateInPast: lambda no, t: t(
        "%(when)s has passed. Please choose a later moment.", when=t.moment(no.moment)
    ),
    e.DateTooFar: lambda no, t: t(
        "%(when)s is more than two years ahead. Please check the year.", when=t.moment(no.moment)
    ),
    e.NotANumber: lambda no, t: t(
        "“%(text)s” is not read as a number. Please type a number such as 92 or 92,5.",
        text=no.text[:30],
    ),
    e.NegativeNumber: lambda _, t: t("A number below zero is not accepted. Please enter again."),
    e.TooManyDecimals: lambda _, t: t(
        "At most two decimals are accepted, for example 92,55. Please enter again."
    ),
    e.NumberTooLarge: lambda no, t: t(
        "The number is too large (at most %(limit)s). Please check it and enter again.",
        limit=t.points(no.limit),
    ),
    e.NothingTyped: lambda _, t: t("The answer is empty. Please enter it again."),
    e.TextTooLong: lambda no, t: t(
        "The text is too long: at most %(limit)s characters. Please shorten it and send it again.",
        limit=no.limit,
    ),
    e.HiddenCharacters: lambda _, t: t(
        "The text holds hidden characters or several lines. Please type it on one line."
    ),
    e.OutOfRange: lambda no, t: t(
        "The number exceeds the largest that is allowed (%(limit)s). Please enter again.",
        limit=t.points(no.limit),
    ),
    e.WholeNumberNeeded: lambda _, t: t("Please enter a whole number: 0, 1, 2 …"),
    e.UnknownLevel: lambda no, t: t(
        "Please press one of the levels, or type its number from 1 to %(levels)s.",
        levels=no.levels,
    ),
    e.YesOrNoNeeded: lambda _, t: t("Please answer met or not met, or press a button."),
    e.NotAssignable: lambda no, t: t(
        "Item %(code)s applies to every unit and cannot be marked as not assigned.", code=no.code
    ),
    e.TargetGiven: lambda no, t: t(
        "The target assigned to the unit is %(target)s. Please type the result only.",
        target=t.points(no.target),
    ),
    e.TargetNeeded: lambda _, t: t(
        "Please type result and target, for example 120/100 (0 as the target if none was assigned)."
    ),
    e.TargetNotPositive: lambda _, t: t("The target must be above zero. Please enter again."),
    e.WrongUnit: lambda no, t: t(
        "This item is measured in “%(unit)s”, not in per cent. Please enter again.", unit=no.unit
    ),
    e.CountsNeeded: lambda no, t: t.n(
        "Please type %(count)s number.",
        "Please type %(count)s numbers separated by spaces, in the order shown.",
        no.expected,
    ),
    e.CountedByTheSystem: lambda _, t: t("This is counted by the system and is not typed."),
}


def sentence(refusal: e.Refusal, t: Translator) -> Markup:
    """The sentence of a refusal."""
    return WORDS[type(refusal)](refusal, t)


def bug(reference: str, t: Translator) -> Markup:
    """What a person is told when we have failed them."""
    return t(
        "⚠️ The system could not handle this request. What was saved is still there. Please try "
        "again; if it happens again, give the administrator the reference %(reference)s.",
        reference=reference,
    )


def outage(t: Translator, since: datetime, until: datetime) -> Markup:
    """What people are told on their cards after a long interruption."""
    return t(
        "⚠️ The system was interrupted from %(since)s to %(until)s. If a button was pressed in that "
        "time, please check the content below.",
        since=t.time(since),
        until=t.moment(until),
    )
