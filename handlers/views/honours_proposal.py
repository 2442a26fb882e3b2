"""One proposal: what came of it; what the head types about it; letters; a unit's history."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, turning
from handlers.views.common import bold, quote, small
from handlers.views.honours import home, honour_name, state_words, topic, vote_words
from models.award import HonourState
from models.queries.awards import HonourCard, Proposal, YearHonours

PER_PAGE = 8
LIVE = frozenset({HonourState.PROPOSED, HonourState.FORWARDED})


def _heading(each: Proposal, t: Translator) -> Markup:
    vote = vote_words(each.vote, t)
    return lines(
        bold(honour_name(each, t)),
        Markup("{}").format(each.unit_name),
        each.rank and t("Rank %(rank)s, year %(year)s", rank=each.rank, year=each.year),
        vote and t("Vote: %(vote)s", vote=vote),
    )


def _standing(each: Proposal, t: Translator) -> Markup:
    return t("State: %(state)s", state=state_words(each, t))


def show(each: Proposal, t: Translator, *, may_run: bool) -> Screen:
    """A proposal; for the head, what can come of it."""
    number = each.proposal_id
    rows: list[tuple[Button, ...]] = []
    if may_run and each.state in LIVE:
        words = t("🏅 Record the decision")
        rows.append((button(words, "honours.decision", number, style="primary"),))
        rows.append((button(t("✖️ Not awarded"), "honours.refused", number),))
        rows.append((button(t("↩️ Withdraw the proposal"), "honours.back", number),))
    rows.append((button(t("📖 Honours of this unit"), "honours.unit", each.unit_id),))
    back = button(t("◀️ All honours"), "honours.show", each.cluster_id, each.year)
    return Screen(
        blocks(_heading(each, t), _standing(each, t)),
        (*rows, (back, home(t))),
        route=pack("honours.proposal", number),
        topic=topic(each.cluster_id, each.year),
    )


# -- what the head types ----------------------------------------------------------------------


def _asking(each: Proposal, asked: Markup, route: str, asks: str, t: Translator) -> Screen:
    back = button(t("◀️ Back"), "honours.proposal", each.proposal_id)
    return Screen(
        blocks(_heading(each, t), asked),
        ((back, home(t)),),
        route=pack(route, each.proposal_id),
        asks=pack(asks, each.proposal_id),
    )


def decision(each: Proposal, t: Translator) -> Screen:
    """Asks for number, day and issuer."""
    asked = lines(
        bold(t("Please type the decision: number, day, issuer.")),
        small(t("For example: 231/QĐ-TTg, 14/03/2027, Thủ tướng Chính phủ")),
    )
    return _asking(each, asked, "honours.decision", "honours.decided", t)


def confirm_decision(each: Proposal, number: str, day: str, issuer: str, t: Translator) -> Screen:
    """The decision read back."""
    text = blocks(
        _heading(each, t),
        t(
            "Decision %(number)s of %(day)s, %(issuer)s",
            number=bold(number),
            day=day,
            issuer=issuer,
        ),
        small(t("To change it, type it again. The unit is told.")),
    )
    yes = button(t("✅ Record the decision"), "honours.award", each.proposal_id, style="primary")
    back = button(t("◀️ Back"), "honours.proposal", each.proposal_id)
    return Screen(
        text,
        ((yes,), (back, home(t))),
        route=pack("honours.deciding", each.proposal_id),
        asks=pack("honours.decided", each.proposal_id),
        kept={"decision": f"{number}; {day}; {issuer}"},
    )


def why_not(each: Proposal, t: Translator) -> Screen:
    """Asks why it is not awarded."""
    asked = bold(t("Please type why the unit is not given the honour. The unit is told."))
    return _asking(each, asked, "honours.refused", "honours.not_awarded", t)


def why_back(each: Proposal, t: Translator) -> Screen:
    """Asks why it is withdrawn."""
    asked = bold(t("Please type why the proposal is withdrawn. The unit is told."))
    return _asking(each, asked, "honours.back", "honours.withdrawn", t)


# -- places -----------------------------------------------------------------------------------


def quota(found: YearHonours, card: HonourCard, t: Translator) -> Screen:
    """Asks how many."""
    key = (found.cluster_id, found.year, card.code)
    text = blocks(
        bold(honour_name(card, t)),
        t("Places so far: %(count)s", count=card.quota),
        card.source and t("By: %(source)s", source=card.source),
        bold(t("Please type how many units may be proposed.")),
    )
    return Screen(
        text,
        _to_honour(key, t),
        route=pack("honours.quota", *key),
        asks=pack("honours.counted", *key),
    )


def quota_source(found: YearHonours, card: HonourCard, count: int, t: Translator) -> Screen:
    """Asks what says so."""
    key = (found.cluster_id, found.year, card.code)
    text = blocks(
        bold(honour_name(card, t)),
        t("Places: %(count)s", count=count),
        bold(t("Please type the plan or letter that gives this number.")),
        small(t("For example: Plan No. 12/KH-HĐTĐKT of 10/01/2026")),
    )
    return Screen(
        text,
        _to_honour(key, t),
        route=pack("honours.source", *key, count),
        asks=pack("honours.sourced", *key, count),
    )


def _to_honour(key: tuple[int, int, str], t: Translator) -> Rows:
    return ((button(t("◀️ Back"), "honours.one", *key), home(t)),)


# -- letters and history ----------------------------------------------------------------------


def letter(each: Proposal, cluster_name: str, t: Translator) -> Screen:
    """To the unit: proposed, sent on, decided."""
    text = blocks(
        lines(bold(t("HONOURS %(year)s", year=each.year)), small(cluster_name)),
        t("To: %(unit)s", unit=each.unit_name),
        _letter_words(each, cluster_name, t),
    )
    go = button(t("See the proposals"), "honours.show", each.cluster_id, each.year)
    return Screen(text, ((go,),))


def _letter_words(each: Proposal, cluster_name: str, t: Translator) -> Markup:
    name, day = honour_name(each, t), t.date(each.decided_on) if each.decided_on else ""
    facts = {"cluster": cluster_name, "honour": name}
    if each.state is HonourState.AWARDED:
        decided = {"number": each.decision_no, "day": day, "issuer": each.decided_by}
        return t(
            "The unit has been awarded %(honour)s by Decision %(number)s of %(day)s, %(issuer)s.",
            honour=name,
            **decided,
        )
    if each.state is HonourState.PROPOSED:
        return t("%(cluster)s proposes the unit for: <b>%(honour)s</b>.", **facts)
    if each.state is HonourState.FORWARDED:
        return t(
            "The dossier that proposes the unit for %(honour)s was sent on %(day)s.",
            honour=name,
            day=day,
        )
    said = {
        HonourState.NOT_AWARDED: t("The proposal for %(honour)s was not accepted.", honour=name),
        HonourState.WITHDRAWN: t("The proposal for %(honour)s has been withdrawn.", honour=name),
    }[each.state]
    return lines(said, quote(each.why))


def history(
    name: str, unit_id: int, rows: tuple[Proposal, ...], page: int, t: Translator
) -> Screen:
    """A unit's proposals and honours over the years."""
    last = max(len(rows) - 1, 0) // PER_PAGE
    page = min(max(page, 0), last)
    shown = rows[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        lines(bold(t("📖 Honours of this unit")), Markup("{}").format(name)),
        lines(*(_past(each, t) for each in shown))
        if rows
        else t("No proposal has been recorded for this unit."),
    )
    back = [
        button(t("◀️ All honours"), "honours.show", each.cluster_id, each.year) for each in rows[:1]
    ]
    return Screen(
        text,
        (*turning("honours.unit", (unit_id,), page, last), (*back, home(t))),
        route=pack("honours.unit", unit_id, page),
    )


def _past(each: Proposal, t: Translator) -> Markup:
    facts = {"year": each.year, "honour": honour_name(each, t), "state": state_words(each, t)}
    return t("• %(year)s: %(honour)s, %(state)s", **facts)
