"""What proves a sheet: the pieces of an item, how many there are, and where else they are used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_
from sqlmodel import Session, col

from models.access import Actor, OpenSheet
from models.base import columns, fetch
from models.evidence import Evidence, EvidenceKind
from models.people import Person
from models.queries.criteria import Loaded
from models.queries.people import unit_names
from models.reader import Reader, reader_of
from models.rules.visibility import Relation
from models.sheet import Period, PeriodCode, Sheet


@dataclass(frozen=True, slots=True)
class Piece:
    """A file or a link. Of a link, `sha256` knows the page again and no file rests under it."""

    evidence_id: int
    sheet_id: int
    code: str
    kind: EvidenceKind
    sha256: str
    name: str
    size: int
    url: str
    number: str
    on: date | None
    issuer: str
    later: bool
    by: str
    at: datetime

    @property
    def is_file(self) -> bool:
        """Whether the store holds it."""
        return self.kind is not EvidenceKind.LINK


@dataclass(frozen=True, slots=True)
class Use:
    """Another place where a piece (`evidence_id`) is used: the same file, page or decision.

    `unit` is empty for the same unit, `period` for the same sheet; `by_number`: the decision's
    number says so, not the file.
    """

    evidence_id: int
    code: str
    by_number: bool
    period: PeriodCode | None = None
    year: int = 0
    unit: str = ""


Uses = Mapping[int, tuple[Use, ...]]
"""Evidence id -> where else it is used."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What an item has to show for itself, in numbers.

    `handed_in` leaves out what came later, with an explanation; `named` are those of which the
    decision's number is known.
    """

    pieces: int
    handed_in: int
    named: int


NO_PROOF = Proof(0, 0, 0)

_COUNTS = (
    columns(
        Evidence.code,
        func.count().label("pieces"),
        func.count().filter(~col(Evidence.later)).label("handed_in"),
        func.count().filter(col(Evidence.doc_number) != "").label("named"),
    )
    .where(
        col(Evidence.sheet_id) == bindparam("sheet_id"),
        col(Evidence.removed_at).is_(None),
    )
    .group_by(col(Evidence.code))
)


def proofs_of(session: Session, sheet_id: int) -> dict[str, Proof]:
    """Item code -> how much evidence there is; items without any are left out."""
    rows = fetch(session, _COUNTS, sheet_id=sheet_id)
    return {row.code: Proof(row.pieces, row.handed_in, row.named) for row in rows}


def unproven_in(loaded: Loaded, proofs: Mapping[str, Proof]) -> frozenset[str]:
    """The items that need evidence and have none that was handed in with the sheet."""
    return frozenset(
        code for code in loaded.evidence_required if not proofs.get(code, NO_PROOF).handed_in
    )


def unproven(session: Session, loaded: Loaded, sheet_id: int) -> frozenset[str]:
    """The same, read now; a table without such items costs nothing."""
    if not loaded.evidence_required:
        return frozenset()
    return unproven_in(loaded, proofs_of(session, sheet_id))


def proven_in_period(session: Session, period_id: int) -> dict[int, frozenset[str]]:
    """Sheet id -> the items that have evidence handed in with the sheet: a whole period at once."""
    query = (
        columns(Evidence.sheet_id, Evidence.code)
        .join(Sheet, col(Sheet.id) == Evidence.sheet_id)
        .where(
            col(Sheet.period_id) == period_id,
            col(Evidence.removed_at).is_(None),
            ~col(Evidence.later),
        )
        .distinct()
    )
    found: dict[int, frozenset[str]] = {}
    for sheet_id, code in session.execute(query).all():
        found[sheet_id] = found.get(sheet_id, frozenset()) | {code}
    return found


# -- the pieces -------------------------------------------------------------------------------

_PIECES = (
    columns(
        Evidence.id,
        Evidence.sheet_id,
        Evidence.code,
        Evidence.kind,
        Evidence.sha256,
        Evidence.name,
        Evidence.size,
        Evidence.url,
        Evidence.doc_number,
        Evidence.doc_on,
        Evidence.issuer,
        Evidence.later,
        col(Person.name).label("by"),
        Evidence.at,
    )
    .join(Person, col(Person.id) == Evidence.by)
    .where(col(Evidence.removed_at).is_(None))
    .order_by(col(Evidence.id))
)


def pieces_of(session: Session, sheet_id: int, code: str | None = None) -> tuple[Piece, ...]:
    """The evidence of an item, or of the whole sheet, oldest first."""
    query = _PIECES.where(col(Evidence.sheet_id) == sheet_id)
    return _read(session, query if code is None else query.where(col(Evidence.code) == code))


def piece_of(session: Session, evidence_id: int) -> Piece | None:
    """One piece; none if there never was one, or it has been taken away."""
    return next(iter(_read(session, _PIECES.where(col(Evidence.id) == evidence_id))), None)


def _read(session: Session, query: Select[Any]) -> tuple[Piece, ...]:
    session.flush()  # what this turn has written is part of what it shows
    return tuple(Piece(*row) for row in session.execute(query).all())


# -- used elsewhere ---------------------------------------------------------------------------

_USED = (
    columns(
        Evidence.id,
        Evidence.sheet_id,
        Evidence.code,
        Evidence.sha256,
        Evidence.doc_key,
        col(Period.code).label("period"),
        Period.year,
    )
    .join(Sheet, col(Sheet.id) == Evidence.sheet_id)
    .join(Period, col(Period.id) == Sheet.period_id)
    .where(
        col(Period.cluster_id) == bindparam("cluster_id"),
        col(Period.year) == bindparam("year"),
        col(Evidence.removed_at).is_(None),
    )
    .order_by(col(Evidence.id))
)
_USED_BY_UNIT = _USED.where(col(Sheet.unit_id) == bindparam("unit_id"))
_USED_BY_OTHERS = _USED.add_columns(Sheet, Period).where(
    col(Sheet.unit_id) != bindparam("unit_id"),
    or_(
        col(Evidence.sha256).in_(bindparam("files", expanding=True)),
        col(Evidence.doc_key).in_(bindparam("decisions", expanding=True)),
    ),
)


def _where(found: OpenSheet) -> dict[str, Any]:
    return {
        "cluster_id": found.period.cluster_id,
        "year": found.period.year,
        "unit_id": found.sheet.unit_id,
    }


def _same_file(here: Row[Any], there: Row[Any]) -> bool:
    return bool(here.sha256) and here.sha256 == there.sha256


def _use(here: Row[Any], there: Row[Any], *, same_period: bool, unit: str = "") -> Use:
    period = None if same_period else there.period
    return Use(here.id, there.code, not _same_file(here, there), period, there.year, unit)


def duplicates(session: Session, found: OpenSheet) -> dict[int, tuple[Use, ...]]:
    """Which pieces the unit itself uses for another item in this year: one achievement, one count.

    The same item in the year's other sheet is no second use. Source: *không khen thưởng nhiều lần
    cho một thành tích*, the law's principle.
    """
    rows = fetch(session, _USED_BY_UNIT, **_where(found))
    uses: dict[int, tuple[Use, ...]] = {}
    for here, there in _pairs([row for row in rows if row.sheet_id == found.sheet.id], rows):
        if here.code != there.code:
            use = _use(here, there, same_period=there.sheet_id == here.sheet_id)
            uses[here.id] = (*uses.get(here.id, ()), use)
    return uses


def cross_duplicates(
    session: Session, me: Actor, found: OpenSheet, today: date
) -> dict[int, tuple[Use, ...]]:
    """Which pieces other units of the cluster use, too, for a reader who may see both.

    A unit is not told of others before the table is open, whatever office it holds.
    """
    rows = fetch(session, _USED_BY_UNIT, **_where(found))
    mine = [row for row in rows if row.sheet_id == found.sheet.id]
    if not mine or _is_for_others(reader_of(session, me, found.period, today), found):
        return {}
    others = session.execute(
        _USED_BY_OTHERS,
        {
            **_where(found),
            "files": [row.sha256 for row in mine if row.sha256],
            "decisions": [row.doc_key for row in mine if row.doc_key],
        },
    ).all()
    seen = _seen(session, me, others, today)
    names = unit_names(session, [row.Sheet.unit_id for row in seen], today)
    uses: dict[int, tuple[Use, ...]] = {}
    for here, there in _pairs(mine, seen):
        same = there.Period.id == found.period.id
        use = _use(here, there, same_period=same, unit=names[there.Sheet.unit_id][1])
        uses[here.id] = (*uses.get(here.id, ()), use)
    return uses


def _pairs(
    here: Sequence[Row[Any]], there: Sequence[Row[Any]]
) -> Iterator[tuple[Row[Any], Row[Any]]]:
    """Each piece here with each other piece that is the same, in the order of their making."""
    by_key: dict[str, list[Row[Any]]] = {}
    for row in there:
        for key in {row.sha256, row.doc_key} - {""}:
            by_key.setdefault(key, []).append(row)
    for row in here:
        same = {
            each.id: each
            for key in {row.sha256, row.doc_key} - {""}
            for each in by_key.get(key, ())
            if each.id != row.id
        }
        yield from ((row, same[key]) for key in sorted(same))


def _seen(session: Session, me: Actor, rows: Sequence[Row[Any]], today: date) -> list[Row[Any]]:
    """Those that stand in sheets whose evidence the reader may see."""
    periods = {row.Period.id: row.Period for row in rows}
    readers = {
        period_id: reader_of(session, me, period, today) for period_id, period in periods.items()
    }
    return [row for row in rows if readers[row.Period.id].sees_evidence(row.Sheet)]


def _is_for_others(reader: Reader, found: OpenSheet) -> bool:
    """It is one's own sheet, and the table is not open yet; or not even this one may be seen."""
    own = Relation.OWN in reader.relations(found.sheet)
    hidden = own and not found.period.stage.is_open
    return hidden or not reader.sees_evidence(found.sheet)
