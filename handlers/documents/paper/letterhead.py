"""The head and the foot of an official paper: who issues it, where, when, and who signs.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I (format of administrative documents).
"""

from dataclasses import dataclass
from datetime import date

from handlers.documents.paper.typesetting import Data
from handlers.i18n import Translator
from handlers.views.common import office_name
from models.cluster import ClusterKind, Office
from models.queries.issuing import Issuing

BLANK = "……"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a paper's head and foot say; whatever is empty is left to be written in by hand.

    `parent` is the body above the issuer, `number` the whole number and sign ("05/BB-CTĐ10"),
    `sign` the issuer's abbreviation alone ("CTĐ10"), used while there is no number. `head` and
    `secretary` are the names of who signs.
    """

    issuer: str
    parent: str = ""
    kind: ClusterKind | str = ClusterKind.CUM
    place: str = ""
    number: str = ""
    sign: str = ""
    dated: date | None = None
    head: str = ""
    secretary: str = ""


def letterhead(found: Issuing, dated: date) -> Letterhead:
    """The letterhead of a cluster's paper of that day, without a number yet."""
    return Letterhead(
        found.issuer,
        parent=found.parent,
        kind=found.kind,
        place=found.place,
        sign=found.sign,
        dated=dated,
        head=found.head,
        secretary=found.secretary,
    )


def head_of_paper(head: Letterhead, t: Translator) -> Data:
    """The two columns on top: issuer and number, motto and date."""
    return {
        "parent": head.parent.upper(),
        "issuer": head.issuer.upper(),
        "number": t("No. %(number)s", number=head.number or _unnumbered(head)),
        "state": t("SOCIALIST REPUBLIC OF VIET NAM"),
        "motto": t("Independence - Freedom - Happiness"),
        "dated": t("%(place)s, %(date)s", place=head.place or BLANK, date=_dated(head.dated, t)),
    }


def _unnumbered(head: Letterhead) -> str:
    return f"{BLANK}/{head.sign}" if head.sign else BLANK


def _dated(day: date | None, t: Translator) -> str:
    return t.long_date(day) if day else t("…… / …… / ……")


def signatures(head: Letterhead, t: Translator) -> list[Data]:
    """Who signs: the secretary at left, the head for the cluster at right."""
    signer = office_name(Office.HEAD, head.kind, t)
    return [
        {"for": "", "as": t("SECRETARY"), "name": head.secretary},
        {
            "for": t("FOR %(issuer)s", issuer=head.issuer.upper()),
            "as": signer.striptags().upper(),
            "name": head.head,
        },
    ]
