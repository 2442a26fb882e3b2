"""The minutes of a count (*biên bản kiểm phiếu*), as a Word file and as a PDF."""

from dataclasses import replace

from handlers.documents.official import Official, as_docx, as_pdf, said
from handlers.documents.paper.letterhead import BLANK, Letterhead, head_of_paper, letterhead
from handlers.documents.resolution import checkpoint_words, how_counted, in_full
from handlers.i18n import Translator
from models.queries.count_minutes import CountMinutes, Member
from models.rules.calendar import local_date


def count_minutes_docx(state: CountMinutes, t: Translator) -> bytes:
    """The minutes as a Word file."""
    return as_docx(count_minutes_paper(state, t), t)


def count_minutes_pdf(state: CountMinutes, t: Translator) -> bytes:
    """The minutes as a PDF: the same bytes whenever they are made."""
    return as_pdf(count_minutes_paper(state, t), t, state.paper.at)


def count_minutes_paper(state: CountMinutes, t: Translator) -> Official:
    """Who counted, what came of each vote, where the record stands."""
    head = _letterhead(state)
    title = said(t("on the count of votes: %(session)s", session=state.session_title))
    paper = Official(title, head.issuer)
    paper.head(head_of_paper(head, t))
    paper.title(said(t("MINUTES")), title)
    paper.heading(said(t("I. TIME, PLACE AND COUNTING TEAM")))
    for name, value in _facts(state, t):
        paper.point(name, value)
    paper.heading(said(t("II. RESULTS")))
    if state.supplement:
        paper.say(said(t("Results that earlier minutes hold are not repeated here.")))
    for number, result in enumerate(state.results, start=1):
        in_full(paper, number, result, t)
    paper.heading(said(t("III. RECORD")))
    paper.say(checkpoint_words(state.checkpoint, t))
    paper.say(_closing(state, t), before_signing=True)
    _foot(paper, state, t)
    return paper


def _letterhead(state: CountMinutes) -> Letterhead:
    found = letterhead(state.issuing, local_date(state.paper.at))
    return replace(found, number=state.paper.full)


def _facts(state: CountMinutes, t: Translator) -> list[tuple[str, str]]:
    begun, ended = t.moment(state.begun_at), t.moment(state.ended_at)
    when = said(t("from %(since)s to %(until)s", since=begun, until=ended))
    where = ", ".join(filter(None, (state.meeting_title, state.place)))
    told = [
        (said(t("1. Time of the votes:")), f"{when}."),
        (said(t("2. Place:")), f"{where or said(t('in the chats of those who vote'))}."),
        (said(t("3. Head of the counting team:")), f"{_member(state.head, t)}."),
        (said(t("4. Secretary:")), f"{_member(state.secretary, t)}."),
    ]
    if state.tellers:
        named = "; ".join(_member(each, t) for each in state.tellers)
        told.append((said(t("5. Tellers of the ballots on paper:")), f"{named}."))
    how = " ".join(how_counted(state.results, t))
    return [*told, (said(t("%(n)s. How it was counted:", n=len(told) + 1)), how)]


def _member(found: Member, t: Translator) -> str:
    if not found.name:
        return ", ".join(filter(None, (BLANK * 4, found.unit)))
    name = said(t("Mr/Ms %(name)s", name=found.name))
    return ", ".join(filter(None, (name, found.title, found.unit)))


def _closing(state: CountMinutes, t: Translator) -> str:
    return said(
        t(
            "These minutes were made at %(when)s, read to the counting team and approved by it./.",
            when=t.moment(state.paper.at),
        )
    )


def _foot(paper: Official, state: CountMinutes, t: Translator) -> None:
    paper.signatures(
        [
            _signer("", t("SECRETARY"), state.secretary.name),
            _signer(t("FOR THE COUNTING TEAM"), t("HEAD OF THE TEAM"), state.head.name),
        ]
    )
    for start in range(0, len(state.tellers), 2):
        pair = state.tellers[start : start + 2]
        signers = [_signer("", t("TELLER"), each.name) for each in pair]
        paper.signatures([*signers, _signer("", "", "")][:2])
    council = state.issuing.parent
    told = [
        t("- %(council)s (for information);", council=council) if council else "",
        t("- The units of the cluster;"),
        t("- Kept: registry, file of the meeting."),
    ]
    paper.recipients(said(t("Recipients:")), [said(each) for each in told if each])


def _signer(for_whom: str, as_what: str, name: str) -> dict[str, str]:
    return {"for": said(for_whom), "as": said(as_what), "name": name}
