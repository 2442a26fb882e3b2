"""Evidence: sent, linked, named, taken away; and shown to those who may look at it."""

from dataclasses import replace

from handlers.screen import Button, Screen, button, lines
from handlers.turn import Turn, Upload
from handlers.views import evidence as view
from handlers.views import pieces as words
from handlers.views.board import SHEET_PAGE
from models import access
from models.access import OpenSheet
from models.actions import evidence as act
from models.errors import EvidenceGone, NothingToDescribe, UnknownButton
from models.errors_review import NotAsked
from models.evidence import EvidenceKind
from models.queries.cross_tasks import task_on
from models.queries.evidence import Piece, Use, cross_duplicates, duplicates, piece_of, pieces_of
from models.queries.sheet import SheetView, sheet_view
from models.reader import reader_of
from models.rules.evidence import parse_decision, reads_as_link
from models.rules.stages import Stage

NEWEST = 999
"""The last page, whichever it is."""


def given(upload: Upload) -> act.Given:
    """A file that was sent, as the actions know it."""
    return act.Given(EvidenceKind(upload.kind), upload.sha256, upload.name, upload.size)


# -- one's own sheet --------------------------------------------------------------------------


def _mine(turn: Turn, sheet_id: int) -> tuple[OpenSheet, SheetView]:
    found = access.own_sheet(turn.session, turn.me, sheet_id, turn.today)
    return found, sheet_view(turn.session, found, turn.now, turn.me.person_id)


def _code(sheet: SheetView, number: int) -> str:
    item = sheet.loaded.item_by_number(number)
    if item is None:
        raise UnknownButton
    return item.code


def _item(turn: Turn) -> tuple[int, str]:
    """The sheet and the item that the arguments name, mine to fill in."""
    _, sheet = _mine(turn, turn.number(0))
    return turn.number(0), _code(sheet, turn.number(1))


def _list(turn: Turn, sheet_id: int, code: str, page: int = NEWEST) -> Screen:
    found, sheet = _mine(turn, sheet_id)
    pieces = pieces_of(turn.session, sheet_id, code)
    return view.evidence(sheet, code, pieces, duplicates(turn.session, found), page, turn.t)


def _page(turn: Turn) -> int:
    return turn.number(2) if len(turn.args) > 2 else 0  # noqa: PLR2004 - the first page is left out


def show(turn: Turn) -> Screen:
    """What proves an item."""
    sheet_id, code = _item(turn)
    return _list(turn, sheet_id, code, _page(turn))


def take(turn: Turn) -> Screen:
    """A file that was sent; what was written under it may name the decision."""
    if turn.upload is None:
        raise UnknownButton
    sheet_id, code = _item(turn)
    file, caption = given(turn.upload), turn.upload.caption
    attached = act.attach(turn.session, turn.me, sheet_id, code, file, caption, turn.now)
    return _received(turn, sheet_id, attached)


def typed(turn: Turn) -> Screen:
    """A link, or the decision of the newest piece that has none."""
    sheet_id, code = _item(turn)
    if reads_as_link(turn.text):
        attached = act.link(turn.session, turn.me, sheet_id, code, turn.text, turn.now)
        return _received(turn, sheet_id, attached)
    decision = parse_decision(turn.text, turn.today)
    pieces = pieces_of(turn.session, sheet_id, code)
    newest = next((piece for piece in reversed(pieces) if not piece.number), None)
    if newest is None:
        raise NothingToDescribe
    act.describe(turn.session, turn.me, newest.evidence_id, decision, turn.now)
    return _named(turn, sheet_id, newest)


def _received(turn: Turn, sheet_id: int, attached: act.Attached) -> Screen:
    """What has come, and whether it is used elsewhere already."""
    found = access.own_sheet(turn.session, turn.me, sheet_id, turn.today)
    piece = piece_of(turn.session, attached.evidence_id)
    uses = duplicates(turn.session, found).get(attached.evidence_id, ())
    said = (
        turn.t("✅ The evidence has been received.")
        if attached.new
        else turn.t("This evidence is with the item already.")
    )
    notice = lines(said, *(words.use_lines(piece, uses, turn.t) if piece else ()))
    return _list(turn, sheet_id, attached.code).noticing(notice)


def _named(turn: Turn, sheet_id: int, piece: Piece) -> Screen:
    found = access.own_sheet(turn.session, turn.me, sheet_id, turn.today)
    uses = duplicates(turn.session, found).get(piece.evidence_id, ())
    now = piece_of(turn.session, piece.evidence_id) or piece
    said = turn.t("✅ Saved: %(decision)s", decision=words.decision_words(now, turn.t))
    notice = lines(said, *words.use_lines(now, uses, turn.t))
    return _list(turn, sheet_id, piece.code).noticing(notice)


# -- one piece --------------------------------------------------------------------------------


def _piece(turn: Turn) -> Piece:
    found = piece_of(turn.session, turn.number(0))
    if found is None:
        raise EvidenceGone
    return found


def _number(turn: Turn, piece: Piece) -> int:
    """Which of its item's pieces it is."""
    pieces = pieces_of(turn.session, piece.sheet_id, piece.code)
    return [each.evidence_id for each in pieces].index(piece.evidence_id) + 1


def one(turn: Turn) -> Screen:
    """A piece of my own."""
    piece = _piece(turn)
    found, sheet = _mine(turn, piece.sheet_id)
    uses = duplicates(turn.session, found).get(piece.evidence_id, ())
    return view.piece(sheet, piece, _number(turn, piece), uses, turn.t)


def see(turn: Turn) -> Screen:
    """Send me my own file."""
    piece = _piece(turn)
    screen = one(turn)
    return screen.sending(words.file_of(piece, turn.t)) if piece.is_file else screen


