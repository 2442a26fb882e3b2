"""What every table shares: naming of constraints, short-string enums, points in hundredths."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Enum,
    Executable,
    Integer,
    Row,
    Select,
    TypeDecorator,
    select,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, SQLModel

from models.points import from_hundredths, to_hundredths

# Before the first table: migrations can only name what has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """The root of our tables. Table classes do not validate: rules and actions do."""


class Points(TypeDecorator[Decimal]):
    """12.25 points <-> 1225 in the database: exact on every database, sums included."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Hundredths; ValueError for a third decimal."""
        del dialect
        return None if value is None else to_hundredths(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        """Points with two places."""
        del dialect
        return None if value is None else from_hundredths(int(value))


def short(
    kind: type[StrEnum],
    *,
    nullable: bool = False,
    index: bool = False,
    default: StrEnum | None = None,
) -> Column[Any]:
    """A column that stores the value (not the name) of `kind` as a short string.

    `default` fills the rows that were there before the column.
    """
    return Column(
        Enum(
            kind,
            native_enum=False,
            length=20,
            create_constraint=False,
            values_callable=lambda members: [member.value for member in members],
        ),
        nullable=nullable,
        index=index,
        server_default=None if default is None else default.value,
    )


def long_id() -> Column[Any]:
    """A counted primary key for tables that grow for ever (SQLite counts only INTEGER keys)."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column(kind, primary_key=True, autoincrement=True)


def insert_new(session: Session, table: type[SQLModel], **values: Any) -> bool:
    """Insert a row unless its key is taken; whether it was inserted. All columns are given."""
    dialect = session.get_bind().dialect.name
    insert = sqlite_insert if dialect == "sqlite" else postgres_insert
    rows = SQLModel.metadata.tables[str(table.__tablename__)]
    statement = insert(rows).on_conflict_do_nothing().returning(*rows.primary_key)
    return session.connection().execute(statement, values).first() is not None


def insert_all_new(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Insert rows unless their keys are taken, all of them in one go. All columns are given."""
    if not rows:
        return
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    statement = insert(SQLModel.metadata.tables[str(table.__tablename__)]).on_conflict_do_nothing()
    session.connection().execute(statement, rows)


def columns(*wanted: Any) -> Select[Any]:
    """`select` of columns or tables; a type checker takes SQLModel's fields for values."""
    return select(*wanted)


def fetch(session: Session, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
    """Rows of a statement that was built once, past the ORM: what every turn reads.

    A tenth of the cost of building a query and loading objects; what this session has changed is
    written first, as the ORM's own queries do.
    """
    session.flush()
    return session.connection().execute(statement, values).all()
