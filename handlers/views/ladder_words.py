"""Kinds of duties, tones, days and readers of reminders, in words."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.views.common import office_name
from models.cluster import ClusterKind, Office
from models.rules.duties import DutyKind
from models.rules.ladder import Audience, Tone


def kind_name(kind: DutyKind, t: Translator) -> Markup:
    """What a ladder reminds of."""
    return {
        DutyKind.SHEET: t("Self-score sheets"),
        DutyKind.APPRAISAL: t("Appraisal"),
        DutyKind.ANSWER: t("Questions, explanations"),
        DutyKind.CROSS: t("Cross-scoring"),
        DutyKind.INVITATION: t("Answers to invitations"),
        DutyKind.MEETING: t("Attending meetings"),
        DutyKind.DOCUMENT: t("Steps of the year"),
        DutyKind.MOVEMENT: t("Movements"),
        DutyKind.BALLOT: t("Voting"),
    }[kind]


def tone_name(tone: Tone, t: Translator) -> Markup:
    """How a reminder sounds."""
    return {
        Tone.CALM: t("calm, without a sound"),
        Tone.PLAIN: t("with a sound"),
        Tone.URGENT: t("urgent"),
    }[tone]


def step_days(days: int, kind: DutyKind, t: Translator) -> Markup:
    """Which day a step stands on."""
    if days < 0:
        return t.n("%(count)s day overdue", "%(count)s days overdue", -days)
    if kind is DutyKind.MEETING:
        return (
            t.n("%(count)s day before the meeting", "%(count)s days before the meeting", days)
            if days
            else t("On the day of the meeting")
        )
    if not days:
        return t("On the day of the deadline")
    return t.n("%(count)s day before the deadline", "%(count)s days before the deadline", days)


def audience_name(audience: Audience, kind: ClusterKind, t: Translator) -> Markup:
    """Who is reminded."""
    return {
        Audience.OFFICER: t("officers"),
        Audience.LEADER: t("the unit's leader"),
        Audience.HEAD: t("list for: %(head)s", head=office_name(Office.HEAD, kind, t)),
    }[audience]