def ask(turn: Turn) -> Screen:
    """Which decision is it?"""
    piece = _piece(turn)
    _, sheet = _mine(turn, piece.sheet_id)
    return view.describing(sheet, piece, _number(turn, piece), turn.t)


def described(turn: Turn) -> Screen:
    """A decision typed for this piece."""
    piece = _piece(turn)
    access.own_sheet(turn.session, turn.me, piece.sheet_id, turn.today)
    decision = parse_decision(turn.text, turn.today)
    act.describe(turn.session, turn.me, piece.evidence_id, decision, turn.now)
    return _named(turn, piece.sheet_id, piece)


def drop(turn: Turn) -> Screen:
    """Before a piece is taken away."""
    piece = _piece(turn)
    _, sheet = _mine(turn, piece.sheet_id)
    return view.removing(sheet, piece, _number(turn, piece), turn.t)


def remove(turn: Turn) -> Screen:
    """Take a piece away."""
    piece = _piece(turn)
    act.remove(turn.session, turn.me, piece.evidence_id, turn.now)
    done = turn.t("🗑 The evidence has been removed.")
    return _list(turn, piece.sheet_id, piece.code).noticing(done)


# -- for those who check ----------------------------------------------------------------------


def _proven(turn: Turn, sheet_id: int) -> tuple[OpenSheet, SheetView]:
    found = access.proven_sheet(turn.session, turn.me, sheet_id, turn.today)
    return found, sheet_view(turn.session, found, turn.now)


def of(turn: Turn) -> Screen:
    """What proves an item of a sheet that I may look at."""
    found, sheet = _proven(turn, turn.number(0))
    return _proofs(turn, found, sheet, _code(sheet, turn.number(1)), _page(turn))


def _proofs(turn: Turn, found: OpenSheet, sheet: SheetView, code: str, page: int) -> Screen:
    task_id = _crossed(turn, found, code)
    number = sheet.items[code].number
    back = (
        button(turn.t("◀️ Back to the item"), "cross.item", task_id, number)
        if task_id
        else _back(turn, found, sheet, code)
    )
    pieces = pieces_of(turn.session, sheet.status.sheet_id, code)
    screen = view.proofs(sheet, code, pieces, _used(turn, found), page, back, turn.t)
    return replace(screen, kept={"task": task_id} if task_id else {})


def _crossed(turn: Turn, found: OpenSheet, code: str) -> int | None:
    """The task of cross-scoring for which I look; who does nothing but score sees what is asked."""
    task = task_on(turn.session, turn.me, found.sheet.id or 0, turn.now, turn.today)
    reader = reader_of(turn.session, turn.me, found.period, turn.today)
    if task is None or not (
        reader.only_rates(found.sheet) or turn.kept.get("task") == task.task_id
    ):
        return None
    if code not in task.items:
        raise NotAsked(code)
    return task.task_id


def _used(turn: Turn, found: OpenSheet) -> dict[int, tuple[Use, ...]]:
    """Where else the sheet's evidence is used, as far as this reader may know."""
    if reader_of(turn.session, turn.me, found.period, turn.today).only_rates(found.sheet):
        return {}  # other items, and other units, are none of theirs
    uses = {
        # The year's other sheet of this unit may not lie open yet.
        evidence_id: tuple(use for use in own if use.period is None)
        for evidence_id, own in duplicates(turn.session, found).items()
    }
    for evidence_id, others in cross_duplicates(turn.session, turn.me, found, turn.today).items():
        uses[evidence_id] = (*uses.get(evidence_id, ()), *others)
    return uses


def _back(turn: Turn, found: OpenSheet, sheet: SheetView, code: str) -> Button:
    """To where an item is appraised, for who does that now; to the open table; to the board."""
    sheet_id, number = sheet.status.sheet_id, sheet.items[code].number
    reader = reader_of(turn.session, turn.me, found.period, turn.today)
    if found.period.stage is Stage.APPRAISAL and reader.may_appraise(found.sheet):
        return button(turn.t("◀️ Back to the item"), "appraisal.item", sheet_id, number)
    if found.period.stage.is_open:
        return button(turn.t("◀️ Back to the item"), "ranking.item", sheet_id, number)
    page = (number - 1) // SHEET_PAGE
    return button(turn.t("◀️ Back to the sheet"), "board.sheet", sheet_id, page)


def send(turn: Turn) -> Screen:
    """Send me a file that I may look at."""
    piece = _piece(turn)
    found, sheet = _proven(turn, piece.sheet_id)
    page = (_number(turn, piece) - 1) // view.SENT_AT_ONCE
    screen = _proofs(turn, found, sheet, piece.code, page)
    return screen.sending(words.file_of(piece, turn.t)) if piece.is_file else screen


def send_all(turn: Turn) -> Screen:
    """Send me the files of this page: pictures as an album."""
    found, sheet = _proven(turn, turn.number(0))
    code, page = _code(sheet, turn.number(1)), max(_page(turn), 0)
    screen = _proofs(turn, found, sheet, code, page)
    start = page * view.SENT_AT_ONCE
    shown = pieces_of(turn.session, sheet.status.sheet_id, code)[start:][: view.SENT_AT_ONCE]
    return screen.sending(*(words.file_of(piece, turn.t) for piece in shown if piece.is_file))


ROUTES = {
    "evidence.show": show,
    "evidence.piece": one,
    "evidence.see": see,
    "evidence.describe": ask,
    "evidence.drop": drop,
    "evidence.of": of,
    "evidence.send": send,
    "evidence.all": send_all,
}
ACTS = {"evidence.remove": remove}
ANSWERS = {"evidence.typed": typed, "evidence.described": described}
FILES = {"evidence.take": take}
