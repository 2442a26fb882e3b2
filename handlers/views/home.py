"""The home card: what is mine to do next, first."""

from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, grid, lines
from handlers.views.calendar_words import step_name
from handlers.views.common import (
    bar,
    bold,
    comrade,
    deadline,
    office_name,
    period_of,
    progress,
    role_name,
    small,
    stage_name,
)
from handlers.views.cross_tasks import home_rows as cross_rows
from handlers.views.duties import NO_NAMES, Names, duty_button, first_duty
from handlers.views.explaining import told_rows
from models.access import Actor, Seat
from models.cluster import ClusterKind, Office
from models.queries.appraising import Told
from models.queries.board import Board
from models.queries.calendar import StepState
from models.queries.cross_tasks import Crossing
from models.queries.movement import OnHome
from models.queries.sheet import SheetStatus
from models.rules.duties import Duty, DutyKind, key_of
from models.rules.stages import Stage
from models.sheet import SheetState


@dataclass(frozen=True, slots=True)
class Home:
    """All that a home card shows."""

    me: Actor
    seat: Seat
    unit_name: str
    kind: ClusterKind
    theme: str
    sheet: SheetStatus | None
    board: Board | None
    may_run: bool
    may_invite: bool
    may_see_board: bool
    may_remind: bool = False
    reopening: bool = False
    """A reopening of the agreed table waits for this seat."""
    objections: int = 0
    """Objections that this seat may answer and nobody has."""
    told: Told | None = None
    """What the unit is to know of its appraisal."""
    crossing: Crossing | None = None
    """What is to be cross-scored, and how far the round is."""
    duties: tuple[Duty, ...] = ()
    """What the unit of this seat owes, the nearest deadline first."""
    names: Names = NO_NAMES
    coming: StepState | None = None
    """The next step of the year's calendar, if it is in force."""
    unread: int = 0
    """Announcements that the unit has not confirmed."""
    movements: tuple[OnHome, ...] = ()
    """The movements under way, and how far the unit is."""


def home(state: Home, now: datetime, t: Translator) -> Screen:
    """Who I am here, what I owe, and the one obvious next step."""
    rows = [
        *_appraisal_rows(state, t),
        *_crossing_rows(state, t),
        *_table_rows(state, t),
        *_next_step(state, t),
        *_board_row(state, t),
        *_head_rows(state, t),
        *_year_rows(state, t),
    ]
    if _votes(state):
        rows = [tuple(replace(each, style="") for each in row) for row in rows]
    if state.duties and not any(each.style == "primary" for row in rows for each in row):
        rows.insert(0, (duty_button(state.duties[0], state.names, t, first=True),))
    rows.append((button(t("Settings"), "settings.show"), button(t("Help"), "help.show")))
    return Screen(
        blocks(_next(state, now, t), _heading(state, t), _duty(state, now, t), _progress(state, t)),
        tuple(rows),
        route="home.show",
        topic=f"cluster:{state.seat.cluster_id}",
    )


def _votes(state: Home) -> bool:
    """Whether votes wait for the reader: nothing else is the next step then."""
    return any(each.kind is DutyKind.BALLOT for each in state.duties[:1])


def _next(state: Home, now: datetime, t: Translator) -> Markup:
    """What comes next for me, before anything else."""
    if state.duties:
        return first_duty(state.duties[0], state.names, now, t)
    if state.coming is not None:
        return t(
            "➡️ <b>Coming:</b> %(what)s, %(when)s",
            what=step_name(state.coming.step, t),
            when=t.day(state.coming.at, now),
        )
    return t("➡️ Nothing is waiting for the unit just now.")


def _progress(state: Home, t: Translator) -> Markup:
    """The movements under way, and how far the unit says it is."""
    return lines(*(_movement(each, t) for each in state.movements))


def _movement(each: OnHome, t: Translator) -> Markup:
    if not each.registered:
        day = t.date(each.register_by)
        return t("🚩 %(name)s: registration until %(day)s", name=each.name, day=day)
    bar_and_number = Markup("{} {}%").format(bar(each.percent or 0, 100), each.percent or 0)
    if each.next_report is None:
        return t("🚩 %(name)s: %(progress)s", name=each.name, progress=bar_and_number)
    return t(
        "🚩 %(name)s: %(progress)s, next report by %(day)s",
        name=each.name,
        progress=bar_and_number,
        day=t.date(each.next_report),
    )


def _heading(state: Home, t: Translator) -> Markup:
    seat = state.seat
    offices = [str(office_name(each, state.kind, t)) for each in Office if each in seat.offices]
    who = [role_name(seat.role, t)]
    return lines(
        bold(seat.cluster_name),
        state.unit_name and Markup("{}").format(state.unit_name),
        small(Markup(" · ").join([comrade(state.me.name, t), *who, *offices])),
        state.theme and t("Theme of the year: “%(theme)s”", theme=state.theme),
    )


def _duty(state: Home, now: datetime, t: Translator) -> Markup:
    return blocks(_stage_line(state, t), _sheet_duty(state, now, t))


def _stage_line(state: Home, t: Translator) -> Markup:
    """Where the period stands, once self-scoring is closed."""
    if state.board is None or state.board.period.stage is Stage.SCORING:
        return Markup("")
    period = state.board.period
    step = t("Step: %(stage)s%(version)s", stage=stage_name(period.stage, t), version="")
    until = period.review_due_at if period.stage is Stage.REVIEW else None
    return lines(step, until and t("Objections are received until %(when)s.", when=t.moment(until)))


