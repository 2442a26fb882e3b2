"""Evidence: an item's files and links, one of them, and the list for those who check."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, plain, turning
from handlers.views.common import bold, sheet_topic, small
from handlers.views.item import asked_line, item_title, unproven_line
from handlers.views.pieces import MARKS, SAID, piece_lines, title
from models.queries.evidence import Piece, Use, Uses
from models.queries.sheet import ItemState, SheetView
from models.rules.evidence import asks_decision, is_public_link

PER_PAGE = 8
SENT_AT_ONCE = 10
"""Files that one press sends: an album's most."""


def evidence(
    view: SheetView, code: str, pieces: Sequence[Piece], uses: Uses, page: int, t: Translator
) -> Screen:
    """What proves an item: the list, how to add, what is still to be said."""
    state, status = view.items[code], view.status
    page, shown = _page(pieces, page, PER_PAGE)
    waiting = waiting_for_decision(view, state, pieces) if status.editable else None
    text = blocks(
        item_title(view, state, t),
        lines(bold(t("📎 Evidence: %(count)s", count=len(pieces))), asked_line(view, state, t)),
        unproven_line(state, t),
        *(
            piece_lines(number, piece, uses.get(piece.evidence_id, ()), t)
            for number, piece in shown
        ),
        waiting and ask_decision(pieces.index(waiting) + 1, t),
        status.editable and small(how_to_add(t)),
    )
    buttons = [(_open(number, piece),) for number, piece in shown]
    where = (status.sheet_id, state.number)
    return Screen(
        text,
        (
            *buttons,
            *turning("evidence.show", where, page, (len(pieces) - 1) // PER_PAGE),
            (_back(view, state, t, later=waiting is not None or not pieces),),
        ),
        route=pack("evidence.show", *where, page),
        topic=sheet_topic(status.sheet_id),
        asks=pack("evidence.typed", *where) if status.editable else "",
        takes=pack("evidence.take", *where) if status.editable else "",
    )


def _listed(shown: list[tuple[int, Piece]], uses: Uses, t: Translator) -> list[Markup]:
    return [
        piece_lines(number, piece, uses.get(piece.evidence_id, ()), t) for number, piece in shown
    ]


def waiting_for_decision(
    view: SheetView, state: ItemState, pieces: Sequence[Piece]
) -> Piece | None:
    """The piece whose decision is to be named, where the item asks for one.

    What has come last, if it is a file; else any, as long as no decision is known at all.
    """
    if not pieces or pieces[-1].number or not asks_decision(view.loaded.table, state.item):
        return None
    any_named = any(piece.number for piece in pieces)
    return pieces[-1] if pieces[-1].is_file or not any_named else None


def how_to_add(t: Translator) -> Markup:
    """How evidence is added."""
    return t("To add: send a file or a picture (at most 20 MB), or paste a link.")


def ask_decision(number: int, t: Translator) -> Markup:
    """Asks for a decision's number, date and issuer, with an example."""
    return lines(
        bold(
            t(
                "Document %(number)s: please type the number, the date and the issuer of the "
                "decision in one message.",
                number=number,
            )
        ),
        small(decision_example(t)),
    )


def decision_example(t: Translator) -> Markup:
    """A decision named as the reader understands it."""
    return t("For example: Số 123/QĐ-UBND ngày 12/03/2026 của UBND tỉnh")


def _open(number: int, piece: Piece) -> Button:
    return button(
        f"{MARKS[piece.kind]} {number}. {title(piece)}", "evidence.piece", piece.evidence_id
    )


def _back(view: SheetView, state: ItemState, t: Translator, *, later: bool) -> Button:
    words = t("⏭ Add later") if later and view.status.editable else t("◀️ Back to the item")
    return button(words, "sheet.item", view.status.sheet_id, state.number)


# -- one piece --------------------------------------------------------------------------------


def piece(view: SheetView, piece: Piece, number: int, uses: Sequence[Use], t: Translator) -> Screen:
    """One piece of one's own: to be seen, named, taken away."""
    state, status = view.items[piece.code], view.status
    text = blocks(
        item_title(view, state, t),
        lines(piece_lines(number, piece, uses, t), piece.url and Markup("{}").format(piece.url)),
        status.editable and not piece.number and small(t("The decision is not named yet.")),
    )
    return Screen(
        text,
        (*_see(piece, t), *_changes(view, piece, t), (_to_list(view, piece, t),)),
        route=pack("evidence.piece", piece.evidence_id),
        topic=sheet_topic(status.sheet_id),
        takes=pack("evidence.take", status.sheet_id, state.number) if status.editable else "",
    )


def _see(piece: Piece, t: Translator) -> Rows:
    if piece.is_file:
        return ((button(t("📥 See the file"), "evidence.see", piece.evidence_id),),)
    return (visit(piece, t),) if is_public_link(piece.url) else ()


def visit(piece: Piece, t: Translator) -> tuple[Button, ...]:
    """A button that leads to the page."""
    return (Button(plain(t("🔗 Open %(link)s", link=plain(piece.url, SAID))), url=piece.url),)


def _changes(view: SheetView, piece: Piece, t: Translator) -> Rows:
    if not view.status.editable:
        return ()
    name = button(t("✏️ Number, date, issuer"), "evidence.describe", piece.evidence_id)
    drop = button(t("🗑 Remove"), "evidence.drop", piece.evidence_id)
    return ((name,), (drop,))


def _to_list(view: SheetView, piece: Piece, t: Translator) -> Button:
    number = view.items[piece.code].number
    return button(t("◀️ All evidence"), "evidence.show", view.status.sheet_id, number)


def describing(view: SheetView, piece: Piece, number: int, t: Translator) -> Screen:
    """Asks which decision a piece is."""
    text = blocks(
        item_title(view, view.items[piece.code], t),
        piece_lines(number, piece, (), t),
        ask_decision(number, t),
    )
    back = button(t("⏭ Add later"), "evidence.piece", piece.evidence_id)
    return Screen(
        text,
        ((back,),),
        route=pack("evidence.describe", piece.evidence_id),
        topic=sheet_topic(view.status.sheet_id),
        asks=pack("evidence.described", piece.evidence_id),
    )


def removing(view: SheetView, piece: Piece, number: int, t: Translator) -> Screen:
    """Before a piece is taken away, the safe way first."""
    text = blocks(
        item_title(view, view.items[piece.code], t),
        piece_lines(number, piece, (), t),
        t("Remove this document from the item? The history keeps that it was there."),
    )
    rows = (
        (button(t("◀️ Keep it"), "evidence.piece", piece.evidence_id, style="primary"),),
        (button(t("🗑 Remove"), "evidence.remove", piece.evidence_id, style="danger"),),
    )
    return Screen(
        text,
        rows,
        route=pack("evidence.drop", piece.evidence_id),
        topic=sheet_topic(view.status.sheet_id),
    )


# -- for those who check ----------------------------------------------------------------------


def proofs(
    view: SheetView,
    code: str,
    pieces: Sequence[Piece],
    uses: Uses,
    page: int,
    back: Button,
    t: Translator,
) -> Screen:
    """What proves an item, for a reader: each file is a press away."""
    state, status = view.items[code], view.status
    page, shown = _page(pieces, page, SENT_AT_ONCE)
    where = (status.sheet_id, state.number)
    text = blocks(
        Markup("{}").format(status.unit_name),
        item_title(view, state, t),
        lines(bold(t("📎 Evidence: %(count)s", count=len(pieces))), asked_line(view, state, t)),
        unproven_line(state, t),
        *(
            piece_lines(number, piece, uses.get(piece.evidence_id, ()), t)
            for number, piece in shown
        ),
    )
    files = [piece for _, piece in shown if piece.is_file]
    rows = [row for number, piece in shown if (row := _send(number, piece, t))]
    everything = (button(t("📥 Send all"), "evidence.all", *where, page),)
    return Screen(
        text,
        (
            *rows,
            *((everything,) if len(files) > 1 else ()),
            *turning("evidence.of", where, page, (len(pieces) - 1) // SENT_AT_ONCE),
            (back,),
        ),
        route=pack("evidence.of", *where, page),
        topic=sheet_topic(status.sheet_id),
    )


def _send(number: int, piece: Piece, t: Translator) -> tuple[Button, ...]:
    if not piece.is_file:
        return visit(piece, t) if is_public_link(piece.url) else ()
    label = f"{MARKS[piece.kind]} {number}. {piece.name}"
    return (button(label, "evidence.send", piece.evidence_id),)


# -- pages ------------------------------------------------------------------------------------


def _page(pieces: Sequence[Piece], page: int, most: int) -> tuple[int, list[tuple[int, Piece]]]:
    """The page that there is, and its pieces with their numbers."""
    page = max(min(page, (len(pieces) - 1) // most), 0)
    numbered = list(enumerate(pieces, start=1))
    return page, numbered[page * most : (page + 1) * most]
