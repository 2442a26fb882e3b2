"""A round of cross-scoring before the head: followed, moved, closed; never a point."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, turning
from handlers.views.common import bar, bold, deadline, period_of
from handlers.views.period import STAMP
from models.queries.crossing import Progress, TaskRow
from models.queries.period import PeriodState

PER_PAGE = 30


def topic(period_id: int) -> str:
    """What the cards about a round are about."""
    return f"cross:{period_id}"


def title(period: PeriodState, t: Translator) -> Markup:
    """A round's heading: period and cluster."""
    return lines(
        bold(t("🔎 Cross-scoring · %(period)s", period=period_of(period, t))),
        Markup("{}").format(period.cluster_name),
    )


def progress(state: Progress, page: int, now: datetime, t: Translator) -> Screen:
    """Task by task: how many items are scored, or that it is handed in."""
    page = max(0, min(page, (len(state.rows) - 1) // PER_PAGE))
    shown = state.rows[page * PER_PAGE : (page + 1) * PER_PAGE]
    done = len(state.rows) - len(state.owing)
    text = blocks(
        title(state.period, t),
        lines(
            t(
                "%(bar)s %(done)s/%(all)s cross-scorings submitted",
                bar=bar(done, len(state.rows)),
                done=done,
                all=len(state.rows),
            ),
            _until(state, now, t),
        ),
        lines(*(_task_line(row, t) for row in shown)),
        state.closed_at is not None and _missing(state, t),
    )
    return Screen(
        text,
        (
            *turning(
                "cross.progress",
                (state.period.period_id,),
                page,
                (len(state.rows) - 1) // PER_PAGE,
            ),
            *_progress_rows(state, now, t),
        ),
        route=pack("cross.progress", state.period.period_id, page),
        topic=topic(state.period.period_id),
    )


def _until(state: Progress, now: datetime, t: Translator) -> Markup:
    if state.closed_at is not None:
        return t("🔒 Closed at %(when)s.", when=t.moment(state.closed_at))
    return deadline(state.due_at, now, t)


def _task_line(row: TaskRow, t: Translator) -> Markup:
    if row.submitted:
        return t("✅ %(rater)s → %(unit)s: submitted", rater=row.rater, unit=row.unit)
    return t(
        "⬜ %(rater)s → %(unit)s: %(done)s/%(all)s",
        rater=row.rater,
        unit=row.unit,
        done=row.done,
        all=row.whole,
    )


def _missing(state: Progress, t: Translator) -> Markup:
    """Which units have handed in how many less; nothing of it counts as 0."""
    if not state.owing:
        return t("Every cross-scoring was submitted.")
    return lines(
        bold(t("Not submitted, so missing (never 0 points)")),
        *_by_unit(state.missing, t),
    )


def _by_unit(missing: Mapping[str, int], t: Translator) -> list[Markup]:
    return [t("• %(unit)s: %(count)s", unit=unit, count=count) for unit, count in missing.items()]


def _progress_rows(state: Progress, now: datetime, t: Translator) -> Rows:
    period_id, home = state.period.period_id, (button(t("🏠 Home"), "home.show"),)
    if state.closed_at is not None:
        results = button(
            t("🔎 Results of cross-scoring"), "cross.sheets", period_id, style="primary"
        )
        return ((results,), home)
    rows: list[tuple[Button, ...]] = []
    late = now > state.due_at
    if state.owing and not late:
        rows.append((button(t("🔔 Remind who owes"), "cross.remind", period_id),))
    style = "primary" if late or not state.owing else ""
    rows.append((button(t("🔒 Close cross-scoring"), "cross.closing", period_id, style=style),))
    rows.append((button(t("Change the deadline"), "cross.move", period_id),))
    words = t("⚖️ Conflicts of interest (%(count)s)", count=len(state.conflicts))
    rows.append((button(words, "cross.conflicts", period_id),))
    return (*rows, home)


def moving(
    state: Progress,
    offers: Sequence[datetime],
    chosen: datetime | None,
    now: datetime,
    t: Translator,
) -> Screen:
    """Another deadline: a few likely days, or typed."""
    period_id = state.period.period_id
    text = blocks(
        title(state.period, t),
        deadline(state.due_at, now, t),
        chosen and bold(t("New: %(when)s", when=t.moment(chosen))),
        t("Press a date, or type it: 15/11 17:00. The units that cross-score will be told."),
    )
    if chosen is not None:
        words = t("✅ Move the deadline")
        stamp = chosen.strftime(STAMP)
        rows: Rows = ((button(words, "cross.moved", period_id, stamp, style="primary"),),)
        route = pack("cross.move", period_id, stamp)
    else:
        dates = [
            button(t.day(each, now), "cross.move", period_id, each.strftime(STAMP))
            for each in offers
        ]
        rows, route = grid(dates, 2), pack("cross.move", period_id)
    back = (button(t("◀️ Back"), "cross.progress", period_id),)
    asks = pack("cross.move", period_id)
    return Screen(text, (*rows, back), route=route, topic=topic(period_id), asks=asks)


def closing(state: Progress, now: datetime, *, own: bool, t: Translator) -> Screen:
    """Before closing; `own`: the head's own unit owes, and would stay blind."""
    period_id, waits = state.period.period_id, bool(state.owing) and now <= state.due_at
    text = blocks(
        title(state.period, t),
        lines(bold(t("Not submitted yet")), *_by_unit(state.missing, t)) if state.owing else "",
        waits
        and t(
            "Cross-scoring can be closed when all are submitted, or after %(when)s.",
            when=t.moment(state.due_at),
        ),
        not waits
        and t(
            "After closing no score can be given or changed. What was not submitted is missing; "
            "it never counts as 0 points."
        ),
        own
        and t(
            "⚠️ Your own unit has not submitted: it would not see the cross-scores until the "
            "score table is opened."
        ),
    )
    close = button(t("🔒 Close cross-scoring"), "cross.closed", period_id, style="primary")
    back = button(t("◀️ Back"), "cross.progress", period_id)
    return Screen(
        text,
        ((back,),) if waits else ((close,), (back,)),
        route=pack("cross.closing", period_id),
        topic=topic(period_id),
    )