def _sheet_duty(state: Home, now: datetime, t: Translator) -> Markup:
    if state.sheet is not None:
        return lines(bold(t("To do now")), _sheet_line(state, state.sheet, now, t))
    if state.board is not None:
        board = state.board
        return t(
            "%(period)s: %(done)s/%(all)s units have submitted.",
            period=period_of(board.period, t),
            done=board.submitted,
            all=len(board.rows),
        )
    if state.may_run:
        return t("No self-scoring period is open. It is opened with the button below.")
    if state.duties:
        return Markup("")
    return t("There is nothing to do at present. A message will be sent when self-scoring opens.")


def _sheet_line(state: Home, sheet: SheetStatus, now: datetime, t: Translator) -> Markup:
    """How far the sheet is; its deadline, unless the first line has said it."""
    name = period_of(sheet.period, t)
    if sheet.state == SheetState.SUBMITTED:
        return t(
            "✅ Self-scoring, %(period)s: submitted, %(points)s points.",
            period=name,
            points=t.points(sheet.points),
        )
    comes_first = state.duties[:1] and state.duties[0].key.startswith(_key_of(sheet))
    closing = not comes_first and deadline(sheet.due_at, now, t)
    if sheet.state == SheetState.RETURNED:
        return lines(
            t("⚠️ Self-scoring, %(period)s: returned for correction.", period=name), closing
        )
    return lines(
        t("📋 Self-scoring, %(period)s", period=name),
        t(
            "%(progress)s · %(points)s points",
            progress=progress(sheet.answered, sheet.countable, t),
            points=t.points(sheet.points),
        ),
        closing,
    )


def _key_of(sheet: SheetStatus) -> str:
    return key_of(sheet.period.cluster_id, f"sheet:{sheet.period.period_id}", sheet.sheet_id, "")


def _appraisal_rows(state: Home, t: Translator) -> list[tuple[Button, ...]]:
    """What the unit is to know of its appraisal, and what it appraises itself."""
    rows: list[tuple[Button, ...]] = []
    if state.told is not None:
        rows += told_rows(state.told, t)
    if state.board is not None and state.board.may_appraise:
        words, period_id = t("⚖️ Appraisal"), state.board.period.period_id
        rows.append((button(words, "appraisal.show", period_id, style="primary"),))
    return rows


def _crossing_rows(state: Home, t: Translator) -> list[tuple[Button, ...]]:
    if state.crossing is None or state.board is None:
        return []
    return cross_rows(state.crossing, appraises=state.board.may_appraise, t=t)


def _table_rows(state: Home, t: Translator) -> list[tuple[Button, ...]]:
    """The score table, as soon as there is one for this reader: first, where it is the work."""
    if state.board is None or state.board.period.stage is Stage.SCORING:
        return []
    period = state.board.period
    rows: list[tuple[Button, ...]] = []
    if state.reopening:
        decide = button(t("🔓 Decide on reopening"), "agreeing.second", period.period_id)
        rows.append((decide,))
    if state.objections:
        answer = t.n(
            "💬 Answer %(count)s objection", "💬 Answer %(count)s objections", state.objections
        )
        look = button(answer, "objections.objections", period.period_id, style="primary")
        rows.append((look,))
    if state.board.may_read or period.stage.is_open:
        style = "primary" if period.stage.is_open and not state.objections else ""
        rows.append(
            (button(t("🏆 Score table"), "ranking.show", period.period_id, 0, style=style),)
        )
    return rows


def _next_step(state: Home, t: Translator) -> list[tuple[Button, ...]]:
    sheet = state.sheet
    if sheet is None:
        return []
    if sheet.state == SheetState.SUBMITTED:
        return [(button(t("📋 See the submitted sheet"), "sheet.show", sheet.sheet_id),)]
    words = t("📋 Continue self-scoring") if sheet.answered else t("📋 Begin self-scoring")
    return [(button(words, "sheet.show", sheet.sheet_id, style="primary"),)]


def _board_row(state: Home, t: Translator) -> list[tuple[Button, ...]]:
    if state.board is None:
        return []
    words = t("📊 Progress board") if state.may_see_board else t("📊 Progress of the cluster")
    return [(button(words, "board.show", state.board.period.period_id),)]


def _head_rows(state: Home, t: Translator) -> list[tuple[Button, ...]]:
    if not state.may_run:
        return []
    cluster_id = state.seat.cluster_id
    style = "" if state.board or state.sheet else "primary"
    criteria = button(t("📑 Criteria table"), "criteria.show", cluster_id)
    people = button(t("👥 Units, people"), "people.show", cluster_id)
    return [
        (button(t("🗓 Open a self-scoring period"), "period.new", cluster_id, style=style),),
        (criteria, people) if state.may_invite else (criteria,),
    ]


def _year_rows(state: Home, t: Translator) -> list[tuple[Button, ...]]:
    """The year of the cluster: what is to be done, when, with whom; two by two."""
    cluster_id = state.seat.cluster_id
    found = [
        button(t("🗓 Calendar"), "calendar.show", cluster_id),
        button(t("🤝 Meetings"), "meeting.list", cluster_id),
        button(_announcements(state, t), "announce.list", cluster_id),
        button(t("🚩 Movements"), "movement.list", cluster_id),
        button(t("🗳 Scoring, ballots"), "agenda.list", cluster_id),
    ]
    if state.seat.unit_id is not None:
        tasks = t("🗂 To do (%(count)s)", count=len(state.duties))
        found.insert(0, button(tasks, "reminders.mine"))
    if state.may_remind:
        found.insert(1, button(t("📨 Reminders"), "reminders.plan", cluster_id))
    return list(grid(found, 2))


def _announcements(state: Home, t: Translator) -> Markup:
    if not state.unread:
        return t("📢 Announcements")
    return t("📢 Announcements (%(count)s)", count=state.unread)
