"""What scoring sessions, ballots, honours, elections and the record refuse, in words."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from models import errors_vote as e
from models.errors import Refusal

WORDS: dict[type[Refusal], Callable[[Any, Translator], Markup]] = {
    e.SessionDropped: lambda _, t: t(
        "This scoring session was given up, so nothing in it can be prepared or opened. Please open the list of sessions."
    ),
    e.SessionHasVotes: lambda _, t: t(
        "Something was opened in this session already, so it cannot be given up. Motions that are still being prepared can be removed one by one."
    ),
    e.MotionChanged: lambda _, t: t(
        "The motion has been changed since this screen was shown. Its present content is shown here; please check it and press again."
    ),
    e.NotADraft: lambda _, t: t(
        "Voting on this motion has been opened, so nothing of it can be changed any more. If it is wrong, the head of the cluster can declare the vote void and prepare a new motion."
    ),
    e.OptionsNeeded: lambda no, t: t(
        "This kind of motion needs %(least)s to %(most)s options; there are %(count)s. Please add or remove options.",
        least=no.least,
        most=no.most,
        count=no.count,
    ),
    e.OptionTwice: lambda _, t: t(
        "Two options are the same. Please name each of them once and differently."
    ),
    e.SeatsBeyond: lambda no, t: t(
        "The number to be chosen must be at least 1 and smaller than the number of options (%(options)s). Please type another number.",
        options=no.options,
    ),
    e.ShareNeeded: lambda _, t: t(
        "Please choose the majority that is needed, or type it as a share above 0 and up to the whole, for example 2/3 or 70%%."
    ),
    e.TieLadderOpen: lambda _, t: t(
        "The last step for a tie must settle it: a further ballot, a lot, or a shared place. Please "
        "add one of them."
    ),
    e.OfficeShared: lambda _, t: t(
        "An office is not shared. Please choose a further ballot or a lot for a tie."
    ),
    e.SubjectNeeded: lambda _, t: t(
        "Something of this motion is still missing or does not go with its form of voting. Please complete what it is about before opening."
    ),
    e.FurtherRoundFixed: lambda _, t: t(
        "The options of a further round and how many are chosen follow from the result before it, so they stay as they are. For another list, please prepare a new motion."
    ),
    e.NoAgreedTable: lambda _, t: t(
        "The score table of this year has not been agreed yet. It is needed for this motion; the election of the head and the deputy can be prepared without it."
    ),
    e.NotAVoter: lambda _, t: t(
        "This person does not represent the unit at present. Please choose one of the unit's representatives, or invite the person first."
    ),
    e.SessionOpened: lambda _, t: t(
        "Voting in this session has begun, so who votes for a unit is fixed. It can be changed again once no vote of the session is open."
    ),
    e.NothingToOpen: lambda _, t: t(
        "None of the chosen motions is waiting to be opened. Please choose at least one motion that is being prepared."
    ),
    e.ClosingTooSoon: lambda no, t: t.n(
        "A vote stays open for at least %(count)s minute. Please choose a later closing time.",
        "A vote stays open for at least %(count)s minutes. Please choose a later closing time.",
        no.minutes,
    ),
    e.ClosingTooLate: lambda no, t: t.n(
        "A vote stays open for at most %(count)s day. Please choose an earlier closing time.",
        "A vote stays open for at most %(count)s days. Please choose an earlier closing time.",
        no.days,
    ),
    e.NoQuorum: lambda no, t: t(
        "Present: %(present)s/%(entitled)s units, not enough for a vote (at least %(needed)s). Nothing has been opened. Please continue the roll call, then open again.",
        present=no.present,
        entitled=no.entitled,
        needed=no.needed,
    ),
    e.RollNeeded: lambda _, t: t(
        "This vote counts the units that are present, and roll has not been called. Please open the roll call of the meeting first; nothing has been opened."
    ),
    e.NobodyVotes: lambda _, t: t(
        "No unit has anybody who could vote on this motion. Please invite the unit leaders, or register who votes in their place."
    ),
    e.KeyStoreFailed: lambda _, t: t(
        "The key of the secret ballot cannot be kept just now, so nothing has been opened. Please inform the administrator (the disk may be full) and open again afterwards; paper ballots remain possible."
    ),
    e.NotAnElector: lambda _, t: t(
        "None of your units is on the list of those that vote on this motion. The list was fixed when voting was opened; please contact the head of the cluster."
    ),
    e.OtherVotes: lambda no, t: (
        t(
            "The vote of this unit is cast by %(name)s. Who votes was fixed when voting was opened.",
            name=no.name,
        )
        if no.name
        else t(
            "When voting was opened, nobody of this unit could vote in the chat, so its vote cannot be cast here. Please contact the head of the cluster."
        )
    ),
    e.OwnUnitExcluded: lambda _, t: t(
        "This motion is about the unit itself, and by its rules that unit does not vote on it."
    ),
    e.NotPresent: lambda _, t: t(
        "Only units that are present at the meeting vote on this motion, and yours has not been noted as present. Please report to the roll call first."
    ),
    e.WrittenOnly: lambda _, t: t(
        "The unit is not at the meeting, so its opinion is taken in writing. Please send it to the secretary of the cluster, who enters it with the document."
    ),
    e.VoteClosed: lambda no, t: t(
        "Votes were taken until %(when)s. Please see the result.", when=t.moment(no.at)
    ),
    e.VoteVoid: lambda _, t: t(
        "This vote was declared void; its ballots were not opened. A repetition is announced as a vote of its own."
    ),
    e.NotOpenYet: lambda _, t: t(
        "Voting on this motion has not been opened yet. A message will be sent when it is."
    ),
    e.StaleBallot: lambda _, t: t(
        "That button belongs to another screen or another vote; nothing has been cast by it. Please choose again on the present card."
    ),
    e.MarksInvalid: lambda _, t: t(
        "This choice does not go with the motion. Please choose again with the buttons of the card."
    ),
    e.ReadFirst: lambda _, t: t(
        "Before the first secret ballot, please read what it keeps secret and what it cannot, and confirm that."
    ),
    e.BallotUnavailable: lambda _, t: t(
        "Secret ballots cannot be cast just now, as the place of the keys cannot be reached. Nothing that was cast is lost. Please try again in a few minutes, or inform the administrator."
    ),
    e.PaperOnly: lambda _, t: t(
        "This motion is voted on with paper ballots at the meeting, not in the chat."
    ),
    e.NotOnPaper: lambda _, t: t(
        "Counts of paper ballots are entered only for votes on paper, and not for rankings. Please open the vote's own card."
    ),
    e.VotesMissing: lambda no, t: t.n(
        "%(count)s unit has not voted yet. The vote can be closed before its time only when all have; please remind it or wait for the closing time.",
        "%(count)s units have not voted yet. The vote can be closed before its time only when all have; please remind them or wait for the closing time.",
        no.missing,
    ),
    e.EverybodyVoted: lambda _, t: t(
        "All units that can vote have voted, so nobody needs to be reminded."
    ),
    e.RemindedLately: lambda no, t: t(
        "The units that have not voted were reminded a moment ago. They can be reminded again from %(when)s.",
        when=t.time(no.again),
    ),
    e.NoSooner: lambda _, t: t(
        "The closing time can only be made later. Please choose a moment after the present one."
    ),
    e.StillOpen: lambda _, t: t(
        "The vote has not been counted, so there is no result yet. Nobody sees numbers before it is closed."
    ),
    e.NotClosed: lambda _, t: t(
        "This needs a vote that was counted and has a result. Please open the session and see how the vote stands."
    ),
    e.NoFurtherRound: lambda _, t: t(
        "The result asks for no further round. A new motion can be put on the agenda instead."
    ),
    e.FurtherRoundMade: lambda _, t: t(
        "The further round has been prepared already. Please see the agenda of the session."
    ),
    e.KeysUnavailable: lambda _, t: t(
        "The ballots could not be opened just now, as the place of the keys cannot be reached. All sealed envelopes are kept and nothing is lost. Please inform the administrator; counting is tried again by itself."
    ),
    e.CountsDoNotAddUp: lambda no, t: t(
        "The numbers do not add up: %(what)s. Please check and correct that line.",
        what=lacking(no.what, t),
    ),
    e.SecondTellerNeeded: lambda _, t: t(
        "Two people of two different units must have entered their counts. Please ask a second unit to count."
    ),
    e.CountsDiffer: lambda _, t: t(
        "The counts of the tellers differ, so the vote cannot be closed. Please count again; each teller can correct the own numbers."
    ),
    e.PaperNeeded: lambda _, t: t(
        "A written opinion is entered together with its document. Please send a picture or a file of it."
    ),
    e.NotWritten: lambda _, t: t(
        "No written opinion can be entered here: the rules of the motion take none, or the unit is present or has voted itself."
    ),
    e.NoLot: lambda _, t: t("The result of this vote asks for no lot."),
    e.LotSourceNeeded: lambda _, t: t(
        "Please name the public source that gives the number of the lot before it is known, for example the lottery draw of a certain day."
    ),
    e.LotNotCommitted: lambda _, t: t(
        "A lot is drawn only after its list and its source have been posted. Please post them first."
    ),
    e.LotCommitted: lambda _, t: t(
        "The list and the source of this lot were posted already and stay as they are."
    ),
    e.QuotaFull: lambda no, t: t.n(
        "The %(count)s place of this honour is proposed already. Please withdraw a proposal first, or enter the quota of this year.",
        "All %(count)s places of this honour are proposed already. Please withdraw a proposal first, or enter the quota of this year.",
        no.count,
    ),
    e.UnitIneligible: lambda _, t: t(
        "The unit cannot be proposed for this honour: a ground excludes it, or its grade is too low. Please see the reason beside its name."
    ),
    e.BallotNeeded: lambda _, t: t(
        "This honour is proposed only after a vote that passed. Please put it to the vote first."
    ),
    e.DecisionNeeded: lambda _, t: t(
        "An award is recorded with its decision: number, date and issuer. Please type all three, for example: Số 123/QĐ-UBND ngày 12/03/2026 của UBND tỉnh"
    ),
    e.HonourSettled: lambda _, t: t(
        "What came of this proposal is recorded already and stays as it is."
    ),
    e.TermTaken: lambda _, t: t(
        "Another unit holds this office in these days. Please choose other dates, or end that unit's term first."
    ),
    e.TermDays: lambda no, t: t(
        "A term begins on %(day)s at the earliest, within a year, and lasts %(months)s months at most. Please type other days.",
        day=t.date(no.first),
        months=no.months,
    ),
    e.SameUnitTwice: lambda _, t: t(
        "One unit cannot be head and deputy head in the same term. Please choose another unit."
    ),
    e.WinnerLeft: lambda _, t: t(
        "The elected unit will no longer be a member of the cluster on the first day of this term. Please hold another election."
    ),
    e.ElectionFirst: lambda _, t: t(
        "No head has been elected for the coming year yet. Please record the result of the election first."
    ),
    e.HandoverChanged: lambda _, t: t(
        "The list of the handover has been changed since this screen was shown. Please check it and confirm again."
    ),
    e.HandoverDone: lambda _, t: t(
        "Both units have confirmed the handover, so its list no longer changes."
    ),
    e.HandoverLine: lambda no, t: t(
        "Please type the number of a line, from 1 to %(last)s, and the reason, for example: 6 = no reply has been received yet.",
        last=no.last,
    ),
    e.HandoverFull: lambda no, t: t(
        "%(count)s lines of your own are on the list already. Please explain further matters in words beside one of them.",
        count=no.count,
    ),
    e.HandoverOpen: lambda _, t: t(
        "Some lines of the list are neither handed over nor explained. Please complete them before confirming."
    ),
}


def lacking(what: str, t: Translator) -> Markup:
    """Which line of a count of paper ballots cannot be, and why."""
    return {
        "issued": t("more ballots were issued than there are units on the list"),
        "collected": t("more ballots were collected than were issued"),
        "invalid": t("there are more invalid ballots than were collected"),
        "written": t("there are more written opinions than ballots collected"),
        "option": t("one option has more votes than there are valid ballots"),
        "options": t("the votes and the invalid ballots do not make up the ballots collected"),
    }[what]
