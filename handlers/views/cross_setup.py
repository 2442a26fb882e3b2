"""A round of cross-scoring about to be opened: how many, until when, who scores whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Rows, Screen, blocks, button, grid, lines
from handlers.views.common import bold, deadline, small
from handlers.views.crossing import title, topic
from handlers.views.period import STAMP
from models.queries.crossing import SetUp

Pair = tuple[int, int]
LISTED = 40
"""Rater units that the preview lists."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A round about to be opened; `pairs` are (rater unit, scored unit), drawn for these units."""

    period_id: int
    per_unit: int
    due_at: datetime
    pairs: tuple[Pair, ...]
    units: tuple[int, ...]
    barred: list[list[int]]

    def short(self) -> tuple[int, ...]:
        """The units with fewer raters than the others."""
        scored = [unit for _, unit in self.pairs]
        return tuple(unit for unit in self.units if scored.count(unit) < self.per_unit)

    def kept(self) -> dict[str, object]:
        """What the card keeps, so that exactly this is opened."""
        return {
            "period": self.period_id,
            "per": self.per_unit,
            "due": self.due_at.strftime(STAMP),
            "pairs": [list(pair) for pair in self.pairs],
            "units": list(self.units),
            "drawn": self.per_unit,
            "barred": self.barred,
        }


def setup(
    state: SetUp, draft: Draft, offers: Sequence[datetime], now: datetime, t: Translator
) -> Screen:
    """How many reviewers, until when, which conflicts, who scores whom; one button opens it."""
    text = blocks(
        title(state.period, t),
        lines(
            t.n(
                "%(count)s unit takes part; %(items)s items of the table are cross-scored.",
                "%(count)s units take part; %(items)s items of the table are cross-scored.",
                len(state.units),
                items=state.asked,
            ),
            state.absent
            and t(
                "Without a submitted sheet, so not taking part: %(units)s.",
                units=t.joined(state.absent),
            ),
            t("Each unit is scored by: <b>%(count)s</b> units", count=draft.per_unit),
            deadline(draft.due_at, now, t),
        ),
        lines(bold(t("Who scores whom")), *_assignment(state, draft, t)),
        _short(state, draft, t),
        small(t("Press a number, a date, or type another deadline: 15/11 17:00")),
    )
    return Screen(
        text,
        _setup_rows(state, draft, offers, now, t),
        route=pack("cross.setup", draft.period_id),
        topic=topic(draft.period_id),
        asks=pack("cross.due", draft.period_id),
        kept=draft.kept(),
    )


def _assignment(state: SetUp, draft: Draft, t: Translator) -> list[Markup]:
    given: dict[int, list[str]] = {unit: [] for unit in draft.units}
    for rater, scored in draft.pairs:
        given[rater].append(state.names[scored][1])
    found = [
        t(
            "%(rater)s → %(units)s",
            rater=state.names[rater][1],
            units=", ".join(units) if units else "–",
        )
        for rater, units in given.items()
    ]
    more = len(found) - LISTED
    return [*found[:LISTED], t("… and %(more)s more", more=more)] if more > 0 else found


def _short(state: SetUp, draft: Draft, t: Translator) -> Markup:
    short = [state.names[unit][1] for unit in draft.short()]
    if not short:
        return Markup("")
    return t("⚠️ With fewer raters, because of conflicts: %(units)s.", units=t.joined(short))


def _setup_rows(
    state: SetUp, draft: Draft, offers: Sequence[datetime], now: datetime, t: Translator
) -> Rows:
    period_id = draft.period_id
    numbers = [
        button(f"● {n}" if n == draft.per_unit else str(n), "cross.per", period_id, n)
        for n in range(1, state.most + 1)
    ]
    dates = [
        button(
            ("● " if due_at == draft.due_at else "") + t.day(due_at, now),
            "cross.due",
            period_id,
            due_at.strftime(STAMP),
        )
        for due_at in offers
    ]
    words = t("⚖️ Conflicts of interest (%(count)s)", count=len(state.conflicts))
    return (
        (button(t("✅ Open cross-scoring"), "cross.open", period_id, style="primary"),),
        *grid(numbers, 5),
        *grid(dates, 2),
        (button(t("🎲 Assign again"), "cross.again", period_id),),
        (button(words, "cross.conflicts", period_id),),
        (button(t("🏠 Home"), "home.show"),),
    )
