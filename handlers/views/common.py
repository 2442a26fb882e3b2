"""Names, deadlines and progress, said one way everywhere."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import lines
from models.cluster import ClusterKind, Office
from models.people import Role
from models.queries.period import PeriodState
from models.queries.sheet import SheetStatus
from models.rules.calendar import days_between
from models.rules.stages import Stage
from models.sheet import PeriodCode

BAR = 10


def bold(words: str | Markup) -> Markup:
    """Bold."""
    return Markup("<b>{}</b>").format(words)


def small(words: str | Markup) -> Markup:
    """Said aside: who, when, how."""
    return Markup("<i>{}</i>").format(words)


def quote(words: str | Markup) -> Markup:
    """What somebody else has written."""
    return Markup("<blockquote>{}</blockquote>").format(words)


def period_name(code: PeriodCode | str, year: int, t: Translator) -> Markup:
    """The period as officials call it."""
    if code == PeriodCode.MID_YEAR:
        return t("Mid-year review %(year)s", year=year)
    return t("Year-end review %(year)s", year=year)


def period_of(period: PeriodState, t: Translator) -> Markup:
    """The period as officials call it."""
    return period_name(period.code, period.year, t)


def stage_name(stage: Stage, t: Translator) -> Markup:
    """A period's step, as a person would name it."""
    return {
        Stage.SCORING: t("Self-scoring"),
        Stage.APPRAISAL: t("Appraisal"),
        Stage.REVIEW: t("Review and agreement"),
        Stage.LOCKED: t("Agreed and locked"),
        Stage.PUBLISHED: t("Published"),
    }[stage]


def deadline(due_at: datetime, now: datetime, t: Translator) -> Markup:
    """The deadline and how far away it is."""
    days = days_between(now, due_at)
    when = t.moment(due_at)
    if now > due_at:
        late = max(1, -days)
        return t.n(
            "Deadline %(when)s (%(count)s day overdue)",
            "Deadline %(when)s (%(count)s days overdue)",
            late,
            when=when,
        )
    if days == 0:
        return t("Deadline %(when)s (today)", when=when)
    return t.n(
        "Deadline %(when)s (%(count)s day left)",
        "Deadline %(when)s (%(count)s days left)",
        days,
        when=when,
    )


def bar(part: int, whole: int) -> str:
    """Progress as ten blocks; numbers always stand beside it."""
    filled = BAR * part // whole if whole else 0
    return "▰" * filled + "▱" * (BAR - filled)


def progress(part: int, whole: int, t: Translator) -> Markup:
    """Blocks and numbers."""
    return t("%(bar)s %(part)s/%(whole)s items", bar=bar(part, whole), part=part, whole=whole)


def role_name(role: Role, t: Translator) -> Markup:
    """What a person is to a unit."""
    return {
        Role.LEADER: t("Unit leader"),
        Role.OFFICER: t("Emulation officer"),
        Role.SUBSTITUTE: t("Substitute"),
        Role.OBSERVER: t("Observer of the standing body"),
    }[role]


def office_name(office: Office, kind: ClusterKind | str, t: Translator) -> Markup:
    """An office of a unit: *Cụm trưởng* in a cluster, *Trưởng khối* in a bloc."""
    khoi = kind == ClusterKind.KHOI
    return {
        Office.HEAD: t("Bloc head") if khoi else t("Cluster head"),
        Office.DEPUTY: t("Bloc deputy head") if khoi else t("Cluster deputy head"),
        Office.SECRETARY: t("Secretary unit"),
    }[office]


def comrade(name: str, t: Translator) -> Markup:
    """A person, addressed as officials address each other."""
    return t("comrade %(name)s", name=name)


def sheet_topic(sheet_id: int) -> str:
    """What the cards about a sheet are about."""
    return f"sheet:{sheet_id}"


def sheet_title(status: SheetStatus, t: Translator) -> Markup:
    """A sheet's heading: period and unit."""
    return lines(
        bold(t("📋 Self-score sheet · %(period)s", period=period_of(status.period, t))),
        Markup("{}").format(status.unit_name),
    )
