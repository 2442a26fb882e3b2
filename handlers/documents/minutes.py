"""The skeleton of a meeting's minutes (*biên bản*) as a Word file: what is known is filled in."""

import re
from datetime import datetime

from handlers.documents.official import Column, Official, as_docx, as_pdf, said
from handlers.documents.paper.letterhead import BLANK, Letterhead, head_of_paper, letterhead
from handlers.documents.resolution import checkpoint_words, resolution
from handlers.i18n import Translator
from handlers.views.common import office_name
from handlers.views.roll_words import day_of, hour
from models.cluster import Office
from models.meeting import Reply
from models.queries.minutes import Minutes, Officer
from models.queries.rollcall import Roll, RollUnit
from models.rules.quorum import Span, most_at_once, quorate

CODE = "BB"
"""The type of the paper in its number: *biên bản*."""
FEW = 3
"""Points of a programme that each get more room."""
MANY = 60
"""Points that get room at all; what else a programme says follows as it was typed."""
_BULLET = re.compile(r"^\s*(?:[-–•*+]+|[0-9]{1,2}[.)]|[IVX]{1,4}[.)])\s+")


def minutes_docx(state: Minutes, t: Translator) -> bytes:
    """The minutes as a Word file, to be completed."""
    return as_docx(minutes(state, t), t)


def minutes_pdf(state: Minutes, t: Translator, now: datetime) -> bytes:
    """The same as a PDF, to be read or printed."""
    return as_pdf(minutes(state, t), t, now)


def minutes(state: Minutes, t: Translator) -> Official:
    """Place, people and quorum from the roll call, the programme with room to write, the votes."""
    roll = state.roll
    head = _letterhead(state)
    paper = Official(roll.title, head.issuer)
    paper.head(head_of_paper(head, t))
    paper.title(said(t("MINUTES")), roll.title)
    paper.heading(said(t("I. TIME, PLACE AND ATTENDANCE")))
    for title, value in _facts(state, t):
        paper.point(title, value)
    paper.point(said(t("5. Attendance:")), _attendance(roll, t))
    columns = zip(_titles(t), (1.3, 4.4, 4.6, 2.8, 2.9), (1, 0, 0, 1, 0), strict=True)
    rows = [_row(number, unit, roll, t) for number, unit in enumerate(roll.attended, start=1)]
    paper.table([Column(title, width, bool(mid)) for title, width, mid in columns], rows)
    for title, value in _absence(roll, t):
        paper.point(title, value)
    paper.point(said(t("8. Quorum:")), quorum_sentence(roll, t))
    _contents(paper, roll, t)
    _end(paper, state, t)
    return paper


def _contents(paper: Official, roll: Roll, t: Translator) -> None:
    """The programme, with room to write what was said."""
    paper.heading(said(t("II. CONTENTS")))
    points = programme_points(roll.programme) or _usual_points(t)
    for number, point in enumerate(points[:MANY], start=1):
        paper.point(f"{number}. {point}")
        paper.blank(3 if len(points) <= FEW else 2)
    if points[MANY:]:
        paper.say("\n".join(points[MANY:]))


def _end(paper: Official, state: Minutes, t: Translator) -> None:
    """What was voted on, if anything was; conclusions, signatures, recipients."""
    if state.results:
        paper.heading(said(t("III. RESULTS OF VOTES")))
        resolution(paper, state.results, t)
        for each in state.checkpoints:
            paper.say(checkpoint_words(each, t))
        paper.heading(said(t("IV. CONCLUSIONS")))
    else:
        paper.heading(said(t("III. CONCLUSIONS")))
    paper.blank(4)
    paper.say(_closing(state.roll, t), before_signing=True)
    paper.signatures(_signers(state, t))
    paper.recipients(said(t("Recipients:")), _recipients(state, t))


def _letterhead(state: Minutes) -> Letterhead:
    found = letterhead(state.issuing, day_of(state.roll))
    sign = f"{CODE}-{found.sign}" if found.sign else CODE
    return Letterhead(
        found.issuer, found.parent, found.kind, found.place, sign=sign, dated=found.dated
    )


# -- time, place, people --------------------------------------------------------------------------


def _facts(state: Minutes, t: Translator) -> list[tuple[str, str]]:
    roll = state.roll
    head = office_name(Office.HEAD, state.issuing.kind, t)
    return [
        (said(t("1. Begun at:")), f"{_moment(roll.starts_at, t)}."),
        (said(t("2. Place:")), f"{roll.place or BLANK}."),
        (said(t("3. Chair:")), f"{_officer(state.chair, t)} ({said(head)})."),
        (said(t("4. Secretary:")), f"{_officer(state.secretary, t)}."),
    ]


def _moment(moment: datetime, t: Translator) -> str:
    return f"{t.time(moment)}, {t.long_date(moment)}"


def _officer(found: Officer, t: Translator) -> str:
    if not found.name:
        return BLANK * 6
    name = said(t("Mr/Ms %(name)s", name=found.name))
    return ", ".join(filter(None, (name, found.title, found.unit)))


def _attendance(roll: Roll, t: Translator) -> str:
    return said(
        t(
            "representatives of %(present)s/%(all)s units that were invited.",
            present=len(roll.attended),
            all=len(roll.units),
        )
    )


