"""A movement before it is launched: asked for step by step, then shown as everybody will get it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, plain
from handlers.views.common import bold, small
from models.rules.movement import quarter_ends
from models.rules.workdays import holiday, is_working, working_day_from

STEPS = ("name", "goal", "theme", "starts", "ends", "register", "reports")
SHORT = 60
REGISTER_DAYS = 14
OFFERED_DAYS = (7, 14, 30)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the head has said so far; it rests in the card until the movement is launched."""

    cluster_id: int
    stamp: str
    theme: str = ""
    name: str = ""
    goal: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    register_by: date | None = None
    report_on: tuple[date, ...] = ()

    @property
    def missing(self) -> str:
        """The next step; empty when nothing is missing."""
        said = {
            "name": self.name,
            "goal": self.goal,
            "starts": self.starts_on,
            "ends": self.ends_on,
        }
        return next((step for step, value in said.items() if not value), "")

    def kept(self) -> Mapping[str, Any]:
        """As the card keeps it."""
        days = (self.starts_on, self.ends_on, self.register_by)
        return {
            "movement-in": self.cluster_id,
            "stamp": self.stamp,
            "words": [self.theme, self.name, self.goal],
            "days": [day.isoformat() if day else "" for day in days],
            "report_on": [day.isoformat() for day in self.report_on],
        }

    def lasting(self, starts_on: date | None, ends_on: date | None, today: date) -> "Draft":
        """With these first and last days; the other days are proposed anew."""
        draft = replace(self, starts_on=starts_on, ends_on=ends_on)
        if starts_on is None or ends_on is None:
            return replace(draft, register_by=None, report_on=())
        by = min(working_day_from(today + timedelta(days=REGISTER_DAYS)), ends_on)
        return replace(draft, register_by=by, report_on=quarter_ends(starts_on, ends_on))


def read_draft(kept: Mapping[str, Any], cluster_id: int) -> Draft | None:
    """The draft that a card keeps; none if it keeps another cluster's, or something else."""
    if kept.get("movement-in") != cluster_id:
        return None
    theme, name, goal = kept["words"]
    starts, ends, by = (date.fromisoformat(each) if each else None for each in kept["days"])
    report_on = tuple(date.fromisoformat(each) for each in kept["report_on"])
    return Draft(cluster_id, kept["stamp"], theme, name, goal, starts, ends, by, report_on)


def _question(step: str, t: Translator) -> Markup:
    return {
        "name": t("What is the movement called?"),
        "goal": t("What is its goal? Please type the contents and targets."),
        "theme": t("What is its theme?"),
        "starts": t("On which day does it start? Press a day, or type it: 15/11 or 15/11/2026."),
        "ends": t("On which day does it end? Press a day, or type it: 15/11 or 15/11/2026."),
        "register": t("Until which day are units to register? Press a day, or type it: 15/11."),
        "reports": t("On which days do units report? Type them, for example: 30/06, 30/09."),
    }[step]


def ask(draft: Draft, step: str, today: date, t: Translator) -> Screen:
    """One step."""
    cluster_id = draft.cluster_id
    done = not draft.missing
    back = (
        button(t("◀️ Back to the overview"), "movement.preview", cluster_id)
        if done
        else button(t("◀️ All movements"), "movement.list", cluster_id)
    )
    text = blocks(
        bold(t("🚩 New movement")),
        lines(draft.name and bold(draft.name), _days_so_far(draft, t)),
        _question(step, t),
        step == "name" and small(t("Nobody is told before the last screen is confirmed.")),
    )
    return Screen(
        text,
        (*_offers(draft, step, today, t), (back,)),
        route=pack("movement.ask", cluster_id, step),
        asks=pack("movement.typed", cluster_id, step),
        kept=draft.kept(),
    )


def _days_so_far(draft: Draft, t: Translator) -> Markup:
    if draft.starts_on and draft.ends_on:
        return days_words(draft.starts_on, draft.ends_on, t)
    return t("Starts on %(day)s", day=t.date(draft.starts_on)) if draft.starts_on else Markup("")


def days_words(starts_on: date, ends_on: date, t: Translator) -> Markup:
    """From when to when."""
    return t("From %(first)s to %(last)s", first=t.date(starts_on), last=t.date(ends_on))


def _offers(draft: Draft, step: str, today: date, t: Translator) -> Rows:
    """Likely days as buttons."""
    if step == "reports" and draft.starts_on and draft.ends_on:
        days = quarter_ends(draft.starts_on, draft.ends_on)
        quarters = button(t("At the end of each quarter"), "movement.reports", draft.cluster_id, 1)
        once = button(t("Once, on the last day"), "movement.reports", draft.cluster_id, 0)
        return ((quarters,), (once,)) if len(days) > 1 else ((once,),)
    found = [
        button(t.day(day, today), "movement.day", draft.cluster_id, step, day.isoformat())
        for day in _likely(draft, step, today)
    ]
    return grid(found, 2)


def _likely(draft: Draft, step: str, today: date) -> list[date]:
    if step == "starts":
        monday = today + timedelta(days=7 - today.weekday())
        return [today, working_day_from(monday)]
    if step == "ends" and draft.starts_on:
        start = draft.starts_on
        middle, last = date(start.year, 6, 30), date(start.year, 12, 31)
        return [day for day in (middle, last, date(start.year + 1, 6, 30)) if day > start][:2]
    if step == "register" and draft.ends_on:
        days = [working_day_from(today + timedelta(days=ahead)) for ahead in OFFERED_DAYS]
        return [day for day in days if day <= draft.ends_on]
    return []


def preview(draft: Draft, announced: Markup, people: int, today: date, t: Translator) -> Screen:
    """Everything, exactly as everybody gets it; one button launches it."""
    args = (draft.cluster_id,)
    text = blocks(
        bold(t("Please check before launching")),
        t.n(
            "%(count)s person will receive this message:",
            "%(count)s people will receive this message:",
            people,
        ),
        announced,
        lines(*_warnings(draft, today, t)),
    )
    launch = button(
        t("🚩 Launch the movement"), "movement.launch", *args, draft.stamp, style="primary"
    )
    changes = [button(_label(step, t), "movement.ask", *args, step) for step in STEPS]
    back = button(t("◀️ Do not launch"), "movement.list", *args)
    return Screen(
        text,
        ((launch,), *grid(changes, 2), (back,)),
        route=pack("movement.preview", *args),
        kept=draft.kept(),
    )


def _label(step: str, t: Translator) -> str:
    return plain(
        {
            "name": t("✏️ Name"),
            "goal": t("✏️ Goal"),
            "theme": t("✏️ Theme"),
            "starts": t("✏️ First day"),
            "ends": t("✏️ Last day"),
            "register": t("✏️ Registering"),
            "reports": t("✏️ Reporting days"),
        }[step]
    )


def _warnings(draft: Draft, today: date, t: Translator) -> list[Markup]:
    """Days on which offices are closed."""
    wanted = {day for day in (draft.register_by, *draft.report_on) if day and day >= today}
    said = []
    for day in sorted(wanted):
        if name := holiday(day, t.locale):
            said.append(t("⚠️ %(day)s is a public holiday: %(name)s.", day=t.date(day), name=name))
        elif not is_working(day):
            said.append(t("⚠️ %(day)s is no working day.", day=t.date(day)))
    return said


def back_home(t: Translator) -> tuple[Button, ...]:
    """The way home."""
    return (button(t("🏠 Home"), "home.show"),)
