"""An announcement before it is sent: its words, its file, for whom, and what everybody gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, turning
from handlers.views.announcing import content
from handlers.views.common import bold, small
from models.queries.announcing import Announced
from models.queries.delivery import Audience
from models.queries.people import MemberUnit

PER_PAGE = 8
NAMED = 6
"""Units that are named one by one: more would push the words off the screen."""
SAID_AT_MOST = 3000


@dataclass(frozen=True, slots=True)
class Draft:
    """What the head has put together so far; it rests in the card until it is sent."""

    cluster_id: int
    stamp: str
    said: str = ""
    sha256: str = ""
    file_name: str = ""
    file_kind: str = ""
    units: tuple[int, ...] | None = None
    """None: all."""

    @property
    def empty(self) -> bool:
        """There is nothing to be sent yet."""
        return not self.said and not self.sha256

    def kept(self) -> Mapping[str, Any]:
        """As the card keeps it."""
        return {
            "cluster": self.cluster_id,
            "stamp": self.stamp,
            "said": self.said,
            "file": [self.sha256, self.file_name, self.file_kind],
            "units": None if self.units is None else list(self.units),
        }


def read_draft(kept: Mapping[str, Any], cluster_id: int) -> Draft | None:
    """The draft that a card keeps; none if it keeps another cluster's, or something else."""
    if kept.get("cluster") != cluster_id or "said" not in kept:
        return None
    units, (sha256, name, kind) = kept["units"], kept["file"]
    chosen = None if units is None else tuple(units)
    return Draft(cluster_id, kept["stamp"], kept["said"], sha256, name, kind, chosen)


def _screen(draft: Draft, text: Markup, rows: Rows, route: str, *, asks: bool = True) -> Screen:
    """A screen of the draft: it keeps it, and takes words and a file for it."""
    cluster_id = draft.cluster_id
    return Screen(
        text,
        rows,
        route=route,
        asks=pack("announce.typed", cluster_id) if asks else "",
        takes=pack("announce.take", cluster_id) if asks else "",
        kept=draft.kept(),
    )


def _back(draft: Draft, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ All announcements"), "announce.list", draft.cluster_id),)


def compose(draft: Draft, cluster_name: str, t: Translator) -> Screen:
    """Asks for words, a file, or both."""
    text = blocks(
        lines(bold(t("✍️ New announcement")), Markup("{}").format(cluster_name)),
        t(
            "Please type the text (at most %(limit)s characters), or send a file or a picture; "
            "what is written under it becomes the text.",
            limit=SAID_AT_MOST,
        ),
        small(t("Nothing is sent before it is confirmed on the next screen.")),
    )
    return _screen(draft, text, (_back(draft, t),), pack("announce.new", draft.cluster_id))


def preview(draft: Draft, like: Announced, audience: Audience, t: Translator) -> Screen:
    """Exactly what they get, who gets it and when; one button sends it."""
    args = (draft.cluster_id,)
    text = blocks(
        bold(t("Please check before sending")),
        t("The units will receive this message:"),
        content(like, draft.said, t),
        _for_whom(audience, t),
        not draft.said and small(t("To add a text, type it.")),
        draft.said and small(t("To change the text, type it again; a file can be sent, too.")),
    )
    send = button(
        t("📤 Send the announcement"), "announce.send", *args, draft.stamp, style="primary"
    )
    drop = button(t("🗑 Without the file"), "announce.nofile", *args)
    rows = (
        *(((send,),) if audience.units else ()),
        (button(t("👥 Choose the units"), "announce.units", *args, 0),),
        *(((drop,),) if draft.sha256 else ()),
        _back(draft, t),
    )
    return _screen(draft, text, rows, pack("announce.preview", *args))


def _for_whom(audience: Audience, t: Translator) -> Markup:
    if not audience.units:
        return t("⚠️ No unit has been chosen yet.")
    count = len(audience.units)
    return lines(
        bold(
            t.n("For all %(count)s unit", "For all %(count)s units", count)
            if count == audience.members
            else t.n(
                "For %(count)s unit: %(units)s",
                "For %(count)s units: %(units)s",
                count,
                units=_named([each.short_name for each in audience.units], t),
            )
        ),
        t.n("%(count)s person gets it now.", "%(count)s people get it now.", audience.at_once),
        audience.from_when
        and t.n(
            "%(count)s person is in quiet hours and gets it from %(when)s.",
            "%(count)s people are in quiet hours and get it from %(when)s.",
            audience.later,
            when=t.moment(audience.from_when),
        ),
        audience.silent
        and t("⚠️ Nobody can be written to at: %(units)s.", units=_named(audience.silent, t)),
    )


def _named(units: Sequence[str], t: Translator) -> str:
    """Their names, or those of the first and how many more."""
    more = len(units) - NAMED
    rest = [t.n("%(count)s more unit", "%(count)s more units", more)] if more > 0 else []
    return t.joined([*units[:NAMED], *rest])


def choose(draft: Draft, members: tuple[MemberUnit, ...], page: int, t: Translator) -> Screen:
    """Which units: a press marks one or takes its mark away."""
    last = max(len(members) - 1, 0) // PER_PAGE
    page = min(page, last)
    shown = members[page * PER_PAGE : (page + 1) * PER_PAGE]
    chosen = {each.unit_id for each in members} if draft.units is None else set(draft.units)
    count = len(chosen & {each.unit_id for each in members})
    buttons = [_toggle(draft, each, page, chosen=each.unit_id in chosen) for each in shown]
    args = (draft.cluster_id,)
    text = blocks(
        bold(t("Which units receive the announcement?")),
        t("Chosen: %(count)s/%(all)s units", count=count, all=len(members)),
    )
    rows = (
        *grid(buttons, 2),
        (
            button(t("All units"), "announce.all", *args, 1, page),
            button(t("No unit"), "announce.all", *args, 0, page),
        ),
        *turning("announce.units", args, page, last),
        (button(t("➡️ Continue"), "announce.preview", *args, style="primary"),),
    )
    return _screen(draft, text, rows, pack("announce.units", *args, page), asks=False)


def _toggle(draft: Draft, unit: MemberUnit, page: int, *, chosen: bool) -> Button:
    mark = "✅" if chosen else "⬜"
    wanted = int(not chosen)
    return button(
        f"{mark} {unit.short_name}", "announce.pick", draft.cluster_id, unit.unit_id, wanted, page
    )
