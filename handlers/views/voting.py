"""Before a vote is opened: which motions, until when, who votes, what is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines
from handlers.views.common import bold, small
from handlers.views.period import STAMP
from handlers.views.voting_opening import needs_roll, warnings_of
from handlers.views.voting_words import (
    cast_line,
    form_words,
    need_words,
    presence_line,
    titled,
)
from models.queries.opening import Draft, Opening
from models.rules.motion import QuorumOn

MINUTES = (15, 30, 60)
"""How long a vote at a meeting may be open, from its opening."""
LISTED = 10
"""Motions that are read back one by one; a long agenda goes on in the list."""
TITLE = 90


@dataclass(frozen=True, slots=True)
class Plan:
    """What the head has chosen so far; it rests in the card until it is opened."""

    session_id: int
    versions: Mapping[int, int]
    """The chosen motions, and the versions of them that are on screen."""
    minutes: int = 0
    """How long, from the opening; 0 where there is a moment instead."""
    until: datetime | None = None
    usual: bool = False
    """The time is the usual one, which nobody has chosen: it follows the roll call."""

    def kept(self) -> Mapping[str, Any]:
        """As the card keeps it."""
        return {
            "opening": self.session_id,
            "versions": {str(each): version for each, version in self.versions.items()},
            "minutes": self.minutes,
            "until": self.until.isoformat() if self.until else "",
            "usual": self.usual,
        }

    @property
    def stamp(self) -> str:
        """Short for all that is on screen: a button opens this and nothing else."""
        said = repr((sorted(self.versions.items()), self.minutes, self.until))
        return f"{crc32(said.encode()):08x}"

    def closes_at(self, now: datetime) -> datetime:
        """When it would close if it were opened now: a whole minute, as it is shown."""
        if self.until is not None:
            return self.until
        return next_minute(now + timedelta(minutes=self.minutes))


def next_minute(moment: datetime) -> datetime:
    """The moment itself if it is a whole minute, or else the next one."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def read_plan(kept: Mapping[str, Any], session_id: int) -> Plan | None:
    """The plan that a card keeps; none if it keeps another session's, or something else."""
    if kept.get("opening") != session_id or "versions" not in kept:
        return None
    versions = {int(each): version for each, version in kept["versions"].items()}
    until = datetime.fromisoformat(kept["until"]) if kept["until"] else None
    return Plan(session_id, versions, kept["minutes"], until, kept["usual"])


# -- the preview ----------------------------------------------------------------------------------


def preview(
    state: Opening, plan: Plan, offers: Sequence[tuple[str, datetime]], now: datetime, t: Translator
) -> Screen:
    """Everything that opening does; one button opens it."""
    chosen = [each for each in state.drafts if each.motion_id in plan.versions]
    text = blocks(
        lines(bold(t("🗳 Open voting")), Markup("{}").format(state.title), state.cluster_name),
        _chosen(state, chosen, t),
        _closing(plan, now, t),
        lines(*_quorum(state, chosen, t), _voters(state, t)),
        lines(*warnings_of(state, chosen, now, t)),
        small(t("A closing time can be typed, too: 17:00, or 17:00 28/11.")),
    )
    rows = (
        *_opening(state, plan, chosen, t),
        *_times(state, plan, offers, t),
        _details(state, t),
        _ways_out(state, t),
    )
    args = (state.session_id,)
    return Screen(
        text,
        rows,
        route=pack("voting.open", *args),
        topic=f"session:{state.session_id}",
        asks=pack("voting.typed", *args),
        kept=plan.kept(),
    )


def _chosen(state: Opening, chosen: Sequence[Draft], t: Translator) -> Markup:
    if not state.drafts:
        return t("Nothing waits to be opened in this session.")
    head = t("To be opened: %(count)s/%(all)s motions", count=len(chosen), all=len(state.drafts))
    shown = [_motion(each, len(state.units), t) for each in chosen[:LISTED]]
    more = len(chosen) - LISTED
    rest = (
        t.n("… and %(count)s more motion", "… and %(count)s more motions", more) if more > 0 else ""
    )
    return lines(bold(head), *shown, rest)


