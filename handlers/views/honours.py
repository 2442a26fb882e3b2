"""Honours of a year: places, who is proposed, who is left out and why."""

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, plain
from handlers.views.common import bold, small
from models.award import HonourState
from models.queries.award_grounds import Vote
from models.queries.awards import HonourCard, LeftOut, Proposal, YearHonours
from models.rules.awards import BARRING, UNVOTED, Why

LABEL = 36
SAID = 200
"""Characters of a reason in a list."""


def topic(cluster_id: int, year: int) -> str:
    """What the cards about a year's honours are about."""
    return f"honours:{cluster_id}:{year}"


def home(t: Translator) -> Button:
    """The way home."""
    return button(t("🏠 Home"), "home.show")


# -- words ------------------------------------------------------------------------------------


def honour_name(each: HonourCard | Proposal, t: Translator) -> str:
    """The honour as the reader's language has it, without "propose"."""
    return t.pick(each.vi, each.en)


def vote_words(vote: Vote | None, t: Translator) -> Markup:
    """How the vote went."""
    if vote is None:
        return Markup()
    if vote.votes is None:
        return t("vote passed") if vote.passed else t("vote not passed")
    return t("%(votes)s/%(base)s votes", votes=vote.votes, base=vote.base)


def _facts(rank: int | None, vote: Vote | None, t: Translator) -> str:
    said = [t("rank %(rank)s", rank=rank) if rank else Markup(), vote_words(vote, t)]
    found = Markup(", ").join(each for each in said if each)
    return Markup(" ({})").format(found) if found else Markup()


def state_words(each: Proposal, t: Translator) -> Markup:
    """Where a proposal stands. Only a recorded decision says that the unit was given it."""
    day = t.date(each.decided_on) if each.decided_on else ""
    if each.state is HonourState.AWARDED:
        facts = {"number": each.decision_no, "day": day, "issuer": each.decided_by}
        return t("awarded by Decision %(number)s of %(day)s, %(issuer)s", **facts)
    return {
        HonourState.PROPOSED: t("proposed"),
        HonourState.FORWARDED: t("proposed; dossier sent on %(day)s", day=day),
        HonourState.NOT_AWARDED: t("proposed, not awarded: %(why)s", why=plain(each.why, SAID)),
        HonourState.WITHDRAWN: t("proposal withdrawn: %(why)s", why=plain(each.why, SAID)),
    }[each.state]


def why_words(each: LeftOut, t: Translator) -> Markup:
    """Why a unit is not proposed."""
    if each.why is Why.GROUND:
        return t("ineligible: %(ground)s", ground=t.pick(each.ground_vi, each.ground_en))
    return {
        None: Markup(),
        Why.UNRANKED: t("not ranked"),
        Why.GRADE: t("the grade is too low"),
        Why.NO_BALLOT: t("no vote has been counted"),
        Why.NOT_PASSED: t("the vote did not pass"),
        Why.LOWER: t("the honour goes to others in the ranking"),
        Why.TIED: t("equal rank, not enough places: the conference has to decide"),
        Why.QUOTA: t("all places are taken"),
    }[each.why]


def _proposed(each: Proposal, t: Translator) -> Markup:
    facts = _facts(each.rank, each.vote, t)
    return Markup("• {}{}: {}").format(each.unit_name, facts, state_words(each, t))


def _left_out(each: LeftOut, t: Translator) -> Markup:
    facts = _facts(each.rank, each.vote, t)
    return Markup("• {}{}: {}").format(each.unit_name, facts, why_words(each, t))


def _changes(cards: Iterable[HonourCard], t: Translator) -> Markup:
    """Proposals that are to be looked at again, for the offices."""
    return _block(
        t("⚠️ Changed since it was proposed:"),
        (_changed(was, now, t) for card in cards for was, now in card.changed),
    )


def _changed(was: Proposal, now: LeftOut, t: Translator) -> Markup:
    said = why_words(now, t) if now.why in BARRING | UNVOTED else None
    then = t("rank %(rank)s when it was proposed", rank=was.rank or "–")
    return Markup("• {}{}: {}").format(now.unit_name, _facts(now.rank, now.vote, t), said or then)


def _open(each: LeftOut, t: Translator) -> Markup:
    return Markup("• {}{}").format(each.unit_name, _facts(each.rank, each.vote, t))


def _places(card: HonourCard, t: Translator) -> Markup:
    return t("%(part)s/%(all)s places", part=len(card.proposals), all=card.quota)


# -- the year ---------------------------------------------------------------------------------


def show(found: YearHonours, t: Translator) -> Screen:
    """All honours of the year."""
    text = blocks(
        lines(bold(t("🏅 Proposals for honours %(year)s", year=found.year)),
              small(found.cluster_name)),
        *(_summary(card, t) for card in found.honours),
        found.may_see and _changes(found.honours, t),
        not found.honours and t("No unit has been proposed for this year yet."),
        not found.agreed
        and small(t("Proposals are made once the score table of the year is agreed.")),
    )  # fmt: skip
    return Screen(
        text,
        _rows(found, t),
        route=pack("honours.show", found.cluster_id, found.year),
        topic=topic(found.cluster_id, found.year),
    )


