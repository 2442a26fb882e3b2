"""The criteria table: what it holds, what is wrong with one that was sent, what it would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines, plain
from handlers.views.common import bold, period_name, small
from handlers.views.faults_workbook import cell_fault
from models.criteria import SetState
from models.queries.criteria_versions import Outline, Version
from models.rules.criteria import Item
from models.rules.criteria_diff import Comparison
from models.rules.faults import Fault
from models.sheet import PeriodCode

MOST_FAULTS = 15
MOST_ITEMS = 8
"""Items listed under each kind of change; the rest are counted."""
NAME_SHOWN = 70
VALUE_SHOWN = 120
"""Characters of a cell in the sentence that says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A year's table on its card. `before`: the last year that has one, if this has none."""

    cluster_id: int
    year: int
    years: tuple[int, ...]
    current: Outline | None
    versions: tuple[Version, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A table that waits to be adopted; `changes` against the version in force, if there is one."""

    outline: Outline
    current: int | None
    changes: Comparison | None
    opened: tuple[PeriodCode, ...]


def shown(state: Shown, t: Translator) -> Screen:
    """The card."""
    text = blocks(
        bold(t("📑 Criteria table %(year)s", year=state.year)),
        _outline(state.current, t) if state.current else _none(state, t),
        _versions(state.versions, t),
        small(
            t(
                "To change it: fetch the Excel workbook, edit and save it, and send the file here. "
                "Nothing changes until the new version is adopted."
            )
        ),
    )
    return Screen(
        text,
        _rows(state, t),
        route=pack("criteria.show", state.cluster_id, state.year),
        topic=f"cluster:{state.cluster_id}",
        takes=pack("criteria.take", state.cluster_id),
    )


def _outline(state: Outline, t: Translator) -> Markup:
    parts = [
        t(
            "%(code)s. %(name)s: %(points)s points",
            code=part.code,
            name=_brief(t.pick(part.name_vi, part.name_en)),
            points=t.points(part.max),
        )
        for part in state.parts
    ]
    return blocks(
        Markup("{}").format(t.pick(state.title_vi, state.title_en)),
        lines(
            *parts,
            t.n(
                "In all %(points)s points, %(count)s item.",
                "In all %(points)s points, %(count)s items.",
                state.items,
                points=t.points(state.base_max),
            ),
        ),
    )


def _none(state: Shown, t: Translator) -> Markup:
    if state.before is None:
        return t(
            "There is no adopted table yet. Please ask the administrator for the template, fill it "
            "in and send it here."
        )
    return t(
        "There is no adopted table yet. The table of %(before)s can be fetched to start from.",
        before=state.before,
    )


def _versions(found: Sequence[Version], t: Translator) -> Markup:
    return lines(
        *(
            t("Version %(number)s: %(state)s", number=each.version, state=_state(each, t))
            for each in found[-MOST_ITEMS:]
        )
    )


def _state(version: Version, t: Translator) -> Markup:
    if version.state == SetState.DRAFT:
        return t("draft, not adopted")
    if version.state == SetState.RETIRED:
        return t("no longer in force")
    when = t.date(version.adopted_at) if version.adopted_at else ""
    if version.state == SetState.FROZEN:
        return t("adopted on %(day)s, sheets are scored by it", day=when)
    return t("adopted on %(day)s", day=when)


def _rows(state: Shown, t: Translator) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    waiting = _waiting(state)
    if waiting is not None:
        words = t("Review version %(number)s", number=waiting.version)
        rows.append((button(words, "criteria.preview", waiting.set_id, style="primary"),))
    if state.current or state.before is not None:
        place = (state.cluster_id, state.year)
        rows.append((button(t("📄 Fetch the Excel workbook"), "criteria.file", *place),))
    rows.append(
        tuple(
            button(t("Year %(year)s", year=year), "criteria.show", state.cluster_id, year)
            for year in state.years
            if year != state.year
        )
    )
    rows.append((button(t("🏠 Home"), "home.show"),))
    return tuple(rows)


def _waiting(state: Shown) -> Version | None:
    """The newest version, if it is a draft."""
    newest = state.versions[-1] if state.versions else None
    return newest if newest and newest.state == SetState.DRAFT else None


# -- what was sent --------------------------------------------------------------------------------


def faulty(cluster_id: int, name: str, found: list[tuple[str, Fault]], t: Translator) -> Screen:
    """The faults of a file: cell, what is wrong, what to do. The card keeps the first of them."""
    kept = {
        "name": name,
        "all": len(found),
        "faults": [[cell, each.code, _told(each)] for cell, each in found[:MOST_FAULTS]],
    }
    return _faulty(cluster_id, kept, t)


def _told(found: Fault) -> dict[str, str]:
    """What a fault's sentence needs; cut, unless it is ours: a cell may hold 30,000 letters."""
    return {
        name: value if name == "choices" else plain(value, VALUE_SHOWN)
        for name, value in found.params.items()
    }


def faulty_again(cluster_id: int, kept: Mapping[str, Any], t: Translator) -> Screen | None:
    """The same from what the card has kept; none if it has kept nothing."""
    return _faulty(cluster_id, kept, t) if kept.get("faults") else None


def _faulty(cluster_id: int, kept: Mapping[str, Any], t: Translator) -> Screen:
    told = [cell_fault(cell, Fault((), code, params), t) for cell, code, params in kept["faults"]]
    rest = int(kept["all"]) - len(told)
    text = blocks(
        bold(
            t.n(
                "⚠️ “%(name)s” has %(count)s fault; the table is unchanged.",
                "⚠️ “%(name)s” has %(count)s faults; the table is unchanged.",
                int(kept["all"]),
                name=kept["name"],
            )
        ),
        lines(*(Markup("• {}").format(each) for each in told)),
        rest > 0 and t.n("and %(count)s more fault.", "and %(count)s more faults.", rest),
        t("Please correct the file and send it here again."),
    )
    return Screen(
        text,
        ((_back(cluster_id, t),),),
        route=pack("criteria.faults", cluster_id),
        takes=pack("criteria.take", cluster_id),
        kept=kept,
    )


def _back(cluster_id: int, t: Translator, *year: int) -> Button:
    return button(t("◀️ Back"), "criteria.show", cluster_id, *year)


def nothing_new(version: int, t: Translator) -> Markup:
    """The file says what is in force."""
    return t("The file says the same as version %(number)s, which is in force.", number=version)


def adopted(version: int, year: int, t: Translator) -> Markup:
    """It is in force."""
    return t(
        "✅ Version %(number)s has been adopted for %(year)s. Periods opened from now on are "
        "scored by it.",
        number=version,
        year=year,
    )


def draft(state: Draft, t: Translator) -> Screen:
    """A table that was sent without a fault: what it holds, what it changes, adopt it or not."""
    outline = state.outline
    text = blocks(
        bold(
            t(
                "📑 Criteria table %(year)s, version %(number)s (draft)",
                year=outline.year,
                number=outline.version.version,
            )
        ),
        _outline(outline, t),
        state.changes
        and lines(
            bold(t("Against version %(number)s, which is in force:", number=state.current)),
            *_changes(state.changes, t),
        ),
        state.opened
        and t(
            "Opened already: %(periods)s. They keep the version that they were opened with.",
            periods=t.joined([str(period_name(code, outline.year, t)) for code in state.opened]),
        ),
        t("Please adopt it only when the members have agreed to it."),
    )
    adopt = button(
        t("✅ Adopt this version"), "criteria.adopt", outline.version.set_id, style="primary"
    )
    return Screen(
        text,
        ((adopt,), (_back(outline.cluster_id, t, outline.year),)),
        route=pack("criteria.preview", outline.version.set_id),
        topic=f"cluster:{outline.cluster_id}",
        takes=pack("criteria.take", outline.cluster_id),
    )


def _changes(found: Comparison, t: Translator) -> Iterable[Markup | bool]:
    if found.nothing:
        yield t("Nothing that counts is different.")
    yield from _listed(t("Added"), [_named(item, t) for item in found.added], t)
    yield from _listed(t("Taken out"), [_named(item, t) for item in found.removed], t)
    yield from _listed(t("Other maximum"), [_revalued(*pair, t) for pair in found.revalued], t)
    codes = [Markup("{}").format(item.code) for item in found.reworded]
    yield from _listed(t("Changed in name, rule or evidence"), codes, t)
    yield found.regrouped and t("• Groups, or the places of items in them, are different.")
    yield found.resettled and t("• General information, grades or other lists are different.")


def _listed(heading: Markup, found: list[Markup], t: Translator) -> Iterable[Markup]:
    if not found:
        return
    more = len(found) - MOST_ITEMS
    items = Markup("; ").join(found[:MOST_ITEMS])
    rest = t.n(" and %(count)s more", " and %(count)s more", more) if more > 0 else Markup()
    yield Markup("• {}: {}{}").format(heading, items, rest)


def _named(item: Item, t: Translator) -> Markup:
    name = _brief(t.pick(item.name_vi, item.name_en))
    return t(
        "%(code)s %(name)s (%(points)s points)",
        code=item.code,
        name=name,
        points=t.points(item.max),
    )


def _revalued(old: Item, new: Item, t: Translator) -> Markup:
    return Markup("{} {} → {}").format(new.code, t.points(old.max), t.points(new.max))


def _brief(name: str) -> str:
    return name if len(name) <= NAME_SHOWN else name[: NAME_SHOWN - 1].rstrip() + "…"
