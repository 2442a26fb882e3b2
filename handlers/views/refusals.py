"""Every Refusal in words: what is so, and the nearest thing that the person can do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.views import refusals_review, refusals_vote, refusals_year
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
    e.FileTooLarge: lambda no, t: t(
        "The file is larger than %(limit)s MB. Please send a smaller file, or a link to it.",
        limit=no.limit,
    ),
    e.FileEmpty: lambda _, t: t("The file is empty. Please check it and send it again."),
    e.FileKindUnknown: lambda no, t: (
        t(
            "The content of this file is of the kind %(found)s, which is not accepted. Please send a PDF, a Word document (.docx), an Excel workbook (.xlsx) or a picture (JPEG, PNG).",
            found=no.found,
        )
        if no.found
        else t(
            "The content of this file is not recognised. Please send a PDF, a Word document (.docx), an Excel workbook (.xlsx) or a picture (JPEG, PNG)."
        )
    ),
    e.FileDamaged: lambda _, t: t(
        "The file cannot be read: it may be damaged. Please open it to check and send it again."
    ),
    e.PdfEmpty: lambda _, t: t("The PDF file has no page. Please check it and send it again."),
    e.ImageTooLarge: lambda no, t: t(
        "The picture is larger than %(limit)s million pixels. Please send it in a smaller size.",
        limit=no.limit,
    ),
    e.ZipBomb: lambda _, t: t(
        "The document is too large when unpacked. Please save it as PDF and send it again."
    ),
    e.HasMacros: lambda _, t: t(
        "The document contains macros. Please save it without macros, or as PDF, and send it again."
    ),
    e.FileUnavailable: lambda _, t: t(
        "The file could not be received just now. Please send it again in a few minutes."
    ),
    e.FileLost: lambda _, t: t(
        "The stored file cannot be found. Please inform the administrator and send the file again."
    ),
    e.EvidenceFull: lambda no, t: t(
        "An item takes at most %(limit)s documents. Please remove one that is not needed first.",
        limit=no.limit,
    ),
    e.EvidenceGone: lambda _, t: t(
        "This document has been removed. Please see the item's present evidence."
    ),
    e.NotALink: lambda _, t: t(
        "This is not read as a link. It must begin with http:// or https:// and hold no password."
    ),
    e.DecisionIncomplete: lambda no, t: t(
        "Of the decision, the following is missing: %(missing)s. Please type everything in one message, for example: Số 123/QĐ-UBND ngày 12/03/2026 của UBND tỉnh",
        missing=t.joined([_of_decision(part, t) for part in no.missing]),
    ),
    e.DateInFuture: lambda no, t: t(
        "%(day)s is still to come. Please check the date.", day=t.date(no.day)
    ),
    e.NothingToDescribe: lambda _, t: t(
        "No document of this item waits for a number. Please send the file first, or choose a document to correct it."
    ),
    e.NotOurWorkbook: lambda _, t: t(
        "This file is not the workbook of the self-score sheet, or has been taken apart. Please fetch the workbook here, fill it in and send it back."
    ),
    e.OtherSheetsWorkbook: lambda no, t: (
        t("This workbook is of another period of the unit. Please open that sheet to send it.")
        if no.same_unit
        else t("This workbook belongs to another sheet. Nothing has been changed.")
    ),
    e.OldWorkbook: lambda _, t: t(
        "The sheet has been changed since this workbook was fetched. Please fetch it anew and copy the new values over; nothing has been saved from this file."
    ),
    e.WorkbookTooLarge: lambda _, t: t(
        "The workbook is far larger than a self-score sheet. Please fetch it anew and fill in the yellow cells only."
    ),
    e.NoWorkbookChanges: lambda _, t: t("The workbook holds nothing that the sheet does not say."),
    e.CellEmpty: lambda _, t: t("The cell is empty. Please enter a number (0 if there is none)."),
    e.FormulaInCell: lambda _, t: t(
        "There is a formula in the cell. Please enter the value itself."
    ),
    e.MarkNeeded: lambda no, t: t(
        "“%(text)s” is not read here. Please enter x if the item was not assigned, or leave the cell empty.",
        text=no.text,
    ),
    e.MarkedAndAnswered: lambda _, t: t(
        "The item has a result and is marked as not assigned as well. Please keep one of the two."
    ),
    **refusals_review.WORDS,
    **refusals_year.WORDS,
    **refusals_vote.WORDS,
}


def _of_decision(part: str, t: Translator) -> Markup:
    return {
        "number": t("number and sign"),
        "date": t("date with its year"),
        "issuer": t("issuer"),
    }[part]


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


def file_not_sent(t: Translator) -> Markup:
    """What is said when a file that was asked for did not go out, as far as we know."""
    return t("⚠️ The file could not be sent. If it has not arrived, please press the button again.")


def outage(t: Translator, since: datetime, until: datetime) -> Markup:
    """What people are told on their cards after a long interruption."""
    return t(
        "⚠️ The system was interrupted from %(since)s to %(until)s. If a button was pressed in that "
        "time, please check the content below.",
        since=t.time(since),
        until=t.moment(until),
    )