def _summary(card: HonourCard, t: Translator) -> Markup:
    return lines(
        Markup("<b>{}</b> ({})").format(honour_name(card, t), _places(card, t)),
        *(_proposed(each, t) for each in card.proposals),
    )


def _rows(found: YearHonours, t: Translator) -> Rows:
    key = (found.cluster_id, found.year)
    rows: list[tuple[Button, ...]] = []
    if found.may_run and found.open:
        words = t("🏅 Make the proposals (%(count)s)", count=len(found.open))
        rows.append((button(words, "honours.making", *key, style="primary"),))
    elif found.may_run and found.to_forward:
        words = t("📨 The dossier has been sent")
        rows.append((button(words, "honours.sending", *key, style="primary"),))
    rows += [
        (button(plain(honour_name(card, t), LABEL), "honours.one", *key, card.code),)
        for card in found.honours
    ]
    agenda = button(t("🗳 Scoring sessions"), "agenda.list", found.cluster_id)
    return (*rows, (agenda, home(t)))


def one(found: YearHonours, card: HonourCard, t: Translator) -> Screen:
    """One honour: its places, everybody proposed, everybody left out."""
    key = (found.cluster_id, found.year, card.code)
    show_open = found.may_run and card.open
    left_out = card.left_out if found.may_see else ()
    text = blocks(
        lines(
            bold(honour_name(card, t)),
            small(t("%(cluster)s · %(year)s", cluster=found.cluster_name, year=found.year)),
        ),
        lines(
            _places(card, t),
            card.source and t("By: %(source)s", source=card.source),
            card.needs_ballot and small(t("A vote that passed is needed.")),
        ),
        _block(t("Proposed:"), (_proposed(each, t) for each in card.proposals)),
        found.may_see and _changes([card], t),
        _block(t("Can be proposed:"), (_open(each, t) for each in card.open))
        if show_open
        else None,
        _block(t("Not proposed:"), (_left_out(each, t) for each in left_out)),
    )
    return Screen(
        text,
        (*_one_rows(found, card, t), (_back(found.cluster_id, found.year, t), home(t))),
        route=pack("honours.one", *key),
        topic=topic(found.cluster_id, found.year),
    )


def _block(heading: Markup, found: Iterable[Markup]) -> Markup:
    said = list(found)
    return lines(heading, *said) if said else Markup()


def _one_rows(found: YearHonours, card: HonourCard, t: Translator) -> Rows:
    key = (found.cluster_id, found.year, card.code)
    rows = [
        (button(plain(each.unit_name, LABEL), "honours.proposal", each.proposal_id),)
        for each in card.proposals
    ]
    if not (found.may_run and found.agreed):
        return tuple(rows)
    tied = [each for each in card.left_out if each.why in {Why.TIED, Why.LOWER}]
    rows += [
        (button(plain(t("➕ Propose %(unit)s", unit=each.unit_name), LABEL), "honours.pick", *key,
                each.unit_id),)
        for each in (*card.open, *tied)
    ]  # fmt: skip
    return (*rows, (button(t("🔢 Change the number of places"), "honours.quota", *key),))


def _back(cluster_id: int, year: int, t: Translator) -> Button:
    return button(t("◀️ All honours"), "honours.show", cluster_id, year)


# -- confirmations ----------------------------------------------------------------------------


def making(found: YearHonours, t: Translator) -> Screen:
    """Before the proposals are made."""
    text = blocks(
        bold(t("🏅 Proposals for honours %(year)s", year=found.year)),
        t("%(cluster)s proposes:", cluster=found.cluster_name),
        *(
            lines(bold(honour_name(card, t)), *(_open(each, t) for each in card.open))
            for card in found.honours
            if card.open
        ),
        small(t("The proposals become part of the record; each unit is told.")),
    )
    key = (found.cluster_id, found.year)
    yes = button(t("✅ Propose"), "honours.made", *key, style="primary")
    return Screen(
        text, ((yes,), (_back(*key, t), home(t))), route=pack("honours.making", *key),
        kept={"picks": [list(pick) for pick in found.open]},
        topic="",
    )  # fmt: skip


def sending(found: YearHonours, day: date | None, t: Translator) -> Screen:
    """When did the dossier go? A typed day is read back."""
    key = (found.cluster_id, found.year)
    asked = bold(t("Press “Today”, or type the day on which the dossier was sent."))
    yes = button(t("✅ Today"), "honours.sent", *key, style="primary")
    if day is not None:
        asked = lines(
            bold(t("The dossier was sent on %(day)s.", day=t.date(day))),
            small(t("To change the day, type it again. The units are told.")),
        )
        words = t("✅ Record %(day)s", day=t.date(day))
        yes = button(words, "honours.sent", *key, day.isoformat(), style="primary")
    text = blocks(
        bold(t("📨 The dossier has been sent")),
        lines(*(_proposed(each, t) for each in found.to_forward)),
        asked,
    )
    shown = (*key, day.isoformat()) if day else key
    return Screen(
        text,
        ((yes,), (_back(*key, t), home(t))),
        route=pack("honours.sending", *shown),
        asks=pack("honours.sent_on", *key),
    )
