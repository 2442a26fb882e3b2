"""The year's steps and their dates, in words."""

from collections.abc import Iterable
from datetime import date, datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.views.common import office_name
from models.cluster import ClusterKind, Office
from models.queries.calendar import StepState
from models.rules.calendar import days_between, end_of_day, local, local_date
from models.rules.workdays import holiday, is_working
from models.rules.year_steps import USUAL, Who, YearStep


def step_name(step: YearStep | str, t: Translator) -> Markup:
    """A step of the year, as officials call it."""
    return {
        YearStep.PLAN: t("Plan, regulation and criteria of the year"),
        YearStep.SIGNING: t("Signing of the agreement, launch"),
        YearStep.REGISTRATION: t("Registration of targets and titles"),
        YearStep.MID_REPORT: t("Mid-year report and self-scoring"),
        YearStep.MID_REVIEW: t("Mid-year review conference"),
        YearStep.GUIDANCE: t("Guidance for the year-end review"),
        YearStep.YEAR_REPORT: t("Year-end report and self-scoring"),
        YearStep.APPRAISAL: t("Appraisal of the sheets"),
        YearStep.CROSS: t("Cross-scoring of the sheets"),
        YearStep.PREPARATORY: t("Preparatory meeting"),
        YearStep.DOSSIER: t("Dossier to the standing body"),
        YearStep.YEAR_REVIEW: t("Year-end review conference"),
        YearStep.HANDOVER: t("Handover to the next head"),
    }[YearStep(step)]


def step_task(step: YearStep | str, t: Translator) -> Markup:
    """What is to be done in a step."""
    return {
        YearStep.PLAN: t(
            "The head drafts the plan, the working regulation and the criteria table, collects "
            "the units' opinions and adopts them."
        ),
        YearStep.SIGNING: t("The units sign the emulation agreement of the year."),
        YearStep.REGISTRATION: t(
            "Each unit registers its targets and the titles that it strives for."
        ),
        YearStep.MID_REPORT: t("Each unit sends its six-month report and scores itself."),
        YearStep.MID_REVIEW: t("The cluster reviews the first half of the year."),
        YearStep.GUIDANCE: t("The head tells the units how and until when the year is reviewed."),
        YearStep.YEAR_REPORT: t("Each unit sends its report of the year and scores itself."),
        YearStep.APPRAISAL: t("The head and the deputy head appraise the sheets of the units."),
        YearStep.CROSS: t("Units score the sheets of other units, as they are assigned."),
        YearStep.PREPARATORY: t("The cluster agrees the points and whom it proposes."),
        YearStep.DOSSIER: t(
            "The head sends the report, the summary of points, the minutes and the submission to "
            "the standing body."
        ),
        YearStep.YEAR_REVIEW: t("The cluster reviews the year and announces the results."),
        YearStep.HANDOVER: t("The head hands the papers and the work over to the next head."),
    }[YearStep(step)]


def owner(step: YearStep | str, kind: ClusterKind, t: Translator) -> Markup:
    """Whose step it is."""
    if USUAL[YearStep(step)].who is Who.HEAD:
        return office_name(Office.HEAD, kind, t)
    return t("all units")


def when(at: datetime, t: Translator) -> str:
    """A step's date with its weekday; with the hour, unless it is the end of the day."""
    day = f"{t.day(at)}/{local(at).year}"
    return day if at == end_of_day(local_date(at)) else f"{t.time(at)} {day}"


def short_when(at: datetime, t: Translator, now: datetime) -> str:
    """The same, with the year only where it is another one than now."""
    day = t.day(at, now)
    return day if at == end_of_day(local_date(at)) else f"{t.time(at)} {day}"


def days_away(at: datetime, now: datetime, t: Translator) -> Markup:
    """How far a date is away, or how long it is over."""
    days = days_between(now, at)
    if now > at:
        over = max(1, -days)
        return t.n("⚠️ %(count)s day overdue", "⚠️ %(count)s days overdue", over)
    return t.n("%(count)s day left", "%(count)s days left", days) if days else t("Today")


def day_off(day: date, t: Translator) -> Markup:
    """Why offices are closed on that day; empty on a working day."""
    if is_working(day):
        return Markup("")
    name = holiday(day, t.locale)
    return t("public holiday: %(name)s", name=name) if name else t("weekend")


def days_off_lines(found: Iterable[tuple[YearStep, datetime]], t: Translator) -> list[Markup]:
    """A warning for each step whose day is none on which offices are open."""
    return [
        t(
            "⚠️ %(step)s: %(when)s is not a working day (%(why)s).",
            step=step_name(step, t),
            when=when(at, t),
            why=day_off(local_date(at), t),
        )
        for step, at in found
        if not is_working(local_date(at))
    ]


def units_line(state: StepState, units: int, t: Translator) -> Markup:
    """How many units have done their part."""
    return t("%(done)s/%(all)s units", done=len(state.done_by), all=units)
