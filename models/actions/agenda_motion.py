"""The parts of a motion that is being prepared, each changed by itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from models.access import Actor, Right
from models.actions.agenda import Wording, standing
from models.actions.post import mark
from models.actions.renewing import COMPARED
from models.audit import note
from models.errors import UnknownButton
from models.errors_vote import FurtherRoundFixed, MotionChanged, NotADraft
from models.queries.agenda_table import agreed_of, honours_of, merits_of
from models.queries.motions import motion_for
from models.queries.people import member_units, unit_names
from models.rules.calendar import local_date
from models.rules.motion import Form, MotionKind, TieStep, read_options, read_terms
from models.rules.motion_edits import (
    TITLE_LIMIT,
    Content,
    Part,
    edited,
    with_lines,
    with_unit,
    without,
)
from models.rules.templates import MotionDraft, unit_option
from models.voting import Motion, MotionState, ReviewSession

Change = Callable[[Content], Content]


def note_motion(
    session: Session, me: Actor, motion: Motion, verb: str, now: datetime, **facts: object
) -> None:
    """Write down what was done to a motion, and have its session's cards drawn again.

    Who: the actions on motions. When: late in each. Does: as said. Refuses: nothing.
    """
    note(
        session,
        now,
        verb,
        f"motion:{motion.id}",
        person_id=me.person_id,
        cluster_id=motion.cluster_id,
        **facts,
    )
    mark(session, f"session:{motion.session_id}", by=me.person_id)


def draft_of(session: Session, me: Actor, motion_id: int) -> Motion:
    """A motion of mine to prepare; locked, and its session before it.

    Who: the actions on motions. When: it is a draft. Does: locks both. Refuses: NotForYou,
    NotYourCluster, SessionDropped, NotADraft.
    """
    known = motion_for(session, me, motion_id, Right.PREPARE)
    standing(session, me, known.session_id)
    motion = motion_for(session, me, motion_id, Right.PREPARE, lock=True)
    if motion.state is not MotionState.DRAFT:
        raise NotADraft
    return motion


def content_of(motion: Motion) -> Content:
    """What can be changed of a motion.

    Who: any action or screen. When: always. Does: nothing. Refuses: nothing.
    """
    return Content(
        motion.kind,
        motion.form,
        motion.title,
        read_options(motion.options),
        read_terms(motion.terms),
        dict(motion.subject),
    )


def change(
    session: Session, me: Actor, motion_id: int, version: int, part: Part, value: str, now: datetime
) -> None:
    """Change one part of a draft.

    Who: the cluster's head or secretary. When: it is a draft, unchanged since it was on screen
    (`version`). Does: as said, and counts the version up; the same value again changes nothing.
    Refuses: NotForYou, NotYourCluster, SessionDropped, NotADraft, MotionChanged, FurtherRoundFixed
    for who stands in a further round, and what the part refuses (`rules.motion_edits.edited`).
    """
    _apply(session, me, motion_id, version, lambda content: edited(content, part, value), now)


def choose_unit(
    session: Session,
    me: Actor,
    motion_id: int,
    version: int,
    unit_id: int,
    now: datetime,
    *,
    wanted: bool,
) -> None:
    """Put a unit among a draft's options, or take it away.

    Who: the cluster's head or secretary. When: it is a draft. Does: as `change`. Refuses: as
    `change`, and UnknownButton for a unit that is no member, OptionsNeeded for one too many,
    OptionTwice.
    """
    motion = motion_for(session, me, motion_id, Right.PREPARE)
    names = {
        each.unit_id: each.name
        for each in member_units(session, motion.cluster_id, local_date(now))
    }
    listed = {each["unit_id"]: each["label"] for each in motion.options}
    name = names.get(unit_id) or listed.get(unit_id)
    if name is None or (wanted and unit_id not in names):
        raise UnknownButton
    option = unit_option(unit_id, name)
    _apply(
        session,
        me,
        motion_id,
        version,
        lambda content: with_unit(content, option, wanted=wanted),
        now,
    )


def add_lines(
    session: Session, me: Actor, motion_id: int, version: int, text: str, now: datetime
) -> None:
    """Add options that are no units, a line each.

    Who: the cluster's head or secretary. When: it is a draft. Does: as `change`. Refuses: as
    `change`, and OptionsNeeded for one too many, OptionTwice, NothingTyped, TextTooLong,
    HiddenCharacters.
    """
    _apply(session, me, motion_id, version, lambda content: with_lines(content, text), now)


def remove_option(
    session: Session, me: Actor, motion_id: int, version: int, key: str, now: datetime
) -> None:
    """Take an option away.

    Who: the cluster's head or secretary. When: it is a draft. Does: as `change`; one that is gone
    stays gone. Refuses: as `change`.
    """
    _apply(session, me, motion_id, version, lambda content: without(content, key), now)


def be_about(
    session: Session,
    me: Actor,
    motion_id: int,
    version: int,
    unit_id: int,
    honour: str,
    words: Wording,
    now: datetime,
) -> None:
    """Say which unit a motion for an honour is about, and for which honour ("" for none listed).

    Who: the cluster's head or secretary. When: it is a draft of that kind. Does: as `change`, and
    words its title anew. Refuses: as `change`, and UnknownButton for no member or no honour of the
    year's table.
    """
    motion = motion_for(session, me, motion_id, Right.PREPARE)
    found = standing(session, me, motion.session_id)
    today = local_date(now)
    members = {each.unit_id for each in member_units(session, motion.cluster_id, today)}
    honours = {each.code: each for each in honours_of(session, motion.cluster_id, found.year)}
    if motion.kind is not MotionKind.HONOUR or unit_id not in members:
        raise UnknownButton
    if honour and honour not in honours:
        raise UnknownButton
    agreed = agreed_of(session, found.cluster_id, found.year, now)
    about: dict[str, object] = {"unit": unit_id, "honour": honour}
    if agreed is not None:
        about["period"] = agreed.period_id
    name = unit_names(session, [unit_id], today)[unit_id][0]

    def changed(content: Content) -> Content:
        draft = MotionDraft(
            content.kind,
            content.form,
            content.terms,
            subject=about,
            unit_name=name,
            honour=honours.get(honour),
        )
        return replace(content, subject=about, title=words(draft)[:TITLE_LIMIT])

    _apply(session, me, motion_id, version, changed, now)


def _apply(
    session: Session, me: Actor, motion_id: int, version: int, changed: Change, now: datetime
) -> None:
    motion = draft_of(session, me, motion_id)
    before = content_of(motion)
    after = changed(before)
    if after == before and dict(after.subject) == dict(before.subject):
        return
    if motion.version != version:
        raise MotionChanged
    if motion.follows_id is not None and _stands(after) != _stands(before):
        raise FurtherRoundFixed
    if after.options != before.options or after.terms.ties != before.terms.ties:
        after = _compared(session, motion, after, now)
    _write(motion, after)
    note_motion(session, me, motion, "motion-changed", now, new=motion.title)


def _stands(content: Content) -> tuple[object, ...]:
    """Who stands, and for how many places."""
    return content.options, content.terms.seats


def _compared(session: Session, motion: Motion, content: Content, now: datetime) -> Content:
    """The options' merits go with the options, where the tie steps ask for them."""
    if content.kind not in COMPARED or TieStep.CRITERIA not in content.terms.ties:
        return content
    found = session.get_one(ReviewSession, motion.session_id)
    merits = merits_of(session, motion.cluster_id, found.year, content.options, now)
    return replace(content, terms=replace(content.terms, merits=merits))


def _write(motion: Motion, content: Content) -> None:
    motion.form, motion.title = Form(content.form), content.title
    motion.options = [each.stored() for each in content.options]
    motion.terms, motion.subject = content.terms.stored(), dict(content.subject)
    motion.version += 1