def _motion(draft: Draft, entitled: int, t: Translator) -> Markup:
    return t(
        "%(place)s. %(title)s – <i>%(form)s; %(need)s</i>",
        place=draft.place,
        title=titled(draft.title, draft.round, t, TITLE),
        form=form_words(draft.form, t),
        need=need_words(draft.method, draft.terms, entitled, t),
    )


def _closing(plan: Plan, now: datetime, t: Translator) -> Markup:
    closes_at = t.moment(plan.closes_at(now))
    if plan.until is None:
        return t.n(
            "⏰ Open for <b>%(count)s minute</b> (until about %(when)s)",
            "⏰ Open for <b>%(count)s minutes</b> (until about %(when)s)",
            plan.minutes,
            when=closes_at,
        )
    if plan.until <= now:
        return t("⚠️ %(when)s has passed. Please choose another closing time.", when=closes_at)
    return t("⏰ Open until <b>%(when)s</b>", when=closes_at)


def _quorum(state: Opening, chosen: Sequence[Draft], t: Translator) -> list[Markup]:
    """What the quorum is measured on, once for all motions that say the same."""
    entitled = len(state.units)
    said: dict[str, Markup] = {}
    for each in chosen:
        on_presence = each.terms.quorum_on is QuorumOn.PRESENCE
        line = (
            presence_line(each.terms, state.present, entitled, t)
            if on_presence
            else cast_line(each.terms, entitled, t)
        )
        said.setdefault(str(line), line)
    return list(said.values())


def _voters(state: Opening, t: Translator) -> Markup:
    voting = sum(unit.person_id is not None for unit in state.units)
    return t(
        "%(voting)s/%(all)s units have somebody who votes", voting=voting, all=len(state.units)
    )


# -- its buttons ----------------------------------------------------------------------------------


def _opening(state: Opening, plan: Plan, chosen: Sequence[Draft], t: Translator) -> Rows:
    """The one next step: open, or first what is missing for it."""
    if needs_roll(state, chosen):
        if state.meeting_id is None:
            return ()
        call = button(t("📝 Roll call"), "rollcall.show", state.meeting_id, style="primary")
        return ((call, button(t("🔄 Check again"), "voting.open", state.session_id)),)
    if not chosen:
        return ()
    label = t.n("🗳 Open voting: %(count)s motion", "🗳 Open voting: %(count)s motions", len(chosen))
    args = (state.session_id, state.openings, plan.stamp)
    return ((button(label, "voting.opened", *args, style="primary"),),)


def _times(
    state: Opening, plan: Plan, offers: Sequence[tuple[str, datetime]], t: Translator
) -> Rows:
    if not state.drafts:
        return ()
    session_id = state.session_id
    spans = [
        (t.n("%(count)s min", "%(count)s min", each) if each < MINUTES[-1] else t("1 hour"), each)
        for each in MINUTES
    ]
    first = [
        button(
            _marked(words, on=plan.until is None and plan.minutes == each),
            "voting.until",
            session_id,
            each,
        )
        for words, each in spans
    ]
    second = [
        button(_marked(words, on=plan.until == at), "voting.until", session_id, at.strftime(STAMP))
        for words, at in offers
    ]
    return tuple(tuple(row) for row in (first, second) if row)


def _marked(words: str, *, on: bool) -> str:
    return f"✅ {words}" if on else str(words)


def _details(state: Opening, t: Translator) -> tuple[Button, ...]:
    who = button(t("👥 Who votes"), "voting.voters", state.session_id, 0)
    if len(state.drafts) < 2:  # noqa: PLR2004 - one motion leaves no choice
        return (who,)
    return (button(t("☑️ Choose motions"), "voting.choose", state.session_id, 0), who)


def _ways_out(state: Opening, t: Translator) -> tuple[Button, ...]:
    back = button(t("◀️ Agenda"), "agenda.show", state.session_id)
    return (back, button(t("🏠 Home"), "home.show"))
