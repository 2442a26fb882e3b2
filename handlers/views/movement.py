"""Movements: the list, one of them for its units and for the offices, and the letters."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, plain, turning
from handlers.views.common import bar, bold, comrade, quote, small
from handlers.views.movement_draft import back_home, days_words
from models.queries.movement import MovementState, Report, UnitProgress
from models.queries.movement_card import MovementCard

PER_PAGE = 6
UNITS_PER_PAGE = 8
WHOLE = 100
LABEL = 36
SAID = 300
OLD = 100
"""Characters of a report that another has followed."""
HISTORY = 8


def topic(movement_id: int) -> str:
    """What the cards about a movement are about."""
    return f"movement:{movement_id}"


def _list(cluster_id: int, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ All movements"), "movement.list", cluster_id),)


def _back(found: MovementState, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ Back to the movement"), "movement.show", found.movement_id),)


# -- the list ---------------------------------------------------------------------------------


def listing(
    cluster_id: int,
    cluster_name: str,
    rows: tuple[MovementState, ...],
    page: int,
    today: date,
    t: Translator,
    *,
    may_run: bool,
) -> Screen:
    """The cluster's movements, the last to end first."""
    last = max(len(rows) - 1, 0) // PER_PAGE
    page = min(page, last)
    shown = rows[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        lines(bold(t("🚩 Emulation movements")), Markup("{}").format(cluster_name)),
        lines(*(_listed(each, today, t) for each in shown))
        if rows
        else t("No movement has been recorded yet."),
    )
    new = button(t("🚩 New movement"), "movement.new", cluster_id, style="primary")
    return Screen(
        text,
        (
            *((new,),) * may_run,
            *(
                (button(plain(each.name, LABEL), "movement.show", each.movement_id),)
                for each in shown
            ),
            *turning("movement.list", (cluster_id,), page, last),
            back_home(t),
        ),
        route=pack("movement.list", cluster_id, page),
        topic=f"cluster:{cluster_id}",
    )


def _listed(each: MovementState, today: date, t: Translator) -> Markup:
    facts = {"name": plain(each.name, 60), "day": t.date(each.ends_on)}
    if each.withdrawn:
        return t("• %(name)s (withdrawn)", name=facts["name"])
    if not each.runs(today):
        return t("• %(name)s (ended)", name=facts["name"])
    return t("• %(name)s (until %(day)s)", **facts)


# -- one of them ------------------------------------------------------------------------------


def facts(found: MovementState, t: Translator) -> Markup:
    """What it is about, and its days."""
    return blocks(
        lines(bold(t("🚩 Movement: %(name)s", name=found.name)), small(found.cluster_name)),
        lines(
            found.theme and t("Theme: “%(theme)s”", theme=found.theme),
            t("Goal: %(goal)s", goal=found.goal),
        ),
        lines(
            days_words(found.starts_on, found.ends_on, t),
            t("Register by %(day)s", day=t.date(found.register_by)),
            t("Reports: %(days)s", days=t.joined(t.date(day) for day in found.report_on)),
        ),
    )


def show(card: MovementCard, today: date, t: Translator) -> Screen:
    """A movement, and how far the reader's units are."""
    found, mine = card.movement, card.mine
    text = blocks(
        facts(found, t),
        over_words(found, today, t),
        t("Registered: %(part)s/%(all)s units", part=card.registered, all=card.units),
        *(_own(found, each, today, t) for each in mine),
    )
    rows = [row for each in mine for row in _own_rows(found, each, today, t, many=len(mine) > 1)]
    if card.may_see:
        board = button(t("📊 Progress of the units"), "movement.board", found.movement_id, 0)
        rows.append((board,))
    if card.may_run and found.runs(today):
        rows.append((button(t("⏹ End or withdraw it"), "movement.end", found.movement_id),))
    return Screen(
        text,
        (*rows, _list(found.cluster_id, t), back_home(t)),
        route=pack("movement.show", found.movement_id),
        topic=topic(found.movement_id),
    )


def over_words(found: MovementState, today: date, t: Translator) -> Markup:
    """That it has ended, and why."""
    if found.ended_at is None:
        return Markup("") if found.runs(today) else t("This movement has ended.")
    said = (
        t("Withdrawn on %(day)s. Reason:", day=t.date(found.ended_at))
        if found.withdrawn
        else t("Ended early on %(day)s. Reason:", day=t.date(found.ended_at))
    )
    return lines(said, quote(found.ended_why))


def _own(found: MovementState, unit: UnitProgress, today: date, t: Translator) -> Markup:
    if unit.registered_at is None:
        open_ = found.runs(today)
        return lines(
            bold(unit.name),
            t("The unit has not registered yet.") if open_ else t("The unit took no part."),
        )
    wanted = unit.next_report(found.report_on, today) if found.takes_reports(today) else None
    return lines(
        bold(unit.name),
        t("Sets out to do: %(pledge)s", pledge=plain(unit.pledge, SAID)),
        _progress(unit.last, t),
        wanted and t("Next report: by %(day)s", day=t.day(wanted, today)),
    )


