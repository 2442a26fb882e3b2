"""What motions, their rules and their options are called."""

from collections.abc import Callable
from fractions import Fraction

from markupsafe import Markup

from handlers.i18n import Translator, translator
from handlers.screen import lines
from handlers.views.common import office_name
from models.cluster import ClusterKind, Office
from models.queries.agenda import MotionItem
from models.rules.motion import (
    Absent,
    Base,
    Form,
    Method,
    MotionKind,
    Op,
    OwnUnit,
    QuorumOn,
    Terms,
    Threshold,
    TieStep,
)
from models.rules.quorum import needed
from models.rules.templates import MotionDraft
from models.voting import MotionState

Wording = Callable[[MotionDraft], str]
_WHOLE = 100
_SAID_AS_FRACTIONS = (2, 3)


def kind_name(kind: MotionKind, cluster: ClusterKind, t: Translator) -> Markup:
    """What is asked, as the picker lists it."""
    return {
        MotionKind.SCORE_TABLE: t("Approve the score table"),
        MotionKind.HONOUR: t("Propose a unit for an honour"),
        MotionKind.CHOICE: t("Choose some of several"),
        MotionKind.RANKING: t("Put all options in order"),
        MotionKind.HEAD: t("Elect: %(office)s", office=office_name(Office.HEAD, cluster, t)),
        MotionKind.DEPUTY: t("Elect: %(office)s", office=office_name(Office.DEPUTY, cluster, t)),
        MotionKind.DOCUMENT: t("Adopt a document"),
        MotionKind.QUESTION: t("Ask for opinions in words"),
    }[kind]


def kind_label(kind: MotionKind, cluster: ClusterKind, t: Translator) -> Markup:
    """The same in a word or two, for a button."""
    return {
        MotionKind.SCORE_TABLE: t("Score table"),
        MotionKind.HONOUR: t("Honour"),
        MotionKind.CHOICE: t("Choice"),
        MotionKind.RANKING: t("Order"),
        MotionKind.HEAD: office_name(Office.HEAD, cluster, t),
        MotionKind.DEPUTY: office_name(Office.DEPUTY, cluster, t),
        MotionKind.DOCUMENT: t("Document"),
        MotionKind.QUESTION: t("Ask for opinions"),
    }[kind]


def wording(locale: str, cluster: ClusterKind, year: int) -> tuple[Wording, str]:
    """How titles are worded, in the cluster's language, and what a majority rests on."""
    house = translator(locale)

    def words(draft: MotionDraft) -> str:
        return usual_title(draft, cluster, year, house)

    return words, _source(year, house)


def _source(year: int, t: Translator) -> str:
    return t("The criteria table of %(year)s", year=year).unescape()


def session_title(locale: str, year: int) -> str:
    """What a session is called until somebody types another title."""
    return _session_title(year, translator(locale))


def _session_title(year: int, t: Translator) -> str:
    return t("Scoring session of %(year)s", year=year).unescape()


def usual_title(draft: MotionDraft, cluster: ClusterKind, year: int, t: Translator) -> str:
    """The title that a motion has until somebody types another; empty if it has to be chosen."""
    return _titled(draft, cluster, year, t).unescape()


def _titled(draft: MotionDraft, cluster: ClusterKind, year: int, t: Translator) -> Markup:
    if draft.kind is MotionKind.HONOUR:
        return _honour_title(draft, t)
    if draft.kind is MotionKind.CHOICE and draft.honour is not None:
        return t(
            "%(honour)s: choose %(seats)s of %(count)s units with equal points",
            honour=t.pick(draft.honour.vi, draft.honour.en),
            seats=draft.terms.seats,
            count=len(draft.options),
        )
    if draft.kind in (MotionKind.HEAD, MotionKind.DEPUTY):
        office = Office.HEAD if draft.kind is MotionKind.HEAD else Office.DEPUTY
        said = office_name(office, cluster, t)
        return t("Election of the %(office)s of %(year)s", office=said, year=year + 1)
    return {
        MotionKind.SCORE_TABLE: t("Approval of the score table of %(year)s", year=year),
        MotionKind.CHOICE: t("Choice of outstanding units of %(year)s", year=year),
        MotionKind.RANKING: t("Order of the units of %(year)s", year=year),
        MotionKind.DOCUMENT: t("Adoption of the cluster's document of %(year)s", year=year + 1),
        MotionKind.QUESTION: t("Opinions on the work of %(year)s", year=year + 1),
    }[draft.kind]


def _honour_title(draft: MotionDraft, t: Translator) -> Markup:
    if not draft.unit_name:
        return Markup("")
    if draft.honour is None:
        return t("Propose a commendation for %(unit)s", unit=draft.unit_name)
    honour = t.pick(draft.honour.vi, draft.honour.en)
    return t("%(honour)s for %(unit)s", honour=honour, unit=draft.unit_name)


