"""A cluster's year: what its head has moved from the usual dates, and what has been done."""

from datetime import datetime

from sqlmodel import Field

from models.base import Table


class CalendarStep(Table, table=True):
    """A step of a year with a date of its own; a step without a row has its usual date."""

    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True)
    year: int = Field(primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    """Of `models.rules.year_steps`."""
    at: datetime
    by: int = Field(foreign_key="person.id")
    set_at: datetime


class StepDone(Table, table=True):
    """A unit has done its part of a step; for a step of the head, the head's unit has."""

    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True)
    year: int = Field(primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    by: int = Field(foreign_key="person.id")
    at: datetime
