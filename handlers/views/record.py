"""The record: its card, the words for its milestones, and what the group is told."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, plain, turning
from handlers.views.common import bold, small
from models.queries.record import Milestone, RecordState
from models.rules.record import SHORT

VERIFIER = "kiem-tra-nhat-ky.py"
TITLE = 80
"""Characters of a vote's title in a line."""


def milestone_words(each: Milestone, t: Translator) -> Markup:
    """What was done, as a person would say it."""
    title, number = plain(each.title, TITLE), each.number
    return {
        "opened": t("Vote opened: %(title)s", title=title),
        "extended": t("Vote given more time: %(title)s", title=title),
        "void": t("Vote declared void: %(title)s", title=title),
        "closed": t("Votes counted: %(title)s", title=title),
        "lot-committed": t("Lot announced: %(title)s", title=title),
        "lot-drawn": t("Lot drawn: %(title)s", title=title),
        "table-agreed": t("Score table agreed, version %(n)s", n=number),
        "table-published": t("Score table published, version %(n)s", n=number),
        "table-reopened": t("Score table reopened, version %(n)s", n=number),
        "honours": t("Honours proposed"),
        "honour-decided": t("Decision on an honour recorded"),
        "elected": t("Office given by election"),
        "handover": t("Handover confirmed by both units"),
        "paper": t("Document No. %(n)s numbered", n=number),
    }.get(each.kind, t("Entry of the record"))


def mark(seq: int, head: str) -> Markup:
    """A checkpoint as it is typed into the verifier."""
    return Markup("<code>{}:{}</code>").format(seq, head[:SHORT])


def file_name(cluster: str, year: int) -> str:
    """What an export is called."""
    return f"nhat-ky-{cluster}-{year}.json"


def card(state: RecordState, t: Translator) -> Screen:
    """The record of a year."""
    heading = lines(
        bold(t("📜 Record of %(year)s", year=state.year)), Markup("{}").format(state.cluster_name)
    )
    return Screen(
        blocks(heading, *_body(state, t)),
        _rows(state, t),
        route=pack("record.show", state.cluster_id, state.year, state.page),
        topic=f"record:{state.cluster_id}",
    )


def _body(state: RecordState, t: Translator) -> tuple[Markup, ...]:
    if not state.count:
        return (t("Nothing has been recorded for this year yet."),)
    return (
        lines(
            t("Entries: %(count)s", count=state.count),
            t("Head of the chain: %(mark)s", mark=mark(state.count, state.head)),
        ),
        lines(*(_line(each, t) for each in state.milestones)),
        small(
            t(
                "Each entry holds the hash of the one before: if any is changed, all later hashes "
                "change. Whoever downloads the file can check it without this program."
            )
        ),
    )


def _line(each: Milestone, t: Translator) -> Markup:
    facts = {"seq": each.seq, "what": milestone_words(each, t), "when": t.moment(each.at)}
    return t("%(seq)s. %(what)s, %(when)s", **facts)


def _rows(state: RecordState, t: Translator) -> Rows:
    args = (state.cluster_id, state.year)
    download = button(t("⬇️ Download"), "record.take", *args, style="primary")
    others = tuple(
        button(t("Record of %(year)s", year=year), "record.show", state.cluster_id, year)
        for year in state.years
        if abs(year - state.year) == 1
    )
    return (
        *(((download,),) if state.count else ()),
        *turning("record.show", args, state.page, state.last_page),
        *((others,) if others else ()),
        (button(t("🏠 Home"), "home.show"),),
    )


def export_caption(state: RecordState, t: Translator) -> Markup:
    """What stands under the file."""
    return t(
        "Record of %(year)s, %(count)s entries. Head of the chain: %(mark)s",
        year=state.year,
        count=state.count,
        mark=mark(state.count, state.head),
    )


def verifier_caption(name: str, state: RecordState, t: Translator) -> Markup:
    """How the file is checked, on any machine with Python."""
    command = Markup("<code>python {} verify {} --checkpoint {}:{}</code>").format(
        VERIFIER, name, state.count, state.head[:SHORT]
    )
    return lines(
        t("To check the record, put both files into one folder and run:"),
        command,
        t("The checkpoint is best taken from a message in the cluster's group."),
    )


def checkpoint(each: Milestone, year: int, bot_name: str, t: Translator) -> Screen:
    """The notice in the group, without a sound: nobody can take back what all have received."""
    text = blocks(
        lines(
            bold(t("Record of %(year)s, entry No. %(seq)s", year=year, seq=each.seq)),
            milestone_words(each, t),
            t("Checkpoint: %(mark)s", mark=mark(each.seq, each.hash)),
        ),
        small(
            t(
                "Please keep this message: with this checkpoint anyone can show that nothing up "
                "to this entry has been changed."
            )
        ),
    )
    link = Button(t("📋 Open the bot").unescape(), url=f"https://t.me/{bot_name}?start")
    return Screen(text, ((link,),), silent=True)