def _progress(last: Report | None, t: Translator) -> Markup:
    if last is None:
        return t("No report yet.")
    line = t("%(bar)s %(percent)s%%", bar=bar(last.percent, WHOLE), percent=last.percent)
    return lines(
        line,
        last.said and quote(_excerpt(last.said, SAID)),
        small(t("%(who)s, %(when)s", who=comrade(last.by, t), when=t.moment(last.at))),
    )


def _excerpt(words: str, limit: int) -> str:
    """How it begins, in one line."""
    return plain(" ".join(words.split()), limit)


def _own_rows(
    found: MovementState, unit: UnitProgress, today: date, t: Translator, *, many: bool
) -> Rows:
    """What the unit can do now; of several units each button names its own."""
    args, name = (found.movement_id, unit.unit_id), f" · {unit.short_name}" if many else ""
    rows: list[tuple[Button, ...]] = []
    if unit.registered_at is None and found.runs(today):
        words = plain(t("✍️ Register") + name)
        rows.append((button(words, "movement.join", *args, style="primary"),))
    if unit.registered_at is not None and found.takes_reports(today):
        words = plain(t("📈 Report progress") + name)
        rows.append((button(words, "movement.report", *args, style="primary"),))
    if unit.registered_at is not None and found.runs(today):
        rows.append((button(plain(t("✏️ Change the pledge") + name), "movement.join", *args),))
    return tuple(rows)


# -- for the offices --------------------------------------------------------------------------


def board(
    found: MovementState, units: Sequence[UnitProgress], page: int, today: date, t: Translator
) -> Screen:
    """How far each unit is, and who has said nothing."""
    last = max(len(units) - 1, 0) // UNITS_PER_PAGE
    page = min(page, last)
    shown = units[page * UNITS_PER_PAGE : (page + 1) * UNITS_PER_PAGE]
    text = blocks(
        lines(bold(found.name), small(days_words(found.starts_on, found.ends_on, t))),
        over_words(found, today, t),
        lines(*(_unit_line(each, t) for each in shown)),
        lines(*_behind(found, units, today, t)),
    )
    buttons = [
        button(each.short_name, "movement.unit", found.movement_id, each.unit_id)
        for each in shown
        if each.registered_at is not None
    ]
    return Screen(
        text,
        (
            *grid(buttons, 2),
            *turning("movement.board", (found.movement_id,), page, last),
            _back(found, t),
        ),
        route=pack("movement.board", found.movement_id, page),
        topic=topic(found.movement_id),
    )


def _unit_line(unit: UnitProgress, t: Translator) -> Markup:
    if unit.registered_at is None:
        return t("⬜ %(unit)s: not registered", unit=unit.short_name)
    if unit.last is None:
        return t("%(bar)s %(unit)s: no report yet", bar=bar(0, WHOLE), unit=unit.short_name)
    return t(
        "%(bar)s %(unit)s: %(percent)s%%, reported on %(day)s",
        bar=bar(unit.last.percent, WHOLE),
        unit=unit.short_name,
        percent=unit.last.percent,
        day=t.date(unit.last.at),
    )


def _behind(
    found: MovementState, units: Sequence[UnitProgress], today: date, t: Translator
) -> list[Markup]:
    """Who has not registered, and who owes a report whose day is over."""
    absent = [each.short_name for each in units if each.registered_at is None]
    late = [
        each.short_name
        for each in units
        if (day := each.next_report(found.report_on, today)) is not None and day < today
    ]
    said = []
    if absent:
        said.append(t("Not registered: %(units)s", units=t.joined(absent)))
    if late and found.ended_at is None:
        said.append(t("Report overdue: %(units)s", units=t.joined(late)))
    return said


def unit_card(found: MovementState, unit: UnitProgress, t: Translator) -> Screen:
    """What one unit set out to do, and all that it has reported."""
    reports = [
        lines(
            t(
                "%(bar)s %(percent)s%% (%(who)s, %(when)s)",
                bar=bar(each.percent, WHOLE),
                percent=each.percent,
                who=each.by,
                when=t.moment(each.at),
            ),
            each.said and quote(_excerpt(each.said, OLD) if number else each.said),
        )
        for number, each in enumerate(reversed(unit.reports[-HISTORY:]))
    ]
    back = button(t("◀️ Progress of the units"), "movement.board", found.movement_id, 0)
    return Screen(
        blocks(
            lines(bold(unit.name), small(found.name)),
            unit.pledge and t("Sets out to do: %(pledge)s", pledge=unit.pledge),
            *(reports or [t("No report yet.")]),
        ),
        ((back,), back_home(t)),
        route=pack("movement.unit", found.movement_id, unit.unit_id),
        topic=topic(found.movement_id),
    )
