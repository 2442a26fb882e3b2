"""The handover's list: ticked by one head, confirmed by both."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, plain
from handlers.views.common import bold, office_name, small
from models.cluster import Office
from models.queries.handover import HandoverState
from models.rules.handover import Line

PER_ROW = 5
SAID = 80
"""Characters of a line and of a note: twenty of each fit a card."""


def item_name(code: str, title: str, t: Translator) -> Markup:
    """A line of the list, in words."""
    if title:
        return Markup("{}").format(title)
    return {
        "regulation": t("Regulation, criteria and plan of the year"),
        "agreement": t("Signed emulation agreement"),
        "sheets": t("Score sheets with evidence"),
        "summary": t("Summary table of points"),
        "minutes": t("Minutes of the meetings, count minutes"),
        "submission": t("Submission and the standing body's reply"),
        "contacts": t("Contact list of the units"),
        "questions": t("Open questions"),
        "pennant": t("Rotating pennant of the head"),
        "money": t("Money and receipts"),
    }[code]


def show(found: HandoverState, t: Translator) -> Screen:
    """The list, who has confirmed it, and what the reader does next."""
    text = blocks(
        _heading(found, t),
        lines(*(_line(number, each, t) for number, each in enumerate(found.lines, 1))),
        _standing(found, t),
    )
    return Screen(
        text,
        (*_rows(found, t), home(found, t)),
        route=pack("handover.show", found.cluster_id, found.year),
        topic=f"handover:{found.handover_id}",
    )


def home(found: HandoverState, t: Translator) -> tuple[Button, ...]:
    """The way to the record, and home."""
    record = button(t("📜 Record"), "record.show", found.cluster_id, found.year)
    return (record, button(t("🏠 Home"), "home.show"))


def _heading(found: HandoverState, t: Translator) -> Markup:
    office = office_name(Office.HEAD, found.kind, t)
    return lines(
        bold(t("🤝 Handover of the year %(year)s", year=found.year)),
        small(found.cluster_name),
        t("Hands over (%(office)s): <b>%(unit)s</b>", office=office, unit=found.outgoing),
        t("Takes over: <b>%(unit)s</b>", unit=found.incoming),
    )


def _line(number: int, each: Line, t: Translator) -> Markup:
    mark = "✅" if each.given else "➖" if each.note else "⬜"
    name = plain(item_name(each.code, each.title, t), SAID)
    words = Markup("{} {}. {}").format(mark, number, name)
    return Markup("{}: {}").format(words, small(plain(each.note, SAID))) if each.note else words


def _standing(found: HandoverState, t: Translator) -> Markup:
    return lines(
        t("Handed over: %(unit)s, %(when)s", unit=found.outgoing, when=t.moment(found.outgoing_at))
        if found.outgoing_at
        else t("%(unit)s has not confirmed yet.", unit=found.outgoing),
        t("Taken over: %(unit)s, %(when)s", unit=found.incoming, when=t.moment(found.incoming_at))
        if found.incoming_at
        else t("%(unit)s has not confirmed yet.", unit=found.incoming),
    )


def _rows(found: HandoverState, t: Translator) -> Rows:
    if found.done:
        return ()
    args = (found.handover_id, found.version)
    rows: list[tuple[Button, ...]] = []
    if found.takes and found.outgoing_at is not None:
        take = button(t("✅ Confirm: taken over"), "handover.take", *args, style="primary")
        rows.append((take,))
    return (*rows, *_giving(found, t)) if found.gives else tuple(rows)


def _giving(found: HandoverState, t: Translator) -> Rows:
    """What the outgoing head does: tick, explain, add, confirm."""
    number = found.handover_id
    ready = found.settled and found.outgoing_at is None
    words = t("✅ Confirm: handed over")
    confirm = button(words, "handover.give", number, found.version, style="primary")
    ticks = [
        button(f"{'☑️' if each.given else '⬜'} {place + 1}", "handover.tick", number, place,
               int(not each.given))
        for place, each in enumerate(found.lines)
    ]  # fmt: skip
    style = "" if ready else "primary"
    everything = button(t("☑️ All are handed over"), "handover.all", number, style=style)
    missing = not all(each.given for each in found.lines)
    more = (
        button(t("✏️ Say why not"), "handover.note", number),
        button(t("➕ Add a line"), "handover.more", number),
    )
    return (
        *(((confirm,),) if ready else ()),
        *grid(ticks, PER_ROW),
        *(((everything,),) if missing else ()),
        more,
    )


# -- typing -----------------------------------------------------------------------------------


def note(found: HandoverState, t: Translator) -> Screen:
    """Asks why lines are not given."""
    text = blocks(
        _heading(found, t),
        lines(*(_line(number, each, t) for number, each in enumerate(found.lines, 1))),
        bold(t("Please type the number of the line and the reason, one line each.")),
        small(t("For example: 6 = no reply has been received yet. A dash takes the words away.")),
    )
    return _asking(found, text, "handover.note", "handover.noted", t)


def more(found: HandoverState, t: Translator) -> Screen:
    """Asks what else is handed over."""
    text = blocks(
        _heading(found, t), bold(t("Please type what else is handed over, in a few words."))
    )
    return _asking(found, text, "handover.more", "handover.added", t)


def _asking(found: HandoverState, text: Markup, route: str, asks: str, t: Translator) -> Screen:
    back = button(t("◀️ Back to the list"), "handover.show", found.cluster_id, found.year)
    return Screen(
        text,
        ((back, button(t("🏠 Home"), "home.show")),),
        route=pack(route, found.handover_id),
        asks=pack(asks, found.handover_id),
    )


def none_yet(cluster_id: int, year: int, t: Translator) -> Screen:
    """No other unit has been elected, so nothing is handed over."""
    text = blocks(
        bold(t("🤝 Handover of the year %(year)s", year=year)),
        t(
            "The list is made once another unit's term as head is recorded. If the same unit goes "
            "on, nothing is handed over."
        ),
    )
    agenda = button(t("🗳 Scoring sessions"), "agenda.list", cluster_id)
    return Screen(
        text,
        ((agenda, button(t("🏠 Home"), "home.show")),),
        route=pack("handover.show", cluster_id, year),
        topic=f"cluster:{cluster_id}",
    )


# -- letters ----------------------------------------------------------------------------------


def given_letter(found: HandoverState, t: Translator) -> Screen:
    """To the incoming head: the other side has confirmed."""
    text = blocks(
        _heading(found, t),
        t(
            "%(outgoing)s has confirmed the handover. %(incoming)s is kindly asked to check the "
            "list and to confirm.",
            outgoing=found.outgoing,
            incoming=found.incoming,
        ),
    )
    words = t("🤝 Open the handover list")
    go = button(words, "handover.show", found.cluster_id, found.year, style="primary")
    return Screen(text, ((go,),))


def done_letter(found: HandoverState, t: Translator) -> Screen:
    """To everybody: both have confirmed."""
    given = sum(each.given for each in found.lines)
    text = blocks(
        _heading(found, t),
        t(
            "Both units have confirmed the handover: %(given)s of %(all)s lines handed over.",
            given=given,
            all=len(found.lines),
        ),
    )
    go = button(t("🤝 Open the handover list"), "handover.show", found.cluster_id, found.year)
    return Screen(text, ((go,),))