def form_name(form: Form, t: Translator) -> Markup:
    """How it is voted on."""
    return {
        Form.OPEN: t("Open vote, by name"),
        Form.SECRET: t("Secret ballot"),
        Form.PAPER: t("Paper ballots at the meeting"),
    }[form]


def state_name(item: MotionItem, t: Translator) -> Markup:
    """Where a motion stands."""
    if item.state is MotionState.DRAFT:
        return t("incomplete") if item.missing else t("being prepared")
    return {
        MotionState.OPEN: t("being voted on"),
        MotionState.CLOSED: t("counted"),
        MotionState.VOID: t("void"),
    }[item.state]


# -- majorities -------------------------------------------------------------------------------


def share_text(num: int, den: int) -> str:
    """A share as regulations write it: "2/3", "70%"."""
    if den in _SAID_AS_FRACTIONS or _WHOLE % den:
        return f"{num}/{den}"
    return f"{num * _WHOLE // den}%"


def base_name(base: Base, t: Translator) -> Markup:
    """Of what a share is a share."""
    return {
        Base.ENTITLED: t("of the units entitled to vote"),
        Base.PRESENT: t("of the units present"),
        Base.CAST: t("of the ballots collected"),
        Base.VALID: t("of the valid ballots"),
        Base.YES_NO: t("of the votes for and against"),
    }[base]


def bare_share(threshold: Threshold) -> str:
    """The share with its sign: "≥ 70%"."""
    sign = ">" if threshold.op is Op.MORE_THAN else "≥"
    return f"{sign} {share_text(threshold.num, threshold.den)}"


def majority(threshold: Threshold, t: Translator) -> Markup:
    """A share and what it is of."""
    return Markup("{} {}").format(bare_share(threshold), base_name(threshold.base, t))


def needed_votes(terms: Terms, units: int, t: Translator) -> Markup:
    """How many votes that comes to, as far as it is known beforehand."""
    if not terms.thresholds or not units:
        return Markup("")
    votes = max(1, terms.min_yes, *(each.needed(units) for each in terms.thresholds))
    if all(each.base is Base.ENTITLED for each in terms.thresholds):
        return t("at least %(votes)s/%(units)s votes are needed", votes=votes, units=units)
    return t(
        "at least %(votes)s/%(units)s votes are needed if all units vote", votes=votes, units=units
    )


def rule_lines(item: MotionItem, units: int, t: Translator) -> Markup:
    """The majority, the votes needed, what asks for it."""
    terms = item.terms
    if item.method in (Method.COMMENT, Method.RANK):
        return Markup("")
    shares = t.joined([majority(each, t) for each in terms.thresholds])
    return lines(
        t("⚖️ Passed with: %(shares)s", shares=shares or t("(none yet)")),
        needed_votes(terms, units, t) and Markup("   {}").format(needed_votes(terms, units, t)),
        terms.min_yes and t("   and at least %(count)s votes for it", count=terms.min_yes),
        terms.source and t("📜 Basis: %(source)s", source=terms.source),
    )


def quorum_line(terms: Terms, units: int, t: Translator) -> Markup:
    """How many must take part, and how that is measured."""
    share = Fraction(*terms.quorum)
    facts = {"share": share_text(*terms.quorum), "count": needed(share, units), "units": units}
    if terms.quorum_on is QuorumOn.PRESENCE:
        return t("👥 Valid if %(share)s are present: %(count)s/%(units)s units", **facts)
    return t("👥 Valid if %(share)s vote: %(count)s/%(units)s units", **facts)


def own_name(own: OwnUnit, t: Translator) -> Markup:
    """Whether a unit votes on what concerns itself."""
    return {
        OwnUnit.ALLOWED: t("The unit concerned votes, too"),
        OwnUnit.EXCLUDED: t("The unit concerned does not vote"),
        OwnUnit.SHOWN: t("It votes, and the minutes say so"),
    }[own]


def absent_name(absent: Absent, t: Translator) -> Markup:
    """What units can do that are not at the meeting."""
    return {
        Absent.CAST: t("Absent units vote here, too"),
        Absent.WRITTEN: t("Absent units send written opinions"),
        Absent.NONE: t("Absent units do not vote"),
    }[absent]


def tie_name(step: TieStep, t: Translator) -> Markup:
    """A step of telling equals apart."""
    return {
        TieStep.RUN_OFF: t("Another ballot among them"),
        TieStep.CRITERIA: t("The points of the agreed table"),
        TieStep.LOT: t("A lot in public"),
        TieStep.SHARE: t("They share the place"),
    }[step]


def ties_line(terms: Terms, t: Translator) -> Markup:
    """The declared steps in their order."""
    steps = [f"{place}) {tie_name(each, t)}" for place, each in enumerate(terms.ties, 1)]
    return t("🤝 With equal votes: %(steps)s", steps="; ".join(steps) or t("(none)"))