def _titles(t: Translator) -> list[str]:
    return [
        said(each)
        for each in (t("No."), t("Unit"), t("Represented by"), t("Present"), t("Remarks"))
    ]


def _row(number: int, unit: RollUnit, roll: Roll, t: Translator) -> list[str]:
    spans = "\n".join(_span(stay.span, roll, t) for stay in unit.stays)
    return [str(number), unit.name, _people(unit), spans, _remarks(unit, t)]


def _people(unit: RollUnit) -> str:
    """Everybody who stood for the unit, each once, with their title."""
    named = {stay.name: ", ".join(filter(None, (stay.name, stay.title))) for stay in unit.stays}
    known = [words for name, words in named.items() if name]
    return "\n".join(known) or BLANK * 3


def _span(span: Span, roll: Roll, t: Translator) -> str:
    since, until = hour(span.since, roll, t), span.until or roll.closed_at
    if until is None:
        return said(t("from %(since)s", since=since))
    return said(t("%(since)s–%(until)s", since=since, until=hour(until, roll, t)))


def _remarks(unit: RollUnit, t: Translator) -> str:
    late = t.n("%(count)s minute late", "%(count)s minutes late", unit.late) if unit.late else ""
    sent = any(stay.name == unit.delegate for stay in unit.stays) and unit.delegate
    proxy = t("authorised") if sent and unit.reply is Reply.SUBSTITUTE else ""
    left = t("left early") if unit.here is None else ""
    return "\n".join(said(each) for each in (proxy, late, left) if each)


def _absence(roll: Roll, t: Translator) -> list[tuple[str, str]]:
    away = [_absent(unit, t) for unit in roll.absent]
    late = [f"{each.short_name} ({_first(each, roll, t)})" for each in roll.attended if each.late]
    left = [
        f"{each.short_name} ({_last(each, roll, t)})" for each in roll.attended if not each.here
    ]
    none = said(t("none"))
    return [
        (said(t("6. Absent:")), f"{'; '.join(away) or none}."),
        (
            said(t("7. Came late, left early:")),
            said(
                t(
                    "came late: %(late)s; left before the end: %(left)s.",
                    late=", ".join(late) or none,
                    left=", ".join(left) or none,
                )
            ),
        ),
    ]


def _absent(unit: RollUnit, t: Translator) -> str:
    if unit.reply is Reply.EXCUSED:
        return said(t("%(unit)s (excused: %(why)s)", unit=unit.name, why=unit.why.rstrip(".")))
    return said(t("%(unit)s (no reason given)", unit=unit.name))


def _first(unit: RollUnit, roll: Roll, t: Translator) -> str:
    return hour(unit.stays[0].span.since, roll, t)


def _last(unit: RollUnit, roll: Roll, t: Translator) -> str:
    until = unit.stays[-1].span.until
    return hour(until, roll, t) if until else ""


def quorum_sentence(roll: Roll, t: Translator) -> str:
    """How many of the invited units were there, and when they were enough."""
    stays = [stay.span for unit in roll.units for stay in unit.stays]
    spans = quorate(stays, roll.quorum.needed)
    facts = {
        "present": len(roll.attended),
        "all": len(roll.units),
        "share": roll.share,
        "needed": roll.quorum.needed,
    }
    if not spans:
        return said(
            t(
                "at most %(most)s/%(all)s units present at one time, which is not the quorum of "
                "the regulations (at least %(share)s, which is %(needed)s units).",
                most=most_at_once(stays),
                **facts,
            )
        )
    when = t.joined([_quorate(span, roll, t) for span in spans])
    return said(
        t(
            "%(present)s/%(all)s units present; the quorum of the regulations (at least %(share)s, "
            "which is %(needed)s units) was there %(when)s.",
            when=when,
            **facts,
        )
    )


def _quorate(span: Span, roll: Roll, t: Translator) -> str:
    since = hour(span.since, roll, t)
    if span.until is None:
        return said(t("from %(since)s to the end", since=since))
    return said(t("from %(since)s to %(until)s", since=since, until=hour(span.until, roll, t)))


# -- contents and the end -------------------------------------------------------------------------


def programme_points(programme: str) -> list[str]:
    """The lines of a programme, without the numbers or dashes that they began with."""
    lines = (_BULLET.sub("", line).strip() for line in programme.splitlines())
    return [line for line in lines if line]


def _usual_points(t: Translator) -> list[str]:
    return [said(each) for each in (t("Reports heard"), t("Opinions"), t("Votes and results"))]


def _closing(roll: Roll, t: Translator) -> str:
    ended = _moment(roll.closed_at, t) if roll.closed_at else BLANK * 4
    return said(
        t(
            "The meeting ended at %(when)s. These minutes were made in …… copies of …… pages, were "
            "read to those present and approved by them./.",
            when=ended,
        )
    )


def _signers(state: Minutes, t: Translator) -> list[dict[str, str]]:
    return [
        {"for": "", "as": said(t("SECRETARY")), "name": state.secretary.name},
        {"for": "", "as": said(t("CHAIR")), "name": state.chair.name},
    ]


def _recipients(state: Minutes, t: Translator) -> list[str]:
    council = state.issuing.parent
    told = [
        t("- %(council)s (for information);", council=council) if council else "",
        t("- The units of the cluster;"),
        t("- Kept: registry, file of the meeting."),
    ]
    return [said(each) for each in told if each]
