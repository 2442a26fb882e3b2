"""The home card: what is mine to do next, first."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.common import (
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
from handlers.views.explaining import told_rows
from models.access import Actor, Seat
from models.cluster import ClusterKind, Office
from models.queries.appraising import Told
from models.queries.board import Board
from models.queries.cross_tasks import Crossing
from models.queries.people import InvitationState
from models.queries.sheet import SheetStatus
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
    reopening: bool = False
    """A reopening of the agreed table waits for this seat."""
    objections: int = 0
    """Objections that this seat may answer and nobody has."""
    told: Told | None = None
    """What the unit is to know of its appraisal."""
    crossing: Crossing | None = None
    """What is to be cross-scored, and how far the round is."""


def home(state: Home, now: datetime, t: Translator) -> Screen:
    """Who I am here, what I owe, and the one obvious next step."""
    rows = [
        *_appraisal_rows(state, t),
        *_crossing_rows(state, t),
        *_table_rows(state, t),
        *_next_step(state, t),
        *_board_row(state, t),
        *_head_rows(state, t),
    ]
    rows.append((button(t("Settings"), "settings.show"), button(t("Help"), "help.show")))
    return Screen(
        blocks(_heading(state, t), _duty(state, now, t)),
        tuple(rows),
        route="home.show",
        topic=f"cluster:{state.seat.cluster_id}",
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
        return lines(bold(t("To do now")), _sheet_line(state.sheet, now, t))
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
    return t("There is nothing to do at present. A message will be sent when self-scoring opens.")


def _sheet_line(sheet: SheetStatus, now: datetime, t: Translator) -> Markup:
    name = period_of(sheet.period, t)
    if sheet.state == SheetState.SUBMITTED:
        return t(
            "✅ Self-scoring, %(period)s: submitted, %(points)s points.",
            period=name,
            points=t.points(sheet.points),
        )
    closing = deadline(sheet.due_at, now, t)
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
    rows: list[tuple[Button, ...]] = []
    if state.may_run:
        style = "" if state.board or state.sheet else "primary"
        rows.append(
            (
                button(
                    t("🗓 Open a self-scoring period"),
                    "period.new",
                    state.seat.cluster_id,
                    style=style,
                ),
            )
        )
        rows.append((button(t("📑 Criteria table"), "criteria.show", state.seat.cluster_id),))
    if state.may_invite:
        rows.append((button(t("👥 Units and people"), "people.show", state.seat.cluster_id),))
    return rows


def stranger(t: Translator) -> Screen:
    """All that a stranger is told."""
    return Screen(
        t(
            "Please enter the invitation code given by the head of the cluster, so that the unit "
            "can be confirmed."
        ),
        route="home.show",
    )


def confirm_joining(state: InvitationState, t: Translator) -> Screen:
    """Who the code is for; nothing has happened yet."""
    role = role_name(state.role, t)
    text = blocks(
        bold(t("Please confirm")),
        lines(
            t("The code is for %(who)s", who=comrade(state.person_name, t)),
            Markup("{} · {}").format(role, state.unit_name) if state.unit_name else role,
            Markup("{}").format(state.cluster_name),
        ),
        t("Is this right?"),
    )
    yes = button(t("Yes, this is right"), "join.accept", state.invitation_id, style="primary")
    return Screen(
        text,
        ((yes,), (button(t("No, this is a mistake"), "join.decline"),)),
        route="home.show",
        kept={"invitation": state.invitation_id},
    )


def declined(t: Translator) -> Screen:
    """The code was for somebody else."""
    return Screen(
        t("Nothing has been confirmed. Please return the code to the head of the cluster."),
        route="home.show",
    )


def help_card(seat: Seat | None, t: Translator) -> Screen:
    """What the bot does, by what this person may do."""
    points = [
        t("1. Press a button, or type the answer when a question is asked."),
        t(
            "2. Every answer is saved at once. It is safe to stop and to go on later, on any "
            "device."
        ),
        t("3. Numbers may be written with a comma or a point: 92,5 or 92.5."),
        t("4. In the list of a section several answers may be typed at once: 3=8."),
        t("5. /start always shows the present screen again."),
    ]
    if seat is not None and Office.HEAD in seat.offices:
        points.append(
            t(
                "6. The head of the cluster opens periods, follows the board, reminds and "
                "invites with the buttons of the home card."
            )
        )
    back = (button(t("🏠 Home"), "home.show"),)
    return Screen(blocks(bold(t("Help")), lines(*points)), (back,), route="help.show")
