"""What the head should know before opening a vote: what is missing, what may go wrong."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import plain
from handlers.views.refusals_vote import WORDS
from models.queries.opening import Draft, Opening
from models.rules.calendar import local_date
from models.rules.motion import FEW, Absent, Form, MotionKind, QuorumOn
from models.rules.presets import PRESETS
from models.rules.tally import quorum_met

SHORT = 40
NAMED = 8


def needs_roll(state: Opening, chosen: Iterable[Draft]) -> bool:
    """Whether units have to be noted as present before these motions can be opened."""
    return any(_lacks_presence(state, each) for each in chosen)


def _lacks_presence(state: Opening, draft: Draft) -> bool:
    terms = draft.terms
    if terms.quorum_on is QuorumOn.CAST and terms.absent is Absent.CAST:
        return False
    if not state.roll_called:
        return True
    on_presence = terms.quorum_on is QuorumOn.PRESENCE
    return on_presence and not quorum_met(terms.quorum, len(state.units), state.present)


def warnings_of(
    state: Opening, chosen: Sequence[Draft], now: datetime, t: Translator
) -> list[Markup]:
    """A sentence for each thing that the head should know; none is a reason to refuse by itself."""
    return [
        *_incomplete(state, t),
        *_no_roll(state, chosen, t),
        *_no_voter(state, t),
        *_few(state, chosen, t),
        *_both_offices(chosen, t),
        *_out_of_force(chosen, now, t),
    ]


def _incomplete(state: Opening, t: Translator) -> list[Markup]:
    return [
        t(
            "⚠️ Motion %(place)s (%(title)s) is not complete: %(why)s",
            place=each.place,
            title=plain(each.title, SHORT),
            why=WORDS[type(each.missing)](each.missing, t),
        )
        for each in state.drafts
        if each.missing is not None
    ]


def _no_roll(state: Opening, chosen: Sequence[Draft], t: Translator) -> list[Markup]:
    if not needs_roll(state, chosen):
        return []
    if state.meeting_id is None:
        return [
            t(
                "⚠️ These motions count the units present, but the session belongs to no meeting: "
                "%(places)s. Please change their quorum or their rule for absent units, or leave "
                "them out.",
                places=t.joined(
                    [str(each.place) for each in chosen if _lacks_presence(state, each)]
                ),
            )
        ]
    if not state.roll_called:
        return [t("⚠️ Roll has not been called; please open the roll call first.")]
    return [t("⚠️ Too few units are present; please continue the roll call.")]


def _no_voter(state: Opening, t: Translator) -> list[Markup]:
    missing = [unit.short_name for unit in state.units if unit.person_id is None]
    if not missing:
        return []
    named, more = missing[:NAMED], len(missing) - NAMED
    rest = [t.n("%(count)s more unit", "%(count)s more units", more)] if more > 0 else []
    return [t("⚠️ Nobody votes yet for: %(units)s.", units=t.joined([*named, *rest]))]


def _few(state: Opening, chosen: Sequence[Draft], t: Translator) -> list[Markup]:
    secret = any(each.form is not Form.OPEN for each in chosen)
    if not secret or len(state.units) >= FEW:
        return []
    return [
        t.n(
            "⚠️ With only %(count)s unit it may be possible to infer who chose what.",
            "⚠️ With only %(count)s units it may be possible to infer who chose what.",
            len(state.units),
        )
    ]


def _both_offices(chosen: Sequence[Draft], t: Translator) -> list[Markup]:
    """Opened together, both elections may choose the same unit, which cannot hold both offices."""
    heads, deputies = (
        {unit_id for each in chosen if each.kind is kind for unit_id in each.units}
        for kind in (MotionKind.HEAD, MotionKind.DEPUTY)
    )
    if not heads & deputies:
        return []
    return [
        t(
            "⚠️ Units stand for head and for deputy: the deputy is best elected once the head has "
            "been."
        )
    ]


def _out_of_force(chosen: Sequence[Draft], now: datetime, t: Translator) -> list[Markup]:
    today = local_date(now)
    said = []
    for each in chosen:
        preset = PRESETS.get(each.terms.preset)
        if preset is not None and not preset.holds(today):
            said.append(
                t(
                    "⚠️ Motion %(place)s: the rule behind its majority (%(source)s) is not in force "
                    "today. Please confirm the majority.",
                    place=each.place,
                    source=preset.source,
                )
            )
    return said
