"""A piece of evidence in words: what it is, which decision, where else it is used; and its file."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import File, lines, plain
from handlers.views.common import comrade, period_name, small
from models.evidence import EvidenceKind
from models.queries.evidence import Piece, Use

MARKS = {
    EvidenceKind.PDF: "📄",
    EvidenceKind.DOCX: "📝",
    EvidenceKind.XLSX: "📊",
    EvidenceKind.IMAGE: "🖼",
    EvidenceKind.LINK: "🔗",
}
SAID = 50
"""Characters of a name in a list."""
PLACES = 3
"""Other uses that are named."""
KILO = 1024


def piece_lines(number: int, piece: Piece, uses: Sequence[Use], t: Translator) -> Markup:
    """A piece in a list: what it is, which decision, who sent it, where else it is used."""
    return lines(
        Markup("{}. {} {}").format(number, MARKS[piece.kind], plain(title(piece), SAID))
        + (Markup(" ({})").format(size_words(piece.size, t)) if piece.is_file else Markup("")),
        decision_words(piece, t, SAID),
        small(_who(piece, t)),
        *use_lines(piece, uses, t),
    )


def title(piece: Piece) -> str:
    """What a piece is called: its file's name, or the address."""
    return piece.name or piece.url


def _who(piece: Piece, t: Translator) -> Markup:
    said = t("%(who)s, %(when)s", who=comrade(piece.by, t), when=t.moment(piece.at))
    return said + Markup(" · ") + t("added later") if piece.later else said


def size_words(size: int, t: Translator) -> Markup:
    """Bytes as people read them."""
    if size < KILO * KILO:
        return t("%(size)s KB", size=max(1, round(size / KILO)))
    return t("%(size)s MB", size=t.points(Decimal(round(size * 10 / KILO / KILO)) / 10))


def decision_words(piece: Piece, t: Translator, limit: int = 200) -> Markup:
    """Number, day and issuer of the decision, if they are known."""
    if not piece.number or piece.on is None:
        return Markup("")
    return t(
        "No. %(number)s of %(date)s, %(issuer)s",
        number=piece.number,
        date=t.date(piece.on),
        issuer=plain(piece.issuer, limit),
    )


def use_lines(piece: Piece, uses: Sequence[Use], t: Translator) -> list[Markup]:
    """Where else the same is used: by the unit itself, and by others."""
    own = [use for use in uses if not use.unit]
    others = [use for use in uses if use.unit]
    said = []
    if own:
        said.append(_used_words(piece, own, t))
    if others:
        places = t.joined([_place(use, t) for use in others[:PLACES]])
        said.append(t("⚠️ Other units use it, too: %(places)s.", places=places))
    return said


def _used_words(piece: Piece, own: Sequence[Use], t: Translator) -> Markup:
    places = t.joined([_place(use, t) for use in own[:PLACES]])
    if own[0].by_number:
        return t(
            "⚠️ Document No. %(number)s is used in %(places)s already; one achievement counts once.",
            number=piece.number,
            places=places,
        )
    if not piece.is_file:
        return t(
            "⚠️ This link is used in %(places)s already; one achievement counts once.", places=places
        )
    return t(
        "⚠️ This file is used in %(places)s already; one achievement counts once.", places=places
    )


def _place(use: Use, t: Translator) -> str:
    aside = [use.unit] if use.unit else []
    if use.period is not None:
        aside.append(plain(period_name(use.period, use.year, t)))
    return f"{use.code} ({', '.join(aside)})" if aside else use.code


def file_of(piece: Piece, t: Translator) -> File:
    """The file as it is sent: a picture to be looked at, everything else to be kept."""
    return File(
        piece.name,
        stored=piece.sha256,
        kind="photo" if piece.kind is EvidenceKind.IMAGE else "document",
        caption=lines(Markup("{}. {}").format(piece.code, piece.name), decision_words(piece, t)),
    )
