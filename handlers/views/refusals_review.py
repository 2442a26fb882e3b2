"""What appraisal, cross-scoring and agreeing refuse, in words."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.views.common import stage_name
from models import errors_review as e
from models.errors import Refusal

WORDS: dict[type[Refusal], Callable[[Any, Translator], Markup]] = {
    e.OwnUnit: lambda _, t: t("Nobody scores their own unit. Another unit does this."),
    e.WrongStage: lambda no, t: t(
        "The period is at the step “%(stage)s”, in which this cannot be done.",
        stage=stage_name(no.stage, t),
    ),
    e.StillScoring: lambda no, t: t(
        "Sheets are still accepted until %(when)s. Self-scoring can be closed when every unit has "
        "submitted, or after that.",
        when=t.moment(no.until),
    ),
    e.NotAppraised: lambda no, t: t.n(
        "%(count)s sheet has not been appraised and sent to its unit yet.",
        "%(count)s sheets have not been appraised and sent to their units yet.",
        no.units,
    ),
    e.PointsMissing: lambda no, t: t.n(
        "%(count)s unit still lacks points that the scoring method needs.",
        "%(count)s units still lack points that the scoring method needs.",
        no.units,
    ),
    e.CrossOpen: lambda _, t: t("Cross-scoring is still open. Please close it first."),
    e.ObjectionLate: lambda no, t: t(
        "Objections were received until %(when)s. Please contact the head of the cluster.",
        when=t.moment(no.at),
    ),
    e.ObjectionsUntil: lambda no, t: t(
        "Units may object until %(when)s. The table can be agreed after that.",
        when=t.moment(no.at),
    ),
    e.ObjectionsWaiting: lambda no, t: t.n(
        "%(count)s objection has no answer yet. Please answer it first.",
        "%(count)s objections have no answer yet. Please answer them first.",
        no.count,
    ),
    e.ExplanationsWaiting: lambda no, t: t.n(
        "%(count)s explanation has no answer yet. Please answer it first.",
        "%(count)s explanations have no answer yet. Please answer them first.",
        no.count,
    ),
    e.ObjectedAlready: lambda _, t: t(
        "The unit's objection to this item has been received and is waiting for its answer."
    ),
    e.AnsweredAlready: lambda _, t: t("This has been answered already."),
    e.OtherOfficeNeeded: lambda _, t: t(
        "The second confirmation must come from another unit that holds an office of the cluster."
    ),
    e.NoReopening: lambda _, t: t("No request to reopen is waiting."),
    e.ReopeningWaits: lambda _, t: t(
        "A request to reopen is already waiting for the second confirmation."
    ),
    e.NoSuchGround: lambda _, t: t(
        "This ground of ineligibility does not stand here. Please choose again."
    ),
    e.ItemsWaiting: lambda no, t: t.n(
        "%(count)s item is not appraised yet. Please appraise it before sending the result.",
        "%(count)s items are not appraised yet. Please appraise them before sending the result.",
        no.count,
    ),
    e.ChangeNeedsReason: lambda no, t: t(
        "Item %(code)s is given other points than declared, so a reason is needed. Please type for example 90 vì chưa đủ minh chứng.",
        code=no.code,
    ),
    e.LeftOut: lambda no, t: t(
        "Item %(code)s does not count for this unit (not assigned, or in a part left blank), so it takes no points. Only the unit can change that, in a sheet that is returned to it.",
        code=no.code,
    ),
    e.NotTold: lambda _, t: t("The result of the appraisal has not been sent to the unit yet."),
    e.ExplanationLate: lambda no, t: t(
        "Explanations were received until %(when)s. Please contact the head of the cluster.",
        when=t.moment(no.at),
    ),
    e.ExplainedAlready: lambda no, t: t(
        "The unit has already explained item %(code)s; each item is explained once.", code=no.code
    ),
    e.NothingDiffers: lambda no, t: t(
        "Item %(code)s is recognised as the unit declared it.", code=no.code
    ),
    e.NotYourTask: lambda _, t: t(
        "This cross-scoring is not assigned to your unit. Please open the home card."
    ),
    e.CrossOver: lambda no, t: t(
        "Cross-scores were received until %(when)s. Please contact the head of the cluster.",
        when=t.moment(no.at),
    ),
    e.CrossHandedIn: lambda _, t: t(
        "These cross-scores have been submitted. Please withdraw them before changing them."
    ),
    e.NotAsked: lambda no, t: t(
        "Item %(code)s is not cross-scored on this sheet. Please choose an item of the list.",
        code=no.code,
    ),
    e.CommentNeeded: lambda no, t: t(
        "The points of %(code)s differ by more than a tenth of the maximum from those declared, so a comment is needed. Please type for example 80 vì chưa đủ minh chứng.",
        code=no.code,
    ),
    e.CrossMissing: lambda no, t: t(
        "Not scored yet: %(codes)s. Please score them before submitting.",
        codes=t.joined(no.codes[:10]),
    ),
    e.TooFewToCross: lambda no, t: t.n(
        "Only %(count)s unit has submitted its sheet; cross-scoring needs at least 3.",
        "Only %(count)s units have submitted their sheets; cross-scoring needs at least 3.",
        no.units,
    ),
    e.NothingAsked: lambda _, t: t("The criteria table has no items that peers score."),
    e.RoundExists: lambda _, t: t(
        "Cross-scoring has been opened already. Please follow its progress."
    ),
    e.NoRound: lambda _, t: t("Cross-scoring has not been opened yet."),
    e.AssignmentChanged: lambda _, t: t(
        "The units that take part, or the conflicts of interest, have changed. A new assignment is shown here; please check it."
    ),
    e.StillCrossing: lambda no, t: t.n(
        "%(count)s cross-scoring is not submitted yet. Cross-scoring can be closed when all are submitted, or after %(when)s.",
        "%(count)s cross-scorings are not submitted yet. Cross-scoring can be closed when all are submitted, or after %(when)s.",
        no.tasks,
        when=t.moment(no.until),
    ),
    e.CrossBlind: lambda _, t: t(
        "Cross-scores are shown when cross-scoring is closed, to units that have submitted all of their own; to everybody when the score table is opened."
    ),
}
