"""Choosing what is opened together, and the list of those who vote."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines, plain, turning
from handlers.views.common import bold, small
from handlers.views.voting import Plan
from handlers.views.voting_words import titled
from models.queries.opening import Draft, Opening

PER_PAGE = 8
VOTERS_PER_PAGE = 15
LABEL = 28
TITLE = 120


def choose(state: Opening, plan: Plan, page: int, t: Translator) -> Screen:
    """Which motions are opened together: a press marks one or takes its mark away."""
    last = max(len(state.drafts) - 1, 0) // PER_PAGE
    page = min(page, last)
    shown = state.drafts[page * PER_PAGE : (page + 1) * PER_PAGE]
    args = (state.session_id,)
    text = blocks(
        bold(t("Which motions are opened now?")),
        t("Chosen: %(count)s/%(all)s motions", count=len(plan.versions), all=len(state.drafts)),
        lines(*(_listed(each, t) for each in shown)),
        small(t("The others stay in preparation and can be opened later, one by one or together.")),
    )
    rows = (
        *((_toggle(state, plan, each, page),) for each in shown),
        (
            button(t("All motions"), "voting.all", *args, 1, page),
            button(t("No motion"), "voting.all", *args, 0, page),
        ),
        *turning("voting.choose", args, page, last),
        (
            button(t("➡️ Continue"), "voting.open", *args, style="primary"),
            button(t("🏠 Home"), "home.show"),
        ),
    )
    route = pack("voting.choose", *args, page)
    return Screen(text, rows, route=route, topic=f"session:{state.session_id}", kept=plan.kept())


def _listed(draft: Draft, t: Translator) -> Markup:
    """The title, of which a label shows the beginning only."""
    return Markup("{}. {}").format(draft.place, titled(draft.title, draft.round, t, TITLE))


def _toggle(state: Opening, plan: Plan, draft: Draft, page: int) -> Button:
    on = draft.motion_id in plan.versions
    mark = "✅" if on else "⚠️" if draft.missing else "⬜"
    label = f"{mark} {draft.place}. {plain(draft.title, LABEL)}"
    return button(label, "voting.pick", state.session_id, draft.motion_id, int(not on), page)


def voters(state: Opening, plan: Plan, page: int, t: Translator) -> Screen:
    """Who votes for each unit, as of now."""
    last = max(len(state.units) - 1, 0) // VOTERS_PER_PAGE
    page = min(page, last)
    shown = state.units[page * VOTERS_PER_PAGE : (page + 1) * VOTERS_PER_PAGE]
    told = []
    for number, unit in enumerate(shown, page * VOTERS_PER_PAGE + 1):
        words = {"number": number, "unit": unit.short_name}
        if unit.person_id is None:
            told.append(t("%(number)s. %(unit)s – <b>nobody yet</b>", **words))
        elif unit.substitute:
            told.append(
                t("%(number)s. %(unit)s – %(who)s (authorised)", who=unit.person_name, **words)
            )
        else:
            told.append(t("%(number)s. %(unit)s – %(who)s", who=unit.person_name, **words))
    text = blocks(
        bold(t("Who votes for each unit")),
        lines(*told),
        small(t("The list is fixed when voting is opened. Units without anybody stay on it.")),
    )
    rows = (
        *turning("voting.voters", (state.session_id,), page, last),
        (
            button(t("◀️ Back"), "voting.open", state.session_id),
            button(t("🏠 Home"), "home.show"),
        ),
    )
    route = pack("voting.voters", state.session_id, page)
    return Screen(text, rows, route=route, kept=plan.kept())
