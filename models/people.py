"""People, the units they speak for, the accounts they use, and invitations."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from models.base import Table, short


class Role(StrEnum):
    """What a person is to a unit; an observer belongs to the standing body and only reads."""

    LEADER = "leader"
    OFFICER = "officer"
    SUBSTITUTE = "substitute"
    OBSERVER = "observer"


class Person(Table, table=True):
    """Somebody who may take part. They may be known (imported) before they have joined."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    locale: str = Field(default="vi", max_length=5)
    seat_id: int | None = Field(default=None)
    """The mandate at hand, for a person with several."""
    loud: bool = Field(default=False)
    """Answers to presses as alerts that stay, for readers whom a short toast escapes."""
    zone: str = Field(
        default="Asia/Ho_Chi_Minh",
        max_length=40,
        sa_column_kwargs={"server_default": "Asia/Ho_Chi_Minh"},
    )
    """The zone (IANA) of the person's quiet hours and of the hours of their reminders."""
    quiet_from: int = Field(default=21, sa_column_kwargs={"server_default": "21"})
    """The hour of the evening from which nothing is sent that can wait."""
    quiet_to: int = Field(default=7, sa_column_kwargs={"server_default": "7"})


class Mandate(Table, table=True):
    """A person speaks for a unit in a cluster, from a day to a day (both included)."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    role: Role = Field(sa_column=short(Role))
    title: str = Field(default="", max_length=120)
    named: str = Field(default="", max_length=120)
    """The name in the roster: a known person who took the mandate keeps their own."""
    from_on: date
    to_on: date | None = Field(default=None)

    __table_args__ = (
        CheckConstraint("(role = 'observer') = (unit_id IS NULL)", name="observer_has_no_unit"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),
    )


class Account(Table, table=True):
    """A person's account on a chat platform: one account, one person."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str = Field(default="telegram", max_length=20)
    user_id: int = Field(sa_type=BigInteger)
    unreachable_at: datetime | None = Field(default=None)
    """Since when the person cannot be written to (blocked the bot, deactivated)."""

    __table_args__ = (UniqueConstraint("channel", "user_id"),)


class Invitation(Table, table=True):
    """A one-time code that lets its holder take a mandate. Only its hash rests here."""

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(max_length=64, unique=True)
    mandate_id: int = Field(foreign_key="mandate.id", index=True)
    made_by: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = Field(default=None)
    revoked_at: datetime | None = Field(default=None)


class WrongCode(Table, table=True):
    """How often an account has offered a wrong code lately, so that guessing is slow."""

    user_id: int = Field(sa_type=BigInteger, primary_key=True)
    since: datetime
    tries: int = Field(default=0)
